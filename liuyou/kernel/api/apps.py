"""The API as an app: its lines in the menu, and what it does when the journal is written."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "liuyou.kernel.api"
    label = "api"
    verbose_name = "接口"

    def ready(self) -> None:
        from liuyou.kernel.api import hearing
        from liuyou.kernel.journal import lines
        from liuyou.kernel.web import menu
        from liuyou.kernel.web.pages import SIGNED_IN

        lines.LISTENERS[:] = [each for each in lines.LISTENERS if each is not hearing.EAR] + [hearing.EAR]
        menu.add("系统", "接口令牌", "api-tokens", "api.tokens", order=64)
        menu.add("系统", "接口通知", "api-webhooks", "api.tokens", order=65)
        menu.add("系统", "接口说明", "api-help", SIGNED_IN, order=66)

"""The app of officers: its entry in the menu."""

from __future__ import annotations

from django.apps import AppConfig


class OfficersConfig(AppConfig):
    name = "liuyou.areas.officers"

    def ready(self) -> None:
        from liuyou.kernel.web import menu

        menu.add("组织", "换届和培训提醒", "officers-terms", "officers.read", order=80)

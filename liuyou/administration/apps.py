"""The app of administration."""

from __future__ import annotations

from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "liuyou.administration"

    def ready(self) -> None:
        from liuyou.administration import keeping, operations, reconciling  # noqa: F401 - keeping declares its nightly task
        from liuyou.kernel.web import menu
        from liuyou.kernel.web.pages import SIGNED_IN

        operations.enter_menu()
        reconciling.enter_menu()
        menu.add("组织", "组织树", "orgs", SIGNED_IN, order=10)
        menu.add("系统", "参数", "parameters", SIGNED_IN, order=30)
        menu.add("系统", "办理日志", "journal", "journal.read", order=40)

"""The part's place in the menu."""

from __future__ import annotations

from django.apps import AppConfig

from liuyou.kernel.web import menu


class WorkbenchConfig(AppConfig):
    name = "liuyou.reports.workbench"

    def ready(self) -> None:
        from liuyou.kernel.web.pages import SIGNED_IN

        menu.add("工作台", "首页", "home", SIGNED_IN, order=1)
        menu.add("工作台", "待办", "todo", SIGNED_IN, order=2)
        menu.add("考核报表", "一屏总览", "cockpit", "figures.read", order=14)

"""The app of targets: its own pages in the menu."""

from __future__ import annotations

from django.apps import AppConfig


class TargetsConfig(AppConfig):
    name = "liuyou.reports.targets"

    def ready(self) -> None:
        from liuyou.kernel.web import menu

        menu.add("考核报表", "目标完成", "targets-board", "targets.read", order=19)
        menu.add("考核报表", "督查和整改", "targets-supervision", "targets.read", order=22)

"""The app of standards: its pages on the menu."""

from __future__ import annotations

from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "liuyou.reports.standards"

    def ready(self) -> None:
        from liuyou.kernel.web import menu

        menu.add("考核报表", "考核情况", "standards", "standards.read", order=29)

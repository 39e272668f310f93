"""The app of returns: its entries in the menu, and what it does at night."""

from __future__ import annotations

from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "liuyou.reports.returns"

    def ready(self) -> None:
        import liuyou.reports.returns.tasks  # noqa: F401 - its task is known by being imported
        from liuyou.kernel.web import menu

        menu.add("考核报表", "待报报表", "returns-due", "returns.read", order=4)
        menu.add("考核报表", "报表格式和汇总", "returns-forms", "returns.read", order=6)

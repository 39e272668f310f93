"""The part's place in the menu."""

from __future__ import annotations

from django.apps import AppConfig

from liuyou.kernel.web import menu


class FiguresConfig(AppConfig):
    name = "liuyou.reports.figures"

    def ready(self) -> None:
        menu.add("考核报表", "指标目录", "figures", "figures.read", order=10)
        menu.add("考核报表", "指标分析", "figure", "figures.read", order=12)
        menu.add("考核报表", "数据核对", "figure-checks", "figures.read", order=14)

"""The app of activities: its entry in the menu."""

from __future__ import annotations

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "liuyou.areas.activities"

    def ready(self) -> None:
        from liuyou.kernel.web import menu
        from liuyou.kernel.web.pages import SIGNED_IN

        menu.add("活动阵地", "活动类型", "activity-types", SIGNED_IN, order=90)

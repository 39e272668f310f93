"""The pages about people as an app, and their line in the menu."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "liuyou.reports.people"
    label = "people_pages"
    verbose_name = "人员"

    def ready(self) -> None:
        from liuyou.kernel.web import menu

        menu.add("会员", "人员", "people", "people.read", order=90)

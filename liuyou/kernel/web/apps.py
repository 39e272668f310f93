"""The shell of the web application; takes in the areas' screens and puts them on the menu."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "liuyou.kernel.web"

    def ready(self) -> None:
        from liuyou.kernel.catalogue.catalogue import AREAS
        from liuyou.kernel.web import menu, screens

        for area in AREAS.values():
            for order, screen in enumerate(area.screens()):
                screens.load([screen])
                menu.add(area.section, screen.name, "records", screen.reads, screen.code, order=area.order + order)
        menu.add("工作台", "导入台账", "import", "intake.load", order=40)

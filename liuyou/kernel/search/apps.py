"""The search box as an app: it brings templates."""

from __future__ import annotations

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "liuyou.kernel.search"
    label = "search"
    verbose_name = "搜索"

    def ready(self) -> None:
        from liuyou.kernel.catalogue.catalogue import AREAS
        from liuyou.kernel.search import hits

        for area in AREAS.values():
            if area.search is not None:
                hits.provide(area.code, area.search)

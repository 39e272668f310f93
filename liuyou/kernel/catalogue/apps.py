"""Loads every area's declaration once Django is ready."""

from __future__ import annotations

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "liuyou.kernel.catalogue"

    def ready(self) -> None:
        from liuyou.kernel.catalogue import catalogue

        catalogue.load()

"""The benchmark as a part of a server that is measured."""

from __future__ import annotations

from django.apps import AppConfig


class Bench(AppConfig):
    name = "bench"

    def ready(self) -> None:
        from bench import generate

        generate.register()

"""Has every new connection to the database checked against the keys."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class SecrecyConfig(AppConfig):
    name = "liuyou.kernel.secrecy"

    def ready(self) -> None:
        from liuyou.kernel.secrecy import check

        connection_created.connect(check.compare)

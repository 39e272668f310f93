"""So many requests a minute for each token or person, counted in the database because many processes answer."""

from __future__ import annotations

import time
from typing import Any

from django.db import connection, transaction
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from liuyou.kernel.accounts.policy import installed
from liuyou.kernel.api.arriving import who

MINUTE = 60
_most: tuple[float, int] = (float("-inf"), 0)


class PerMinute(BaseThrottle):
    def allow_request(self, request: Request, view: Any) -> bool:
        name = who(request.user) if request.user else f"from:{self.get_ident(request)}"[:60]  # type: ignore[arg-type]
        return spend(name) <= most()

    def wait(self) -> float:
        return MINUTE - time.time() % MINUTE


def most() -> int:
    """The parameter, asked for once a minute."""
    global _most
    if time.monotonic() - _most[0] > MINUTE:
        _most = (time.monotonic(), int(installed("api.requests_per_minute")))
    return _most[1]


def forget() -> None:
    global _most
    _most = (float("-inf"), 0)


def spend(name: str) -> int:
    """Count one request; how many there were in this minute. Not worth waiting for the disk."""
    minute = int(time.time() // MINUTE)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('synchronous_commit', 'off', true)")
        cursor.execute(
            """INSERT INTO api_spent AS s (who, minute, count) VALUES (%s, %s, 1) ON CONFLICT (who) DO UPDATE
               SET count = CASE WHEN s.minute = excluded.minute THEN s.count + 1 ELSE 1 END, minute = excluded.minute
               RETURNING count""",
            [name, minute],
        )
        return int(cursor.fetchone()[0])

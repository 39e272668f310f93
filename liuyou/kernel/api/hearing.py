"""The ear at the journal: when lines of an action that some webhook wants are appended, one job is put in the queue.

It costs nothing while nobody wants the action: which patterns there are is asked at most each half minute.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime
from fnmatch import fnmatchcase

from django.db import connection

EVERY = 30.0
"""Seconds after which other processes have heard of a new webhook."""


def fits(action: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(action, pattern) for pattern in patterns)


class Ear:
    """A listener of `journal.lines`; within a transaction, so it writes the job and nothing else."""

    def __init__(self) -> None:
        self._patterns: frozenset[str] = frozenset()
        self._asked = float("-inf")

    def wants(self, action: str) -> bool:
        if time.monotonic() - self._asked > EVERY:
            self._ask()
        return bool(self._patterns) and fits(action, self._patterns)

    def heard(self, action: str, at: datetime) -> None:
        """One job however many lines and however often: the job looks the lines up by moment and action."""
        from liuyou.kernel.api import tasks

        lock = f"{action} {at.isoformat()}"
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo'", [lock])
            there = cursor.fetchone() is not None
        if not there:
            tasks.announce.configure(queueing_lock=lock).defer(action=action, at=at.isoformat())

    def forget(self) -> None:
        """Ask again at the next line: a webhook has changed."""
        self._asked = float("-inf")

    def _ask(self) -> None:
        from liuyou.kernel.api.models import Webhook

        found = Webhook.objects.filter(active=True).values_list("actions", flat=True)
        self._patterns = frozenset(pattern for patterns in found for pattern in patterns)
        self._asked = time.monotonic()


EAR = Ear()

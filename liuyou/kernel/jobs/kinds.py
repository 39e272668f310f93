"""Tasks that a run may be of, and how they tell how far they are."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.db import connection

from liuyou.kernel.jobs.models import Run, State

STOPPING = threading.Event()
"""Set when the worker is told to end: work under way leaves off at the next step and is resumed by the next worker."""
EVERY = 0.4


class Stopped(Exception):
    """Somebody stopped the run, or the worker ends."""


@dataclass(frozen=True, slots=True)
class Task:
    """A function ``(run, progress) -> note or None``, run again from its beginning after a kill.

    `once`: all it writes is one transaction, in which the run is marked done too, so it never happens twice.
    """

    kind: str
    title: str
    function: Callable[[Run, Progress], str | None]
    once: bool = False


TASKS: dict[str, Task] = {}


def task(
    kind: str, title: str, *, once: bool = False
) -> Callable[[Callable[[Run, Progress], str | None]], Callable[[Run, Progress], str | None]]:
    """``@task("intake.load", "导入台账", once=True) def load(run, progress): …``"""

    def decorate(function: Callable[[Run, Progress], str | None]) -> Callable[[Run, Progress], str | None]:
        TASKS[kind] = Task(kind, title, function, once)
        return function

    return decorate


class Progress:
    """Told by a task now and then; written past its transaction, so that others see it. Raises `Stopped`."""

    def __init__(self, run: Run, *, beside: bool) -> None:
        self.run, self.result = run, ""
        self._beside = _connect() if beside else None
        self._last = 0.0

    def __call__(self, done: int, total: int | None = None, text: str = "") -> None:
        now = time.monotonic()
        if now - self._last < EVERY and done != total:
            return
        self._last = now
        if STOPPING.is_set():
            raise Stopped
        self._write(done, total, text)

    def file(self, name: str) -> Path:
        """Where to write the file that is the result; offered under this name when the task is done."""
        self.run.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.result = Path(name).name
        return self.run.folder / self.result

    def close(self) -> None:
        if self._beside:
            self._beside.close()

    def _write(self, done: int, total: int | None, text: str) -> None:
        values = [done, total, text, self.run.pk]
        if self._beside:
            with self._beside.transaction(), self._beside.cursor() as cursor:
                self._say(cursor, values)
        else:
            from liuyou.kernel.writing.permit import permit

            with permit("jobs.run.progress"), connection.cursor() as cursor:
                self._say(cursor, values)

    def _say(self, cursor: psycopg.Cursor | object, values: Sequence[object]) -> None:
        execute, fetch = cursor.execute, cursor.fetchone  # type: ignore[union-attr]
        execute("SELECT set_config('liuyou.action', 'jobs.run.progress', true)")
        execute(
            "UPDATE jobs_run SET progress = %s, total = coalesce(%s, total), note = %s WHERE id = %s RETURNING state",
            values,
        )
        found = fetch()
        if found and found[0] != State.RUNNING:
            raise Stopped


def _connect() -> psycopg.Connection:
    place = connection.get_connection_params()
    keys = ("host", "port", "user", "password", "dbname")
    return psycopg.connect(**{key: place[key] for key in keys if place.get(key)}, autocommit=True)

"""Bulk runs against the same action one record at a time, and the memory of all server processes together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench import generate
from bench.generate import Size, server, use

SMALL, LARGE, SINGLE = 2_039, 100_000, 200
POSTED, PASSED = date(2024, 4, 1), date(2024, 5, 20)
GRANT: dict[str, Any] = {"amount": Decimal(300), "opinion": "同意"}
BATCH = 5_000
PORT, CLIENTS, SECONDS, MOST = 8629, 8, 10, 300


@contextmanager
def scratch(size: Size) -> Iterator[str]:
    """A copy of the bench database that may be written to."""
    name = f"{size.database}_bulk"
    use(size.database)
    generate.make_database(name, size.database)
    use(name)
    try:
        yield name
    finally:
        use(size.database)
        generate.drop_database(name)


def applications(count: int, actor: Any) -> list[int]:
    """Applications on notice, one a person as long as there are people, made by the actions themselves."""
    from liuyou.areas.aid.actions import applications as acts
    from liuyou.kernel.orgs.models import Place
    from liuyou.kernel.people.models import Person

    orgs = list(Place.objects.exclude(parent=None).order_by("org_id").values_list("org_id", flat=True))
    people = list(Person.objects.order_by("pk").values_list("pk", flat=True)[:count])
    made: list[int] = []
    for start in range(0, count, BATCH):
        rows = [
            {
                "org_id": orgs[number % len(orgs)],
                "person_id": people[number % len(people)],
                "programme": "临时救助",
                "requested": Decimal(500),
                "grounds": "家中有人患病",
            }
            for number in range(start, min(start + BATCH, count))
        ]
        batch = [each.pk for each in acts.draft_applications(rows, actor=actor, on=POSTED)]
        acts.submit_application(batch, actor=actor, on=POSTED)
        acts.verify_application(batch, visit="属实", actor=actor, on=POSTED)
        acts.post_application(batch, actor=actor, on=POSTED)
        made += batch
    with server(generate_name()) as db:
        db.execute("VACUUM ANALYZE")
    return made


def generate_name() -> str:
    from django.db import connection

    return str(connection.settings_dict["NAME"])


def one_by_one(records: list[int], actor: Any) -> float:
    """Seconds a record."""
    from liuyou.kernel.actions.action import ACTIONS

    approve = ACTIONS["aid.application.approve"]
    for record in records[:20]:  # warm
        approve(record, actor=actor, on=PASSED, **GRANT)
    began = time.perf_counter()
    for record in records[20:]:
        approve(record, actor=actor, on=PASSED, **GRANT)
    return (time.perf_counter() - began) / (len(records) - 20)


def in_bulk(records: list[int], actor: Any) -> float:
    """Seconds from the start of the run to its end, results per record included."""
    from liuyou.kernel.jobs import running

    began = time.perf_counter()
    run = running.start_run("aid.application.approve", records, actor=actor, inputs=GRANT, on=PASSED)
    running.work(run.pk)
    seconds = time.perf_counter() - began
    run.refresh_from_db()
    assert (run.state, run.progress, run.refused) == ("done", len(records), 0), (run.state, run.note)
    return seconds


def measure(size: Size) -> Iterator[tuple[int, float, float]]:
    """How many, seconds in bulk, seconds one at a time (scaled)."""
    from liuyou.areas.aid.models import Application
    from liuyou.kernel.access.setup import operator

    with scratch(size):
        actor = operator()
        made = applications(SMALL + LARGE + SINGLE + 20, actor)
        each = one_by_one(made[: SINGLE + 20], actor)
        rest = made[SINGLE + 20 :]
        for records in (rest[:SMALL], rest[SMALL:]):
            yield len(records), in_bulk(records, actor), each * len(records)
        assert not Application.objects.exclude(state="approved").exists()


def megabytes(root: int) -> tuple[float, float]:
    """Of a process and all below it: RSS, and PSS, which counts what they share once."""
    import psutil

    found = [psutil.Process(root), *psutil.Process(root).children(recursive=True)]
    found = [each for each in found if each.name() != "postgres"]
    rss = sum(each.memory_info().rss for each in found) / 1e6
    return rss, sum(each.memory_full_info().pss for each in found) / 1e6


def memory(size: Size) -> Iterator[tuple[str, float, float]]:
    """State, RSS and PSS in MB of `liuyou serve`: idle, and while eight clients ask and a bulk run is done."""
    from liuyou.kernel.access.setup import operator
    from liuyou.kernel.jobs import running

    with scratch(size) as name, tempfile.TemporaryDirectory() as folder:
        actor = operator()
        made = applications(20_000, actor)
        _night_is_over(actor)
        with served(name, folder) as process:
            time.sleep(5)
            yield "idle", *megabytes(process.pid)
            run = running.start_run("aid.application.approve", made, actor=actor, inputs=GRANT, on=PASSED)
            peak = _load(process.pid)
            yield "under load", *peak
            run.refresh_from_db()
            assert run.progress, "the worker did nothing"


def _night_is_over(actor: Any) -> None:
    """The nightly tasks count as done: the check would list the entries, which have no records, one by one."""
    from django.utils import timezone

    from liuyou.kernel.jobs import sweeping
    from liuyou.kernel.jobs.models import Run, State
    from liuyou.kernel.writing.permit import permit

    now = timezone.now()
    with permit("jobs.run.start"):
        for kind in sweeping.NIGHTLY:
            Run.objects.create(actor=actor, kind=kind, title=kind, state=State.DONE, created_at=now, finished_at=now)


def _load(root: int) -> tuple[float, float]:
    until = time.monotonic() + SECONDS

    def ask() -> None:
        while time.monotonic() < until:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/account/login/", timeout=30) as answer:
                answer.read()

    clients = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for each in clients:
        each.start()
    peak = (0.0, 0.0)
    while time.monotonic() < until:
        peak = max(peak, megabytes(root))
        time.sleep(0.5)
    for each in clients:
        each.join()
    return peak


@contextmanager
def served(database: str, folder: str) -> Iterator[subprocess.Popen[bytes]]:
    from django.conf import settings

    from liuyou.kernel.base.home import home

    place = settings.DATABASES["default"]
    login = quote(place["USER"]) + (f":{quote(place['PASSWORD'])}" if place.get("PASSWORD") else "")
    url = f"postgresql://{login}@{quote(str(place['HOST']), safe='')}:{place['PORT']}/{database}"
    environment = os.environ | {"LIUYOU_HOME": folder, "DATABASE_URL": url}
    environment["DJANGO_SETTINGS_MODULE"] = "bench.serving"
    environment["LIUYOU_KEYS"] = environment.get("LIUYOU_KEYS") or (home() / "keys.json").read_text()
    command = [sys.executable, "-m", "liuyou", "serve", "--port", str(PORT)]
    where = Path(__file__).parent.parent
    process = subprocess.Popen(command, env=environment, cwd=where, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        for _ in range(240):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=5):
                    break
            except OSError:
                assert process.poll() is None, "liuyou serve ended"
                time.sleep(0.5)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)

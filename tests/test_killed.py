"""A load killed with -9 at random moments: the file is in whole or not at all, and loading again puts all right."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection

from tests.ledgers import aid_ledger

ROWS, KILLS = 400, 20
ROOT = Path(__file__).resolve().parent.parent


class Installation:
    """A database of its own on the test server, worked on by real `liuyou` processes."""

    def __init__(self, home: Path) -> None:
        place = connection.settings_dict
        login = (
            f"{quote(place['USER'])}:{quote(place['PASSWORD'])}@" if place["PASSWORD"] else f"{quote(place['USER'])}@"
        )
        self.base = f"postgresql://{login}{quote(str(place['HOST']), safe='')}:{place['PORT']}"
        with psycopg.connect(f"{self.base}/postgres", autocommit=True) as server:
            server.execute("DROP DATABASE IF EXISTS liuyou_killed WITH (FORCE)")
            server.execute("CREATE DATABASE liuyou_killed")
        self.url = f"{self.base}/liuyou_killed"
        self.environment = os.environ | {"LIUYOU_HOME": str(home), "DATABASE_URL": self.url}

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "liuyou", *arguments]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    def run(self, *arguments: str) -> str:
        process = self.start(*arguments)
        said = process.communicate(timeout=120)[0].decode()
        assert process.returncode == 0, said
        return said

    def counts(self) -> tuple[int, ...]:
        """Payments, people, journal lines of payments, entries, loads: once the killed backend is gone."""
        with psycopg.connect(self.url, autocommit=True) as db:
            while db.execute(
                "SELECT FROM pg_stat_activity WHERE datname = 'liuyou_killed' AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'"
            ).fetchone():
                time.sleep(0.02)
            return tuple(
                db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in (
                    "aid_payment",
                    "people_person",
                    "journal_line WHERE register = 'aid.payment'",
                    "ledger_entry",
                    "intake_load",
                )
            )


@pytest.fixture
def installation(django_db_setup, django_db_blocker, tmp_path):
    with django_db_blocker.unblock():
        made = Installation(tmp_path / "home")
    made.run("init", "--name", "示例县总工会", "--region", "330102")
    yield made
    with psycopg.connect(f"{made.base}/postgres", autocommit=True) as server:
        server.execute("DROP DATABASE liuyou_killed WITH (FORCE)")


def test_a_killed_load_leaves_the_whole_file_or_nothing(installation, tmp_path):
    chance = random.Random(2016)
    files = [aid_ledger(tmp_path / f"{n}.xlsx", ROWS, first=n * ROWS) for n in range(KILLS + 1)]
    began = time.monotonic()
    installation.run("load", str(files[0]))
    whole = time.monotonic() - began
    one = installation.counts()
    assert one[0] == ROWS
    outcomes = []
    for path in files[1:]:
        process = installation.start("load", str(path))
        time.sleep(whole * chance.uniform(0.35, 1.05))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        counts = installation.counts()
        loads = counts[4]
        assert counts == tuple(each * loads for each in one), "a file is in by half"
        outcomes.append(loads)
    installation.run("load", *map(str, files))
    assert installation.counts() == tuple(each * len(files) for each in one)
    assert "一致" in installation.run("reconcile")

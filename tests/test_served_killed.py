"""`liuyou serve` while its processes are killed with -9: what was confirmed stands, a run does every record once."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
RECORDS = 4000
PREPARE = """
import django; django.setup()
from datetime import date
from decimal import Decimal
from django.conf import settings
from django.utils import timezone
from liuyou.areas.aid.actions import applications
from liuyou.kernel.access.setup import operator
from liuyou.kernel.accounts.models import User
from liuyou.kernel.actions.parameters import override_parameter
from liuyou.kernel.base import clock
from liuyou.kernel.jobs.running import start_run
from liuyou.kernel.orgs import tree
from liuyou.kernel.people.register import Named, ensure
from liuyou.kernel.writing.permit import permit
actor, root, since = operator(), tree.root(clock.today()).org_id, date(2020, 1, 1)
from liuyou.kernel.actions.tree import establish_orgs
from liuyou.kernel.orgs.changes import Founding
[town] = establish_orgs([Founding("东镇总工会", "federation", root, since)], actor=actor)
override_parameter("accounts.totp_required", False, org=root, since=since, actor=actor, reason="试验")
with permit("accounts.account.open"):
    user = User(username="keeper", actor=actor, org_id=root, must_change_password=False, created_at=timezone.now())
    user.password_changed_at = timezone.now()
    user.set_password("不相干的四个词 2016")
    user.save()
    people = ensure([Named(f"职工{number}") for number in range(COUNT)])
rows = [{"org_id": town, "person_id": each, "programme": "临时救助", "requested": Decimal(500)} for each in people]
made = [each.pk for each in applications.draft_applications(rows, actor=actor, on=date(2022, 4, 1))]
applications.submit_application(made, actor=actor, on=date(2022, 4, 1))
applications.verify_application(made, visit="属实", actor=actor, on=date(2022, 4, 1))
applications.post_application(made, actor=actor, on=date(2022, 4, 1))
run = start_run("aid.application.approve", made, actor=actor, on=date(2022, 4, 20),
                inputs={"amount": Decimal(300), "opinion": "同意"})
from django.test import Client
client = Client()
client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
print(run.pk, client.cookies["sessionid"].value)
"""


class Served:
    """An installation with a database of its own on the test server, and its `liuyou serve`."""

    def __init__(self, home: Path, name: str = "liuyou_served_killed") -> None:
        place = connection.settings_dict
        user, password = quote(place["USER"]), quote(place["PASSWORD"] or "")
        base = f"postgresql://{user}{f':{password}' if password else ''}@{quote(str(place['HOST']), safe='')}"
        self.base = f"{base}:{place['PORT']}"
        self.home, self.name = home, name
        home.mkdir(exist_ok=True)
        with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]
        self.drop()
        with psycopg.connect(f"{self.base}/postgres", autocommit=True) as server:
            server.execute(f"CREATE DATABASE {self.name}")
        self.environment = os.environ | {
            "LIUYOU_HOME": str(home),
            "DATABASE_URL": f"{self.base}/{self.name}",
            "DJANGO_SETTINGS_MODULE": "liuyou.config.settings",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def drop(self) -> None:
        with psycopg.connect(f"{self.base}/postgres", autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def serve(self) -> None:
        command = [sys.executable, "-m", "liuyou", "serve", "--port", str(self.port)]
        log = (self.home / "serve.log").open("ab")
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)

    def wait(self, ready: object) -> None:
        until = time.monotonic() + 120
        while not ready():
            assert time.monotonic() < until, (self.home / "serve.log").read_text()[-3000:]
            assert self.process.poll() is None, (self.home / "serve.log").read_text()[-3000:]
            time.sleep(0.05)

    def answers(self) -> bool:
        try:
            return self.get("/healthz")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def get(self, path: str, cookie: str = "", data: dict[str, str] | None = None) -> tuple[int, str]:
        body = None if data is None else urllib.parse.urlencode(data).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, {"Cookie": cookie})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
                answer.read()
                return answer.status, answer.headers.get("Content-Disposition") or answer.url
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(errors="replace")[:500]

    def child(self, module: str) -> psutil.Process:
        return next(each for each in self.children() if module in each.cmdline())

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def ask(self, statement: str) -> tuple:
        with psycopg.connect(f"{self.base}/{self.name}", autocommit=True) as db:
            return db.execute(statement).fetchone()


@pytest.fixture
def served(django_db_setup, django_db_blocker, tmp_path):
    with django_db_blocker.unblock():
        made = Served(tmp_path / "home")
    made.run("-m", "liuyou", "init", "--name", "示例县总工会", "--region", "330102")
    yield made
    if made.process and made.process.poll() is None:
        made.process.send_signal(signal.SIGTERM)
        made.process.wait(60)
    made.drop()


def test_killed_at_any_moment_nothing_confirmed_is_lost_and_nothing_is_done_twice(served):
    run, session = served.run("-c", PREPARE.replace("COUNT", str(RECORDS))).split()
    (served.home / "backups").mkdir(exist_ok=True)
    (served.home / "backups" / "a.tar").write_bytes(b"x")
    served.serve()
    served.wait(served.answers)
    _kill_while_a_run_is_done(served, run)
    _kill_while_pages_write(served, session)
    processes = served.children()
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(60) == 0
    assert not [each for each in processes if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
    assert "一致" in served.run("-m", "liuyou", "reconcile")


def _kill_while_a_run_is_done(served: Served, run: str) -> None:
    """The worker once, then everything at once by its head."""
    progress = f"SELECT progress FROM jobs_run WHERE id = {run}"
    served.wait(lambda: served.ask(progress)[0] > 0)
    served.child("liuyou.config.worker").kill()
    first = served.ask(progress)[0]
    served.wait(lambda: served.ask(progress)[0] > first)
    left = served.children()
    served.process.kill()
    served.process.wait()
    psutil.wait_procs(left, timeout=30)
    assert not [each for each in left if each.is_running()], "something was left behind"
    served.serve()
    served.wait(lambda: served.ask(f"SELECT state FROM jobs_run WHERE id = {run}")[0] == "done")
    assert served.ask(f"SELECT progress, refused FROM jobs_run WHERE id = {run}") == (RECORDS, 0)
    assert served.ask("SELECT count(*), count(*) FILTER (WHERE state = 'approved') FROM aid_application") == (
        RECORDS,
        RECORDS,
    )
    lines = "SELECT count(*), count(DISTINCT record) FROM journal_line WHERE action = 'aid.application.approve'"
    assert served.ask(lines) == (RECORDS, RECORDS)
    served.wait(served.answers)


def _kill_while_pages_write(served: Served, session: str) -> None:
    """Each download writes a journal line first and is confirmed by the file itself."""
    token = "a" * 32
    cookie = f"sessionid={session}; csrftoken={token}"
    confirmed = []
    for number in range(30):
        if number in (9, 19):
            served.child("liuyou.config.web").kill()
        given = {"reason": f"第{number}次", "passphrase": "correct horse battery", "again": "correct horse battery"}
        try:
            status, said = served.get("/system/backups/a.tar/download/", cookie, given | {"csrfmiddlewaretoken": token})
        except (OSError, http.client.HTTPException):  # cut off in the middle: not confirmed
            served.wait(served.answers)
            continue
        assert (status, "a.tar.sealed" in said) == (200, True), (status, said)
        confirmed.append(given["reason"])
    assert len(confirmed) > 15
    with psycopg.connect(f"{served.base}/{served.name}") as db:
        rows = db.execute("SELECT reason FROM journal_line WHERE action = 'backups.backup.download'").fetchall()
    assert set(confirmed) <= {reason for (reason,) in rows}

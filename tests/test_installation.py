"""An installation from its first start on: two at once, killed half-way, its files lost, its settings mistyped."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from pwd import getpwuid

import pytest

ROOT = Path(__file__).resolve().parent.parent
INIT = ("init", "--name", "示例县总工会", "--region", "330102")


class Home:
    """A folder of its own in which real `liuyou` processes work on an embedded database of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "LIUYOU_KEYS")
        } | {"LIUYOU_HOME": str(folder)}

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "liuyou", *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def ended(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    said = process.communicate(timeout=120)[0].decode()
    return process.returncode, said


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path / "home")
    yield made
    running = made.folder / "postgres" / "postmaster.pid"
    if running.exists():  # killed processes do not stop the server they share
        os.kill(int(running.read_text().split()[0]), signal.SIGINT)


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Two first starts at the same time have made it."""
    home = Home(tmp_path_factory.mktemp("installed") / "home")
    for code, said in map(ended, [home.start(*INIT), home.start(*INIT)]):
        assert (code, "示例县总工会" in said) == (0, True), said
    return home


def refused(process: subprocess.Popen[bytes], words: str) -> None:
    code, said = ended(process)
    assert (code, words in said, "Traceback" in said) == (1, True, False), said


def test_two_first_starts_at_once_make_one_installation(installed):
    assert ended(installed.start("reconcile"))[0] == 0


def test_the_embedded_database_lets_in_only_the_user_it_runs_for(installed):
    asking = (
        "import django; django.setup(); from django.db import connection; cursor = connection.cursor();"
        "print(*cursor.execute('SELECT system_user').fetchone())"
    )
    environment = installed.environment | {"DJANGO_SETTINGS_MODULE": "liuyou.config.settings"}
    said = subprocess.check_output([sys.executable, "-c", asking], cwd=ROOT, env=environment, text=True)
    assert said.strip() == f"peer:{getpwuid(os.geteuid()).pw_name}"


@pytest.mark.parametrize(
    ("lost", "command"), [(True, INIT), (True, ("reconcile",)), (False, INIT), (False, ("serve",))]
)
def test_without_its_own_keys_a_database_is_not_opened(installed, lost, command):
    file = installed.folder / "keys.json"
    kept = file.read_text()
    file.unlink()
    if not lost:
        file.write_text(json.dumps(json.loads(kept) | {"index": base64.b64encode(bytes(32)).decode()}))
    try:
        refused(installed.start(*command), "密钥文件与数据库不符：请恢复备份的 keys.json。")
        assert file.exists() is not lost
    finally:
        file.write_text(kept)


def test_a_first_start_killed_at_any_stage_is_made_good_by_the_next(home):
    for begun in ("PG_VERSION", "postmaster.opts", "liuyou.json"):  # making, starting, migrating
        process = home.start(*INIT)
        while not (home.folder / "postgres" / begun).exists():
            assert process.poll() is None, ended(process)
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    code, said = ended(home.start(*INIT))
    assert (code, "示例县总工会" in said) == (0, True), said
    assert ended(home.start("reconcile"))[0] == 0


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://a@127.0.0.1:abc/x", "DATABASE_URL 读不懂"),
        ("postgresql://a@127.0.0.1:99999/x", "DATABASE_URL 读不懂"),
        ("postgresql://a@[::1/x", "DATABASE_URL 读不懂"),
        ("mysql://a@127.0.0.1/x", "postgresql://"),
        ("postgresql://a@127.0.0.1:1/x", "连不上数据库"),
    ],
)
def test_a_wrong_database_url_is_refused_in_words(home, url, words):
    home.environment["DATABASE_URL"] = url
    refused(home.start("reconcile"), words)


def test_a_wrong_founding_day_is_refused_in_words(home):
    refused(home.start(*INIT, "--since", "abc"), "--since")

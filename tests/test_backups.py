"""A backup is the whole installation: restored it gives the same figures; damaged it changes nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ledgers import aid_ledger
from tests.test_served_killed import ROOT, Served

MONEY = ("figure", "aid.money", "--org", "示例县总工会", "--period", "2016", "--json")


@pytest.fixture
def installations(django_db_setup, django_db_blocker, tmp_path):
    with django_db_blocker.unblock():
        made = [Served(tmp_path / name, f"liuyou_backup_{name}") for name in ("used", "empty")]
    yield made
    for each in made:
        each.drop()


def liuyou(where: Served, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "liuyou", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=where.environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def money(where: Served) -> float:
    return json.loads(where.run("-m", "liuyou", *MONEY))["value"]


def damaged(path: Path, copy: Path) -> Path:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    copy.write_bytes(content)
    return copy


def test_backup_change_restore(installations, tmp_path):
    used, empty = installations
    used.run("-m", "liuyou", "init", "--name", "示例县总工会", "--region", "330102")
    used.run("-m", "liuyou", "load", str(aid_ledger(tmp_path / "一.xlsx", 40, first=0)))
    (used.home / "files" / "ab").mkdir(parents=True)
    (used.home / "files" / "ab" / "abc").write_bytes(b"attachment")
    before = money(used)
    assert before > 0
    whole, bare = tmp_path / "whole.tar", tmp_path / "bare.tar"
    used.run("-m", "liuyou", "backup", "--with-keys", str(whole))
    used.run("-m", "liuyou", "backup", str(bare))
    assert os.stat(whole).st_mode & 0o077 == 0
    used.run("-m", "liuyou", "load", str(aid_ledger(tmp_path / "二.xlsx", 40, first=40)))
    after = money(used)
    assert after > before

    for path, words in (
        (whole, "请加 --replace"),
        (damaged(bare, tmp_path / "damaged.tar"), "不完整或被改动过"),
    ):
        code, said = liuyou(used, "restore", str(path), *(["--replace"] if path != whole else []))
        assert (code, words in said, "Traceback" in said) == (1, True, False), said
    assert money(used) == after

    assert "账实一致" in used.run("-m", "liuyou", "restore", str(bare), "--replace")
    assert money(used) == before

    code, said = liuyou(empty, "restore", str(bare))
    assert (code, "keys.json" in said) == (1, True), said
    assert not (empty.home / "keys.json").exists()
    assert empty.ask("SELECT to_regclass('orgs_place') IS NULL") == (True,)
    empty.run("-m", "liuyou", "restore", str(whole))
    assert money(empty) == before
    assert (empty.home / "files" / "ab" / "abc").read_bytes() == b"attachment"
    assert (empty.home / "keys.json").stat().st_mode & 0o077 == 0

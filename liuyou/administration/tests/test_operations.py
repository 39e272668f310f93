"""Jobs, health and backups in the browser."""

from __future__ import annotations

import os
import time
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils import timezone

from liuyou.administration import archives, keeping
from liuyou.areas.aid.actions import applications
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.accounts.models import User
from liuyou.kernel.actions.parameters import override_parameter
from liuyou.kernel.jobs import running
from liuyou.kernel.journal.models import Line
from liuyou.kernel.writing.permit import permit

WORDS = "correct horse battery"


@pytest.fixture
def sign_in(county, client):
    """Signs in as a new actor with some rights at one org."""
    override_parameter(
        "accounts.totp_required", False, org=county.root, since=county.since, actor=county.actor, reason="试验"
    )

    def enter(name: str, org: int, *permissions: str) -> Actor:
        with permit("accounts.account.open"):
            actor = Actor.objects.create(name=name)
            user = User(username=f"user{actor.pk}", actor=actor, org_id=org, created_at=timezone.now())
            user.must_change_password, user.password_changed_at = False, timezone.now()
            user.set_unusable_password()
            user.save()
        appoint(actor, org, "干事", list(permissions), since=county.since)
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return actor

    return enter


@pytest.fixture
def run(county):
    """A finished run of the county's actor with one record done and one refused."""
    [person] = county.people("王一")
    row = {"org_id": county.east1, "person_id": person, "programme": "临时救助", "requested": Decimal(500)}
    [made] = applications.draft_applications([row], actor=county.actor, on=date(2022, 4, 1))
    found = running.start_run("aid.application.submit", [made.pk, 999_999], actor=county.actor, on=date(2022, 4, 1))
    running.work(found.pk)
    found.refresh_from_db()
    return found


def test_healthz_is_open_and_says_nothing_else(client, db):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_a_run_of_another_is_seen_only_by_who_manages_the_system(run, county, client, sign_in):
    sign_in("东镇干事", county.east, "aid.*", "system.manage")
    assert client.get(f"/jobs/{run.pk}/").status_code == 404
    assert client.post(f"/jobs/{run.pk}/resume/").status_code == 404
    assert run.title not in client.get("/jobs/?whose=all").content.decode()
    sign_in("系统管理员", county.root, "system.manage")
    assert client.get(f"/jobs/{run.pk}/").status_code == 200
    assert client.get(f"/jobs/{run.pk}/result/").status_code == 404
    assert run.title in client.get("/jobs/?whose=all").content.decode()


def test_the_result_is_told_record_by_record(run, county, client, sign_in):
    sign_in("系统管理员", county.root, "system.manage")
    whole = client.get(f"/jobs/{run.pk}/").content.decode()
    refused = client.get(f"/jobs/{run.pk}/?state=refused").content.decode()
    assert "没有这条记录" in whole
    assert "没有这条记录" in refused
    assert whole.count("<tr>") == refused.count("<tr>") + 1
    assert "hx-get" not in client.get(f"/jobs/{run.pk}/progress/").content.decode()


def test_a_run_under_way_is_stopped_and_resumed_on_its_page(run, county, client, sign_in):
    actor = sign_in("系统管理员", county.root, "system.manage")
    waiting = running.start_run("aid.application.submit", [999_999], actor=actor)
    page = client.get(f"/jobs/{waiting.pk}/").content.decode()
    assert "every 1s" in page
    assert "http-equiv" in page  # without JavaScript
    assert client.post(f"/jobs/{waiting.pk}/stop/").status_code == 302
    assert client.post(f"/jobs/{waiting.pk}/stop/").status_code == 409
    assert "继续办理" in client.get(f"/jobs/{waiting.pk}/").content.decode()
    assert client.post(f"/jobs/{waiting.pk}/resume/").status_code == 302


def test_the_health_page_names_what_is_wrong(county, client, sign_in):
    sign_in("东镇干事", county.east, "aid.*")
    assert client.get("/system/health/").status_code == 404
    sign_in("系统管理员", county.root, "system.manage")
    page = client.get("/system/health/").content.decode()
    for words in ("PostgreSQL", "没有运行", "还没有核对过", "磁盘", "密钥"):
        assert words in page


@pytest.fixture
def backup(tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "folder", lambda: tmp_path)
    path = tmp_path / "liuyou-1.tar"
    path.write_bytes(b"content of a backup")
    return path


def test_a_backup_leaves_encrypted_with_a_reason_and_a_line(backup, county, client, sign_in, tmp_path):
    address = f"/system/backups/{backup.name}/download/"
    given = {"reason": "存到保险柜", "passphrase": WORDS, "again": WORDS}
    sign_in("东镇系统员", county.east, "system.manage")
    assert client.post(address, given).status_code == 404
    sign_in("系统管理员", county.root, "system.manage")
    for wrong in ({"reason": ""}, {"again": "x"}, {"passphrase": "short", "again": "short"}):
        assert client.post(address, given | wrong).status_code == 302
    assert not Line.objects.filter(action="backups.backup.download").exists()
    answer = client.post(address, given)
    sealed = tmp_path / "got"
    sealed.write_bytes(b"".join(answer.streaming_content))
    assert b"content" not in sealed.read_bytes()
    archives.unseal(sealed, tmp_path / "opened", WORDS)
    assert (tmp_path / "opened").read_bytes() == b"content of a backup"
    assert Line.objects.get(action="backups.backup.download").reason == "存到保险柜"
    assert client.post("/system/backups/keys.json/download/", given).status_code == 404


def test_old_backups_go_but_never_the_newest(backup, county):
    old = time.time() - 30 * 86400
    os.utime(backup, (old, old))
    assert keeping.keep_newest() == 0
    second = backup.with_name("liuyou-2.tar")
    second.write_bytes(b"")
    assert keeping.keep_newest() == 1
    assert [each.name for each in keeping.kept()] == [second.name]

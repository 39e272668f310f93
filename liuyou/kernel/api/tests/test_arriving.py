"""Who gets in: tokens given, ended and expired, sessions with their gates; and how a refusal looks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from liuyou.kernel.access.models import Actor, Grant
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.api import counting, tokens
from liuyou.kernel.api.models import Token
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.journal.models import Line
from liuyou.kernel.writing.permit import permit

LIST = "/api/v1/records/aid.payment/"
SHAPE = {"code", "message", "fields", "problems"}


def told(answer) -> str:
    """The code, after the shape was looked at."""
    assert answer["Content-Type"].startswith("application/json"), answer["Content-Type"]
    error = answer.json()["error"]
    assert set(error) == SHAPE
    assert not error["message"].isascii()
    return error["code"]


def supervisor(county, org, *permissions) -> Actor:
    with permit("access.actor.start"):
        actor = Actor.objects.create(name=f"主席{org}")
    appoint(actor, org, "主席", list(permissions), since=date(2015, 1, 1))
    return actor


def tomorrow() -> date:
    return clock.today() + timedelta(days=1)


# Giving and ending


def test_a_token_is_a_post_and_is_kept_only_as_a_hash(county, program):
    client = program(county.east, "aid.read", "figures.read")
    token = Token.objects.get()
    assert (token.post.org_id, token.post.actor.name) == (county.east, "接口：财务软件")
    assert set(token.post.grants.values_list("permission", flat=True)) == {"aid.read", "figures.read"}
    assert client.text.encode() not in bytes(token.digest)
    assert client.text not in str(Token.objects.values())
    told_lines = Line.objects.filter(action="api.token.give")
    assert set(told_lines.values_list("register", flat=True)) == {"api.token", "access.post"}
    assert client.text not in str(list(told_lines.values()))


def test_one_gives_only_what_one_holds_there(county):
    actor = supervisor(county, county.east, "api.tokens", "aid.read")
    with pytest.raises(Refused, match="您自己在这个组织没有"):
        tokens.give("甲", county.east, ["aid.record"], ends=tomorrow(), actor=actor)
    with pytest.raises(NotFound):
        tokens.give("甲", county.west, ["aid.read"], ends=tomorrow(), actor=actor)
    assert tokens.give("甲", county.east1, ["aid.read"], ends=tomorrow(), actor=actor)


@pytest.mark.parametrize("permission", sorted(tokens.NEVER))
def test_no_program_gives_rights_or_reveals(county, permission):
    with pytest.raises(Refused):
        tokens.give("甲", county.root, [permission], ends=tomorrow(), actor=county.actor)
    assert not Grant.objects.filter(post__title="接口").exists()


@pytest.mark.parametrize("days", [0, 400])
def test_a_token_ends_within_a_year(county, days):
    with pytest.raises(Refused, match="到期日期"):
        tokens.give("甲", county.root, ["aid.read"], ends=clock.today() + timedelta(days=days), actor=county.actor)


def test_an_ended_token_is_out_at_the_next_request(county, program):
    client = program(county.east, "aid.read")
    assert client.get(LIST).status_code == 200
    tokens.end(client.token.pk, actor=county.actor, reason="系统下线")
    answer = client.get(LIST)
    assert (answer.status_code, told(answer)) == (401, "not_signed_in")
    assert answer["WWW-Authenticate"] == "Bearer"
    assert Line.objects.filter(action="api.token.end", reason="系统下线").count() == 2


def test_a_token_is_ended_from_within_reach_only(county, program):
    client = program(county.east, "aid.read")
    west = supervisor(county, county.west, "api.tokens")
    with pytest.raises(NotFound):
        tokens.end(client.token.pk, actor=west, reason="不该")


def test_an_expired_token_is_out(county, program, monkeypatch):
    client = program(county.east, "aid.read")
    later = clock.today() + timedelta(days=30)
    monkeypatch.setattr(clock, "today", lambda: later)
    assert client.get(LIST).status_code == 401


def test_use_is_noted_to_the_hour(county, program):
    client = program(county.east, "aid.read")
    client.get(LIST)
    used = Token.objects.get().used_at
    assert used is not None
    assert (used.minute, used.second) == (0, 0)


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer x", "Bearer ly_wrong", "Bearer a b", "Bearer \u00e9", "Basic YTpi", ""]
)
def test_anything_else_is_no_token(county, header):
    answer = Client(headers={"Authorization": header}).get(LIST)
    assert (answer.status_code, told(answer)) == (401, "not_signed_in")


# Sessions


def test_a_session_reads_and_needs_the_csrf_token_to_write(county):
    user = _user(county)
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    assert client.get(LIST).status_code == 200
    answer = client.post(LIST, {"values": {}}, content_type="application/json")
    assert (answer.status_code, told(answer)) == (403, "not_allowed")


def test_a_closed_gate_is_told_and_not_a_redirect(county):
    client = Client()
    client.force_login(_user(county, must_change_password=True))
    answer = client.get(LIST)
    assert (answer.status_code, told(answer)) == (403, "not_allowed")


def _user(county, **more):
    from django.utils import timezone

    from liuyou.kernel.accounts.models import User

    actor = supervisor(county, county.east, "aid.read")
    with permit("accounts.account.start"):
        given = {"must_change_password": False, "created_at": timezone.now()} | more
        user = User(username="dongzhen", actor=actor, org_id=county.east, **given)
        user.set_unusable_password()
        user.save()
    return user


# The shape of refusals


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "status", "code"),
    [
        ("get", "/api/v1/nowhere/", "", "", 404, "not_found"),
        ("get", "/api/v1/orgs", "", "", 404, "not_found"),
        ("get", "/api/v1/records/no.such/", "", "", 404, "not_found"),
        ("get", f"{LIST}12/", "", "", 404, "not_found"),
        ("delete", LIST, "", "", 405, "bad_input"),
        ("put", f"{LIST}1/", "{}", "application/json", 405, "bad_input"),
        ("post", LIST, "{", "application/json", 400, "bad_input"),
        ("post", LIST, "[1]", "application/json", 400, "bad_input"),
        ("post", LIST, '"a"', "application/json", 400, "bad_input"),
        ("post", LIST, b"\xff\xfe", "application/json", 400, "bad_input"),
        ("post", LIST, "a=1", "application/x-www-form-urlencoded", 415, "bad_input"),
        ("post", LIST, '{"values": {"name": "\\u0000"}}', "application/json", 400, "bad_input"),
        ("post", LIST, '{"values": {"name": "\\ud800"}}', "application/json", 400, "bad_input"),
        ("post", "/api/v1/papers/verify/", "x", "multipart/form-data", 400, "bad_input"),
        ("get", "/api/v1/orgs/?on=yesterday", "", "", 400, "bad_input"),
        ("get", "/api/v1/orgs/?words=%00", "", "", 400, "bad_input"),
    ],
)
def test_every_refusal_has_one_shape(county, program, method, path, body, kind, status, code):
    client = program(county.root, "aid.read", "aid.record", "documents.read")
    given = {"data": body, "content_type": kind} if body else {}
    answer = getattr(client, method)(path, **given)
    assert (answer.status_code, told(answer)) == (status, code)


def test_too_many_requests_in_a_minute_are_told_when_to_come_back(county, program, monkeypatch):
    monkeypatch.setattr(counting, "most", lambda: 2)
    monkeypatch.setattr(counting.time, "time", lambda: 1_460_000_010.0)
    client, other = program(county.root, "aid.read"), program(county.root, "aid.read", name="另一个")
    assert [client.get(LIST).status_code for _ in range(3)] == [200, 200, 429]
    answer = client.get(LIST)
    assert told(answer) == "too_many"
    assert 0 < int(answer["Retry-After"]) <= 61
    assert other.get(LIST).status_code == 200


def test_an_error_of_ours_tells_nothing_of_what_was_sent(county, program, monkeypatch, caplog):
    from liuyou.kernel.api import orgs

    def fall(*_):
        raise RuntimeError(f"{33010}2198001010010")

    monkeypatch.setattr(orgs.Orgs, "get", fall)
    client = program(county.root, "aid.read")
    client.raise_request_exception = False
    answer = client.get("/api/v1/orgs/")
    assert (answer.status_code, told(answer)) == (500, "failed")
    assert "330102" not in caplog.text
    assert "RuntimeError" in caplog.text


# Every address has declared what it needs


def test_every_address_declares_what_it_needs():
    from liuyou.kernel.api.urls import urlpatterns
    from liuyou.kernel.catalogue.permissions import permissions

    known = {*permissions(), "signed-in", "public"}
    for each in urlpatterns:
        assert each.callback.needs in known, each
    assert {each.name for each in urlpatterns if each.callback.needs == "public"} == {"api-nowhere"}

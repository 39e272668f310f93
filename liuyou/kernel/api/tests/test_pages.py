"""The pages of tokens and webhooks, as a supervisor uses them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.api import deliveries, outward
from liuyou.kernel.api.models import Token, Webhook
from liuyou.kernel.api.tests.conftest import Program
from liuyou.kernel.base import clock
from liuyou.kernel.writing.permit import permit


@pytest.fixture
def signed_in(county):
    """``signed_in("dong", county.east, "api.tokens", …)``"""
    from liuyou.kernel.accounts.models import User

    def enter(name: str, org: int, *permissions: str) -> Client:
        with permit("accounts.account.start"):
            actor = Actor.objects.create(name=f"干部{name}")
            user = User(username=name, actor=actor, org_id=org, created_at=timezone.now(), must_change_password=False)
            user.set_unusable_password()
            user.save()
        appoint(actor, org, "主席", list(permissions), since=clock.today() - timedelta(days=400))
        client = Client()
        client.force_login(user)
        return client

    return enter


def test_a_token_is_given_shown_once_used_and_ended(county, signed_in):
    east = signed_in("dong", county.east, "api.tokens", "activities.read")
    assert "activities.read" in east.get("/api/tokens/new/").content.decode()
    ends = clock.today() + timedelta(days=90)
    sent = {"name": "政务平台", "ends": f"{ends:%Y-%m-%d}", "permissions": ["activities.read"]}
    page = east.post("/api/tokens/new/", sent).content.decode()
    text = re.search(r"ly_[\w-]{40,}", page)[0]
    listed = east.get("/api/tokens/").content.decode()
    assert "政务平台" in listed
    assert text not in listed
    program = Program(text)
    assert program.get("/api/v1/records/activities.activity/").status_code == 200
    number = Token.objects.get().pk
    assert east.post(f"/api/tokens/{number}/end/", {"reason": ""}).status_code == 400
    assert east.post(f"/api/tokens/{number}/end/", {"reason": "下线"}).status_code == 302
    assert program.get("/api/v1/records/activities.activity/").status_code == 401
    assert "已停用" in east.get("/api/tokens/").content.decode()


def test_what_one_has_not_cannot_be_chosen_or_sent(county, signed_in):
    east = signed_in("dong", county.east, "api.tokens", "activities.read")
    assert "aid.read" not in east.get("/api/tokens/new/").content.decode()
    ends = clock.today() + timedelta(days=90)
    sent = {"name": "甲", "ends": f"{ends:%Y-%m-%d}", "permissions": ["aid.read"]}
    assert east.post("/api/tokens/new/", sent).status_code == 400
    assert not Token.objects.exists()


@pytest.mark.parametrize("path", ["tokens/", "tokens/new/", "webhooks/", "webhooks/new/"])
def test_without_the_right_there_is_no_such_page(county, signed_in, path):
    assert signed_in("dong", county.east, "activities.read").get(f"/api/{path}").status_code == 404
    assert Client().get(f"/api/{path}").status_code == 302


def test_a_sister_town_sees_none_of_it(county, signed_in, program, monkeypatch):
    token = program(county.east, "aid.read").token
    webhook = _webhook(county, monkeypatch)
    west = signed_in("xi", county.west, "api.tokens", "aid.read")
    assert "财务软件" not in west.get("/api/tokens/").content.decode()
    assert "政务平台" not in west.get("/api/webhooks/").content.decode()
    assert west.post(f"/api/tokens/{token.pk}/end/", {"reason": "不该"}).status_code == 404
    assert west.get(f"/api/webhooks/{webhook.pk}/").status_code == 404
    for act in ("try", "switch", "again"):
        assert west.post(f"/api/webhooks/{webhook.pk}/{act}/", {"reason": "不该"}).status_code == 404


def _webhook(county, monkeypatch):
    from liuyou.kernel.api import webhooks

    monkeypatch.setattr(outward, "check", lambda url: None)
    made, _ = webhooks.start("政务平台", county.east, "https://a.example.cn/", ["aid.payment.*"], actor=county.actor)
    return made


def test_a_webhook_is_set_up_tried_and_switched_off(county, signed_in, monkeypatch):
    monkeypatch.setattr(outward, "check", lambda url: None)
    monkeypatch.setattr(outward, "post", lambda *_: 503)
    east = signed_in("dong", county.east, "api.tokens", "aid.read")
    sent = {"name": "政务平台", "url": "https://a.example.cn/", "actions": ["aid.payment.*"]}
    page = east.post("/api/webhooks/new/", sent)
    made = Webhook.objects.get()
    assert made.secret in page.content.decode()
    own = f"/api/webhooks/{made.pk}/"
    assert made.secret not in east.get(own).content.decode()
    told = east.post(f"{own}try/", follow=True).content.decode()
    assert "对方没有收下" in told
    assert "503" in told
    east.post(f"{own}switch/", {"active": "0", "reason": "对方维护"})
    made.refresh_from_db()
    assert made.active is False
    assert "停用" in east.get("/api/webhooks/").content.decode()


def test_an_address_inside_is_refused_in_words(county, signed_in):
    east = signed_in("dong", county.east, "api.tokens", "aid.read")
    sent = {"name": "甲", "url": "https://127.0.0.1/", "actions": ["aid.payment.*"]}
    page = east.post("/api/webhooks/new/", sent)
    assert page.status_code == 400
    assert "内部网络" in page.content.decode()


def test_the_manual_shows_what_one_may_read_and_the_file(county, signed_in):
    client = signed_in("dong", county.east, "aid.read")
    page = client.get("/api/help/").content.decode()
    assert "/api/v1/records/aid.payment/" in page
    assert "bargaining.offer" not in page
    answer = client.get("/api/v1/openapi.yaml")
    assert answer["Content-Type"].startswith("application/yaml")
    assert b"operationId: listAidPayment" in answer.content
    assert Client().get("/api/v1/openapi.yaml").status_code == 401


def test_the_manuals_python_finds_our_signature_genuine(county, signed_in):
    import html
    import time

    page = signed_in("dong", county.east, "aid.read").get("/api/help/").content.decode()
    source = html.unescape(
        re.search(r"import hashlib.*?Signature&quot;\]\)|import hashlib.*?Signature\"\]\)", page, re.S)[0]
    )
    known: dict = {}
    exec(source, known)  # noqa: S102 (the words of our own page)
    moment, body = int(time.time()), '{"events":[]}'
    headers = {
        "X-Liuyou-Timestamp": str(moment),
        "X-Liuyou-Signature": f"sha256={deliveries.signature('s', moment, body)}",
    }
    assert known["genuine"]("s", headers, body.encode())
    assert not known["genuine"]("t", headers, body.encode())

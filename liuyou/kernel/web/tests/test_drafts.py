"""Drafts: kept while typing, one's own, and not lost when the session ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from liuyou.kernel.web import drafts
from liuyou.kernel.web.models import Draft

pytestmark = pytest.mark.urls("liuyou.kernel.web.tests.routed")
KEY = "new.aid.payment/aid.payment"


@pytest.fixture
def clerk(county, sign_in):
    return sign_in("clerk", county.east, ["aid.read"])


def test_what_is_typed_is_kept_and_comes_back(clerk):
    answer = clerk.post(reverse("draft"), {"draft_key": KEY, "name": "王小明", "fund": ["一", "二"], "note": ""})
    assert answer.status_code == 200
    assert "草稿已保存" in answer.content.decode()
    found = drafts.load(clerk.user, KEY)
    assert (found["name"], found.getlist("fund"), "note" in found) == ("王小明", ["一", "二"], False)
    drafts.drop(clerk.user, KEY)
    assert drafts.load(clerk.user, KEY) is None


def test_a_draft_is_sealed_and_its_author_s_alone(clerk, county, sign_in):
    clerk.post(reverse("draft"), {"draft_key": KEY, "name": "王小明"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT values FROM web_draft")
        assert "王小明".encode() not in bytes(cursor.fetchone()[0])
    other = sign_in("other", county.east, ["aid.read"])
    assert drafts.load(other.user, KEY) is None


def test_an_ended_session_is_told_so_and_the_draft_goes_on_after_signing_in(clerk):
    clerk.post(reverse("draft"), {"draft_key": KEY, "name": "王小"})
    assert clerk.get(reverse("draft-token")).json()["token"]
    user, stranger = clerk.user, Client()
    answer = stranger.post(reverse("draft"), {"draft_key": KEY, "name": "王小明"})
    assert answer.status_code == 401
    text = answer.content.decode()
    assert "登录已到期" in text
    assert f'href="{reverse("account_login")}" target="_blank"' in text
    assert stranger.get(reverse("draft-token")).status_code == 401
    assert drafts.load(user, KEY)["name"] == "王小", "nobody else's words come into it"
    stranger.force_login(user)
    assert stranger.post(reverse("draft"), {"draft_key": KEY, "name": "王小明"}).status_code == 200
    assert drafts.load(user, KEY)["name"] == "王小明"


def test_forms_of_an_ended_session_need_their_token_anew(clerk):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(clerk.user)
    token = strict.get(reverse("draft-token")).json()["token"]
    assert strict.post(reverse("draft"), {"draft_key": KEY, "name": "王"}).status_code == 403
    sent = {"draft_key": KEY, "name": "王", "csrfmiddlewaretoken": token}
    assert strict.post(reverse("draft"), sent).status_code == 200
    assert "csrfmiddlewaretoken" not in drafts.load(clerk.user, KEY)


def test_an_emptied_form_is_no_draft_and_old_ones_go(clerk, monkeypatch):
    clerk.post(reverse("draft"), {"draft_key": KEY, "name": "王"})
    clerk.post(reverse("draft"), {"draft_key": KEY, "name": ""})
    assert not Draft.objects.exists()
    for number in range(3):
        drafts.save(clerk.user, f"k{number}", {"name": ["王"]})
    Draft.objects.filter(key="k0").update(saved_at=timezone.now() - timedelta(days=31))
    assert drafts.purge() == 1
    monkeypatch.setattr(drafts, "MOST", 2)
    drafts.save(clerk.user, "k3", {"name": ["王"]})
    assert set(Draft.objects.values_list("key", flat=True)) == {"k2", "k3"}


def test_too_much_is_not_kept(clerk):
    answer = clerk.post(reverse("draft"), {"draft_key": KEY, "name": "王" * 200_001})
    assert answer.status_code == 400
    assert not Draft.objects.exists()

"""Signing in through the pages: lock-out, first password, second factor, time-out, and what pages say."""

from __future__ import annotations

import logging
import re
import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from liuyou.kernel.accounts import actions, policy
from liuyou.kernel.accounts.models import Outcome, SignIn
from liuyou.kernel.accounts.posts import appoint
from liuyou.kernel.accounts.tests.conftest import PASSWORD, SINCE
from liuyou.kernel.base import clock

LOGIN, PASSWORDS, BIND = "/account/login/", "/account/password/", "/account/code/bind/"
NEW = "Qingshan-2017"


def code_for(secret: str) -> str:
    cache.clear()  # one code opens one door; tests are faster than thirty seconds
    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30))


def attempt(client: Client, username: str, password: str, **more: str) -> Any:
    return client.post(LOGIN, {"login": username, "password": password} | more)


def sensitive(house: Any) -> Any:
    appoint(house.officer.actor, house.county.east1, "帮扶", ["people.reveal"], starts=SINCE, actor=house.county.actor)
    return house.officer


def visible(answer: Any) -> str:
    text = answer.content.decode()
    text = re.sub(r"(?s)<(script|style|head|svg)\b.*?</\1>", " ", text)
    return re.sub(r"(?s)<[^>]*>", " ", text)


def english(answer: Any) -> set[str]:
    return set(re.findall(r"[A-Za-z]{4,}", visible(answer))) - {"Cookie"}


def bind(client: Client) -> str:
    """Bind a phone through the page; its secret."""
    page = client.get(BIND)
    if page.status_code == 302:
        client.post(page["Location"], {"password": PASSWORD})
        page = client.get(BIND)
    secret = page.context["form"].secret
    answer = client.post(BIND, {"code": code_for(secret)})
    assert answer.status_code == 302, visible(answer)
    return secret


def test_signing_in_is_noted_and_begins_a_new_session(house: Any) -> None:
    client = Client()
    client.get(LOGIN)
    before = client.session.session_key
    assert attempt(client, "zhangsan", PASSWORD).status_code == 302
    assert client.session.session_key != before
    assert client.get("/account/").status_code == 200
    assert SignIn.objects.get(user=house.officer).outcome == Outcome.ENTERED


def test_whoever_is_not_signed_in_is_sent_to_the_login(house: Any) -> None:
    for address in ("/account/", "/administration/accounts/", "/administration/sign-ins/"):
        answer = Client().get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith(LOGIN)


def test_a_wrong_name_a_wrong_password_and_a_closed_account_are_answered_alike(house: Any) -> None:
    actions.disable_account(house.west.pk, actor=house.security.actor, reason="调离")
    given = [("zhangsan", "wrong"), ("nobody-here", PASSWORD), ("xizhen", PASSWORD)]
    told = [visible(attempt(Client(), name, password)).replace(name, "") for name, password in given]
    assert told[0] == told[1] == told[2]
    assert "用户名或密码不对" in told[0]


def test_a_name_that_belongs_to_nobody_is_not_kept(house: Any) -> None:
    attempt(Client(), "my-secret-password", "x")
    note = SignIn.objects.latest("pk")
    assert note.user is None
    assert "secret" not in note.reason


@pytest.mark.parametrize("username", ["zhangsan", "nobody-here"])
def test_too_many_failures_lock_whether_the_account_exists_or_not(house: Any, username: str) -> None:
    for _ in range(5):
        last = attempt(Client(), username, "wrong")
    assert last.status_code == 429
    assert "15 分钟" in visible(last)
    assert not english(last)
    locked = attempt(Client(), username, PASSWORD)
    assert locked.status_code == 429


def test_a_lock_is_undone_by_the_security_administrator(house: Any) -> None:
    for _ in range(5):
        attempt(Client(), "zhangsan", "wrong")
    assert SignIn.objects.filter(user=house.officer, outcome=Outcome.LOCKED).exists()
    actions.unlock_account(house.officer.pk, actor=house.security.actor, reason="来电核对")
    assert attempt(Client(), "zhangsan", PASSWORD).status_code == 302


def test_a_lock_runs_out(house: Any) -> None:
    for _ in range(5):
        attempt(Client(), "zhangsan", "wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert attempt(Client(), "zhangsan", PASSWORD).status_code == 302


def test_an_initial_password_has_to_be_changed_before_anything_else(house: Any) -> None:
    opened = actions.create_account("lisi", "李四", house.county.east1, actor=house.security.actor)
    client = Client()
    attempt(client, "lisi", opened.password)
    for address in ("/account/", "/account/sign-ins/", "/"):
        assert client.get(address)["Location"] == PASSWORDS
    answer = client.post(PASSWORDS, {"oldpassword": opened.password, "password1": NEW, "password2": NEW})
    assert answer.status_code == 302, visible(answer)
    assert client.get("/account/").status_code == 200
    assert attempt(Client(), "lisi", opened.password).status_code == 200
    assert attempt(Client(), "lisi", NEW).status_code == 302


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("Duan-1", "至少 10 位"),
        ("onlyletters-here", "同时有字母和数字"),
        ("20162016201620", "同时有字母和数字"),
        ("gonghui2016", "太常见"),
        ("xyz-123456-abc", "太常见"),
        ("zhangsan-2016-a", "自己的用户名"),
        (PASSWORD, "相同"),
    ],
)
def test_a_weak_password_is_refused_in_words(house: Any, password: str, told: str) -> None:
    client = house.signed_in(house.officer)
    answer = client.post(PASSWORDS, {"oldpassword": PASSWORD, "password1": password, "password2": password})
    assert told in visible(answer)
    assert not english(answer)
    house.officer.refresh_from_db()
    assert house.officer.check_password(PASSWORD)


def test_a_password_too_old_has_to_be_changed(house: Any) -> None:
    from liuyou.kernel.writing.permit import permit

    client = house.signed_in(house.officer)
    with permit("test.age"):
        house.officer.password_changed_at = timezone.now() - timedelta(days=181)
        house.officer.save()
    assert client.get("/account/")["Location"] == PASSWORDS


def test_a_sensitive_post_needs_a_second_factor(house: Any) -> None:
    sensitive(house)
    client = house.signed_in(house.officer)
    assert client.get("/account/")["Location"] == BIND
    assert client.post("/account/sign-ins/", headers={"hx-request": "true"}).headers["HX-Redirect"] == BIND
    secret = bind(client)
    assert client.get("/account/").status_code == 200
    kept = Authenticator.objects.get(user=house.officer, type="totp").data["secret"]
    assert secret not in kept

    other = Client()
    assert attempt(other, "zhangsan", PASSWORD)["Location"].startswith("/account/code/")
    assert other.get("/account/").status_code == 302  # the password alone opens nothing
    wrong = other.post("/account/code/", {"code": "000000"})
    assert "口令不对" in visible(wrong)
    assert not english(wrong)
    assert other.post("/account/code/", {"code": code_for(secret)}).status_code == 302
    assert other.get("/account/").status_code == 200


def test_a_spare_code_opens_once(house: Any) -> None:
    sensitive(house)
    client = house.signed_in(house.officer)
    bind(client)
    page = client.get("/account/code/spare/")
    spare = page.context["unused_codes"][0]
    assert not english(page)
    for works in (True, False):
        other = Client()
        attempt(other, "zhangsan", PASSWORD)
        other.post("/account/code/", {"code": spare})
        assert (other.get("/account/").status_code == 200) is works


def test_the_second_factor_may_be_switched_off_by_parameter_only(house: Any) -> None:
    from liuyou.kernel.actions.parameters import override_parameter

    user = sensitive(house)
    client = house.signed_in(user)
    bind(client)
    refused = client.get("/account/code/unbind/")
    assert "不能停用" in visible(refused)
    assert policy.second_factor_required(user, clock.today())
    override_parameter(
        "accounts.totp_required", False, org=house.county.root, since=SINCE, actor=house.county.actor, reason="演示"
    )
    assert not policy.second_factor_required(user, clock.today())


def test_taking_the_second_factor_away_ends_sessions(house: Any) -> None:
    sensitive(house)
    client = house.signed_in(house.officer)
    bind(client)
    actions.reset_second_factor(house.officer.pk, actor=house.security.actor, reason="手机丢失")
    assert client.get("/account/")["Location"].startswith(LOGIN)


@pytest.mark.parametrize(
    ("permission", "expected"),
    [
        ("people.reveal", True),
        ("people.*", True),
        ("people.read", False),
        ("aid.application.approve", True),
        ("aid.pay", True),
        ("aid.record", True),
        ("aid.*", True),
        ("aid.read", False),
        ("*", True),
        ("figures.read", False),
    ],
)
def test_which_permissions_are_sensitive(permission: str, expected: bool) -> None:
    assert policy.is_sensitive(permission) is expected


def test_a_session_left_alone_is_ended(house: Any) -> None:
    client = house.signed_in(house.officer)
    client.get("/account/")
    session = client.session
    session["seen"] -= 31 * 60
    session.save()
    assert client.get("/account/")["Location"].startswith(LOGIN)
    assert "超过 30 分钟没有操作" in visible(client.get(LOGIN))
    assert SignIn.objects.latest("pk").reason == "长时间没有操作"


def test_a_closed_account_and_a_new_password_end_sessions(house: Any) -> None:
    client = house.signed_in(house.officer)
    actions.reset_password(house.officer.pk, actor=house.security.actor, reason="来电核对")
    assert client.get("/account/")["Location"].startswith(LOGIN)
    client = house.signed_in(house.east)
    actions.disable_account(house.east.pk, actor=house.security.actor, reason="调离")
    assert client.get("/account/")["Location"].startswith(LOGIN)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "http:evil.example", "javascript:1"])
def test_next_leads_only_within(house: Any, elsewhere: str) -> None:
    answer = attempt(Client(), "zhangsan", PASSWORD, next=elsewhere)
    assert answer["Location"] == "/"
    assert attempt(Client(), "xizhen", PASSWORD, next="/account/")["Location"] == "/account/"


def test_nobody_signs_up(house: Any) -> None:
    answer = Client().post("/account/no-sign-up/", {"username": "x", "password1": NEW, "password2": NEW})
    assert "不能自己注册" in visible(answer)


@pytest.mark.parametrize("address", [LOGIN, "/account/no-sign-up/", "/account/inactive/", "/account/forgotten/"])
def test_open_pages_are_in_chinese(house: Any, address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 200
    assert not english(answer)
    assert not english(Client().post(LOGIN, {}))


def test_own_pages_are_in_chinese(house: Any) -> None:
    client = house.signed_in(house.officer)
    assert english(client.get("/account/")) <= {"zhangsan"}
    for address in (PASSWORDS, "/account/again/", "/account/logout/", "/account/sign-ins/"):
        assert not english(client.get(address)), address
    client.get(BIND)
    client.post("/account/again/", {"password": PASSWORD})
    page = client.get(BIND)
    assert english(page) <= {page.context["form"].secret, *re.findall("[A-Za-z]{4,}", page.context["form"].secret)}
    assert b"<svg" in page.content
    bind(client)
    for address in ("/account/code/again/", "/account/code/unbind/", "/account/code/spare/new/"):
        assert not english(client.get(address)), address


def test_a_form_without_its_token_is_refused_in_chinese(house: Any) -> None:
    answer = Client(enforce_csrf_checks=True).post(LOGIN, {"login": "zhangsan", "password": PASSWORD})
    assert answer.status_code == 403
    assert not english(answer)


def test_cookies_are_kept_from_scripts_and_other_sites(house: Any) -> None:
    client = Client()
    client.get(LOGIN)
    attempt(client, "zhangsan", PASSWORD)
    for name in ("sessionid", "csrftoken"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


def test_logs_hold_neither_names_nor_passwords(house: Any, caplog: Any) -> None:
    with caplog.at_level(logging.DEBUG):
        attempt(Client(), "zhangsan", "wrong-Password-1")
        attempt(Client(), "nobody-here", "wrong-Password-1")
        house.signed_in(house.officer)
    told = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert not [line for line in told if "zhangsan" in line or "Password-1" in line or "nobody-here" in line]

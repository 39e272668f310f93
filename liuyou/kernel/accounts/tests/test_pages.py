"""Pages of managing accounts and posts: what each role sees and does, and what stays out of reach."""

from __future__ import annotations

from typing import Any

import pytest

from liuyou.kernel.access.models import Post
from liuyou.kernel.accounts.models import User
from liuyou.kernel.accounts.starting import ensure_account
from liuyou.kernel.accounts.tests.conftest import PASSWORD, SINCE
from liuyou.kernel.accounts.tests.test_signing_in import english, visible
from liuyou.kernel.writing.permit import permit

ACCOUNTS, POSTS = "/administration/accounts/", "/administration/posts/"


def test_the_security_administrator_opens_an_account_and_reads_its_password_once(house: Any) -> None:
    client = house.signed_in(house.security)
    given = {"name": "李四", "username": "lisi", "reason": ""}
    answer = client.post(f"{ACCOUNTS}new/?org={house.county.east1}", given)
    made = User.objects.get(username="lisi")
    assert made.org_id == house.county.east1
    assert made.check_password(answer.context["opened"].password)
    assert answer["Cache-Control"] == "no-store"
    assert answer.context["opened"].password in visible(answer)
    assert answer.context["opened"].password not in visible(client.get(f"{ACCOUNTS}{made.pk}/"))


def test_what_was_typed_stays_when_refused(house: Any) -> None:
    answer = house.signed_in(house.security).post(f"{ACCOUNTS}new/", {"name": "李四", "username": "zhangsan"})
    assert answer.status_code == 400
    assert "已被使用" in visible(answer)
    assert "李四" in answer.content.decode()


def test_the_list_is_searched_without_a_name_in_the_address(house: Any) -> None:
    client = house.signed_in(house.security)
    answer = client.post(ACCOUNTS, {"q": "张三"}, follow=True)
    assert answer.redirect_chain == [(ACCOUNTS, 302)]
    assert [user.username for user, _, _ in answer.context["rows"]] == ["zhangsan"]
    client.post(ACCOUNTS, {"q": ""})
    assert len(client.get(ACCOUNTS).context["rows"]) == 4
    assert client.get(f"{ACCOUNTS}?state=disabled").context["rows"] == []


@pytest.mark.parametrize("what", ["disable", "password"])
def test_an_account_is_managed_with_a_reason(house: Any, what: str) -> None:
    client, address = house.signed_in(house.security), f"{ACCOUNTS}{house.officer.pk}/{what}/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 400
    client.post(address, {"reason": "来电核对"})
    house.officer.refresh_from_db()
    assert house.officer.must_change_password if what == "password" else not house.officer.is_active


def test_a_supervisor_appoints_and_ends_through_the_pages(house: Any) -> None:
    client, person = house.signed_in(house.east), f"{POSTS}{house.officer.pk}/"
    given = {"title": "干事", "permissions": ["people.read"], "starts": "2016-01-01", "reason": "东镇〔2016〕1 号"}
    answer = client.post(f"{person}appoint/?org={house.county.east1}", given)
    assert answer.status_code == 302, visible(answer)
    post = Post.objects.get(actor=house.officer.actor)
    assert "干事" in visible(client.get(person))
    answer = client.post(f"{person}posts/{post.pk}/end/", {"on": "2999-01-01", "reason": "调离"})
    assert answer.status_code == 302
    post.refresh_from_db()
    assert str(post.ends) == "2999-01-01"


def test_a_supervisor_is_not_offered_what_he_does_not_hold(house: Any) -> None:
    client, address = house.signed_in(house.east), f"{POSTS}{house.officer.pk}/appoint/"
    offered = dict(client.get(address).context["form"].fields["permissions"].choices)
    assert set(offered) == {"people.read", "figures.read", "access.grant"}
    forged = {"title": "干事", "permissions": ["people.reveal"], "starts": "2016-01-01", "reason": "无"}
    assert client.post(address, forged).status_code == 400
    assert not house.officer.actor.posts.exists()


def test_the_security_administrator_makes_an_auditor(house: Any) -> None:
    client = house.signed_in(house.security)
    given = {"role": "auditor", "starts": "2016-01-01", "reason": "县总〔2016〕1 号"}
    answer = client.post(f"{ACCOUNTS}{house.officer.pk}/appoint/", given)
    assert answer.status_code == 302, visible(answer)
    seen = house.signed_in(house.officer).get("/administration/sign-ins/")
    assert seen.status_code == 200
    assert "安全员" in visible(seen)


@pytest.mark.parametrize("tail", ["", "appoint/"])
def test_a_sister_town_finds_nobody(house: Any, tail: str) -> None:
    client = house.signed_in(house.west)
    assert client.get(f"{POSTS}{house.officer.pk}/{tail}").status_code == 404
    assert [user.username for user, _, _ in client.get(POSTS).context["rows"]] == ["xizhen"]
    assert client.get(f"{POSTS}?org={house.county.east}").status_code == 404


def test_pages_of_others_are_closed(house: Any) -> None:
    officer, supervisor = house.signed_in(house.officer), house.signed_in(house.east)
    for address in (ACCOUNTS, POSTS, f"{ACCOUNTS}new/", f"{ACCOUNTS}{house.east.pk}/", "/administration/sign-ins/"):
        assert officer.get(address).status_code == 404, address
    for address in (ACCOUNTS, f"{ACCOUNTS}{house.officer.pk}/password/", "/administration/sign-ins/"):
        assert supervisor.get(address).status_code == 404, address


def test_an_auditor_of_a_town_sees_its_sign_ins_only(house: Any) -> None:
    auditor = ensure_account("dongshen", "东镇审计", PASSWORD, "auditor", house.county.east, SINCE)
    house.signed_in(house.west)
    house.signed_in(house.officer)
    text = visible(house.signed_in(auditor).get("/administration/sign-ins/"))
    assert "张三" in text
    assert "西镇主席" not in text


def test_one_sees_only_ones_own_sign_ins(house: Any) -> None:
    house.signed_in(house.west)
    rows = house.signed_in(house.officer).get("/account/sign-ins/").context["page"].rows
    assert {row.user_id for row in rows} == {house.officer.pk}


def test_management_pages_are_in_chinese(house: Any) -> None:
    security, supervisor = house.signed_in(house.security), house.signed_in(house.east)
    names = {"anquan", "dongzhen", "xizhen", "zhangsan"}
    number = house.officer.pk
    own = [ACCOUNTS, f"{ACCOUNTS}new/", f"{ACCOUNTS}{number}/", f"{ACCOUNTS}{number}/appoint/"]
    own += [f"{ACCOUNTS}{number}/{what}/" for what in ("disable", "enable", "password", "unlock", "factor")]
    for address in own:
        assert english(security.get(address)) <= names, address
    for address in (POSTS, f"{POSTS}{number}/", f"{POSTS}{number}/appoint/"):
        assert english(supervisor.get(address)) <= names, address


def test_whoever_has_no_password_is_told_who_gives_one(house: Any) -> None:
    client = house.signed_in(house.officer)
    assert client.get("/account/password/").status_code == 200
    with permit("test.password"):
        User.objects.filter(pk=house.officer.pk).update(password="!unusable")  # noqa: S106
    client.force_login(User.objects.get(pk=house.officer.pk), "liuyou.kernel.accounts.adapters.ByPassword")
    answer = client.get("/account/password/")
    assert answer.status_code == 404
    assert "安全管理员" in visible(answer)

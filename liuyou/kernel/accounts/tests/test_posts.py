"""Posts: given within one's own rights and reach, ended with a date; three administrators apart."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from liuyou.kernel.access.models import Post
from liuyou.kernel.access.reach import reachable
from liuyou.kernel.accounts.posts import appoint, end_post, givable
from liuyou.kernel.accounts.starting import ensure_account
from liuyou.kernel.accounts.tests.conftest import PASSWORD, SINCE
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.catalogue.roles import permissions_of
from liuyou.kernel.journal.models import Line

TODAY = date(2016, 3, 1)


@pytest.fixture(autouse=True)
def today(monkeypatch: Any) -> Any:
    """A clock of our own."""
    now = [TODAY]
    monkeypatch.setattr(clock, "today", lambda: now[0])
    return now


def give(house: Any, permissions: list[str], *, by: Any, org: int | None = None, **more: Any) -> Post:
    given = {"starts": TODAY, "reason": "某总工〔2016〕1 号"} | more
    return appoint(house.officer.actor, org or house.county.east1, "干事", permissions, actor=by.actor, **given)


def test_a_supervisor_gives_what_he_holds_and_it_is_journaled(house: Any) -> None:
    post = give(house, ["people.read"], by=house.east)
    assert reachable(house.officer.actor, "people.read", TODAY) == {house.county.east1}
    line = Line.objects.get(action="access.post.appoint", record=post.pk)
    assert line.after["permissions"] == ["people.read"]
    assert line.org_id == house.county.east1


def test_a_supervisor_cannot_give_more_than_he_holds(house: Any) -> None:
    with pytest.raises(Refused, match="自己在这个组织有的权限"):
        give(house, ["people.read", "people.reveal"], by=house.east)
    assert not house.officer.actor.posts.exists()


def test_a_sister_town_can_neither_give_nor_end(house: Any) -> None:
    with pytest.raises(NotFound):
        give(house, ["people.read"], by=house.west)
    with pytest.raises(NotFound):
        give(house, ["people.read"], by=house.west, org=house.county.west1)  # his org, but not his person
    post = give(house, ["people.read"], by=house.east)
    with pytest.raises(NotFound):
        end_post(post.pk, on=TODAY, actor=house.west.actor, reason="免职")


def test_a_town_gives_nothing_at_the_county(house: Any) -> None:
    with pytest.raises(NotFound):
        give(house, ["people.read"], by=house.east, org=house.county.root)


def test_nobody_appoints_himself(house: Any) -> None:
    with pytest.raises(Refused, match="须由别人任免"):
        appoint(house.east.actor, house.county.east1, "兼职", ["people.read"], starts=TODAY, actor=house.east.actor)


@pytest.mark.parametrize("wanted", [["*"], ["people.*"], ["no.such"], []])
def test_unknown_and_sweeping_permissions_are_refused(house: Any, wanted: list[str]) -> None:
    with pytest.raises(Refused):
        give(house, wanted, by=house.county)


@pytest.mark.parametrize(
    ("starts", "ends"), [(TODAY, TODAY), (TODAY, TODAY - timedelta(1)), (date(2015, 1, 1), date(2016, 2, 1))]
)
def test_dates_that_leave_no_time_are_refused(house: Any, starts: date, ends: date) -> None:
    with pytest.raises(Refused, match="卸任日期"):
        give(house, ["people.read"], by=house.east, starts=starts, ends=ends)


def test_the_same_post_twice_is_refused(house: Any) -> None:
    give(house, ["people.read"], by=house.east)
    with pytest.raises(Refused, match="已任"):
        give(house, ["figures.read"], by=house.east)


def test_an_ended_post_loses_its_reach_on_that_day(house: Any) -> None:
    post = give(house, ["people.read"], by=house.east)
    tomorrow = TODAY + timedelta(1)
    end_post(post.pk, on=tomorrow, actor=house.east.actor, reason="调离")
    assert reachable(house.officer.actor, "people.read", TODAY) == {house.county.east1}
    assert reachable(house.officer.actor, "people.read", tomorrow) == set()
    line = Line.objects.get(action="access.post.end", record=post.pk)
    assert (line.before, line.after) == ({"ends": None}, {"ends": str(tomorrow)})


def test_a_post_is_not_ended_in_the_past_nor_twice_nor_without_a_reason(house: Any) -> None:
    post = give(house, ["people.read"], by=house.east)
    with pytest.raises(Refused, match="不能早于今天"):
        end_post(post.pk, on=TODAY - timedelta(1), actor=house.east.actor, reason="调离")
    with pytest.raises(Refused, match="理由"):
        end_post(post.pk, on=TODAY, actor=house.east.actor, reason="")
    end_post(post.pk, on=TODAY, actor=house.east.actor, reason="调离")
    with pytest.raises(Refused, match="已定于"):
        end_post(post.pk, on=TODAY, actor=house.east.actor, reason="调离")


def test_a_post_to_come_can_be_taken_back(house: Any) -> None:
    post = give(house, ["people.read"], by=house.east, starts=date(2016, 5, 1))
    end_post(post.pk, on=TODAY, actor=house.east.actor, reason="另有安排")
    assert reachable(house.officer.actor, "people.read", date(2016, 5, 2)) == set()


ADMINISTRATORS = ["system", "security", "auditor"]


@pytest.mark.parametrize("first", ADMINISTRATORS)
@pytest.mark.parametrize("second", ADMINISTRATORS)
def test_three_administrators_are_three_people(house: Any, first: str, second: str) -> None:
    if first == second:
        return
    actor = house.security.actor
    appoint(house.officer.actor, house.county.root, "一", permissions_of(first), starts=TODAY, actor=actor)
    with pytest.raises(Refused, match="三员分立"):
        appoint(house.officer.actor, house.county.root, "二", permissions_of(second), starts=TODAY, actor=actor)
    assert house.officer.actor.posts.count() == 1


def test_an_administrator_holds_no_business_and_business_no_administration(house: Any) -> None:
    give(house, ["people.read"], by=house.east)
    with pytest.raises(Refused, match="三员分立"):
        appoint(
            house.officer.actor,
            house.county.root,
            "系统管理员",
            ["system.manage"],
            starts=TODAY,
            actor=house.security.actor,
        )


def test_one_may_become_administrator_after_the_business_post_has_ended(house: Any) -> None:
    give(house, ["people.read"], by=house.east, ends=date(2016, 4, 1))
    given = {"actor": house.security.actor, "starts": date(2016, 4, 1)}
    post = appoint(house.officer.actor, house.county.root, "系统管理员", ["system.manage"], **given)
    assert post.pk


def test_a_supervisor_gives_no_administrator_and_the_security_administrator_no_business(house: Any) -> None:
    with pytest.raises(NotFound):
        give(house, ["journal.read"], by=house.east)
    with pytest.raises(NotFound):
        give(house, ["people.read"], by=house.security)


def test_what_may_be_given_is_what_is_offered(house: Any) -> None:
    assert givable(house.east.actor, house.county.east1, TODAY) == ["people.read", "figures.read", "access.grant"]
    assert givable(house.east.actor, house.county.west1, TODAY) == []
    offered = givable(house.security.actor, house.county.root, TODAY)
    assert set(offered) == {"accounts.manage", "journal.read", "system.manage"}


def test_roles_of_administrators_see_no_people() -> None:
    for role in ADMINISTRATORS:
        assert not [each for each in permissions_of(role) if each.startswith("people.")]


@pytest.mark.parametrize("role", ["officer", "township", "supervisor", "leader", *ADMINISTRATORS])
def test_every_role_can_be_given_at_the_start(house: Any, role: str) -> None:
    user = ensure_account(f"first-{role}", f"首任{role}", PASSWORD, role, house.county.root, SINCE)
    assert user.actor.posts.count() == 1

"""The census: lists, calls, what they tell the register, the visitor's pages, completeness."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from liuyou.areas.organising.actions import census as actions
from liuyou.areas.organising.actions import employers
from liuyou.areas.organising.models import Call, Campaign, Employer
from liuyou.areas.organising.queries import census as queries
from liuyou.areas.organising.tests.test_employers import JUL, at, enter, someone
from liuyou.areas.organising.tests.test_table import browser
from liuyou.kernel.actions.tree import establish_orgs
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.kernel.orgs.changes import Founding

AUG = date(2016, 8, 1)
TOLD = {"called_on": AUG, "workers": 45, "women": 20, "union": "否", "why_not": "职工意愿不强"}


def campaign(county: Any) -> Campaign:
    row = {"org_id": county.root, "title": "大普查", "starts_on": JUL, "ends_on": date(2016, 8, 31)}
    return actions.open_campaigns([row], actor=county.actor)[0]  # type: ignore[no-any-return]


def listed(county: Any) -> Call:
    enter(county)
    covered = enter(county, org_id=county.west, name="已建会的厂")
    employers.cover_by_hand(covered, coverage="单独", covered_on=JUL, actor=county.actor)
    enter(county, org_id=county.west, name="乙厂", why_not="")
    assert actions.list_without_union(campaign(county), county.root, actor=county.actor, visitor="老李") == 2
    return Call.objects.get(name="华光电子有限公司")


def test_a_list_is_made_once(county: Any) -> None:
    call = listed(county)
    assert actions.list_without_union(call.campaign, county.root, actor=county.actor) == 0
    assert set(Call.objects.values_list("name", "org_id")) == {
        ("华光电子有限公司", county.east),
        ("乙厂", county.west),
    }


def test_a_town_founded_after_the_beginning_is_in_the_census(county: Any) -> None:
    one = campaign(county)
    town = Founding("新镇总工会", "federation", county.root, AUG)
    establish_orgs([town], actor=county.actor)
    enter(county, org_id=town.id, starts_on=AUG)
    assert actions.list_without_union(one, county.root, actor=county.actor) == 1
    assert actions.list_without_union(one, town.id, actor=county.actor) == 0


def test_a_call_brings_the_register_up_to_date(county: Any) -> None:
    call = listed(county)
    actions.record_call(call, **TOLD, contact="周经理", actor=county.actor)
    employer = Employer.objects.get(pk=call.employer_id)
    assert (employer.workers, employer.why_not, employer.contact) == (45, "职工意愿不强", "周经理")
    assert at("organising.workers", county.east, "2016-07-31") == 30
    assert at("organising.workers", county.east, "2016-08-01") == 45
    assert str(at("organising.census_done_rate[campaign=大普查]", county.root, "2026")) == "0.5"
    towns = {
        each.name: (each.total, each.done, each.without, each.percent)
        for each in queries.progress(call.campaign, county.root, date(2026, 1, 1))
    }
    assert towns == {"东镇总工会": (1, 1, 1, 100), "西镇总工会": (1, 0, 0, 0)}
    assert reconcile() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"why_not": ""}, "未建会原因"),
        ({"women": 46}, "女职工 46 人多于职工 45 人"),
        ({"union": "是", "members": 46}, "会籍管理办法"),
        ({"union": "也许"}, "是否建会"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(county: Any, changes: dict[str, Any], words: str) -> None:
    call = listed(county)
    with pytest.raises(Refused, match=words):
        actions.record_call(call, **(TOLD | changes), actor=county.actor)
    assert Call.objects.get(pk=call.pk).state == "assigned"
    assert Employer.objects.get(pk=call.employer_id).workers == 30


def test_missed_then_met_then_not_again(county: Any) -> None:
    call = listed(county)
    actions.hand_over_call(call, visitor="小王", actor=county.actor)
    actions.miss_call(call, called_on=AUG, why_absent="无人在场", actor=county.actor)
    actions.record_call(call, **TOLD, actor=county.actor)
    with pytest.raises(Refused, match="已走访"):
        actions.record_call(call, **TOLD, actor=county.actor)


def test_a_firm_found_at_the_door_enters_the_register(county: Any) -> None:
    one = campaign(county)
    row = {"org_id": county.west, "name": "新开的店", "campaign": one, **TOLD}
    call = actions.find_firms([row], actor=county.actor)[0]
    assert call.employer.workers == 45
    assert at("organising.employers", county.west, "2016-08-01") == 1
    actions.end_campaign(one, actor=county.actor)
    one.refresh_from_db()
    with pytest.raises(Refused, match="已经结束"):
        actions.find_firms([row | {"campaign": one, "name": "又一家"}], actor=county.actor)
    assert reconcile() == []


def test_a_sister_town_has_no_part_in_it(county: Any) -> None:
    call = listed(county)
    with pytest.raises(NotFound):
        actions.record_call(call, **TOLD, actor=someone(county.west))


def test_a_visitor_works_through_the_list_on_the_phone(county: Any) -> None:
    call = listed(county)
    client = browser(county, "organising.read", "organising.record")
    assert "待走访" in client.get(f"/organising/census/{call.campaign_id}/").content.decode()
    assert "华光电子" in client.get(f"/organising/census/{call.campaign_id}/calls/").content.decode()
    assert 'value="30"' in client.get(f"/organising/call/{call.pk}/").content.decode()
    wrong = client.post(f"/organising/call/{call.pk}/", {"workers": "45", "union": "否"})
    assert wrong.status_code == 200 or wrong.status_code == 409
    assert "未建会原因" in wrong.content.decode()
    sent = client.post(f"/organising/call/{call.pk}/", {"workers": "45", "union": "否", "why_not": "新开办"})
    other = Call.objects.get(name="乙厂")
    assert sent.headers["Location"] == f"/organising/call/{other.pk}/"
    gone = client.post(f"/organising/call/{other.pk}/", {"absent": "已搬迁"})
    assert gone.headers["Location"].endswith("/calls/")
    assert set(Call.objects.values_list("state", flat=True)) == {"done", "absent"}


def test_a_stranger_sees_no_call(county: Any) -> None:
    call = listed(county)
    client = browser(county, "aid.read")
    for address in (f"/organising/call/{call.pk}/", f"/organising/census/{call.campaign_id}/calls/"):
        assert client.get(address).status_code == 404

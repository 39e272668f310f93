"""Parameters in the browser: what holds, one's own value with a reason, and its end; nothing is deleted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from liuyou.kernel.accounts.tests.signing import signed_in
from liuyou.kernel.base import clock
from liuyou.kernel.journal.models import Line
from liuyou.kernel.parameters.models import ParameterOverride
from liuyou.kernel.parameters.values import parameter

NAME = "aid.notice_days"
GIVEN = {"value": "7", "since": "2026-01-01", "source": "县工〔2026〕1号", "reason": "本县规定"}


def held(name: str, org: int, on: date | None = None) -> Any:
    return parameter(name, org=org, on=on or clock.today()).value


@pytest.fixture
def supervisor(county: Any) -> Any:
    return signed_in(county.east, "parameters.set")


def test_whoever_is_signed_in_reads_and_only_the_right_sets(county: Any) -> None:
    client = signed_in(county.east, "figures.read")
    page = client.get("/parameters/").content.decode()
    assert "建档公示期" in page
    assert "5 工作日" in page
    assert "待核对" in page
    assert client.get(f"/parameters/{NAME}/").status_code == 200
    assert client.get(f"/parameters/{NAME}/override/").status_code == 404
    assert client.post(f"/parameters/{NAME}/override/", GIVEN).status_code == 404
    assert not ParameterOverride.objects.exists()


def test_an_own_value_holds_below_and_not_beside(county: Any, supervisor: Any) -> None:
    assert supervisor.post(f"/parameters/{NAME}/override/", GIVEN).status_code == 302
    assert (held(NAME, county.east), held(NAME, county.east1), held(NAME, county.west)) == (7, 7, 5)
    assert held(NAME, county.east, date(2025, 12, 31)) == 5
    line = Line.objects.get(action="parameters.override.set")
    assert (line.reason, line.org_id) == ("本县规定", county.east)
    page = supervisor.get(f"/parameters/{NAME}/").content.decode()
    assert "7 工作日" in page
    assert "县工〔2026〕1号" in page
    assert "7 工作日" not in signed_in(county.west, "figures.read").get(f"/parameters/{NAME}/").content.decode()


@pytest.mark.parametrize(
    ("name", "part", "wrong"), [("value", "整数", "1.5"), ("reason", "填写", ""), ("since", "日期", "昨天")]
)
def test_a_wrong_value_comes_back_filled(county: Any, supervisor: Any, name: str, part: str, wrong: str) -> None:
    answer = supervisor.post(f"/parameters/{NAME}/override/", GIVEN | {name: wrong})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert part in page
    assert "县工〔2026〕1号" in page
    assert not ParameterOverride.objects.exists()


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("bargaining.quorum", {"value": "3/4"}, "3/4"),
        ("accounts.totp_required", {"value": "no"}, False),
        ("aid.categories", {"value": ["deep", "relative"]}, ["deep", "relative"]),
        ("organising.term_years", {"value": "3、5"}, [3, 5]),
        ("bargaining.term_years.wage", {"r0-min": "1", "r0-max": "2"}, {"min": 1, "max": 2}),
        ("bargaining.approval", {"r0-share": "2/3", "r0-strict": "yes"}, {"share": "2/3", "strict": True}),
        (
            "organising.committee_size",
            {"r0-upto": "100", "r0-min": "3", "r0-max": "5", "r1-upto": "", "r1-min": "7", "r1-max": "9"},
            [{"upto": 100, "min": 3, "max": 5}, {"upto": None, "min": 7, "max": 9}],
        ),
    ],
)
def test_every_kind_of_value_is_typed_in_its_own_way(
    county: Any, supervisor: Any, name: str, typed: dict[str, Any], value: Any
) -> None:
    page = supervisor.get(f"/parameters/{name}/override/")
    assert page.status_code == 200
    answer = supervisor.post(f"/parameters/{name}/override/", {**GIVEN, "value": "", **typed})
    assert answer.status_code == 302, answer.content.decode()
    assert ParameterOverride.objects.get().value == value
    assert supervisor.get(f"/parameters/{name}/").status_code == 200
    assert supervisor.get(f"/parameters/{name}/override/").status_code == 200


def test_steps_of_a_table_must_rise(county: Any, supervisor: Any) -> None:
    typed = {"r0-upto": "100", "r0-min": "3", "r0-max": "5", "r1-upto": "50", "r1-min": "7", "r1-max": "9"}
    answer = supervisor.post("/parameters/organising.committee_size/override/", GIVEN | typed)
    assert answer.status_code == 409
    assert "从小到大" in answer.content.decode()


def test_ending_an_own_value_brings_the_old_rule_back_and_keeps_the_row(county: Any, supervisor: Any) -> None:
    supervisor.post(f"/parameters/{NAME}/override/", GIVEN)
    row = ParameterOverride.objects.get()
    address = f"/parameters/overrides/{row.pk}/end/"
    assert supervisor.post(address, {"ends": "2026-06-30", "reason": ""}).status_code == 409
    assert supervisor.post(address, {"ends": "2026-06-30", "reason": "上级统一"}).status_code == 302
    assert held(NAME, county.east, date(2026, 6, 30)) == 7
    assert held(NAME, county.east, date(2026, 7, 1)) == 5
    line = Line.objects.get(action="parameters.override.end")
    assert (line.reason, line.after["valid_to"]) == ("上级统一", "2026-06-30")
    later = supervisor.post(address, {"ends": "2026-08-01", "reason": "延长"})
    assert later.status_code == 409
    assert "只能提前" in later.content.decode()


def test_an_own_value_taken_back_never_held(county: Any, supervisor: Any) -> None:
    supervisor.post(f"/parameters/{NAME}/override/", GIVEN)
    row = ParameterOverride.objects.get()
    supervisor.post(f"/parameters/overrides/{row.pk}/end/", {"ends": "2025-12-31", "reason": "填错了"})
    assert held(NAME, county.east, date(2026, 1, 1)) == 5
    assert "已收回" in supervisor.get(f"/parameters/{NAME}/").content.decode()


def test_a_sister_town_cannot_end_it(county: Any, supervisor: Any) -> None:
    supervisor.post(f"/parameters/{NAME}/override/", GIVEN)
    row = ParameterOverride.objects.get()
    sister = signed_in(county.west, "parameters.set")
    address = f"/parameters/overrides/{row.pk}/end/"
    assert sister.get(address).status_code == 404
    assert sister.post(address, {"ends": "2026-06-30", "reason": "x"}).status_code == 404
    row.refresh_from_db()
    assert row.valid_to is None


def test_the_page_says_which_time_limits_use_it(county: Any) -> None:
    from liuyou.kernel.catalogue.catalogue import AREAS

    limits = [
        (bound.step.limit, workflow.title)
        for area in AREAS.values()
        for workflow in area.workflows
        for bound in workflow.steps.values()
        if bound.step.limit
    ]
    client = signed_in(county.east, "figures.read")
    for name, title in limits:
        assert title in client.get(f"/parameters/{name}/").content.decode()


def test_an_unknown_parameter_is_not_found(county: Any) -> None:
    assert signed_in(county.east, "figures.read").get("/parameters/no.such/").status_code == 404

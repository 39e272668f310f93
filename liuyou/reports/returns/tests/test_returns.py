"""Returns: from opening to acceptance, and what is refused on the way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.reports.returns import actions, answers
from liuyou.reports.returns.models import Return
from liuyou.reports.returns.queries import asking
from liuyou.reports.returns.tests.conftest import MARCH, number

SIXTH, EIGHTH = date(2016, 4, 6), date(2016, 4, 8)


def test_opening_is_one_action_for_all_and_passes_over_who_has_one(returns, county):
    form = returns.form()
    opened = returns.opened(form)
    assert set(opened) == {county.east, county.west, county.east1, county.east2, county.west1, county.west2}
    assert {each.due_on for each in opened.values()} == {EIGHTH}
    assert returns.opened(form) == {}


def test_opened_is_filled(returns, county):
    returns.pay(county.east1, "甲", "300", date(2016, 3, 5))
    returns.pay(county.east1, "甲", "200", date(2016, 1, 5))
    returns.pay(county.east2, "乙", "100", date(2015, 3, 9))
    form = returns.form()
    filled = asking.fill(form, MARCH, {county.east1: {}, county.east: {}})
    one, town = filled[county.east1].numbers, filled[county.east].numbers
    assert (one["money.period"], one["money.ytd"], one["money.last"]) == (300, 500, 0)
    assert (town["money.period"], town["money.last"], town["people.ytd"]) == (300, 100, 2)
    assert filled[county.east1].texts["name.period"] == "东一厂工会"


def test_typed_cells_take_numbers_only_and_only_theirs(returns, county):
    record = returns.opened()[county.east1]
    with pytest.raises(BadInput, match=r"接待来访·本月：“很多”不是数"):
        actions.fill_return(record, typed={"calls.period": "很多"}, actor=returns.actor)
    with pytest.raises(BadInput, match=r"格 money.period：不是手填的格"):
        actions.fill_return(record, typed={"money.period": "9"}, actor=returns.actor)
    kept = returns.typed(record, calls="1,204", typed={"paid.note": "含夏送清凉"})
    assert kept.typed == {"calls.period": "1,204", "rooms.period": "1", "paid.note": "含夏送清凉"}
    assert actions.fill_return(record, typed={"paid.note": ""}, actor=returns.actor).typed.keys() == {
        "calls.period",
        "rooms.period",
    }


def test_submitting_wants_the_typed_cells(returns, county):
    record = returns.opened()[county.east1]
    with pytest.raises(Refused, match=r"接待来访·本月：是手填格，还没有填（来访不在系统内登记）。（共 2 处）"):
        actions.submit_returns(record, actor=returns.actor)
    done = returns.submitted(record)
    assert (done.state, done.submitted_on, done.due_on, done.outcome) == ("submitted", SIXTH, None, "按时")


def test_submitting_twice_is_refused(returns, county):
    record = returns.submitted(returns.opened()[county.east1])
    with pytest.raises(Refused, match="现在是“已上报”，不能“上报”"):
        actions.submit_returns(record, actor=returns.actor)
    assert len(Return.objects.get(pk=record.pk).submissions) == 1


def test_a_broken_check_wants_an_explanation(returns, county):
    layout = returns.layout | {
        "checks": [{"formula": "calls.period - paid.period", "must": "= 0", "why": "来访都已救助"}]
    }
    record = returns.typed(returns.opened(returns.form(layout=layout))[county.east1])
    with pytest.raises(Refused, match="核对第 1 条不符，差 4：来访都已救助"):
        actions.submit_returns(record, actor=returns.actor)
    actions.fill_return(record, explanations={"check:1": "4 人次尚在核实"}, actor=returns.actor)
    done = actions.submit_returns(record, actor=returns.actor, on=SIXTH)
    assert done.submissions[0]["explanations"] == {"check:1": "4 人次尚在核实"}


def test_an_unusual_number_wants_an_explanation(returns, county):
    form = returns.form()
    for month in range(1, 6):
        period = Period.parse(f"2016-{month:02}")
        returns.submitted(returns.opened(form, period)[county.east1], calls="20", on=date(2016, 6, 1))
    june = returns.typed(returns.opened(form, Period.parse("2016-06"))[county.east1], calls="90")
    with pytest.raises(Refused, match=r"接待来访·本月与本单位往期（通常 14 至 26）相差较大"):
        actions.submit_returns(june, actor=returns.actor)
    actions.fill_return(june, explanations={"calls.period": "开展集中接访"}, actor=returns.actor)
    assert actions.submit_returns(june, actor=returns.actor).state == "submitted"


def test_a_nil_return_is_declared_and_cannot_hide_what_happened(returns, county):
    opened = returns.opened()
    done = actions.declare_nil(opened[county.east2], actor=returns.actor, on=SIXTH)
    assert (done.state, done.nil, number(done, "calls.period")) == ("submitted", True, 0)
    returns.pay(county.east1, "甲", "300", date(2016, 3, 5))
    with pytest.raises(Refused, match="救助人次·本月：系统里本期有 1，不能零报告"):
        actions.declare_nil(opened[county.east1], actor=returns.actor, on=SIXTH)


def test_a_nil_return_does_not_wipe_out_what_was_typed(returns, county):
    record = returns.typed(returns.opened()[county.east1], calls="4", rooms="0")
    with pytest.raises(BadInput, match="接待来访·本月：已填 4，不能零报告"):
        actions.declare_nil(record, actor=returns.actor, on=SIXTH)
    assert Return.objects.get(pk=record.pk).typed["calls.period"] == "4"
    actions.fill_return(record, typed={"calls.period": ""}, actor=returns.actor)
    assert actions.declare_nil(record, actor=returns.actor, on=SIXTH).nil


def test_nobody_accepts_his_own_and_a_sister_sees_nothing(returns, county):
    record = returns.submitted(returns.opened()[county.east1])
    own = returns.clerk(county.east1, "returns.*")
    sister = returns.clerk(county.west, "returns.*")
    town = returns.clerk(county.east, "returns.*")
    for actor in (own, sister):
        with pytest.raises(NotFound):
            actions.accept_returns(record, actor=actor)
    assert actions.accept_returns(record, actor=town).state == "accepted"


def test_sent_back_with_remarks_on_cells_and_submitted_again(returns, county):
    record = returns.submitted(returns.opened()[county.east1])
    with pytest.raises(BadInput, match=r"格 no.cell：没有这个格"):
        actions.send_back_return(record, reason="核对", remarks={"no.cell": "？"}, actor=returns.actor)
    back = actions.send_back_return(
        record, reason="请核对来访", remarks={"calls.period": "与登记簿不符"}, actor=returns.actor, on=date(2016, 4, 7)
    )
    assert (back.state, back.due_on) == ("sent_back", date(2016, 4, 12))
    again = returns.submitted(back, calls="5", on=date(2016, 4, 12))
    assert [each["values"]["calls.period"] for each in again.submissions] == ["4", "5"]
    assert again.outcome == "按时"  # by the first submission
    assert value("returns.sent_back", county.root, Period.parse("2016-04")) == 1


def test_towns_and_county_are_figures_at_their_own_grain_typed_cells_added_up(returns, county):
    form = returns.form()
    for org in (county.east1, county.east2):
        returns.pay(org, f"员{org}", "100", date(2016, 3, 3))
    [both] = county.people("两处")
    for org in (county.east1, county.east2):
        county.pay(org, both, "50", date(2016, 3, 4))
    opened = returns.opened(form)
    returns.accepted(opened[county.east1], calls="4")
    returns.submitted(opened[county.east2], calls="6")
    town = asking.fill(form, MARCH, {county.east: {}})[county.east]
    assert (town.numbers["people.period"], town.numbers["paid.period"]) == (3, 4)
    assert (town.numbers["calls.period"], town.numbers["rooms.period"], town.waiting) == (4, None, 1)
    actions.accept_returns(opened[county.east2], actor=returns.actor)
    returns.accepted(opened[county.east], calls="2", rooms="3")
    whole = asking.fill(form, MARCH, {county.root: {}})[county.root]
    assert (whole.numbers["calls.period"], whole.numbers["people.period"]) == (12, 3)


def test_typed_rows_carry_their_year_and_last_year(returns, county):
    form = returns.form(starts_on=date(2015, 1, 1))
    for code, calls in (("2015-03", "7"), ("2016-01", "2"), ("2016-02", "3")):
        returns.submitted(returns.opened(form, Period.parse(code))[county.east1], calls=calls)
    numbers = asking.fill(form, MARCH, {county.east1: {"calls.period": "4"}})[county.east1].numbers
    assert (numbers["calls.ytd"], numbers["calls.last"]) == (9, 7)


def test_reopening_keeps_what_was_accepted(returns, county):
    record = returns.accepted(returns.opened()[county.east1])
    before = record.accepted
    with pytest.raises(Refused, match="理由"):
        actions.reopen_return(record, actor=returns.actor)
    again = actions.reopen_return(record, reason="补登三月记录", actor=returns.actor, on=date(2016, 5, 3))
    assert (again.state, again.accepted) == ("reopened", None)
    assert again.acceptances[0]["values"] == before["values"]
    done = returns.accepted(again, calls="9", on=date(2016, 5, 5))
    assert (len(done.submissions), done.accepted["values"]["calls.period"]) == (2, "9")


def test_what_a_return_is_counted_by(returns, county):
    opened = returns.opened()
    returns.submitted(opened[county.east1], on=EIGHTH)
    returns.submitted(opened[county.east2], on=date(2016, 4, 9))
    actions.declare_nil(opened[county.west1], actor=returns.actor, on=SIXTH)
    actions.void_return(opened[county.west2], reason="已撤并", actor=returns.actor)
    april = Period.parse("2016-04")
    asked = {code: value(code, county.root, april) for code in ("returns.due", "returns.nil", "returns.late")}
    assert asked == {"returns.due": 5, "returns.nil": 1, "returns.late": 1}
    assert value("returns.due[outcome=按时]", county.root, april) == 2
    assert value("returns.not_in", county.root, april) == 2
    assert value("returns.completeness", county.root, april) == Decimal(3) / 5
    assert value("returns.timeliness", county.root, april) == Decimal(2) / 5
    assert answers.timely(county.root, april) == (5, 2)
    assert answers.timely(county.west, april) == (2, 1)
    assert reconcile() == []


def test_many_are_submitted_in_sets_and_the_others_told_apart(returns, county):
    opened = returns.opened()
    ready = returns.typed(opened[county.east1])
    with pytest.raises(Refused) as refused:
        actions.submit_returns([ready, opened[county.east2]], actor=returns.actor)
    assert set(refused.value.of) == {opened[county.east2].pk}
    assert Return.objects.get(pk=ready.pk).state == "open"

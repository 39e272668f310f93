"""What was submitted and accepted stays; later entries show beside it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liuyou.areas.aid.actions import correct_payment, void_payment
from liuyou.areas.aid.models import Payment
from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.ledger.codes import figure
from liuyou.kernel.ledger.figures import Cell, ask
from liuyou.reports.returns import actions
from liuyou.reports.returns.models import Return
from liuyou.reports.returns.queries import closing
from liuyou.reports.returns.tests.conftest import MARCH

STEPS = ["pay", "correct", "cancel", "type", "submit", "accept", "send_back", "reopen", "void"]


def frozen_parts(record: Return) -> tuple[list, list]:
    copies = [*record.acceptances, *([record.accepted] if record.accepted else [])]
    return list(record.submissions), [{k: v for k, v in each.items() if k != "reopened"} for each in copies]


def test_a_late_record_shows_in_all_three_columns_as_it_should(returns, county):
    returns.pay(county.east1, "甲", "100", date(2016, 3, 3))
    record = returns.submitted(returns.opened()[county.east1])
    returns.pay(county.east1, "乙", "50", date(2016, 3, 4))
    record = actions.accept_returns(record, actor=returns.actor)
    returns.pay(county.east1, "丙", "7", date(2016, 3, 5))
    sides = {each.cell.key: each for each in closing.sides(record)}
    money = sides["money.period"]
    assert (money.submitted, money.accepted, money.now) == (100, 150, 157)
    assert {key for key, each in sides.items() if each.late} == {
        *("paid.period", "paid.ytd", "money.period", "money.ytd", "people.period", "people.ytd"),
    }


def test_a_frozen_number_is_the_figure_as_of_its_moment(returns, county):
    returns.pay(county.east1, "甲", "100", date(2016, 3, 3))
    record = returns.submitted(returns.opened()[county.east1])
    returns.pay(county.east1, "乙", "50", date(2016, 3, 4))
    at = closing.moment_of(record.submissions[0])
    cell = Cell(figure("aid.money"), county.east1, MARCH)
    assert ask([cell], as_of=at)[cell].value == 100


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(STEPS), min_size=3, max_size=8))
def test_freezing_holds_under_any_later_action(returns, county, steps):
    for old in Return.objects.exclude(state="void"):
        actions.void_return(old, reason="重来", actor=returns.actor)
    form = returns.kept = getattr(returns, "kept", None) or returns.form()
    returns.pay(county.east1, "首", "3", date(2016, 3, 1))
    record = returns.submitted(returns.opened(form)[county.east1])
    kept, moments = frozen_parts(record), {}
    for number, step in enumerate(steps):
        try:
            take(returns, record, step, number)
        except LiuyouError:
            continue
        record = Return.objects.get(pk=record.pk)
        now = frozen_parts(record)
        assert now[0][: len(kept[0])] == kept[0]
        assert now[1][: len(kept[1])] == kept[1]
        kept = now
        for copy in [*now[0], *now[1]]:
            moments[copy["at"]] = copy["values"]
    for at, values in moments.items():
        cell = Cell(figure("aid.money"), county.east1, MARCH)
        assert ask([cell], as_of=datetime.fromisoformat(at))[cell].value == Decimal(values["money.period"])


def take(returns, record, step, number):
    match step:
        case "pay":
            returns.pay(returns.county.east1, f"员{number}", "10", date(2016, 3, 2))
        case "correct":
            if payment := Payment.objects.filter(org_id=record.org_id).exclude(state="void").first():
                correct_payment(payment, changes={"amount": Decimal(number + 1)}, reason="更正", actor=returns.actor)
        case "cancel":
            if payment := Payment.objects.filter(org_id=record.org_id).exclude(state="void").last():
                void_payment(payment, reason="重复", actor=returns.actor)
        case "type":
            returns.typed(record, calls=str(number))
        case "submit":
            actions.fill_return(record, explanations={"check:1": "已核"}, actor=returns.actor)
            returns.submitted(record)
        case "accept":
            actions.accept_returns(record, actor=returns.actor)
        case "send_back":
            actions.send_back_return(record, reason="再核", actor=returns.actor)
        case "reopen":
            actions.reopen_return(record, reason="补登", actor=returns.actor)
        case "void":
            actions.void_return(record, reason="重复", actor=returns.actor)

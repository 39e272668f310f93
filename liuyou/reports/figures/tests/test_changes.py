"""Explaining a change: whatever happens in between, the causes add up to the difference, and links lead to records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liuyou.areas.aid.actions import correct_payment, return_payment, void_payment
from liuyou.kernel.actions.tree import move_org
from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.figures import Cell, ask
from liuyou.kernel.writing.permit import moment
from liuyou.reports.figures import changes

CODES = [
    "aid.money",
    "aid.people",
    "aid.money / distinct(aid.payments)",
    "aid.money - last_year(aid.money)",
    "aid.files",
]
PERIODS = [Period.parse(code) for code in ("2015", "2016H1", "2016-02", "2016")]
DAYS = st.dates(date(2015, 1, 1), date(2016, 12, 31))
STEPS = st.lists(
    st.tuples(st.sampled_from(["pay", "void", "correct", "return", "move"]), st.integers(0, 9), DAYS),
    min_size=1,
    max_size=8,
)


def happen(county, people, payments, step):
    what, number, day = step
    orgs = [county.root, county.east1, county.east2, county.west1]
    chosen = payments[number % len(payments)] if payments else None
    try:
        with transaction.atomic():
            if what == "pay":
                payments.append(county.pay(orgs[number % 4], people[number % 3], str(100 + number), day))
            elif what == "move":
                move_org(
                    county.east1, county.west if number % 2 else county.east, on=day, actor=county.actor, reason="调整"
                )
            elif chosen and what == "void":
                void_payment(chosen.pk, actor=county.actor, reason="重复")
            elif chosen and what == "correct":
                correct_payment(chosen.pk, actor=county.actor, reason="有误", changes={"paid_on": day})
            elif chosen:
                return_payment(chosen.pk, actor=county.actor, reason="退回", returned_on=day)
    except LiuyouError:
        pass  # a step that the rules refuse leaves nothing behind


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=STEPS, after=STEPS)
def test_causes_always_add_up_to_the_difference(county, before, after):
    with transaction.atomic():
        people, payments = county.people("甲一", "乙二", "丙三"), []
        for step in before:
            happen(county, people, payments, step)
        then = moment_now()
        for step in after:
            happen(county, people, payments, step)
        for code in CODES:
            figure = codes.figure(code)
            for org in (county.root, county.east):
                for period in PERIODS:
                    told = changes.between_moments(figure, org, period, then, None)
                    agree(told, figure, (org, period, then), (org, period, None))
                told = changes.between_periods(figure, org, PERIODS[3], PERIODS[0], None)
                agree(told, figure, (org, PERIODS[0], None), (org, PERIODS[3], None))
        transaction.set_rollback(True)


def moment_now():
    from django.utils import timezone

    return timezone.now()


def agree(told, figure, before, after):
    """Each term is what the ledger says at both ends, and its groups come to the difference."""
    for each in told:
        leaf = codes.Figure(f"{each.leaf}", "", "", each.leaf)
        ends = [
            ask([Cell(leaf, org, period)], as_of=as_of)[Cell(leaf, org, period)].value
            for org, period, as_of in (before, after)
        ]
        assert [each.before, each.after] == ends
        assert each.adds_up
        for group in each.groups:
            assert sum((share[5] for share in group.shares), Decimal(0)) == group.effect


@pytest.mark.parametrize(
    ("change", "cause", "effect"),
    [
        ("void", "冲销", "-4,000.00"),
        ("correct", "更正", "+1.00"),
        ("pay", "新增", "+50.00"),
        ("move", "组织变动移出", "-4,300.00"),
    ],
)
def test_each_cause_is_named_with_its_effect_and_list(officer, paid, change, cause, effect):
    since = moment().isoformat()
    payment = paid.payments[2]
    org = paid.west if change == "move" else paid.root
    if change == "void":
        void_payment(payment.pk, actor=paid.actor, reason="重复登记")
    elif change == "correct":
        correct_payment(payment.pk, actor=paid.actor, reason="少记一元", changes={"amount": Decimal("4001")})
    elif change == "pay":
        paid.pay(paid.west2, paid.people("钱四")[0], "50", date(2016, 4, 1))
    else:
        move_org(paid.west1, paid.east, on=date(2016, 1, 1), actor=paid.actor, reason="区划调整")
    address = "/figure/changes/"
    text = officer.get(address, {"code": "aid.money", "period": "2016H1", "since": since, "org": org}).content.decode()
    assert cause in text
    assert effect in text
    assert "各项原因相加等于变化" in text
    assert f"/r/aid.payment/{payment.pk}/" in text or change == "pay"


def test_two_periods_are_explained_by_the_records_of_each(officer):
    text = officer.get("/figure/changes/?code=aid.money&period=2016H1").content.decode()
    assert "+24,900.00" in text
    assert "-700.00" in text
    assert "+24,200.00" in text
    people = officer.get("/figure/changes/?code=aid.people&period=2016H1&against=2015H1").content.decode()
    assert "新增的人" in people
    assert "王一" in people
    assert "李二" not in people


def test_moments_in_the_wrong_order_are_refused(officer):
    answer = officer.get("/figure/changes/?code=aid.money&since=2016-07-02&as_of=2016-07-01")
    assert answer.status_code == 400
    assert "对调" in answer.content.decode()

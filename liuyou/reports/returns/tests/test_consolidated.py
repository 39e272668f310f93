"""A consolidated return is a figure at its own grain: held against sums, sets and quotients taken in plain Python."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liuyou.areas.aid.actions import void_payment
from liuyou.areas.aid.models import Payment
from liuyou.kernel.base.periods import Period
from liuyou.reports.returns.queries import asking
from liuyou.reports.returns.tests.conftest import LAYOUT, MARCH

WHOLE = LAYOUT | {
    "rows": [
        *LAYOUT["rows"],
        {"code": "each", "title": "人均救助金额", "unit": "元", "figure": "aid.money / distinct(aid.payments)"},
    ]
}
UNIONS = ("east1", "east2", "west1", "west2")
DAYS = (date(2015, 3, 9), date(2016, 1, 20), date(2016, 3, 1), date(2016, 3, 31), date(2016, 4, 1))
SPANS = {
    "period": (date(2016, 3, 1), date(2016, 3, 31)),
    "ytd": (date(2016, 1, 1), date(2016, 3, 31)),
    "last": (date(2015, 3, 1), date(2015, 3, 31)),
}
PAYMENTS = st.lists(
    st.tuples(st.sampled_from(UNIONS), st.integers(0, 2), st.integers(1, 90), st.sampled_from(DAYS)), max_size=8
)


def expected(paid, unions, column):
    """What the four rows must say of these unions, from the list of payments alone."""
    first, last = SPANS[column]
    own = [(person, amount) for union, person, amount, day in paid if union in unions and first <= day <= last]
    money, people = sum(amount for _, amount in own), len({person for person, _ in own})
    return {"paid": len(own), "money": money, "people": people, "each": Decimal(money) / people if people else None}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(paid=PAYMENTS)
def test_every_level_is_the_figure_at_its_own_grain(returns, county, paid):
    for old in Payment.objects.exclude(state="void"):
        void_payment(old, reason="重来", actor=returns.actor)
    form = returns.kept = getattr(returns, "kept", None) or returns.form(layout=WHOLE)
    people = returns.people = getattr(returns, "people", None) or county.people("甲", "乙", "丙")
    for union, person, amount, day in paid:
        county.pay(getattr(county, union), people[person], str(amount), day)
    levels = {
        **{getattr(county, union): (union,) for union in UNIONS},
        **{county.east: UNIONS[:2], county.west: UNIONS[2:], county.root: UNIONS},
    }
    filled = asking.fill(form, MARCH, {org: {} for org in levels})
    for org, unions in levels.items():
        for column in SPANS:
            wanted = expected(paid, unions, column)
            assert {row: filled[org].numbers[f"{row}.{column}"] for row in wanted} == wanted


def test_a_typed_row_of_the_county_carries_the_year_of_those_below(returns, county):
    form = returns.form(starts_on=date(2015, 1, 1))
    for code, calls in (("2015-03", ("7", "1")), ("2016-01", ("2", "5")), ("2016-03", ("4", "6"))):
        opened = returns.opened(form, Period.parse(code))
        for org, text in zip((county.east1, county.west1), calls, strict=True):
            returns.accepted(opened[org], calls=text, explanations={"calls.period": "已核"})
        for town in (county.east, county.west):
            returns.accepted(opened[town], calls="0", explanations={"calls.period": "已核"})
    whole = asking.fill(form, MARCH, {county.root: {}})[county.root].numbers
    assert (whole["calls.period"], whole["calls.ytd"], whole["calls.last"]) == (10, 17, 8)

"""Numbers asked before hold where nothing came in since: taken as they are there, and asked anew everywhere else."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from liuyou.kernel.actions.tree import move_org, rename_org
from liuyou.kernel.base.periods import Period
from liuyou.kernel.writing.permit import moment
from liuyou.reports.returns.queries import asking, judging, remembered
from liuyou.reports.returns.tests.conftest import MARCH

MARKED = Decimal(77)


def known(returns, form, orgs, at):
    """What stands in the ledger, but one number of each told otherwise, to see which are taken."""
    filled = asking.fill(form, MARCH, {org: {} for org in orgs}, as_of=at)
    return {org: (at, each.numbers | {"money.period": MARKED}) for org, each in filled.items()}


def money(form, orgs, given, as_of=None):
    numbers = asking.untouched(given, as_of or moment())
    filled = asking.fill(form, MARCH, {org: {} for org in orgs}, as_of=as_of, numbers=numbers)
    return [filled[org].numbers["money.period"] for org in orgs]


def test_only_those_below_whom_something_was_posted_are_asked_again(returns, county):
    form = returns.form()
    returns.pay(county.west1, "乙", "40", date(2016, 3, 2))
    orgs = [county.root, county.east, county.east1, county.west, county.west1]
    given = known(returns, form, orgs, moment())
    assert money(form, orgs, given) == [MARKED] * 5
    returns.pay(county.east1, "甲", "100", date(2016, 3, 3))
    assert money(form, orgs, given) == [140, 100, 100, MARKED, MARKED]
    assert money(form, orgs, given, as_of=moment()) == [140, 100, 100, MARKED, MARKED]


def test_all_are_asked_where_the_tree_has_changed_or_the_moment_lies_before(returns, county):
    form = returns.form()
    returns.pay(county.west1, "乙", "40", date(2016, 3, 2))
    orgs = [county.root, county.west1]
    at = moment()
    given = known(returns, form, orgs, at)
    assert money(form, orgs, given, as_of=at - timedelta(seconds=1)) != [MARKED] * 2
    rename_org(county.west2, "西三厂工会", on=date(2016, 3, 1), actor=returns.actor, reason="更名")
    assert money(form, orgs, given) == [40, 40]


def test_a_sheet_opened_again_is_the_sheet_of_now(returns, county):
    form = returns.form()
    for number in range(3):
        returns.pay(county.east1, f"员{number}", "100", date(2016, 3, 3))
        if number == 2:
            move_org(county.east1, county.west, on=date(2016, 3, 1), actor=returns.actor, reason="区划调整")
        for org in (county.root, county.east, county.west):
            for _ in range(2):
                again = remembered.fill(form, MARCH, org, {})
                assert again == asking.fill(form, MARCH, {org: {}})[org]


def test_a_sheet_opened_again_asks_less(returns, county):
    form, counts = returns.form(), []
    for call in (
        lambda: asking.fill(form, MARCH, {county.root: {}}),
        lambda: remembered.fill(form, MARCH, county.root, {}),
        lambda: remembered.fill(form, MARCH, county.root, {}),
    ):
        with CaptureQueriesContext(connection) as asked:
            call()
        counts.append(len(asked))
    plain, first, again = counts
    assert first == plain + 1
    assert again < plain


def test_twelve_periods_are_looked_back(returns):
    assert judging._earliest(returns.form(), MARCH) == date(2015, 3, 1)
    quarter = Period.parse("2016Q1")
    assert judging._earliest(returns.form(code="q", frequency="季"), quarter) == date(2013, 1, 1)

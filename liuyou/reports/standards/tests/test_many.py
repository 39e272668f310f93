"""Self-checks of many unions in one set, each with what it entered itself."""

from __future__ import annotations

from decimal import Decimal

import pytest

from liuyou.kernel.base.errors import BadInput
from liuyou.reports.standards.actions import appraisals
from liuyou.reports.standards.models import Appraisal
from liuyou.reports.standards.tests.conftest import DAY

pytestmark = pytest.mark.django_db


def test_each_of_many_is_marked_by_what_it_entered(round_, django_assert_max_num_queries):
    rows = round_.opened()
    sheets = {each.pk: {"1.2": {"points": str(10 + at)}, "3": {"met": "未出现"}} for at, each in enumerate(rows)}
    with django_assert_max_num_queries(40):
        appraisals.self_check(rows, sheets=sheets, actor=round_.actor, on=DAY)
    done = list(Appraisal.objects.order_by("org_id"))
    assert [each.self_total for each in done] == [Decimal(10 + at) for at in range(len(rows))]
    assert {each.state for each in done} == {"checked_by_self"}


def test_one_that_entered_nothing_stops_them_all(round_):
    rows = round_.opened()
    sheets = {each.pk: round_.ANSWERS for each in rows[1:]}
    with pytest.raises(BadInput, match="没有打分"):
        appraisals.self_check(rows, sheets=sheets, actor=round_.actor, on=DAY)
    assert {each.state for each in Appraisal.objects.all()} == {"self_check"}

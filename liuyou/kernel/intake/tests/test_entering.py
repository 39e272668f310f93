"""One row typed into a form: nobody learns a stranger's name by it, and a double click enters it once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liuyou.areas.aid.imports import PAYMENTS
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.intake.driver import enter

DAY = date(2016, 6, 1)


def typed(name: str, org: int, actor: Any) -> None:
    values = {"name": name, "identity": "11010519491231002X", "programme": "送温暖", "amount": 500, "paid_on": DAY}
    enter(PAYMENTS, values, actor=actor, org=org, on=DAY)


def test_a_wrong_name_does_not_bring_out_the_right_one(county: Any) -> None:
    typed("王建国", county.west1, county.actor)
    with pytest.raises(BadInput) as refused:
        typed("某某", county.east1, county.actor)
    [problem] = refused.value.problems
    assert "已登记为“王" in problem.message
    assert "建国" not in problem.message


def test_who_types_the_same_waits_before_anything_is_looked_up(county: Any) -> None:
    with CaptureQueriesContext(connection) as asked:
        typed("王建国", county.west1, county.actor)
    statements = [each["sql"] for each in asked.captured_queries]
    turn = next(n for n, each in enumerate(statements) if "pg_advisory_xact_lock(" in each)
    looked = next(n for n, each in enumerate(statements) if "identity_hash = ANY" in each)
    assert turn < looked

"""Employers in the search box: by part of the name or by credit code, within reach only."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from liuyou.areas.bargaining.search import employers
from liuyou.kernel.orgs.codes import make_credit_code

ON = date(2016, 7, 1)
CODE = make_credit_code("330102", 7)


@pytest.mark.parametrize("text", ["蓝天", "天机械", "蓝", CODE, CODE.lower()])
def test_an_employer_is_found_by_part_of_its_name_or_its_code(bargaining: Any, text: str) -> None:
    bargaining.offer(employer="蓝天机械厂", credit_code=CODE)
    newest = bargaining.recorded(employer="蓝天机械厂", credit_code=CODE)
    [hit] = employers(text, bargaining.clerk(bargaining.county.east, "bargaining.read"), ON, 8)
    assert (hit.kind, hit.label, hit.detail, hit.address) == ("用人单位", "蓝天机械厂", CODE, f"/records/{newest.pk}/")


def test_a_sister_town_and_another_right_find_nothing(bargaining: Any) -> None:
    bargaining.offer(employer="蓝天机械厂", credit_code=CODE)
    for org, permission in ((bargaining.county.west, "bargaining.read"), (bargaining.county.east, "aid.read")):
        clerk = bargaining.clerk(org, permission)
        assert employers("蓝天机械厂", clerk, ON, 8) == []
        assert employers(CODE, clerk, ON, 8) == []


def test_no_more_than_asked_for_and_nothing_that_does_not_match(bargaining: Any) -> None:
    for number in range(5):
        bargaining.offer(employer=f"蓝天{number}厂")
    clerk = bargaining.clerk(bargaining.county.east, "bargaining.read")
    assert len(employers("蓝天", clerk, ON, 3)) == 3
    assert employers("%", clerk, ON, 3) == []
    assert employers("天", clerk, ON, 3) == []

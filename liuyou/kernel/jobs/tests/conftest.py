"""Applications on notice, waiting to be approved in one go."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

DAY, PASSED = date(2022, 4, 1), date(2022, 4, 12)


@pytest.fixture
def on_notice(county):
    """Makes applications to a programme without files, each posted on DAY; their ids."""
    from liuyou.areas.aid.actions import applications

    def make(people: list[int], org: int | None = None) -> list[int]:
        rows = [
            {"org_id": org or county.east1, "person_id": each, "programme": "临时救助", "requested": Decimal(500)}
            for each in people
        ]
        made = [each.pk for each in applications.draft_applications(rows, actor=county.actor, on=DAY)]
        applications.submit_application(made, actor=county.actor, on=DAY)
        applications.verify_application(made, visit="属实", actor=county.actor, on=DAY)
        applications.post_application(made, actor=county.actor, on=DAY)
        return made

    return make

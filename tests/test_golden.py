"""Figures whose right answer is known from real reports: ratios as printed, families shared over a county."""

from __future__ import annotations

from datetime import date

import pytest

from liuyou.areas.activities.actions import record_activities
from liuyou.kernel.base.numbers import printed
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.codes import figure
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.ledger.rows import behind

YEAR = Period.parse("2012")
RATE = "activities.organising_drive.willing / activities.organising_drive.surveyed"


@pytest.mark.parametrize(
    ("done", "planned", "as_printed"),
    [(39, 41, "95.1%"), (943, 940, "100.32%"), (1092, 470, "232.34%"), (41, 41, "100%"), (0, 41, "0%")],
)
def test_a_ratio_divides_last_and_is_never_clamped(county, done, planned, as_printed):
    """39 of 41 firms that applied; 943 unions against a target of 940; 1,092 members against 470; from two towns."""
    towns = [(county.east1, done // 3, planned // 2), (county.west2, done - done // 3, planned - planned // 2)]
    rows = [
        {
            "org_id": org,
            "type_code": "organising_drive",
            "held_on": date(2012, 5, 1),
            "subject": "专项行动",
            "values": {"willing": willing, "surveyed": surveyed},
        }
        for org, willing, surveyed in towns
    ]
    record_activities(rows, actor=county.actor)
    result = value(RATE, county.root, YEAR)
    assert printed(result, "%") == as_printed
    numerator, denominator = behind(figure(RATE), county.root, YEAR)
    assert (numerator.value, denominator.value) == (done, planned)
    assert result == numerator.value / denominator.value


def test_nothing_over_nothing_is_undefined(county):
    assert printed(value(RATE, county.root, YEAR), "%") == "—"


def test_families_helped_by_several_towns_are_one_in_the_county(county):
    shared, east, west = county.people("甲一", "乙二", "丙三")
    county.pay(county.east1, shared, "500", date(2012, 1, 20))
    county.pay(county.west1, shared, "500", date(2012, 1, 20))
    county.pay(county.east2, shared, "500", date(2012, 6, 1))
    county.pay(county.east, east, "500", date(2012, 1, 20))
    county.pay(county.west2, west, "500", date(2012, 9, 9))
    towns = [value("aid.people", org, YEAR) for org in (county.east, county.west)]
    assert towns == [2, 2]
    assert value("aid.people", county.root, YEAR) == 3
    [listed] = behind(figure("aid.people"), county.root, YEAR)
    assert listed.persons == sorted([shared, east, west])

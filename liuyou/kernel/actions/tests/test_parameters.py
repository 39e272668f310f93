"""A federation's own number: holds for itself and below, from its day; journaled; refused without reason or kind."""

from __future__ import annotations

from datetime import date

import pytest

from liuyou.kernel.actions.parameters import override_parameter
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.journal.models import Line
from liuyou.kernel.parameters.values import parameter

NAME = "bargaining.reply_days"
MAY = date(2016, 5, 1)


def test_an_override_holds_below_and_from_its_day(county):
    before = parameter(NAME, org=county.east1, on=MAY)
    override_parameter(NAME, 7, org=county.east, since=MAY, actor=county.actor, reason="区总文件")
    assert parameter(NAME, org=county.east1, on=MAY).value == 7
    assert parameter(NAME, org=county.west1, on=MAY).value == before.value
    assert parameter(NAME, org=county.east1, on=date(2016, 4, 30)).value == before.value
    line = Line.objects.get(action="parameters.override.set")
    assert (line.org_id, line.after["value"], line.reason) == (county.east, 7, "区总文件")


def test_the_nearest_federation_wins_and_says_so(county):
    override_parameter(NAME, 7, org=county.root, since=MAY, actor=county.actor, reason="县总文件")
    override_parameter(NAME, 5, org=county.east, since=MAY, actor=county.actor, reason="镇文件")
    found = parameter(NAME, org=county.east1, on=MAY)
    assert found.value == 5
    assert "东镇总工会" in found.why


@pytest.mark.parametrize(
    ("name", "value", "reason", "error"),
    [
        (NAME, 7, "", Refused),
        (NAME, "很快", "文件", Refused),
        (NAME, True, "文件", Refused),
        ("no.such", 1, "文件", NotFound),
    ],
)
def test_a_wrong_override_is_refused(county, name, value, reason, error):
    with pytest.raises(error):
        override_parameter(name, value, org=county.east, since=MAY, actor=county.actor, reason=reason)

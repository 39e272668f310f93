"""Forms: what may be published, versions, and their end."""

from __future__ import annotations

from datetime import date

import pytest

from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.base.periods import Period
from liuyou.reports.returns import actions
from liuyou.reports.returns.models import Form, Sheet
from liuyou.reports.returns.tests.conftest import LAYOUT, MARCH

DAY = date(2016, 5, 3)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"ends_on": None}, "停用日期：没有填写"),
        ({"purpose": ""}, "用途：没有填写"),
        ({"basis": ""}, "依据：没有填写"),
        ({"ends_on": date(2015, 12, 31)}, "停用日期：早于启用日期"),
        ({"layout": LAYOUT | {"rows": [{"code": "a", "title": "甲", "figure": "aid.monney"}]}}, "最接近的是aid.money"),
        ({"layout": LAYOUT | {"rows": [{"code": "a", "title": "甲", "figure": "aid.money[x=1]"}]}}, "没有分项“x”"),
        ({"layout": LAYOUT | {"rows": [{"code": "a", "title": "甲", "figure": "__import__('os')"}]}}, "读不懂"),
    ],
)
def test_publishing_refuses_with_the_place_and_the_reason(returns, change, says):
    draft = returns.draft(**change)
    with pytest.raises(BadInput, match=says):
        actions.publish_form(draft, actor=returns.actor)
    assert Form.objects.get(pk=draft.pk).state == "draft"


def test_a_new_version_takes_over_on_its_day(returns):
    old = returns.form()
    new = actions.new_versions([{"org_id": old.org_id, "form_id": old.pk}], actor=returns.actor, on=DAY)[0]
    assert (new.version, new.state, new.layout) == (2, "draft", old.layout)
    actions.edit_form(new, changes={"starts_on": date(2016, 6, 1)}, actor=returns.actor)
    actions.publish_form(new, actor=returns.actor, on=DAY)
    assert Form.objects.get(pk=old.pk).ends_on == date(2016, 5, 31)
    with pytest.raises(Refused, match="到 2016-05-31 为止，已自动停用"):
        actions.open_period(
            Form.objects.get(pk=old.pk), Period.parse("2016-06"), actor=returns.actor, on=date(2016, 7, 1)
        )


def test_there_is_one_draft_of_a_version_at_a_time(returns):
    old = returns.form()
    row = {"org_id": old.org_id, "form_id": old.pk}
    actions.new_versions([row], actor=returns.actor, on=DAY)
    with pytest.raises(Refused, match="已有一个没有发布的新版本"):
        actions.new_versions([row], actor=returns.actor, on=DAY)


def test_a_code_is_used_once_and_what_is_published_stays(returns):
    form = returns.form()
    with pytest.raises(Refused, match="已经用过"):
        returns.draft()
    with pytest.raises(Refused, match=r"在用.*不能“修改表样”"):
        actions.edit_form(form, changes={"title": "改名"}, actor=returns.actor)


def test_a_request_ends_by_itself(returns):
    form = returns.form(ends_on=date(2016, 3, 31))
    assert len(returns.opened(form)) == 6
    with pytest.raises(Refused, match="已自动停用"):
        returns.opened(form, Period.parse("2016-04"))
    with pytest.raises(Refused, match="从 2016-01-01 起启用"):
        returns.opened(form, Period.parse("2015-12"))


def test_a_retired_form_asks_to_its_last_day_and_opens_nothing_more(returns):
    form = returns.form()
    with pytest.raises(Refused, match="停用日期只能提前"):
        actions.retire_form(form, ends_on=date(2018, 1, 31), reason="改由系统统计", actor=returns.actor)
    form = actions.retire_form(form, ends_on=date(2016, 3, 31), reason="改由系统统计", actor=returns.actor)
    assert len(returns.opened(form)) == 6
    assert actions.open_wanting(returns.actor, date(2016, 5, 2)) == 12  # January and February
    with pytest.raises(Refused, match="到 2016-03-31 为止，已停用"):
        returns.opened(form, Period.parse("2016-04"))


def test_whom_a_form_is_for(returns, county):
    towns = returns.form(applies={"kinds": ["federation"]})
    assert set(returns.opened(towns)) == {county.east, county.west}
    with pytest.raises(BadInput, match="组织类型“castle”不认得"):
        returns.draft(code="other", applies={"kinds": ["castle"]})


def test_a_town_cannot_publish_for_the_county(returns, county):
    draft = returns.draft()
    town = returns.clerk(county.east, "returns.*")
    with pytest.raises(NotFound):
        actions.publish_form(draft, actor=town)


def test_the_sheet_is_kept_once_by_its_fingerprint(returns):
    draft = actions.edit_form(returns.draft(), changes={}, workbook=("表.xlsx", b"one"), actor=returns.actor)
    other = actions.edit_form(returns.draft(code="b"), changes={}, workbook=("又.xlsx", b"one"), actor=returns.actor)
    assert draft.sheet == other.sheet
    assert bytes(Sheet.objects.get(pk=draft.sheet).content) == b"one"


def test_the_clock_opens_what_has_ended_and_catches_up(returns, county):
    form = returns.form(ends_on=date(2016, 2, 29))
    assert actions.open_wanting(returns.actor, date(2016, 3, 1)) == 12
    assert actions.open_wanting(returns.actor, date(2016, 3, 2)) == 0
    assert actions.open_wanting(returns.actor, date(2016, 5, 2)) == 0
    assert form.returns.filter(period=MARCH.code).count() == 0

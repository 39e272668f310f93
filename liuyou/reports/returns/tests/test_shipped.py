"""The forms that come with the program: every one can be published as it is once its basis stands."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.codes import figure
from liuyou.reports.returns import actions, exporting, shipped
from liuyou.reports.returns.queries import asking
from liuyou.reports.returns.rules import layout

DAY = date(2016, 10, 8)
YEAR = Period.parse("2015-10-01..2016-09-30")
ROWS = {"rpt01": 20, "rpt02": 18, "rpt03": 15, "rpt04": 9, "rpt05": 10, "rpt08": 15, "statistics": 95}


def test_the_forms_that_are_asked_for_are_there():
    found = {
        each.code: len([r for r in layout.read(each.values["layout"]).rows if not r.heading])
        for each in shipped.catalogue()
    }
    assert set(found) == set(ROWS)
    assert all(found[code] >= least for code, least in ROWS.items()), found


@pytest.mark.parametrize("code", sorted(ROWS))
def test_every_figure_resolves_and_the_form_can_be_published(returns, county, code):
    draft = shipped.draft(code, county.root, actor=returns.actor, on=DAY)
    for cell in draft.parsed.figures:
        assert figure(cell.figure)
    if not draft.basis:
        draft = actions.edit_form(draft, changes={"basis": "示例县总工会〔2016〕8号"}, actor=returns.actor)
    assert actions.publish_form(draft, actor=returns.actor, on=DAY).state == "published"
    assert actions.forms.faults(draft) == []


def test_the_units_of_the_rows_are_those_of_their_figures():
    told = {
        (each.code, row.code): (row.unit, figure(row.figure).unit)
        for each in shipped.catalogue()
        for row in layout.read(each.values["layout"]).rows
        if row.figure
    }
    assert {key: units for key, units in told.items() if units[0] != units[1]} == {}


def test_the_statistics_have_their_cover_eight_tables_and_a_file_for_the_tool(returns, county):
    draft = shipped.draft("statistics", county.root, actor=returns.actor, on=DAY)
    form = actions.publish_form(draft, actor=returns.actor, on=DAY)
    assert next(row.section for row in form.parsed.rows if row.section) == "封面"
    assert sum(bool(row.section) for row in form.parsed.rows) == 9
    filled = asking.fill(form, YEAR, {county.east1: {}})[county.east1]
    assert filled.texts["i902.now"] == "东一厂工会"
    assert filled.texts["i904.now"] == "1 单一基层工会"
    assert filled.texts["iperiod.now"] == "2015—2016 统计年度"
    text = exporting.as_csv(form, filled.numbers, filled.texts, {"填报单位": "东一厂工会"}).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert lines[0] == ["填报单位", "表", "代号", "项目", "栏", "单位", "数值"]
    assert ["东一厂工会", "表一 组织建设", "members.now", "会员", "本年", "人", "0"] in lines

"""The annual summary and the plan: targets beside what was reached, problems and next steps where there are."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from liuyou.kernel.base.periods import Period
from liuyou.kernel.catalogue.answers import ANSWERS
from liuyou.kernel.documents import library, papers
from liuyou.reports.summaries import ANNUAL, FILLED, PLAN, SHIPPED
from liuyou.reports.targets.actions import plans, supervision
from liuyou.reports.targets.tests.conftest import DAY


def paper(targets: Any, kind: str, year: int = 2016) -> tuple[str, papers.Written]:
    made = papers.write(
        SHIPPED[kind][2].read_bytes(),
        kind=kind,
        org=targets.county.root,
        period=Period.parse(str(year)),
        on=date(2017, 1, 5),
        actor=targets.actor,
    )
    body = docx.Document(io.BytesIO(made.content)).element.body
    texts = ("".join(node.text or "" for node in each.iter(qn("w:t"))) for each in body.iter(qn("w:p")))
    return "\n".join(texts), made


def filled(targets: Any, county: Any) -> None:
    targets.whole(1000, title="发放救助", basis="市工发〔2016〕2号")
    targets.pay(county.east1, "1003.20")
    targets.pay(county.east1, "500", date(2015, 3, 1))
    row = {
        "org_id": county.east,
        "title": "建会{{难}}",
        "owner": "王一",
        "found_on": DAY,
        "finish_by": date(2016, 6, 1),
    }
    supervision.open_difficulties([row], actor=targets.actor)
    point = {"org_id": county.root, "title": "办好培训", "deliverable": "两期", "owner": "组织部"}
    for year in (2016, 2017):
        plans.plan_keypoints([point | {"year": year, "finish_by": date(year, 11, 30)}], actor=targets.actor)


@pytest.mark.parametrize("path", [ANNUAL, PLAN])
def test_every_tag_of_the_shipped_templates_is_known(path):
    checked = library.check(path.read_bytes())
    assert checked.faults == []
    assert checked.figures


def test_the_annual_summary_compares_with_last_year_and_the_targets(targets, county):
    filled(targets, county)
    told, made = paper(targets, "annual")
    assert "1．发放救助：目标1000元，实际完成1003.2元，完成率100.32%。" in told
    assert "帮扶救助金额\n1003.2元\n500元\n503.2元" in told
    assert "八、存在问题和下一步打算" in told
    assert "有1项难点和整改还没有解决，其中1项已过期限：建会｛｛难｝｝（王一，2016年6月1日前）。" in told
    assert "继续抓好未完成的1项工作要点：办好培训（组织部，2016年11月30日前）。" in told
    assert "{" not in told
    assert papers.verify(made.content, actor=targets.actor).agrees


def test_the_completion_in_a_paper_follows_the_records(targets, county):
    filled(targets, county)
    _, made = paper(targets, "annual")
    targets.pay(county.west1, "1320.20")
    fresh = papers.refresh(made.content, actor=targets.actor)
    assert ("100.32%", "232.34%") in fresh.changed.values()


def test_the_plan_takes_over_what_was_left(targets, county):
    filled(targets, county)
    targets.whole(2000, title="发放救助", period="2017", drafted_on=date(2016, 12, 20))
    told, _ = paper(targets, "plan", 2017)
    assert "1．发放救助达到2000元。" in told
    assert "1．办好培训。责任人（部门）：组织部；完成期限：2017年11月30日。" in told
    assert "1．办好培训（组织部，原定2016年11月30日前完成）。" in told
    assert "上年发放帮扶救助资金1003.2元。" in told


def test_nothing_is_said_where_there_is_nothing_to_say(targets, county):
    told, _ = paper(targets, "annual")
    assert "八、下一步打算" in told
    for words in ("存在问题", "还存在一些问题", "对照年度目标，完成情况", "{"):
        assert words not in told
    planned, _ = paper(targets, "plan", 2017)
    for words in ("年度目标。", "工作要点。", "上年未完成"):
        assert words not in planned


def test_papers_stand_without_the_reports_that_fill_them(targets, county, monkeypatch):
    filled(targets, county)
    for question in [each for each in ANSWERS if each.startswith(("targets.", "standards."))]:
        monkeypatch.delitem(ANSWERS, question)
    told, _ = paper(targets, "annual")
    assert "存在问题" not in told
    assert "发放救助" not in told


def test_lost_points_are_problems_and_their_hints_next_steps(targets, county, monkeypatch):
    from decimal import Decimal

    lost = [("县目标", "建会率", Decimal("2.5"), "再建 3 家"), ("县目标", "台账", Decimal(1), "")]
    monkeypatch.setitem(ANSWERS, "standards.lost_points", lambda org, on: lost)
    told, _ = paper(targets, "annual")
    assert "对照考核标准还有差距，共失3.5分：“建会率”失2.5分；“台账”失1分。" in told
    assert "对照失分项补短板：再建 3 家。" in told


def test_the_words_are_those_the_templates_use(targets):
    text = "".join(
        node.text or "" for path in (ANNUAL, PLAN) for node in docx.Document(str(path)).element.body.iter(qn("w:t"))
    )
    assert all(word in text for word in FILLED)

"""Circulars out of frozen figures, meetings, and key points that are carried into the next year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from liuyou.kernel.access.setup import appoint
from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.catalogue.answers import answer
from liuyou.kernel.documents import numbering
from liuyou.kernel.documents.models import Document
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.reports.targets.actions import circulars, plans
from liuyou.reports.targets.models import Circular, Keypoint
from liuyou.reports.targets.tests.conftest import DAY, MONEY

UNTIL = date(2016, 6, 30)


def composed(targets: Any, county: Any, **more: Any) -> Circular:
    targets.whole(2000)
    targets.settled(county.east, 1000)
    targets.settled(county.west, 1000)
    targets.pay(county.east1, "1003.20")
    targets.pay(county.west1, "799.99")
    row = {"org_id": county.root, "title": "关于救助进展的通报", "codes": [MONEY], "period": "2016", "until": UNTIL}
    return circulars.compose_circulars([row | more], actor=targets.actor, on=date(2016, 7, 5))[0]  # type: ignore[no-any-return]


def test_a_circular_praises_and_spurs_by_frozen_figures(targets, county):
    made = composed(targets, county)
    assert "表扬的1个单位：东镇总工会（100.32%）" in made.text
    assert "加快的1个单位：西镇总工会（79.999%）" in made.text
    frozen = made.copies[0]["items"][0]
    assert [(each["name"], each["done"], each["rank"]) for each in frozen["lines"]] == [
        ("东镇总工会", "1003.20", 1),
        ("西镇总工会", "799.99", 2),
    ]
    targets.pay(county.west1, "1523.41")
    again = circulars.refresh_circular(made, actor=targets.actor)
    assert again.copies[0] == made.copies[0]
    assert "西镇总工会（232.34%）" in again.text
    assert again.as_of.isoformat() == again.copies[1]["as_of"]


def test_nobody_is_ranked_twice_or_without_a_target(targets, county):
    with pytest.raises(Refused, match="没有“救助人次”的目标"):
        composed(targets, county, codes=["aid.payments"])
    with pytest.raises(Refused, match="督促线高于"):
        row = {"org_id": county.root, "title": "x", "codes": [MONEY], "period": "2016", "until": UNTIL}
        circulars.compose_circulars([row | {"praise": Decimal("0.5"), "spur": Decimal("0.6")}], actor=targets.actor)
    with pytest.raises(BadInput, match=r"最接近的是aid\.money"):
        circulars.compose_circulars(
            [{"org_id": county.root, "title": "x", "codes": ["aid.mony"], "period": "2016"}], actor=targets.actor
        )
    with pytest.raises(NotFound):
        circulars.compose_circulars([row], actor=targets.clerk(county.east, "targets.*"))


def test_a_circular_is_issued_as_a_numbered_paper(targets, county):
    made = composed(targets, county)
    made = circulars.edit_circular(made, changes={"text": made.text + "\n{{ 不是标记 }}"}, actor=targets.actor)
    with pytest.raises(Refused, match="机关代字"):
        circulars.issue_as_document(made, on=date(2016, 7, 5), actor=targets.actor)
    assert Circular.objects.get().state == "draft"
    numbering.set_word(county.root, "示总工", actor=targets.actor, reason="设定")
    assert circulars.issue_as_document(made, on=date(2016, 7, 5), actor=targets.actor) == "示总工〔2016〕1号"
    issued = Circular.objects.get()
    assert (issued.state, issued.number, issued.document) == ("issued", "示总工〔2016〕1号", Document.objects.get().pk)
    assert targets.figure("targets.circulars") == 1
    with pytest.raises(Refused, match="已印发"):
        circulars.issue_as_document(issued, on=date(2016, 7, 5), actor=targets.actor)
    with pytest.raises(Refused):
        circulars.edit_circular(issued, changes={"text": "改"}, actor=targets.actor)
    circulars.void_circular(issued, reason="数据有误", actor=targets.actor)
    assert targets.figure("targets.circulars") == 0
    assert reconcile() == []


def test_the_right_to_write_papers_alone_issues_no_circular(targets, county):
    made = composed(targets, county)
    writer = targets.clerk(county.root, "documents.write", "targets.read")
    with pytest.raises(NotFound):
        circulars.issue_as_document(made, on=date(2016, 7, 5), actor=writer, numbered=False)
    assert not Document.objects.exists()
    supervisor = targets.clerk(county.root, "targets.supervise")
    with pytest.raises(NotFound):
        circulars.issue_as_document(made, on=date(2016, 7, 5), actor=supervisor, numbered=False)
    appoint(supervisor, county.root, "文秘", ["documents.write"], since=DAY)
    assert circulars.issue_as_document(made, on=date(2016, 7, 5), actor=supervisor, numbered=False) == ""
    assert Circular.objects.get().state == "issued"


def test_a_meeting_counts_and_its_tasks_are_ticked_off(targets, county):
    row = {
        "org_id": county.root,
        "title": "百日推进会",
        "kind": "推进会",
        "held_on": date(2016, 3, 1),
        "participants": 60,
    }
    tasks = [{"task": "摸底", "owner": "东镇", "due_on": date(2016, 3, 20)}]
    made = plans.hold_meetings([row | {"tasks": tasks}], actor=targets.actor)[0]
    assert targets.figure("targets.meetings[kind=推进会]") == 1
    assert targets.figure("targets.meeting_participants") == 60
    made = plans.report_task(made, done_on=date(2016, 3, 18), number=1, actor=targets.actor)
    assert made.tasks[0]["done_on"] == "2016-03-18"
    for number, words in ((1, "已登记落实"), (2, "没有第 2 项")):
        with pytest.raises(Refused, match=words):
            plans.report_task(made, done_on=date(2016, 3, 18), number=number, actor=targets.actor)
    made = plans.correct_meeting(made, changes={"participants": 66}, reason="漏计", actor=targets.actor)
    assert targets.figure("targets.meeting_participants") == 66
    with pytest.raises(NotFound):
        plans.void_meeting(made, reason="x", actor=targets.clerk(county.east, "targets.*"))
    plans.void_meeting(made, reason="重复", actor=targets.actor)
    assert targets.figure("targets.meetings") == 0
    assert reconcile() == []


def planned(targets: Any, county: Any, **more: Any) -> Keypoint:
    row = {"org_id": county.east, "year": 2016, "title": "发放救助", "owner": "王一", "finish_by": date(2016, 11, 30)}
    return plans.plan_keypoints([row | {"figure": MONEY, "value": "1000"} | more], actor=targets.actor)[0]  # type: ignore[no-any-return]


def test_a_key_point_from_plan_to_done(targets, county):
    one, two = planned(targets, county), planned(targets, county, figure="", value=None, deliverable="印发办法")
    assert (one.number, two.number, one.amount) == (1, 2, "1000元")
    with pytest.raises(Refused, match="换一个序号"):
        planned(targets, county, number=2)
    one = plans.begin_keypoint(one, actor=targets.actor)
    assert one.due_on == date(2016, 11, 30)
    one = plans.report_keypoint(one, progress="过半", actor=targets.actor, on=date(2016, 6, 1))
    assert targets.figure("targets.keypoint_rate") == 0
    one = plans.finish_keypoint(one, done_on=date(2016, 11, 1), result="超额完成", actor=targets.actor)
    assert (one.state, [each["what"] for each in one.progress]) == ("done", ["过半", "完成：超额完成"])
    assert targets.figure("targets.keypoint_rate") == Decimal("0.5")
    one = plans.reopen_keypoint(one, reason="数字有误", actor=targets.actor)
    assert (one.state, one.done_on, one.due_on) == ("under_way", None, date(2016, 11, 30))
    one = plans.correct_keypoint(one, changes={"finish_by": date(2016, 12, 20)}, reason="延期", actor=targets.actor)
    assert one.due_on == date(2016, 12, 20)
    plans.void_keypoint(two, reason="并入", actor=targets.actor)
    with pytest.raises(NotFound):
        plans.begin_keypoint(planned(targets, county, title="三"), actor=targets.clerk(county.west, "targets.*"))
    with pytest.raises(Refused, match="进行中"):
        plans.begin_keypoint(one, actor=targets.actor)
    assert reconcile() == []


def test_what_is_not_done_goes_into_the_next_plan(targets, county):
    one = planned(targets, county)
    later = planned(targets, county, title="办班", figure="", value=None, deliverable="两期")
    told = [("发放救助", "王一", date(2016, 11, 30)), ("办班", "王一", date(2016, 11, 30))]
    assert answer("targets.unfinished_keypoints", county.east, 2016, date(2016, 12, 31)) == told
    left = plans.leave_keypoint(one, reason="资金未到", actor=targets.actor)
    with pytest.raises(Refused, match="早于 2017 年"):
        plans.carry_keypoint(left, finish_by=date(2016, 12, 31), reason="接续", actor=targets.actor)
    carried = plans.carry_keypoint(left, finish_by=date(2017, 6, 30), reason="接续", actor=targets.actor)
    following = Keypoint.objects.get(year=2017)
    assert (carried.state, following.carried_from_id, following.value) == ("carried", one.pk, 1000)
    plans.finish_keypoint(later, done_on=date(2016, 12, 1), result="好", actor=targets.actor)
    assert answer("targets.unfinished_keypoints", county.east, 2016, date(2016, 12, 31)) == told[:1]
    assert answer("targets.unfinished_keypoints", county.east, 2016, date(2016, 11, 30)) == told
    assert answer("targets.unfinished_keypoints", county.root, 2016, date(2016, 12, 31)) == []
    assert reconcile() == []


def test_key_points_come_from_a_workbook_once(targets, county, book):
    head = ["填报单位", "年度", "序号", "重点工作", "指标代码", "目标值", "完成标准", "责任部门", "完成时限"]
    rows: list[list[Any]] = [
        ["东镇总工会", 2016, 1, "救助", "救助金额", "10万", "", "保障部", "2016-11-30"],
        ["东镇总工会", 2016, 2, "培训", "", "", "办两期", "组织部", "2016-10-31"],
    ]
    for _ in range(2):
        book("工作要点", head, rows)
        assert sorted(Keypoint.objects.values_list("number", "amount")) == [(1, "10万元"), (2, "")]
    with pytest.raises(BadInput) as error:
        book("工作要点", head, [["东镇总工会", 2016, 3, "空", "", "", "", "组织部", "2016-10-31"]])
    assert "怎样算完成" in str(error.value.problems[0])

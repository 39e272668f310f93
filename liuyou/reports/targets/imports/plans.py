"""Key points and meetings as workbooks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal

from liuyou.kernel.base.errors import BadInput, Refused
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.registers import Register, Rows, Values
from liuyou.reports.targets.actions import plans
from liuyou.reports.targets.imports import columns as shared
from liuyou.reports.targets.models import Keypoint, Meeting
from liuyou.reports.targets.models.plans import MeetingKind
from liuyou.reports.targets.queries import measured
from liuyou.reports.targets.rules import supervision as rules
from liuyou.reports.targets.rules import values as written

KIND_WORDS = {each.value: each.value for each in MeetingKind} | {
    **dict.fromkeys(("现场推进会", "现场推动会", "现场观摩会"), "现场会"),
    **dict.fromkeys(("推动会", "工作推进会"), "推进会"),
    **dict.fromkeys(("调度",), "调度会"),
    **dict.fromkeys(("动员", "动员大会", "启动会"), "动员会"),
}
TASKS = Rows(
    "tasks",
    "部署任务",
    (
        Column("task", "任务", Kind.TEXT, required=True),
        Column("owner", "责任单位（人）", Kind.TEXT),
        Column("due_on", "完成期限", Kind.DATE, ahead=True),
    ),
    blank=5,
)
MEETINGS = Register(
    Sheetform(
        "targets.meeting",
        "推进会台账",
        columns=(
            shared.ORG,
            Column("title", "会议名称", Kind.TEXT, ("会议", "名称"), required=True),
            Column("kind", "形式", Kind.CHOICE, ("会议类型", "类型"), choices=KIND_WORDS, required=True),
            Column("held_on", "召开日期", Kind.DATE, ("会议日期", "召开时间", "会议时间", "时间"), required=True),
            Column("participants", "参加人数", Kind.INTEGER, ("参会人数", "人数"), required=True, minimum=Decimal(0)),
            Column("place", "地点", Kind.TEXT, ("会议地点",)),
            shared.NOTE,
        ),
        hints=("推进会", "现场会", "调度会", "动员会"),
    ),
    Meeting,
    plans.hold_meetings,
    key=("title", "held_on"),
    compare=("participants",),
    finish=shared.given,
    inner=(TASKS,),
)


def finish_keypoint(values: Values) -> Values:
    row = shared.given(values)
    if row.get("figure"):
        row["figure"] = measured.code_of(row["figure"])
        with suppress(BadInput):
            if "value" in row:
                row["value"] = written.parse(row["value"], measured.figure_of(row["figure"]).unit)
    return row


def check_keypoint(values: Values) -> Iterator[tuple[str, str]]:
    code, value = values.get("figure") or "", values.get("value")
    try:
        rules.deliverable(code, value, values.get("deliverable") or "")
    except Refused as error:
        yield "deliverable" if not code else "value", str(error)
        return
    if not code:
        return
    try:
        figure = measured.figure_of(code)
    except BadInput as error:
        yield "figure", str(error)
        return
    try:
        written.parse(value if value is not None else "", figure.unit)
    except BadInput as error:
        yield "value", f"{error}。"


KEYPOINTS = Register(
    Sheetform(
        "targets.keypoint",
        "年度工作要点",
        columns=(
            shared.ORG,
            Column("year", "年度", Kind.YEAR, ("年份",), required=True),
            Column("number", "序号", Kind.INTEGER, ("编号", "项次"), minimum=shared.ONE, help="不填就接着排"),
            Column("title", "工作要点", Kind.TEXT, ("要点", "工作内容", "工作任务", "重点工作"), required=True),
            Column("figure", "指标", Kind.TEXT, ("指标代码", "指标名称"), help="按指标衡量的填代码或名称"),
            Column("value", "目标值", Kind.TEXT, ("目标数", "指标值"), help="如 1200、90%"),
            Column("deliverable", "成果要求", Kind.TEXT, ("完成标准", "工作成果", "预期成果")),
            Column("owner", "责任人（部门）", Kind.TEXT, ("责任人", "责任部门", "牵头部门", "责任单位"), required=True),
            Column("finish_by", "完成期限", Kind.DATE, ("完成时限", "期限", "完成时间"), required=True, ahead=True),
            shared.NOTE,
        ),
        hints=("工作要点", "要点", "重点工作", "任务分解"),
    ),
    Keypoint,
    plans.plan_keypoints,
    key=("year", "title"),
    compare=("owner",),
    finish=finish_keypoint,
    check=check_keypoint,
)

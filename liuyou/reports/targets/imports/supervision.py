"""Forms of groups, visits, difficulties and circulars; difficulties are a workbook too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from liuyou.kernel.access.models import Actor
from liuyou.kernel.base.errors import BadInput, NotFound
from liuyou.kernel.base.periods import Period
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.registers import Register, Rows, Values
from liuyou.reports.targets.actions import circulars, supervision
from liuyou.reports.targets.imports import columns as shared
from liuyou.reports.targets.models import Circular, Difficulty, Group, Sheet, Visit
from liuyou.reports.targets.models.supervision import Matter
from liuyou.reports.targets.queries import measured


def _groups(rows: Sequence[Values], *, actor: Actor, **_: Any) -> list[Group]:
    found = shared.units(rows, "units")
    made = [dict(row) | {"units": ids} for row, (ids, _wrong) in zip(rows, found, strict=True)]
    return supervision.form_groups(made, actor=actor)  # type: ignore[no-any-return]


GROUPS = Register(
    Sheetform(
        "targets.group.form",
        "督查组",
        columns=(
            shared.ORG,
            Column("name", "督查组", Kind.TEXT, required=True, help="如 第一督查组"),
            Column("leader", "组长", Kind.TEXT, required=True),
            Column("members", "成员", Kind.TEXT),
            Column("units", "负责的单位", Kind.TEXT, help="下级工会全称，用顿号隔开"),
            Column("since", "开始日期", Kind.DATE, required=True, ahead=True),
            Column("until", "结束日期", Kind.DATE, ahead=True),
            shared.NOTE,
        ),
    ),
    Group,
    _groups,
    key=("name", "since"),
    finish=shared.given,
    check_all=lambda rows: shared.check_units(rows, "units"),
    existing=shared.nothing_known,
)


def _known_groups(rows: Sequence[Values]) -> list[int | None]:
    """Standing groups by name or number, each within the row's org."""
    orgs = {row["org_id"] for row in rows if row.get("org_id")}
    there = list(Group.objects.filter(org_id__in=orgs, state="standing").values_list("pk", "org_id", "name"))
    by_word = {(org, word): pk for pk, org, name in there for word in (name, str(pk))}
    return [by_word.get((row.get("org_id") or 0, row["group"])) for row in rows]


def _check_visits(rows: Sequence[Values]) -> Iterator[tuple[int, str, str]]:
    yield from shared.check_units(rows, "unit")
    for index, group in enumerate(_known_groups(rows)):
        if group is None:
            yield index, "group", f"本级没有在岗的督查组“{rows[index]['group']}”：请先组成督查组，或核对名称。"


def _visits(rows: Sequence[Values], *, actor: Actor, **_: Any) -> list[Visit]:
    made = []
    for row, group, (ids, _wrong) in zip(rows, _known_groups(rows), shared.units(rows, "unit"), strict=True):
        if group is None or len(ids) != 1:
            raise NotFound("没有这个督查组或单位，或不在您的管理范围内。")
        plain = {name: value for name, value in row.items() if name not in ("group", "unit")}
        made.append(plain | {"group_id": group, "unit_id": ids[0]})
    return supervision.plan_visits(made, actor=actor)  # type: ignore[no-any-return]


VISITS = Register(
    Sheetform(
        "targets.visit.plan",
        "督查安排",
        columns=(
            shared.ORG,
            Column("group", "督查组", Kind.TEXT, required=True, help="督查组的名称或编号"),
            Column("unit", "督查单位", Kind.TEXT, required=True, help="下级工会全称"),
            Column("planned_on", "计划日期", Kind.DATE, required=True, ahead=True),
            Column("announced", "事先通知", Kind.BOOLEAN, required=True, help="不通知的，督查完成前被督查单位看不到"),
            shared.NOTE,
        ),
    ),
    Visit,
    _visits,
    key=("group", "unit", "planned_on"),
    finish=shared.given,
    check_all=_check_visits,
    existing=shared.nothing_known,
)
FINDINGS = Rows(
    "findings",
    "发现的问题",
    (
        Column("problem", "问题", Kind.TEXT, required=True),
        Column("advice", "整改建议", Kind.TEXT),
        Column("due_on", "整改期限", Kind.DATE, ahead=True),
        Column("owner", "责任人", Kind.TEXT),
    ),
    blank=5,
)


def _check_difficulty(values: Values) -> Iterator[tuple[str, str]]:
    if values["finish_by"] < values["found_on"]:
        yield "finish_by", f"完成期限 {values['finish_by']} 早于提出日期 {values['found_on']}：请核对日期。"


DIFFICULTIES = Register(
    Sheetform(
        "targets.difficulty",
        "难点和整改台账",
        columns=(
            shared.ORG,
            Column("title", "事项", Kind.TEXT, ("问题", "难点", "存在问题", "整改事项"), required=True),
            Column(
                "kind",
                "类别",
                Kind.CHOICE,
                ("类型",),
                choices={each.value: each.value for each in Matter} | {"问题": "整改", "难题": "难点"},
                default=Matter.DIFFICULTY.value,
            ),
            Column("owner", "责任人", Kind.TEXT, ("负责人", "包保责任人"), required=True),
            Column("found_on", "提出日期", Kind.DATE, ("发现日期", "登记日期"), required=True),
            Column("finish_by", "完成期限", Kind.DATE, ("整改期限", "完成时限", "期限"), required=True, ahead=True),
            Column("advice", "整改建议", Kind.TEXT, ("整改措施", "措施", "解决措施")),
            shared.NOTE,
        ),
        hints=("难点", "整改", "问题清单", "销号"),
    ),
    Difficulty,
    supervision.open_difficulties,
    key=("title", "found_on"),
    compare=("finish_by",),
    finish=shared.given,
    check=_check_difficulty,
)


def _codes(row: Values) -> list[str]:
    text = str(row.get("codes") or "").replace("；", ";").replace("\n", ";")
    return [measured.code_of(each) for each in text.split(";") if each.strip()]


def _check_circular(values: Values) -> Iterator[tuple[str, str]]:
    if not values.get("sheet_id") and not values.get("codes"):
        yield "codes", "目标表编号和指标代码至少填一项。"
    try:
        Period.parse(values["period"])
    except BadInput as error:
        yield "period", str(error)
    for code in _codes(values):
        try:
            measured.figure_of(code)
        except BadInput as error:
            yield "codes", str(error)


def _circulars(rows: Sequence[Values], *, actor: Actor, **_: Any) -> list[Circular]:
    """The sheet is named by its number and must be the org's own."""
    made = []
    for row in rows:
        number = row.get("sheet_id")
        if number and not Sheet.objects.filter(pk=number, org_id=row["org_id"]).exclude(state="void").exists():
            raise NotFound(f"没有编号为 {number} 的目标表，或不在您的管理范围内。")
        made.append(dict(row) | {"codes": _codes(row)})
    return circulars.compose_circulars(made, actor=actor)  # type: ignore[no-any-return]


CIRCULARS = Register(
    Sheetform(
        "targets.circular.compose",
        "通报",
        columns=(
            shared.ORG,
            Column("title", "标题", Kind.TEXT, required=True, help="如 关于上半年工会组建进展情况的通报"),
            Column("sheet_id", "目标表编号", Kind.INTEGER, minimum=shared.ONE, help="通报一张目标表的全部指标"),
            Column("codes", "指标代码", Kind.TEXT, help="或填指标代码，几个用分号隔开"),
            Column("period", "考核期", Kind.TEXT, required=True, help="目标的考核期，如 2016"),
            Column("until", "数据截至", Kind.DATE, required=True),
            shared.NOTE,
        ),
    ),
    Circular,
    _circulars,
    key=("title", "until"),
    finish=shared.given,
    check=_check_circular,
    existing=shared.nothing_known,
)

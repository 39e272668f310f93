"""Targets as a workbook, and the forms of targets, sheets and letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from liuyou.kernel.access.models import Actor
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.periods import Period
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.registers import Register, Rows, Values
from liuyou.kernel.orgs.models import Kind as OrgKind
from liuyou.kernel.orgs.models import Sector
from liuyou.reports.targets.actions import letters, sheets, targets
from liuyou.reports.targets.imports import columns as shared
from liuyou.reports.targets.models import Letter, Sheet, Target
from liuyou.reports.targets.models.targets import ALIVE, Reach
from liuyou.reports.targets.queries import measured
from liuyou.reports.targets.rules import values as written

KINDS = {str(each.label): each.value for each in OrgKind}
SECTORS = {str(each.label): each.value for each in Sector}
PERIOD = Column("period", "考核期", Kind.TEXT, ("统计期", "年度", "目标年度"), required=True, help="如 2016、2016H1")


def finish_target(values: Values) -> Values:
    """Code, period and value as they are kept, as far as they can be read; the rest is told by `check_target`."""
    row = shared.given(values)
    row["figure"] = measured.code_of(row["figure"])
    with suppress(BadInput):
        row["period"] = Period.parse(row["period"]).code
    with suppress(BadInput):
        row["value"] = written.parse(row["value"], measured.figure_of(row["figure"]).unit)
    return row


def check_target(values: Values) -> Iterator[tuple[str, str]]:
    try:
        Period.parse(values["period"])
    except BadInput as error:
        yield "period", str(error)
    try:
        figure = measured.figure_of(values["figure"])
    except BadInput as error:
        yield "figure", str(error)
        return
    try:
        written.parse(values["value"], figure.unit)
    except BadInput as error:
        yield "value", f"{error}。"


def _check_rows(rows: Sequence[Values]) -> Iterator[tuple[int, str, str]]:
    """Two rows of one unit, figure and period; what is registered already is passed over by the key."""
    seen: dict[tuple[Any, ...], int] = {}
    for index, row in enumerate(rows):
        key = row.get("org_id"), row["figure"], row["period"]
        if key in seen:
            yield index, "figure", f"与第 {seen[key] + 1} 条是同一单位、同一指标、同一考核期：请只填一行。"
        seen.setdefault(key, index)


def _known(rows: Sequence[Values]) -> list[tuple[Any, ...] | None]:
    """Values of the targets that these rows are; those given up do not count."""
    asked = {(row["org_id"], row["figure"], row["period"]) for row in rows if row.get("org_id")}
    found = Target.objects.filter(
        org_id__in={each[0] for each in asked}, period__in={each[2] for each in asked}, state__in=ALIVE
    )
    there = {each[:3]: (each[3],) for each in found.values_list("org_id", "figure", "period", "value")}
    return [there.get((row.get("org_id") or 0, row["figure"], row["period"])) for row in rows]


TARGETS = Register(
    Sheetform(
        "targets.target",
        "目标分解表",
        columns=(
            shared.ORG,
            Column("title", "目标", Kind.TEXT, ("目标名称", "目标项目", "考核项目"), help="不填就是指标的名称"),
            shared.FIGURE,
            PERIOD,
            Column(
                "value", "目标值", Kind.TEXT, ("目标数", "任务数", "指标值"), required=True, help="如 1200、24万、90%"
            ),
            Column("points", "分值", Kind.TEXT, ("分数", "权重")),
            Column("basis", "文件依据", Kind.TEXT, ("依据", "文号")),
            Column("drafted_on", "拟定日期", Kind.DATE, ("下达日期", "下达时间"), required=True),
            shared.NOTE,
        ),
        hints=("目标", "责任目标", "目标任务", "分解"),
    ),
    Target,
    targets.load_targets,
    key=("figure", "period"),
    compare=("value",),
    finish=finish_target,
    check=check_target,
    check_all=_check_rows,
    existing=_known,
)


def _made_sheets(rows: Sequence[Values], *, actor: Actor, **_: Any) -> list[Sheet]:
    made = []
    for row in rows:
        kinds, sectors = _applies(row)
        plain = {name: value for name, value in row.items() if name not in ("kinds", "sectors")}
        made.append(plain | {"applies": {"kinds": kinds, "sectors": sectors}})
    return sheets.make_sheets(made, actor=actor)  # type: ignore[no-any-return]


def _applies(row: Values) -> tuple[list[str], list[str]]:
    return tuple(  # type: ignore[return-value]
        [known[word] for word in shared.words(row.get(name)) if word in known]
        for name, known in (("kinds", KINDS), ("sectors", SECTORS))
    )


def _check_sheet(values: Values) -> Iterator[tuple[str, str]]:
    for name, known in (("kinds", KINDS), ("sectors", SECTORS)):
        wrong = [word for word in shared.words(values.get(name)) if word not in known]
        if wrong:
            yield name, f"没有“{'、'.join(wrong)}”：可填 {'、'.join(known)}，几个用顿号隔开，都适用的不填。"


ITEMS = Rows(
    "items",
    "目标项",
    (
        Column("figure", "指标代码", Kind.TEXT, required=True),
        Column("title", "目标名称", Kind.TEXT),
        Column("value", "通常目标值", Kind.TEXT),
        Column("points", "分值", Kind.TEXT),
    ),
    required=True,
    blank=8,
)
SHEETS = Register(
    Sheetform(
        "targets.sheet.make",
        "目标表",
        columns=(
            shared.ORG,
            Column("title", "名称", Kind.TEXT, required=True, help="如 2016年乡镇工会目标责任制考核目标"),
            Column("year", "年度", Kind.YEAR, required=True),
            Column("period", "考核期", Kind.TEXT, help="不填就是全年，如 2016H1"),
            Column("kinds", "适用组织类型", Kind.TEXT, help=f"{'、'.join(KINDS)}；都适用的不填"),
            Column("sectors", "适用领域", Kind.TEXT, help=f"{'、'.join(SECTORS)}；都适用的不填"),
            Column(
                "reach",
                "下达到",
                Kind.CHOICE,
                choices={each.value: each.value for each in Reach},
                default=Reach.CHILDREN.value,
            ),
            Column("basis", "文件依据", Kind.TEXT),
            Column("made_on", "制定日期", Kind.DATE, required=True),
            shared.NOTE,
        ),
    ),
    Sheet,
    _made_sheets,
    key=("title", "year"),
    finish=shared.given,
    check=_check_sheet,
    existing=shared.nothing_known,
    inner=(ITEMS,),
)

DUTIES = Rows("duties", "责任事项", (Column("line", "责任事项", Kind.TEXT),), blank=6)


def lines(rows: Sequence[Any] | None) -> list[str]:
    return [row["line"] for row in rows or () if row.get("line")]


def _drafted(rows: Sequence[Values], *, actor: Actor, **_: Any) -> list[Letter]:
    made = [dict(row) | {"duties": lines(row.get("duties"))} for row in rows]
    return letters.draft_letters(made, actor=actor)  # type: ignore[no-any-return]


LETTERS = Register(
    Sheetform(
        "targets.letter.draft",
        "目标责任书",
        columns=(
            Column("org", "责任单位", Kind.ORG, required=True, help="签订责任书的下级工会"),
            Column("title", "名称", Kind.TEXT, required=True, help="如 2016年工会工作目标责任书"),
            Column("year", "年度", Kind.YEAR, required=True),
            Column("drafted_on", "拟定日期", Kind.DATE, required=True),
            shared.NOTE,
        ),
    ),
    Letter,
    _drafted,
    key=("title", "year"),
    finish=shared.given,
    existing=shared.nothing_known,
    inner=(DUTIES,),
)

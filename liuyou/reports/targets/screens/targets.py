"""Targets, sheets and letters of responsibility."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from liuyou.kernel.access.models import Actor
from liuyou.kernel.base import clock
from liuyou.kernel.base.numbers import printed
from liuyou.kernel.base.periods import Period
from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.orgs import tree
from liuyou.kernel.web.screens import Entry, Part, Screen, Total
from liuyou.reports.targets import papers, workflows
from liuyou.reports.targets.imports import targets as imports
from liuyou.reports.targets.models import Letter, Sheet, Target
from liuyou.reports.targets.queries import measured
from liuyou.reports.targets.queries import targets as queries
from liuyou.reports.targets.rules import completion, shares
from liuyou.reports.targets.rules import values as written

Asked = tuple[Sequence[Any], Mapping[str, Any]]
VALUE_HELP = "如 1200、24万；比率写成 90%"


def _value(title: str = "目标值", *, required: bool = True, help: str = VALUE_HELP) -> Column:
    return Column("value", title, Kind.TEXT, required=required, help=help)


def period_words(code: Any) -> str:
    return Period.parse(str(code)).label if code else "—"


def _target_parts(target: Target) -> Iterator[Part]:
    """How far it is today, its parts against the whole, who proposed what when."""
    if target.state in ("settled", "signed"):
        today = clock.today()
        key = (target.figure, target.org_id, measured.up_to(target.period, today))
        done = measured.done([key]).get(key)
        share = completion.completion(done, target.value)
        row = (target.amount, written.shown(done, target.unit), printed(share, "%"))
        yield Part(f"截至今天 {today} 的完成情况", ("目标", "完成", "完成率"), [row])
    parts = queries.parts_of(target)
    if parts:
        names = tree.names(each.org_id for each in parts)
        rows: list[tuple[Any, ...]] = [
            (names.get(each.org_id, "—"), each.amount, workflows.TARGET.states[each.state]) for each in parts
        ]
        if target.summable:
            total = sum((each.value for each in parts), Decimal(0))
            rows.append(("合计", written.shown(total, target.unit), shares.difference(target.value, total)))
        yield Part("分解到下级", ("工会", "目标", "状态"), rows)
    said = [
        (each["on"], each["side"], each["what"], each["value"], each["reason"] or "—", each["who"])
        for each in target.history
    ]
    yield Part("协商经过", ("日期", "哪一方", "事项", "目标", "理由", "经办"), said)


def _target_asks(target: Target, step: str) -> Asked | None:
    """The value that is on the table stands in the form."""
    now = written.typed(target.value, target.unit)
    if step in ("propose", "settle"):
        counter = target.state == "countered" and target.countered is not None
        words = f"下级提出 {written.shown(target.countered, target.unit)}" if counter else "不改就照原来的"
        columns = (
            _value(required=bool(counter), help=words),
            Column(
                "reason", "理由", Kind.TEXT, help="分解合计与总目标不一致的，须写明理由" if step == "settle" else ""
            ),
        )
        return columns, {
            "value": written.typed(target.countered, target.unit) if counter and target.countered is not None else now
        }
    if step in ("counter", "adjust", "revise"):
        return (_value(f"目标值（现在是 {target.amount}）"),), {}
    return None


WAY = Column(
    "way",
    "分解办法",
    Kind.CHOICE,
    required=True,
    choices={title: code for code, title in shares.WAYS.items() if code != shares.TYPED},
    help="要逐个填写的，用“目标完成”里的分解页",
)
TARGET = Screen(
    Target,
    workflows.TARGET,
    columns=("title", "org", "amount", "period", "ends_on", "state"),
    day="drafted_on",
    groups={
        "目标": ("title", "figure", "amount", "period", "starts_on", "ends_on", "points", "basis", "org"),
        "经过": ("drafted_on", "agreed_on", "settled_on", "parent", "sheet", "note"),
    },
    filters=("period", "title", "state"),
    search=("title", "figure", "basis"),
    entries=lambda: (Entry("draft", imports.TARGETS, "拟定下级目标"),),
    inputs={"split": (WAY,), "settle": (_value(required=False),), "propose": (_value(required=False),)},
    words={"period": period_words},
    path=("drafted", "proposed", "settled", "signed"),
    parts=_target_parts,
    asks=_target_asks,
)


def _sheet_parts(sheet: Sheet) -> Iterator[Part]:
    rows = [
        (number, item["title"], item["figure"], item["value"] or "—", item["points"] or "—")
        for number, item in enumerate(sheet.items, 1)
    ]
    yield Part("目标项", ("序号", "目标", "指标", "通常目标值", "分值"), rows)
    if sheet.state == "in_use":
        orgs = queries.applicable(sheet, Period.parse(sheet.period).end)
        known = Target.objects.filter(sheet=sheet).exclude(state__in=("void", "withdrawn")).values("org_id").distinct()
        yield Part("下达情况", ("适用单位", "已有目标的单位"), [(len(orgs), known.count())])


def _applies_words(value: Any) -> str:
    known = {code: title for title, code in (imports.KINDS | imports.SECTORS).items()}
    words = [known.get(code, code) for code in (*value.get("kinds", ()), *value.get("sectors", ()))] if value else []
    return "、".join(words) or "全部"


def _sheet_asks(sheet: Sheet, step: str) -> Asked | None:
    if step == "revise":
        names = ("figure", "title", "value", "points")
        return (imports.ITEMS,), {"items": [{name: item[name] for name in names} for item in sheet.items]}
    return None


SHEET = Screen(
    Sheet,
    workflows.SHEET,
    columns=("title", "year", "period", "applies", "reach", "made_on", "org", "state"),
    day="made_on",
    groups={"目标表": ("title", "year", "period", "applies", "reach", "basis", "made_on", "note", "org")},
    filters=("year", "state"),
    search=("title", "basis"),
    entries=lambda: (Entry("make", imports.SHEETS, "制定目标表"),),
    inputs={
        "hand_out": (
            Column("propose", "同时下达征求意见", Kind.BOOLEAN, default=False, help="不选就先拟定，再逐个调整"),
        ),
    },
    words={"period": period_words, "applies": _applies_words},
    path=("draft", "in_use"),
    parts=_sheet_parts,
    asks=_sheet_asks,
)


def _letter_parts(letter: Letter) -> Iterator[Part]:
    if letter.items:
        rows = [
            (item["title"], item["amount"], period_words(item["period"]), item["points"] or "—")
            for item in letter.items
        ]
        yield Part("目标（下达时）", ("目标", "目标数", "考核期", "分值"), rows)
    if letter.duties:
        yield Part("责任事项", ("序号", "事项"), list(enumerate(letter.duties, 1)))
    for copy in reversed(letter.outcome):
        told = [(row["title"], row["amount"], row["done_amount"], row["percent"]) for row in copy["rows"]]
        yield Part(f"{copy['on']} 考核：{copy['result']}（数据已冻结）", ("目标", "目标数", "完成", "完成率"), told)


def _letter_asks(letter: Letter, step: str) -> Asked | None:
    if step == "revise":
        columns = (Column("title", "名称", Kind.TEXT, required=True), imports.DUTIES)
        return columns, {"title": letter.title, "duties": [{"line": line} for line in letter.duties]}
    return None


def _letter_prepare(step: str, record: Letter | None, inputs: dict[str, Any], *, actor: Actor) -> dict[str, Any]:
    if step != "revise" or record is None:
        return inputs
    title = inputs.pop("title", record.title)
    return inputs | {"changes": {"title": title}, "duties": imports.lines(inputs.get("duties"))}


GRADES = ("优秀", "良好", "合格", "不合格")
LETTER = Screen(
    Letter,
    workflows.LETTER,
    columns=("title", "org", "year", "issued_on", "signed_on", "result", "state"),
    day="drafted_on",
    groups={
        "责任书": ("title", "year", "org", "drafted_on", "note"),
        "签订": ("issued_on", "signed_by_above", "signed_on", "signed_by"),
        "考核": ("assessed_on", "result"),
    },
    filters=("year", "result", "state"),
    search=("title",),
    totals=(Total("targets.letters", "", ("issued", "signed", "assessed")),),
    entries=lambda: (Entry("draft", imports.LETTERS, "拟定责任书"),),
    choices={"result": GRADES},
    path=("draft", "issued", "signed", "assessed"),
    parts=_letter_parts,
    asks=_letter_asks,
    prepare=_letter_prepare,
    papers=papers.LETTER,
)
ALL = (TARGET, SHEET, LETTER)

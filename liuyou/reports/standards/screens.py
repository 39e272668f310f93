"""How standards and appraisals look and are worked in the browser; the score sheet has a page of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from liuyou.kernel.access.models import Actor
from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.web.screens import Entry, Part, Screen, Total
from liuyou.reports.standards import imports, papers, sheets, workflows
from liuyou.reports.standards.models import Appraisal, Standard
from liuyou.reports.standards.rules import marking
from liuyou.reports.standards.rules.conditions import plain
from liuyou.reports.standards.rules.tree import ABSENT, MODES

NOTHING = Decimal(0)
STAGE_OF = {"self_check": "self", "review": "review", "appraise": "county", "correct": "county"}
"""Step → the column of the sheet that it fills."""
PERIOD = Column("period", "考核期", Kind.TEXT, required=True, help="如 2016、2016H1、2016Q3、2016-05")


def _day(name: str, title: str, *, required: bool = True, ahead: bool = False) -> Column:
    return Column(name, title, Kind.DATE, required=required, ahead=ahead)


def _people(name: str, title: str) -> Column:
    return Column(name, title, Kind.INTEGER, required=True, minimum=NOTHING)


# Standards


def _standard_parts(standard: Standard) -> Iterator[Part]:
    edit = reverse("standard", args=[standard.pk])
    words = "编辑项目、试算、发布" if standard.state == "draft" else "查看项目、试算、考核情况"
    rows = [(each["name"], f"{each['boundary']} {each['threshold']} 分") for each in standard.grades]
    yield Part("打开", ("标准",), [(format_html('<a class="btn btn-primary" href="{}">{}</a>', edit, words),)])
    yield Part("等次", ("等次", "分数线"), rows)
    yield Part("项目", ("编号", "项目", "分值", "计分方式"), sheets.outline(standard.tree, MODES))


STANDARD = Screen(
    Standard,
    workflows.STANDARD,
    columns=("title", "short", "version", "total", "starts_on", "ends_on", "org", "state"),
    day="drafted_on",
    groups={
        "标准": ("title", "short", "code", "version", "total", "absent", "starts_on", "ends_on", "org"),
        "来源": ("source", "basis", "note", "drafted_on"),
    },
    search=("title", "short", "source"),
    entries=lambda: (Entry("draft", imports.STANDARDS, "起草标准"),),
    changes={"edit": ("title", "short", "source", "basis", "starts_on", "ends_on", "absent", "note")},
    inputs={
        "open_round": (
            PERIOD,
            _day("check_by", "自查期限", ahead=True),
            _day("review_by", "初评期限", required=False, ahead=True),
            _day("appraise_by", "考评期限", required=False, ahead=True),
        ),
        "announce": (PERIOD,),
    },
    path=("draft", "published"),
    parts=_standard_parts,
    words={"absent": lambda value: ABSENT.get(value, value)},
    title="考核标准",
)

# Appraisals


def _appraisal_parts(appraisal: Appraisal) -> Iterator[Part]:
    page = reverse("standards-sheet", args=[appraisal.pk])
    link = format_html('<a class="btn btn-primary" href="{}">逐项打分、怎样再得分</a>', page)
    yield Part("打分表", ("打开",), [(link,)])
    if appraisal.results:
        rows = [
            (each["on"], each["total"], each["grade"] or "未达等次", f"{each['rank']}/{each['ranked']}", each["why"])
            for each in appraisal.results
        ]
        yield Part("公布的结果", ("日期", "得分", "等次", "同类名次", "说明"), rows)
    if appraisal.verdicts:
        yield Part("必备和否决", ("情况",), [(each,) for each in appraisal.verdicts])
    if appraisal.rated_on:
        numbers = (appraisal.rated_on, appraisal.satisfied, appraisal.fairly, appraisal.unsatisfied)
        yield Part("会员评家", ("日期", "满意", "基本满意", "不满意"), [numbers])
    if appraisal.objection:
        yield Part("异议", ("日期", "内容"), list(_objection(appraisal)))
    if appraisal.demoted_on:
        lowered = appraisal.demoted_to or "取消等次"
        yield Part("降级", ("日期", "原等次", "降为"), [(appraisal.demoted_on, appraisal.grade, lowered)])
    if appraisal.findings:
        seen = [(each["on"], each["who"], each["found"]) for each in appraisal.findings]
        yield Part("现场检查", ("日期", "检查人", "情况"), seen)
    if appraisal.frozen:
        yield Part("各环节取数", ("环节", "取数时间", "得分"), list(_taken(appraisal)))


def _objection(appraisal: Appraisal) -> Iterator[tuple[Any, str]]:
    yield appraisal.objected_on, appraisal.objection
    if appraisal.replied_on:
        yield appraisal.replied_on, f"答复（异议{'成立' if appraisal.upheld else '不成立'}）：{appraisal.reply}"


def _taken(appraisal: Appraisal) -> Iterator[tuple[str, str, str]]:
    for each in appraisal.frozen:
        at = timezone.localtime(datetime.fromisoformat(each["at"]))
        yield marking.STAGES[each["stage"]], f"{at:%Y-%m-%d %H:%M}", each["total"]


def _appraisal_asks(appraisal: Appraisal, step: str) -> tuple[Sequence[Column], Mapping[str, Any]] | None:
    """One mark and one reason an item, filled with what stands there."""
    if step not in STAGE_OF:
        return None
    stage = STAGE_OF[step]
    items, _, auto = sheets.automatic(appraisal)
    columns: list[Column] = []
    current: dict[str, Any] = {}
    for number, item in enumerate(items):
        start = sheets.start_of(item, stage, auto, appraisal, correcting=step == "correct")
        name = f"p{number}"
        if marking.is_condition(item):
            columns.append(Column(name, f"{item.code} {item.title}", Kind.CHOICE, choices=_answers(item.mode)))
            current[name] = marking.answered(item, start["met"]) if start else None
        else:
            columns.append(
                Column(
                    name,
                    f"{item.code} {item.title}",
                    Kind.DECIMAL,
                    minimum=NOTHING,
                    maximum=item.most,
                    help=f"最多 {plain(item.most)} 分",
                )
            )
            current[name] = None if start is None else Decimal(start["points"])
        columns.append(Column(f"r{number}", f"{item.code} 的理由或依据", Kind.TEXT))
    return columns, current


def _answers(mode: str) -> dict[str, str]:
    return {word: word for word in (marking.KEPT[mode], marking.BROKEN[mode])}


def _appraisal_prepare(step: str, record: Appraisal | None, inputs: dict[str, Any], *, actor: Actor) -> dict[str, Any]:
    """The columns of the form as marks by item."""
    if step not in STAGE_OF or record is None:
        return inputs
    items, _, _ = sheets.automatic(record)
    entered: dict[str, dict[str, Any]] = {}
    for number, item in enumerate(items):
        mark, reason = inputs.pop(f"p{number}", None), inputs.pop(f"r{number}", None)
        key = "met" if marking.is_condition(item) else "points"
        if step == "correct" and _as_before(record, item.code, key, mark):
            continue
        if mark is not None or reason:
            entered[item.code] = {key: mark, "reason": reason or ""}
    return {**inputs, "entered": entered}


def _as_before(record: Appraisal, code: str, key: str, mark: Any) -> bool:
    """Whether a mark stands as it was appraised."""
    column = record.marks.get(code, {}).get("county")
    if column is None or mark is None:
        return mark is None
    return (column["met"] is (mark in marking.KEPT.values())) if key == "met" else Decimal(column["points"]) == mark


APPRAISAL = Screen(
    Appraisal,
    workflows.APPRAISAL,
    columns=("title", "org", "self_total", "review_total", "final_total", "grade", "rank", "state"),
    day="opened_on",
    groups={
        "考核": (
            *("org", "kind", "sector", "period", "opened_on", "review_by", "appraise_by", "sampled", "self_total"),
            *("review_total", "final_total", "grade", "rank", "ranked", "published_on", "until"),
        ),
    },
    filters=("short", "period", "sector", "grade", "sampled", "state"),
    search=("title",),
    totals=(Total("standards.appraised", "", ("published", "objection", "replied")),),
    inputs={
        "rate": (
            _people("satisfied", "满意人数"),
            _people("fairly", "基本满意人数"),
            _people("unsatisfied", "不满意人数"),
            _day("rated_on", "评家日期"),
        ),
        "inspect": (
            _day("visited_on", "检查日期"),
            Column("who", "检查人", Kind.TEXT, required=True),
            Column("found", "检查情况", Kind.TEXT, required=True),
        ),
        "reply": (
            Column("reply", "答复", Kind.TEXT, required=True),
            Column("upheld", "异议是否成立", Kind.BOOLEAN, required=True),
        ),
        "demote": (
            _day("demoted_on", "降级日期"),
            Column("to", "降为", Kind.TEXT, help="空着表示取消等次"),
        ),
    },
    path=("self_check", "checked_by_self", "reviewed", "appraised", "published"),
    parts=_appraisal_parts,
    asks=_appraisal_asks,
    prepare=_appraisal_prepare,
    papers=papers.APPRAISAL,
    title="考核得分",
)
ALL = (STANDARD, APPRAISAL)

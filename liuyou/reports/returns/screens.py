"""How forms and returns look as lists and records; they are filled and checked on pages of their own."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.html import format_html

from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.web.screens import Part, Screen
from liuyou.reports.returns import workflows
from liuyou.reports.returns.models import Form, Return
from liuyou.reports.returns.rules import layout as layouts


def _opening(page: str, number: int, words: str) -> Part:
    """The way to the page on which it is worked."""
    address = reverse(page, args=[number])
    return Part("打开", ("报表",), [(format_html('<a class="btn btn-primary" href="{}">{}</a>', address, words),)])


def _form_parts(form: Form) -> Iterable[Part]:
    """Its lines with where each number comes from, and its checks."""
    yield _opening("returns-form", form.pk, "起草、布置、各期情况")
    rows = [
        (row.title, row.unit, row.figure or layouts.FACTS.get(row.fact, "") or (f"手填：{row.why}" if row.why else "—"))
        for row in form.parsed.rows
    ]
    yield Part("表样", ("项目", "单位", "数从哪里来"), rows)
    checks = [(each.formula, each.must, each.why) for each in form.parsed.checks]
    if checks:
        yield Part("表内核对", ("公式", "要求", "为什么"), checks)


def story(record: Return) -> list[tuple[str, str, str, str]]:
    """Every submission, acceptance and sending back, in order of their days: day, what, who, why."""
    told = [(each["on"], "零报告" if each.get("nil") else "上报", each["by"], "") for each in record.submissions]
    told += [(each["on"], "退回修改", each["by"], each["reason"]) for each in record.remarks]
    for each in record.acceptances:
        again = each["reopened"]
        told += [(each["on"], "接收", each["by"], ""), (again["on"], "重新填报", again["by"], again["reason"])]
    if record.accepted:
        told.append((record.accepted["on"], "接收", record.accepted["by"], ""))
    return sorted(told, key=lambda each: each[0])


def _return_parts(record: Return) -> Iterable[Part]:
    yield _opening("returns-return", record.pk, "打开报表：填报、审核、前后对照")
    if told := story(record):
        yield Part("上报经过", ("日期", "办理", "经办人", "说明"), told)


RETURN = Screen(
    Return,
    workflows.RETURN,
    columns=("form_title", "period", "org", "deadline", "submitted_on", "accepted_on", "nil", "state"),
    day="deadline",
    groups={
        "报表": ("form_title", "period", "starts_on", "ends_on", "org", "deadline"),
        "上报": ("submitted_on", "accepted_on", "nil", "note"),
    },
    filters=("form_title", "state"),
    search=("form_title", "period"),
    path=("open", "submitted", "accepted"),
    parts=_return_parts,
    title="报表台账",
)
FORM = Screen(
    Form,
    workflows.FORM,
    columns=("title", "code", "version", "frequency", "starts_on", "ends_on", "org", "state"),
    day="starts_on",
    groups={
        "报表": ("title", "code", "version", "frequency", "purpose", "basis", "org"),
        "期限": ("starts_on", "ends_on", "due_day", "due_unit", "note"),
    },
    filters=("frequency", "state"),
    search=("title", "code", "purpose", "basis"),
    inputs={"retire": (Column("ends_on", "停用日期", Kind.DATE, required=True, ahead=True),)},
    path=("draft", "published", "retired"),
    parts=_form_parts,
)
ALL = (RETURN, FORM)

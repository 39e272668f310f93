"""A return: filled by its union, read and judged by those above. One page, whatever its state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from liuyou.kernel.base.errors import LiuyouError, NotFound, Refused
from liuyou.kernel.web.pages import Here, page, show
from liuyou.reports.returns import actions, exporting, screens, showing, workflows
from liuyou.reports.returns.queries import asking, closing, judging
from liuyou.reports.returns.queries.asking import Filled
from liuyou.reports.returns.queries.judging import Judgement
from liuyou.reports.returns.rules import values
from liuyou.reports.returns.showing import Marks
from liuyou.reports.returns.views import finding
from liuyou.reports.returns.views.finding import READ, Found


@page(READ)
def return_page(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """Filled when it is opened: to be filled in while it is open, else as it went up."""
    found = finding.return_of(here, number)
    if request.method == "POST":
        return _filled_in(request, here, found)
    return _shown(request, here, found)


def _shown(
    request: HttpRequest, here: Here, found: Found, given: QueryDict | None = None, error: LiuyouError | None = None
) -> HttpResponse:
    if found.record.fillable and found.may_fill:
        return show(request, "returns/fill.html", _filling(here, found, given, error), status=409 if error else 200)
    return show(request, "returns/review.html", reviewing(here, found, error), status=409 if error else 200)


# Filling


def _posted(given: QueryDict, letter: str) -> dict[str, str]:
    return {name[2:]: str(text).strip() for name, text in given.items() if name.startswith(f"{letter}:")}


def _filled_in(request: HttpRequest, here: Here, found: Found) -> HttpResponse:
    """Keep what was typed; then, if asked, hand it up. What was typed stays kept when that is refused."""
    given, record = request.POST, found.record
    try:
        kept = {"typed": _posted(given, "t"), "explanations": _posted(given, "e"), "note": given.get("note", "")}
        actions.fill_return(record, actor=here.actor, **kept)
        if "submit" in given:
            actions.submit_returns(record.pk, actor=here.actor, at=asking.settled())
            messages.success(request, f"已上报：{record}。")
        elif "nil" in given:
            actions.declare_nil(record.pk, actor=here.actor, at=asking.settled())
            messages.success(request, f"已零报告：{record}。")
        else:
            messages.success(request, "已保存，还没有上报。")
    except LiuyouError as error:
        if isinstance(error, NotFound):
            raise
        found.record.refresh_from_db()
        return _shown(request, here, found, given, error)
    return redirect(reverse("returns-return", args=[record.pk]))


def _filling(here: Here, found: Found, given: QueryDict | None, error: LiuyouError | None) -> dict[str, Any]:
    record = found.record
    typed = record.typed | (_posted(given, "t") if given else {})
    explained = record.explanations | (_posted(given, "e") if given else {})
    filled, judgement = worked_out(record, typed)
    last = record.remarks[-1] if record.remarks and record.state == "sent_back" else {}
    marks = Marks(
        typed,
        asking.last_typed(record.form_code, record.org_id, record.starts_on),
        filled.below,
        {each.cell.key: each.words for each in judgement.unusual},
        last.get("cells", {}),
    )
    about = showing.where(here, record.org_id, str(found.place.path), record.span)
    return {
        **_common(found),
        "blocks": showing.blocks(record.form.parsed, filled.numbers, filled.texts, about, marks, inputs=True),
        "note": given.get("note", record.note) if given else record.note,
        "returned": last,
        "again": record.acceptances[-1]["reopened"] if record.acceptances and record.state == "reopened" else None,
        "waiting": filled.waiting,
        "error": error,
        "problems": getattr(error, "problems", ()),
        "missing": len([c for c in values.missing(record.form.parsed, typed) if c.key not in filled.below]),
        **told(judgement, explained),
    }


def worked_out(record: Any, typed: Mapping[str, str]) -> tuple[Filled, Judgement]:
    """The numbers of now with what is typed, and what is to be said of them."""
    filled = asking.fill(record.form, record.span, {record.org_id: typed})[record.org_id]
    judgement = judging.judge(record.form, [record], {record.org_id: filled})[record.org_id]
    return filled, judgement


def told(judgement: Judgement, explained: Mapping[str, str]) -> dict[str, Any]:
    """Checks, and what must be explained with what has been said so far."""
    asks = [(key, words, explained.get(key, "")) for key, words in judgement.asks.items()]
    return {"checks": judgement.checks, "asks": asks, "unexplained": sum(not text for *_, text in asks)}


@page(READ, methods=("POST",))
def judged(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """The checks at the foot while it is being typed. Nothing is kept."""
    found = finding.return_of(here, number)
    if not (found.may_fill and found.record.fillable):
        raise Refused("这份报表现在不能填写。")
    record = found.record
    _, judgement = worked_out(record, record.typed | _posted(request.POST, "t"))
    context = told(judgement, record.explanations | _posted(request.POST, "e"))
    return show(request, "returns/judged.html", context)


def _common(found: Found) -> dict[str, Any]:
    record = found.record
    return {
        "record": record,
        "form": record.form,
        "place": found.place,
        "columns": record.form.parsed.columns,
        "state": actions_of(record.state),
        "may_check": found.may_check,
        "may_fill": found.may_fill,
    }


def actions_of(state: str) -> tuple[str, str]:
    """A state's name and its colour."""
    colours = {"open": "soon", "sent_back": "overdue", "reopened": "soon", "submitted": "hand", "accepted": "done"}
    return workflows.RETURN.states[state], colours.get(state, "draft")


# Reading and judging


def reviewing(here: Here, found: Found, error: LiuyouError | None = None) -> dict[str, Any]:
    record = found.record
    copy = record.submitted
    filled = asking.fill(record.form, record.span, {record.org_id: record.typed})[record.org_id]
    sides = closing.sides(record, filled)
    late = closing.late(sides)
    numbers = values.thawed(copy["values"]) if copy else filled.numbers
    filled.numbers = dict(numbers)
    judgement = judging.judge(record.form, [record], {record.org_id: filled})[record.org_id]
    explained = copy["explanations"] if copy else record.explanations
    marks = Marks(
        odd={each.cell.key: each.words for each in judgement.unusual},
        below=filled.below,
        remarks=record.remarks[-1]["cells"] if record.remarks else {},
        late=frozenset(each.cell.key for each in late),
    )
    as_of = closing.moment_of(copy) if copy else None
    about = showing.where(here, record.org_id, str(found.place.path), record.span, as_of)
    since = showing.where(here, record.org_id, str(found.place.path), record.span)
    return {
        **_common(found),
        "blocks": showing.blocks(record.form.parsed, numbers, copy["texts"] if copy else filled.texts, about, marks),
        "copy": copy,
        "as_of": as_of,
        "accepted_at": closing.moment_of(record.accepted) if record.accepted else None,
        "late": [(each, _changes(since, each)) for each in late],
        "sides": [each for each in sides if each.moved or each.late],
        "numbers": [cell for cell in record.form.parsed.numbers if cell.source != "target"],
        "story": screens.story(record),
        "error": error,
        **told(judgement, explained),
    }


def _changes(about: showing.Where, side: closing.Sides) -> str:
    """The records added or corrected since; of typed cells there are none."""
    if not side.cell.figure or side.cell.source != "figure" or side.since is None:
        return ""
    return about.address(side.cell, "figure-changes", since=side.since.isoformat())


# Files


@page(READ, methods=("GET", "HEAD"))
def export(request: HttpRequest, here: Here, number: int, shape: str) -> HttpResponse:
    """As it was accepted, else as it was submitted, else as it is now."""
    found = finding.return_of(here, number)
    record = found.record
    copy = record.accepted or record.submitted
    if copy:
        numbers, texts = values.thawed(copy["values"]), copy["texts"]
        moment = f"{copy['on']} {'接收' if record.accepted else '上报'}"
    else:
        filled = asking.fill(record.form, record.span, {record.org_id: record.typed})[record.org_id]
        numbers, texts, moment = filled.numbers, filled.texts, "尚未上报"
    exporting.noted(record.form, record.org_id, record.pk, here.actor, shape)
    name = f"{record.form_title}-{found.place.name}-{record.period}"
    if shape == "csv":
        head = {"填报单位": found.place.name, "报告期": record.label}
        return exporting.answer(exporting.as_csv(record.form, numbers, texts, head), f"{name}.csv")
    head_lines = [record.form_title, f"填报单位：{found.place.name}　报告期：{record.label}", f"状态：{moment}"]
    return exporting.answer(exporting.workbook(record.form, numbers, texts, head_lines), f"{name}.xlsx")

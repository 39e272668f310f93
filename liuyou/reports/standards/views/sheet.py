"""The score sheet of one union: points with why and records, columns side by side, what would gain the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from liuyou.kernel.actions.action import ACTIONS
from liuyou.kernel.base.errors import BadInput, LiuyouError
from liuyou.kernel.orgs import tree
from liuyou.kernel.web import drafts, history
from liuyou.kernel.web.pages import Here, page, show
from liuyou.kernel.web.records import find, next_steps, papers_of
from liuyou.kernel.web.screens import screen_of
from liuyou.reports.standards import gaps, sheets
from liuyou.reports.standards.models import Appraisal
from liuyou.reports.standards.rules import marking
from liuyou.reports.standards.screens import STAGE_OF
from liuyou.reports.standards.workflows import APPRAISAL

READ = "standards.read"
ORDER = ("self_check", "review", "appraise")
"""The steps that fill a column; a correction is asked for by `?step=correct`."""


@page(READ)
def sheet_page(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """GET shows it with the inputs of the step at hand; POST takes that step and comes back, or shows what is wrong."""
    screen = screen_of("standards.appraisal")
    appraisal = find(screen, here, number)
    assert isinstance(appraisal, Appraisal)  # noqa: S101 - the screen's own model
    step = _step(here, appraisal, request.GET.get("step", ""))
    typed: QueryDict | None = request.POST if request.method == "POST" else None
    errors: dict[str, str] = {}
    laid = sheets.lay(appraisal, within=here.org, filling=STAGE_OF.get(step, ""), correcting=step == "correct")
    if typed is not None and step:
        try:
            ACTIONS[f"standards.appraisal.{step}"](
                appraisal.pk,
                actor=here.actor,
                entered=_entered(typed, laid, changed_only=step == "correct"),
                reason=typed.get("reason", "").strip(),
            )
        except BadInput as error:
            errors = _placed(error, laid)
        except LiuyouError as error:
            errors = {"": str(error)}
        else:
            drafts.drop(here.user, _key(appraisal, step))
            messages.success(request, f"已办理“{APPRAISAL.steps[step].step.title}”。")
            return redirect(reverse("standards-sheet", args=[number]))
    recalled = None if typed is not None or not step else drafts.load(here.user, _key(appraisal, step))
    given = typed if typed is not None else recalled
    context = {
        "appraisal": appraisal,
        "org_name": tree.names([appraisal.org_id], here.today).get(appraisal.org_id, ""),
        "state": APPRAISAL.states[appraisal.state],
        "laid": laid,
        "rows": [_row(line, given, errors) for line in laid.lines],
        "chances": [
            (each, gaps.form_of(here, appraisal, each.register))
            for each in laid.chances
            if each.worth or not each.line.full
        ],
        "step": step,
        "step_title": APPRAISAL.steps[step].step.title if step else "",
        "asks_reason": step == "correct",
        "next": [each for each in next_steps(screen, here, appraisal) if each.bound.name not in ORDER],
        "errors": errors,
        "draft_key": _key(appraisal, step),
        "recalled": recalled is not None,
        "papers": papers_of(screen, appraisal),
        "timeline": history.timeline(screen, appraisal),
        "stages": marking.STAGES,
        "verdicts": _grouped(laid.result.verdicts),
        "gain": laid.gain,
    }
    return show(request, "standards/sheet.html", context, status=409 if errors else 200)


def _step(here: Here, appraisal: Appraisal, asked: str) -> str:
    """The step by which this person fills a column now; a correction only where it is asked for."""
    allowed = {each.bound.name for each in next_steps(screen_of("standards.appraisal"), here, appraisal)}
    place = tree.places(here.today).filter(org_id=appraisal.standard.org_id).first()
    for name in ("appraise", "correct"):
        if place is None or not here.rights.allow(APPRAISAL.steps[name].step.needs, str(place.path)):
            allowed.discard(name)
    if asked == "correct" and "correct" in allowed:
        return "correct"
    if appraisal.state == "checked_by_self" and "appraise" in allowed and _direct(here, appraisal):
        return "appraise"
    return next((name for name in ORDER if name in allowed), "")


def _direct(here: Here, appraisal: Appraisal) -> bool:
    """Whether the union stands directly below the federation of the standard, so that no review lies between."""
    place = tree.places(here.today).filter(org_id=appraisal.org_id).first()
    return place is not None and place.parent_id == appraisal.standard.org_id


def _key(appraisal: Appraisal, step: str) -> str:
    return f"sheet.{step}.{appraisal.pk}.{len(appraisal.frozen)}"


def _entered(given: QueryDict, laid: sheets.Laid, *, changed_only: bool) -> dict[str, dict[str, Any]]:
    """Marks by item as they were typed; of a correction only those that differ."""
    found: dict[str, dict[str, Any]] = {}
    for line in laid.lines:
        if line.group:
            continue
        code = line.item.code
        key = "met" if line.condition else "points"
        column = {key: given.get(f"p-{code}", "").strip(), "reason": given.get(f"r-{code}", "").strip()}
        column["evidence"] = given.get(f"e-{code}", "").strip()
        if changed_only and (not column[key] or column[key] == _typed(line)):
            continue
        if any(column.values()):
            found[code] = column
    return found


def _typed(line: sheets.Line) -> str:
    """What the input of a line shows before anybody types."""
    if line.start is None:
        return ""
    return marking.answered(line.item, line.start["met"]) if line.condition else str(line.start["points"])


def _placed(error: BadInput, laid: sheets.Laid) -> dict[str, str]:
    """What is wrong beside its item; the rest on top."""
    places = {f"{line.item.code} {line.item.title}": line.item.code for line in laid.lines}
    found = {places.get(each.column, ""): each.message for each in error.problems}
    return {"": str(error), **{code: words for code, words in found.items() if code}}


def _row(line: sheets.Line, given: QueryDict | None, errors: dict[str, str]) -> dict[str, Any]:
    code = line.item.code
    own = line.start or {}
    return {
        "line": line,
        "typed": given.get(f"p-{code}", "") if given is not None else _typed(line),
        "reason": given.get(f"r-{code}", "") if given is not None else own.get("reason", ""),
        "evidence": given.get(f"e-{code}", "") if given is not None else own.get("evidence", ""),
        "error": errors.get(code, ""),
        "marks": [(title, _mark(line, stage)) for stage, title in marking.STAGES.items()],
        "answers": [marking.KEPT[line.item.mode], marking.BROKEN[line.item.mode]]
        if line.condition and not line.group
        else [],
    }


def _mark(line: sheets.Line, stage: str) -> dict[str, str] | None:
    """One column of one item in words, with its reason."""
    column = line.columns.get(stage)
    if column is None:
        return None
    text = marking.answered(line.item, column["met"]) if line.condition else str(column["points"])
    return {"text": text, "reason": column.get("reason", ""), "evidence": column.get("evidence", "")}


def _grouped(verdicts: Sequence[str]) -> list[str]:
    """必备项未达标（不评等次）：甲、乙 — what failed alike in one line."""
    found: dict[tuple[str, str], list[str]] = {}
    for each in verdicts:
        what, _, rest = each.partition("：")
        title, _, effect = rest.rpartition("（")
        found.setdefault((what, effect.rstrip("）")), []).append(title)
    return [f"{what} {len(titles)} 项，{effect}：{'、'.join(titles)}" for (what, effect), titles in found.items()]

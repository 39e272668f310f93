"""Returns: filled, submitted, declared nil, accepted, sent back, opened again. What was frozen is never overwritten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.action import action
from liuyou.kernel.actions.refusals import Refusals
from liuyou.kernel.base.errors import BadInput, Problem, Refused
from liuyou.kernel.base.numbers import tabular
from liuyou.kernel.ledger.codes import figure
from liuyou.kernel.ledger.measures import REGISTRY, Nature
from liuyou.reports.returns import workflows
from liuyou.reports.returns.models import Form, Return
from liuyou.reports.returns.queries import asking, judging
from liuyou.reports.returns.queries.asking import Filled
from liuyou.reports.returns.queries.judging import Judgement
from liuyou.reports.returns.rules import layout as layouts
from liuyou.reports.returns.rules import values
from liuyou.reports.returns.rules.layout import Cell

LONGEST = 500


class Unfinished(Refused):
    """A return that cannot go up yet: `problems` says why, cell by cell."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        more = f"（共 {len(problems)} 处）" if len(problems) > 1 else ""
        super().__init__(f"{problems[0]}{more}")
        self.problems = list(problems)


@action(workflows.RETURN.fill, Return, in_sets=True)
def fill_return(
    returns: Sequence[Return],
    *,
    typed: Mapping[str, str] | None = None,
    explanations: Mapping[str, str] | None = None,
    note: str | None = None,
    **_: Any,
) -> None:
    """Keep what was typed so far: numbers and texts of typed cells, explanations by cell or check, the note.

    Given several, the same goes into each.
    """
    for form, group in _groups(returns):
        _require_fits(form, typed or {}, explanations or {})
        for record in group:
            record.typed = _merged(record.typed, typed)
            record.explanations = _merged(record.explanations, explanations)
            if note is not None:
                record.note = note[: 4 * LONGEST]


def _require_fits(form: Form, typed: Mapping[str, str], explanations: Mapping[str, str]) -> None:
    parsed = form.parsed
    own = {cell.key: cell for cell in (*parsed.typed, *parsed.texts)}
    problems = [_wrong(own.get(key), key, text) for key, text in typed.items()]
    asked = parsed.cells.keys() | {f"check:{number}" for number in range(1, len(parsed.checks) + 1)}
    problems += [Problem("没有这个格或核对，不能说明。", column=key) for key in explanations.keys() - asked]
    _refuse([each for each in problems if each])


def _wrong(cell: Cell | None, key: str, text: str) -> Problem | None:
    if cell is None:
        return Problem("不是手填的格：系统里有记录的数不能改，请到记录上更正。", column=f"格 {key}")
    if cell.typed and text.strip():
        try:
            values.typed_number(text, cell)
        except BadInput as error:
            return Problem(str(error))
    return None


def _merged(kept: Mapping[str, str], given: Mapping[str, str] | None) -> dict[str, str]:
    """What is cleared goes, what is not mentioned stays."""
    merged = {**kept, **{key: str(text).strip()[:LONGEST] for key, text in (given or {}).items()}}
    return {key: text for key, text in merged.items() if text}


def _refuse(problems: Sequence[Problem | None]) -> None:
    found = [each for each in problems if each]
    if found:
        more = f"（共 {len(found)} 处）" if len(found) > 1 else ""
        raise BadInput(f"{found[0]}{more}", found)


@action(workflows.RETURN.submit, Return, in_sets=True)
def submit_returns(returns: Sequence[Return], *, actor: Actor, on: date, at: datetime | None = None, **_: Any) -> None:
    """Hand returns up: what is typed is complete, what is broken or unusual is explained, the numbers are frozen.

    `at`: an exact moment taken before; else one is taken now.
    """
    _submit(returns, actor, on, at or asking.settled(), nil=False)


@action(workflows.RETURN.declare_nil, Return, in_sets=True)
def declare_nil(returns: Sequence[Return], *, actor: Actor, on: date, at: datetime | None = None, **_: Any) -> None:
    """Nothing happened: refused where the ledger knows of something in the period."""
    for form, group in _groups(returns):
        for record in group:
            _require_nothing_typed(record, form)
            record.typed = {cell.key: "0" for cell in form.parsed.typed}
    _submit(returns, actor, on, at or asking.settled(), nil=True)


def _require_nothing_typed(record: Return, form: Form) -> None:
    """What somebody typed is not wiped out by a declaration that nothing happened."""
    typed = {
        cell: values.typed_number(text, cell) for cell in form.parsed.typed if (text := record.typed.get(cell.key))
    }
    _refuse(
        [
            Problem(
                f"已填 {tabular(number, cell.row.unit)}，不能零报告：请照实上报，或先清空这一格。", column=cell.title
            )
            for cell, number in typed.items()
            if number
        ]
    )


def _submit(returns: Sequence[Return], actor: Actor, on: date, at: datetime, *, nil: bool) -> None:
    refusals = Refusals(len(returns))
    for form, group in _groups(returns):
        filled = asking.fill(form, group[0].span, {each.org_id: each.typed for each in group}, as_of=at)
        judged = judging.judge(form, group, filled)
        for record in group:
            with refusals.of(record.pk):
                _require_complete(record, form, filled[record.org_id], judged[record.org_id], nil)
            _keep_submission(record, filled[record.org_id], actor, on, at, nil)
    refusals.tell()


def _groups(returns: Sequence[Return]) -> list[tuple[Form, list[Return]]]:
    """By form and period; the form of one version is one object, so that its layout is read once."""
    groups: dict[tuple[int, str], list[Return]] = defaultdict(list)
    for record in returns:
        groups[record.form_id, record.period].append(record)
    forms = Form.objects.in_bulk({number for number, _ in groups})
    for record in returns:
        record.form = forms[record.form_id]
    return [(forms[number], group) for (number, _), group in groups.items()]


def _require_complete(record: Return, form: Form, filled: Filled, judgement: Judgement, nil: bool) -> None:
    problems = [Problem(each) for each in filled.problems]
    if nil:
        problems += [
            Problem(
                f"系统里本期有 {tabular(filled.numbers[cell.key], cell.row.unit)}，不能零报告：请照实上报。",
                column=cell.title,
            )
            for cell in _happened(form, filled)
        ]
        asked = {each.key: f"核对第 {each.number} 条{each.words}" for each in judgement.broken}
    else:
        missing = [cell for cell in values.missing(form.parsed, record.typed) if cell.key not in filled.below]
        problems += [Problem(f"是手填格，还没有填（{cell.why}）。", column=cell.title) for cell in missing]
        asked = judgement.asks
    problems += [
        Problem(f"{words}：请核对；确实如此的，写明原因后上报。")
        for key, words in asked.items()
        if not record.explanations.get(key)
    ]
    if problems:
        raise Unfinished(problems)


def _happened(form: Form, filled: Filled) -> list[Cell]:
    """Cells that count what happened in the period, and are not nothing."""

    def counts(cell: Cell) -> bool:
        about = figure(cell.figure)
        return all(REGISTRY.get(leaf.measure).nature is Nature.FLOW for leaf in about.leaves)

    own = [cell for cell in form.parsed.figures if cell.kind == layouts.PERIOD and counts(cell)]
    own += [cell for cell in form.parsed.typed if cell.key in filled.below]
    return [cell for cell in own if filled.numbers.get(cell.key)]


def _keep_submission(record: Return, filled: Filled, actor: Actor, on: date, at: datetime, nil: bool) -> None:
    copy = _copy(filled, actor, on, at) | {"typed": dict(record.typed), "explanations": dict(record.explanations)}
    record.submissions = [*record.submissions, copy | {"nil": nil}]
    record.submitted_on = record.submitted_on or on
    record.nil = nil


def _copy(filled: Filled, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    return {
        "at": at.isoformat(),
        "by": actor.name,
        "on": on.isoformat(),
        "values": values.frozen(filled.numbers),
        "texts": dict(filled.texts),
    }


@action(workflows.RETURN.accept, Return, in_sets=True)
def accept_returns(returns: Sequence[Return], *, actor: Actor, on: date, at: datetime | None = None, **_: Any) -> None:
    """The parent takes them in; their numbers are frozen as of this moment beside those that were submitted."""
    moment = at or asking.settled()
    for form, group in _groups(returns):
        typed = {each.org_id: each.typed for each in group}
        known = {each.org_id: _known(each.submitted) for each in group if each.submitted}
        numbers = asking.untouched(known, moment)
        filled = asking.fill(form, group[0].span, typed, as_of=moment, numbers=numbers)
        for record in group:
            record.accepted = _copy(filled[record.org_id], actor, on, moment)
            record.accepted_on = on


def _known(copy: Mapping[str, Any]) -> asking.Known:
    return datetime.fromisoformat(copy["at"]), values.thawed(copy["values"])


@action(workflows.RETURN.send_back, Return)
def send_back_return(
    record: Return, *, actor: Actor, on: date, reason: str, remarks: Mapping[str, str] | None = None, **_: Any
) -> None:
    """Back to the union, with what is to be mended, cell by cell."""
    unknown = sorted((remarks or {}).keys() - record.form.parsed.cells.keys())
    _refuse([Problem("没有这个格，不能写意见。", column=f"格 {key}") for key in unknown])
    cells = {key: text.strip()[:LONGEST] for key, text in (remarks or {}).items() if text.strip()}
    record.remarks = [*record.remarks, {"on": on.isoformat(), "by": actor.name, "reason": reason, "cells": cells}]
    record.sent_back = [*record.sent_back, on.isoformat()]


@action(workflows.RETURN.reopen, Return)
def reopen_return(record: Return, *, actor: Actor, on: date, reason: str, **_: Any) -> None:
    """An accepted return is filled anew; the copy that was accepted is kept with the reason."""
    if record.accepted is None:
        raise Refused("这份报表没有接收过的数：不能重新填报。")
    again = {"at": timezone.now().isoformat(), "on": on.isoformat(), "by": actor.name, "reason": reason}
    told = {"reopened": again}
    record.acceptances = [*record.acceptances, record.accepted | told]
    record.accepted, record.accepted_on = None, None


@action(workflows.RETURN.void, Return)
def void_return(record: Return, **_: Any) -> None:
    """It was never asked for; another may be opened in its place."""

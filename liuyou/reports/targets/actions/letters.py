"""Every write of letters of responsibility: drawn up above, signed on both sides, assessed by frozen figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.action import INPUT_TITLES, action
from liuyou.kernel.base import clock
from liuyou.kernel.base.days import check_order
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.base.numbers import printed
from liuyou.kernel.orgs import tree
from liuyou.kernel.writing.permit import permit
from liuyou.reports.targets.actions.targets import sign_target, unsign_target
from liuyou.reports.targets.models import Letter, Target
from liuyou.reports.targets.models.targets import STANDING
from liuyou.reports.targets.queries import measured
from liuyou.reports.targets.rules import completion
from liuyou.reports.targets.rules import values as written
from liuyou.reports.targets.workflows import LETTER

INPUT_TITLES |= {
    "targets.letter.issued_on": "下达日期",
    "signed_by_above": "下达单位签字人",
    "signed_on": "签订日期",
    "signed_by": "责任单位签字人",
    "assessed_on": "考核日期",
    "targets.letter.result": "考核结果",
}
Values = dict[str, Any]


@action(LETTER.draft)
def draft_letters(rows: Sequence[Values], *, on: date, **_: Any) -> list[Letter]:
    """For units below; `issuer` is the org directly above each unless another is given. `duties`: lines of text."""
    today = clock.today()
    parents = dict(
        tree.places(today).filter(org_id__in=[row["org_id"] for row in rows]).values_list("org_id", "parent_id")
    )
    made = []
    for row in rows:
        given = {"issuer_id": parents.get(row["org_id"]), "drafted_on": on} | dict(row)
        if not given["issuer_id"] or given["issuer_id"] == given["org_id"]:
            raise Refused("没有上级工会，不能由上级下达责任书。")
        given["duties"] = [line.strip() for line in given.get("duties") or [] if line.strip()]
        made.append(Letter(state_since=given["drafted_on"], **given))
    return made


@action(LETTER.revise, Letter)
def revise_letter(
    letter: Letter, *, changes: Values | None = None, duties: Sequence[str] | None = None, **_: Any
) -> None:
    for name, value in (changes or {}).items():
        setattr(letter, name, value)
    if duties is not None:
        letter.duties = [line.strip() for line in duties if line.strip()]


@action(LETTER.issue, Letter, in_sets=True)
def issue_letters(letters: list[Letter], *, issued_on: date, signed_by_above: str, **_: Any) -> None:
    """The settled targets of the unit for that year go into it as they stand; one without any must name duties."""
    orgs, years = {each.org_id for each in letters}, {each.year for each in letters}
    found = Target.objects.filter(org_id__in=orgs, ends_on__year__in=years, state__in=STANDING).order_by("pk")
    targets = list(found)
    for letter in letters:
        check_order(("拟定日期", letter.drafted_on), ("下达日期", issued_on))
        own = [each for each in targets if (each.org_id, each.ends_on.year) == (letter.org_id, letter.year)]
        if not own and not letter.duties:
            raise Refused(f"{letter.year} 年没有已确定的目标，也没有责任事项：请先确定目标，或在责任书里写明责任事项。")
        letter.targets = [each.pk for each in own]
        letter.items = [_item(each) for each in own]
        letter.issued_on, letter.signed_by_above = issued_on, signed_by_above


def _item(target: Target) -> dict[str, str | int]:
    return {
        "target": target.pk,
        "title": target.title,
        "figure": target.figure,
        "unit": target.unit,
        "period": target.period,
        "value": str(target.value),
        "amount": target.amount,
        "points": target.points,
        "basis": target.basis,
    }


@action(LETTER.sign, Letter)
def sign_letter(letter: Letter, *, signed_on: date, signed_by: str, actor: Actor, **_: Any) -> None:
    """Both sides have signed: its targets are signed too."""
    check_order(("下达日期", letter.issued_on), ("签订日期", signed_on))
    letter.signed_on, letter.signed_by = signed_on, signed_by
    _move(letter, "settled", sign_target, actor)


def _move(letter: Letter, state: str, step: Any, actor: Actor) -> None:
    here = list(Target.objects.filter(pk__in=letter.targets, state=state).values_list("pk", flat=True))
    if here:
        step(here, actor=actor, reason=f"责任书“{letter.title}”")


@action(LETTER.recall, Letter)
def recall_letter(letter: Letter, **_: Any) -> None:
    """Not yet signed below: it may be changed again."""
    letter.issued_on, letter.signed_by_above, letter.targets, letter.items = None, "", [], []


@action(LETTER.assess, Letter, in_sets=True)
def assess_letters(letters: list[Letter], *, assessed_on: date, result: str, **_: Any) -> None:
    """What was reached by that day goes into the letter as a frozen copy with the moment it was asked at."""
    asked = {
        (letter.pk, item["target"]): (item["figure"], letter.org_id, measured.up_to(item["period"], assessed_on))
        for letter in letters
        for item in letter.items
    }
    with permit(LETTER.assess.code) as moment:
        done = measured.done(asked.values(), as_of=moment)
    for letter in letters:
        check_order(("签订日期", letter.signed_on), ("考核日期", assessed_on))
        rows = [_reached(item, done.get(asked[letter.pk, item["target"]])) for item in letter.items]
        copy = {"on": assessed_on.isoformat(), "as_of": moment.isoformat(), "result": result, "rows": rows}
        letter.outcome = [*letter.outcome, copy]
        letter.assessed_on, letter.result = assessed_on, result


def _reached(item: Values, done: Any) -> dict[str, str | None]:
    share = completion.completion(done, Decimal(item["value"]))
    return {
        "title": item["title"],
        "amount": item["amount"],
        "done": None if done is None else str(done),
        "done_amount": written.shown(done, item["unit"]),
        "completion": None if share is None else str(share),
        "percent": printed(share, "%"),
    }


@action(LETTER.reopen, Letter)
def reopen_letter(letter: Letter, **_: Any) -> None:
    """To be assessed anew; the former outcome stays beside the next one."""
    letter.assessed_on, letter.result = None, ""


@action(LETTER.void, Letter)
def void_letter(letter: Letter, *, actor: Actor, **_: Any) -> None:
    """Its targets are settled, but signed in no letter."""
    others = Letter.objects.filter(org_id=letter.org_id, state__in=("signed", "assessed")).exclude(pk=letter.pk)
    kept = {number for each in others for number in each.targets}
    here = list(Target.objects.filter(pk__in=set(letter.targets) - kept, state="signed").values_list("pk", flat=True))
    if here:
        unsign_target(here, actor=actor, reason=f"责任书“{letter.title}”作废")

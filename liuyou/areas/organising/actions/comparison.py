"""Comparison with the authorities' register: a file is matched, each difference is settled by a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from liuyou.areas.organising import workflows
from liuyou.areas.organising.actions import employers
from liuyou.areas.organising.models import Comparison, Difference, Employer
from liuyou.areas.organising.models.comparison import Match
from liuyou.areas.organising.queries import employers as queries
from liuyou.areas.organising.rules import matching
from liuyou.areas.organising.rules.matching import Firm, Pair
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.action import action
from liuyou.kernel.actions.correcting import correct
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.orgs import tree
from liuyou.kernel.writing.permit import permit

COMPARISON, DIFFERENCE = workflows.COMPARISON, workflows.DIFFERENCE
TAKEN = ("name", "credit_code", "address", "contact", "phone")
LISTED = "仅名册所列"
"""A file that has only some of the employers: what it does not list is no difference."""
TITLES = {"name": "名称", "credit_code": "信用代码", "workers": "职工人数", "members": "会员人数"}
Values = dict[str, Any]


@action(COMPARISON.open)
def open_comparisons(rows: Sequence[Values], **_: Any) -> list[Comparison]:
    """Begin a comparison; `compare_with_register` does it with its differences."""
    return [Comparison(state_since=row["received_on"], **row) for row in rows]


@action(DIFFERENCE.open)
def open_differences(rows: Sequence[Values], **_: Any) -> list[Difference]:
    """What a person has to look at. Inside the comparison's permit."""
    return [Difference(state_since=row["compared_on"], **row) for row in rows]


@action(DIFFERENCE.match)
def note_agreeing(rows: Sequence[Values], **_: Any) -> list[Difference]:
    """What the register and the file say alike. Inside the comparison's permit."""
    return [Difference(state_since=row["compared_on"], **row) for row in rows]


def compare_with_register(rows: Sequence[Values], *, actor: Actor, on: date, **_: Any) -> list[Difference]:
    """Match the rows of a file with the employers below the org that they belong to, and keep what differs."""
    day = max(row.get("compared_on", on) for row in rows)
    top = _common({row["org_id"] for row in rows}, on)
    standing = Employer.objects.filter(state__in=queries.STANDING, org_id__in=tree.subtree(top, on))
    ours = list(standing.only("org", "name", "credit_code", "workers", "union"))
    towns = len({row["org_id"] for row in rows} | {top}) > 1
    theirs = [Firm(row["name"], row.get("credit_code", ""), row["org_id"] if towns else 0) for row in rows]
    own = [Firm(each.name, each.credit_code, each.org_id if towns else 0) for each in ours]
    members = queries.members_of({each.union_id for each in ours if each.union_id}, on)
    whole = any(row.get("scope") != LISTED for row in rows)
    pairs = [each for each in matching.pairs(theirs, own) if whole or each.theirs is not None]
    found = [_difference(pair, rows, ours, members) for pair in pairs]
    agreeing = [each for each in found if each["employer"] and each["name"] and not each["differs"]]
    differing = [each for each in found if not (each["employer"] and each["name"]) or each["differs"]]
    source = next((row["source"] for row in rows if row.get("source")), "")
    with permit("organising.comparison.load"):
        facts = {"org_id": top, "received_on": day, "rows": len(rows), "agreed": len(agreeing), "source": source}
        comparison = open_comparisons([facts | {"title": f"法人数据库审核 {day}"}], actor=actor, on=on)[0]
        more = {"comparison": comparison, "compared_on": day}
        made: list[Difference] = (
            note_agreeing([more | each for each in agreeing], actor=actor, on=on) if agreeing else []
        )
        if differing:
            made = [*made, *open_differences([more | each for each in differing], actor=actor, on=on)]
    return made


def _common(orgs: set[int], on: date) -> int:
    """The lowest org above all of these."""
    lines = [path.split(".") for path in tree.paths(orgs, on).values()]
    shared = [labels[0] for labels in zip(*lines, strict=False) if len(set(labels)) == 1]
    return int(shared[-1])


def _difference(pair: Pair, rows: Sequence[Values], ours: Sequence[Employer], members: dict[int, int]) -> Values:
    row = rows[pair.theirs] if pair.theirs is not None else {}
    employer = ours[pair.ours] if pair.ours is not None else None
    found = {name: row.get(name) or "" for name in TAKEN} | {
        "workers": row.get("workers"),
        "members": row.get("members"),
    }
    differs = []
    if employer and row:
        there = {"name": employer.name, "credit_code": employer.credit_code, "workers": employer.workers}
        there["members"] = members.get(employer.union_id or 0)
        differs = [
            title
            for name, title in TITLES.items()
            if row.get(name) not in (None, "", there[name]) and there[name] is not None
        ]
    score = Decimal(str(round(pair.score, 2))) if pair.score is not None else None
    return found | {
        "org_id": employer.org_id if employer else row["org_id"],
        "employer": employer,
        "own_name": employer.name if employer else "",
        "match": pair.how,
        "score": score,
        "differs": "、".join(differs),
    }


@action(COMPARISON.end, Comparison)
def end_comparison(comparison: Comparison, **_: Any) -> None:
    """Every difference has been settled."""
    left = comparison.differences.filter(state="open").count()
    if left:
        raise Refused(f"还有 {left} 条差异待处理：请逐条核对无误、采纳或不采纳后再完成。")


@action(COMPARISON.correct, Comparison)
def correct_comparison(comparison: Comparison, *, changes: Values, **_: Any) -> None:
    correct(comparison, changes, ("title", "source", "note"))


@action(COMPARISON.void, Comparison)
def void_comparison(comparison: Comparison, *, actor: Actor, on: date, reason: str, **_: Any) -> None:
    """A wrong file: its differences go with it, what was adopted from it stays in the register."""
    standing = list(comparison.differences.exclude(state="void").values_list("pk", flat=True))
    if standing:
        void_difference(standing, actor=actor, on=on, reason=reason)


@action(DIFFERENCE.agree, Difference)
def agree_difference(difference: Difference, **_: Any) -> None:
    """Looked at: the register is right as it stands, or both mean the same."""


@action(DIFFERENCE.adopt, Difference)
def adopt_difference(difference: Difference, *, actor: Actor, on: date, **_: Any) -> None:
    """The file is right: a firm that the register lacks is entered, another takes over what the file says."""
    if difference.match == Match.HERE:
        raise Refused("名册里没有这一家，没有可采纳的内容：已注销的请在单位台账登记注销，仍在经营的点“核对无误”。")
    facts = {name: getattr(difference, name) for name in TAKEN if getattr(difference, name)}
    day = difference.compared_on
    if difference.employer_id is None:
        heads = {"workers": difference.workers or 0, "starts_on": day, "distinct": True, "org_id": difference.org_id}
        difference.employer = employers.register_employers([facts | heads], actor=actor, on=on)[0]
        return
    employer = Employer.objects.get(pk=difference.employer_id)
    changes = {name: value for name, value in facts.items() if getattr(employer, name) != value}
    if changes:
        employers.change_employers(employer, since=day, changes=changes, actor=actor, on=on)
    if difference.workers is not None and difference.workers != employer.workers:
        employers.count_employers(employer, workers=difference.workers, counted_on=day, actor=actor, on=on)


@action(DIFFERENCE.reject, Difference)
def reject_difference(difference: Difference, **_: Any) -> None:
    """The file is wrong, for the reason given."""


@action(DIFFERENCE.reopen, Difference)
def reopen_difference(difference: Difference, **_: Any) -> None:
    """To be looked at again."""


@action(DIFFERENCE.void, Difference)
def void_difference(difference: Difference, **_: Any) -> None:
    """Goes with its comparison."""

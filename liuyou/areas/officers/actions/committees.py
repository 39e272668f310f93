"""Committees: entered from a ledger, formed by an election, extended with approval, ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from liuyou.areas.officers import queries, workflows
from liuyou.areas.officers.actions.numbers import Numbers, Values, open_fields, rule
from liuyou.areas.officers.models import Committee
from liuyou.areas.officers.rules import committees as sizes
from liuyou.areas.officers.rules.dates import term_end
from liuyou.areas.officers.rules.sources import Rule
from liuyou.kernel.actions.action import action
from liuyou.kernel.actions.correcting import correct
from liuyou.kernel.base.days import check_order
from liuyou.kernel.base.errors import Refused

CORRECTABLE = open_fields(Committee, "kind")


@action(workflows.COMMITTEE.enter)
def enter_committees(rows: Sequence[Values], **_: Any) -> list[Committee]:
    """Committees in being, from a ledger: kind, term, day of election, seats and members at the time if known."""
    for message in refusals(rows).values():
        raise Refused(message[1])
    return [_committee(row) for row in rows]


@action(workflows.COMMITTEE.form)
def form_committees(rows: Sequence[Values], **_: Any) -> list[Committee]:
    """Committees of an approved election."""
    return [_committee(row) for row in rows]


def _committee(row: Values) -> Committee:
    elected_on: date = row["elected_on"]
    ends_on = term_end(elected_on, row["term_years"])
    return Committee(state_since=elected_on, ends_on=ends_on, due_on=ends_on, **row)


def refusals(rows: Sequence[Values]) -> dict[int, tuple[str, str]]:
    """What is wrong with rows of a ledger: index → column, words. Two of a kind in one union are wrong too."""
    numbers = Numbers((row["org_id"], row["elected_on"]) for row in rows if row.get("org_id"))
    standing = queries.standing_committees(row["org_id"] for row in rows if row.get("org_id"))
    seen: Counter[tuple[int, str]] = Counter()
    found: dict[int, tuple[str, str]] = {}
    for index, row in enumerate(rows):
        if not row.get("org_id"):
            continue
        key = (row["org_id"], row["kind"])
        seen[key] += 1
        column = "term_years"
        try:
            _check_term(row, numbers)
            column = "seats"
            _check_seats(row, numbers)
            column = "kind"
            _one_of_a_kind(row, standing.get(key), seen[key])
        except Refused as error:
            found[index] = (column, str(error))
    return found


def _one_of_a_kind(row: Values, there: Committee | None, count: int) -> None:
    if there is not None and there.elected_on == row["elected_on"]:
        return  # the same one once more: the load passes it over
    if there is not None or count > 1:
        raise Refused(f"这家工会还有一届{row['kind']}在任：请先办理换届或终止，再登记新的一届。")


def _check_term(row: Values, numbers: Any = rule) -> None:
    """The term by the rule that held on the day of election."""
    sizes.check_term(row["term_years"], numbers("term_years", row["org_id"], row["elected_on"]))


def _check_seats(row: Values, numbers: Any = rule) -> None:
    """The size by the rules that held on the day of election."""
    org, on, kind, seats = row["org_id"], row["elected_on"], row["kind"], row.get("seats")
    if not seats:
        return
    if kind == sizes.UNION and row.get("members_then"):
        sizes.check_size(seats, row["members_then"], numbers("committee_size", org, on))
    for named, name in ((sizes.AUDIT, "audit_size"), (sizes.STANDING, "standing_size")):
        if kind == named:
            sizes.check_span(seats, kind, numbers(name, org, on))


@action(workflows.COMMITTEE.ask_extension, Committee)
def ask_extension(committee: Committee, *, extend_to: date, **_: Any) -> None:
    """The union asks the level above for a later election."""
    _extend(committee, extend_to)


def _extend(committee: Committee, until: date) -> None:
    months: Rule = rule("extension_months", committee.org_id, committee.ends_on)
    sizes.check_extension(committee.ends_on, until, months)
    committee.extended_to = until


@action(workflows.COMMITTEE.extend, Committee)
def extend_committee(committee: Committee, *, approval: str, **_: Any) -> None:
    """The level above agrees: the term runs on to the day asked for."""
    committee.approval, committee.due_on = approval, committee.extended_to


@action(workflows.COMMITTEE.refuse_extension, Committee)
def refuse_extension(committee: Committee, **_: Any) -> None:
    """The level above does not agree: the term ends on its day."""
    committee.extended_to, committee.due_on = None, committee.ends_on


@action(workflows.COMMITTEE.end, Committee)
def end_committee(committee: Committee, *, ended_on: date, reason: str, **_: Any) -> None:
    """It ends without a successor: `ended_on` is the first day without it."""
    check_order(("选举日期", committee.elected_on), ("终止日期", ended_on))
    committee.ended_on, committee.ending = ended_on, reason[:60]


@action(workflows.COMMITTEE.replace, Committee)
def replace_committees(committee: Committee, *, ended_on: date, ending: str, **_: Any) -> None:
    """Ended by its successor, or with its union."""
    committee.ended_on, committee.ending = max(ended_on, committee.elected_on), ending


@action(workflows.COMMITTEE.correct, Committee)
def correct_committee(committee: Committee, *, changes: Values, **_: Any) -> None:
    """Put right what was mistyped; the end of the term follows."""
    correct(committee, changes, CORRECTABLE)
    names = ("org_id", "kind", "term_years", "elected_on", "seats", "members_then")
    row = {name: getattr(committee, name) for name in names}
    _check_term(row)
    _check_seats(row)
    check_order(("选举日期", committee.elected_on), ("终止日期", committee.ended_on))
    committee.ends_on = term_end(committee.elected_on, committee.term_years)
    if committee.state == "standing":
        committee.state_since, committee.due_on = committee.elected_on, committee.ends_on


@action(workflows.COMMITTEE.void, Committee)
def void_committee(committee: Committee, **_: Any) -> None:
    """It never was."""
    if committee.officers.exclude(state="void").exists():
        raise Refused("这届委员会还有任职记录，不能作废：请先作废那些任职。")

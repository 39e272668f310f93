"""Phrases that the papers of an election share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from liuyou.areas.officers.models import Election
from liuyou.areas.officers.rules.elections import BALLOT_TITLE, BY_ELECTION
from liuyou.kernel.orgs import tree


def day(value: date | None) -> str:
    return f"{value:%Y年%-m月%-d日}" if value else "____年__月__日"


def union(election: Election) -> str:
    """The union's name on the day for which the meeting was planned."""
    return _name(election.org_id, election.held_on or election.planned_on)


def above(election: Election) -> str:
    place = tree.place(election.org_id, election.held_on or election.planned_on)
    return _name(place.parent_id, election.held_on or election.planned_on) if place.parent_id else "上级工会"


def _name(org: int, on: date) -> str:
    return tree.names([org], on).get(org, "")


def term(election: Election) -> str:
    return f"第{election.term_no}届" if election.term_no else "本届"


def seats(election: Election) -> str:
    return "、".join(f"{BALLOT_TITLE[row['race']]} {row['seats']} 名" for row in election.races)


def kind(election: Election) -> str:
    return election.kind if election.kind == BY_ELECTION else f"{election.kind}选举"


def years(election: Election) -> str:
    """How long those elected serve; who comes in by a by-election, as long as the committee still has."""
    return "本届剩余任期" if election.kind == BY_ELECTION else f"{election.term_years} 年"


def tenure(election: Election, begins: str = "") -> str:
    if election.kind == BY_ELECTION:
        return f"任期为{years(election)}"
    return f"任期 {years(election)}" + (f"，自{begins}起计算" if begins else "")


def joined(names: Sequence[str]) -> str:
    return "、".join(names) or "—"

"""Phrases that the papers of an election share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from liuyou.areas.officers.models import Election
from liuyou.areas.officers.rules.elections import BALLOT_TITLE, UNFIT
from liuyou.kernel.orgs import tree

Row = Mapping[str, Any]


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


def standing(election: Election, race: str) -> list[Row]:
    """Candidates found fit, in the order of the strokes of their surnames; nobody who was written in."""
    return [
        row
        for row in election.candidates
        if row["race"] == race and row.get("verdict") != UNFIT and row.get("by") != "另选人"
    ]


def joined(names: Sequence[str]) -> str:
    return "、".join(names) or "—"

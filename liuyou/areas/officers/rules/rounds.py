"""What has been decided over all rounds of voting, and what is to be voted on next. Each round is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liuyou.areas.officers.rules.elections import standing

Round = Mapping[str, Any]
FORMAL, AGAIN, RUN_OFF, ANOTHER = "正式选举", "重新投票", "平票再投", "另行选举"


@dataclass(frozen=True, slots=True)
class Open:
    """One race still to be decided: seats left, and the names to be voted on."""

    race: str
    seats: int
    names: tuple[str, ...]
    kind: str


def counting(rounds: Sequence[Round]) -> list[Round]:
    """Rounds that still hold: the level above has not refused them."""
    return [each for each in rounds if not each.get("rejected")]


def elected(rounds: Sequence[Round]) -> dict[str, list[str]]:
    """Race → names elected so far."""
    found: dict[str, list[str]] = {}
    for each in counting(rounds):
        for sheet in each["races"]:
            found.setdefault(sheet["race"], []).extend(sheet["elected"])
    return found


def restored(races: Sequence[Mapping[str, Any]], rounds: Sequence[Round]) -> list[dict[str, Any]]:
    """The races with the seats that were given up in rounds which no longer count."""
    back = Counter[str]()
    for each in rounds:
        back.update({sheet["race"]: sheet.get("reduced", 0) for sheet in each["races"]})
    return [{**row, "seats": row["seats"] + back[row["race"]]} for row in races]


def open_races(
    races: Sequence[Mapping[str, Any]], candidates: Sequence[Mapping[str, Any]], rounds: Sequence[Round]
) -> list[Open]:
    """Races not yet decided, with who stands in the next round: all, those of the tie, or those not elected."""
    found = []
    for row in races:
        race = row["race"]
        names, seats, kind = tuple(each["name"] for each in standing(candidates, race)), row["seats"], FORMAL
        for each in counting(rounds):
            for sheet in each["races"]:
                if sheet["race"] != race:
                    continue
                if sheet["void"]:
                    kind = AGAIN
                    continue
                seats = sheet["vacant"]
                rest = tuple(name for name in names if name not in sheet["elected"])
                names, kind = (tuple(sheet["tied"]), RUN_OFF) if sheet["tied"] else (rest, ANOTHER)
        if seats:
            found.append(Open(race, seats, names, kind))
    return found

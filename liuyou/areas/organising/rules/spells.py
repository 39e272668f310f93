"""Dated facts of an employer: stretches without gaps, the last one open, so that any past date has its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from liuyou.kernel.base.errors import Refused

FACTS = (
    *("org", "status", "category", "industry", "should", "coverage", "union"),
    *("workers", "women", "migrants", "dispatched", "platform"),
)
Spell = dict[str, Any]


def begun(day: date, facts: Mapping[str, Any]) -> list[Spell]:
    """The first stretch: all facts from a day on."""
    return [{"since": day.isoformat(), "until": "", **{name: facts[name] for name in FACTS}}]


def turned(spells: Sequence[Spell], day: date, changes: Mapping[str, Any]) -> list[Spell]:
    """The stretches when `changes` hold from `day` on, each up to the next recorded change of the same fact."""
    text = day.isoformat()
    if text < spells[0]["since"]:
        raise Refused(f"日期 {text} 早于纳入台账日期 {spells[0]['since']}：请核对日期，或先更正纳入台账日期。")
    made: list[Spell] = []
    before: Mapping[str, Any] = {}
    holding = dict(changes)
    for spell in spells:
        if spell["until"] and spell["until"] <= text:
            made.append(spell)
            continue
        if not before:
            before = spell
            if spell["since"] < text:
                made.append({**spell, "until": text})
                spell = {**spell, "since": text}
        holding = {name: value for name, value in holding.items() if spell[name] == before[name]}
        made.append({**spell, **holding})
    return _joined(made)


def restarted(spells: Sequence[Spell], day: date) -> list[Spell]:
    """The stretches when the first begins on another day."""
    first = spells[0]
    if first["until"] and day.isoformat() >= first["until"]:
        raise Refused(f"纳入台账日期 {day} 不早于下一次变更 {first['until']}：请核对日期。")
    return [{**first, "since": day.isoformat()}, *spells[1:]]


def corrected(spells: Sequence[Spell], facts: Mapping[str, Any]) -> list[Spell]:
    """The stretches when other facts hold in the last."""
    return _joined([*spells[:-1], {**spells[-1], **facts}])


def at(spells: Sequence[Spell], day: date) -> Spell | None:
    """The stretch that holds on a day; None before the first."""
    text = day.isoformat()
    return next((each for each in reversed(spells) if each["since"] <= text), None)


def _joined(spells: Sequence[Spell]) -> list[Spell]:
    """Neighbours that say the same are one."""
    made: list[Spell] = []
    for spell in spells:
        if made and all(made[-1][name] == spell[name] for name in FACTS):
            made[-1] = {**made[-1], "until": spell["until"]}
        else:
            made.append(spell)
    return made

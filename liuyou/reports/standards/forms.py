"""The editor's form: a tree as rows with depths, read from what was posted, moved about, and put back into a tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict

from liuyou.reports.standards.models import Standard
from liuyou.reports.standards.rules.conditions import plain
from liuyou.reports.standards.rules.reading import DEEPEST, MOST_ITEMS, Wrong

WORDS = ("evidence", "hint", "by_hand", "note")
SCORED = ("mode", "figure", "of", "must", "boundary", "tiers", "each", "target", "cap", "effect")
FIELDS = ("code", "title", "points", *SCORED, *WORDS)
RELEVANT = {
    "hand": (),
    "all_or_nothing": ("figure", "of", "must"),
    "tiers": ("figure", "of", "boundary", "tiers"),
    "ratio": ("figure", "of", "target", "cap"),
    "deduction": ("figure", "each"),
    "must_have": ("figure", "of", "must", "effect"),
    "veto": ("figure", "of", "must", "effect"),
    "bonus": ("figure", "each", "cap"),
}
"""Mode → what it is asked; the rest of a row is left out of the tree."""
_TIER = re.compile(r"\s*(?:[≥>≤<]\s*)?(\S+?)(?:\s*(?:至|到|[~～—–-])\s*(\S+?))?\s*(?:[=:：]|得|\s)\s*(\S+?)\s*分?\s*")
_GRADE = re.compile(r"\s*(.+?)\s*(>=|≥|>|＞)\s*(\d+(?:\.\d+)?)\s*分?\s*")


@dataclass(slots=True)
class Row:
    key: str
    depth: int
    values: dict[str, str] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)
    sectors: list[str] = field(default_factory=list)
    group: bool = False
    errors: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        """As `rules.reading` names it."""
        return f"{self.values.get('code', '')} {self.values.get('title', '')}".strip() or "没有编号的项目"


def rows_of(tree: Sequence[Mapping[str, Any]], depth: int = 1) -> list[Row]:
    """A tree as rows in order."""
    found: list[Row] = []
    for each in tree:
        applies = each.get("applies") or {}
        row = Row("", depth, {name: _written(name, each.get(name)) for name in FIELDS})
        row.kinds, row.sectors = list(applies.get("kinds") or ()), list(applies.get("sectors") or ())
        found += [row, *rows_of(each.get("children") or [], depth + 1)]
    if depth == 1:
        for number, row in enumerate(found, 1):
            row.key = f"i{number}"
        _groups(found)
    return found


def _written(name: str, value: Any) -> str:
    if name == "tiers" and isinstance(value, list):
        return "\n".join(_tier(each) for each in value if isinstance(each, dict))
    return "" if value is None else str(value)


def _tier(given: Mapping[str, Any]) -> str:
    until = f" 至 {given['until']}" if given.get("until") not in (None, "") else ""
    return f"{given.get('at', '')}{until} = {given.get('points', '')}"


def _groups(rows: Sequence[Row]) -> None:
    for row, after in zip(rows, [*rows[1:], None], strict=False):
        row.group = after is not None and after.depth > row.depth


def read(given: QueryDict) -> list[Row]:
    """The rows as posted, in the order of the page."""
    found: list[Row] = []
    for key in given.getlist("item")[:MOST_ITEMS]:
        depth = given.get(f"{key}-depth", "1")
        row = Row(key, min(int(depth), DEEPEST) if depth.isdecimal() and int(depth) else 1)
        row.values = {name: given.get(f"{key}-{name}", "").strip()[:2000] for name in FIELDS}
        row.kinds, row.sectors = given.getlist(f"{key}-kinds"), given.getlist(f"{key}-sectors")
        row.depth = min(row.depth, found[-1].depth + 1) if found else 1
        found.append(row)
    _groups(found)
    return found


def rearrange(rows: list[Row], given: QueryDict) -> bool:
    """Do what the pressed button says (`do` = ``add:i3``); whether there was one."""
    what, _, key = given.get("do", "").partition(":")
    place = next((number for number, row in enumerate(rows) if row.key == key), -1)
    if what == "add":
        last = rows[place].depth if place >= 0 else 1
        rows.insert(_end(rows, place) if place >= 0 else len(rows), Row(_fresh(rows), last, {"mode": "hand"}))
    elif place < 0:
        return what == "look"
    elif what == "child" and rows[place].depth < DEEPEST:
        rows.insert(_end(rows, place), Row(_fresh(rows), rows[place].depth + 1, {"mode": "hand"}))
    elif what == "drop":
        del rows[place : _end(rows, place)]
    elif what in ("up", "down"):
        _move(rows, place, what)
    _groups(rows)
    return True


def _end(rows: Sequence[Row], place: int) -> int:
    """The row after an item and all below it."""
    return next((n for n in range(place + 1, len(rows)) if rows[n].depth <= rows[place].depth), len(rows))


def _move(rows: list[Row], place: int, what: str) -> None:
    """Past its neighbour of the same level, with all below it."""
    depth, end = rows[place].depth, _end(rows, place)
    if what == "down":
        if end < len(rows) and rows[end].depth == depth:
            after = _end(rows, end)
            rows[place:after] = [*rows[end:after], *rows[place:end]]
        return
    before = next((n for n in range(place - 1, -1, -1) if rows[n].depth <= depth), -1)
    if before >= 0 and rows[before].depth == depth:
        rows[before:end] = [*rows[place:end], *rows[before:place]]


def _fresh(rows: Iterable[Row]) -> str:
    taken = {row.key for row in rows}
    return next(key for key in (f"n{number}" for number in range(1, 1000)) if key not in taken)


def tree_of(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The rows as a tree; of each only what its mode asks."""
    top: list[dict[str, Any]] = []
    line: list[list[dict[str, Any]]] = [top]
    for row in rows:
        item = _item(row)
        del line[row.depth :]
        line[-1].append(item)
        item["children"] = []
        line.append(item["children"])
    return [_without_empty(each) for each in top]


def _item(row: Row) -> dict[str, Any]:
    values = row.values
    item: dict[str, Any] = {"code": values.get("code", ""), "title": values.get("title", "")}
    item["points"] = values.get("points") or "0"
    if not row.group:
        mode = values.get("mode", "")
        item["mode"] = mode
        for name in RELEVANT.get(mode, ()):
            if values.get(name):
                item[name] = tiers(values[name]) if name == "tiers" else values[name]
    item |= {name: values[name] for name in WORDS if values.get(name)}
    if row.kinds or row.sectors:
        item["applies"] = {"kinds": row.kinds, "sectors": row.sectors}
    return item


def _without_empty(item: dict[str, Any]) -> dict[str, Any]:
    children = [_without_empty(each) for each in item.pop("children")]
    return item | {"children": children} if children else item


def tiers(text: str) -> list[dict[str, str]]:
    """One tier a line, the best first: ``95% = 4``; with where it ends, to be checked: ``90% 至 95% = 2``."""
    found = []
    for line in filter(str.strip, text.splitlines()):
        parts = _TIER.fullmatch(line)
        tier = {"at": parts[1], "points": parts[3]} if parts else {"at": line.strip(), "points": ""}
        found.append(tier | ({"until": parts[2]} if parts and parts[2] else {}))
    return found


def grades(text: str) -> list[dict[str, str]]:
    """One grade a line, the best first: ``标兵 ≥ 95``."""
    found = []
    for line in filter(str.strip, text.splitlines()):
        parts = _GRADE.fullmatch(line)
        found.append(
            {"name": parts[1], "boundary": {">=": "≥", "＞": ">"}.get(parts[2], parts[2]), "threshold": parts[3]}
            if parts
            else {"name": line.strip()[:20], "boundary": "", "threshold": ""}
        )
    return found


HEAD = ("title", "short", "total", "source", "basis", "note", "absent")


def head_of(standard: Standard) -> dict[str, Any]:
    """What the form shows of the standard itself."""
    found: dict[str, Any] = {name: getattr(standard, name) for name in HEAD}
    found |= {"starts_on": f"{standard.starts_on:%Y-%m-%d}", "total": plain(standard.total)}
    found["grades"] = "\n".join(f"{each['name']} {each['boundary']} {each['threshold']}" for each in standard.grades)
    found["kinds"] = list(standard.applies.get("kinds") or ())
    return found | {"sectors": list(standard.applies.get("sectors") or ())}


def read_head(given: QueryDict) -> dict[str, Any]:
    found: dict[str, Any] = {name: given.get(name, "").strip()[:2000] for name in (*HEAD, "starts_on", "grades")}
    return found | {"kinds": given.getlist("kinds"), "sectors": given.getlist("sectors")}


def changes(head: Mapping[str, Any], rows: Sequence[Row]) -> dict[str, Any]:
    """What `edit_standard` takes. ValueError where the day cannot be read."""
    found = {name: head[name] for name in HEAD}
    found |= {
        "starts_on": date.fromisoformat(head["starts_on"]),
        "tree": tree_of(rows),
        "grades": grades(head["grades"]),
    }
    return found | {"applies": {"kinds": head["kinds"], "sectors": head["sectors"]}}


def place(rows: Sequence[Row], wrong: Iterable[Wrong]) -> list[Wrong]:
    """Put each complaint to its row; what belongs to none comes back."""
    rest = []
    for each in wrong:
        row = next((row for row in rows if row.place == each.place), None)
        if row is None:
            rest.append(each)
        elif each.message not in row.errors:
            row.errors.append(each.message)
    return rest

"""The form editor's state: read from what was posted, rows added, moved and taken away, and as the record holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.http import QueryDict

from liuyou.kernel.base import pinyin
from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.measures import REGISTRY
from liuyou.reports.returns.models import Form
from liuyou.reports.returns.rules import layout as layouts
from liuyou.reports.returns.rules.layout import Layout

HEAD = ("title", "code", "frequency", "purpose", "basis", "starts_on", "ends_on", "due_day", "due_unit", "note")
PARTS = {
    "column": ("code", "title", "kind", "why"),
    "row": ("code", "title", "unit", "source", "figure", "why", "consolidate", "fact", "section", "note"),
    "check": ("formula", "must", "why"),
    "cell": ("key", "figure", "why"),
}
"""Kind of line → the fields of one."""
MOST = 500
_AT_END = re.compile(r"（([a-z][^（）]*)）$")
_LATIN = re.compile(r"[^a-z0-9_]+")


@dataclass(slots=True)
class Line:
    """One line of a part; `key` names its inputs."""

    key: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    head: dict[str, str] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)
    sectors: list[str] = field(default_factory=list)
    parts: dict[str, list[Line]] = field(default_factory=lambda: {name: [] for name in PARTS})
    places: str = ""
    """One a line: ``r1.c1=C7``."""


def blank() -> Draft:
    draft = Draft({"frequency": "月", "due_day": "5", "due_unit": "工作日"}, ["primary_union", "joint_union"])
    columns = enumerate((("本期", "period"), ("本年累计", "ytd")), 1)
    draft.parts["column"] = [Line(f"c{n}", {"title": title, "kind": kind}) for n, (title, kind) in columns]
    draft.parts["row"] = [Line(f"r{n}", {"source": "figure"}) for n in range(1, 4)]
    return draft


def of_form(form: Form) -> Draft:
    """The draft of a record."""
    draft = Draft({name: _said(getattr(form, name)) for name in HEAD}, form.kinds, form.sectors)
    parsed = layouts.read(form.layout)
    draft.parts["column"] = [
        Line(f"c{n}", {"code": c.code, "title": c.title, "kind": c.kind, "why": c.why})
        for n, c in enumerate(parsed.columns, 1)
    ]
    draft.parts["row"] = [Line(f"r{n}", _row_values(row)) for n, row in enumerate(parsed.rows, 1)]
    draft.parts["check"] = [
        Line(f"k{n}", {"formula": c.formula, "must": c.must, "why": c.why}) for n, c in enumerate(parsed.checks, 1)
    ]
    draft.parts["cell"] = [Line(f"o{n}", each) for n, each in enumerate(_overrides(parsed), 1)]
    draft.places = "\n".join(f"{key}={place}" for key, place in (parsed.places or {}).items())
    return draft


def _said(value: Any) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _row_values(row: layouts.Row) -> dict[str, str]:
    named = {name: getattr(row, name) for name in PARTS["row"] if name != "source"}
    source = "fact" if row.fact else "figure" if row.figure else "typed" if row.why else "heading"
    return named | {"source": source}


def _overrides(parsed: Layout) -> Iterator[dict[str, str]]:
    for key, each in (parsed.overrides or {}).items():
        if isinstance(each, Mapping):
            yield {"key": key, "figure": "", "why": str(each.get("why", ""))}
        else:
            yield {"key": key, "figure": str(each), "why": ""}


def read(given: QueryDict) -> Draft:
    """The draft as posted."""
    draft = Draft({name: given.get(name, "").strip()[:600] for name in HEAD})
    draft.kinds, draft.sectors = given.getlist("kinds"), given.getlist("sectors")
    for part, names in PARTS.items():
        for key in given.getlist(part)[:MOST]:
            values = {name: given.get(f"{part}-{key}-{name}", "").strip()[:600] for name in names}
            draft.parts[part].append(Line(key, values))
    draft.places = given.get("places", "")[:40_000]
    return draft


def rearrange(draft: Draft, given: QueryDict) -> bool:
    """Add, move or take away the line whose button was pressed; whether there was one."""
    if (part := given.get("add", "")) in PARTS:
        taken = {line.key for line in draft.parts[part]}
        key = next(f"{part[0]}{n}" for n in range(1, 9999) if f"{part[0]}{n}" not in taken)
        usual = {"row": {"source": "figure"}, "column": {"kind": "period"}, "check": {"must": "= 0"}, "cell": {}}
        draft.parts[part].append(Line(key, dict(usual[part])))
        return True
    for verb in ("remove", "up", "down"):
        part, _, key = given.get(verb, "").partition(":")
        if part in PARTS:
            _moved(draft.parts[part], verb, key)
            return True
    return "look" in given


def _moved(lines: list[Line], verb: str, key: str) -> None:
    at = next((n for n, line in enumerate(lines) if line.key == key), None)
    if at is None:
        return
    line = lines.pop(at)
    if verb != "remove":
        lines.insert(max(0, at + (-1 if verb == "up" else 1)), line)


# As the record holds it


def layout_of(draft: Draft) -> dict[str, Any]:
    """Codes that were left empty follow the titles; figures may have been chosen by their titles."""
    _with_codes(draft.parts["column"], "c")
    _with_codes(draft.parts["row"], "r")
    columns = [
        {name: line.values.get(name, "") for name in PARTS["column"]} for line in draft.parts["column"] if _says(line)
    ]
    rows = [_row(line) for line in draft.parts["row"] if _says(line)]
    checks = [dict(line.values) for line in draft.parts["check"] if _says(line)]
    cells = {}
    for line in draft.parts["cell"]:
        if key := line.values.get("key"):
            why = line.values.get("why", "")
            cells[key] = {"why": why} if why else resolved(line.values.get("figure", ""))
    pairs = (each.partition("=") for each in draft.places.splitlines() if "=" in each)
    places = {key.strip(): place.strip() for key, _, place in pairs}
    return {"columns": columns, "rows": rows, "checks": checks, "cells": cells, "places": places}


def _says(line: Line) -> bool:
    """A line in which something was written."""
    return any(line.values.get(name) for name in ("title", "figure", "why", "formula"))


def _row(line: Line) -> dict[str, Any]:
    given = line.values
    row: dict[str, Any] = {name: given.get(name, "") for name in ("code", "title", "unit", "note", "section")}
    match given.get("source"):
        case "figure":
            row["figure"] = resolved(given.get("figure", ""))
            row["unit"] = row["unit"] or unit_of(row["figure"])
        case "typed":
            row["typed"] = {"why": given.get("why", ""), "consolidate": given.get("consolidate") or layouts.SUM}
        case "fact":
            row["fact"] = given.get("fact", "")
    return row


def _with_codes(lines: list[Line], letter: str) -> None:
    taken = {line.values.get("code", "") for line in lines}
    for line in lines:
        if not line.values.get("code") and _says(line):
            stem = _LATIN.sub("", pinyin.org_name(line.values.get("title", "")).initials)[:16]
            stem = stem if stem[:1].isalpha() else f"{letter}{stem}"
            line.values["code"] = next(
                each for each in (stem, *(f"{stem}{n}" for n in range(2, 999))) if each and each not in taken
            )
            taken.add(line.values["code"])


def code_for(title: str, taken: set[str]) -> str:
    """A code for a form, from its title."""
    stem = _LATIN.sub("", pinyin.org_name(title).initials)[:30] or "form"
    return next(each for each in (stem, *(f"{stem}{n}" for n in range(2, 9999))) if each not in taken)


def known_figures() -> list[tuple[str, str, str]]:
    """Every figure as code, title and unit, by code: what the search of the editor finds."""
    REGISTRY.refresh()
    return list(_known(tuple(sorted({*REGISTRY.measures, *codes.NAMED}))))


@lru_cache(maxsize=4)
def _known(names: tuple[str, ...]) -> list[tuple[str, str, str]]:
    return [(code, figure.title, figure.unit) for code in names for figure in [codes.figure(code)]]


def by_title() -> dict[str, str]:
    """Title → code, where only one figure is called so."""
    found: dict[str, list[str]] = {}
    for code, title, _ in known_figures():
        found.setdefault(title, []).append(code)
    return {title: each[0] for title, each in found.items() if len(each) == 1}


def resolved(text: str) -> str:
    """The code of what was typed or chosen: a code, a formula, a title, or “title（code）”."""
    text = text.strip()
    if found := _AT_END.search(text):
        return found[1]
    return by_title().get(text, text)


def unit_of(code: str) -> str:
    try:
        return codes.figure(code).unit
    except LiuyouError:
        return ""

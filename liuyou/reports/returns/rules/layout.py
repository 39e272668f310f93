"""The layout of a form as data: rows, columns, cells, checks between cells, places in the city's own sheet.

A cell is a row and a column (``members.period``). What stands in it follows from both: a figure of the ledger for some
period, a number that must be typed (with the reason why no record can give it), a target, a fact about the
union, a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from liuyou.kernel.base.errors import BadInput, Problem
from liuyou.reports.returns.rules import formulas

PERIOD, YTD, LAST_YEAR, TARGET, TYPED, TEXT = "period", "ytd", "last_year", "target", "typed", "text"
COLUMNS = {
    PERIOD: "本期",
    YTD: "本年累计",
    LAST_YEAR: "上年同期",
    TARGET: "目标",
    TYPED: "手填数",
    TEXT: "文字说明",
}
FACTS = {
    "union_code": "统一社会信用代码",
    "union_name": "工会名称",
    "region": "行政区划代码",
    "kind": "组织类型",
    "sector": "所属领域",
    "period": "报告期",
}
SUM, NONE = "sum", "none"
CONSOLIDATE = {SUM: "逐级相加", NONE: "不汇总"}
MOST_ROWS, MOST_COLUMNS, MOST_CHECKS = 400, 24, 200
_CODE = re.compile(r"[a-z][a-z0-9_]{0,30}")
_PLACE = re.compile(r"[A-Z]{1,3}[1-9]\d{0,4}")


class Source(StrEnum):
    """Where the content of a cell comes from."""

    FIGURE = "figure"
    TYPED = "typed"
    CARRIED = "carried"
    """A typed row's sum of the year so far, or its number of last year: from the returns themselves."""
    TARGET = "target"
    TEXT = "text"
    FACT = "fact"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Column:
    code: str
    title: str
    kind: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the form. Without figure, fact or typed reason it is a heading. `section`: the table it begins."""

    code: str
    title: str
    unit: str = ""
    figure: str = ""
    why: str = ""
    consolidate: str = SUM
    fact: str = ""
    note: str = ""
    section: str = ""

    @property
    def heading(self) -> bool:
        return not (self.figure or self.why or self.fact)


@dataclass(frozen=True, slots=True)
class Check:
    """A rule between cells: the formula must be `= 0` or `>= 0`."""

    formula: str
    must: str
    why: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What is asked in one place. `kind` tells the period, `figure` the code."""

    key: str
    row: Row
    column: Column
    source: Source
    kind: str = PERIOD
    figure: str = ""
    why: str = ""
    consolidate: str = NONE

    @property
    def title(self) -> str:
        return f"{self.row.title}·{self.column.title}"

    @property
    def typed(self) -> bool:
        return self.source is Source.TYPED

    @property
    def numeric(self) -> bool:
        return self.source in (Source.FIGURE, Source.TYPED, Source.CARRIED, Source.TARGET)


@dataclass(frozen=True)
class Layout:
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    overrides: Mapping[str, Any] | None = None
    checks: tuple[Check, ...] = ()
    places: Mapping[str, str] | None = None

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """Every cell by its code, row by row."""
        given = self.overrides or {}
        found = (_cell(row, column, self.columns, given) for row in self.rows for column in self.columns)
        return {cell.key: cell for cell in found}

    @cached_property
    def numbers(self) -> list[Cell]:
        return [cell for cell in self.cells.values() if cell.numeric]

    @cached_property
    def typed(self) -> list[Cell]:
        return [cell for cell in self.cells.values() if cell.typed]

    @cached_property
    def texts(self) -> list[Cell]:
        return [cell for cell in self.cells.values() if cell.source is Source.TEXT]

    @cached_property
    def figures(self) -> list[Cell]:
        return [cell for cell in self.cells.values() if cell.source is Source.FIGURE]

    @cached_property
    def formulas(self) -> list[formulas.Formula]:
        """The parsed formulas of the checks, in their order."""
        return [formulas.parse(check.formula) for check in self.checks]

    def line(self, row: Row) -> list[Cell]:
        return [self.cells[f"{row.code}.{column.code}"] for column in self.columns]


def _cell(row: Row, column: Column, columns: Sequence[Column], given: Mapping[str, Any]) -> Cell:
    key = f"{row.code}.{column.code}"
    kind = column.kind if column.kind in (YTD, LAST_YEAR) else PERIOD
    override = given.get(key)
    if isinstance(override, str):
        source = Source.FIGURE if override else Source.BLANK
        return Cell(key, row, column, source, kind, override)
    if isinstance(override, Mapping):
        why, how = str(override.get("why") or ""), str(override.get("consolidate") or SUM)
        return Cell(key, row, column, Source.TYPED, kind, "", why, how)
    if column.kind == TEXT:
        return Cell(key, row, column, Source.BLANK if row.heading else Source.TEXT)
    if row.fact:
        return Cell(key, row, column, Source.FACT if column is columns[0] else Source.BLANK)
    if row.heading:
        return Cell(key, row, column, Source.BLANK)
    if column.kind == TYPED:
        return Cell(key, row, column, Source.TYPED, PERIOD, "", column.why or row.why, row.consolidate)
    if column.kind == TARGET:
        return Cell(key, row, column, Source.TARGET if row.figure else Source.BLANK, PERIOD, row.figure)
    if row.figure:
        return Cell(key, row, column, Source.FIGURE, kind, row.figure)
    source = Source.TYPED if column.kind == PERIOD else Source.CARRIED
    return Cell(key, row, column, source, kind, "", row.why, row.consolidate)


# Reading


def read(data: Mapping[str, Any]) -> Layout:
    """A layout from JSON or YAML. BadInput where it is not of that shape at all; what it says is for `faults`."""
    if not isinstance(data, Mapping):
        raise BadInput("表样不是一组行和列。")
    return Layout(
        tuple(_column(each) for each in _list(data, "columns")),
        tuple(_row(each) for each in _list(data, "rows")),
        _mapping(data, "cells"),
        tuple(_check(each) for each in _list(data, "checks")),
        {key: str(place).upper() for key, place in _mapping(data, "places").items()},
    )


def _list(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = data.get(name) or []
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        raise BadInput(f"表样的“{name}”应是一列条目。")
    return found


def _mapping(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = data.get(name) or {}
    if not isinstance(found, Mapping):
        raise BadInput(f"表样的“{name}”应是一组对应关系。")
    return dict(found)


def _text(data: Mapping[str, Any], name: str, default: str = "", most: int = 500) -> str:
    value = data.get(name)
    return default if value is None else str(value).strip()[: most + 1]


def _column(data: Mapping[str, Any]) -> Column:
    return Column(_text(data, "code"), _text(data, "title"), _text(data, "kind", PERIOD), _text(data, "why"))


def _row(data: Mapping[str, Any]) -> Row:
    typed = data.get("typed") or {}
    if not isinstance(typed, Mapping):
        raise BadInput("手填行要写明为什么没有记录能给出这个数。")
    return Row(
        code=_text(data, "code"),
        title=_text(data, "title"),
        unit=_text(data, "unit"),
        figure=_text(data, "figure"),
        why=_text(typed, "why"),
        consolidate=_text(typed, "consolidate", SUM) or SUM,
        fact=_text(data, "fact"),
        note=_text(data, "note"),
        section=_text(data, "section"),
    )


def _check(data: Mapping[str, Any]) -> Check:
    return Check(_text(data, "formula"), _text(data, "must", "= 0"), _text(data, "why"))


def written(layout: Layout) -> dict[str, Any]:
    """As it is stored: what `read` takes, without what is empty."""
    rows = []
    for row in layout.rows:
        plain = {name: getattr(row, name) for name in ("code", "title", "unit", "figure", "fact", "note", "section")}
        typed = {"typed": {"why": row.why, "consolidate": row.consolidate}} if row.why else {}
        rows.append({name: value for name, value in plain.items() if value} | typed)
    columns = [
        {"code": each.code, "title": each.title, "kind": each.kind} | ({"why": each.why} if each.why else {})
        for each in layout.columns
    ]
    checks = [{"formula": each.formula, "must": each.must, "why": each.why} for each in layout.checks]
    found: dict[str, Any] = {"columns": columns, "rows": rows, "checks": checks}
    found |= {"cells": dict(layout.overrides)} if layout.overrides else {}
    return found | ({"places": dict(layout.places)} if layout.places else {})


# Judging

Known = Callable[[str], str]
"""Says what is wrong with a figure code, empty where it is right."""


def faults(layout: Layout, known: Known) -> list[Problem]:
    """Everything that stands against publishing, each with its place."""
    return [*_shape(layout), *_sources(layout, known), *_rules(layout), *_placed(layout)]


def _at(column: str, message: str) -> Problem:
    return Problem(message, column=column)


def _shape(layout: Layout) -> Iterator[Problem]:
    if not layout.columns or not layout.rows:
        yield Problem("表样还没有行或列：至少要有一行一列。")
    both: list[tuple[str, Sequence[Row | Column], int]] = []
    both += [("行", layout.rows, MOST_ROWS), ("列", layout.columns, MOST_COLUMNS)]
    for what, parts, most in both:
        if len(parts) > most:
            yield Problem(f"有 {len(parts)} {what}，超过 {most} {what}：请分成几张表。")
        seen: set[str] = set()
        for number, part in enumerate(parts, 1):
            place = f"第 {number} {what}“{part.title}”"
            if not _CODE.fullmatch(part.code):
                yield _at(place, f"代号“{part.code}”写法不对：用小写字母开头的字母、数字、下划线，不超过 31 个。")
            if part.code in seen:
                yield _at(place, f"代号“{part.code}”重复：格的代号由行列代号组成，每行每列要不同。")
            if not part.title:
                yield _at(place, "没有名称。")
            seen.add(part.code)
    for number, column in enumerate(layout.columns, 1):
        if column.kind not in COLUMNS:
            yield _at(f"第 {number} 列“{column.title}”", f"种类“{column.kind}”不认得：可用{'、'.join(COLUMNS)}。")
    if len(layout.checks) > MOST_CHECKS:
        yield Problem(f"表内核对有 {len(layout.checks)} 条，超过 {MOST_CHECKS} 条。")


def _sources(layout: Layout, known: Known) -> Iterator[Problem]:
    told: dict[str, str] = {}

    def wrong(code: str) -> str:
        if code not in told:
            told[code] = known(code)
        return told[code]

    for number, row in enumerate(layout.rows, 1):
        place = f"第 {number} 行“{row.title}”"
        if row.figure and row.why:
            yield _at(place, "既有指标又是手填：只能留一样。")
        if row.figure and (reason := wrong(row.figure)):
            yield _at(place, reason)
        if row.fact and row.fact not in FACTS:
            yield _at(place, f"不认得基本情况“{row.fact}”：可用{'、'.join(FACTS)}。")
        if row.consolidate not in CONSOLIDATE:
            yield _at(place, f"汇总方式“{row.consolidate}”不认得：可用 sum（逐级相加）、none（不汇总）。")
    unknown = sorted(set(layout.overrides or {}) - layout.cells.keys())
    for key in unknown:
        yield _at(f"格 {key}", "没有这个格：请核对行和列的代号。")
    for key, override in (layout.overrides or {}).items():
        cell = layout.cells.get(key)
        if cell is None:
            continue
        if isinstance(override, str) and override and (reason := wrong(override)):
            yield _at(f"格 {key}（{cell.title}）", reason)
        if isinstance(override, Mapping) and cell.consolidate not in CONSOLIDATE:
            yield _at(f"格 {key}（{cell.title}）", f"汇总方式“{cell.consolidate}”不认得。")
    for cell in layout.typed:
        if not cell.why:
            yield _at(f"格 {cell.key}（{cell.title}）", "是手填格，但没有写明为什么没有记录能给出这个数。")


def _rules(layout: Layout) -> Iterator[Problem]:
    usable = {cell.key for cell in layout.numbers}
    for number, check in enumerate(layout.checks, 1):
        place = f"核对第 {number} 条"
        if check.must not in formulas.MUST:
            yield _at(place, f"要求“{check.must}”不认得：可用 = 0、>= 0。")
        if not check.why:
            yield _at(place, "没有写明为什么应当这样。")
        try:
            parsed = formulas.parse(check.formula)
        except BadInput as error:
            yield _at(place, str(error))
            continue
        for key in dict.fromkeys(formulas.cells(parsed)):
            if key not in usable:
                yield _at(place, f"没有数字格“{key}”{formulas.nearest(key, usable)}。")
        if formulas.divides_by_zero(parsed):
            yield _at(place, f"“{check.formula}”总是除以零：请改写。")


def _placed(layout: Layout) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for key, place in (layout.places or {}).items():
        if key not in layout.cells:
            yield _at(f"表位 {place}", f"没有格“{key}”。")
        if not _PLACE.fullmatch(place):
            yield _at(f"格 {key}", f"表位“{place}”不是单元格位置：写法如 C7。")
        if place in seen:
            yield _at(f"表位 {place}", f"“{seen[place]}”和“{key}”都写到这里：一个单元格只放一个数。")
        seen[place] = key

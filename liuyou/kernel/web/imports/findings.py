"""What a dry run found, as JSON: each sheet with its header and columns, problems with the row they stand in, notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from liuyou.kernel.base.errors import Problem
from liuyou.kernel.intake.cells import plain_text
from liuyou.kernel.intake.headers import Match
from liuyou.kernel.intake.labels import Label
from liuyou.kernel.intake.layout import without_table
from liuyou.kernel.intake.mapping import Layover, at_row, columns_of, likeliest, nearest, signature
from liuyou.kernel.intake.registers import Register
from liuyou.kernel.intake.results import DryRun, Layovers, Reading
from liuyou.kernel.intake.titles import title_of
from liuyou.kernel.intake.workbooks import Sheet

WIDEST, LONGEST = 24, 40
"""Cells of a row that are shown, characters of a cell."""
SAMPLES = 2


def of_dry_run(found: DryRun, registers: Mapping[str, Register], said: Layovers | None) -> dict[str, Any]:
    """``sheets``, ``problems``, ``rows`` (sheet → row → its cells), ``notes``, ``before``, ``new``, ``known``."""
    readings = {reading.sheet: reading for reading in found.readings}
    before = found.loaded_before
    sheets = (
        []
        if before
        else [
            _sheet(sheet, readings.get(sheet.name), registers, said, found.problems) for sheet in found.workbook.sheets
        ]
    )
    return {
        "sheets": sheets,
        "problems": [[each.sheet, each.row, each.column, each.column_number, each.message] for each in found.problems],
        "rows": _rows(found.workbook.sheets, found.problems),
        "notes": found.notes,
        "before": [before.pk, f"{before.at.isoformat()}", before.file_name] if before else None,
        "new": found.new_rows,
        "known": sum(reading.known for reading in found.readings),
    }


def problems_of(told: Mapping[str, Any]) -> list[Problem]:
    return [
        Problem(message, sheet, row, column, number) for sheet, row, column, number, message in told.get("problems", ())
    ]


def _sheet(
    sheet: Sheet,
    reading: Reading | None,
    registers: Mapping[str, Register],
    said: Layovers | None,
    problems: Iterable[Problem],
) -> dict[str, Any]:
    told: dict[str, Any] = {"name": sheet.name, "new": 0, "known": 0, "register": "", "columns": {}, "labels": []}
    told["problems"] = sum(each.sheet == sheet.name for each in problems)
    if why := without_table(sheet):
        return told | {"idle": why}
    layover = said(sheet) if said else None
    told["said"] = layover is not None
    if reading is not None:
        match = reading.match
        told |= {"new": len(reading.rows), "known": reading.known, "register": match.form.code}
        told |= _header(sheet, *_heading_of(match, sheet))
        told["columns"] = {each.position: each.column.name for each in match.columns}
        told["fixed"] = {name: str(each.value)[:LONGEST] for name, each in match.fixed.items()}
        return told
    return told | _unread(sheet, layover, registers)


def _unread(sheet: Sheet, layover: Layover | None, registers: Mapping[str, Register]) -> dict[str, Any]:
    """A sheet that could not be understood or is left out: the nearest guess, for a person to go on from."""
    code = layover.register if layover else ""
    if layover and not code:
        return {"left_out": True}
    forms = [registers[code].form] if code in registers else [each.form for each in registers.values()]
    if layover and layover.columns and (there := at_row(sheet, layover.row, layover.depth)):
        return {"register": code, "columns": dict(layover.columns)} | _header(sheet, *there)
    guess = nearest(sheet, forms, layover.row if layover and layover.row else None)
    if guess is not None:
        told = {"register": code or guess.form.code, "columns": columns_of(guess)}
        return told | _header(sheet, guess.row, guess.depth, guess.labels)
    heading = likeliest(sheet)
    return {"register": code} | (_header(sheet, *heading) if heading else {})


def _heading_of(match: Match, sheet: Sheet) -> tuple[int, int, list[Label]]:
    row, depth = match.header_row - 1, match.first_row - match.header_row
    there = at_row(sheet, row, depth)
    labels = there[2] if there else [Label(x, text, (title_of(text),)) for x, text in match.headers.items()]
    return row, depth, labels


def _header(sheet: Sheet, row: int, depth: int, labels: Sequence[Label]) -> dict[str, Any]:
    below = sheet.grid[row + depth : row + depth + 8]
    samples = {label.position: _samples(below, label.position) for label in labels}
    shown = [[label.position, label.text, samples[label.position]] for label in labels]
    return {"row": row, "depth": depth, "labels": shown, "signature": signature(labels)}


def _samples(below: Sequence[Sequence[Any]], position: int) -> str:
    texts = (plain_text(row[position])[:LONGEST] for row in below if position < len(row))
    return "、".join([text for text in texts if text][:SAMPLES])


def _rows(sheets: Sequence[Sheet], problems: Iterable[Problem]) -> dict[str, dict[str, list[str]]]:
    """The cells of every row that has a problem, so that it can be told by looking at it."""
    wanted: dict[str, set[int]] = {}
    for problem in problems:
        if problem.row:
            wanted.setdefault(problem.sheet, set()).add(problem.row)
    return {
        sheet.name: {
            str(row): [plain_text(cell)[:LONGEST] for cell in sheet.grid[row - 1][:WIDEST]]
            for row in sorted(wanted.get(sheet.name, ()))
            if row <= len(sheet.grid)
        }
        for sheet in sheets
        if sheet.name in wanted
    }


def lines(told: Mapping[str, Any], problems: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    """Problems as the page lists them: where, what, and the row as it stands, its wrong cell marked."""
    found = []
    for sheet, row, column, number, message in problems:
        cells = told.get("rows", {}).get(sheet, {}).get(str(row), []) if row else []
        shown = [(text, x + 1 == number) for x, text in enumerate(cells) if text or x + 1 == number]
        found.append({"sheet": sheet, "row": row, "column": column, "message": message, "cells": shown})
    return found


def summary(told: Mapping[str, Any]) -> str:
    """One line for the list of files under way."""
    if told.get("error"):
        return str(told["error"])
    if told.get("before"):
        return "以前导入过"
    if told.get("problems"):
        return f"{len(told['problems'])} 处要修改"
    return f"可以导入 {told['new']} 条" if told.get("new") else "没有新的内容"

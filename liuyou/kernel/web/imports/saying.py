"""How a person says what a sheet is: the selects of the import page, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from liuyou.kernel.access.models import Actor
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.catalogue import catalogue
from liuyou.kernel.catalogue.catalogue import AREAS
from liuyou.kernel.intake.mapping import Layover, at_row, columns_of, nearest, signature
from liuyou.kernel.intake.registers import Register
from liuyou.kernel.intake.workbooks import Sheet, open_workbook
from liuyou.kernel.web.imports import uploads
from liuyou.kernel.web.models import Upload

LEFT_OUT = "-"


def choices(registers: Mapping[str, Register]) -> list[tuple[str, list[Register]]]:
    """Registers by area, as the select shows them."""
    groups: dict[str, list[Register]] = {"组织和人员": []}
    for register in registers.values():
        area = AREAS.get(register.code.partition(".")[0])
        groups.setdefault(area.title if area else "组织和人员", []).append(register)
    return [(title, found) for title, found in groups.items() if found]


def shown(told: Mapping[str, Any], registers: Mapping[str, Register]) -> dict[str, Any]:
    """One sheet as the template draws it: labels with their sample and field, required columns that are missing."""
    register = registers.get(told["register"])
    columns = {int(position): name for position, name in told["columns"].items()}
    fields = register.form.columns if register else ()
    there = {*columns.values(), *told.get("fixed", {}), *(register.form.constants if register else ())}
    labels = [(position, text, sample, columns.get(position, "")) for position, text, sample in told["labels"]]
    titles = {column.name: column.title for column in fields}
    return {
        **told,
        "title": register.form.title if register else "",
        "fields": fields,
        "labels": labels,
        "header": told["row"] + 1 if "row" in told else "",
        "missing": [each.title for each in fields if each.required and each.default is None and each.name not in there],
        "fixed": [(titles.get(name, name), value) for name, value in told.get("fixed", {}).items()],
        "read": sum(bool(name) for *_, name in labels),
    }


def say(upload: Upload, given: QueryDict, *, actor: Actor) -> None:
    """Take in what was chosen for each sheet. BadInput when two columns are to be the same field."""
    told = uploads.found_of(upload)
    layovers: dict[str, Layover] = {}
    signatures: dict[str, str] = {}
    with uploads.opened(upload) as path:
        book = {sheet.name: sheet for sheet in open_workbook(path).sheets}
        for number, before in enumerate(told.get("sheets", ())):
            sheet = book.get(before["name"])
            layover = _layover(number, before, sheet, given) if sheet else None
            if layover is None or sheet is None:
                continue
            layovers[sheet.name] = layover
            heading = at_row(sheet, layover.row, layover.depth)
            signatures[sheet.name] = signature(heading[2]) if heading else ""
    uploads.say(upload, layovers, signatures, actor=actor)


def _layover(number: int, before: Mapping[str, Any], sheet: Sheet, given: QueryDict) -> Layover | None:
    """What is different from how the sheet was read; None when nothing is."""
    code = given.get(f"register-{number}", "")
    if code == LEFT_OUT:
        return Layover("")
    registers = catalogue.registers()
    if code not in registers:
        return None
    row = _row(given.get(f"row-{number}", ""), before)
    old = {int(position): name for position, name in before["columns"].items()}
    if code != before["register"] or row != before.get("row"):
        guess = nearest(sheet, [registers[code].form], row)
        if guess is None:
            return Layover(code, row or 0, 1, {})
        return Layover(code, guess.row, guess.depth, columns_of(guess) if row != before.get("row") else {})
    fields = {column.name: column.title for column in registers[code].form.columns}
    new = {
        position: name
        for position, *_ in before["labels"]
        if (name := given.get(f"column-{number}-{position}", "")) in fields
    }
    if new == old or not new:
        return _same(code, before, old)
    twice = next((name for name in new.values() if list(new.values()).count(name) > 1), None)
    if twice:
        raise BadInput(f"工作表“{sheet.name}”有两列都选成了“{fields[twice]}”：请只留一列。")
    return Layover(code, before["row"], before["depth"], new)


def _same(code: str, before: Mapping[str, Any], old: Mapping[int, str]) -> Layover | None:
    """Read again as a person said before; what was recognised needs no word."""
    return Layover(code, before["row"], before["depth"], old) if before.get("said") and "row" in before else None


def _row(text: str, before: Mapping[str, Any]) -> int | None:
    """Row of the header from 0, as typed from 1."""
    if text.isdecimal() and 1 <= int(text) <= 100:
        return int(text) - 1
    return before.get("row")

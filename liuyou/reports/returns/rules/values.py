"""Numbers of a return as they are kept: cell code → text of the exact number; and what follows from several copies."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.numbers import tabular
from liuyou.reports.returns.rules import formulas
from liuyou.reports.returns.rules.layout import Cell, Check, Layout

Numbers = Mapping[str, Decimal | None]
Frozen = dict[str, str | None]
LARGEST = Decimal(10) ** 15


def frozen(values: Numbers) -> Frozen:
    return {key: None if value is None else format(value, "f") for key, value in values.items()}


def thawed(kept: Mapping[str, str | None] | None) -> dict[str, Decimal | None]:
    return {key: None if text is None else Decimal(text) for key, text in (kept or {}).items()}


def typed_number(text: str, cell: Cell) -> Decimal:
    """What was typed into a cell; BadInput names the cell."""
    compact = text.replace(",", "").replace("，", "").replace(" ", "")
    try:
        value = Decimal(compact)
    except InvalidOperation:
        raise BadInput(f"{cell.title}：“{text[:20]}”不是数：请只填数字。") from None
    if not value.is_finite() or abs(value) >= LARGEST:
        raise BadInput(f"{cell.title}：“{text[:20]}”太大或不是数：请核对。")
    return value


@dataclass(frozen=True, slots=True)
class Judged:
    """A check between cells with its outcome: `holds` is None where it says nothing."""

    number: int
    check: Check
    value: Decimal | None
    holds: bool | None

    @property
    def key(self) -> str:
        return f"check:{self.number}"

    @property
    def words(self) -> str:
        if self.holds is None:
            return "有格没有数或除以零，这一条不作判断"
        return "相符" if self.holds else f"不符，差 {tabular(self.value, '')}"


def judged(layout: Layout, values: Numbers) -> list[Judged]:
    """Every check; one that divides by nothing or lacks a number says nothing, and tells so."""
    found = []
    for number, (check, formula) in enumerate(zip(layout.checks, layout.formulas, strict=True), 1):
        value = formulas.value(formula, values)
        holds = None if value is None else (value == 0 if check.must == "= 0" else value >= 0)
        found.append(Judged(number, check, value, holds))
    return found


def missing(layout: Layout, typed: Mapping[str, str]) -> list[Cell]:
    """Typed cells that are still empty."""
    return [cell for cell in layout.typed if not str(typed.get(cell.key) or "").strip()]


def different(then: Numbers, now: Numbers) -> Iterator[str]:
    """Cells that are not what they were; a cell that only one copy has is not compared."""
    for key in then.keys() & now.keys():
        if then[key] != now[key]:
            yield key


def collectors(holders: Mapping[int, str], asked: Mapping[int, str]) -> dict[int, list[int]]:
    """For each org asked, the nearest orgs below it that hold a return: path by org → holders by org.

    A holder counts for the next holder above it only, and for those asked in between; so nothing is counted twice.
    """
    found: dict[int, list[int]] = {org: [] for org in asked}
    for org, path in holders.items():
        for label in reversed(path.split(".")[:-1]):
            above = int(label)
            if above in found:
                found[above].append(org)
            if above in holders:
                break
    return found


def added(keys: Collection[str], below: Collection[Numbers]) -> dict[str, Decimal]:
    """Typed cells of those below, cell by cell."""
    return {key: sum((each.get(key) or Decimal(0) for each in below), Decimal(0)) for key in keys}

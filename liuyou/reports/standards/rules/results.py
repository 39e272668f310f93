"""From the marks of items to a result: subtotals, vetoes, must-haves, the total, the grade; and ranking by type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from liuyou.kernel.base.numbers import ratio
from liuyou.reports.standards.rules.conditions import rounded
from liuyou.reports.standards.rules.tree import Item, Sheet

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Mark:
    """What an item got. `met`: whether its condition is kept, where it has one."""

    points: Decimal
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """`most`: the points of what applies; `factor`: by what they are scaled to the standard's total."""

    total: Decimal
    grade: str
    most: Decimal
    factor: Decimal
    base: Decimal
    bonus: Decimal
    barred: bool = False
    verdicts: tuple[str, ...] = ()
    parts: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    """Code of every item that applies → its points and the most it may give."""


def applicable(sheet: Sheet, kind: str, sector: str) -> list[Item]:
    """The scored items that are for this type of union."""
    return list(_fitting(sheet.items, kind, sector))


def _fitting(items: Sequence[Item], kind: str, sector: str) -> Iterable[Item]:
    for item in items:
        if item.applies.fits(kind, sector):
            if item.children:
                yield from _fitting(item.children, kind, sector)
            else:
                yield item


def result(sheet: Sheet, kind: str, sector: str, marks: Mapping[str, Mark]) -> Result:
    """Where a mark is missing it counts as nothing."""
    parts: dict[str, tuple[Decimal, Decimal]] = {}
    got = most = bonus = NOTHING
    for item in sheet.items:
        points, full, extra = _part(item, kind, sector, marks, parts)
        got, most, bonus = got + points, most + full, bonus + extra
    base, factor = _whole(sheet, got, most)
    verdicts, zero, barred = _verdicts(applicable(sheet, kind, sector), marks)
    total = NOTHING if zero else base + bonus
    grade = "" if barred or zero else grade_of(sheet, total)
    return Result(total, grade, most, factor, base, bonus, barred or zero, tuple(verdicts), parts)


def _part(
    item: Item, kind: str, sector: str, marks: Mapping[str, Mark], parts: dict[str, tuple[Decimal, Decimal]]
) -> tuple[Decimal, Decimal, Decimal]:
    """Points, the most, and bonus of an item and all below it."""
    if not item.applies.fits(kind, sector):
        return NOTHING, NOTHING, NOTHING
    if item.children:
        got = most = bonus = NOTHING
        for child in item.children:
            points, full, extra = _part(child, kind, sector, marks, parts)
            got, most, bonus = got + points, most + full, bonus + extra
        parts[item.code] = got, most
        return got, most, bonus
    points = marks[item.code].points if item.code in marks else NOTHING
    parts[item.code] = points, item.most
    if item.mode == "bonus":
        return NOTHING, NOTHING, points
    return points, item.points, NOTHING


def _whole(sheet: Sheet, got: Decimal, most: Decimal) -> tuple[Decimal, Decimal]:
    """The total without bonus, and the factor of one point, where some items do not apply."""
    if sheet.absent == "full":
        return got + sheet.total - most, Decimal(1)
    factor = ratio(sheet.total, most) if most else None
    if factor is None:
        return NOTHING, Decimal(1)
    return (got, factor) if most == sheet.total else (rounded(got * sheet.total / most), factor)


def _verdicts(items: Sequence[Item], marks: Mapping[str, Mark]) -> tuple[list[str], bool, bool]:
    """What is said of failed must-haves and vetoes; whether the total is nothing; whether no grade is given."""
    said: list[str] = []
    zero = barred = False
    for item in items:
        mark = marks.get(item.code)
        if item.mode not in ("must_have", "veto") or mark is None or mark.met is not False:
            continue
        if item.mode == "veto":
            zero, barred = zero or item.effect == "total", barred or item.effect == "grade"
            said.append(f"一票否决：{item.title}（{'总分记零' if item.effect == 'total' else '不评等次'}）")
        else:
            barred = barred or item.effect == "grade"
            said.append(f"必备项未达标：{item.title}（{'不评等次' if item.effect == 'grade' else '本项不得分'}）")
    return said, zero, barred


def grade_of(sheet: Sheet, total: Decimal) -> str:
    """The best grade whose threshold the total passes; empty for none."""
    return next((grade.name for grade in sheet.grades if grade.must.holds(total)), "")


def ranks(totals: Mapping[int, tuple[str, Decimal]]) -> dict[int, tuple[int, int]]:
    """Id → its group and total, as id → rank and number in the group. Equal totals share a rank (1, 1, 3)."""
    groups: dict[str, list[tuple[Decimal, int]]] = {}
    for number, (group, total) in totals.items():
        groups.setdefault(group, []).append((total, number))
    found: dict[int, tuple[int, int]] = {}
    for members in groups.values():
        members.sort(key=lambda each: (-each[0], each[1]))
        place, before = 0, None
        for position, (total, number) in enumerate(members, 1):
            if total != before:
                place, before = position, total
            found[number] = place, len(members)
    return found

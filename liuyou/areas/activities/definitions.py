"""What a type of activity (活动类型) is: its fields, what it counts, its sentence. Plain Python; see `reading.py`."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.numbers import printed
from liuyou.kernel.intake.cells import parser
from liuyou.kernel.intake.columns import NUMBERS, Column, Kind
from liuyou.kernel.ledger.measures import Entry, Measure

AREA = "activities"
KINDS = {kind.value: kind for kind in (Kind.TEXT, Kind.INTEGER, Kind.MONEY, Kind.DATE, Kind.CHOICE, Kind.BOOLEAN)}
TELLING = (Kind.TEXT, Kind.CHOICE, Kind.BOOLEAN)
"""Kinds that a measure may be split by."""

DATES = (
    Column("held_on", "日期", Kind.DATE, ("活动日期", "时间", "活动时间", "举办日期", "举办时间", "开始日期"), True),
    Column("ended_on", "结束日期", Kind.DATE, ("结束时间", "截止日期")),
)
TEXTS = (
    Column("subject", "名称", Kind.TEXT, ("活动名称", "主题", "内容", "活动内容")),
    Column("place", "地点", Kind.TEXT, ("活动地点", "举办地点", "地址")),
    Column("partners", "合作单位", Kind.TEXT, ("联合单位", "协办单位", "配合单位")),
)
"""Every type has these; a definition that declares a field of the same name gives it its own title."""
NOTE = Column("note", "备注", Kind.TEXT, ("说明",))
ORG = Column("org", "所属工会", Kind.ORG, ("工会名称", "单位", "填报单位", "主办单位", "举办单位"))
TEXT_NAMES = tuple(column.name for column in TEXTS)

Stored = dict[str, Any]
"""Values as kept: whole numbers as numbers, money as text with two places, days as 2016-01-28, the rest as they are."""


@dataclass(frozen=True, slots=True)
class Count:
    """One thing a type counts: the sum of the numeric field `value`, or of 1 for each record where it is empty."""

    name: str
    value: str
    measure: Measure


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of one type. `data` is the definition as written, for keeping."""

    code: str
    title: str
    group: str
    version: int
    description: str
    hints: tuple[str, ...]
    fields: tuple[Column, ...]
    counts: tuple[Count, ...]
    wording: str
    data: Mapping[str, Any]

    @property
    def own(self) -> dict[str, Column]:
        """The fields kept in a record's `values`, by name."""
        return {column.name: column for column in self.fields if column.name not in TEXT_NAMES}

    @property
    def texts(self) -> tuple[Column, ...]:
        """Subject, place and partners as this type calls them."""
        declared = {column.name: column for column in self.fields}
        return tuple(declared.get(column.name, column) for column in TEXTS)

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns of the type's ledger; a title taken by a declared field is no synonym of an implicit one."""
        taken = {word for column in self.fields for word in column.titles}
        rest = [*DATES, *self.texts, *self.own.values(), ORG, NOTE]
        return tuple(column if column in self.fields else _without(column, taken) for column in rest)

    def measure(self, name: str) -> Measure:
        return next(count.measure for count in self.counts if count.name == name)


def _without(column: Column, taken: Iterable[str]) -> Column:
    words = tuple(word for word in column.synonyms if word not in set(taken))
    return Column(column.name, column.title, column.kind, words, column.required)


def clean(columns: Iterable[Column], given: Mapping[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Typed values by column (None where blank), and what is wrong as (name, message). Read as workbook cells are."""
    typed: dict[str, Any] = {}
    wrong = []
    for column in columns:
        value = given.get(column.name)
        try:
            typed[column.name] = parser(column)(str(value) if isinstance(value, Decimal) else value)
        except BadInput as error:
            wrong.append((column.name, str(error)))
            continue
        if typed[column.name] is None and column.required:
            wrong.append((column.name, "没有填写：这是必填项"))
    return typed, wrong


def clean_values(definition: Definition, given: Mapping[str, Any]) -> tuple[Stored, list[tuple[str, str]]]:
    """A record's `values` as they are kept, and what is wrong as (field name, message)."""
    typed, wrong = clean(definition.own.values(), given)
    unknown = [(name, _unknown(definition, name)) for name in given if name not in definition.own]
    kept = {name: str(value) if isinstance(value, Decimal | date) else value for name, value in typed.items()}
    return {name: value for name, value in kept.items() if value is not None}, unknown + wrong


def _unknown(definition: Definition, name: str) -> str:
    known = "、".join(f"{column.title}（{key}）" for key, column in definition.own.items()) or "无"
    return f"“{definition.title}”没有“{name}”这一项：可填的是{known}"


def entries(definition: Definition, on: date, texts: Mapping[str, str], values: Stored) -> Iterable[Entry]:
    """What one record amounts to. A field left empty counts nothing; a dimension left empty is none."""
    facts = {**texts, **values}
    for count in definition.counts:
        amount = Decimal(str(values.get(count.value, 0))) if count.value else Decimal(1)
        dims: dict[str, Any] = {name: told(facts.get(name)) for name in count.measure.dims}
        yield count.measure.entry(amount, on=on, **dims)


def told(value: Any) -> str:
    """A value in words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def particulars(definition: Definition, values: Stored) -> str:
    """What tells a record from another of the same day and name: ``举办层级 省总``."""
    return _listed(definition, values, numbers=False)


def quantities(definition: Definition, values: Stored) -> str:
    """The numbers of a record in words: ``期数 4、参训人次 10``."""
    return _listed(definition, values, numbers=True)


def _listed(definition: Definition, values: Stored, *, numbers: bool) -> str:
    return "、".join(
        f"{column.title} {_printed(column.kind, values[name])}"
        for name, column in definition.own.items()
        if name in values and (column.kind in NUMBERS) is numbers
    )


def _printed(kind: Kind, value: Any) -> str:
    if kind in NUMBERS:
        return printed(Decimal(str(value)), "元" if kind is Kind.MONEY else "")
    return told(value)


def sentence(definition: Definition, given: Mapping[str, Any]) -> str:
    """The type's wording with its places filled; a clause (between commas) with a place that has no value is left out.

    `given` holds texts and stored values of one record, or totals by name of field or measure.
    """
    kinds = {column.name: column.kind for column in definition.fields}
    kinds |= {count.name: Kind.MONEY for count in definition.counts if count.measure.unit == "元"}
    kinds |= {count.name: Kind.INTEGER for count in definition.counts if count.name not in kinds}
    filled = {name: value for name, value in given.items() if value not in (None, "")}
    words = {name: _printed(kinds.get(name, Kind.TEXT), value) for name, value in filled.items()}
    clauses = re.split("[，；]", definition.wording)
    return "，".join(clause.format(**words) for clause in clauses if set(places(clause)) <= words.keys())


def places(wording: str) -> list[str]:
    """Names in braces. ValueError when the braces do not match."""
    return [name for _, name, _, _ in string.Formatter().parse(wording) if name is not None]

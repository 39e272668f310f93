"""What a register expects of a workbook: its columns, and the words by which its sheets are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any


class Kind(StrEnum):
    """What stands in a cell. The comment names the Python type a parsed value has."""

    TEXT = "text"  # str
    NAME = "name"  # str, a person's name
    ORG = "org"  # str, name or code of a union, not yet looked up
    IDENTITY = "identity"  # str, normalised number
    PHONE = "phone"  # str of digits
    CREDIT_CODE = "credit_code"  # str
    CHOICE = "choice"  # str, the stored value
    INTEGER = "integer"  # int
    DECIMAL = "decimal"  # Decimal
    MONEY = "money"  # Decimal in 元 with two places
    DATE = "date"  # date
    MONTH = "month"  # date, the first of the month
    YEAR = "year"  # int; a school year is the year it begins in
    BOOLEAN = "boolean"  # bool


NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY})
PERSONAL = frozenset({Kind.NAME, Kind.IDENTITY, Kind.PHONE})
# Beyond these a cell is a slip of the pen, whatever the register; a column may set its own bounds.
SANE = {Kind.MONEY: Decimal(10) ** 9, Kind.INTEGER: Decimal(10) ** 7}
# What the kind itself is called everywhere, beside the column's own titles.
COMMON = {
    Kind.IDENTITY: (
        *(
            "身份证",
            "身份证号",
            "身份证号码",
            "身份证件号",
            "身份证件号码",
            "居民身份证",
            "居民身份证号",
            "居民身份证号码",
        ),
        *("公民身份号码", "公民身份证号", "公民身份证号码", "证件号", "证件号码"),
    ),
    Kind.PHONE: ("电话", "电话号码", "手机", "手机号", "手机号码", "联系方式", "联系手机", "移动电话", "本人电话"),
    Kind.CREDIT_CODE: ("信用代码", "社会信用代码", "社会统一信用代码", "统一信用代码"),
}


@dataclass(frozen=True)
class Column:
    """One column. `choices` maps accepted spellings to stored values; `minimum` and `maximum` are in 元 for money.

    `words`: spellings of known texts and the word for each; read from the lines above a table without the column.
    `ahead`: a day that may lie in the future (deadlines, ends of contracts).
    """

    name: str
    title: str
    kind: Kind
    synonyms: tuple[str, ...] = ()
    required: bool = False
    choices: Mapping[str, str] | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    sensitive: bool = False
    help: str = ""
    default: Any = None
    words: Mapping[str, str] | None = None
    ahead: bool = False

    @cached_property
    def titles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.title, *self.synonyms, *COMMON.get(self.kind, ()))))


@dataclass(frozen=True)
class Sheetform:
    """One register as a table. `hints` are words that speak for it; `constants` come with choosing it."""

    code: str
    title: str
    columns: tuple[Column, ...]
    hints: tuple[str, ...] = ()
    constants: Mapping[str, Any] = field(default_factory=dict)

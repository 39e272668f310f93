"""What a register expects of a workbook: its columns, and the words by which its sheets are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
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
    BOOLEAN = "boolean"  # bool


NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY})


@dataclass(frozen=True)
class Column:
    """One column. `choices` maps accepted spellings to stored values; `minimum` and `maximum` are in 元 for money."""

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

    @property
    def titles(self) -> tuple[str, ...]:
        return (self.title, *self.synonyms)


@dataclass(frozen=True)
class Sheetform:
    """One register as a table. `hints` are words that speak for it; `constants` come with choosing it."""

    code: str
    title: str
    columns: tuple[Column, ...]
    hints: tuple[str, ...] = ()
    constants: Mapping[str, Any] = field(default_factory=dict)

"""Formulas between the cells of one form: sums, differences, products, ratios of cells and numbers; nothing else."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput, v_args

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.numbers import ratio

GRAMMAR = r"""
?sum: product | sum "+" product -> add | sum "-" product -> subtract
?product: atom | product "*" atom -> multiply | product "/" atom -> divide
?atom: NUMBER -> number | CELL -> cell | "(" sum ")"
CELL: /[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*/
NUMBER: /\d+(\.\d+)?/
%ignore /\s+/
"""
MUST = {"= 0": "应为零", ">= 0": "不应小于零"}
LONGEST = 500
_PARSER = Lark(GRAMMAR, start="sum", parser="lalr")
Values = Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal


@dataclass(frozen=True, slots=True)
class Place:
    key: str


@dataclass(frozen=True, slots=True)
class Operation:
    sign: str
    left: Formula
    right: Formula


Formula = Number | Place | Operation


@v_args(inline=True)
class _Build(Transformer):
    def number(self, text: Token) -> Formula:
        return Number(Decimal(text))

    def cell(self, key: Token) -> Formula:
        return Place(str(key))

    def add(self, left: Formula, right: Formula) -> Formula:
        return Operation("+", left, right)

    def subtract(self, left: Formula, right: Formula) -> Formula:
        return Operation("-", left, right)

    def multiply(self, left: Formula, right: Formula) -> Formula:
        return Operation("*", left, right)

    def divide(self, left: Formula, right: Formula) -> Formula:
        return Operation("/", left, right)


@lru_cache(maxsize=2048)
def parse(text: str) -> Formula:
    """BadInput shows up to where it could be read."""
    if len(text) > LONGEST:
        raise BadInput(f"公式超过 {LONGEST} 个字：请分成几条。")
    try:
        tree: Any = _PARSER.parse(text)
    except UnexpectedInput as error:
        place = text[: max(error.pos_in_stream or 0, 0)]
        raise BadInput(f"公式读不懂：{text}（读到“{place}”为止）。写法如 r1.c1 - r2.c1。") from None
    built: Formula = _Build().transform(tree)
    return built


def cells(formula: Formula) -> Iterator[str]:
    if isinstance(formula, Place):
        yield formula.key
    elif isinstance(formula, Operation):
        yield from cells(formula.left)
        yield from cells(formula.right)


def divides_by_zero(formula: Formula) -> bool:
    """Whether some divisor is a constant that comes to nothing."""
    if not isinstance(formula, Operation):
        return False
    if formula.sign == "/" and not any(cells(formula.right)) and not value(formula.right, {}):
        return True
    return divides_by_zero(formula.left) or divides_by_zero(formula.right)


def value(formula: Formula, given: Values) -> Decimal | None:
    """None where a cell has no number or something is divided by nothing."""
    if isinstance(formula, Number):
        return formula.value
    if isinstance(formula, Place):
        return given.get(formula.key)
    left, right = value(formula.left, given), value(formula.right, given)
    if left is None or right is None:
        return None
    if formula.sign == "/":
        return ratio(left, right)
    return {"+": left + right, "-": left - right, "*": left * right}[formula.sign]


def nearest(key: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(key, list(known), n=3, cutoff=0.5)
    return f"，最接近的是{'、'.join(close)}" if close else ""

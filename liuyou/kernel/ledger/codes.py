"""Figure codes and formulas: ``aid.money[programme=送温暖]``, ``distinct(aid.payments)``, ``a / b``.

A code is a measure or a named figure; a named figure is a formula over codes, kept as data. Filters go down to the
measures below. Division is done last, on exact numbers.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput, v_args

from liuyou.kernel.base.errors import BadInput, NotFound
from liuyou.kernel.ledger.measures import REGISTRY, Nature

GRAMMAR = r"""
?sum: product | sum "+" product -> add | sum "-" product -> subtract
?product: atom | product "*" atom -> multiply | product "/" atom -> divide
?atom: NUMBER -> number | CODE filters? -> code | "distinct" "(" CODE filters? ")" -> distinct
     | "last_year" "(" sum ")" -> last_year | "opening" "(" CODE filters? ")" -> opening | "(" sum ")"
filters: "[" [filter ("," filter)*] "]"
filter: KEY "=" VALUE
CODE: /[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)+/
KEY: /[^\[\]=,\s]+/
VALUE: /[^\[\]=,]+/
NUMBER: /\d+(\.\d+)?/
%ignore /\s+/
"""
Filters = tuple[tuple[str, tuple[str, ...]], ...]
"""Dimension and the values that count, sorted: ``(("scope", ("区域性", "行业性")),)``."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One fold over one measure: the sum of a flow, the balance of a stock, or distinct persons.

    `opening`: the balance before the period's first day, of the orgs that belong together at its end.
    """

    measure: str
    filters: Filters = ()
    distinct: bool = False
    years_back: int = 0
    opening: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal


@dataclass(frozen=True, slots=True)
class Operation:
    sign: str
    left: Formula
    right: Formula


Formula = Leaf | Number | Operation


@dataclass(frozen=True, slots=True)
class Named:
    """A figure kept as data: its formula over other codes, with the words for it."""

    code: str
    title: str
    unit: str
    formula: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """What a code asks for, worked out down to the measures."""

    code: str
    title: str
    unit: str
    formula: Formula

    def __hash__(self) -> int:
        return hash(self.code)  # a formula is deep, and cells are looked up by the thousand

    @property
    def leaves(self) -> list[Leaf]:
        return list(leaves(self.formula))


NAMED: dict[str, Named] = {}
"""Named figures by code, from the areas' figures.yaml."""


def define(figures: Mapping[str, Named]) -> None:
    NAMED.update(figures)
    figure.cache_clear()


def leaves(formula: Formula) -> Iterator[Leaf]:
    if isinstance(formula, Leaf):
        yield formula
    elif isinstance(formula, Operation):
        yield from leaves(formula.left)
        yield from leaves(formula.right)


def _map(formula: Formula, change: Any) -> Formula:
    if isinstance(formula, Leaf):
        return change(formula)  # type: ignore[no-any-return]
    if isinstance(formula, Operation):
        return Operation(formula.sign, _map(formula.left, change), _map(formula.right, change))
    return formula


def narrow(formula: Formula, filters: Filters) -> Formula:
    """Push filters down to every measure; asking for a dimension that one of them lacks is refused."""

    def change(leaf: Leaf) -> Leaf:
        measure = REGISTRY.get(leaf.measure)
        if not {name for name, _ in filters} <= {*measure.dims, *measure.dims.values()}:
            REGISTRY.refresh()  # a type that is data may have got a new dimension meanwhile
            measure = REGISTRY.get(leaf.measure)
        titles = {title: name for name, title in measure.dims.items()}
        given = {titles.get(name, name): values for name, values in filters}
        REGISTRY.check_dims(measure, given)
        merged = dict(leaf.filters)
        for name, values in given.items():
            merged[name] = tuple(sorted(set(values) & set(merged[name]))) if name in merged else values
        return replace(leaf, filters=tuple(sorted(merged.items())))

    return _map(formula, change) if filters else formula


@v_args(inline=True)
class _Build(Transformer):
    def number(self, text: Token) -> Formula:
        return Number(Decimal(text))

    def filter(self, key: Token, value: Token) -> tuple[str, tuple[str, ...]]:
        return str(key), tuple(sorted(part.strip() for part in value.split("|")))

    def filters(self, *filters: Any) -> Filters:
        given = [each for each in filters if each]
        names = [name for name, _ in given]
        if twice := next((name for name in names if names.count(name) > 1), None):
            values = "|".join(value for name, values in given if name == twice for value in values)
            raise BadInput(f"分项“{twice}”写了两次：几个值中任一个都算的，写成 {twice}={values}。")
        return tuple(sorted(given))

    def code(self, code: Token, filters: Filters = ()) -> Formula:
        if str(code) in NAMED:
            return narrow(parse(NAMED[str(code)].formula), filters)
        _known(str(code))
        return narrow(Leaf(str(code)), filters)

    def distinct(self, code: Token, filters: Filters = ()) -> Formula:
        _known(str(code))
        return narrow(Leaf(str(code), distinct=True), filters)

    def opening(self, code: Token, filters: Filters = ()) -> Formula:
        _known(str(code))
        measure = REGISTRY.get(str(code))
        if measure.nature is not Nature.STOCK:
            raise BadInput(f"“{measure.title}”是发生数，没有期初数：opening 只用于时点数。")
        return narrow(Leaf(str(code), opening=True), filters)

    def last_year(self, formula: Formula) -> Formula:
        return _map(formula, lambda leaf: replace(leaf, years_back=leaf.years_back + 1))

    def add(self, left: Formula, right: Formula) -> Formula:
        return Operation("+", left, right)

    def subtract(self, left: Formula, right: Formula) -> Formula:
        return Operation("-", left, right)

    def multiply(self, left: Formula, right: Formula) -> Formula:
        return Operation("*", left, right)

    def divide(self, left: Formula, right: Formula) -> Formula:
        return Operation("/", left, right)


def _known(code: str) -> None:
    try:
        REGISTRY.get(code)
    except NotFound:
        near = nearest(code)
        hint = f"，最接近的是{'、'.join(near)}" if near else ""
        raise NotFound(f"没有指标“{code}”{hint}。运行 liuyou measures 可列出全部指标。") from None


def nearest(code: str) -> list[str]:
    """Known codes most like this one."""
    return difflib.get_close_matches(code, [*REGISTRY.measures, *NAMED], n=3, cutoff=0.5)


LONGEST = 500
"""Characters of a code: more is a formula that wants a name, or an attack."""
_SINGLE = re.compile(r"\s*([a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)+)\s*(?:\[[^\]]*\])?\s*")
_PARSER = Lark(GRAMMAR, start="sum", parser="lalr")


def parse(text: str) -> Formula:
    """The formula of a text. BadInput shows where it cannot be read; NotFound names the nearest code."""
    try:
        tree = _PARSER.parse(text)
    except UnexpectedInput as error:
        place = text[: error.pos_in_stream or 0]
        raise BadInput(f"指标写法读不懂：{text}（读到“{place}”为止）。写法如 aid.money[programme=送温暖]。") from None
    from lark.exceptions import VisitError

    try:
        return _Build().transform(tree)  # type: ignore[no-any-return]
    except VisitError as error:
        raise error.orig_exc from None


@lru_cache(maxsize=4096)
def figure(code: str, where: Filters = ()) -> Figure:
    """The figure of a code, with further filters.

    A single named figure or measure has its own title and unit; a formula has itself for a title, and the unit that its
    terms share: a sum keeps it, their ratio is a percentage, anything else has none.
    """
    if len(code) > LONGEST:
        raise BadInput(f"指标写法超过 {LONGEST} 个字：请把它定义为一个命名的指标。")
    formula = narrow(parse(code), where)
    single = _SINGLE.fullmatch(code)
    if single and single[1] in NAMED:
        named = NAMED[single[1]]
        return Figure(code, named.title, named.unit, formula)
    if isinstance(formula, Leaf):
        title = REGISTRY.get(formula.measure).title
        return Figure(code, f"{title}（不重复）" if formula.distinct else title, unit_of(formula), formula)
    return Figure(code, code, unit_of(formula), formula)


def unit_of(formula: Formula) -> str:
    """元, 人 …; % for a ratio of like to like; empty where no one unit is right."""
    if isinstance(formula, Leaf):
        return "人" if formula.distinct else REGISTRY.get(formula.measure).unit
    if isinstance(formula, Number):
        return ""
    left, right = unit_of(formula.left), unit_of(formula.right)
    if formula.sign == "/" and left == right:
        return "%"
    if formula.sign in "+-":
        return left if left == right else ""
    return left if isinstance(formula.right, Number) else right if isinstance(formula.left, Number) else ""


def written(formula: Formula) -> str:
    """The text that `parse` reads to this very formula, over measures only. BadInput where filters leave no value."""
    if isinstance(formula, Number):
        return f"{formula.value:f}"
    if isinstance(formula, Operation):
        sides = [written(side) for side in (formula.left, formula.right)]
        nested = [isinstance(side, Operation) for side in (formula.left, formula.right)]
        left, right = (f"({side})" if inner else side for side, inner in zip(sides, nested, strict=True))
        return f"{left} {formula.sign} {right}"
    for name, values in formula.filters:
        if not values:
            raise BadInput(f"“{formula.measure}”的分项“{name}”前后限定互相矛盾，没有可算的内容。")
    inside = ",".join(f"{name}={'|'.join(values) or ' '}" for name, values in formula.filters)
    text = f"{formula.measure}[{inside}]" if inside else formula.measure
    text = f"distinct({text})" if formula.distinct else f"opening({text})" if formula.opening else text
    return "last_year(" * formula.years_back + text + ")" * formula.years_back


def filters_of(pairs: Mapping[str, str]) -> Filters:
    """``{"programme": "送温暖|金秋助学"}`` as filters."""
    return tuple(
        sorted((name, tuple(sorted(part.strip() for part in text.split("|")))) for name, text in pairs.items())
    )

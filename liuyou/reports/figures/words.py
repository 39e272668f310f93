"""What a figure means, in Chinese: its kind, its definition, what it counts and where that is entered, and its tag."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from liuyou.kernel.catalogue import catalogue
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.codes import Figure, Formula, Leaf, Number
from liuyou.kernel.ledger.measures import REGISTRY, Nature

SIGNS = {"+": "加", "-": "减", "*": "乘以", "/": "除以"}
ADDS = "各行、各列分别向台账查询，合计也单独查询，不是把各行相加。"
NOT_ADDING = "同一人在几个单位、几个月都出现的，合计里只计一次，所以各行、各月相加会大于合计。"
RATIO = "比率在每一级、每个月各自用分子除以分母，最后才除，不能相加，也不能平均。"
STOCK = "时点数取期末的存量：合计列是期末数，不是各月之和。"


def kind_of(figure: Figure) -> str:
    formula = figure.formula
    if isinstance(formula, Leaf):
        if formula.distinct:
            return "不重复人数"
        return "时点数" if REGISTRY.get(formula.measure).nature is Nature.STOCK else "发生数"
    return "比率" if isinstance(formula, codes.Operation) and formula.sign == "/" else "计算指标"


def adds_up(figure: Figure) -> bool:
    """Whether the parts of a whole come to the whole: sums and differences of what is not distinct."""

    def sums(formula: Formula) -> bool:
        if isinstance(formula, codes.Operation):
            return formula.sign in "+-" and sums(formula.left) and sums(formula.right)
        return isinstance(formula, Leaf) and not formula.distinct

    return sums(figure.formula)


def notes(figures: Iterable[Figure]) -> list[str]:
    """What has to be said about totals of these figures."""
    kinds = {kind_of(each) for each in figures}
    distinct = any(leaf.distinct for each in figures for leaf in each.leaves)
    found = [STOCK] if "时点数" in kinds else []
    found += [NOT_ADDING] if distinct else []
    found += [RATIO] if "比率" in kinds else []
    return found or [ADDS]


def leaf_words(leaf: Leaf) -> str:
    """救助金额（项目为送温暖、集中慰问）."""
    measure = REGISTRY.get(leaf.measure)
    inside = "；".join(
        f"{measure.dims.get(name, name)}为{'、'.join(value or '未填' for value in values) or '无'}"
        for name, values in leaf.filters
    )
    text = f"{measure.title}（{inside}）" if inside else measure.title
    text = f"{text}所涉及的人数（同一人只计一次）" if leaf.distinct else text
    text = f"期初{text}" if leaf.opening else text
    return "上年同期的" * leaf.years_back + text


def spoken(formula: Formula) -> str:
    """A formula as a sentence would say it; what is worked out first stands in brackets."""
    if isinstance(formula, Leaf):
        return leaf_words(formula)
    if isinstance(formula, Number):
        return f"{formula.value:f}"
    sides = [
        f"〔{spoken(side)}〕" if isinstance(side, codes.Operation) else spoken(side)
        for side in (formula.left, formula.right)
    ]
    return f"{sides[0]} {SIGNS[formula.sign]} {sides[1]}"


def definition(figure: Figure) -> str:
    """One sentence. A named figure's own words, then how it is worked out."""
    named = codes.NAMED.get(figure.code.split("[")[0].strip())
    formula = figure.formula
    if isinstance(formula, Leaf):
        stock = not formula.distinct and REGISTRY.get(formula.measure).nature is Nature.STOCK
        plain = f"期末{leaf_words(formula)}的存量" if stock else f"期内{leaf_words(formula)}"
    else:
        plain = spoken(formula)
    if named and named.description:
        return f"{named.description}。算法：{plain}。"
    return f"{plain}。"


def register_title(register: str) -> str:
    """The name of a register: that of its workflow."""
    area = catalogue.AREAS.get(register.split(".")[0])
    found = next((each.title for each in area.workflows if each.code == register), "") if area else ""
    return found or (area.title if area else register)


def sources(figure: Figure) -> list[tuple[str, str]]:
    """Measure and register it is posted by, each once."""
    found = dict.fromkeys(leaf.measure for leaf in figure.leaves)
    return [(REGISTRY.get(code).title, register_title(REGISTRY.register_of[code])) for code in found]


def dimensions(figures: Iterable[Figure]) -> dict[str, str]:
    """Name → Chinese title of the dimensions that all measures of all figures have."""
    found: dict[str, str] | None = None
    for figure in figures:
        for leaf in figure.leaves:
            dims = REGISTRY.get(leaf.measure).dims
            found = dict(dims) if found is None else {name: title for name, title in found.items() if name in dims}
    return found or {}


def tag(code: str, figure: Figure) -> str:
    """What is pasted into a Word template; money and percentages print their own unit."""
    unit = "" if figure.unit in ("元", "%") else figure.unit
    return f'{{{{ 指标("{code}") }}}}{unit}'


def code_of(code: str, figure: Figure, where: Sequence[tuple[str, str]]) -> str:
    """The code with the page's filters inside, as a template needs it."""
    if not where:
        return code
    plain = re.fullmatch(r"[a-z0-9_.]+", code) is not None and all(value for _, value in where)
    return f"{code}[{','.join(f'{name}={value}' for name, value in where)}]" if plain else codes.written(figure.formula)


def area_of(code: str) -> str:
    """The area that a figure belongs to: that of its first word, else of the first measure it counts."""
    first = code.split(".")[0]
    if first in catalogue.AREAS:
        return first
    leaves = codes.figure(code).leaves
    return leaves[0].measure.split(".")[0] if leaves else ""

"""Papers of many figures: the templates, and the same paper by docxtpl from bare queries."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations, product

from docx import Document
from docxtpl import DocxTemplate

from bench import baselines
from bench.generate import FUNDS, KINDS, STOCKS, WITHOUT_PERSON, measure
from liuyou.kernel.base.numbers import printed, ratio
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.codes import Figure, Formula, Leaf, Number, figure

WITH_PERSON = [n for n in range(10) if n not in WITHOUT_PERSON]


def _filtered(number: int, kinds: Sequence[str], funds: Sequence[str]) -> str:
    given = [f"{name}={'|'.join(texts)}" for name, texts in (("kind", kinds), ("fund", funds)) if texts]
    return f"{measure(number)}[{','.join(given)}]" if given else measure(number)


def summary_codes() -> list[str]:
    """200 figures as a half-year summary has them: sums, balances, people, ratios, last year's."""
    one_way = [((), ()), *(((kind,), ()) for kind in KINDS), *(((), (fund,)) for fund in FUNDS)]
    two_ways = [((kind,), (fund,)) for kind, fund in product(KINDS, FUNDS)]
    plain = [_filtered(n, *by) for n in range(10) for by in (*one_way, *two_ways)]
    people = [f"distinct({_filtered(n, *by)})" for n in WITH_PERSON for by in one_way[:4]]
    ratios = [f"{a} / {b}" for a, b in zip(plain[:28], plain[40:68], strict=True)]
    return [*plain, *people, *ratios, *(f"last_year({code})" for code in plain[:20])]


def many_codes(count: int, different: int) -> list[str]:
    """`count` figures of `different` codes: all choices of kinds and funds of all measures, people, ratios of them."""

    def choices(texts: Sequence[str]) -> list[tuple[str, ...]]:
        return [chosen for size in range(len(texts)) for chosen in combinations(texts, size)]

    plain = [_filtered(n, *by) for n in range(10) for by in product(choices(KINDS), choices(FUNDS))]
    people = [f"distinct({measure(n)})" for n in WITH_PERSON if n not in STOCKS]
    ratios = [f"{a} / {b}" for a, b in product(plain, plain) if a != b]
    codes = [*plain, *people, *ratios[:: len(ratios) // different]][:different]
    return [codes[number % len(codes)] for number in range(count)]


def template(tags: Sequence[str], a_paragraph: int = 10) -> bytes:
    """A paper whose paragraphs hold these tags."""
    document = Document()
    for start in range(0, len(tags), a_paragraph):
        document.add_paragraph("，".join(f"本期为{tag}" for tag in tags[start : start + a_paragraph]) + "。")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def ours(codes: Sequence[str]) -> bytes:
    return template([f'{{{{ 指标("{code}") }}}}' for code in codes])


def theirs(count: int) -> bytes:
    return template([f"{{{{ f{number} }}}}" for number in range(count)])


def by_hand(db: baselines.Connection, codes: Sequence[str], org: int, period: Period, paper: bytes) -> list[str]:
    """Ask each figure by itself, fill docxtpl's template, save. The printed texts."""
    texts = []
    for code in codes:
        asked = figure(code)
        texts.append(printed(_value(db, asked, asked.formula, org, period), asked.unit))
    document = DocxTemplate(io.BytesIO(paper))
    document.render({f"f{number}": text for number, text in enumerate(texts)})
    document.save(io.BytesIO())
    return texts


def _value(db: baselines.Connection, asked: Figure, formula: Formula, org: int, period: Period) -> Decimal | None:
    if isinstance(formula, Leaf):
        days = period.last_year() if formula.years_back else period
        since = baselines.BEGINNING if formula.measure in STOCK_CODES else days.start
        filters = {name: list(values) for name, values in formula.filters}
        return baselines.leaf(db, formula.measure, filters, org, since, days.end, formula.distinct)
    if isinstance(formula, Number):
        return formula.value
    left, right = (_value(db, asked, side, org, period) for side in (formula.left, formula.right))
    assert formula.sign == "/"
    return None if left is None or right is None else ratio(left, right)


STOCK_CODES = {measure(n) for n in STOCKS}
TODAY = date(2025, 1, 10)

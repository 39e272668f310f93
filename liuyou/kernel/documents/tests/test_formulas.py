"""Formulas as they are kept in citations: written over measures, and read back to the very same formula."""

from __future__ import annotations

import pytest

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.codes import NAMED, figure, parse, written
from liuyou.kernel.ledger.measures import REGISTRY

WRITTEN = [
    ("aid.money", "aid.money"),
    ("aid.money[项目=送温暖]", "aid.money[programme=送温暖]"),
    ("aid.money[programme=送温暖|集中慰问, form=现金]", "aid.money[form=现金,programme=送温暖|集中慰问]"),
    ("aid.money[programme= ]", "aid.money[programme= ]"),
    ("aid.money[programme=|送温暖]", "aid.money[programme=|送温暖]"),
    ("aid.people[programme=送温暖]", "distinct(aid.payments[programme=送温暖])"),
    ("last_year(aid.people)", "last_year(distinct(aid.payments))"),
    ("last_year(last_year(aid.money))", "last_year(last_year(aid.money))"),
    (
        "last_year(aid.money - aid.goods) * 0.0000001",
        "(last_year(aid.money) - last_year(aid.goods)) * 0.0000001",
    ),
    ("aid.money - (aid.goods - 1.50)", "aid.money - (aid.goods - 1.50)"),
    ("aid.money - aid.goods - 1", "(aid.money - aid.goods) - 1"),
    ("aid.money / (aid.goods / 2)", "aid.money / (aid.goods / 2)"),
    ("aid.money_per_person * 2", "(aid.money / distinct(aid.payments)) * 2"),
]


@pytest.mark.parametrize(("code", "text"), WRITTEN)
def test_a_formula_is_written_over_measures_and_read_back(db, code, text):
    assert written(parse(code)) == text
    assert parse(text) == parse(code)


def test_every_named_figure_and_measure_survives_the_round(db):
    REGISTRY.refresh()
    assert NAMED
    for code in [*NAMED, *REGISTRY.measures]:
        formula = figure(code).formula
        assert parse(written(formula)) == formula
        assert not {leaf.measure for leaf in codes.leaves(formula)} & NAMED.keys()


def test_filters_that_leave_no_value_cannot_be_written(db):
    with pytest.raises(BadInput, match="互相矛盾"):
        written(parse("aid.warmth_money[programme=金秋助学]"))

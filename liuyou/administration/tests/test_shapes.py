"""Values of parameters typed and told."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from liuyou.administration.parameters import queries, shapes
from liuyou.administration.parameters.shapes import Shape
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.parameters.definitions import definitions


@pytest.mark.parametrize(
    ("text", "unit", "kept"),
    [
        ("5", "工作日", 5),
        ("５", "人", 5),
        ("80%", "比例", 0.8),
        ("0.8", "比例", 0.8),
        ("1,200", "元", 1200),
        ("1.5", "倍", 1.5),
    ],
)
def test_a_number_is_kept_as_the_data_keep_it(text: str, unit: str, kept: float) -> None:
    found = shapes.read_number(text, unit)
    assert found == kept
    assert type(found) is type(kept)


@pytest.mark.parametrize(
    ("text", "unit"), [("五", "人"), ("-1", "人"), ("1.5", "工作日"), ("nan", "元"), ("1e99", "元"), ("", "人")]
)
def test_what_is_no_number_of_the_unit_is_refused(text: str, unit: str) -> None:
    with pytest.raises(BadInput):
        shapes.read_number(text, unit)


@pytest.mark.parametrize(
    ("text", "kept"), [("2/3", "2/3"), ("70%", "7/10"), ("0.5", "1/2"), ("４/６", "2/3"), ("1", "1/1")]
)
def test_a_fraction_stays_exact(text: str, kept: str) -> None:
    assert shapes.read_fraction(text) == kept


@pytest.mark.parametrize("text", ["3/2", "120%", "一半", "1/0", ""])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        shapes.read_fraction(text)


def test_values_are_told_without_codes() -> None:
    words = {"low": "低保户"}
    assert shapes.told(["low"], "类", words) == "低保户"
    assert shapes.told(Fraction(2, 3), "比例", {}) == "2/3"
    assert shapes.told(Decimal("0.8"), "比例", {}) == "80%"
    assert shapes.told({"min": 1, "max": 3}, "年", {}) == "最少 1，最多 3"
    assert shapes.told(True, "是或否", {}) == "是"


@pytest.mark.parametrize("name", sorted(definitions()))
def test_no_parameter_shows_a_code_and_every_one_has_a_shape(name: str) -> None:
    about = definitions()[name]
    words = queries.words_for(about)
    for each in about.values:
        shown = shapes.told(each.value, each.unit or about.unit, words)
        told = shown.removesuffix(" MB")
        assert not any(character.isalpha() and character.isascii() for character in told), shown
        assert shapes.shape_of(each.value) in Shape
    plain = shapes.plain(about.description)
    assert not any(code in plain for code in (*shapes.KEYS, *words)), plain

"""Numbers as papers and tables write them, with the seeds' own figures."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuyou.kernel.base.numbers import parse_printed, printed, ratio, tabular


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("240000", "元", "24万元"),
        ("130200", "元", "13.02万元"),
        ("41320", "元", "4.13万元"),
        ("8000", "元", "8000元"),
        ("900", "元", "900元"),
        ("0", "元", "0元"),
        ("10000", "元", "1万元"),
        ("9999.99", "元", "9999.99元"),
        ("9999.995", "元", "1万元"),
        ("12.50", "元", "12.5元"),
        ("0.005", "元", "0.01元"),
        ("-130200", "元", "-13.02万元"),
        ("-0.001", "元", "0元"),
        ("10050", "元", "1.01万元"),
        ("123456789", "元", "12345.68万元"),
        ("145", "人", "145"),
        ("145.0", "人", "145"),
        ("2.5", "份", "2.5"),
        ("100", "户", "100"),
        ("1E+2", "户", "100"),
        ("0.9", "%", "90%"),
        ("0", "%", "0%"),
        ("1", "%", "100%"),
        ("0.9996", "%", "99.96%"),
        ("0.99996", "%", "99.996%"),
        ("-0.0512", "%", "-5.1%"),
        ("1.2", "%", "120%"),
    ],
)
def test_papers_write(value, unit, text):
    assert printed(Decimal(value), unit) == text


@pytest.mark.parametrize(("part", "whole", "text"), [(39, 41, "95.1%"), (943, 940, "100.32%"), (1092, 470, "232.34%")])
def test_a_plan_is_printed_as_it_was_fulfilled(part, whole, text):
    assert printed(ratio(part, whole), "%") == text


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        ("41320", "元", 3, "4.132万元"),
        ("0.9512", "%", 2, "95.12%"),
        ("0.9512", "%", 0, "95%"),
        ("2.567", "份", 1, "2.6"),
    ],
)
def test_the_number_of_decimals_can_be_set(value, unit, decimals, text):
    assert printed(Decimal(value), unit, decimals) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("240000", "元", "240,000.00"),
        ("0.005", "元", "0.01"),
        ("0.951219", "%", "95.1%"),
        ("1.00319", "%", "100.3%"),
        ("1", "%", "100.0%"),
        ("4666", "个", "4,666"),
        ("1092.5", "人", "1,092.5"),
        ("0", "人", "0"),
    ],
)
def test_tables_write(value, unit, text):
    assert tabular(Decimal(value), unit) == text


def test_what_does_not_apply_is_a_dash():
    assert (printed(None, "元"), tabular(None, "%")) == ("—", "—")


def test_a_ratio_keeps_28_digits_and_is_not_clamped():
    assert ratio(1, 3) == Decimal("0." + "3" * 28)
    assert ratio(Decimal(1092), Decimal(470)) > 2
    assert ratio(1, 0) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("24万元", "240000"),
        ("13.02 万元", "130200"),
        ("24万", "240000"),
        ("1.2亿元", "120000000"),
        ("95.1%", "0.951"),
        ("９５.１％", "0.951"),
        ("12,345", "12345"),
        ("１２，３４５", "12345"),
        ("240,000.00", "240000"),
        ("¥8000元", "8000"),
        ("-3", "-3"),
        ("−3", "-3"),
        (" 145 ", "145"),
        ("0", "0"),
    ],
)
def test_written_numbers_are_read_back(text, value):
    assert parse_printed(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "—", "约24万元", "12,34", "1.2.3", "145人", "未报", "24%万", ".5", "1,2345"])
def test_what_is_no_number_is_none(text):
    assert parse_printed(text) is None


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2), st.sampled_from(["元", "人"]))
def test_a_table_loses_nothing_down_to_a_cent(value, unit):
    assert parse_printed(tabular(value, unit)) == value


@given(st.decimals(min_value=0, max_value=Decimal("0.99999999"), places=8))
def test_less_than_all_never_reads_as_all(value):
    assert printed(value, "%") != "100%"

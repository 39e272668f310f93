"""Rules at their boundaries: values, shares, families, completion, ranks, circulars, forms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuyou.kernel.base.errors import BadInput, Refused
from liuyou.kernel.base.families import above, handed
from liuyou.kernel.base.numbers import printed
from liuyou.reports.targets.rules import circulars, completion, shares, sheets, supervision, values

D = Decimal


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("1200", "人", D(1200)),
        ("1,200", "人", D(1200)),
        ("24万", "元", D(240000)),
        ("90%", "%", D("0.9")),
        ("95.05%", "%", D("0.9505")),
        ("0.9", "%", D("0.9")),
        ("0", "人", D(0)),
        (D("3.5"), "元", D("3.5")),
    ],
)
def test_a_value_is_read_as_it_is_written(text: Any, unit: str, value: Decimal) -> None:
    assert values.parse(text, unit) == value


@pytest.mark.parametrize(
    ("text", "unit", "words"),
    [
        ("许多", "人", "看不懂"),
        ("-1", "人", "负数"),
        ("90", "%", "90%"),
        ("90%", "人", "百分数"),
        (D(10) ** 15, "人", "太大"),
    ],
)
def test_a_value_that_cannot_be_is_told(text: Any, unit: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        values.parse(text, unit)


def test_values_are_shown_and_typed_with_their_unit() -> None:
    assert values.shown(D(1200), "人") == "1200人"
    assert values.shown(D("0.9000"), "%") == "90%"
    assert values.shown(None, "人") == "—"
    assert values.typed(D("1200.0000"), "人") == "1200"
    assert values.typed(D("0.9050"), "%") == "90.5%"


@given(
    st.decimals(min_value=0, max_value=10**9, places=2),
    st.dictionaries(st.integers(1, 900), st.integers(0, 10**6), min_size=1, max_size=40),
    st.sampled_from([D(1), D("0.01")]),
)
def test_shares_always_add_up_to_the_whole(whole: Decimal, weights: dict[int, int], step: Decimal) -> None:
    given_weights = {org: Decimal(weight) for org, weight in weights.items()}
    if not sum(weights.values()):
        with pytest.raises(Refused):
            shares.split(whole, given_weights, step)
        return
    found = shares.split(whole, given_weights, step)
    assert sum(found.values()) == whole
    assert found.keys() == weights.keys()
    total = sum(given_weights.values())
    assert all(abs(found[org] - whole * weight / total) <= 2 * step for org, weight in given_weights.items())


def test_what_rounding_leaves_goes_to_the_largest_rests() -> None:
    assert shares.split(D(100), {1: D(1), 2: D(1), 3: D(1)}, D(1)) == {1: 34, 2: 33, 3: 33}
    assert shares.split(D(10), {1: D(3), 2: D(0)}, D(1)) == {1: 10, 2: 0}


def test_parts_that_do_not_add_up_need_a_reason() -> None:
    shares.require_agreement("入会", D(100), D(100), reason="", required=True)
    shares.require_agreement("入会", D(100), D(120), reason="留有余地", required=True)
    shares.require_agreement("入会", D(100), D(120), reason="", required=False)
    with pytest.raises(Refused, match="多 20"):
        shares.require_agreement("入会", D(100), D(120), reason=" ", required=True)
    with pytest.raises(Refused, match="少 1"):
        shares.require_agreement("入会", D(100), D(99), reason="", required=True)


def test_a_part_belongs_to_the_nearest_target_above() -> None:
    wholes = above({1: "9", 2: "9.2", 3: "9.2.5", 4: "9.3.6"})
    assert wholes == {2: 1, 3: 2, 4: 1}
    assert handed(wholes, {2: D(60), 4: D(30)}) == {1: D(90)}


@pytest.mark.parametrize(
    ("done", "value", "words"),
    [
        (D("1003.2"), D(1000), "100.32%"),
        (D("2323.4"), D(1000), "232.34%"),
        (D(0), D(10), "0%"),
        (D(999), D(1000), "99.9%"),
        (D(5), D(0), "—"),
        (None, D(5), "—"),
    ],
)
def test_completion_is_never_clamped(done: Decimal | None, value: Decimal, words: str) -> None:
    assert printed(completion.completion(done, value), "%") == words


@given(
    st.decimals(0, 10**6, places=2),
    st.decimals(0, 10**6, places=2),
    st.decimals(min_value=1, max_value=10**6, places=2),
)
def test_more_done_is_never_a_lower_completion(one: Decimal, other: Decimal, value: Decimal) -> None:
    low, high = sorted((one, other))
    first, second = completion.completion(low, value), completion.completion(high, value)
    assert first is not None
    assert second is not None
    assert first <= second


def test_equals_share_a_rank_and_the_undefined_have_none() -> None:
    assert completion.ranks({1: D(1), 2: D(2), 3: D(1), 4: None, 5: D("0.5")}) == {2: 1, 1: 2, 3: 2, 5: 4}
    assert [completion.bar(each) for each in (None, D("0.504"), D(1), D("2.3"))] == [0, 50, 100, 100]


def line(name: str, value: str | None, done: str, rank: int | None = None) -> circulars.Line:
    target = None if value is None else D(value)
    return circulars.Line(name, target, D(done), completion.completion(D(done), target), rank)


def test_a_circular_praises_at_the_line_and_spurs_only_below_it() -> None:
    lines = [line("甲", "10", "10", 1), line("乙", "10", "8", 2), line("丙", "10", "7.99", 3), line("丁", "0", "1")]
    assert [each.name for each in circulars.praised(lines, D(1))] == ["甲"]
    assert [each.name for each in circulars.spurred(lines, D("0.8"))] == ["丙"]
    text = circulars.text("发展会员", "人", "2016年6月30日", line("县", "40", "27"), lines, praise=D(1), spur=D("0.8"))
    assert "目标40人，实际27人，完成67.5%" in text
    assert "表扬的1个单位：甲（100%）" in text
    assert "加快的1个单位：丙（79.9%）" in text
    assert "没有可比目标的1个单位：丁" in text


def test_findings_with_a_day_need_an_owner() -> None:
    on = date(2016, 5, 3)
    kept = supervision.findings(
        [{"problem": "台账不全", "due_on": date(2016, 5, 20), "owner": "王一"}, {"problem": "无"}], on
    )
    assert kept[0] == {"problem": "台账不全", "advice": "", "due_on": "2016-05-20", "owner": "王一"}
    assert [each["problem"] for each in supervision.to_follow(kept)] == ["台账不全"]
    for wrong in (
        {"problem": "", "owner": "甲"},
        {"problem": "x", "due_on": on},
        {"problem": "x", "due_on": date(2016, 5, 2), "owner": "甲"},
    ):
        with pytest.raises(Refused):
            supervision.findings([wrong], on)


def test_tasks_lie_ahead_of_their_meeting() -> None:
    held = date(2016, 5, 3)
    assert supervision.tasks([{"task": "摸底", "due_on": held}], held)[0]["done_on"] == ""
    with pytest.raises(Refused, match="早于会议"):
        supervision.tasks([{"task": "摸底", "due_on": date(2016, 5, 2)}], held)
    with pytest.raises(Refused, match="没有写内容"):
        supervision.tasks([{"task": ""}], held)


def test_a_key_point_says_when_it_is_done() -> None:
    supervision.deliverable("members.count", D(1), "")
    supervision.deliverable("", None, "印发办法")
    for figure, value, text in (("", None, " "), ("members.count", None, "x"), ("", D(1), "x")):
        with pytest.raises(Refused):
            supervision.deliverable(figure, value, text)


def test_a_sheet_names_every_row_that_is_wrong() -> None:
    assert sheets.items([{"figure": "a.b", "points": "5"}])[0] == {
        "figure": "a.b",
        "title": "",
        "value": "",
        "points": "5",
    }
    rows = [{"figure": "a.b"}, {"figure": ""}, {"figure": "a.b"}, {"figure": "c.d", "points": "五"}]
    with pytest.raises(BadInput) as error:
        sheets.items(rows)
    assert [each.row for each in error.value.problems] == [2, 3, 4]
    with pytest.raises(BadInput, match="一项也没有"):
        sheets.items([])
    assert sheets.name("入会[新]=甲,乙|丙") == "入会 新  甲 乙 丙"

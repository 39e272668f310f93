"""Words that reports fill: put in before the paper is written, hidden where nothing is said, never tags."""

from __future__ import annotations

import pytest

from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents import sentences, templates
from liuyou.kernel.documents.templates import WORDS, Told
from liuyou.kernel.documents.tests.small_papers import lines, text

PERIOD = Period.parse("2016")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {"试词": [], "另词": []}
    for word in found:
        monkeypatch.setitem(WORDS, word, lambda org, period, word=word: found[word])
    return found


def written(template: bytes) -> str:
    filled = sentences.expand(template, org=1, period=PERIOD)
    return "\n".join(
        text(templates.render(filled, figure=lambda code, _: f"<{code}>", exists=lambda _: True, values={}))
    )


TEMPLATE = lines(
    "头",
    "{%p if 试词 or 另词 %}",
    "有话",
    "{{ 试词 }}",
    "{{ 另词 }}",
    "{%p endif %}",
    "{%p if not 试词 %}",
    "无话",
    "{%p endif %}",
    "尾",
)


def test_a_part_without_words_is_left_out(said):
    assert [each for each in written(TEMPLATE).split("\n") if each] == ["头", "无话", "尾"]


def test_each_saying_is_a_paragraph_and_its_figures_are_tags(said):
    said["试词"] = ["一", ["完成", Told("aid.money", 1), "。"]]
    assert [each.strip("\ufdd0\ufdd1\ufdd2") for each in written(TEMPLATE).split("\n") if each][:3] == [
        "头",
        "有话",
        "一",
    ]
    filled = sentences.expand(TEMPLATE, org=1, period=PERIOD)
    assert [tag.expression for tag in templates.tags(filled)] == ["aid.money"]
    assert "无话" not in written(TEMPLATE)


def test_one_of_two_words_is_enough(said):
    said["另词"] = ["乙"]
    assert [each for each in written(TEMPLATE).split("\n") if each] == ["头", "有话", "乙", "无话", "尾"]


def test_what_people_typed_makes_no_tag(said):
    said["试词"] = ['{{ 指标("aid.money") }}{% if x %}']
    filled = sentences.expand(TEMPLATE, org=1, period=PERIOD)
    assert templates.tags(filled) == []
    assert "｛｛ 指标" in written(TEMPLATE)


def test_without_the_filling_a_word_is_nothing(said):
    plain = templates.render(TEMPLATE, figure=lambda *_: "", exists=lambda _: True, values={})
    assert [each for each in text(plain) if each] == ["头", "无话", "尾"]


def test_a_word_nobody_knows_is_left_for_the_template_to_refuse(said):
    strange = lines("{{ 无此词 }}", "{%p if 无此词 %}", "x", "{%p endif %}")
    assert sentences.expand(strange, org=1, period=PERIOD) == strange

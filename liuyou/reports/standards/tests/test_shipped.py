"""Everything that comes with the program can be published as it is, and is true to what its source gives."""

from __future__ import annotations

import pytest

from liuyou.kernel.orgs.models import Kind, Sector
from liuyou.reports.standards import asking, shipped
from liuyou.reports.standards.actions import standards
from liuyou.reports.standards.rules.reading import check, read
from liuyou.reports.standards.rules.tree import walk

CODES = sorted(shipped.everything())


def data(code: str) -> dict:
    return {"absent": "scale", "applies": {}, "grades": [], **shipped.everything()[code].values}


@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
def test_a_shipped_standard_is_sound(code):
    wrong = check(data(code), asking.look, kinds=set(Kind.values), sectors=set(Sector.values))
    assert not wrong, wrong
    assert shipped.everything()[code].note
    assert shipped.everything()[code].values["source"]


@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
def test_what_people_answer_says_why_no_record_does(code):
    for item in read(data(code), asking.look).leaves:
        assert item.figure or item.words.get("by_hand"), f"{item.code} {item.title}"


@pytest.mark.django_db
def test_each_may_be_drafted_and_published_by_a_federation(round_):
    rows = [{"org_id": round_.county.root, "code": code, **shipped.everything()[code].values} for code in CODES]
    for draft in standards.draft_standards(rows, actor=round_.actor):
        assert standards.publish_standard(draft, actor=round_.actor).state == "published"


def test_short_names_differ():
    shorts = [each.values["short"] for each in shipped.everything().values()]
    assert len(set(shorts)) == len(shorts)


def test_what_sources_state_is_kept():
    every = shipped.everything()
    assert [(g["name"], g["threshold"], g["boundary"]) for g in every["county_targets"].values["grades"]] == [
        ("标兵单位", "95", "≥"),
        ("达标单位", "91", "≥"),
    ]
    assert len(every["six_haves"].values["tree"]) - 2 == 6
    assert [g["name"] for g in every["kaijiang_stars"].values["grades"]] == ["★" * n for n in (5, 4, 3, 2, 1)]
    assert {"合格职工之家", "先进职工之家", "模范职工之家"} <= {each.values["short"] for each in every.values()}


@pytest.mark.django_db
def test_the_six_haves_have_the_four_rights_and_a_must_have_each():
    sheet = read(data("six_haves"), asking.look)
    assert [item.title for item in walk(sheet.items) if item.code.startswith("4.7.")] == [
        "知情权",
        "参与权",
        "选举权",
        "监督权",
    ]
    for part in sheet.items[:6]:
        assert any(item.mode == "must_have" for item in walk([part])), part.title

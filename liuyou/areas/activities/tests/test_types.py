"""The shipped types: all load, the summary's measures are there, and each type's own sheet is known among all."""

from collections import Counter

import pytest

from liuyou.areas.activities import imports, queries
from liuyou.kernel.intake.headers import Match, recognise
from liuyou.kernel.intake.workbooks import Content, Sheet
from liuyou.kernel.ledger.measures import REGISTRY

CODES = sorted({code for code, _ in queries.shipped()})
SUMMARY = {
    "cadre_training.sessions": ("期", ["level"]),
    "cadre_training.participants": ("人次", ["level"]),
    "innovation.items": ("项", []),
    "honours.people": ("人", ["honour", "level"]),
    "job_fair.employers": ("家", []),
    "job_fair.posts": ("个", []),
    "job_fair.intentions": ("份", []),
    "safety_publicity.materials": ("份", []),
    "safety_publicity.souvenirs": ("份", []),
    "safety_publicity.people": ("人次", []),
    "library.money": ("元", []),
    "library.sets": ("套", []),
    "library.books": ("册", []),
    "class.sessions": ("期", ["subject"]),
    "class.participants": ("人次", ["subject"]),
}


@pytest.mark.parametrize("code", SUMMARY)
def test_the_measures_of_the_summary_are_there(code):
    measure = REGISTRY.get(f"activities.{code}")
    assert (measure.unit, list(measure.dims)) == SUMMARY[code]
    assert REGISTRY.register_of[measure.code] == "activities.activity"


def test_every_shipped_measure_is_known_by_a_title_of_its_own():
    measures = [count.measure for each in queries.shipped().values() for count in each.counts]
    assert [title for title, times in Counter(each.title for each in measures).items() if times > 1] == []
    assert {each.code for each in measures} <= REGISTRY.measures.keys()


def test_every_group_is_a_file_and_every_type_serves_a_feature():
    for path in queries.FOLDER.glob("*.yaml"):
        for line in path.read_text("utf-8").splitlines():
            if line.lstrip().startswith("- code:"):
                assert "# " in line, f"{path.name}: {line}"


@pytest.mark.parametrize("code", CODES)
def test_a_sheet_of_a_type_is_known_among_all(code):
    """Only the type's own columns, under the type's title: what an office would hand in."""
    registers = [imports.register(each) for each in queries.shipped().values()]
    form = next(each.form for each in registers if each.code == f"activities.{code}")
    header = [column.title for column in form.columns if column.name not in ("ended_on", "partners", "org")]
    title = [form.title.removesuffix("台账"), *[""] * (len(header) - 1)]
    sheet = Sheet("Sheet1", lambda: Content([title, header, [""] * len(header)], []), file_stem="2016年上半年")
    match = recognise(sheet, [each.form for each in registers])
    assert isinstance(match, Match), str(match)
    assert match.form.code == form.code
    assert [column.header for column in match.columns] == header

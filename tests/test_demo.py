"""The demonstration district: its workbooks load whole, and its half-year summary tells the thirty figures exactly."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from demo.generate import generate
from demo.invented import NOWHERE, District
from demo.untidy import NOTICE
from liuyou.cli import demonstration, setup
from liuyou.kernel.base.periods import Period
from liuyou.kernel.intake.workbooks import open_workbook

pytestmark = pytest.mark.django_db

# Fact of the labelled summary → figure and value; “60余家” is kept as 60.
FIGURES = {
    "F002-001": ("activities.cadre_training.sessions[level=省总]", 4),
    "F002-002": ("activities.cadre_training.sessions[level=市总]", 2),
    "F002-003": ("activities.cadre_training.participants", 15),
    "F002-004": ("activities.innovation.items", 2),
    "F002-005": ("activities.honours.people[honour=全国五一劳动奖章]", 1),
    "F002-006": ("activities.honours.people[level=市级]", 6),
    "F002-007": ("aid.people[programme=劳模慰问]", 16),
    "F002-008": ("aid.money[programme=劳模慰问]", 16_000),
    "F002-009": ("aid.people[programme=送温暖,form=集中慰问]", 145),
    "F002-010": ("aid.money[programme=送温暖,form=集中慰问]", 240_000),
    "F002-011": ("aid.people[programme=送温暖,form=走访慰问]", 8),
    "F002-012": ("aid.money[programme=送温暖,form=走访慰问]", 8_000),
    "F002-013": ("activities.job_fair.employers", 60),
    "F002-014": ("activities.job_fair.posts", 3_000),
    "F002-015": ("activities.job_fair.intentions", 800),
    "F002-016": ("aid.people[programme=困难女职工子女关爱]", 14),
    "F002-017": ("aid.money[programme=困难女职工子女关爱]", 14_000),
    "F002-018": ("aid.visits[programme=双联帮扶]", 3),
    "F002-019": ("aid.people[programme=双联帮扶]", 3),
    "F002-020": ("aid.money[programme=双联帮扶]", 4_000),
    "F002-021": ("aid.goods[programme=双联帮扶]", 900),
    "F002-022": ("bargaining.offers[scope=单独]", 68),
    "F002-023": ("bargaining.offers[scope=区域性|行业性]", 19),
    "F002-024": ("bargaining.renewed_employers", 270),
    "F002-025": ("bargaining.renewed_workers", 2_195),
    "F002-026": ("activities.safety_publicity.materials", 200),
    "F002-027": ("activities.safety_publicity.souvenirs", 100),
    "F002-028": ("activities.library.money", 6_000),
    "F002-029": ("activities.library.sets", 2),
    "F002-030": ("activities.class.sessions[subject=太极拳]", 5),
}
FIRST_TIME = {"F002-005"}
"""Without a like in 2015."""
WORKBOOKS = sorted(demonstration.WORKBOOKS.iterdir())
SAMPLES = [
    path for path in WORKBOOKS if path.name.startswith(("01", "03-02", "03-03", "12", "13-04", "22", "31", "33"))
]


@dataclass
class Loaded:
    org: int
    files: dict[str, dict[str, int]]
    """Records made by register title, by file."""


@pytest.fixture(scope="module")
def district(django_db_setup, django_db_blocker) -> Iterator[Loaded]:
    """Everything loaded once, in one transaction that is taken back after the last test."""
    from django.db import connection, transaction

    with django_db_blocker.unblock(), transaction.atomic():
        loaded = _load()
        connection.check_constraints()  # once here, or else at the end of every test
        yield loaded
        transaction.set_rollback(True)


def _load() -> Loaded:
    org = setup.prepare(demonstration.DISTRICT, demonstration.REGION, demonstration.SINCE)
    return Loaded(org, {path.name: dict(_load_one(path, org).made) for path in WORKBOOKS})


def _load_one(path: Path, org: int):
    from liuyou.kernel.access.setup import operator
    from liuyou.kernel.base import clock
    from liuyou.kernel.catalogue import catalogue
    from liuyou.kernel.intake import driver

    return driver.load(path, catalogue.registers(), actor=operator(), org=org, on=clock.today())


def _value(code: str, org: int, period: Period) -> Decimal | None:
    from liuyou.kernel.ledger import codes
    from liuyou.kernel.ledger.figures import Cell, ask

    cell = Cell(codes.figure(code), org, period)
    return ask([cell])[cell].value


def test_every_workbook_loads_whole(district):
    from liuyou.kernel.orgs.models import Org
    from liuyou.kernel.people.models import Person

    assert [name for name, made in district.files.items() if not made] == []
    assert Org.objects.count() == 1 + 8 + 4 + 300
    assert Person.objects.count() > 5_800


@pytest.mark.parametrize("fact", FIGURES)
def test_the_half_year_has_the_figure_of_the_labelled_summary(district, fact):
    code, value = FIGURES[fact]
    assert _value(code, district.org, demonstration.PERIOD) == value


@pytest.mark.parametrize("fact", sorted(FIGURES.keys() - FIRST_TIME))
def test_the_year_before_has_a_figure_to_compare_with(district, fact):
    code, value = FIGURES[fact]
    before = _value(code, district.org, demonstration.PERIOD.last_year())
    assert before is not None
    assert value / 2 <= before <= value


def test_offers_and_classes_come_from_below(district):
    from liuyou.kernel.base import clock
    from liuyou.kernel.orgs import tree

    town = tree.find("桥北街道总工会", clock.today()).org_id
    assert _value("activities.class.sessions[subject=太极拳]", town, demonstration.PERIOD) == 1
    assert _value("bargaining.offers", town, demonstration.PERIOD) == 9


def test_the_summary_prints_every_figure_and_verifies(district):
    from liuyou.kernel.access.setup import operator
    from liuyou.kernel.base import clock
    from liuyou.kernel.documents import papers
    from liuyou.reports.summaries import HALF_YEAR

    on, actor = clock.today(), operator()
    template = HALF_YEAR.read_bytes()
    paper = papers.write(template, kind="summary", org=district.org, period=demonstration.PERIOD, on=on, actor=actor)
    report = papers.verify(paper.content, actor=actor)
    assert report.agrees
    assert {code for code, _ in FIGURES.values()} <= {each.citation.code for each in report.findings}
    text = _text(paper.content)
    place = 0
    for each in report.findings:
        place = text.index(each.citation.printed, place) + len(each.citation.printed)


def _text(docx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return "".join(etree.fromstring(package.read("word/document.xml")).itertext("{*}t"))


def test_loading_again_changes_nothing(district):
    for path in (WORKBOOKS[0], next(path for path in WORKBOOKS if path.name.startswith("12"))):
        again = _load_one(path, district.org)
        assert (again.again, dict(again.made)) == (True, {})


def test_records_and_ledger_agree(district):
    from liuyou.kernel.ledger.reconcile import reconcile

    assert reconcile() == []


def test_workbooks_are_the_generator_s_own(tmp_path):
    generate(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [path.name for path in WORKBOOKS]
    assert len(SAMPLES) == 8
    for path in SAMPLES:
        assert _cells(tmp_path / path.name) == _cells(path), path.name


def _cells(path: Path) -> list[tuple[str, list[list[object]], list[tuple[int, ...]]]]:
    return [(sheet.name, sheet.grid, sheet.merges) for sheet in open_workbook(path).sheets]


def test_every_sheet_says_that_its_people_are_invented():
    for path in WORKBOOKS:
        for sheet in open_workbook(path).sheets:
            assert any(NOTICE in str(row[0]) for row in sheet.grid[:3]), f"{path.name} {sheet.name}"


def test_no_identity_number_has_a_region_that_exists():
    people = [worker for union in District().unions for worker in union.workers]
    assert {person.identity[:6] for person in people} == {NOWHERE}
    assert len({person.identity for person in people}) == len(people)


def test_the_workbooks_are_small_enough_to_keep():
    assert sum(path.stat().st_size for path in WORKBOOKS) < 6_000_000

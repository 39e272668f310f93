"""The demonstration district: its workbooks load whole, and its half-year summary tells the thirty figures exactly."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from lxml import etree

from demo.federations import everybody
from demo.generate import generate
from demo.invented import NOWHERE, District
from demo.untidy import NOTICE
from liuyou.cli import demonstrating, demonstration, records, setup
from liuyou.cli.demonstrating import returns as monthly
from liuyou.kernel.base.numbers import printed
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
WORKBOOKS = demonstration.workbooks()
DISTRICTS = ("01", "03-02", "03-03", "12", "13-04", "22", "31", "33")
SAMPLES = [
    path
    for path in WORKBOOKS
    if path.parent.name == "宽河县" or (path.parent.name == "云川区" and path.name.startswith(DISTRICTS))
]
COUNTY, TOWN, COMMUNITY = ("宽河县", "2016-07ytd"), ("牛山镇", "2016H1"), ("六和社区", "2016H1")
ORGANISING = {
    "F000 新建工会": (COUNTY, "organising.unions_founded", 943),
    "F000 建会目标完成率": (COUNTY, "organising.founding_completion", "100.32%"),
    "F000 行业工会联合会": (COUNTY, "organising.unions_founded[form=行业联合会]", 21),
    "F000 联合工会": (COUNTY, "organising.unions_founded[form=联合]", 6),
    "F000 新增会员": (COUNTY, "members.in[kind=新入会]", 1_092),
    "F000 会员目标完成率": (COUNTY, "organising.joining_completion", "232.34%"),
    "F000 双亮双履示范点": (COUNTY, "organising.points[kind=双亮双履示范点]", 61),
    "F000 覆盖企业": (TOWN, "organising.set_up", 133),
    "F000 会员": (TOWN, "members.count", 4_952),
    "F000 入会率": (TOWN, "organising.membership_rate", "96%"),
    "F000 单独组建": (COMMUNITY, "organising.unions[form=单独]", 75),
    "F000 工联会覆盖": (COMMUNITY, "organising.unions[form=联合]", 160),
    "F000 发展会员": (COMMUNITY, "members.count", 15_000),
    "F000 专兼职人员": (COMMUNITY, "officers.staff", 9),
    "F000 专职主席": (COMMUNITY, "officers.staff[kind=专职]", 1),
    "F000 法人数据审核": (("宽河县", "2016"), "organising.checked", 66),
    "F000 审核率": (("宽河县", "2016"), "organising.check_rate", "100%"),
}
"""Fact of a labelled report → federation and period, figure, value or what is printed of it."""
BROKEN = {
    COUNTY: ["organising.check_new_members"],
    TOWN: [],
    COMMUNITY: ["organising.check_own", "organising.check_joint", "organising.check_members"],
}
"""Rules between figures that the reports themselves break: 943 new unions with 1,092 members; 75 unions of 62 firms."""


@dataclass
class Loaded:
    org: int
    files: dict[str, dict[str, int]]
    """Records made by register title, by file."""
    county: int
    told: list[str]
    """What was said of the returns, targets and standards that were made."""


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
    setup.prepare(demonstration.CITY, demonstration.REGION, demonstration.SINCE)
    files = {f"{path.parent.name}/{path.name}": dict(_load_one(path).made) for path in WORKBOOKS}
    org, county = records.root_or(demonstration.DISTRICT), records.root_or(demonstration.FOLDERS["宽河县"])
    return Loaded(org, files, county, list(demonstrating.work(county, org)))


def _load_one(path: Path):
    from liuyou.kernel.access.setup import operator
    from liuyou.kernel.base import clock
    from liuyou.kernel.catalogue import catalogue
    from liuyou.kernel.intake import driver

    keeper = records.root_or(demonstration.FOLDERS.get(path.parent.name, demonstration.CITY))
    return driver.load(path, catalogue.registers(), actor=operator(), org=keeper, on=clock.today())


def _value(code: str, org: int, period: Period) -> Decimal | None:
    from liuyou.kernel.ledger import codes
    from liuyou.kernel.ledger.figures import Cell, ask

    cell = Cell(codes.figure(code), org, period)
    return ask([cell])[cell].value


def test_every_workbook_loads_whole(district):
    from liuyou.kernel.orgs.models import Org
    from liuyou.kernel.people.models import Person

    assert [name for name, made in district.files.items() if not made] == []
    district, county, town, community = 1 + 8 + 4 + 300, 1 + 22 + 943 + 66, 1 + 37, 1 + 235
    assert Org.objects.count() == 2 + district + county + town + community
    assert Person.objects.count() > 5_800 + 15_000 + 4_952 + 1_092


@pytest.mark.parametrize("fact", FIGURES)
def test_the_half_year_has_the_figure_of_the_labelled_summary(district, fact):
    code, value = FIGURES[fact]
    assert _value(code, district.org, demonstration.PERIOD) == value


@pytest.mark.parametrize("fact", ORGANISING)
def test_three_federations_have_the_figures_of_their_reports(district, fact):
    (folder, period), code, expected = ORGANISING[fact]
    value = _value(code, records.root_or(demonstration.FOLDERS[folder]), Period.parse(period))
    if isinstance(expected, str):
        assert printed(value, "%") == expected
    else:
        assert value == expected


@pytest.mark.parametrize("where", BROKEN, ids=lambda each: each[0])
def test_what_a_report_contradicts_is_shown_and_told(district, where):
    from liuyou.kernel.documents import sentences
    from liuyou.kernel.ledger.checks import broken

    folder, period = where
    org, asked = records.root_or(demonstration.FOLDERS[folder]), Period.parse(period)
    assert [each.check.code for each in broken(org, asked)] == BROKEN[where]
    assert len(sentences.warnings(org, asked, None)) == len(BROKEN[where])


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
    for path in (WORKBOOKS[0], WORKBOOKS[-1], next(path for path in WORKBOOKS if path.name.startswith("12"))):
        again = _load_one(path)
        assert (again.again, dict(again.made)) == (True, {})


def test_records_and_ledger_agree(district):
    from liuyou.kernel.ledger.reconcile import reconcile

    assert reconcile() == []


# Returns, targets and standards


def test_returns_targets_and_standards_are_told_and_made_once(district):
    assert district.told == [
        "宽河县 2016 年目标 3 项分解到 22 个乡镇（66 个），责任书 1 份，工作要点 6 条，督查 2 次",
        "宽河县月报 528 份：迟报 21，退回 12，接收后更正 3，零报告 12；8 月份到 9 月 25 日 18/22 家已报",
        "云川区“六有”标准考核基层工会 298 家，逐项有据，30 家达到等次；下一轮 289 家正在自查",
    ]
    assert set(demonstrating.work(district.county, district.org)) == {"以前做过，没有改动"}


@pytest.mark.parametrize(
    ("by", "submitted", "accepted", "late", "missing"),
    [
        (date(2016, 9, 7), 16, 0, 0, ("双河镇", "古林镇", "虎山镇", "大西乡", "临江乡", "蒲沟乡")),
        (date(2016, 9, 25), 18, 17, 2, ("古林镇", "虎山镇", "大西乡", "蒲沟乡")),
        (date(2016, 9, 27), 19, 17, 3, ("古林镇", "虎山镇", "大西乡")),
    ],
    ids=["deadline", "25 September", "27 September"],
)
def test_completeness_of_22_towns_is_right_to_the_unit(district, by, submitted, accepted, late, missing):
    from liuyou.kernel.base import clock
    from liuyou.reports.returns.queries import completeness

    found = completeness.matrix("rpt01", district.county, ["2016-08"], by, clock.today())
    (total,) = found.total
    assert (total.due, total.submitted, total.accepted, total.late) == (22, submitted, accepted, late)
    names = [line.name.removesuffix("总工会") for line in found.lines if line.counts[0].missing]
    assert set(names) == set(missing)


def test_two_years_of_monthly_returns_were_late_sent_back_nil_and_corrected(district):
    from liuyou.kernel.base import clock
    from liuyou.reports.returns.models import Return
    from liuyou.reports.returns.queries import completeness

    rows = list(Return.objects.filter(form__org_id=district.county).select_related("form"))
    periods = sorted({each.period for each in rows})
    assert (len(periods), periods[0], periods[-1], len(rows)) == (24, "2014-09", "2016-08", 24 * 22)
    whole = completeness.matrix("rpt01", district.county, periods, clock.today(), clock.today()).total
    assert [each.whole for each in whole] == [True] * 23 + [False]
    assert {each.state for each in rows if each.period < "2016-08"} == {"accepted"}
    corrected = [each for each in rows if each.acceptances]
    assert {each.period for each in corrected} == {period for period, _ in monthly.REOPENED}
    for each in corrected:
        [before] = each.acceptances
        assert before["reopened"]["reason"]
        assert before["values"]["difficult.now"] != each.accepted["values"]["difficult.now"] == "3"
    assert all(len(each.submissions) == 2 for each in rows if each.sent_back and each.state == "accepted")


def test_a_late_record_shows_beside_what_was_submitted_and_accepted(district):
    from liuyou.kernel.base import clock
    from liuyou.kernel.orgs import tree
    from liuyou.reports.returns.models import Return
    from liuyou.reports.returns.queries import closing

    town = tree.find(monthly.LATECOMER, clock.today()).org_id
    june = Return.objects.get(org_id=town, period=monthly.LATE_MONTH)
    found = {each.cell.key: (each.submitted, each.accepted, each.now) for each in closing.sides(june)}
    assert found["drives.now"] == found["drives.ytd"] == (0, 1, 2)
    assert found["surveyed.now"] == found["surveyed.ytd"] == (0, 36, 50)
    assert found["unions.now"][0] == found["unions.now"][1] == found["unions.now"][2] > 0
    july = Return.objects.get(org_id=town, period="2016-07")
    late = {each.cell.key: (each.submitted, each.accepted, each.now) for each in closing.late(closing.sides(july))}
    assert late == {"drives.ytd": (1, 1, 2), "surveyed.ytd": (36, 36, 50)}


def test_targets_of_the_towns_come_to_those_of_the_county(district):
    from liuyou.reports.targets.models import Target

    wholes = Target.objects.filter(org_id=district.county)
    assert {each.figure: each.value for each in wholes} == {
        "organising.unions_founded": 940,
        "members.joined": 1_100,
        "organising.points": 66,
    }
    for whole in wholes:
        parts = list(Target.objects.filter(parent=whole))
        assert (len(parts), sum(each.value for each in parts), whole.handed) == (22, whole.value, whole.value)
    assert {each.state for each in Target.objects.all()} == {"settled", "signed"}


def test_every_score_of_six_haves_is_explained_to_the_last_point(district):
    """Published: the points of all items come to the score, each item says why, each lost point what would gain it."""
    from liuyou.reports.standards import sheets
    from liuyou.reports.standards.models import Appraisal

    rows = list(Appraisal.objects.filter(period="2016H1").select_related("standard"))
    assert len(rows) == 298
    for each in rows:
        laid = sheets.lay(each, within=district.org)
        items = [line for line in laid.lines if not line.group]
        got, most = (
            sum(getattr(line, name) for line in items if line.item.mode != "bonus") for name in ("points", "most")
        )
        extra = sum(line.points for line in items if line.item.mode == "bonus")
        assert each.final_total == _cents(got * 100 / most) + extra
        gained = {chance.line.item.code for chance in laid.chances if chance.words}
        for line in items:
            assert line.auto.why if line.auto else any(column["reason"] for column in line.columns.values())
            assert line.points >= line.most or line.item.mode == "bonus" or line.item.code in gained


def _cents(points: Decimal) -> Decimal:
    return points.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_300_unions_are_scored_by_the_records_alone(district):
    from liuyou.reports.standards import asking
    from liuyou.reports.standards.models import Appraisal
    from liuyou.reports.standards.rules import marking, results

    rows = list(Appraisal.objects.filter(period="2016").select_related("standard"))
    sheet = asking.sheet_of(rows[0].standard)
    found = asking.automatic(sheet, rows)
    assert len(found) == 300
    for each in rows:
        items, _, auto = found[each.org_id]
        total = results.result(sheet, each.kind, each.sector, marking.automatic(auto))
        points = sum(score.points for code, score in auto.items() if code != "7")
        assert total.total == _cents(points * 100 / total.most) + total.bonus
        for item in items:
            assert item.words.get("by_hand") if item.code not in auto else auto[item.code].why
            assert item.code not in auto or auto[item.code].points >= item.points or auto[item.code].gaps


def test_workbooks_are_the_generator_s_own(tmp_path):
    generate(tmp_path)
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    assert made == {path.relative_to(demonstration.WORKBOOKS) for path in WORKBOOKS}
    assert len(SAMPLES) == 8 + 7
    for path in SAMPLES:
        assert _cells(tmp_path / path.relative_to(demonstration.WORKBOOKS)) == _cells(path), path.name


def _cells(path: Path) -> list[tuple[str, list[list[object]], list[tuple[int, ...]]]]:
    return [(sheet.name, sheet.grid, sheet.merges) for sheet in open_workbook(path).sheets]


def test_every_sheet_says_that_its_people_are_invented():
    for path in WORKBOOKS:
        for sheet in open_workbook(path).sheets:
            assert any(NOTICE in str(row[0]) for row in sheet.grid[:3]), f"{path.name} {sheet.name}"


def test_no_identity_number_has_a_region_that_exists():
    people = [worker for union in District().unions for worker in union.workers]
    people += [person for each in everybody() for union in each.unions for person, _ in union.members]
    assert {person.identity[:6] for person in people} == {NOWHERE, "620396", "620397", "620398"}
    assert len({person.identity for person in people}) == len(people)


def test_the_workbooks_are_small_enough_to_keep():
    assert sum(path.stat().st_size for path in WORKBOOKS) < 6_000_000

"""Rules of hardship aid, at their boundaries."""

from datetime import date
from decimal import Decimal

import pytest

from liuyou.areas.aid import programmes, rules
from liuyou.areas.aid.rules import Lines, Means
from liuyou.kernel.base.errors import Refused

D = Decimal
SINCE_2020 = Lines(D(800), ("deep", "relative", "accident"), {"deep": D(1), "relative": D(2)}, (), D("0.8"))
BEFORE_2020 = Lines(
    D(800), ("low", "edge", "accident"), {"low": D(1), "edge": D("1.5"), "accident": D(3)}, ("edge", "accident")
)


@pytest.mark.parametrize(
    ("means", "expected"),
    [
        (Means(D(19199), D(0), 2), "deep"),
        (Means(D(19200), D(0), 2), "relative"),  # exactly 低保 is no longer below it
        (Means(D(27199), D(8000), 2), "deep"),  # rigid costs are deducted
        (Means(D(38399), D(0), 2), "relative"),
        (Means(D(38400), D(0), 2), ""),
        (Means(D(100000), D(0), 2, illness_cost=D(80000)), ""),  # 80 % is not more than 80 %
        (Means(D(100000), D(0), 2, illness_cost=D("80000.01")), "accident"),
        (Means(D(100000), D(0), 2, accident=True), "accident"),
        (Means(D(5000), D(9000), 2), "deep"),  # less than nothing is left
    ],
)
def test_since_2020_income_after_costs_decides_and_accident_goes_by_cost(means, expected):
    assert rules.category(means, SINCE_2020) == expected


@pytest.mark.parametrize(
    ("means", "expected"),
    [
        (Means(D(19199), D(0), 2), "low"),
        (Means(D(19200), D(0), 2), ""),  # without illness, study, disability or single parent no edge household
        (Means(D(27199), D(8000), 2), ""),  # rigid costs do not count
        (Means(D(28800), D(0), 2, special=True), "edge"),  # 不超过 includes the line
        (Means(D("28800.01"), D(0), 2, special=True), ""),
        (Means(D(57600), D(0), 2, accident=True), "accident"),
        (Means(D("57600.01"), D(0), 2, accident=True), ""),
    ],
)
def test_before_2020_income_a_head_and_circumstances_decide(means, expected):
    assert rules.category(means, BEFORE_2020) == expected


def test_an_empty_household_has_no_income_a_head():
    with pytest.raises(Refused, match="至少为 1 人"):
        rules.per_head(Means(D(1), D(0), 0), deduct=True)


@pytest.mark.parametrize(
    ("category", "day", "scheme", "fits"),
    [
        ("低保户", date(2019, 12, 31), BEFORE_2020.scheme, True),
        ("意外致困户", date(2019, 12, 31), BEFORE_2020.scheme, True),
        ("低保户", date(2020, 1, 1), SINCE_2020.scheme, False),
        ("深度困难", date(2020, 1, 1), SINCE_2020.scheme, True),
        ("市级劳模", date(2020, 1, 1), SINCE_2020.scheme, False),
    ],
)
def test_categories_go_by_period(category, day, scheme, fits):
    if fits:
        rules.in_scheme(category, scheme, day)
    else:
        with pytest.raises(Refused, match="深度困难、相对困难、意外致困"):
            rules.in_scheme(category, scheme, day)


@pytest.mark.parametrize(("amount", "fits"), [(D(2000), True), (D("2000.01"), False)])
def test_the_cap_itself_may_be_given(amount, fits):
    if fits:
        rules.within_cap(D(1000), amount, D(3000))
    else:
        with pytest.raises(Refused, match=r"已救助 1000 元，再给 2000.01 元将超过上限 3000 元"):
            rules.within_cap(D(1000), amount, D(3000))


@pytest.mark.parametrize(("on", "run"), [(date(2022, 3, 8), False), (date(2022, 3, 9), True)])
def test_the_notice_stands_through_its_last_day(on, run):
    if run:
        rules.notice_has_run(date(2022, 3, 8), on)
    else:
        with pytest.raises(Refused, match="公示期到 2022-03-08 才满"):
            rules.notice_has_run(date(2022, 3, 8), on)


@pytest.mark.parametrize(
    ("year", "paid", "before", "words"),
    [
        (2014, [2011, 2012, 2013], 1, "发满 4 次"),
        (2012, [2012], 0, "一学年只发一次"),
        (2015, [2011], 0, "2015 学年不在其中"),
        (2010, [], 0, "2010 学年不在其中"),
        (2011, [], 1, "承诺的是 2012 至 2014 学年"),
    ],
)
def test_a_commitment_of_four_years_from_2011_refuses(year, paid, before, words):
    with pytest.raises(Refused, match=words):
        rules.school_year_open(year, 2011, 4, paid, before)


def test_the_fourth_year_is_still_paid():
    rules.school_year_open(2014, 2011, 4, [2011, 2012, 2013], 0)


def test_one_person_twice_in_a_sheet_is_named_by_line():
    with pytest.raises(Refused, match="第 3 行与第 1 行"):
        rules.no_duplicates([7, 8, 7])


@pytest.mark.parametrize(
    ("met", "name"),
    [
        ("“送温暖”活动", "送温暖"),
        ("2016年送温暖", "送温暖"),
        ("金秋助学金", "金秋助学"),
        ("慰问劳模", "劳模慰问"),
        ("红五月活动", "红五月活动"),
        ("", ""),
    ],
)
def test_a_programme_has_one_spelling(met, name):
    assert programmes.canonical(met) == name


def test_no_spelling_belongs_to_two_programmes():
    spellings = [text for known in programmes.by_name().values() for text in (known.name, *known.synonyms)]
    assert len(spellings) == len(set(spellings))


def test_only_temporary_aid_needs_no_file():
    assert [name for name in programmes.by_name() if not programmes.needs_file(name)] == ["临时救助"]
    assert programmes.needs_file("自定项目")

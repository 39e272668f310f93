"""Aid ledgers: what the district gave, what the towns and industries gave, and what primary unions gave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from random import Random

from demo.invented import FEDERATIONS, TOWN_FEDERATIONS, District, Person, Union
from demo.rosters import Workbook
from demo.untidy import NOTICE, Pen, Row, Table, numbered

Tiers = Sequence[tuple[int, int]]
"""(元, number of people)"""


@dataclass(frozen=True)
class Year:
    """What the district gave in one year. The first half of 2016 is what its summary tells."""

    year: int
    model_workers: int
    model_money: int
    gathering: date
    tiers: Tiers
    visits: Sequence[tuple[date, int]]
    children: int
    children_money: int
    households: Sequence[int]
    household_day: date
    ploughing: date
    goods: int
    house_calls: Sequence[date]


YEARS = (
    Year(
        2015,
        12,
        800,
        date(2015, 2, 10),
        ((2_500, 14), (2_000, 27), (1_500, 38), (1_000, 53)),
        [(date(2015, 2, 11), 1_000)] * 3 + [(date(2015, 2, 13), 1_000)] * 3,
        12,
        800,
        (1_200, 1_000, 800),
        date(2015, 2, 12),
        date(2015, 3, 27),
        200,
        (date(2015, 2, 12), date(2015, 3, 27)),
    ),
    Year(
        2016,
        16,
        1_000,
        date(2016, 1, 28),
        ((3_000, 20), (2_000, 35), (1_500, 40), (1_000, 50)),
        [(date(2016, 2, 1), 1_500)] * 2
        + [(date(2016, 2, 2), 1_000)] * 3
        + [(date(2016, 2, 4), 800), (date(2016, 2, 4), 700), (date(2016, 2, 5), 500)],
        14,
        1_000,
        (1_500, 1_300, 1_200),
        date(2016, 2, 3),
        date(2016, 3, 25),
        300,
        (date(2016, 2, 3), date(2016, 3, 25), date(2016, 5, 12)),
    ),
)
KINDS = ("低保户", "低保边缘户", "意外致困户")


def workbooks(district: District) -> Iterator[Workbook]:
    yield "10-困难职工档案台账.xlsx", [_files(district)]
    for number, year in enumerate(YEARS, 11):
        yield f"{number}-区总工会{year.year}年救助慰问台账.xlsx", list(_district(district, year))
    for number, parent in enumerate(FEDERATIONS, 1):
        tables = [_federation(district, parent, year) for year in (2015, 2016)]
        ending = "xls" if parent == "白塔镇总工会" else "xlsx"
        yield f"13-{number:02}-{parent}救助慰问台账.{ending}", [*tables, _unions(district, parent)]


def _district(district: District, year: Year) -> Iterator[Table]:
    yield _model_workers(district, year)
    yield _gathering(district, year)
    yield _visited(district, year)
    yield _children(district, year)
    yield _households(district, year)
    yield _house_calls(district, year)
    yield _others(district, year)
    yield _students(district, year)


def _model_workers(district: District, year: Year) -> Table:
    pen = Pen(f"model {year.year}")
    people = district.model_workers[: year.model_workers]
    day = date(year.year, 1, 19)
    rows = [[*pen.who(each), "市级劳模", pen.money(year.model_money), pen.day(day)] for each in people]
    total = year.model_money * len(people)
    return Table(
        "慰问劳模",
        f"云川区总工会{year.year}年春节慰问劳模发放表",
        ["序号", "姓名", "身份证号", "人员类别", "慰问金（元）", "慰问时间"],
        [*numbered(rows), ["合计", "", "", "", total, ""]],
        above=["慰问项目：市级劳模慰问"],
        below=["经办人：              审核："],
    )


def _gathering(district: District, year: Year) -> Table:
    """The winter's meeting: one day for all, written above the table; tiers with subtotals; in 万元."""
    pen = Pen(f"gathering {year.year}")
    needy = iter(_needy(district, year, "集中"))
    rows: list[Row] = []
    number = 0
    for yuan, count in year.tiers:
        for person in (next(needy) for _ in range(count)):
            number += 1
            kind = "困难农民工" if pen.rng.random() < 0.3 else pen.rng.choice(KINDS)
            rows.append([number, *pen.who(person), kind, pen.money(yuan, wan=True), ""])
        rows += [["小计", f"{count}人", "", "", yuan * count / 10_000, ""], []]
    total = sum(yuan * count for yuan, count in year.tiers)
    rows[-1] = ["合计", f"{number}人", "", "", total / 10_000, ""]
    return Table(
        "集中慰问",
        f"云川区总工会{year.year}年“迎新春·送温暖”集中慰问花名册",
        ["序号", "慰问对象", "身份证号码", "困难类别", "慰问金额", "领取人签字"],
        rows,
        above=[
            f"项目名称：{year.year}年送温暖    慰问形式：集中慰问    发放时间：{year.gathering:%Y年%-m月%-d日}",
            "单位：万元",
        ],
        below=["说明：按困难程度分档发放，经主席办公会研究确定。"],
    )


def _needy(district: District, year: Year, which: str) -> list[Person]:
    """Most of the people of one winter are there in the next."""
    count = sum(count for _, count in year.tiers)
    known = district.hardship[: count + len(year.visits)]
    return known[:count] if which == "集中" else known[count:]


def _visited(district: District, year: Year) -> Table:
    pen = Pen(f"visited {year.year}")
    rows = [
        [
            *pen.who(person),
            pen.rng.choice(("送温暖", "“送温暖”活动", "春节送温暖")),
            "走访慰问",
            pen.money(yuan),
            pen.day(day),
        ]
        for person, (day, yuan) in zip(_needy(district, year, "走访"), year.visits, strict=True)
    ]
    return Table(
        "走访慰问",
        f"{year.year}年春节前走访慰问特殊困难职工登记表",
        ["序号", "职工姓名", "证件号码", "项目", "慰问形式", "发放金额", "日期"],
        numbered(rows),
        below=["填表人："],
    )


def _children(district: District, year: Year) -> Table:
    pen = Pen(f"children {year.year}")
    first = date(year.year, 5, 26)
    rows = [
        [
            *pen.who(child),
            pen.day(first + timedelta(number // 4)),
            pen.money(year.children_money),
        ]
        for number, child in enumerate(district.children[: year.children])
    ]
    return Table(
        "六一慰问",
        f"{year.year}年“六一”节前慰问困难女职工子女发放表",
        ["序号", "受助人", "身份证号", "发放时间", "慰问金（元）"],
        [*numbered(rows), ["合计", f"{len(rows)}人", "", "", year.children_money * len(rows)]],
        above=["救助项目：困难女职工子女关爱行动    资金来源：工会经费"],
    )


def _households(district: District, year: Year) -> Table:
    """Money before Spring Festival and goods at ploughing time, in two groups of columns."""
    pen = Pen(f"households {year.year}")
    money = [
        [*pen.who(person), pen.day(year.household_day), yuan, "", "", "春节前"]
        for person, yuan in zip(district.villagers, year.households, strict=True)
    ]
    goods = [
        [
            *pen.who(person),
            pen.day(year.ploughing),
            "",
            "化肥等农用物资",
            year.goods,
            "春耕",
        ]
        for person in district.villagers
    ]
    return Table(
        "双联帮扶",
        f"云川区总工会{year.year}年“双联”联系户帮扶台账",
        ["序号", "姓名", "身份证号", "日期", "帮扶金|金额（元）", "帮扶物资|物资名称", "帮扶物资|折价（元）", "备注"],
        numbered([*money, *goods]),
        above=["项目：双联帮扶"],
        below=["注：联系户共 3 户。"],
    )


def _others(district: District, year: Year) -> Table:
    """Aid the summary does not name, through the whole year."""
    pen = Pen(f"others {year.year}")
    last = date(year.year, 12 if year.year == 2015 else 9, 20)
    gifts = (("医疗救助", 3_000), ("临时救助", 1_000), ("重病慰问", 1_000), ("生活救助", 800), ("单亲女职工关爱", 500))
    rows = []
    for person in pen.rng.sample(district.hardship, 58 if year.year == 2015 else 47):
        name, yuan = pen.rng.choice(gifts)
        day = date(year.year, 1, 6) + timedelta(pen.rng.randrange((last - date(year.year, 1, 6)).days))
        yuan += 100 * pen.rng.randrange(8)
        rows.append((day, [name, *pen.who(person), pen.rng.choice(KINDS), yuan]))
    rows.sort(key=lambda row: row[0])
    cells: list[Row] = []
    for month, given in groupby(rows, key=lambda row: row[0].month):
        listed = list(given)
        cells += [[*row, pen.day(day)] for day, row in listed]
        cells.append([f"{month}月小计", "", "", "", sum(row[4] for _, row in listed), ""])
    return Table(
        "日常救助",
        f"云川区总工会{year.year}年困难职工日常救助台账",
        ["救助项目", "姓名", "身份证号", "困难类别", "救助金额（元）", "发放日期"],
        cells,
        below=["制表："],
    )


def _students(district: District, year: Year) -> Table:
    pen = Pen(f"students {year.year}")
    first = 0 if year.year == 2015 else 35
    rows = [
        [
            *pen.who(each),
            f"{year.year}年金秋助学活动",
            pen.money(yuan, wan=True),
            pen.day(date(year.year, 8, 24)),
        ]
        for each in district.students[first : first + 35 + (year.year - 2015) * 5]
        for yuan in (pen.rng.choice((2_000, 3_000, 3_000, 4_000)),)
    ]
    return Table(
        "金秋助学",
        f"{year.year}年金秋助学资助发放花名册",
        ["序号", "姓名", "身份证号", "项目", "金额（万元）", "发放时间"],
        pen.blank(numbered(rows)),
        below=[f"注：{NOTICE}。"],
    )


def _house_calls(district: District, year: Year) -> Table:
    pen = Pen(f"house calls {year.year}")
    rows = [[pen.day(day), "柳河镇金滩村联系户", "双联帮扶", "区总工会机关干部"] for day in year.house_calls]
    return Table(
        "入户走访",
        f"云川区总工会{year.year}年“双联”入户走访台账",
        ["序号", "入户时间", "入户对象", "走访项目", "入户人员"],
        numbered(rows),
    )


def _files(district: District) -> Table:
    """Files of workers in need, by the category scheme of those years."""
    pen = Pen("files")
    causes = ("本人疾病", "家属大病", "残疾", "收入低", "失业", "子女就学", "意外")
    employers = {worker.identity: union.employer for union in district.unions for worker in union.workers}
    rows: list[Row] = []
    for person in district.hardship[:170]:
        filed = date(2014, 3, 3) + timedelta(pen.rng.randrange(820))
        income = 6_000 + 100 * pen.rng.randrange(140)
        facts = [
            pen.rng.choice(KINDS),
            pen.rng.choice(causes),
            pen.count(pen.rng.randrange(1, 6), "人"),
            pen.money(income),
        ]
        rows.append([*pen.who(person), employers[person.identity], *facts, pen.day(filed)])
    return Table(
        "困难职工档案",
        "云川区困难职工档案台账（2014—2016年）",
        [
            "序号",
            "困难职工姓名",
            "身份证号码",
            "工作单位",
            "家庭情况|困难类别",
            "家庭情况|致困原因",
            "家庭情况|家庭人口",
            "家庭情况|家庭年收入",
            "建档时间",
        ],
        pen.blank(numbered(rows)),
        below=["注：一户一档，家庭年收入单位为元。"],
    )


def _days(rng: Random, first: date, last: date, count: int) -> list[date]:
    return sorted(first + timedelta(rng.randrange((last - first).days)) for _ in range(count))


def _federation(district: District, parent: str, year: int) -> Table:
    """The federation's own giving; programmes that the district's summary does not count."""
    pen = Pen(f"federation aid {parent} {year}")
    workers = [worker for union in district.standing(parent) for worker in union.workers]
    last = date(year, 12, 20) if year == 2015 else date(2016, 9, 20)
    days = _days(pen.rng, date(year, 1, 8), last, 44 if year == 2015 else 36)
    gifts = (
        ("临时救助", 800, ""),
        ("五必访", 300, ""),
        ("重病慰问", 500, ""),
        ("节日慰问", 200, "米面油"),
        ("住院慰问", 300, ""),
    )
    rows: list[Row] = []
    quarter = total = 0
    for number, (day, person) in enumerate(zip(days, pen.rng.sample(workers, len(days)), strict=True), 1):
        name, yuan, goods = pen.rng.choice(gifts)
        yuan += 100 * pen.rng.randrange(4)
        if rows and (day.month - 1) // 3 != quarter:
            rows.append(["小计", "", "", "", total, "", ""])
            total = 0
        quarter = (day.month - 1) // 3
        total += yuan
        worth = [goods, 80 + 10 * pen.rng.randrange(6)] if goods else ["", ""]
        rows.append([number, *pen.who(person), name, yuan, *worth, pen.day(day)])
    return Table(
        f"本级{year}年",
        f"{parent}{year}年救助慰问登记台账",
        ["序号", "姓名", "身份证号码", "慰问项目", "慰问金（元）", "慰问品", "慰问品价值", "慰问时间"],
        rows,
        above=[f"填报单位：{parent}    填报人：工会干事"],
        below=["主席签字："],
    )


def _unions(district: District, parent: str) -> Table:
    """The giving of the primary unions, their names in merged cells."""
    pen = Pen(f"union aid {parent}")
    rows = [
        row
        for union in district.standing(parent)[:: 2 if parent in TOWN_FEDERATIONS else 1]
        for row in _union(pen, union)
    ]
    return Table(
        "基层工会",
        f"{parent}所属基层工会慰问职工台账（2015年1月—2016年9月）",
        ["所属工会", "慰问对象", "身份证号", "项目", "慰问金额", "时间", "备注"],
        pen.blank(rows, 0.01),
        below=["备注：本表由各基层工会报送汇总。"],
        merge=0,
    )


def _union(pen: Pen, union: Union) -> Iterator[Row]:
    people = pen.rng.sample(union.workers, min(len(union.workers), pen.rng.randrange(5, 13)))
    days = _days(pen.rng, date(2015, 1, 10), date(2016, 9, 25), len(people))
    for person, day in zip(people, days, strict=True):
        name, yuan, note = pen.rng.choice(
            (
                ("住院慰问", 300, ""),
                ("生日慰问", 100, "蛋糕卡"),
                ("生日慰问", 150, ""),
                ("白事慰问", 500, "直系亲属"),
                ("五必访", 200, ""),
            )
        )
        yield [
            union.name,
            *pen.who(person),
            name,
            pen.money(yuan),
            pen.day(day),
            note,
        ]

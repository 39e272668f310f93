"""Offers and agreements of two springs, kept by the towns and by the building and trade unions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from demo.invented import BUILDING, TOWN_FEDERATIONS, TRADE, District, Union
from demo.rosters import Workbook
from demo.untidy import Pen, Row, Table, numbered

KEEPERS = (*TOWN_FEDERATIONS, BUILDING, TRADE)
# Offers by keeper: to single employers, to joint unions. In 2016 these make 68 and 19.
OFFERS = {
    2015: {
        **dict.fromkeys(TOWN_FEDERATIONS, (5, 2)),
        "槐荫街道总工会": (5, 0),
        "文苑街道总工会": (5, 0),
        BUILDING: (8, 0),
        TRADE: (7, 3),
    },
    2016: {**dict.fromkeys(TOWN_FEDERATIONS, (7, 2)), BUILDING: (6, 0), TRADE: (6, 3)},
}
# Wage agreements renewed in the first half of the year: single ones, joint ones. In 2016 they cover 270 employers.
RENEWED = {
    **dict.fromkeys(TOWN_FEDERATIONS, (4, 2)),
    "柳河镇总工会": (4, 3),
    "青石镇总工会": (4, 3),
    BUILDING: (4, 0),
    TRADE: (4, 5),
}
EMPLOYERS, WORKERS = 270, 2_195


def workbooks(district: District) -> Iterator[Workbook]:
    for year in OFFERS:
        tables = [_offers(district, keeper, year) for keeper in KEEPERS]
        yield f"{year - 1995}-{year}年工资集体协商要约台账.xlsx", tables
    covered = coverage(district)
    for year in OFFERS:
        tables = [_agreements(district, keeper, year, covered) for keeper in KEEPERS]
        yield f"{year - 1993}-{year}年集体合同台账.{'xls' if year == 2015 else 'xlsx'}", tables


def single(district: District, keeper: str) -> list[Union]:
    found = [union for union in district.standing(keeper) if union.kind == "基层工会" and union.sector == "非公企业"]
    return sorted(found, key=lambda union: union.since)


def joint(district: District, keeper: str) -> list[Union]:
    return [union for union in district.standing(keeper) if union.kind == "联合工会"]


def _scope(union: Union) -> str:
    return "行业性" if "行业" in union.name else "区域性"


def _offers(district: District, keeper: str, year: int) -> Table:
    """The spring campaign: single offers to firms without an agreement, the others to joint unions."""
    pen = Pen(f"offers {keeper} {year}")
    alone, together = OFFERS[year][keeper]
    asked = [*pen.rng.sample(single(district, keeper), alone), *joint(district, keeper)[:together]]
    rows: list[Row] = []
    for union in asked:
        day = date(year, 3, 10) + timedelta(pen.rng.randrange(80))
        answer = pen.rng.choice(("应约", "应约", "应约", "未答复", "拒绝"))
        scope = "单独" if union.kind == "基层工会" else _scope(union)
        name = union.employer if scope == "单独" else union.name
        reply = "" if answer == "未答复" else pen.day(day + timedelta(pen.rng.randrange(3, 19)))
        rows.append([name, scope, "非公有制", pen.day(day), answer, reply])
    return Table(
        keeper,
        f"{year}年工资集体协商“要约季”要约台账",
        [
            "序号",
            pen.rng.choice(("企业名称", "被要约单位", "要约对象")),
            "协商形式",
            "企业性质",
            "要约时间",
            "应约情况",
            "答复时间",
        ],
        numbered(rows),
        above=[f"填报单位：{keeper}    填报日期：{year}年6月20日"],
        below=[f"合计：单独要约 {alone} 份，区域性、行业性要约 {together} 份"],
    )


Coverage = dict[str, tuple[int, int]]
"""Union → employers, workers of its agreement of 2016."""


def coverage(district: District) -> Coverage:
    covered: Coverage = {}
    shops: list[Union] = []
    for keeper in KEEPERS:
        alone, together = RENEWED[keeper]
        covered |= {union.name: (1, len(union.workers)) for union in single(district, keeper)[:alone]}
        shops += joint(district, keeper)[:together]
    employers = _shares(EMPLOYERS - len(covered), len(shops))
    workers = _shares(WORKERS - sum(count for _, count in covered.values()), len(shops))
    return covered | {union.name: pair for union, *pair in zip(shops, employers, workers, strict=True)}  # type: ignore[misc]


def _shares(whole: int, parts: int) -> Sequence[int]:
    """Whole numbers about equal, one more and one less in turn, that add up to `whole`."""
    even = [whole // parts + (number < whole % parts) for number in range(parts)]
    for number in range(0, parts - 1, 2):
        even[number], even[number + 1] = even[number] + number % 5, even[number + 1] - number % 5
    return even


def _agreements(district: District, keeper: str, year: int, covered: Coverage) -> Table:
    pen = Pen(f"agreements {keeper} {year}")
    alone, together = RENEWED[keeper]
    unions = [*single(district, keeper)[:alone], *joint(district, keeper)[:together]]
    rows = [_wage(Pen(f"agreement {union.name} {year}"), union, year, covered[union.name]) for union in unions]
    rows += list(_others(pen, single(district, keeper)[alone:], year))
    return Table(
        keeper,
        f"{keeper}{year}年工资专项集体合同及集体合同台账",
        [
            "序号",
            "单位名称",
            "合同种类",
            "协商形式",
            "签订情况",
            "合同覆盖|企业数（家）",
            "合同覆盖|职工数（人）",
            "签订日期",
            "合同期限|有效期起",
            "合同期限|有效期止",
        ],
        pen.blank(numbered(rows)),
        above=[f"填报单位：{keeper}"],
        below=["审核人：", "注：续签以签订日期统计。"],
    )


def _wage(pen: Pen, union: Union, year: int, cover: tuple[int, int]) -> Row:
    """One of a chain: a year from the same day each spring, signed within the week before; some began in 2015."""
    chain = Pen(f"chain {union.name}").rng
    starts = date(year, 3, 1) + timedelta(chain.randrange(110))
    ends = starts.replace(year=year + 1) - timedelta(1)
    employers, workers = cover
    first = chain.random() < 0.15
    if year == 2015:
        employers, workers = max(1, employers - chain.randrange(2)), max(5, workers - chain.randrange(6))
    mode = "首次签订" if first and year == 2015 else pen.rng.choice(("续签", "续签", "续订"))
    alone = union.kind == "基层工会"
    return [
        union.employer if alone else union.name,
        pen.rng.choice(("工资", "工资专项", "工资专项集体合同")),
        "单独" if alone else _scope(union),
        mode,
        employers,
        workers,
        pen.day(starts - timedelta(chain.randrange(7))),
        pen.day(starts),
        pen.day(ends),
    ]


def _others(pen: Pen, unions: Sequence[Union], year: int) -> Iterator[Row]:
    """First agreements of other kinds, and wage agreements of the second half of 2015 renewed in that of 2016."""
    offset = 0 if year == 2015 else 4
    for union, kind in zip(unions[offset : offset + 3], ("综合", "女职工专项", "综合"), strict=False):
        starts = date(year, 4, 1) + timedelta(pen.rng.randrange(150))
        women = sum(worker.female for worker in union.workers)
        count = women if kind == "女职工专项" else len(union.workers)
        ends = starts.replace(year=year + 3) - timedelta(1)
        yield [union.employer, kind, "单独", "新签", 1, max(count, 1), pen.day(starts), pen.day(starts), pen.day(ends)]
    for union in unions[8:9]:
        starts = date(year, 8, 1)
        ends = date(year + 1, 7, 31)
        mode = "新签" if year == 2015 else "续签"
        yield [
            union.employer,
            "工资",
            "单独",
            mode,
            1,
            len(union.workers),
            pen.day(starts),
            pen.day(starts),
            pen.day(ends),
        ]

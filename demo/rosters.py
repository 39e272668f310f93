"""The organisations (loaded first) and the people on their rosters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

from demo.invented import BUILDING, DISTRICT, EDUCATION, FEDERATIONS, HEALTH, TOWNS, TRADE, District
from demo.untidy import NOTICE, Pen, Row, Table, numbered

Workbook = tuple[str, list[Table]]
"""File name and sheets."""
KINDS = {EDUCATION: "产业工会", HEALTH: "产业工会", BUILDING: "行业工会联合会", TRADE: "行业工会联合会"}


def workbooks(district: District) -> Iterator[Workbook]:
    yield "01-镇街和产业工会台账.xlsx", [_federations(district)]
    yield "02-基层工会组织台账.xlsx", [_primary(district, parent) for parent in (*FEDERATIONS, DISTRICT)]
    endings = {"青石镇总工会": "xls", "双泉镇总工会": "csv"}
    for number, parent in enumerate((*FEDERATIONS, DISTRICT), 1):
        ending = endings.get(parent, "xlsx")
        name = "区直机关" if parent == DISTRICT else parent
        yield f"03-{number:02}-{name}职工名册.{ending}", [_roster(district, parent, whole=ending == "csv")]


def _federations(district: District) -> Table:
    rng, pen = Random("federations"), Pen("federations")
    rows: list[Row] = []
    for name in FEDERATIONS:
        kind = KINDS.get(name) or ("街道总工会" if name.endswith("街道总工会") else "乡镇总工会")
        since = date(rng.randrange(1996, 2004), rng.randrange(1, 13), rng.randrange(1, 28))
        rows.append([name, DISTRICT, kind, pen.day(since), district.numbers.code()])
    return Table(
        "镇街和产业工会",
        "云川区镇（街道）总工会和产业工会组织台账",
        ["序号", "组织名称", "上级组织", "组织类型", "成立时间", "统一社会信用代码"],
        numbered(rows),
        above=[f"填表日期：2014年12月31日    共 {len(TOWNS)} 个镇街、{len(rows) - len(TOWNS)} 个产业"],
        below=["注：成立时间以批复文件为准。"],
    )


def _primary(district: District, parent: str) -> Table:
    pen = Pen(f"primary {parent}")
    rows = [
        [union.name, parent, union.kind, pen.day(union.since), pen.maybe(union.code, 0.7), union.sector]
        for union in district.under(parent)
    ]
    words = pen.rng.choice((("工会名称", "建会时间"), ("单位名称", "建会日期"), ("工会组织名称", "成立时间")))
    return Table(
        "区直机关" if parent == DISTRICT else parent,
        f"{parent}所属基层工会组织台账",
        ["序号", words[0], "上级工会", "工会类型", words[1], "信用代码", "单位性质"],
        pen.blank(numbered(rows)),
        below=[f"合计：{len(rows)} 个", f"备注：{NOTICE}。"],
        merge=2,
    )


def _roster(district: District, parent: str, *, whole: bool) -> Table:
    """`whole`: every row carries its union's name, as a text file has no merged cells."""
    pen = Pen(f"roster {parent}")
    rows = [
        [
            union.name,
            pen.name(worker.name),
            "女" if worker.female else "男",
            pen.identity(worker.identity),
            pen.maybe(worker.phone, 0.8),
        ]
        for union in district.under(parent)
        for worker in union.workers
    ]
    titles = ("姓名 身份证号码 手机号", "职工姓名 公民身份号码 联系电话", "会员姓名 证件号码 电话")
    words = pen.rng.choice(titles).split()
    return Table(
        "职工名册",
        f"{'区直机关' if parent == DISTRICT else parent}所属工会职工名册",
        ["序号", "所在工会", words[0], "性别", words[1], words[2]],
        numbered(rows) if whole else pen.blank(numbered(rows), 0.004),
        below=[f"合计：{len(rows)} 人"],
        merge=None if whole else 1,
    )

"""The organising ledgers of three federations: unions, employers, members, targets, points, staff."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from demo.federations import (
    COMMUNITY,
    COUNTY,
    COUNTY_TOWNS,
    DEMONSTRATIONS,
    FOLDERS,
    FOUNDING_TARGET,
    JOINING_TARGET,
    NORTH,
    SURVEYED,
    TOWN,
    Organised,
    Organising,
    county,
    everybody,
)
from demo.invented import CITY, DISTRICT, Numbers
from demo.rosters import Workbook
from demo.untidy import NOTICE, Pen, Row, Table, numbered

DATED = date(2016, 6, 30)


def top() -> Workbook:
    """The county and the districts of the city, and what stands below the other district."""
    rows: list[Row] = [
        [DISTRICT, CITY, "区总工会", "1985年5月1日", "620302"],
        [COUNTY, CITY, "县总工会", "1984年3月12日", ""],
        [NORTH, CITY, "区总工会", "1990年8月20日", ""],
        [TOWN, NORTH, "乡镇总工会", "2011年11月18日", ""],
        [COMMUNITY, NORTH, "工会联合会", "2012年6月6日", ""],
    ]
    headers = ["序号", "组织名称", "上级组织", "组织类型", "成立时间", "行政区划代码"]
    return "00-市属区县总工会台账.xlsx", [Table("区县总工会", "云州市区县总工会组织台账", headers, numbered(rows))]


def workbooks() -> Iterator[Workbook]:
    """Each in the folder of the federation that keeps it."""
    yield top()
    for each in everybody():
        folder = FOLDERS[each.name]
        if each.towns:
            yield f"{folder}/01-乡镇总工会台账.xlsx", [_towns(each)]
        yield f"{folder}/02-工会组织档案台账.xlsx", _unions(each)
        yield f"{folder}/03-用人单位台账.xlsx", [_firms(each)]
        yield f"{folder}/04-会员花名册.xlsx", [_members(each)]
    yield f"{FOLDERS[COUNTY]}/05-建会目标任务分解表.xlsx", [_targets()]
    yield f"{FOLDERS[COUNTY]}/06-双亮双履示范点台账.xlsx", [_points()]
    yield f"{FOLDERS[COUNTY]}/07-非公企业法人数据库.xlsx", [_legal_persons()]
    yield f"{FOLDERS[COMMUNITY]}/05-工会工作人员名册.xlsx", [_staff()]


def _towns(each: Organising) -> Table:
    pen = Pen(f"towns {each.name}")
    rows: list[Row] = []
    for number, name in enumerate(each.towns):
        kind = "乡镇总工会"
        rows.append([name, each.name, kind, pen.day(date(1998 + number % 9, 1 + number % 12, 1 + number % 27))])
    headers = ["序号", "组织名称", "上级组织", "组织类型", "成立时间"]
    return Table("乡镇总工会", f"{each.name}所属乡镇总工会台账", headers, numbered(rows))


def _unions(each: Organising) -> list[Table]:
    """One sheet a year would be usual; one for those founded before 2016 and one for the new."""
    old = [union for union in each.unions if union.since.year < 2016]
    new = [union for union in each.unions if union.since.year >= 2016]
    sheets = [("以前年度", old), ("2016年新建", new)]
    return [_union_table(each.name, title, found) for title, found in sheets if found]


def _union_table(name: str, title: str, unions: list[Organised]) -> Table:
    pen = Pen(f"unions {name} {title}")
    rows: list[Row] = []
    for number, union in enumerate(unions, 1):
        expiry = date(union.since.year + 5, union.since.month, min(union.since.day, 28))
        certificate = [f"工法证字第62{number:06}号", pen.day(expiry)] if union.certified else ["", ""]
        rows.append([union.name, union.parent, union.form, pen.day(union.since), "非公企业", union.code, *certificate])
    return Table(
        title,
        f"{name}基层工会组织档案台账（{title}）",
        [
            "序号",
            "工会名称",
            "上级工会",
            "建会形式",
            "成立日期",
            "所属领域",
            "统一社会信用代码",
            "法人证书编号",
            "证书有效期至",
        ],
        pen.blank(numbered(rows), 0.005),
        below=[f"合计：{len(rows)} 个", f"备注：{NOTICE}。"],
    )


def _firms(each: Organising) -> Table:
    pen, numbers = Pen(f"firms {each.name}"), Numbers("620395", 14_240_000_000)
    rows: list[Row] = [
        [
            firm.name,
            firm.code,
            firm.town,
            firm.category,
            firm.industry,
            pen.count(firm.workers),
            firm.women,
            firm.coverage,
            firm.union,
            pen.day(firm.covered) if firm.covered else "",
            firm.why_not,
            numbers.phone(pen.rng),
        ]
        for firm in each.firms
    ]
    return Table(
        "用人单位",
        f"{each.name}用人单位台账",
        [
            *("序号", "单位名称", "统一社会信用代码", "所属镇街工会", "单位类别", "所属行业", "职工人数", "其中女职工"),
            *("建会情况", "建会工会名称", "建会日期", "未建会原因", "联系电话"),
        ],
        numbered(rows),
        above=[f"摸底日期：{SURVEYED:%Y-%m-%d}"],
        below=[f"合计：{len(rows)} 家", f"备注：{NOTICE}。"],
    )


def _members(each: Organising) -> Table:
    pen = Pen(f"members {each.name}")
    rows: list[Row] = [
        [
            union.name,
            pen.name(person.name),
            "女" if person.female else "男",
            pen.identity(person.identity),
            pen.maybe(person.phone, 0.7),
            pen.day(day),
            pen.rng.choice(("合同制", "合同制", "合同制", "劳务派遣")),
            pen.rng.choice(("是", "否")),
        ]
        for union in each.unions
        for person, day in union.members
    ]
    return Table(
        "会员花名册",
        f"{each.name}工会会员花名册",
        ["序号", "所属工会", "会员姓名", "性别", "身份证号码", "联系电话", "入会日期", "用工形式", "是否农民工"],
        numbered(rows),
        below=[f"合计：{len(rows)} 人", f"备注：{NOTICE}。"],
        merge=1,
    )


def _targets() -> Table:
    """The county's targets of the year, split to its towns; the parts come to the whole."""
    towns = len(COUNTY_TOWNS)
    rows: list[Row] = [[COUNTY, 2016, "建会", FOUNDING_TARGET], [COUNTY, 2016, "会员", JOINING_TARGET]]
    for number, town in enumerate(COUNTY_TOWNS):
        for kind, total in (("建会", FOUNDING_TARGET), ("会员", JOINING_TARGET)):
            rows.append([f"{town}总工会", 2016, kind, total // towns + (number < total % towns)])
    headers = ["序号", "单位", "年度", "目标类别", "目标数"]
    above = ["下达日期：2016年1月12日"]
    return Table("目标任务", "2016年建会和发展会员目标任务分解表", headers, numbered(rows), above=above)


def _points() -> Table:
    pen = Pen("points")
    rows: list[Row] = []
    for number in range(DEMONSTRATIONS):
        town = COUNTY_TOWNS[number % len(COUNTY_TOWNS)]
        day = pen.day(date(2016, 3 + number % 4, 1 + number % 28))
        rows.append(
            [f"{town}总工会", f"{town}双亮双履示范企业{number // len(COUNTY_TOWNS) + 1}", "双亮双履示范点", day]
        )
    headers = ["序号", "所属工会", "名称", "类别", "命名日期"]
    return Table("示范点", "宽河县“双亮双履”工作示范点台账", headers, numbered(rows))


def _legal_persons() -> Table:
    """The database of non-public enterprises as the authority keeps it; it lists only those with a certificate."""
    found = county()
    certified = {union.name: union for union in found.unions if union.certified}
    rows: list[Row] = [
        [firm.name, firm.code, firm.town, firm.workers, len(certified[firm.union].members)]
        for firm in found.firms
        if firm.union in certified
    ]
    headers = ["序号", "法人单位名称", "统一社会信用代码", "所属乡镇", "职工人数", "会员数"]
    above = ["审核日期：2016年8月26日　审核范围：仅名册所列"]
    return Table("法人数据库", "宽河县非公企业法人数据库", headers, numbered(rows), above=above)


def _staff() -> Table:
    """Nine people, one of them the full-time chair."""
    pen, numbers = Pen("staff"), Numbers("620395", 14_241_000_000)
    rows: list[Row] = []
    for number in range(9):
        person = numbers.person(pen.rng, 1965, 1990)
        kind, duty = (
            ("专职", "专职主席") if number == 0 else (("兼职", "社会化工会工作者")[number % 2], "组建和会员服务")
        )
        rows.append([COMMUNITY, *pen.who(person), kind, duty, pen.day(date(2013, 3 + number, 5))])
    headers = ["序号", "所属工会", "姓名", "身份证号码", "人员类别", "岗位职责", "到岗日期"]
    return Table("工作人员", "六和社区工会联合会工作人员名册", headers, numbered(rows), below=[f"日期：{DATED}"])

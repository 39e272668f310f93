"""Three more federations of the invented city: a county, a town and a community. No place of these names is meant.

Their totals are those of three published reports on organising; where such a report contradicts itself, what it says is
recorded as it stands, and the rule that is broken shows (数据核对).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from demo.invented import Numbers, Person
from liuyou.cli import demonstration

COUNTY, NORTH = "宽河县总工会", "北原区总工会"
TOWN, COMMUNITY = "牛山镇总工会", "六和社区工会联合会"
FOLDERS = {federation: folder for folder, federation in demonstration.FOLDERS.items()}
"""Federation → the folder of its workbooks; each is loaded by that federation."""
SURVEYED = date(2015, 10, 1)
"""The census from which the registers of employers begin."""
COUNTY_TOWNS = tuple(
    f"{name}{kind}"
    for kind, names in (
        ("镇", "永安 石桥 长坪 双河 古林 红山 太平 青山 大川 灌河 下原 虎山 毛岭"),
        ("乡", "步达 牛河 八河 振江 大西 硼川 临江 蒲沟 杨木"),
    )
    for name in names.split()
)
NEW_UNIONS, NEW_TRADES, NEW_JOINT, NEW_MEMBERS = 943, 21, 6, 1_092
"""Unions founded in the county in seven months, of them trade federations and joint ones; people who joined."""
FOUNDING_TARGET, JOINING_TARGET = 940, 470
CHECKED, DEMONSTRATIONS = 66, 61
"""Legal persons in the database of non-public enterprises; demonstration points."""
TOWN_EMPLOYERS, TOWN_WORKERS, TOWN_MEMBERS, TOWN_OWN = 133, 5_158, 4_952, 25
COMMUNITY_OWN, COMMUNITY_COVERED, COMMUNITY_FIRMS, COMMUNITY_MEMBERS = 75, 160, 62, 15_000

# ruff: noqa: SIM905 - lists of words
_BRANDS = (
    "安泰 百川 晨光 大成 东兴 丰源 富强 光大 国盛 海纳 和顺 宏达 华瑞 吉源 佳和 建安 金山 锦绣 景程 九州 "
    "康乐 凯旋 利民 联创 龙腾 茂源 明辉 南洋 鹏程 庆丰 荣昌 瑞祥 三友 盛世 顺通 四海 腾飞 天宇 通达 万通 "
    "旺达 伟业 五洲 西岭 祥瑞 新元 鑫源 兴业 旭日 亿家 银河 永盛 宇恒 玉泉 远东 振华 正大 志诚 中兴 众鑫"
).split()
_LINES = {
    "制造业": "机械 食品 木业 药业 纺织 塑业 五金",
    "批发和零售业": "商贸 超市 粮油",
    "建筑业": "建筑 装饰",
    "住宿和餐饮业": "餐饮 宾馆",
    "农、林、牧、渔业": "农业 参茸 食用菌",
    "电力、热力、燃气及水生产和供应业": "小水电",
    "交通运输、仓储和邮政业": "物流 客运",
}
_INDUSTRY = {line: industry for industry, lines in _LINES.items() for line in lines.split()}
_TRADES = (
    "小水电 餐饮 超市 幼儿园 建材 装饰装修 乡镇卫生院 参茸 食用菌 木制品 物流 出租车 美容美发 家政 药店 汽修 "
    "农资 服装 渔业 板栗 快递"
).split()


@dataclass(slots=True)
class Firm:
    """An employer; `union` covers it from `covered` on."""

    name: str
    code: str
    town: str
    industry: str
    workers: int
    women: int
    union: str = ""
    coverage: str = "未建会"
    covered: date | None = None
    why_not: str = ""
    category: str = "私营企业"


@dataclass(slots=True)
class Organised:
    """A union with its form and the people who joined it: person, day."""

    name: str
    parent: str
    form: str
    since: date
    code: str
    members: list[tuple[Person, date]] = field(default_factory=list)
    certified: bool = False


@dataclass(slots=True)
class Organising:
    """What one federation keeps: the federations below it, unions, employers."""

    name: str
    towns: list[str]
    unions: list[Organised]
    firms: list[Firm]


class Maker:
    """Names, numbers and people of one federation."""

    def __init__(self, key: str, region: str, phone: int) -> None:
        self.numbers, self.rng = Numbers(region, phone), Random(f"federation {key}")
        self._names = [f"{brand}{line}" for brand in _BRANDS for line in _INDUSTRY]
        self.rng.shuffle(self._names)

    def firm(self, prefix: str, town: str, workers: int) -> Firm:
        stem = self._names.pop()
        line = next(each for each in _INDUSTRY if stem.endswith(each))
        women = round(workers * self.rng.uniform(0.15, 0.6))
        name = f"{prefix}{stem}{'有限公司' if workers > 8 else '经营部'}"
        return Firm(name, self.numbers.employer(), town, _INDUSTRY[line], workers, women)

    def union(self, name: str, parent: str, form: str, since: date) -> Organised:
        return Organised(name, parent, form, since, self.numbers.code())

    def day(self, first: date, last: date) -> date:
        return first + timedelta(self.rng.randrange((last - first).days + 1))

    def join(self, union: Organised, count: int, first: date, last: date) -> None:
        for _ in range(count):
            person = self.numbers.person(self.rng, 1958, 1995, 0.42)
            union.members.append((person, self.day(max(first, union.since), last)))

    def shares(self, total: int, parts: int, least: int) -> list[int]:
        """`total` cut into `parts`, none below `least`, uneven as life is."""
        weights = [self.rng.uniform(0.3, 2.0) for _ in range(parts)]
        free = total - least * parts
        cut = [least + int(free * weight / sum(weights)) for weight in weights]
        cut[0] += total - sum(cut)
        return cut


def cover(firm: Firm, union: Organised, how: str) -> None:
    firm.union, firm.coverage, firm.covered = union.name, how, max(union.since, SURVEYED)


def county() -> Organising:
    """943 unions founded from January to July 2016, among them 21 of a trade and 6 joint ones; 1,092 people joined."""
    make = Maker("county", "620398", 14_210_000_000)
    towns = [f"{town}总工会" for town in COUNTY_TOWNS]
    unions, firms = [], []
    first, last = date(2016, 1, 8), date(2016, 7, 29)
    for trade in _TRADES[:NEW_TRADES]:
        unions.append(make.union(f"宽河县{trade}行业工会联合会", COUNTY, "行业联合会", make.day(first, last)))
    for number in range(NEW_JOINT):
        name = f"{COUNTY_TOWNS[number * 3]}小微企业联合工会"
        unions.append(make.union(name, towns[number * 3], "联合", make.day(first, last)))
    for number in range(NEW_UNIONS - NEW_TRADES - NEW_JOINT):
        firm = make.firm("宽河", towns[number % len(towns)], make.rng.randrange(2, 9))
        union = make.union(f"{firm.name}工会委员会", firm.town, "单独", make.day(first, last))
        cover(firm, union, "单独")
        unions.append(union)
        firms.append(firm)
    owns = [each for each in unions if each.form == "单独"]
    for union in make.rng.sample(owns, len(owns)):
        make.join(union, 1, union.since, date(2016, 7, 31))
    for union in make.rng.sample(owns, NEW_MEMBERS - len(owns)):
        make.join(union, 1, union.since, date(2016, 7, 31))
    for number in range(CHECKED):
        firm = make.firm("宽河县", towns[number % len(towns)], make.rng.randrange(30, 140))
        union = make.union(f"{firm.name}工会委员会", firm.town, "单独", make.day(date(2009, 3, 1), date(2014, 11, 30)))
        make.join(union, make.rng.randrange(12, 26), union.since, date(2015, 12, 20))
        union.certified = True
        cover(firm, union, "单独")
        unions.append(union)
        firms.append(firm)
    joint = [each for each in unions if each.form == "联合"]
    for number in range(3 * NEW_JOINT):
        union = joint[number % NEW_JOINT]
        firm = make.firm("宽河", union.parent, make.rng.randrange(2, 9))
        cover(firm, union, "联合")
        firms.append(firm)
    for number in range(48):
        firm = make.firm("宽河县", towns[number % len(towns)], make.rng.randrange(3, 40))
        firm.why_not = make.rng.choice(("职工人数少", "经营者不支持", "新开办", "人员流动大"))
        firms.append(firm)
    return Organising(COUNTY, towns, unions, firms)


def town() -> Organising:
    """133 employers covered by 25 unions of their own and 12 joint ones of villages; 4,952 of 5,158 workers joined."""
    make = Maker("town", "620397", 14_220_000_000)
    villages = "前营 后营 东庄 西庄 南坡 北坡 官屯 柳林 石门 龙湾 安里 相村".split()
    since = date(2012, 4, 1), date(2015, 9, 20)
    joint = [make.union(f"牛山镇{village}村联合工会", TOWN, "联合", make.day(*since)) for village in villages]
    sizes = make.shares(TOWN_WORKERS, TOWN_EMPLOYERS, 6)
    sizes.sort(reverse=True)
    firms, unions = [], list(joint)
    for number, size in enumerate(sizes):
        firm = make.firm("牛山", TOWN, size)
        if number < TOWN_OWN:
            union = make.union(f"{firm.name}工会委员会", TOWN, "单独", make.day(*since))
            unions.append(union)
        else:
            union = joint[number % len(joint)]
        cover(firm, union, union.form)
        firms.append(firm)
    outside = make.shares(TOWN_WORKERS - TOWN_MEMBERS, TOWN_EMPLOYERS, 0)
    outside.sort(reverse=True)
    by_name = {union.name: union for union in unions}
    for firm, left in zip(firms, outside, strict=True):
        make.join(by_name[firm.union], firm.workers - min(left, firm.workers - 1), date(2012, 5, 1), date(2016, 6, 20))
    _settle(make, unions, TOWN_MEMBERS)
    return Organising(TOWN, [], unions, firms)


def _settle(make: Maker, unions: list[Organised], total: int) -> None:
    """The last few, so that the total is right to the unit."""
    short = total - sum(len(union.members) for union in unions)
    largest = max(unions, key=lambda union: len(union.members))
    make.join(largest, max(short, 0), date(2015, 1, 5), date(2016, 6, 20))
    del largest.members[len(largest.members) + min(short, 0) :]


def community() -> Organising:
    """75 unions of single firms and 160 that the community's federation covers, where only 62 firms are on record."""
    make = Maker("community", "620396", 14_230_000_000)
    since = date(2013, 7, 1), date(2016, 5, 31)
    unions = [
        make.union(f"六和{make.firm('', COMMUNITY, 9).name}工会委员会", COMMUNITY, form, make.day(*since))
        for form, count in (("单独", COMMUNITY_OWN), ("联合", COMMUNITY_COVERED))
        for _ in range(count)
    ]
    firms = []
    for union in unions[:COMMUNITY_FIRMS]:
        firm = make.firm("", COMMUNITY, make.rng.randrange(80, 420))
        firm.name = union.name.removesuffix("工会委员会")
        cover(firm, union, "单独")
        firms.append(firm)
    sizes = make.shares(COMMUNITY_MEMBERS, len(unions), 18)
    for union, size in zip(unions, sorted(sizes, reverse=True), strict=True):
        make.join(union, size, date(2013, 7, 2), date(2016, 6, 25))
    members = {union.name: len(union.members) for union in unions}
    for firm in firms:
        firm.workers = members[firm.union] + make.rng.randrange(3, 40)
        firm.women = firm.workers * 2 // 5
    return Organising(COMMUNITY, [], unions, firms)


def everybody() -> Iterator[Organising]:
    yield from (county(), town(), community())

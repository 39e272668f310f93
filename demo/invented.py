"""The invented district: its unions and its people. No place, union or person of these names is meant.

Identity numbers carry a region (620399) that GB/T 2260 has never given out and phones a prefix (142) that no network
uses, so that none of them can be anyone's; their check digits are right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from random import Random

from liuyou.kernel.orgs.codes import make_credit_code, make_union_code
from liuyou.kernel.people.identity import check_digit

SEED = "云川"
CITY = "云州市总工会"
DISTRICT = "云川区总工会"
NOWHERE = "620399"
TOWNS = ("柳河镇", "青石镇", "双泉镇", "白塔镇", "桥北街道", "长平街道", "文苑街道", "槐荫街道")
EDUCATION, HEALTH = "云川区教育工会", "云川区卫生工会"
BUILDING, TRADE = "云川区建筑行业工会联合会", "云川区商贸行业工会联合会"
INDUSTRIES = (EDUCATION, HEALTH, BUILDING, TRADE)
TOWN_FEDERATIONS = tuple(f"{town}总工会" for town in TOWNS)
FEDERATIONS = (*TOWN_FEDERATIONS, *INDUSTRIES)

_SURNAMES = (
    "王王王王李李李李张张张张刘刘刘陈陈杨杨赵赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁"
    "潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_MALE = "伟强军勇杰涛明超刚平辉鹏华飞斌波宇浩凯健俊帆帅旭宁龙林永海山仁文清彬富顺信成康光天达安岩中茂武新利有坚和全德"
_FEMALE = "芳娜敏静丽艳娟霞秀英玲桂兰梅红玉萍婷雪慧莹洁倩颖莉琴云莲真环荣爱妹凤琳蓉晓燕彩春菊珍贞青勤美瑶娅妍馨嘉佳"
# ruff: noqa: SIM905 - lists of words
_BRANDS = (
    "鼎盛 恒泰 宏远 金禾 瑞丰 华兴 永昌 聚源 天成 万和 隆基 盛源 新锐 同济 信达 嘉禾 长青 博雅 汇通 凯越 "
    "中联 鑫磊 诚友 广源 立新 祥云 东升 泰和 富康 佳美 锦程 远航 德邦 众合 启明 正阳 顺达 吉祥 惠民 明珠"
).split()
_OFFICES = (
    "财政局 教育局 民政局 司法局 水务局 农牧局 林业局 审计局 统计局 档案局 信访局 文体局 住建局 交通局 "
    "环保局 安监局 法院 检察院 政府办公室 行政服务中心"
).split()
_TRADES = "机械 化工 食品 建材 包装 物流 农业科技 纺织 电子 印务 环保 塑业 畜牧 家具 电气 汽车服务".split()
_PLACES = "金滩 东风 杨家庄 上坝 红旗 团结 新丰 西湖 向阳 三里 泉水 光明".split()


@dataclass(slots=True)
class Person:
    name: str
    identity: str
    phone: str
    female: bool
    born: date


@dataclass(slots=True)
class Union:
    """A primary union; `workers` are on its roster."""

    name: str
    parent: str
    kind: str
    since: date
    sector: str
    code: str
    workers: list[Person] = field(default_factory=list)

    @property
    def employer(self) -> str:
        return self.name.removesuffix("工会委员会").removesuffix("工会")


class Numbers:
    """Runs that never repeat, over one district. `region` is one that was never given out, `phone` the first number."""

    def __init__(self, region: str = NOWHERE, phone: int = 14_200_000_000) -> None:
        self.region = region
        self._identities: set[str] = set()
        self._phone = phone
        self._code = 0

    def identity(self, rng: Random, born: date, female: bool) -> str:
        while True:
            order = f"{rng.randrange(1, 100):02}{2 * rng.randrange(5) + (not female)}"
            first = f"{self.region}{born:%Y%m%d}{order}"
            if first not in self._identities:
                self._identities.add(first)
                return first + check_digit(first)

    def phone(self, rng: Random) -> str:
        self._phone += rng.randrange(1, 9_000)
        return str(self._phone)

    def code(self) -> str:
        self._code += 1
        return make_union_code(self.region, self._code)

    def employer(self) -> str:
        """The credit code of a firm."""
        self._code += 1
        return make_credit_code(self.region, self._code)

    def person(self, rng: Random, earliest: int, latest: int, female: float = 0.5) -> Person:
        woman = rng.random() < female
        born = date(earliest, 1, 1) + timedelta(rng.randrange(365 * (latest - earliest)))
        given = "".join(rng.sample(_FEMALE if woman else _MALE, rng.choice((1, 2, 2))))
        name = rng.choice(_SURNAMES) + given
        return Person(name, self.identity(rng, born, woman), self.phone(rng), woman, born)


class District:
    """Everybody and everything, the same each time."""

    def __init__(self) -> None:
        self.numbers = Numbers()
        self.unions = list(self._unions(Random(f"{SEED} unions")))
        rng = Random(f"{SEED} workers")
        for union in self.unions:
            joint = union.kind == "联合工会"
            female = {EDUCATION: 0.68, HEALTH: 0.7, BUILDING: 0.12, TRADE: 0.6}.get(union.parent, 0.4)
            size = rng.choice((9, 11, 12, 14, 16)) if joint else rng.choice((10, 14, 17, 20, 22, 26, 31, 38))
            union.workers = [self.person(rng, 1956, 1996, female) for _ in range(size)]

    def person(self, rng: Random, earliest: int, latest: int, female: float = 0.5) -> Person:
        return self.numbers.person(rng, earliest, latest, female)

    def under(self, parent: str) -> list[Union]:
        return [union for union in self.unions if union.parent == parent]

    def standing(self, parent: str) -> list[Union]:
        """Unions that were there through both years of the ledgers."""
        return [union for union in self.under(parent) if union.since.year < 2015]

    @cached_property
    def model_workers(self) -> list[Person]:
        return [self.unions[index * 17].workers[0] for index in range(16)]

    @cached_property
    def hardship(self) -> list[Person]:
        """Workers in need, of all the district: the lists of every winter are drawn from them."""
        rng = Random(f"{SEED} hardship")
        model = {person.identity for person in self.model_workers}
        all_workers = [worker for union in self.unions for worker in union.workers[1:]]
        return [worker for worker in rng.sample(all_workers, 260) if worker.identity not in model]

    @cached_property
    def villagers(self) -> list[Person]:
        """The three households of the village the district federation looks after."""
        rng = Random(f"{SEED} villagers")
        return [self.person(rng, 1950, 1965, 0.0) for _ in range(3)]

    @cached_property
    def children(self) -> list[Person]:
        rng = Random(f"{SEED} children")
        return [self.person(rng, 2001, 2009) for _ in range(24)]

    @cached_property
    def students(self) -> list[Person]:
        rng = Random(f"{SEED} students")
        return [self.person(rng, 1995, 1998) for _ in range(90)]

    def _unions(self, rng: Random) -> Iterator[Union]:
        firms = [f"云川{brand}{trade}有限公司" for brand in _BRANDS for trade in _TRADES]
        rng.shuffle(firms)
        for town in TOWNS:
            for firm in (firms.pop() for _ in range(18)):
                yield self._union(rng, f"{firm}工会委员会", f"{town}总工会", "非公企业")
            kind = "社区" if town.endswith("街道") else "村"
            for place in rng.sample(_PLACES, 5):
                yield self._union(rng, f"{town}{place}{kind}联合工会", f"{town}总工会", "非公企业")
            yield self._union(rng, f"{town}个体商户行业联合工会", f"{town}总工会", "非公企业")
        numerals = "一二三四五六七八九"
        schools = [f"云川区第{n}小学" for n in numerals] + [f"云川区第{n}中学" for n in numerals[:7]]
        schools += [f"{town}中心小学" for town in TOWNS[:4]] + [f"云川区第{n}幼儿园" for n in numerals]
        schools.append("云川区职业学校")
        for school in schools:
            yield self._union(rng, f"{school}工会委员会", EDUCATION, "事业单位")
        clinics = [f"云川区{name}" for name in ("人民医院", "中医院", "妇幼保健院", "疾病预防控制中心", "中心血库")]
        clinics += [f"{town}卫生院" for town in TOWNS[:4]] + [f"{town}社区卫生服务中心" for town in TOWNS[4:]]
        clinics += [f"云川{name}医院" for name in ("康宁", "仁心", "安和")]
        for clinic in clinics:
            private = clinic.startswith("云川") and not clinic.startswith("云川区")
            yield self._union(rng, f"{clinic}工会委员会", HEALTH, "非公企业" if private else "事业单位")
        for number, brand in enumerate(_BRANDS[:18]):
            work = ("建筑工程", "市政工程", "装饰工程")[number % 3]
            sector = "国有企业" if number < 2 else "非公企业"
            yield self._union(rng, f"云川{brand}{work}有限公司工会委员会", BUILDING, sector)
        for number, brand in enumerate(_BRANDS[18:36]):
            work = ("商贸", "酒店", "超市")[number % 3]
            yield self._union(rng, f"云川{brand}{work}有限公司工会委员会", TRADE, "非公企业")
        for trade in ("服装零售", "餐饮服务", "家政服务", "建材市场", "美容美发", "农副产品"):
            yield self._union(rng, f"云川区{trade}行业联合工会", TRADE, "非公企业")
        for office in _OFFICES:
            yield self._union(rng, f"云川区{office}机关工会", DISTRICT, "机关")

    def _union(self, rng: Random, name: str, parent: str, sector: str) -> Union:
        kind = "联合工会" if name.endswith("联合工会") else "基层工会"
        late = rng.random() < 0.08
        first, days = (date(2015, 3, 1), 560) if late else (date(2004, 1, 5), 3_900)
        since = first + timedelta(rng.randrange(days))
        return Union(name, parent, kind, since, sector, self.numbers.code())

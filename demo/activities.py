"""Activity ledgers: a sheet for each kind of work, of the district, of the towns and industries, of primary unions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from demo.invented import DISTRICT, FEDERATIONS, District
from demo.rosters import Workbook
from demo.untidy import Pen, Row, Table, numbered

Facts = tuple[Any, ...]
"""Day, then the cells in the order of the headers."""


@dataclass(frozen=True)
class Sheet:
    """What the summary tells of: entered one by one."""

    name: str
    headers: str
    rows: Sequence[Facts]


@dataclass(frozen=True)
class Routine:
    """What goes on everywhere. `make` gives the cells after the day; `months` when it is done."""

    name: str
    headers: str
    make: Callable[[Random], Facts]
    months: tuple[int, int] = (1, 12)
    times: int = 5


NAMED = (
    Sheet(
        "工会干部培训",
        "举办时间 主题 层级 期数 参训人数",
        [
            (date(2015, 3, 18), "基层工会主席培训班", "省总工会", 1, 2),
            (date(2015, 4, 21), "财务经审干部培训班", "省总工会", 1, 2),
            (date(2015, 5, 12), "女工干部培训班", "省总", 1, 2),
            (date(2015, 4, 8), "工会干部业务培训班", "市总工会", 1, 3),
            (date(2015, 6, 3), "集体协商指导员培训班", "市总", 1, 2),
            (date(2015, 9, 15), "工会主席培训班", "省总工会", 1, 2),
            (date(2015, 10, 20), "工会新闻宣传培训班", "市总工会", 1, 3),
            (date(2016, 3, 8), "群团工作会议精神培训班", "省总工会", 1, 3),
            (date(2016, 4, 12), "工会财务经审培训班", "省总", 1, 2),
            (date(2016, 5, 10), "帮扶工作信息系统培训班", "省级", 1, 2),
            (date(2016, 6, 14), "工资集体协商培训班", "省总工会", 1, 2),
            (date(2016, 4, 26), "工会干部能力提升培训班", "市总工会", 1, 3),
            (date(2016, 5, 24), "基层组织建设培训班", "市总", 1, 3),
            (date(2016, 8, 16), "工会主席培训班", "省总工会", 1, 2),
        ],
    ),
    Sheet(
        "技术创新成果",
        "时间 成果名称 申报单位 项数",
        [
            (date(2015, 5, 6), "废水循环利用装置改造", "云川鼎盛机械有限公司", 1),
            (date(2016, 5, 4), "数控刀具快速定位夹具", "云川恒泰包装有限公司", 1),
            (date(2016, 5, 4), "薄壁件双面铣削操作法", "云川恒泰包装有限公司", 1),
            (date(2016, 9, 7), "热泵烘干节能改造", "云川金禾食品有限公司", 1),
        ],
    ),
    Sheet(
        "推荐表彰",
        "时间 荣誉称号 表彰级别 推荐人数",
        [
            (date(2015, 4, 28), "劳动模范", "市级", 3),
            (date(2015, 4, 28), "先进工作者", "市级", 2),
            (date(2015, 4, 27), "五一劳动奖章", "省级", 1),
            (date(2015, 12, 22), "优秀工会工作者", "区级", 18),
            (date(2016, 4, 26), "全国五一劳动奖章", "国家级", 1),
            (date(2016, 4, 28), "劳动模范", "市级", 4),
            (date(2016, 4, 28), "先进工作者", "市级", 2),
        ],
    ),
    Sheet(
        "春送岗位招聘会",
        "举办时间 活动名称 活动地点 企业家数 提供岗位 达成意向 联合单位",
        [
            (date(2015, 3, 5), "春送岗位", "柳河镇文化广场", 26, 1_300, 340, "区人社局、区妇联"),
            (date(2015, 3, 6), "春送岗位", "双泉镇广场", 22, 1_050, 270, "区人社局、区妇联"),
            (date(2016, 2, 17), "春送岗位", "柳河镇文化广场", 34, 1_700, 450, "区人社局、区妇联"),
            (date(2016, 2, 18), "春送岗位", "双泉镇广场", 26, 1_300, 350, "区人社局、区妇联"),
        ],
    ),
    Sheet(
        "安全生产宣传",
        "活动时间 活动地点 发放资料 纪念品 咨询人次",
        [
            (date(2015, 6, 16), "文化广场", 160, 80, 210),
            (date(2016, 6, 16), "文化广场", 200, 100, 260),
        ],
    ),
    Sheet(
        "职工书屋购书",
        "购书时间 内容 购书金额（元） 套数 册数",
        [
            (date(2015, 3, 24), "文化图书", 2_600, "", 86),
            (date(2015, 5, 20), "年度好书成套图书", 1_800, 1, 30),
            (date(2015, 11, 10), "工具书", 1_200, "", 40),
            (date(2016, 3, 15), "文化图书", 3_800, "", 124),
            (date(2016, 5, 18), "年度好书成套图书", 2_200, 2, 48),
        ],
    ),
    Sheet(
        "文体培训班",
        "开班时间 培训班名称 期数 学员人数 联合单位",
        [
            (date(2015, 4, 20), "太极拳", 2, 70, "区机关工委"),
            (date(2015, 9, 21), "太极拳", 1, 36, "区机关工委"),
            (date(2015, 10, 12), "书法", 1, 28, ""),
            (date(2016, 4, 11), "太极拳", 1, 42, "区机关工委"),
            (date(2016, 5, 9), "太极拳", 1, 45, "区机关工委"),
            (date(2016, 6, 6), "太极拳", 1, 40, "区机关工委"),
            (date(2016, 5, 16), "瑜伽", 1, 26, ""),
            (date(2016, 9, 5), "太极拳", 1, 44, "区机关工委"),
        ],
    ),
)
# Two of the five tai-chi classes of the first half of 2016 were held by streets.
STREET_CLASSES = {
    "桥北街道总工会": [(date(2015, 5, 11), "太极拳", 1, 30), (date(2016, 4, 18), "太极拳", 1, 34)],
    "文苑街道总工会": [(date(2016, 5, 23), "太极拳", 1, 31), (date(2016, 6, 20), "广场舞", 1, 40)],
}


def _pick(*choices: Facts) -> Callable[[Random], Facts]:
    return lambda rng: rng.choice(choices)


def _with(choices: Callable[[Random], Facts], *ranges: tuple[int, int]) -> Callable[[Random], Facts]:
    """The cells chosen, then a number from each range."""
    return lambda rng: (*choices(rng), *(rng.randrange(*span) for span in ranges))


ROUTINES = (
    Routine(
        "职工体育活动",
        "活动时间 体育活动名称 比赛项目 参赛人数",
        _with(
            _pick(
                ("职工乒乓球赛", "乒乓球"),
                ("职工羽毛球赛", "羽毛球"),
                ("春季健步走", "健步走"),
                ("职工拔河比赛", "拔河"),
                ("职工篮球赛", "篮球"),
            ),
            (24, 130),
        ),
    ),
    Routine(
        "政治理论学习",
        "日期 学习内容 学习形式 参加人数",
        _with(
            _pick(
                ("党的群团工作会议精神", "集中学习"),
                ("工会法律法规", "集中学习"),
                ("廉政教育专题", "观影"),
                ("“两学一做”专题党课", "党课"),
            ),
            (12, 60),
        ),
    ),
    Routine(
        "工作会议",
        "时间 会议名称 会议类别 与会人数",
        _with(
            _pick(
                ("组建入会工作推进会", "推进会"),
                ("六有工会规范化建设现场会", "现场会"),
                ("季度工作调度会", "调度会"),
                ("女工委员例会", "例会"),
            ),
            (15, 60),
        ),
    ),
    Routine(
        "读书活动",
        "活动时间 读书主题 参加人数 心得篇数",
        _with(_pick(("书香职工",), ("悦读悦美",), ("我的读书故事",)), (20, 90), (5, 30)),
        (3, 11),
        3,
    ),
    Routine(
        "女职工活动",
        "时间 女职工活动名称 参加人数",
        _with(_pick(("庆三八健步行",), ("三八节趣味运动会",), ("女职工维权知识讲座",)), (30, 160)),
        (3, 3),
        2,
    ),
    Routine(
        "送清凉",
        "活动日期 地点 慰问单位数 慰问人数 清凉物资折价（元）",
        _with(_pick(("施工工地",), ("环卫站",), ("物流园",)), (1, 4), (20, 90), (600, 3_000)),
        (7, 8),
        3,
    ),
    Routine(
        "职工体检",
        "时间 体检对象 体检人数 体检费用",
        _with(_pick(("职工",), ("女职工",), ("退休职工",)), (30, 120), (4_000, 15_000)),
        (4, 10),
        2,
    ),
    Routine(
        "职工志愿服务",
        "活动时间 志愿服务内容 志愿者人数 服务时长",
        _with(_pick(("学雷锋便民服务",), ("清扫文化广场",), ("植树",), ("文明交通劝导",)), (10, 50), (20, 150)),
        (3, 11),
        4,
    ),
    Routine(
        "安全检查",
        "日期 检查家数 发现隐患 已整改",
        lambda rng: (rng.randrange(6, 20), hazards := rng.randrange(3, 15), hazards - rng.randrange(3)),
        (3, 11),
        3,
    ),
    Routine(
        "党建带工建活动",
        "时间 党建活动名称 参加人数",
        _with(_pick(("七一主题活动",), ("党工共建座谈会",)), (20, 70)),
        (6, 7),
        1,
    ),
)
UNION_ROUTINES = (
    Routine(
        "节日福利发放",
        "发放时间 节日名称 领取人数 福利金额（元）",
        lambda rng: (
            rng.choice(("春节", "端午", "中秋")),
            people := rng.randrange(12, 40),
            people * rng.choice((80, 100, 120)),
        ),
    ),
    Routine(
        "技能竞赛",
        "时间 竞赛名称 参与方式 参赛人数",
        _with(
            _pick(
                ("岗位技术比武", "主办"),
                ("青年教师基本功大赛", "主办"),
                ("护理技能竞赛", "组队参加"),
                ("叉车技能比赛", "组队参加"),
            ),
            (8, 40),
        ),
        (4, 10),
    ),
    Routine(
        "合理化建议",
        "征集时间 建议条数 采纳条数 节创价值",
        lambda rng: (made := rng.randrange(5, 40), made // 3, 500 * rng.randrange(1, 20)),
    ),
)


def workbooks(district: District) -> Iterator[Workbook]:
    for year in (2015, 2016):
        yield f"{year - 1985}-区总工会{year}年活动台账.xlsx", [*_named(year), *_routines("云川区总工会", (year,))]
    for number, parent in enumerate(FEDERATIONS, 1):
        tables = list(_routines(parent, (2015, 2016)))
        if parent in STREET_CLASSES:
            tables.append(_classes(parent))
        yield f"32-{number:02}-{parent}活动台账.{'xls' if parent == '长平街道总工会' else 'xlsx'}", tables
    yield "33-基层工会活动台账.xlsx", [_union_routine(district, routine) for routine in UNION_ROUTINES]


def _table(sheet: str, title: str, headers: str, facts: Sequence[Facts], pen: Pen, above: Sequence[str] = ()) -> Table:
    rows: list[Row] = [
        [pen.day(day), *(pen.count(cell) if isinstance(cell, int) else cell for cell in cells)] for day, *cells in facts
    ]
    return Table(sheet, title, ["序号", *headers.split()], pen.blank(numbered(rows)), above=list(above))


def _named(year: int) -> Iterator[Table]:
    for sheet in NAMED:
        facts = [row for row in sheet.rows if row[0].year == year]
        pen = Pen(f"{sheet.name} {year}")
        yield _table(sheet.name, f"{DISTRICT}{year}年{sheet.name}台账", sheet.headers, facts, pen)


def _routines(owner: str, years: Sequence[int]) -> Iterator[Table]:
    for routine in ROUTINES:
        pen = Pen(f"{owner} {routine.name} {years}")
        facts = [fact for year in years for fact in _facts(pen.rng, routine, year)]
        above = [] if owner == DISTRICT else [f"填报单位：{owner}"]
        title = f"{owner}{'—'.join(map(str, years))}年{routine.name}台账"
        yield _table(routine.name, title, routine.headers, facts, pen, above)


def _facts(rng: Random, routine: Routine, year: int) -> list[Facts]:
    """In order of days, no day twice; 2016 goes as far as September."""
    first, last = date(year, routine.months[0], 3), date(year, routine.months[1], 27)
    if year == 2016:
        last = min(last, date(2016, 9, 20))
    days = rng.sample(range((last - first).days + 1), routine.times)
    return [(first + timedelta(day), *routine.make(rng)) for day in sorted(days)]


def _classes(owner: str) -> Table:
    facts, pen = STREET_CLASSES[owner], Pen(f"classes {owner}")
    return _table(
        "文体培训班", f"{owner}文体培训班台账", "开班时间 课程 期数 学员人数", facts, pen, [f"填报单位：{owner}"]
    )


def _union_routine(district: District, routine: Routine) -> Table:
    """All primary unions in one sheet, the name of each over its rows."""
    pen = Pen(f"unions {routine.name}")
    rows: list[Row] = []
    for union in [union for parent in FEDERATIONS for union in district.standing(parent)[::3]]:
        for year in (2015, 2016):
            day, *cells = pen.rng.choice(_facts(pen.rng, routine, year))
            rows.append([union.name, pen.day(day), *cells])
    headers = ["工会名称", *routine.headers.split()]
    return Table(routine.name, f"云川区基层工会{routine.name}台账（2015—2016年）", headers, rows, merge=0)

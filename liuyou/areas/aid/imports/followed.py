"""Visits, pairings, scholarship commitments, survivors and maternity cases as workbooks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from liuyou.areas.aid import programmes
from liuyou.areas.aid.actions.commitments import PROGRAMME as SCHOLARSHIP
from liuyou.areas.aid.actions.commitments import commit
from liuyou.areas.aid.actions.followed import pair, record_maternity, record_visits
from liuyou.areas.aid.actions.survivors import enrol_survivors
from liuyou.areas.aid.imports.columns import FUND, IDENTITY, NOTE, NOTHING, ORG, PERSON, PHONE, named, same, texts
from liuyou.areas.aid.models import Commitment, Maternity, Pairing, Survivor, Visit
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.registers import Register, Values

VISITED = ("受访职工", "受访人", "被访人", "困难职工姓名", "困难职工", "走访职工", "职工姓名", "姓名", "家访对象")
HELPERS = ("帮扶人姓名", "帮扶领导姓名", "帮扶干部", "帮扶干部姓名", "结对人", "结对帮扶人", "结对帮扶责任人", "责任人")
DECEASED = ("死亡职工姓名", "已故职工", "死者姓名", "亡故人员", "亡故人员姓名", "逝者姓名", "已故人员姓名")
HANDLED = ("办结时间", "领取时间", "领取日期", "支付时间", "拨付时间")


def finish_visit(values: Values) -> Values:
    values = texts(values, "visited", "programme", "form", "visitors", "findings")
    return {**values, "programme": programmes.canonical(values["programme"])}


VISITS = Register(
    Sheetform(
        "aid.visit",
        "走访台账",
        columns=(
            ORG,
            Column(
                "visited",
                "走访对象",
                Kind.TEXT,
                ("被走访人", "走访户", "户主", "入户对象", "探望对象", *VISITED),
                required=True,
            ),
            Column(
                "visited_on",
                "走访日期",
                Kind.DATE,
                ("走访时间", "入户时间", "日期", "探望时间", "入户日期", "慰问时间", "家访时间", "时间"),
                required=True,
            ),
            Column("programme", "项目", Kind.TEXT, ("走访项目", "活动名称")),
            Column("form", "走访形式", Kind.TEXT, ("形式", "方式")),
            Column(
                "visitors",
                "走访人",
                Kind.TEXT,
                ("走访人员", "入户人员", "参加人员", "走访领导", "走访干部", "慰问领导", "家访人", "入户干部"),
            ),
            Column(
                "findings",
                "走访情况",
                Kind.TEXT,
                ("情况", "了解情况", "情况记录", "了解到的情况", "存在困难", "家庭情况", "走访记录"),
                sensitive=True,
            ),
        ),
        hints=("走访", "入户", "家访", "探望"),
    ),
    Visit,
    record_visits,
    key=("visited", "visited_on", "programme", "form"),
    finish=finish_visit,
)


def finish_pairing(values: Values) -> Values:
    return texts(values, "helper_post", "plan")


def check_pairing(values: Values) -> Iterator[tuple[str, str]]:
    start, deadline = values.get("starts_on"), values.get("deadline")
    if start and deadline and deadline < start:
        yield "deadline", f"计划期限 {deadline} 早于结对日期 {start}：请核对。"


PAIRINGS = Register(
    Sheetform(
        "aid.pairing",
        "结对帮扶台账",
        columns=(
            ORG,
            named(
                *(
                    "被帮扶人",
                    "帮扶对象",
                    "困难职工姓名",
                    "结对职工",
                    "帮扶对象姓名",
                    "被帮扶人姓名",
                    "结对对象",
                    "困难职工",
                ),
                *("帮扶困难职工", "结对困难职工", "被帮扶职工", "受助职工", "帮扶职工"),
            ),
            IDENTITY,
            PHONE,
            Column(
                "helper",
                "帮扶人",
                Kind.TEXT,
                ("帮扶领导", "结对领导", "帮扶责任人", "结对干部", *HELPERS),
                required=True,
            ),
            Column("helper_post", "帮扶人职务", Kind.TEXT, ("职务", "领导职务")),
            Column("plan", "帮扶计划", Kind.TEXT, ("帮扶措施", "帮扶内容", "计划")),
            Column(
                "starts_on",
                "结对日期",
                Kind.DATE,
                ("结对时间", "帮扶开始时间", "帮扶时间", "开始结对时间", "开始时间", "建立结对时间"),
                required=True,
            ),
            Column(
                "deadline",
                "计划脱困期限",
                Kind.DATE,
                ("脱困期限", "帮扶期限", "计划脱困时间", "预计脱困时间", "脱贫时限", "预计脱贫时间"),
                ahead=True,
            ),
        ),
        hints=("结对", "一帮一", "帮扶"),
    ),
    Pairing,
    pair,
    key=("person_id", "helper", "starts_on"),
    person=PERSON,
    finish=finish_pairing,
    check=check_pairing,
)


def finish_commitment(values: Values) -> Values:
    values = texts(values, "fund", "parent_name")
    start = values.get("starts_on") or (date(values["first_year"], 9, 1) if values.get("first_year") else None)
    return {**values, "starts_on": start, "paid_before": values.get("paid_before") or 0}


def check_commitment(values: Values) -> Iterator[tuple[str, str]]:
    years = values.get("years")
    if years and values["paid_before"] > years:
        yield "paid_before", f"已资助 {values['paid_before']} 年，多于资助年数 {years} 年：请核对。"


LEVELS = same("大学", "高中", "中职", "初中", "小学") | {"本科": "大学", "大专": "大学", "中专": "中职", "技校": "中职"}
COMMITMENTS = Register(
    Sheetform(
        "aid.commitment",
        "金秋助学承诺台账",
        columns=(
            ORG,
            named("学生姓名", "受助学生", "子女姓名", "受助学生姓名", "资助学生", "学生"),
            IDENTITY,
            PHONE,
            Column("parent_name", "家长姓名", Kind.TEXT, ("家长", "职工姓名", "父母姓名")),
            Column(
                "school_level",
                "学段",
                Kind.CHOICE,
                ("学历层次", "学历", "就读层次", "就读学段", "院校层次", "录取层次"),
                required=True,
                choices=LEVELS,
            ),
            Column(
                "first_year",
                "起始学年",
                Kind.YEAR,
                ("入学年份", "入学年度", "入学时间", "开始资助年份", "起始年份", "资助起始年", "开始资助学年", "学年"),
                required=True,
                minimum=Decimal(1990),
                maximum=Decimal(2100),
            ),
            Column(
                "years",
                "资助年数",
                Kind.INTEGER,
                ("连续资助年数", "资助年限", "学制"),
                minimum=Decimal(1),
                maximum=Decimal(10),
            ),
            Column(
                "yearly_amount",
                "每年金额",
                Kind.MONEY,
                ("年资助金额", "每年资助金额", "资助标准", "年度资助标准", "年资助标准", "每年标准", "年资助额"),
                required=True,
                minimum=Decimal("0.01"),
                maximum=Decimal(1_000_000),
            ),
            FUND,
            Column("paid_before", "已资助年数", Kind.INTEGER, ("已发放年数",), minimum=NOTHING, maximum=Decimal(10)),
            Column("starts_on", "承诺日期", Kind.DATE, ("签订日期", "资助开始时间", "承诺时间", "签订时间")),
        ),
        hints=(SCHOLARSHIP, "助学", "资助", "学生"),
    ),
    Commitment,
    commit,
    key=("person_id", "first_year"),
    compare=("yearly_amount",),
    person=PERSON,
    finish=finish_commitment,
    check=check_commitment,
)


def finish_survivor(values: Values) -> Values:
    return texts(values, "relation", "fund")


SURVIVORS = Register(
    Sheetform(
        "aid.survivor",
        "遗属生活补助台账",
        columns=(
            ORG,
            named("遗属姓名", "领取人", "供养亲属姓名", "领款人", "领款人姓名", "供养直系亲属", "遗属"),
            IDENTITY,
            PHONE,
            Column(
                "deceased",
                "亡故职工",
                Kind.TEXT,
                ("亡故职工姓名", "死亡职工", "已故职工姓名", *DECEASED),
                required=True,
            ),
            Column(
                "relation",
                "与亡故职工关系",
                Kind.TEXT,
                ("关系", "与死者关系", "与死亡职工关系", "与已故职工关系", "与逝者关系", "亲属关系"),
            ),
            Column(
                "monthly_amount",
                "每月金额",
                Kind.MONEY,
                ("月补助金额", "月标准", "月抚恤金", "补助标准", "月补助标准", "月发放标准", "每月补助", "月补助额"),
                required=True,
                minimum=Decimal("0.01"),
                maximum=Decimal(100_000),
            ),
            FUND,
            Column(
                "starts_on",
                "起领日期",
                Kind.DATE,
                ("开始时间", "享受时间", "起始时间", "享受起始时间", "享受待遇时间", "起领时间", "开始领取时间"),
                required=True,
            ),
            Column("rechecked_on", "最近核查日期", Kind.DATE, ("核查日期", "年审时间", "最近年审时间", "核查时间")),
        ),
        hints=("遗属", "供养", "抚恤"),
    ),
    Survivor,
    enrol_survivors,
    key=("person_id", "deceased"),
    compare=("monthly_amount",),
    person=PERSON,
    finish=finish_survivor,
)


def finish_maternity(values: Values) -> Values:
    return {**texts(values, "note"), "amount": values.get("amount") or NOTHING}


MATERNITY = Register(
    Sheetform(
        "aid.maternity",
        "生育保险办理台账",
        columns=(
            ORG,
            named("职工姓名", "参保人", "女职工姓名", "女职工", "参保职工", "报销人"),
            IDENTITY,
            PHONE,
            Column(
                "handled_on",
                "办结日期",
                Kind.DATE,
                ("办理日期", "报销日期", "办理时间", "报销时间", *HANDLED),
                required=True,
            ),
            Column(
                "amount",
                "报销金额",
                Kind.MONEY,
                ("生育津贴", "金额", "报销额", "津贴金额", "报销费用"),
                minimum=NOTHING,
                maximum=Decimal(1_000_000),
            ),
            NOTE,
        ),
        hints=("生育保险", "生育"),
    ),
    Maternity,
    record_maternity,
    key=("person_id", "handled_on"),
    compare=("amount",),
    person=PERSON,
    finish=finish_maternity,
)

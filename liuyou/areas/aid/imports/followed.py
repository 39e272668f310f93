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
                "visited", "走访对象", Kind.TEXT, ("被走访人", "走访户", "户主", "入户对象", "探望对象"), required=True
            ),
            Column("visited_on", "走访日期", Kind.DATE, ("走访时间", "入户时间", "日期", "探望时间"), required=True),
            Column("programme", "项目", Kind.TEXT, ("走访项目", "活动名称")),
            Column("form", "走访形式", Kind.TEXT, ("形式", "方式")),
            Column("visitors", "走访人", Kind.TEXT, ("走访人员", "入户人员", "参加人员")),
            Column("findings", "走访情况", Kind.TEXT, ("情况", "了解情况", "情况记录"), sensitive=True),
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
            named("被帮扶人", "帮扶对象", "困难职工姓名", "结对职工"),
            IDENTITY,
            PHONE,
            Column("helper", "帮扶人", Kind.TEXT, ("帮扶领导", "结对领导", "帮扶责任人", "结对干部"), required=True),
            Column("helper_post", "帮扶人职务", Kind.TEXT, ("职务", "领导职务")),
            Column("plan", "帮扶计划", Kind.TEXT, ("帮扶措施", "帮扶内容", "计划")),
            Column("starts_on", "结对日期", Kind.DATE, ("结对时间", "帮扶开始时间"), required=True),
            Column("deadline", "计划脱困期限", Kind.DATE, ("脱困期限", "帮扶期限", "计划脱困时间")),
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
            named("学生姓名", "受助学生", "子女姓名"),
            IDENTITY,
            PHONE,
            Column("parent_name", "家长姓名", Kind.TEXT, ("家长", "职工姓名", "父母姓名")),
            Column("school_level", "学段", Kind.CHOICE, ("学历层次", "学历"), required=True, choices=LEVELS),
            Column(
                "first_year",
                "起始学年",
                Kind.INTEGER,
                ("入学年份", "入学年度"),
                required=True,
                minimum=Decimal(1990),
                maximum=Decimal(2100),
            ),
            Column("years", "资助年数", Kind.INTEGER, ("连续资助年数", "资助年限"), minimum=Decimal(1)),
            Column(
                "yearly_amount",
                "每年金额",
                Kind.MONEY,
                ("年资助金额", "每年资助金额", "资助标准"),
                required=True,
                minimum=Decimal("0.01"),
            ),
            FUND,
            Column("paid_before", "已资助年数", Kind.INTEGER, ("已发放年数",), minimum=NOTHING),
            Column("starts_on", "承诺日期", Kind.DATE, ("签订日期", "资助开始时间")),
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
            named("遗属姓名", "领取人", "供养亲属姓名"),
            IDENTITY,
            PHONE,
            Column("deceased", "亡故职工", Kind.TEXT, ("亡故职工姓名", "死亡职工", "已故职工姓名"), required=True),
            Column("relation", "与亡故职工关系", Kind.TEXT, ("关系", "与死者关系")),
            Column(
                "monthly_amount",
                "每月金额",
                Kind.MONEY,
                ("月补助金额", "月标准", "月抚恤金", "补助标准"),
                required=True,
                minimum=Decimal("0.01"),
            ),
            FUND,
            Column("starts_on", "起领日期", Kind.DATE, ("开始时间", "享受时间", "起始时间"), required=True),
            Column("rechecked_on", "最近核查日期", Kind.DATE, ("核查日期", "年审时间")),
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
            named("职工姓名", "参保人"),
            IDENTITY,
            PHONE,
            Column(
                "handled_on", "办结日期", Kind.DATE, ("办理日期", "报销日期", "办理时间", "报销时间"), required=True
            ),
            Column("amount", "报销金额", Kind.MONEY, ("生育津贴", "金额", "报销额"), minimum=NOTHING),
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

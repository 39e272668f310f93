"""Hardship files that exist on paper or elsewhere, as a workbook (困难职工档案台账)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from liuyou.areas.aid import rules
from liuyou.areas.aid.actions.files import enter_files
from liuyou.areas.aid.imports.columns import NOTHING, ORG, PERSON, PHONE, named, same, texts
from liuyou.areas.aid.models import HardshipFile
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.base.regions import NATION
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.registers import Register, Values
from liuyou.kernel.parameters.definitions import resolve


def finish_file(values: Values) -> Values:
    values = texts(values, "second_cause", "employer", "detail", "bank_card")
    category = values.get("category") or ""
    return {
        **values,
        "category": rules.category_word(category),
        "kind": values.get("kind") or rules.KINDS[0],
        "household_size": values.get("household_size") or 1,
    }


def check_file(values: Values) -> Iterator[tuple[str, str]]:
    """What the action would refuse for the whole file, said at the row."""
    day = values.get("filed_on")
    if day:
        try:
            scheme = resolve("aid.categories", region=NATION, on=day).value
            rules.in_scheme(values["category"], scheme, day)
        except Refused as refusal:
            yield "category", str(refusal)
    checked = values.get("rechecked_on")
    if day and checked and checked < day:
        yield "rechecked_on", f"复核日期 {checked} 早于建档日期 {day}：请核对。"


CAUSE_CHOICES = same(*rules.CAUSES) | {
    "本人疾病": "本人大病",
    "本人患病": "本人大病",
    "患病": "本人大病",
    "疾病": "本人大病",
    "因病": "本人大病",
    "大病": "本人大病",
    "因残": "残疾",
    "因学": "子女上学",
    "因灾": "意外灾害",
    "家属疾病": "供养直系亲属大病",
    "家属大病": "供养直系亲属大病",
    "本人残疾": "残疾",
    "收入低无法维持基本生活": "收入低",
    "本人失业": "下岗失业",
    "下岗": "下岗失业",
    "失业": "下岗失业",
    "子女就学": "子女上学",
    "意外": "意外灾害",
}
CATEGORY_CHOICES = same(*rules.CATEGORIES.values()) | rules.OLDER_WORDS

FILES = Register(
    Sheetform(
        "aid.file",
        "困难职工档案台账",
        columns=(
            ORG,
            named("职工姓名", "困难职工姓名", "户主", "户主姓名", "建档职工", "困难职工", "建档对象"),
            Column(
                "identity",
                "身份证号",
                Kind.IDENTITY,
                required=True,
                sensitive=True,
                help="实名建档，一人一档",
            ),
            PHONE,
            Column("kind", "档案类型", Kind.CHOICE, ("职工类型",), choices=same(*rules.KINDS)),
            Column(
                "category",
                "困难类别",
                Kind.CHOICE,
                ("类别", "困难类型", "困难职工类别", "档案类别", "困难等级", "致困类别"),
                required=True,
                choices=CATEGORY_CHOICES,
            ),
            Column(
                "cause",
                "主要致困原因",
                Kind.CHOICE,
                ("致困原因", "致困主因", "困难原因", "致困主要原因", "主要困难原因", "贫困原因", "主要原因"),
                required=True,
                choices=CAUSE_CHOICES,
            ),
            Column("second_cause", "次要致困原因", Kind.CHOICE, choices=CAUSE_CHOICES),
            Column("employer", "工作单位", Kind.TEXT, ("单位名称", "所在单位", "企业名称", "工作单位名称", "所在企业")),
            Column(
                "household_size",
                "家庭人口",
                Kind.INTEGER,
                ("共同生活人口", "人口数", "家庭人口数", "家庭人数"),
                minimum=Decimal(1),
                maximum=Decimal(30),
            ),
            Column("income", "家庭年收入", Kind.MONEY, ("家庭年度总收入", "年收入"), minimum=NOTHING, sensitive=True),
            Column("rigid_costs", "家庭年刚性支出", Kind.MONEY, ("刚性支出",), minimum=NOTHING, sensitive=True),
            Column("detail", "致困说明", Kind.TEXT, ("困难情况", "情况说明", "家庭情况"), sensitive=True),
            Column(
                "bank_card",
                "银行卡号",
                Kind.TEXT,
                ("银行账号", "开户账号", "开户行账号", "卡号", "银行卡", "账号"),
                sensitive=True,
            ),
            Column(
                "filed_on",
                "建档日期",
                Kind.DATE,
                ("建档时间", "建立档案日期", "入档时间", "入档日期", "建档立卡时间", "录入时间"),
                required=True,
            ),
            Column("rechecked_on", "最近复核日期", Kind.DATE, ("复核日期", "核查时间", "复核时间", "年检时间")),
        ),
        hints=("困难职工", "档案", "建档"),
    ),
    HardshipFile,
    enter_files,
    key=("person_id",),
    compare=("category",),
    person=PERSON,
    finish=finish_file,
    check=check_file,
)

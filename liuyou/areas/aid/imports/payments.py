"""Payments as a workbook (救助发放台账)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache

from liuyou.areas.aid import programmes, rules
from liuyou.areas.aid.actions.payments import record_payments
from liuyou.areas.aid.imports.columns import FUND, IDENTITY, NOTE, NOTHING, ORG, PERSON, PHONE, named, texts
from liuyou.areas.aid.models import Payment
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.base.regions import NATION
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.registers import Register, Values
from liuyou.kernel.parameters.definitions import resolve
from liuyou.kernel.parameters.values import parameter

CEILING = "aid.payment_ceiling"


def finish_payment(values: Values) -> Values:
    values = texts(values, "form", "category", "fund", "goods", "note")
    for name in ("amount", "goods_value"):
        values[name] = values.get(name) or NOTHING
    return {**values, "programme": programmes.canonical(values.get("programme") or "")}


def check_payment(values: Values) -> Iterator[tuple[str, str]]:
    """Something must be given, and not by mistake ten times too much."""
    if not rules.gives_something(values["amount"], values["goods_value"]):
        yield "amount", "金额与实物折价都没有填写：请至少填写一项大于零的数。"
    for name in ("amount", "goods_value"):
        ceiling = _ceiling(values, values[name])
        if values[name] > ceiling:
            yield (
                name,
                f"{values[name]} 元超过单笔核对线 {ceiling} 元：请核对是否多写了零；确实如此的，请先调高核对线。",
            )


@lru_cache(maxsize=4096)
def _national_ceiling(day: date) -> Decimal:
    return Decimal(str(resolve(CEILING, region=NATION, on=day).value))


def _ceiling(values: Values, amount: Decimal) -> Decimal:
    """The sanity ceiling; what a union has set for itself is asked only for the rare amount above the national one."""
    day = values.get("paid_on") or date.max
    try:
        ceiling = _national_ceiling(day)
        if amount > ceiling and "org_id" in values:
            ceiling = Decimal(str(parameter(CEILING, org=values["org_id"], on=day).value))
    except Refused:
        return amount
    return ceiling


PAYMENTS = Register(
    Sheetform(
        "aid.payment",
        "救助发放台账",
        columns=(
            ORG,
            named(
                *(
                    "受助人",
                    "职工姓名",
                    "领取人",
                    "慰问对象",
                    "受助人姓名",
                    "被慰问人",
                    "受助职工",
                    "救助对象",
                    "困难职工姓名",
                ),
                *("领款人", "发放对象", "受助对象", "慰问对象姓名", "受慰问人", "会员姓名", "困难职工", "享受人"),
            ),
            IDENTITY,
            PHONE,
            Column(
                "programme",
                "项目",
                Kind.TEXT,
                ("救助项目", "项目名称", "慰问项目", "救助类型", "救助类别", "帮扶项目", "慰问类型", "活动名称"),
                required=True,
                words=programmes.spellings(),
            ),
            Column("form", "发放形式", Kind.TEXT, ("形式", "慰问形式", "方式", "发放方式")),
            Column("category", "对象类别", Kind.TEXT, ("类别", "困难类别", "人员类别", "慰问对象类别")),
            FUND,
            Column(
                "amount",
                "金额",
                Kind.MONEY,
                (
                    *(
                        "救助金额",
                        "慰问金",
                        "发放金额",
                        "慰问金额",
                        "助学金额",
                        "补助金额",
                        "现金",
                        "慰问现金",
                        "救助额",
                    ),
                    *("助学金", "救助金", "补助金", "慰问款", "救助款", "帮扶金额", "帮扶资金", "发放标准", "慰问标准"),
                    *("救助标准", "补助标准", "资助金额", "实发金额", "发放额", "金额合计", "慰问金标准", "现金金额"),
                ),
                minimum=NOTHING,
                default=NOTHING,
            ),
            Column(
                "goods",
                "实物",
                Kind.TEXT,
                ("慰问品", "物资名称", "慰问物品", "物品", "物资", "发放物资", "物品名称", "实物名称", "慰问物资"),
            ),
            Column(
                "goods_value",
                "实物折价",
                Kind.MONEY,
                (
                    "物资价值",
                    "折价",
                    "慰问品价值",
                    "物品价值",
                    "价值",
                    "折合金额",
                    "物资折款",
                    "实物价值",
                    "折款",
                    "物品金额",
                ),
                minimum=NOTHING,
                default=NOTHING,
            ),
            Column(
                "paid_on",
                "发放日期",
                Kind.DATE,
                (
                    *(
                        "日期",
                        "时间",
                        "慰问时间",
                        "发放时间",
                        "救助时间",
                        "慰问日期",
                        "领取时间",
                        "领取日期",
                        "救助日期",
                    ),
                    *("打卡日期", "打卡时间", "拨付日期", "拨付时间", "支付日期", "领款日期", "发放年月日", "帮扶时间"),
                ),
                required=True,
            ),
            NOTE,
        ),
        hints=("救助", "慰问", "送温暖", "发放", "助学"),
    ),
    Payment,
    record_payments,
    key=("person_id", "programme", "form", "paid_on"),
    compare=("amount", "goods_value"),
    person=PERSON,
    finish=finish_payment,
    check=check_payment,
)

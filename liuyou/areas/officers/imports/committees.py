"""Committees in being as a workbook (委员会台账)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from liuyou.areas.officers.actions import committees as actions
from liuyou.areas.officers.actions.numbers import given
from liuyou.areas.officers.imports.columns import NOTE, ORG, same
from liuyou.areas.officers.models import Committee
from liuyou.areas.officers.rules.committees import AUDIT, KINDS, UNION, WOMEN
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.registers import Register, Values

ONE = Decimal(1)
SPELLINGS = same(*KINDS) | {
    "工会": UNION,
    "基层工会委员会": UNION,
    "基层委员会": UNION,
    "工会委员": UNION,
    "经审会": AUDIT,
    "经审委": AUDIT,
    "经审委员会": AUDIT,
    "工会经费审查委员会": AUDIT,
    "女工委": WOMEN,
    "女职委": WOMEN,
    "女工委员会": WOMEN,
    "女职工委": WOMEN,
    "常委会": "常务委员会",
    "监督委员会": "劳动法律监督委员会",
    "劳动监督委员会": "劳动法律监督委员会",
    "调解委员会": "劳动争议调解委员会",
    "劳动保护委员会": "劳动保护监督检查委员会",
}


def check_all(rows: Sequence[Values]) -> Iterator[tuple[int, str, str]]:
    for index, (column, message) in actions.refusals(rows).items():
        yield index, column, message


COMMITTEES = Register(
    Sheetform(
        "officers.committee",
        "委员会台账",
        columns=(
            ORG,
            Column(
                "kind",
                "委员会",
                Kind.CHOICE,
                ("委员会名称", "委员会类型", "委员会类别", "组织机构", "机构名称"),
                choices=SPELLINGS,
                default=UNION,
            ),
            Column("term_no", "届次", Kind.INTEGER, ("第几届", "本届届次"), minimum=ONE, maximum=Decimal(99)),
            Column(
                "term_years",
                "任期（年）",
                Kind.INTEGER,
                ("任期", "任期年限", "届期", "每届任期"),
                required=True,
                minimum=ONE,
                maximum=Decimal(10),
                help="三年或五年",
            ),
            Column(
                "elected_on",
                "选举日期",
                Kind.DATE,
                ("当选日期", "换届日期", "换届时间", "选举时间", "本届选举时间", "成立日期", "最近换届时间"),
                required=True,
            ),
            Column("seats", "委员名额", Kind.INTEGER, ("委员人数", "委员数", "名额", "委员会人数"), minimum=ONE),
            Column("members_then", "当时会员数", Kind.INTEGER, ("会员人数", "会员数", "选举时会员数"), minimum=ONE),
            Column("approval", "批复文号", Kind.TEXT, ("批复", "文号", "换届批复文号")),
            NOTE,
        ),
        hints=("委员会", "换届", "届次", "任期"),
    ),
    Committee,
    actions.enter_committees,
    key=("kind", "elected_on"),
    compare=("term_years",),
    finish=given,
    check_all=check_all,
)

"""Forms of the census: a campaign, and a firm found at the door."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from liuyou.areas.organising.actions import census as actions
from liuyou.areas.organising.imports import columns as shared
from liuyou.areas.organising.imports.employers import check as check_employer
from liuyou.areas.organising.models import Call, Campaign
from liuyou.areas.organising.models.census import CampaignKind
from liuyou.areas.organising.queries import census as queries
from liuyou.areas.organising.queries import employers as known
from liuyou.areas.organising.rules import kinds
from liuyou.kernel.access.models import Actor
from liuyou.kernel.base import clock
from liuyou.kernel.base.days import check_order
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.registers import Register, Values

UNION = Column("union", "是否建会", Kind.CHOICE, required=True, choices={kinds.YES: kinds.YES, kinds.NO: kinds.NO})
MEMBERS = Column("members", "工会会员人数", Kind.INTEGER, minimum=Decimal(0))
WHY_NOT = Column("why_not", "未建会原因", Kind.TEXT, words={word: word for word in kinds.WHY_NOT})
TOLD = (
    *shared.heads(required=True),
    MEMBERS,
    UNION,
    WHY_NOT,
    shared.CONTACT,
    shared.PHONE,
    shared.ADDRESS,
    shared.PARK,
    shared.NOTE,
)
"""What a visitor writes down."""


def check_campaign(values: Values) -> Iterator[tuple[str, str]]:
    try:
        check_order(("开始日期", values["starts_on"]), ("完成期限", values["ends_on"]))
    except Refused as refusal:
        yield "ends_on", str(refusal)


CAMPAIGNS = Register(
    Sheetform(
        "organising.campaign",
        "普查",
        columns=(
            shared.ORG,
            Column("title", "名称", Kind.TEXT, required=True, help="如 2016年非公企业大普查"),
            Column(
                "kind",
                "方式",
                Kind.CHOICE,
                choices={each.value: each.value for each in CampaignKind},
                default=CampaignKind.CENSUS.value,
            ),
            Column("starts_on", "开始日期", Kind.DATE, required=True),
            Column("ends_on", "完成期限", Kind.DATE, required=True, ahead=True),
            shared.NOTE,
        ),
    ),
    Campaign,
    actions.open_campaigns,
    key=("title", "starts_on"),
    finish=shared.given,
    check=check_campaign,
)


def check_found(values: Values) -> Iterator[tuple[str, str]]:
    yield from check_employer({name: value for name, value in values.items() if name != "union"})
    if values["union"] == kinds.NO and not values.get("why_not"):
        yield "why_not", "没有建会的，请填写未建会原因。"
    if (values.get("members") or 0) > values["workers"]:
        yield "members", f"会员 {values['members']} 人多于职工 {values['workers']} 人：请核对。"


def check_new(rows: Sequence[Values]) -> Iterator[tuple[int, str, str]]:
    """Not in the register yet, neither by code nor nearly by name."""
    codes = known.standing_with(row.get("credit_code", "") for row in rows)
    for index, row in enumerate(rows):
        if other := codes.get(row.get("credit_code", "")):
            yield index, "credit_code", f"这个代码已登记为“{other}”：请在它的走访任务里登记结果。"
    for index, other in known.alike(rows):
        yield index, "name", f"与台账中的“{other}”几乎同名：是同一家的请在它的走访任务里登记，确是两家的请填信用代码。"


def load_found(rows: Sequence[Values], *, actor: Actor, **_: Any) -> list[Call]:
    """The campaign is named by its number; only those that reach the firm's org."""
    today = clock.today()
    made = [{**row, "campaign": queries.campaign(row["campaign"], row["org_id"], today)} for row in rows]
    return actions.find_firms(made, actor=actor)  # type: ignore[no-any-return]


FOUND = Register(
    Sheetform(
        "organising.call.find",
        "新发现的单位",
        columns=(
            Column("campaign", "普查编号", Kind.INTEGER, required=True, minimum=Decimal(1)),
            shared.ORG,
            shared.NAME,
            shared.CODE,
            Column("called_on", "走访日期", Kind.DATE, required=True),
            Column("visitor", "走访人", Kind.TEXT),
            *TOLD,
        ),
    ),
    Call,
    load_found,
    key=("name", "called_on"),
    finish=shared.given,
    check=check_found,
    check_all=check_new,
)

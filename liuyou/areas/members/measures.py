"""What membership amounts to in the ledger: the stock of members by what they are, what joins it and what leaves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from liuyou.areas.members import rules
from liuyou.areas.members.models import HELD, Dues, Member
from liuyou.kernel.ledger.measures import STOCK, Entry, Measure, posting

OF = ("sex", "migrant", "sector", "cohort", "education", "employment")
CHANGING = ("migrant", "education", "employment")
"""Dimensions whose value may change from a day on (`Member.earlier`)."""
MEMBERS = Measure(
    "members.count",
    "会员人数",
    "人",
    STOCK,
    {
        "sex": "性别",
        "migrant": "农民工",
        "sector": "所属领域",
        "cohort": "出生年代",
        "education": "学历",
        "employment": "用工形式",
    },
)
RETAINED = Measure("members.retained", "保留会籍人数", "人", STOCK, {"why": "保留原因"})
JOINED = Measure("members.in", "会员增加", "人次", dims={"kind": "入会方式"})
LEFT = Measure("members.out", "会员减少", "人次", dims={"kind": "离会原因"})
CARDS = Measure("members.cards", "发放卡证", "张", dims={"kind": "卡证种类"})
DUES_DUE = Measure("members.dues_due", "应收会费", "元")
DUES_PAID = Measure("members.dues_paid", "实收会费", "元")
DUES_PAYERS = Measure("members.dues_payers", "交纳会费", "人次")


@posting("members.member", MEMBERS, RETAINED, JOINED, LEFT, CARDS)
def member_entries(member: Member) -> Iterator[Entry]:
    """Whoever joins and leaves on the same day counts nowhere, so in less out is always what the stock grew by."""
    if member.state not in HELD:
        return
    person, end = member.person_id, member.retained_on or member.until
    if end is None or end > member.since:
        for since, until, facts in stretches(member, end):
            yield from MEMBERS.span(1, since=since, until=until, person=person, **facts)
        yield JOINED.entry(1, on=member.since, person=person, kind=member.how)
        if end:
            kind = rules.KEPT if member.retained_on else member.why
            yield LEFT.entry(1, on=end, person=person, kind=kind)
    if member.retained_on:
        yield from RETAINED.span(
            1, since=member.retained_on, until=member.until, person=person, why=member.retained_why
        )
    for card in member.old_cards:
        yield CARDS.entry(1, on=date.fromisoformat(card["on"]), person=person, kind=card["kind"])
    if member.card_on:
        yield CARDS.entry(1, on=member.card_on, person=person, kind=member.card_kind)


def stretches(member: Member, end: date | None) -> Iterator[tuple[date, date | None, Mapping[str, Any]]]:
    """The active days cut where what the member is has changed."""
    facts = {name: getattr(member, name) for name in OF}
    since = member.since
    for former in member.earlier:
        until = date.fromisoformat(former["until"])
        cut = min(until, end) if end else until
        if cut > since:
            yield since, cut, facts | {name: former[name] for name in CHANGING}
            since = cut
    if end is None or end > since:
        yield since, end, facts


@posting("members.dues", DUES_DUE, DUES_PAID, DUES_PAYERS)
def dues_entries(dues: Dues) -> Iterator[Entry]:
    """What is due counts on the first of its month, what is paid on the day it was."""
    if dues.state == "void":
        return
    yield DUES_DUE.entry(dues.due, on=dues.month)
    for row in dues.rows:
        if row["paid_on"]:
            day = date.fromisoformat(row["paid_on"])
            yield DUES_PAID.entry(Decimal(row["paid"]), on=day, person=row["person_id"])
            yield DUES_PAYERS.entry(1, on=day, person=row["person_id"])

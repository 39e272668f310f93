"""A form and its returns brought to a state by the actions themselves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.base.periods import Period
from liuyou.kernel.writing.permit import permit
from liuyou.reports.returns import actions
from liuyou.reports.returns.models import Form, Return

MARCH = Period.parse("2016-03")
LAYOUT: dict[str, Any] = {
    "columns": [
        {"code": "period", "title": "本月", "kind": "period"},
        {"code": "ytd", "title": "本年累计", "kind": "ytd"},
        {"code": "last", "title": "上年同月", "kind": "last_year"},
        {"code": "note", "title": "说明", "kind": "text"},
    ],
    "rows": [
        {"code": "name", "title": "工会名称", "fact": "union_name"},
        {"code": "head", "title": "一、帮扶"},
        {"code": "paid", "title": "救助人次", "unit": "人次", "figure": "aid.payments"},
        {"code": "money", "title": "救助金额", "unit": "元", "figure": "aid.money"},
        {"code": "people", "title": "救助人数", "unit": "人", "figure": "aid.people"},
        {
            "code": "calls",
            "title": "接待来访",
            "unit": "人次",
            "typed": {"why": "来访不在系统内登记", "consolidate": "sum"},
        },
        {
            "code": "rooms",
            "title": "谈心室",
            "unit": "间",
            "typed": {"why": "房间不在系统内登记", "consolidate": "none"},
        },
    ],
    "checks": [{"formula": "paid.period - people.period", "must": ">= 0", "why": "人次不少于人数"}],
}


class Returns:
    """What the tests do again and again, by an actor of the county."""

    layout = LAYOUT

    def __init__(self, county: Any) -> None:
        self.county, self.actor = county, county.actor

    def clerk(self, org: int, *permissions: str) -> Actor:
        with permit("access.actor.start"):
            actor = Actor.objects.create(name=f"干事{Actor.objects.count()}")
        appoint(actor, org, "干事", list(permissions), since=date(2010, 1, 1))
        return actor

    def draft(self, **more: Any) -> Form:
        row = {
            "org_id": self.county.root,
            "code": "monthly",
            "title": "帮扶月报",
            "frequency": "月",
            "purpose": "掌握帮扶进度",
            "basis": "示例县总工会〔2016〕1号",
            "starts_on": date(2016, 1, 1),
            "ends_on": date(2017, 12, 31),
            "due_day": 5,
            "layout": LAYOUT,
        } | more
        return actions.draft_forms([row], actor=self.actor, on=date(2016, 1, 4))[0]

    def form(self, **more: Any) -> Form:
        return actions.publish_form(self.draft(**more), actor=self.actor, on=date(2016, 1, 4))

    def opened(self, form: Form | None = None, period: Period = MARCH) -> dict[int, Return]:
        form = form or self.form()
        made = actions.open_period(form, period, actor=self.actor, on=date(2016, 12, 1))
        return {each.org_id: each for each in made}

    def typed(self, record: Return, calls: str = "4", rooms: str = "1", **more: Any) -> Return:
        typed = {"calls.period": calls, "rooms.period": rooms} | more.pop("typed", {})
        return actions.fill_return(record, typed=typed, actor=self.actor, **more)

    def submitted(self, record: Return, on: date = date(2016, 4, 6), **more: Any) -> Return:
        return actions.submit_returns(self.typed(record, **more), actor=self.actor, on=on)

    def accepted(self, record: Return, on: date = date(2016, 4, 8), **more: Any) -> Return:
        return actions.accept_returns(self.submitted(record, **more), actor=self.actor, on=on)

    def pay(self, org: int, name: str, amount: str, day: date) -> Any:
        [person] = self.county.people(name)
        return self.county.pay(org, person, amount, day)


@pytest.fixture
def returns(county: Any) -> Returns:
    return Returns(county)


def number(record: Return, key: str) -> Decimal | None:
    text = record.submitted["values"][key] if record.submitted else None
    return None if text is None else Decimal(text)

"""What employers, the census and the comparison are counted by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from liuyou.areas.organising.models import Call, Difference, Employer
from liuyou.kernel.ledger.measures import STOCK, Entry, Measure, posting

DIMS = {"category": "单位类别", "industry": "所属行业", "should": "应建会", "coverage": "建会情况"}
EMPLOYERS = Measure("organising.employers", "用人单位", "家", STOCK, DIMS)
HEADS = {
    "workers": Measure("organising.workers", "职工", "人", STOCK, DIMS),
    "women": Measure("organising.women_workers", "女职工", "人", STOCK, DIMS),
    "migrants": Measure("organising.migrant_workers", "农民工", "人", STOCK, DIMS),
    "dispatched": Measure("organising.dispatched_workers", "劳务派遣工", "人", STOCK, DIMS),
    "platform": Measure("organising.platform_workers", "新就业形态劳动者", "人", STOCK, DIMS),
}
"""Field of a spell → measure."""
COVERED = Measure("organising.covered", "新建会单位", "家", dims={"coverage": "建会方式"})
CALLS = Measure(
    "organising.calls", "走访核查", "家", dims={"outcome": "走访结果", "union": "建会情况", "campaign": "普查"}
)
OUTCOMES = {"assigned": "待走访", "done": "已走访", "absent": "未走访到"}
UNIONS = {"是": "已建会", "否": "未建会"}
DIFFERENCES = Measure("organising.differences", "法人数据审核", "家", dims={"outcome": "审核结果", "match": "匹配方式"})
SETTLED = {"open": "待处理", "agreed": "一致", "adopted": "采纳", "rejected": "不采纳"}


@posting("organising.employer", EMPLOYERS, *HEADS.values(), COVERED)
def employer_entries(employer: Employer) -> Iterator[Entry]:
    """In stock under the org of each spell while in business; covered anew when no spell before was."""
    if employer.state == "void":
        return
    covered = False
    for spell in employer.spells:
        since = date.fromisoformat(spell["since"])
        until = date.fromisoformat(spell["until"]) if spell["until"] else None
        if spell["status"] == "正常":
            yield from _stocks(spell, since, until)
        if spell["coverage"] != "未建会" and not covered:
            yield COVERED.entry(1, on=since, org=spell["org"], coverage=spell["coverage"])
        covered = spell["coverage"] != "未建会"


def _stocks(spell: dict[str, Any], since: date, until: date | None) -> Iterator[Entry]:
    where = {"org": spell["org"], **{name: spell[name] for name in DIMS}}
    for measure, amount in ((EMPLOYERS, 1), *((measure, spell[name]) for name, measure in HEADS.items())):
        if amount:
            yield from measure.span(amount, since=since, until=until, **where)


@posting("organising.call", CALLS)
def call_entries(call: Call) -> Iterator[Entry]:
    """A call counts on the day it was assigned, under what became of it, so the done never exceed the whole."""
    if call.state != "void":
        yield CALLS.entry(
            1,
            on=call.assigned_on,
            outcome=OUTCOMES[call.state],
            union=UNIONS.get(call.union, "") if call.state == "done" else "",
            campaign=call.campaign_title,
        )


@posting("organising.difference", DIFFERENCES)
def difference_entries(difference: Difference) -> Iterator[Entry]:
    if difference.state != "void":
        outcome = SETTLED[difference.state]
        yield DIFFERENCES.entry(1, on=difference.compared_on, outcome=outcome, match=difference.match)

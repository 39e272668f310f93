"""How campaigns and calls look and are worked in the browser; the visitor's own pages are in `views.census`."""

from __future__ import annotations

from liuyou.areas.organising import workflows
from liuyou.areas.organising.imports import census as imports
from liuyou.areas.organising.models import Call, Campaign
from liuyou.areas.organising.rules import kinds
from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.web.screens import Entry, Follow, Screen, Total

ABSENT = ("无人在场", "已搬迁", "已注销", "拒绝走访", "地址不详")
CALLED_ON = Column("called_on", "走访日期", Kind.DATE, required=True)
CAMPAIGN = Screen(
    Campaign,
    workflows.CAMPAIGN,
    columns=("title", "starts_on", "ends_on", "kind", "org", "state"),
    day="starts_on",
    filters=("kind", "state"),
    search=("title",),
    entries=lambda: (Entry("open", imports.CAMPAIGNS, "开展普查"),),
    changes={"correct": ("kind", "starts_on", "ends_on", "note")},
    path=("running", "ended"),
    follows=(Follow("登记新发现的单位", "organising.call", "organising.call.find", "campaign", ("running",)),),
)
CALL = Screen(
    Call,
    workflows.CALL,
    columns=("name", "called_on", "union", "workers", "why_not", "visitor", "campaign_title", "org", "state"),
    day="assigned_on",
    groups={
        "走访": (
            "name",
            "employer",
            "campaign_title",
            "visitor",
            "assigned_on",
            "called_on",
            "why_absent",
            "found",
            "org",
        ),
        "走访结果": (
            *("workers", "women", "migrants", "dispatched", "platform", "members", "union", "why_not"),
            *("contact", "phone", "address", "park", "note"),
        ),
    },
    filters=("campaign_title", "union", "visitor", "state"),
    search=("name", "address", "park", "visitor"),
    totals=(Total("organising.calls", "", ("assigned", "done", "absent")),),
    entries=lambda: (Entry("find", imports.FOUND, "登记新发现的单位"),),
    inputs={
        "record": (CALLED_ON, *imports.TOLD),
        "miss": (CALLED_ON, Column("why_absent", "未走访到的原因", Kind.TEXT, required=True)),
    },
    changes={
        "correct": (
            *("name", "visitor", "called_on", "workers", "women", "migrants", "dispatched", "platform"),
            *("members", "union", "why_not", "contact", "phone", "address", "park", "note"),
        )
    },
    choices={"why_not": kinds.WHY_NOT, "why_absent": ABSENT},
    path=("assigned", "done"),
)
ALL = (CAMPAIGN, CALL)

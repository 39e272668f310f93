"""Committees and the posts on them."""

from __future__ import annotations

from collections.abc import Iterator

from liuyou.areas.officers import imports, models, workflows
from liuyou.areas.officers.actions import committees as committee_actions
from liuyou.areas.officers.actions import officers as officer_actions
from liuyou.areas.officers.measures import spans
from liuyou.areas.officers.models import Committee, Officer
from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.web.screens import Entry, Part, Screen, Total


def _posts(committee: Committee) -> Iterator[Part]:
    """Who sits or sat on it."""
    rows = committee.officers.exclude(state="void").select_related("person").order_by("pk")
    yield Part(
        f"委员（{len(rows)} 人）",
        ("姓名", "职务", "专兼职", "任职", "离任", "分工"),
        [
            (
                *(each.person.name, each.title, "专职" if each.full_time else "兼职"),
                *(f"{each.since}", f"{each.until or '在任'}", each.division or "—"),
            )
            for each in rows
        ],
    )


def _spells(officer: Officer) -> Iterator[Part]:
    if len(officer.spells) > 1:
        rows = [(f"{since}", f"{until or '至今'}", "专职" if full else "兼职") for since, until, full in spans(officer)]
        yield Part("专兼职经过", ("起", "止", "专兼职"), rows)


COMMITTEE = Screen(
    models.Committee,
    workflows.COMMITTEE,
    columns=("kind", "elected_on", "ends_on", "term_no", "seats", "extended_to", "org", "state"),
    day="elected_on",
    groups={
        "委员会": ("kind", "term_no", "term_years", "seats", "members_then", "org"),
        "任期": ("elected_on", "ends_on", "extended_to", "approval", "election", "ended_on", "ending", "note"),
    },
    filters=("kind", "term_years", "state"),
    search=("approval", "note"),
    totals=(Total("officers.committees", "", ("standing", "asked", "extended")),),
    entries=lambda: (Entry("enter", imports.committees.COMMITTEES, "登记委员会"),),
    changes={"correct": committee_actions.CORRECTABLE},
    inputs={
        "ask_extension": (Column("extend_to", "延期至", Kind.DATE, required=True, ahead=True),),
        "extend": (Column("approval", "批复文号", Kind.TEXT, required=True),),
        "end": (Column("ended_on", "终止日期", Kind.DATE, required=True, help="不再存在的第一天"),),
    },
    parts=_posts,
)
OFFICER = Screen(
    models.Officer,
    workflows.OFFICER,
    columns=("person", "title", "since", "full_time", "until", "trained_on", "org", "state"),
    day="since",
    groups={
        "任职": ("person", "title", "full_time", "division", "committee", "org"),
        "产生和培训": ("direct", "by_election", "acting", "finance", "sent_by", "train_by", "trained_on"),
        "起止": ("since", "until", "ending", "note"),
    },
    filters=("title", "full_time", "direct", "state"),
    search=("division", "note", "sent_by"),
    totals=(Total("officers.officers", "", ("serving",)),),
    entries=lambda: (
        Entry("enter", imports.officers.OFFICERS, "登记任职"),
        Entry("send", imports.officers.FIRST_CHAIRS, "选派第一主席"),
    ),
    changes={"correct": officer_actions.CORRECTABLE},
    inputs={
        "train": (Column("trained_on", "上岗培训日期", Kind.DATE, required=True),),
        "shift": (
            Column("from_on", "起始日期", Kind.DATE, required=True),
            Column("full_time", "专职", Kind.BOOLEAN, required=True),
        ),
        "leave": (
            Column("until", "离任日期", Kind.DATE, required=True, help="不再任职的第一天"),
            Column(
                "ending",
                "离任原因",
                Kind.CHOICE,
                required=True,
                choices={word: word for word in officer_actions.LEFT},
            ),
        ),
    },
    parts=_spells,
)

"""Meetings that drive a campaign, and the key points of a year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from liuyou.kernel.base import clock
from liuyou.kernel.base.numbers import printed
from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.web.screens import Entry, Part, Screen, Total
from liuyou.reports.targets import papers, workflows
from liuyou.reports.targets.actions import plans as actions
from liuyou.reports.targets.imports import columns as shared
from liuyou.reports.targets.imports import plans as imports
from liuyou.reports.targets.models import Keypoint, Meeting
from liuyou.reports.targets.queries import measured
from liuyou.reports.targets.rules import completion
from liuyou.reports.targets.rules import values as written


def _meeting_parts(meeting: Meeting) -> Iterator[Part]:
    if meeting.tasks:
        rows = [
            (number, each["task"], each["owner"] or "—", each["due_on"] or "—", each["done_on"] or "未登记")
            for number, each in enumerate(meeting.tasks, 1)
        ]
        yield Part("部署任务", ("序号", "任务", "责任单位（人）", "完成期限", "落实日期"), rows)


MEETING = Screen(
    Meeting,
    workflows.MEETING,
    columns=("title", "held_on", "kind", "participants", "place", "org", "state"),
    day="held_on",
    filters=("kind", "state"),
    search=("title", "place"),
    totals=(
        Total("targets.meetings", "", ("held",)),
        Total("targets.meeting_participants", "participants", ("held",)),
    ),
    groups={"会议": ("title", "kind", "held_on", "participants", "place", "note", "org")},
    entries=lambda: (Entry("hold", imports.MEETINGS, "登记会议"),),
    changes={"correct": actions.CORRECTABLE_MEETING},
    inputs={"report": (Column("number", "第几项任务", Kind.INTEGER, default=1, minimum=shared.ONE),)},
    parts=_meeting_parts,
)


def _keypoint_parts(keypoint: Keypoint) -> Iterator[Part]:
    if keypoint.figure and keypoint.value is not None:
        today = clock.today()
        period = measured.up_to(str(keypoint.year), today)
        key = (keypoint.figure, keypoint.org_id, period)
        done = measured.done([key]).get(key)
        unit = measured.figure_of(keypoint.figure).unit
        share = printed(completion.completion(done, keypoint.value), "%")
        yield Part(
            f"截至 {min(today, period.end)}",
            ("目标", "完成", "完成率"),
            [(keypoint.amount, written.shown(done, unit), share)],
        )
    if keypoint.progress:
        rows = [(each["on"], each["what"], each["who"]) for each in keypoint.progress]
        yield Part("进展情况", ("日期", "进展", "经办"), rows)


def _keypoint_asks(keypoint: Keypoint, step: str) -> tuple[Sequence[Any], Mapping[str, Any]] | None:
    if step != "carry":
        return None
    columns = (Column("finish_by", "下年完成期限", Kind.DATE, required=True, ahead=True),)
    return columns, {"finish_by": date(keypoint.year + 1, 12, 31)}


KEYPOINT = Screen(
    Keypoint,
    workflows.KEYPOINT,
    columns=("title", "finish_by", "owner", "year", "number", "amount", "org", "state"),
    day="finish_by",
    groups={
        "要点": ("year", "number", "title", "amount", "figure", "deliverable", "owner", "finish_by", "org"),
        "完成": ("done_on", "result", "carried_from", "note"),
    },
    filters=("year", "owner", "state"),
    search=("title", "owner", "deliverable"),
    entries=lambda: (Entry("plan", imports.KEYPOINTS, "列入要点"),),
    changes={"correct": actions.CORRECTABLE},
    inputs={
        "report": (Column("progress", "进展情况", Kind.TEXT, required=True),),
        "finish": (Column("result", "完成情况", Kind.TEXT, required=True),),
    },
    path=("planned", "under_way", "done"),
    parts=_keypoint_parts,
    asks=_keypoint_asks,
    papers=papers.KEYPOINTS,
)
ALL = (MEETING, KEYPOINT)

"""Every write of places and model points."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from liuyou.areas.organising.models.points import Point
from liuyou.areas.organising.workflows.unions import POINT
from liuyou.kernel.actions.action import INPUT_TITLES, action
from liuyou.kernel.actions.correcting import correct
from liuyou.kernel.base.days import check_order

CORRECTABLE = ("kind", "name", "level", "place", "started_on", "note")
INPUT_TITLES |= {"ended_on": "撤销日期"}


@action(POINT.record)
def record_points(points: Sequence[dict[str, Any]], **_: Any) -> list[Point]:
    """Places set up or named: `kind`, `name`, `started_on`."""
    return [Point(state_since=values["started_on"], **values) for values in points]


@action(POINT.end, Point)
def end_point(point: Point, *, ended_on: date, **_: Any) -> None:
    """`ended_on` is the first day without it."""
    check_order(("建立日期", point.started_on), ("撤销日期", ended_on))
    point.ended_on = ended_on


@action(POINT.correct, Point)
def correct_point(point: Point, *, changes: dict[str, Any], **_: Any) -> None:
    correct(point, changes, CORRECTABLE)
    check_order(("建立日期", point.started_on), ("撤销日期", point.ended_on))


@action(POINT.void, Point)
def void_point(point: Point, **_: Any) -> None:
    """It never was."""

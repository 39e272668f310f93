"""What is asked of visits, difficulties, meetings and key points before they are written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from liuyou.kernel.base.errors import Refused


def findings(rows: Sequence[Mapping[str, Any]], visited_on: date) -> list[dict[str, Any]]:
    """Rows as they are kept: a problem, advice, who sees to it by when; a day to see to it needs somebody who does."""
    kept = []
    for number, row in enumerate(rows, 1):
        problem = str(row.get("problem") or "").strip()
        due, owner = row.get("due_on"), str(row.get("owner") or "").strip()
        if not problem:
            raise Refused(f"第 {number} 条没有写问题：请写明发现了什么。")
        day = date.fromisoformat(due) if isinstance(due, str) and due else due
        if day and not owner:
            raise Refused(f"第 {number} 条写了整改期限而没有责任人：请填写由谁负责。")
        if day and day < visited_on:
            raise Refused(f"第 {number} 条的整改期限 {day} 早于督查日期 {visited_on}：请核对。")
        advice = str(row.get("advice") or "").strip()
        kept.append({"problem": problem, "advice": advice, "due_on": day.isoformat() if day else "", "owner": owner})
    return kept


def to_follow(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Findings that somebody has to see to by a day: each becomes a difficulty of its own."""
    return [row for row in rows if row["due_on"]]


def tasks(rows: Sequence[Mapping[str, Any]], held_on: date) -> list[dict[str, Any]]:
    """Tasks given at a meeting: what, who, by when."""
    kept = []
    for number, row in enumerate(rows, 1):
        task, due = str(row.get("task") or "").strip(), row.get("due_on")
        day = date.fromisoformat(due) if isinstance(due, str) and due else due
        if not task:
            raise Refused(f"第 {number} 项任务没有写内容：请补填。")
        if day and day < held_on:
            raise Refused(f"第 {number} 项任务的期限 {day} 早于会议日期 {held_on}：请核对。")
        owner = str(row.get("owner") or "").strip()
        kept.append({"task": task, "owner": owner, "due_on": day.isoformat() if day else "", "done_on": ""})
    return kept


def deliverable(figure: str, value: object, text: str) -> None:
    """A key point is measured by a figure and its value, or by what has to be there in the end."""
    if bool(figure) != (value is not None):
        raise Refused("按指标衡量的要点，指标和目标值要一起填写：请补填。")
    if not figure and not text.strip():
        raise Refused("没有写怎样算完成：请填写指标和目标值，或填写成果要求。")

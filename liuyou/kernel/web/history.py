"""What was done to a record, from the journal: who, when, from what to what, why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist

from liuyou.kernel.journal.models import Line, Record
from liuyou.kernel.web import fields
from liuyou.kernel.web.screens import Screen

SILENT = ("state_since", "spells", "rows")


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the journal in words. `changes`: title, before, after."""

    at: datetime
    who: str
    what: str
    reason: str
    changes: list[tuple[str, str, str]]


def timeline(screen: Screen, record: Record) -> list[Event]:
    """Newest first."""
    found = Line.objects.filter(register=screen.code, record=record.pk).select_related("actor").order_by("-pk")
    return [
        Event(each.at, each.actor.name, title_of(screen, each.action), each.reason, changes(screen, each))
        for each in found
    ]


def title_of(screen: Screen, action: str) -> str:
    """The step's Chinese name; what is no step has a name of its own."""
    step = action.rsplit(".", 1)[-1]
    if step in screen.workflow.steps:
        return screen.workflow.steps[step].step.title
    return {
        "reveal": "查看敏感信息",
        "export": "导出",
        "attach": "添加附件",
        "detach": "移除附件",
        "download": "下载附件",
    }.get(step, "办理")


def changes(screen: Screen, line: Line) -> list[tuple[str, str, str]]:
    """What a line changed; of a new record nothing, its page tells it all."""
    if not line.before:
        shown: Mapping[str, Any] = line.after or {}
        return [("查看的项目", "", screen.title_of(shown["field"]))] if line.action.endswith(".reveal") else []
    after = line.after or {}
    return [
        (_title(screen, name), _told(screen, name, old), _told(screen, name, after.get(name)))
        for name, old in line.before.items()
        if name not in SILENT
    ]


def _title(screen: Screen, name: str) -> str:
    try:
        return screen.title_of(name.removesuffix("_id"))
    except FieldDoesNotExist:
        return name


def _told(screen: Screen, name: str, value: Any) -> str:
    if isinstance(value, str) and value.startswith("•"):
        return "（已加密）"
    if name == "state" and value is not None:
        return screen.workflow.states.get(value, str(value))
    try:
        return fields.told(screen.model._meta.get_field(name.removesuffix("_id")), value)  # type: ignore[arg-type]
    except FieldDoesNotExist:
        return str(value)


def version_of(screen: Screen, number: int) -> int:
    """The last line of the journal about a record: another one means that something was done meanwhile."""
    lines = Line.objects.filter(register=screen.code, record=number)
    return lines.order_by("-pk").values_list("pk", flat=True).first() or 0


def reached(screen: Screen, record: Record) -> set[str]:
    """States that the record has been in."""
    found = Line.objects.filter(register=screen.code, record=record.pk).values_list("after", flat=True)
    return {after["state"] for after in found if after and "state" in after}

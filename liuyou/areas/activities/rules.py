"""Conditions of simple dated work: plain Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any


def days(values: Mapping[str, Any], today: date | None = None) -> Iterator[tuple[str, str]]:
    """What is wrong with the days of an activity: (column, message). It may last one day; today is not too late."""
    begins, ends = values.get("held_on"), values.get("ended_on")
    if begins and ends and ends < begins:
        yield "ended_on", f"结束日期 {ends} 早于开始日期 {begins}：请核对"
    if begins and today and begins > today:
        yield "held_on", f"{begins} 还没有到：活动举办后再登记"

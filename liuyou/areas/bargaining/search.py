"""Employers in the search box: the newest agreement or offer that names one."""

from __future__ import annotations

from datetime import date

from liuyou.areas.bargaining import queries
from liuyou.kernel.access.models import Actor
from liuyou.kernel.search.hits import RECORD, Hit

KIND = "用人单位"


def employers(text: str, actor: Actor, on: date, limit: int) -> list[Hit]:
    return [
        Hit(KIND, name, RECORD.format(number), code) for name, code, number in queries.employers(text, actor, on, limit)
    ]

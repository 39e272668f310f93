"""Employers in the search box."""

from __future__ import annotations

from datetime import date

from liuyou.areas.organising.queries import employers as queries
from liuyou.kernel.access.models import Actor
from liuyou.kernel.search.hits import RECORD, Hit


def employers(text: str, actor: Actor, on: date, limit: int) -> list[Hit]:
    return [Hit("用人单位", name, RECORD.format(pk), code) for name, code, pk in queries.search(text, actor, on, limit)]

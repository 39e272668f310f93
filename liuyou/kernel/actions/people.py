"""Entering people by a workbook of their own (人员名册)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import require
from liuyou.kernel.base import clock

ENTER = "people.enter"


def enter_people(rows: Sequence[dict[str, Any]], *, actor: Actor, **_: Any) -> list[int]:
    """Ids of the people of the rows. Each loading org must be in the actor's reach.

    Whoever loads a workbook has added and journaled the people already, as for every register (`people.register`);
    a refusal here takes that back with the rest of the load.
    """
    for org in {row["org_id"] for row in rows}:
        require(actor, ENTER, org, clock.today())
    return [row["person_id"] for row in rows]

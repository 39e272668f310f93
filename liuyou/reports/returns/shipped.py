"""Forms shipped with the program (`forms/*.yaml`): taken over as drafts, to be looked through and published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from liuyou.kernel.access.models import Actor
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import NotFound
from liuyou.reports.returns.actions.forms import draft_forms
from liuyou.reports.returns.models import Form
from liuyou.reports.returns.rules import periods

FOLDER = Path(__file__).parent / "forms"


@dataclass(frozen=True, slots=True)
class Shipped:
    """One file: what a draft is made of."""

    code: str
    title: str
    about: str
    values: dict[str, Any]


@lru_cache(maxsize=1)
def _all() -> dict[str, Shipped]:
    found = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        about = data.pop("about", "")
        found[data["code"]] = Shipped(data["code"], data["title"], about, data)
    return found


def catalogue() -> list[Shipped]:
    return list(_all().values())


def draft(code: str, org: int, *, actor: Actor, on: date | None = None) -> Form:
    """A draft of a shipped form for a federation, from the beginning of the present period to the end of next year."""
    if code not in _all():
        raise NotFound(f"没有随附的报表“{code}”：可用{'、'.join(_all())}。")
    day = on or clock.today()
    values = dict(_all()[code].values)
    start = periods.around(values["frequency"], day).start
    row = {"org_id": org, "starts_on": start, "ends_on": date(day.year + 1, 12, 31), **values}
    made: list[Form] = draft_forms([row], actor=actor, on=day)
    return made[0]

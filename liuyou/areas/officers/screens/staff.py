"""Staff of federations, self-checks, visits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from liuyou.areas.officers import imports, models, workflows
from liuyou.areas.officers.actions import staff as actions
from liuyou.areas.officers.models import SelfCheck
from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.intake.registers import Rows
from liuyou.kernel.web.screens import Entry, Follow, Part, Screen, Total

LEVELS = {"own": "自评", "town": "镇街评", "county": "区县评"}


def _marks(check: SelfCheck) -> Iterator[Part]:
    rows = [[row["item"], row["full"], *(row.get(level, "—") for level in LEVELS)] for row in check.items]
    yield Part("自查项目", ("项目", "满分", *LEVELS.values()), rows)


def _asks(check: SelfCheck, step: str) -> tuple[Sequence[Any], Mapping[str, Any]] | None:
    """The marks of a level, prefilled with the items and the marks below it."""
    level = {"check": "town", "assess": "county"}.get(step)
    if level is None:
        return None
    columns = (
        Column("item", "项目", Kind.TEXT, required=True),
        Column(level, f"{LEVELS[level]}分", Kind.DECIMAL, required=True, minimum=Decimal(0)),
    )
    below = "own" if level == "town" else "town"
    rows = [{"item": row["item"], level: row.get(level) or row.get(below, "")} for row in check.items]
    table = Rows("items", "评分（先填入下一级的评分）", columns, required=True, blank=0)
    return [table, Column("opinion", "评议意见", Kind.TEXT)], {"items": rows, "opinion": check.opinion}


STAFF = Screen(
    models.Staff,
    workflows.STAFF,
    columns=("person", "kind", "post", "since", "until", "org", "state"),
    day="since",
    groups={
        "人员": ("person", "kind", "post", "duties", "org"),
        "起止": ("since", "until", "ending", "note"),
    },
    filters=("kind", "state"),
    search=("post", "duties"),
    totals=(Total("officers.staff", "", ("serving",)),),
    entries=lambda: (Entry("enter", imports.staff.STAFF, "登记人员"),),
    changes={"correct": actions.STAFF_FIELDS, "assign": ("post", "duties")},
    inputs={
        "leave": (
            Column("until", "离岗日期", Kind.DATE, required=True, help="不再在岗的第一天"),
            Column("ending", "离岗原因", Kind.TEXT, required=True),
        ),
    },
    follows=(Follow("季度自查", "officers.selfcheck", "officers.selfcheck.submit", "staff", ("serving",)),),
)
SELFCHECK = Screen(
    models.SelfCheck,
    workflows.SELFCHECK,
    columns=("person", "quarter", "own", "town", "county", "full", "org", "state"),
    day="quarter_ends",
    groups={
        "自查": ("person", "staff", "quarter", "work", "org"),
        "得分": ("full", "own", "town", "county", "opinion"),
    },
    filters=("quarter", "state"),
    search=("work",),
    totals=(Total("officers.selfchecks", "", ("submitted", "checked", "assessed")),),
    entries=lambda: (Entry("submit", imports.staff.SELFCHECKS, "提交自查"),),
    path=("submitted", "checked", "assessed"),
    parts=_marks,
    asks=_asks,
)
BASEVISIT = Screen(
    models.BaseVisit,
    workflows.BASEVISIT,
    columns=("place", "visited_on", "visitors", "found", "done", "solved_on", "org", "state"),
    day="visited_on",
    groups={
        "走访": ("place", "visited_on", "visitors", "visitor_count", "met", "content", "org"),
        "问题": ("found", "done", "solved_on"),
    },
    search=("place", "visitors", "found"),
    totals=(Total("officers.base_visits", "", ("open", "done")),),
    entries=lambda: (Entry("record", imports.staff.VISITS, "登记走访"),),
    changes={"correct": actions.VISIT_FIELDS},
    inputs={
        "solve": (
            Column("solved_on", "解决日期", Kind.DATE, required=True),
            Column("done", "处理结果", Kind.TEXT, required=True),
        ),
    },
    path=("open", "done"),
)

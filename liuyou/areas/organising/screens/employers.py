"""How employers look and are worked in the browser."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from liuyou.areas.organising import imports, workflows
from liuyou.areas.organising.actions import employers as actions
from liuyou.areas.organising.imports import columns as shared
from liuyou.areas.organising.models import Employer
from liuyou.areas.organising.queries import employers as queries
from liuyou.areas.organising.rules import kinds
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import reachable
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.orgs import tree
from liuyou.kernel.web.screens import Entry, Part, Screen, Total

SINCE = Column("since", "起始日期", Kind.DATE, required=True, help="从哪一天起，如 2016-05-01")
UNION = Column("union", "所属基层工会", Kind.TEXT, help="工会全称或统一社会信用代码；还没有登记的可以不填")


def _parts(employer: Employer) -> Iterable[Part]:
    """What held when; the members beside the workers."""
    orgs = tree.names({spell["org"] for spell in employer.spells} | {s["union"] for s in employer.spells if s["union"]})
    rows = [
        (
            spell["since"],
            spell["until"] or "至今",
            spell["status"],
            spell["workers"],
            spell["women"],
            spell["migrants"],
            f"{spell['coverage']} {orgs.get(spell['union'], '')}".strip(),
            "应建" if spell["should"] == "是" else "不足应建人数",
            orgs.get(spell["org"], "—"),
        )
        for spell in reversed(employer.spells)
    ]
    titles = ("起", "止", "经营状态", "职工", "女职工", "农民工", "建会情况", "应建会", "所属工会")
    yield Part("历次情况", titles, rows)
    if employer.union_id:
        members = queries.members_of([employer.union_id], clock.today()).get(employer.union_id)
        if members is not None:
            covered = queries.workers_of_unions([employer.union_id]).get(employer.union_id, 0)
            yield Part(
                "会员与职工", ("工会", "覆盖职工", "在册会员"), [(orgs.get(employer.union_id), covered, members)]
            )


def _prepare(step: str, record: Any, inputs: dict[str, Any], *, actor: Actor) -> dict[str, Any]:
    """Unions and orgs as they are typed, by name, become their ids; only those within reach."""
    name = {"cover": "union", "move": "to"}.get(step, "")
    if inputs.get(name):
        found = tree.find(str(inputs[name]), clock.today())
        if found.org_id not in reachable(actor, "organising.read", clock.today()):
            raise NotFound(f"没有名为“{inputs[name]}”的工会组织，或不在您的管理范围内。")
        inputs = inputs | {name: found.org_id}
    return inputs


EMPLOYER = Screen(
    Employer,
    workflows.EMPLOYER,
    columns=("name", "workers", "coverage", "should", "category", "industry", "why_not", "responsible", "org", "state"),
    day="starts_on",
    groups={
        "单位": (
            *("name", "credit_code", "category", "industry", "size", "park", "chain", "address"),
            *("contact", "phone", "org", "starts_on"),
        ),
        "职工": (*actions.HEADS, "counted_on"),
        "建会": (
            *("should", "should_set", "coverage", "union", "covered_on", "why_not", "responsible", "distinct", "note"),
        ),
    },
    filters=("coverage", "should", "category", "industry", "size", "state"),
    search=("name", "credit_code", "park", "responsible", "contact"),
    totals=(
        Total("organising.employers", "", ("open",)),
        Total("organising.workers", "workers", ("open",)),
    ),
    entries=lambda: (Entry("register", imports.EMPLOYERS, "登记单位"),),
    inputs={
        "count": (
            Column("workers", "职工人数", Kind.INTEGER, required=True, minimum=Decimal(0)),
            Column("counted_on", "人数统计日期", Kind.DATE, required=True),
            *(column for column in shared.heads(required=False) if column.name != "workers"),
        ),
        "change": (SINCE,),
        "cover": (
            Column(
                "coverage",
                "建会方式",
                Kind.CHOICE,
                required=True,
                choices={word: word for word in kinds.COVERAGES[1:]},
            ),
            Column("covered_on", "建会日期", Kind.DATE, required=True),
            UNION,
        ),
        "uncover": (Column("uncovered_on", "撤销日期", Kind.DATE, required=True),),
        "move": (Column("to", "划入何处", Kind.TEXT, required=True, help="镇街、园区或行业工会的全称"), SINCE),
        "suspend": (SINCE,),
        "close": (SINCE,),
        "reopen": (SINCE,),
    },
    changes={"change": actions.CHANGEABLE, "correct": actions.CORRECTABLE},
    choices={"why_not": kinds.WHY_NOT},
    words={"union": lambda union: tree.names([union.pk]).get(union.pk, "—") if union else "—"},
    parts=_parts,
    prepare=_prepare,
    title="用人单位",
)

"""How comparisons with the authorities' register and their differences look and are worked."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count

from liuyou.areas.organising import workflows
from liuyou.areas.organising.models import Comparison, Difference
from liuyou.areas.organising.workflows import DIFFERENCE as FLOW
from liuyou.kernel.web.screens import Part, Screen, Total


def _progress(comparison: Comparison) -> Iterable[Part]:
    """How many are settled, by how they were matched."""
    states = [state for state in FLOW.states if state != "void"]
    counted: dict[str, dict[str, int]] = {}
    found = comparison.differences.exclude(state="void").values_list("match", "state").annotate(number=Count("pk"))
    for match, state, number in found:
        counted.setdefault(match, dict.fromkeys(states, 0))[state] = number
    rows = [(match, sum(row.values()), *row.values()) for match, row in sorted(counted.items())]
    whole = sum(sum(row.values()) for row in counted.values())
    left = sum(row["open"] for row in counted.values())
    yield Part(
        f"审核进度：{whole} 家已审核 {whole - left} 家",
        ("匹配方式", "合计", *(FLOW.states[each] for each in states)),
        rows,
    )


def _sides(difference: Difference) -> Iterable[Part]:
    """Both sides beside each other."""
    own = difference.employer
    rows = [
        ("名称", difference.name or "—", own.name if own else "—"),
        ("信用代码", difference.credit_code or "—", (own.credit_code if own else "") or "—"),
        ("职工人数", "—" if difference.workers is None else difference.workers, own.workers if own else "—"),
        ("地址", difference.address or "—", (own.address if own else "") or "—"),
        ("联系人", difference.contact or "—", (own.contact if own else "") or "—"),
    ]
    yield Part("两边对照", ("项目", "名册", "台账"), rows)


COMPARISON = Screen(
    Comparison,
    workflows.COMPARISON,
    columns=("title", "received_on", "rows", "agreed", "source", "org", "state"),
    day="received_on",
    search=("title", "source"),
    changes={"correct": ("title", "source", "note")},
    path=("open", "ended"),
    parts=_progress,
)
DIFFERENCE = Screen(
    Difference,
    workflows.DIFFERENCE,
    columns=("name", "own_name", "match", "score", "differs", "compared_on", "org", "state"),
    day="compared_on",
    groups={
        "名册": ("name", "credit_code", "workers", "members", "address", "contact", "phone"),
        "匹配": ("match", "score", "own_name", "employer", "differs", "comparison", "compared_on", "note", "org"),
    },
    filters=("match", "state"),
    search=("name", "own_name", "credit_code"),
    totals=(Total("organising.differences", "", ("open", "agreed", "adopted", "rejected")),),
    path=("open", "adopted"),
    parts=_sides,
)
ALL = (COMPARISON, DIFFERENCE)

"""Who has reported: children by periods, exactly as of any day, from the records themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from liuyou.kernel.base.periods import Period
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Status
from liuyou.reports.returns.models import Return
from liuyou.reports.returns.rules import periods


@dataclass(frozen=True, slots=True)
class Count:
    """How many were due, in, accepted, and in after their deadline, by a day. `nil`: declared nil."""

    due: int = 0
    submitted: int = 0
    accepted: int = 0
    late: int = 0
    nil: int = 0

    @property
    def missing(self) -> int:
        return self.due - self.submitted

    @property
    def whole(self) -> bool:
        return self.due > 0 and self.submitted == self.due

    def __add__(self, other: Count) -> Count:
        return Count(
            self.due + other.due,
            self.submitted + other.submitted,
            self.accepted + other.accepted,
            self.late + other.late,
            self.nil + other.nil,
        )


@dataclass(frozen=True, slots=True)
class Line:
    org: int
    name: str
    counts: Sequence[Count]


@dataclass(frozen=True, slots=True)
class Matrix:
    periods: Sequence[tuple[str, str]]
    lines: Sequence[Line]
    total: Sequence[Count]


STATEMENT = f"""
WITH scope AS MATERIALIZED (
    SELECT p.org_id, CASE WHEN p.path = top.path THEN 0
        ELSE subpath(p.path, nlevel(top.path), 1)::text::int END AS child
    FROM orgs_place top JOIN orgs_place p ON p.path <@ top.path
    WHERE top.org_id = %(org)s AND {tree.standing("top", None)} AND {tree.standing("p", None)})
SELECT s.child, r.period, count(*),
    count(*) FILTER (WHERE r.submitted_on <= %(by)s),
    count(*) FILTER (WHERE r.accepted_on <= %(by)s OR EXISTS (
        SELECT FROM jsonb_array_elements(r.acceptances) a
        WHERE (a->>'on')::date <= %(by)s AND (a->'reopened'->>'on')::date > %(by)s)),
    count(*) FILTER (WHERE r.submitted_on <= %(by)s AND r.submitted_on > r.deadline),
    count(*) FILTER (WHERE r.submitted_on <= %(by)s AND r.nil)
FROM returns_return r JOIN scope s ON s.org_id = r.org_id
WHERE r.form_code = %(code)s AND r.state <> 'void' AND r.period = ANY(%(periods)s)
  AND (%(deep)s OR s.org_id = s.child)
GROUP BY 1, 2"""


def counts(
    form_code: str, org: int, codes: Sequence[str], by: date, on: date, *, deep: bool = True
) -> dict[tuple[int, str], Count]:
    """(child, period) → count by the end of a day; `deep`: with all that is below the child. One statement."""
    given: dict[str, Any] = {
        "org": org,
        "code": form_code,
        "periods": list(codes),
        "by": by,
        "on": on,
        "as_of": None,
        "deep": deep,
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, given)
        return {(child, period): Count(*numbers) for child, period, *numbers in cursor.fetchall()}


def periods_known(form_code: str, limit: int) -> list[str]:
    """Periods that were opened, newest last."""
    rows = Return.objects.filter(form_code=form_code).exclude(state="void")
    found = rows.values_list("period", "ends_on").order_by("-ends_on").distinct()[:limit]
    return [code for code, _ in reversed(found)]


def matrix(form_code: str, org: int, codes: Sequence[str], by: date, on: date, *, deep: bool = True) -> Matrix:
    """Children by periods; children without anything due are left out."""
    found = counts(form_code, org, codes, by, on, deep=deep)
    lines = []
    for each in tree.children(org, on):
        row = [found.get((each.org_id, code), Count()) for code in codes]
        if any(count.due for count in row):
            name = each.name if each.status == Status.ACTIVE else f"{each.name}（已撤并）"
            lines.append(Line(each.org_id, name, row))
    total = [_total(found, code) for code in codes]
    labels = [(code, periods.label(Period.parse(code))) for code in codes]
    return Matrix(labels, lines, total)


def _total(found: Mapping[tuple[int, str], Count], code: str) -> Count:
    whole = Count()
    for (child, period), count in found.items():
        if period == code and child:
            whole += count
    return whole

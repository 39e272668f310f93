"""The selector: which entries belong to which question. Figures fold it, rows list it; there is no second one.

A *leaf* is a term of a formula (measure, filter, fold); a *root* is the org asked for. The tree is that of the
period's end, as known at the same moment as the entries.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from liuyou.kernel.ledger.codes import Leaf
from liuyou.kernel.orgs.tree import standing

Accounts = Mapping[Leaf, Sequence[int]]
"""The accounts that each leaf adds up; an account may serve several leaves."""
Roots = Mapping[int, str]
"""Org → its path."""


@dataclass(frozen=True, slots=True)
class Selection:
    """SQL after SELECT … , with its parameters. Gives `e` (entries), `s.root`, `s.org_id`."""

    with_clause: str
    from_where: str
    parameters: dict[str, Any]


def resolve(leaves: Iterable[Leaf], orgs: Iterable[int], on: date, as_of: datetime | None) -> tuple[Accounts, Roots]:
    """The accounts of the leaves, and the paths of those orgs that stand, in one statement."""
    wanted = list(leaves)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT NULL, id, measure, dims::text FROM ledger_account WHERE measure = ANY(%(measures)s)
                UNION ALL SELECT org_id, NULL, path::text, NULL FROM orgs_place p
                WHERE org_id = ANY(%(orgs)s) AND {standing("p", as_of)}""",
            {"measures": list({leaf.measure for leaf in wanted}), "orgs": list(orgs), "on": on, "as_of": as_of},
        )
        found = cursor.fetchall()
    by_measure: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for _, number, measure, dims in found:
        if number is not None:
            by_measure.setdefault(measure, []).append((number, json.loads(dims)))
    accounts = {
        leaf: [
            number
            for number, dims in by_measure.get(leaf.measure, ())
            if all(dims.get(name, "") in values for name, values in leaf.filters)
        ]
        for leaf in wanted
    }
    return accounts, {org: path for org, _, path, _ in found if org is not None}


def select(
    accounts: Accounts,
    roots: Roots,
    *,
    on: date,
    as_of: datetime | None,
    since: date | None,
    until: date,
    persons_only: bool = False,
    gaps: Sequence[tuple[date, date]] = (),
) -> Selection:
    """The selector for the accounts of some leaves in the subtrees of `roots` on the tree of `on`.

    Days from `since` (None: from the beginning, as balances need) to `until`, both included; without those of `gaps`,
    each from a day up to, without, another.
    """
    parameters: dict[str, Any] = {
        "accounts": list({number for numbers in accounts.values() for number in numbers}),
        "on": on,
        "as_of": as_of,
        "since": since,
        "until": until,
    }
    conditions = ["e.account_id = ANY(%(accounts)s)", "e.day <= %(until)s"]
    if since is not None:
        conditions.append("e.day >= %(since)s")
    for number, gap in enumerate(gaps):
        parameters[f"from{number}"], parameters[f"to{number}"] = gap
        conditions.append(f"(e.day < %(from{number})s OR e.day >= %(to{number})s)")
    if as_of is not None:
        conditions.append("e.posted_at <= %(as_of)s")
    if persons_only:
        conditions.append("e.person_id IS NOT NULL")
    return Selection(
        f"WITH scope AS MATERIALIZED ({_scope(roots, as_of, parameters)})",
        f"FROM ledger_entry e JOIN scope s ON s.org_id = e.org_id WHERE {' AND '.join(conditions)}",
        parameters,
    )


def _scope(roots: Roots, as_of: datetime | None, parameters: dict[str, Any]) -> str:
    """Every org below each root. One root is written as a constant, so that the planner knows how many there are."""
    holds = standing("p", as_of)
    if len(roots) == 1:
        parameters["root"], parameters["path"] = next(iter(roots.items()))
        return f"""SELECT %(root)s::int AS root, p.org_id FROM orgs_place p
                   WHERE p.path <@ %(path)s::ltree AND {holds}"""
    parameters["roots"], parameters["paths"] = list(roots), list(roots.values())
    return f"""SELECT r.root, p.org_id FROM unnest(%(roots)s::int[], %(paths)s::ltree[]) r(root, path)
               JOIN orgs_place p ON p.path <@ r.path WHERE {holds}"""


def fetch(selection: Selection, columns: str, tail: str = "", **more: Any) -> list[tuple[Any, ...]]:
    """Run a selection with these columns and GROUP/ORDER BY tail."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{selection.with_clause} SELECT {columns} {selection.from_where} {tail}",
            {**selection.parameters, **more},
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

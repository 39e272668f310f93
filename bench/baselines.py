"""The bare SQL that each figure is measured against: one statement by psycopg, over the same tables, indexes and tree.

Several ways of writing each were tried; what stands here was the fastest on PostgreSQL 18. psycopg prepares a statement
that is asked again and again, so its planning is saved too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg

Connection = psycopg.Connection[Any]
BEGINNING = date(1900, 1, 1)

STANDS = "{p}.valid_from <= %(until)s AND %(until)s < {p}.valid_to AND {p}.superseded_at IS NULL"
SUBTREE = f"""FROM orgs_place t JOIN orgs_place p ON p.path <@ t.path AND {STANDS.format(p="p")}
              WHERE {STANDS.format(p="t")} AND t.org_id"""

TABLE = f"""
WITH scope AS MATERIALIZED (SELECT t.org_id AS root, p.org_id {SUBTREE} = ANY(%(orgs)s)),
folded AS (
    SELECT e.account_id, s.root, width_bucket(e.day, %(months)s::date[]) AS month, sum(e.value) AS total
    FROM ledger_entry e JOIN scope s ON s.org_id = e.org_id
    WHERE e.account_id = ANY(%(accounts)s) AND e.day BETWEEN %(since)s AND %(until)s GROUP BY 1, 2, 3)
SELECT a.measure, root, month, sum(total) FROM folded JOIN ledger_account a ON a.id = account_id GROUP BY 1, 2, 3
"""
BALANCES = f"SELECT measure, root, month, sum(sum) OVER (PARTITION BY measure, root ORDER BY month) FROM ({TABLE}) t"

ONE = f"""FROM ledger_account a, orgs_place t, orgs_place p, ledger_entry e
WHERE a.measure = %(measure)s AND t.org_id = %(org)s AND {STANDS.format(p="t")} AND p.path <@ t.path
  AND {STANDS.format(p="p")} AND e.org_id = p.org_id AND e.account_id = a.id
  AND e.day BETWEEN %(since)s AND %(until)s"""
FIGURE = f"SELECT coalesce(sum(e.value), 0) {ONE}"
ROWS = f"""SELECT e.id, e.record, e.account_id, e.org_id, e.day, e.person_id, e.value, e.posted_at, e.nature {ONE}
           ORDER BY e.day, e.id"""

SCOPED = f"""FROM ledger_entry e JOIN (SELECT p.org_id {SUBTREE} = %(org)s) s ON s.org_id = e.org_id
WHERE e.account_id = ANY(%(accounts)s) AND e.day BETWEEN %(since)s AND %(until)s"""
SUM = f"SELECT coalesce(sum(e.value), 0) {SCOPED}"
PEOPLE = f"""SELECT count(DISTINCT person_id) FROM (
    SELECT e.person_id {SCOPED} AND e.person_id IS NOT NULL
    GROUP BY e.person_id, e.record HAVING sum(e.value) > 0) helped"""


def accounts(db: Connection, measures: Sequence[str]) -> list[int]:
    found = db.execute("SELECT id FROM ledger_account WHERE measure = ANY(%s)", [list(measures)])
    return [row[0] for row in found.fetchall()]


def table(
    db: Connection, flows: Sequence[str], stocks: Sequence[str], orgs: list[int], months: list[date], until: date
) -> dict[tuple[str, int, int], Decimal]:
    """Measure, org, number of the month (from 0) → the flow of the month or the balance at its end."""
    common = {"orgs": orgs, "months": months, "until": until}
    flow = db.execute(TABLE, {**common, "accounts": accounts(db, flows), "since": months[0]})
    found = {(code, org, month - 1): total for code, org, month, total in flow.fetchall()}
    stock = db.execute(BALANCES, {**common, "accounts": accounts(db, stocks), "since": BEGINNING})
    return found | {(code, org, month - 1): total for code, org, month, total in stock.fetchall() if month}


def leaf(
    db: Connection, measure: str, filters: dict[str, list[str]], org: int, since: date, until: date, distinct: bool
) -> Decimal:
    """One sum, balance or number of people, as a query of its own."""
    conditions = " AND ".join(["measure = %(measure)s", *(f"dims->>'{name}' = ANY(%({name})s)" for name in filters)])
    given = db.execute(f"SELECT id FROM ledger_account WHERE {conditions}", {"measure": measure, **filters})
    parameters = {"accounts": [row[0] for row in given.fetchall()], "org": org, "since": since, "until": until}
    row = db.execute(PEOPLE if distinct else SUM, parameters).fetchone()
    assert row
    return Decimal(row[0])

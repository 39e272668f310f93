"""A county out of nothing, the same for the same seed: the tree, people, and five years of entries for ten measures.

    python -m bench.generate --scale 0.1

At scale 1: 30 federations, 900 unions, 8,000 branches, 100,000 people, 60 months, 4.8 million entries. At a tenth there
are a tenth of the orgs, people and entries, so one union and month holds as many entries as at scale 1.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

SEED = 20160128
VERSION = 3
START, MONTHS = date(2020, 1, 1), 60
DAYS = (date(2025, 1, 1) - START).days
KINDS, FUNDS = ("甲", "乙", "丙"), ("工会经费", "财政补助")
FLOWS, STOCKS = range(7), range(7, 10)
WITHOUT_PERSON = (5, 6)
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "明华强丽军敏静伟芳娟磊洋艳勇杰"


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything."""

    scale: float

    def of(self, full: int) -> int:
        return max(round(full * self.scale), 1)

    @property
    def database(self) -> str:
        return "liuyou_bench" if self.scale == 1 else f"liuyou_bench_{self.scale:g}".replace(".", "_")

    @property
    def mark(self) -> str:
        """What the database holds; another schema, seed or version of this file makes it anew."""
        from django.apps import apps

        schema = hashlib.sha256()
        for app in apps.get_app_configs():
            for path in sorted((Path(app.path) / "migrations").glob("*.py")):
                schema.update(path.read_bytes())
        return f"liuyou bench {VERSION}, seed {SEED}, scale {self.scale:g}, schema {schema.hexdigest()[:16]}"


def measure(number: int) -> str:
    return f"bench.m{number}"


def register() -> None:
    """Ten measures that exist for the benchmark only; seven flows, three stocks, each with two dimensions."""
    from liuyou.kernel.ledger.measures import FLOW, STOCK, Measure, posting

    dims = {"kind": "类别", "fund": "资金来源"}
    measures = [
        Measure(measure(n), f"计量项{n}", "元" if n == 2 else "人", STOCK if n in STOCKS else FLOW, dims)
        for n in (*FLOWS, *STOCKS)
    ]
    posting("bench.entry", *measures)(lambda record: ())


def start() -> None:
    """Bring up Django on the bench database, made when it is not there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    import django

    django.setup()
    register()


def server(database: str) -> psycopg.Connection[Any]:
    """A connection of our own, past Django: for baselines and for making databases."""
    from django.conf import settings

    place = settings.DATABASES["default"]
    keys = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
    given = {name: place[key] for key, name in keys.items() if place.get(key)}
    return psycopg.connect(dbname=database, autocommit=True, **given)


def use(database: str) -> None:
    """Point Django at a database."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = database


def make_database(name: str, template: str = "template1") -> None:
    """A fresh database, in place of one of that name."""
    with server("postgres") as db:
        db.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        db.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))


def drop_database(name: str) -> None:
    with server("postgres") as db:
        db.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def ready(size: Size, *, fresh: bool = False) -> None:
    """Django is on the database of this size, generated unless it is there already."""
    with server("postgres") as db:
        found = db.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [size.database]
        ).fetchone()
    if fresh or found != (size.mark,):
        make_database(size.database)
        use(size.database)
        generate(size)
        with server("postgres") as db:
            statement = sql.SQL("COMMENT ON DATABASE {} IS {}")
            db.execute(statement.format(sql.Identifier(size.database), sql.Literal(size.mark)))
    use(size.database)


def generate(size: Size) -> None:
    from django.core.management import call_command

    began = time.perf_counter()
    call_command("migrate", verbosity=0)
    unions, branches = _orgs(size)
    people = _people(size.of(100_000))
    _entries(size.of(4_800_000), unions, branches, people)
    with server(size.database) as db:
        db.execute("VACUUM ANALYZE")
    print(f"generated {size.database} in {time.perf_counter() - began:.0f} s")


def _orgs(size: Size) -> tuple[list[int], list[int]]:
    """The tree, by the action that establishes orgs. Ids of the unions and of the branches."""
    from liuyou.kernel.access.setup import appoint, operator
    from liuyou.kernel.actions.tree import establish_orgs
    from liuyou.kernel.orgs.changes import Founding

    since = date(2010, 1, 1)
    dice = random.Random(SEED)
    root = Founding("示例县总工会", "federation", None, since)
    federations = [Founding(f"第{n}镇总工会", "federation", root, since) for n in range(size.of(30))]
    unions = [
        Founding(f"第{n}厂工会", "primary_union", federations[n % len(federations)], since) for n in range(size.of(900))
    ]
    parents = [unions[n % len(unions)] if n < len(unions) else dice.choice(unions) for n in range(size.of(8_000))]
    branches = [Founding(f"{above.name}第{n}分会", "branch", above, since) for n, above in enumerate(parents)]
    actor = operator()
    establish_orgs([root, *federations, *unions, *branches], actor=actor)
    appoint(actor, root.id, "全权", ["*"], since=since)
    return [union.id for union in unions], [branch.id for branch in branches]


def identity(number: int) -> str:
    """A document number that passes every check, of nobody; all different below twenty million."""
    from liuyou.kernel.people.identity import check_digit

    born = date(1950, 1, 1) + timedelta(days=number % 20_000)
    body = f"330102{born:%Y%m%d}{number // 20_000:03}"
    return body + check_digit(body)


def name(number: int) -> str:
    return SURNAMES[number % 10] + GIVEN[number // 10 % 15] + GIVEN[number // 150 % 15]


def _people(count: int) -> list[int]:
    from liuyou.kernel.people.identity import parse_identity
    from liuyou.kernel.people.register import Named, ensure
    from liuyou.kernel.writing.permit import permit

    with permit("bench.generate"):
        return ensure([Named(name(n), parse_identity(identity(n)), f"138{n:08}") for n in range(count)])


# Row n in order of days. h(k) is a hash of n and k: the same data on every machine, without a random state.
# Nine entries in ten belong to a branch, one to its union; nine people in ten are of that branch.
ENTRIES = """
INSERT INTO ledger_entry (account_id, org_id, day, person_id, value, record, posted_at, nature, seal)
SELECT (%(accounts)s::int[])[slot + 1],
       CASE WHEN h0 %% 10 = 0 THEN (%(unions)s::int[])[h1 %% %(union_count)s + 1]
            ELSE (%(branches)s::int[])[h1 %% %(branch_count)s + 1] END,
       on_day,
       CASE WHEN NOT slot / 6 = ANY(%(without)s)
            THEN %(first_person)s + (h1 %% %(branch_count)s + h2 %% 13 * %(branch_count)s) %% %(person_count)s END,
       CASE WHEN slot / 6 = 2 THEN 50 + h2 %% 100000 * 0.01
            WHEN slot / 6 >= %(first_stock)s AND h2 %% 4 = 0 THEN -1 ELSE 1 END,
       n, on_day + interval '9 hours' + h2 %% 172800 * interval '1 second', 0, hashint8extended(n, 7)
FROM (SELECT n, %(start)s::date + ((n - 1) * %(days)s / %(count)s)::int AS on_day,
             (hashint8extended(n, %(seed)s) & 2147483647)::int AS h0,
             (hashint8extended(n, %(seed)s + 1) & 2147483647)::int AS h1,
             (hashint8extended(n, %(seed)s + 2) & 2147483647)::int AS h2,
             (hashint8extended(n, %(seed)s + 3) & 2147483647)::int %% 60 AS slot
      FROM generate_series(1, %(count)s::bigint) n) drawn
"""


def _entries(count: int, unions: list[int], branches: list[int], people: list[int]) -> None:
    from django.db import connection

    from liuyou.kernel.ledger.posting import accounts, open_accounts
    from liuyou.kernel.writing.permit import permit

    wanted = [(measure(n), (("fund", fund), ("kind", kind))) for n in range(10) for kind in KINDS for fund in FUNDS]
    with permit("bench.generate"), connection.cursor() as cursor:
        open_accounts(wanted)
        ids = accounts(wanted)
        rebuild = _strip(cursor)
        parameters = {
            "accounts": [ids[each] for each in wanted],
            "unions": unions,
            "union_count": len(unions),
            "branches": branches,
            "branch_count": len(branches),
            "first_person": people[0],
            "person_count": len(people),
            "without": list(WITHOUT_PERSON),
            "first_stock": STOCKS[0],
            "start": START,
            "days": DAYS,
            "seed": SEED,
            "count": count,
        }
        cursor.execute(ENTRIES, parameters)
        for statement in rebuild:
            cursor.execute(statement)


def _strip(cursor: Any) -> list[str]:
    """Take indexes and foreign keys off the entries while millions are written; statements that put them back."""
    cursor.execute(
        """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
           WHERE conrelid = 'ledger_entry'::regclass AND contype = 'f'"""
    )
    keys = cursor.fetchall()
    cursor.execute(
        """SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
           WHERE indrelid = 'ledger_entry'::regclass AND NOT indisprimary"""
    )
    indexes = cursor.fetchall()
    for key, _ in keys:
        cursor.execute(f'ALTER TABLE ledger_entry DROP CONSTRAINT "{key}"')
    for index, _ in indexes:
        cursor.execute(f"DROP INDEX {index}")
    back = [f'ALTER TABLE ledger_entry ADD CONSTRAINT "{key}" {definition}' for key, definition in keys]
    return [*(definition for _, definition in indexes), *back]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--scale", type=float, default=1.0)
    start()
    ready(Size(arguments.parse_args().scale), fresh=True)


if __name__ == "__main__":
    main()

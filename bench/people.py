"""A million people against ten thousand: lists by page, and the search box. Databases of their own, kept between runs.

python -m bench.people        # this alone, without the entries that the other benchmarks need
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from psycopg import sql

from bench import generate
from bench.generate import Size, identity, name, server, use

SMALL, PAGE, ROUNDS = 10_000, 50, 15
Timing = tuple[str, float, float | None]
"""What, seconds at full size, seconds at ten thousand."""
COLUMNS = ("id", "name", "initials", "pinyin", "sex", "born", "identity_kind", "identity", "identity_hash", "phone")


def ready(size: Size, count: int) -> str:
    """The database with `count` people, made unless it is there."""
    database = f"{size.database}_people_{count}"
    mark = f"{size.mark}, {count} people, 4"
    with server("postgres") as db:
        found = db.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [database]
        )
        there = found.fetchone()
    if there != (mark,):
        generate.make_database(database)
        use(database)
        _fill(size, count)
        with server(database) as db:
            db.execute("VACUUM ANALYZE")
            db.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(database), sql.Literal(mark)))
    use(database)
    return database


def _fill(size: Size, count: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    from liuyou.kernel.writing import bulk
    from liuyou.kernel.writing.permit import permit

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    unions, branches = generate._orgs(size)
    with permit("bench.generate"), connection.cursor() as cursor:
        rebuild = _strip(cursor, "people_person") + _strip(cursor, "access_known")
        bulk.copy_rows("people_person", COLUMNS, map(_person, range(count)))
        cursor.execute("SELECT setval('people_person_id_seq', %s)", [count])
        bulk.copy_rows("access_known", ("person_id", "org_id"), _known(count, unions, branches))
    with connection.cursor() as cursor:
        for statement in rebuild:
            cursor.execute(statement)
    print(f"made {count:,} people in {time.perf_counter() - began:.0f} s")


def _person(number: int) -> tuple[Any, ...]:
    from liuyou.kernel.base.pinyin import person_name
    from liuyou.kernel.secrecy.fields import seal
    from liuyou.kernel.secrecy.keys import fingerprint

    who, document = name(number), identity(number)
    mixed = number * 2_654_435_761 % 2**32
    sex = ("male", "female")[mixed >> 20 & 1]
    born = date(1950, 1, 1) + timedelta(days=(mixed >> 7) % 20_000)
    without = number % 997 == 0
    sealed = b"" if without else seal(document, "people_person.identity")
    found = None if without else fingerprint(document, "identity")
    kind = "" if without else "resident"
    phone = seal(f"138{number:08}", "people_person.phone")
    return (number + 1, who, *person_name(who), sex, None if without else born, kind, sealed, found, phone)


def _known(count: int, unions: list[int], branches: list[int]) -> Iterator[tuple[int, int]]:
    """Everybody is known to a branch, one in ten to a second one; the last union has no branch but 50 people."""
    rest = branches[: -len(branches) // 10] or branches
    for number in range(count):
        yield number + 1, rest[number * 7919 % len(rest)]
        if number % 10 == 0:
            yield number + 1, unions[number // 10 % (len(unions) - 1)]
    for number in range(50):
        yield 1 + number * (count // 50), unions[-1]


def _strip(cursor: Any, table: str) -> list[str]:
    """Take indexes and foreign keys off while a million rows are written; statements that put them back."""
    cursor.execute(
        """SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
           WHERE indrelid = %s::regclass AND NOT indisunique""",
        [table],
    )
    indexes = cursor.fetchall()
    cursor.execute(
        """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
           WHERE conrelid = %s::regclass AND contype = 'f'""",
        [table],
    )
    keys = cursor.fetchall()
    for index, _ in indexes:
        cursor.execute(f"DROP INDEX {index}")
    for key, _ in keys:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{key}"')
    back = [f'ALTER TABLE {table} ADD CONSTRAINT "{key}" {definition}' for key, definition in keys]
    return [*(definition for _, definition in indexes), *back]


def median(call: Callable[[], Any], rounds: int = ROUNDS) -> float:
    times = []
    for number in range(rounds + 2):
        began = time.perf_counter()
        call()
        if number > 1:
            times.append(time.perf_counter() - began)
    return statistics.median(times)


def _actors() -> dict[str, Any]:
    """Who looks: at the whole county, at one federation, at a union with fifty people."""
    from liuyou.kernel.access.models import Actor
    from liuyou.kernel.access.setup import appoint
    from liuyou.kernel.orgs.models import Place
    from liuyou.kernel.writing.permit import permit

    federation = Place.objects.filter(kind="federation").exclude(parent=None).order_by("org_id")[0].org_id
    union = Place.objects.filter(kind="primary_union").order_by("-org_id")[0].org_id
    found = {}
    for title, org in (("county", Place.objects.get(parent=None).org_id), ("federation", federation), ("union", union)):
        with permit("access.actor.start"):
            actor, new = Actor.objects.get_or_create(name=f"bench {title}")
        if new:
            appoint(actor, org, "干部", ["people.read"], since=date(2010, 1, 1))
        found[title] = actor
    return found


def _page(actor: Any, filters: dict[str, Any], order: tuple[str, ...], cursor: str, wanted: int) -> None:
    """One page as the view makes it, without the template."""
    from liuyou.kernel.access.knowing import READ, people_within, reach_of
    from liuyou.kernel.base import clock
    from liuyou.kernel.search.people import org_names
    from liuyou.kernel.web.paging import keyset

    reach = reach_of(actor, READ, clock.today())
    page = keyset(people_within(reach).filter(**filters).defer("phone"), order, cursor, PAGE)
    org_names([each.pk for each in page.rows], reach)
    assert len(page.rows) == wanted, (len(page.rows), wanted)


FILTERS: dict[str, dict[str, Any]] = {
    "all": {},
    "women": {"sex": "female"},
    "born 1980–1984": {"born__gte": date(1980, 1, 1), "born__lt": date(1985, 1, 1)},
}
ORDERS = {"by name": ("pinyin", "id"), "youngest first": ("-born", "-id"), "newest first": ("-id",)}


def _cursor(filters: dict[str, Any], order: tuple[str, ...], share: float, most: int) -> str:
    """The cursor after page 20,000, or after that share of the list where it is shorter."""
    from liuyou.kernel.people.models import Person
    from liuyou.kernel.web.paging import AFTER, _sealed

    rows = Person.objects.filter(**filters)
    if order[0].lstrip("-") == "born":
        rows = rows.exclude(born=None)
    place = min(int(rows.count() * share), most) - PAGE
    return _sealed(AFTER, rows.order_by(*order).only("pk")[place], Person)


def lists(size: Size) -> Iterator[Timing]:
    """Page 1 and page 20,000 (or the last but one) of every filter and order, at both sizes."""
    times: list[dict[str, float]] = []
    for count in (SMALL, size.of(1_000_000)):
        ready(size, count)
        times.append(dict(_lists(_actors())))
    small, large = times
    for what, seconds in large.items():
        yield what, seconds, small[what]


def _lists(actors: dict[str, Any]) -> Iterator[tuple[str, float]]:
    for title, filters in FILTERS.items():
        for order_title, order in ORDERS.items():
            for page, cursor in (("page 1", ""), ("page 20,000 or last", _cursor(filters, order, 0.99, 1_000_000))):
                call = partial(_page, actors["county"], filters, order, cursor, PAGE)
                yield f"people of the county, {title}, {order_title}, {page}", median(call)
    for who in ("federation", "union"):
        yield f"people of a {who}, by name, page 1", median(partial(_page, actors[who], {}, ("pinyin", "id"), "", PAGE))


def searches(size: Size) -> Iterator[Timing]:
    """What is typed into the box, by whoever types it."""
    from liuyou.kernel.base import clock
    from liuyou.kernel.search import people

    ready(size, size.of(1_000_000))
    known = identity(50 * (size.of(1_000_000) // 50) // 2)
    texts = {"王": "surname", "王明华": "name", "明华": "given name", "wm": "initials", "wangming": "pinyin"}
    texts |= {known: "identity number", "赵六子": "nobody"}
    for who, actor in _actors().items():
        for text, title in texts.items():
            yield f"search people, {title}, {who}", median(partial(people.find, text, actor, clock.today(), 8)), None


def main() -> None:
    generate.start()
    for what, seconds, base in (*lists(Size(1.0)), *searches(Size(1.0))):
        ratio = "" if base is None else f"  {seconds / base:.2f} × of {base * 1000:.1f}"
        print(f"{what:70} {seconds * 1000:8.2f} ms{ratio}", flush=True)


if __name__ == "__main__":
    main()

"""Pages by key: every row once, in order, both ways, whatever is empty and whichever way it is sorted."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.people.models import Person
from liuyou.kernel.web.paging import count_up_to, keyset
from liuyou.kernel.writing.permit import permit

ORDERS = [
    (*(sign + name for sign, name in zip(signs, names, strict=True)),)
    for names in (("born", "name"), ("name", "born"), ("name",), ("born",), ("sex", "born", "name"), ())
    for signs in product(("", "-"), repeat=len(names))
] + [("name", "-id"), ("-born", "-id"), ("-id",)]


@pytest.fixture
def people(db: None) -> list[Person]:
    dice = random.Random(5)
    with permit("people.person.enter"):
        return Person.objects.bulk_create(
            Person(
                name=dice.choice("甲乙丙丁"),
                sex=dice.choice(["", "male", "female"]),
                born=dice.choice([None, date(1980, 1, 1) + timedelta(days=dice.randrange(5))]),
            )
            for _ in range(83)
        )


def expected(order: tuple[str, ...]) -> list[int]:
    """The whole list as plain Python sorts it: empty values last whichever the direction, then by id."""
    rows = list(Person.objects.order_by("pk"))
    names = [*(name for name in order if name.lstrip("-") != "id"), next((n for n in order if "id" in n), "id")]
    for name in reversed(names):
        field = name.lstrip("-")
        filled = [row for row in rows if getattr(row, field) is not None]
        empty = [row for row in rows if getattr(row, field) is None]
        known = list(dict.fromkeys(Person.objects.order_by(field).values_list(field, flat=True)))
        filled.sort(key=lambda row: known.index(getattr(row, field)), reverse=name.startswith("-"))
        rows = filled + empty
    return [row.pk for row in rows]


@pytest.mark.parametrize("order", ORDERS, ids=",".join)
def test_every_row_stands_once_in_order_forwards_and_backwards(people: list[Person], order: tuple[str, ...]) -> None:
    whole = expected(order)
    forwards, cursor = [], ""
    while cursor is not None:
        page = keyset(Person.objects.all(), order, cursor, 10)
        forwards.append([row.pk for row in page.rows])
        cursor = page.next
    assert [number for page in forwards for number in page] == whole
    backwards, cursor = [], keyset(Person.objects.all(), order, "", 10).last
    while cursor is not None:
        page = keyset(Person.objects.all(), order, cursor, 10)
        backwards.append([row.pk for row in page.rows])
        cursor = page.previous
    walked = [number for page in reversed(backwards) for number in page]
    assert walked[-80:] == whole[-80:]
    assert walked[:10] == whole[:10]  # the first page is a full one


def test_the_first_page_has_no_previous_and_the_last_no_next(people: list[Person]) -> None:
    first = keyset(Person.objects.all(), ["name"], "", 80)
    assert (first.previous, first.first) == (None, None)
    last = keyset(Person.objects.all(), ["name"], first.next or "", 80)
    assert (last.next, last.last, len(last.rows)) == (None, None, 3)
    assert last.first == ""


def test_a_list_that_fits_has_neither(people: list[Person]) -> None:
    page = keyset(Person.objects.all(), ["-born"], "", 83)
    assert (len(page.rows), page.next, page.previous) == (83, None, None)


def test_a_cursor_holds_although_its_row_has_left_the_list(people: list[Person]) -> None:
    page = keyset(Person.objects.all(), ["id"], "", 10)
    with permit("people.person.correct"):
        Person.objects.filter(pk=page.rows[-1].pk).update(sex="other")
    following = keyset(Person.objects.exclude(sex="other"), ["id"], page.next or "", 10)
    assert [row.pk for row in following.rows] == [each.pk for each in people[10:20]]


def test_a_cursor_of_a_row_that_is_gone_gives_the_first_page(people: list[Person]) -> None:
    page = keyset(Person.objects.all(), ["id"], "", 10)
    with permit("people.person.correct"):
        Person.objects.filter(pk=page.rows[-1].pk).delete()
    assert keyset(Person.objects.all(), ["id"], page.next or "", 5).rows[0].pk == people[0].pk


@pytest.mark.parametrize("wrong", ["a1", "a1:x", "z", "…", "a1:" + "A" * 43])
def test_a_cursor_made_up_is_refused(people: list[Person], wrong: str) -> None:
    with pytest.raises(BadInput):
        keyset(Person.objects.all(), ["id"], wrong)


def test_no_personal_data_stands_in_a_cursor(people: list[Person]) -> None:
    page = keyset(Person.objects.all(), ["name", "born"], "", 10)
    assert page.next
    assert page.next.split(":")[0] == f"a{page.rows[-1].pk}"


def test_two_statements_a_page_where_one_comparison_says_it_all(people: list[Person]) -> None:
    cursor = keyset(Person.objects.all(), ["-name", "-id"], "", 10).next or ""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        keyset(Person.objects.all(), ["-name", "-id"], cursor, 10)
    assert len(queries) == 2
    assert '("people_person"."name", "people_person"."id") <' in queries[1]["sql"]


def test_values_page_too_when_they_hold_the_key(people: list[Person]) -> None:
    page = keyset(Person.objects.values("pk", "name"), ["name"], "", 10)
    assert keyset(Person.objects.values("pk", "name"), ["name"], page.next or "", 10).rows[0]["pk"] not in {
        row["pk"] for row in page.rows
    }


def test_counting_stops(people: list[Person]) -> None:
    assert count_up_to(Person.objects.all(), 10) == (10, False)
    assert count_up_to(Person.objects.all(), 83) == (83, True)

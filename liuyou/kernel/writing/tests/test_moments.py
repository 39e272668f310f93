"""Moments are exact: with real concurrent connections, what is stamped up to a moment is committed by then."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import ProgrammingError, connection, connections, transaction

from liuyou.kernel.people.models import Person
from liuyou.kernel.writing.permit import moment, permit


@pytest.fixture
def committing(django_db_setup, django_db_blocker):
    """Real commits: what the test writes it takes away itself (what is append-only cannot be flushed)."""
    with django_db_blocker.unblock():
        yield
        connections.close_all()


@pytest.mark.usefixtures("committing")
def test_a_moment_waits_for_writers_under_way_and_is_later_than_their_stamps():
    """A writer stamps, dawdles and commits; a moment asked meanwhile comes after the commit."""
    stamped = threading.Event()
    seen: dict[str, object] = {}

    def write():
        try:
            with permit("people.person.enter") as stamp:
                seen["stamp"] = stamp
                Person.objects.create(name="写入中")
                stamped.set()
                time.sleep(0.3)
                seen["asked before commit"] = "moment" in seen
        finally:
            connections.close_all()

    def look():
        try:
            stamped.wait()
            seen["moment"] = moment()
            seen["found"] = Person.objects.filter(name="写入中").exists()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write), threading.Thread(target=look)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert seen["asked before commit"] is False
    assert seen["found"] is True
    assert seen["stamp"] < seen["moment"]
    with permit("people.person.enter"):
        Person.objects.all().delete()


@pytest.mark.usefixtures("committing")
def test_writers_do_not_wait_for_one_another():
    other = connections["default"].copy()
    try:
        with permit("people.person.enter") as first, other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock_shared(660001)")
            assert cursor.fetchone() == (True,)
            assert moment_in(other) is False, "a moment must wait while a writer is under way"
            assert first
    finally:
        other.close()


def moment_in(other) -> bool:
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(660001)")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_one_transaction_has_one_stamp_and_moments_follow_it():
    with permit("a.b.c") as outer, permit("a.b.d") as inner:
        assert outer == inner
    assert moment() > outer


@pytest.mark.django_db
def test_the_permit_ends_with_its_block_and_with_its_failure():
    with permit("people.person.enter"):
        Person.objects.create(name="甲")
    with pytest.raises(ProgrammingError, match="outside an action"), transaction.atomic():
        Person.objects.create(name="乙")
    with pytest.raises(ZeroDivisionError), permit("people.person.enter"):
        Person.objects.create(name="丙")
        raise ZeroDivisionError
    with pytest.raises(ProgrammingError, match="outside an action"), transaction.atomic():
        Person.objects.filter(name="甲").update(name="丁")
    assert list(Person.objects.values_list("name", flat=True)) == ["甲"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "table", ["journal_line", "ledger_entry", "ledger_account", "intake_load", "documents_citation"]
)
def test_what_is_append_only_cannot_be_changed_even_inside_an_action(table):
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        with (
            pytest.raises(ProgrammingError, match="append-only"),
            permit("a.b.c"),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

"""What is sealed cannot be read without the key, opens only in its own column, and survives a rotation."""

from __future__ import annotations

import json
import multiprocessing
import stat

import pytest
from django.db import connection

from liuyou.kernel.actions.keys import rotate_key, sealed_fields
from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.people.identity import parse_identity
from liuyou.kernel.people.models import Person
from liuyou.kernel.people.register import Named, ensure, find_by_identity
from liuyou.kernel.secrecy import keys
from liuyou.kernel.secrecy.fields import seal, unseal
from liuyou.kernel.writing.permit import permit

NUMBER = "11010519491231002X"


@pytest.fixture
def own_keys(tmp_path, monkeypatch):
    """A key file of this test's own."""
    monkeypatch.setenv("LIUYOU_HOME", str(tmp_path))
    monkeypatch.delenv("LIUYOU_KEYS", raising=False)
    keys.forget()
    keys.begin(lambda: False)
    yield tmp_path / "keys.json"
    monkeypatch.undo()
    keys.forget()


def stored(column: str) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM people_person ORDER BY id")
        return [bytes(row[0]) for row in cursor.fetchall()]


def test_the_key_file_is_made_once_and_for_its_owner_only(own_keys):
    first = keys.ring()
    assert stat.S_IMODE(own_keys.stat().st_mode) == 0o600
    keys.begin(lambda: False)
    keys.forget()
    assert keys.ring() == first


def test_a_broken_key_file_is_refused_in_words(own_keys):
    own_keys.write_text('{"current": 1}')
    with pytest.raises(LiuyouError, match="恢复备份"):
        keys.ring()


def test_keys_may_come_from_the_environment(own_keys, monkeypatch):
    given = keys.ring()
    own_keys.unlink()
    monkeypatch.setenv("LIUYOU_KEYS", json.dumps(given))
    keys.forget()
    assert keys.ring() == given
    with pytest.raises(LiuyouError, match="LIUYOU_KEYS"):
        keys.add_data_key()


def test_sealed_text_opens_only_in_its_own_column(own_keys):
    sealed = seal("秘密", "aid_file.income")
    assert "秘密".encode() not in sealed
    assert unseal(sealed, "aid_file.income") == "秘密"
    assert seal("秘密", "aid_file.income") != sealed
    with pytest.raises(LiuyouError, match="打不开"):
        unseal(sealed, "aid_file.bank_card")
    with pytest.raises(LiuyouError, match="打不开"):
        unseal(sealed[:5], "aid_file.income")


def test_a_missing_key_file_is_never_replaced_beside_a_database_in_use(own_keys):
    own_keys.unlink()
    keys.forget()
    with pytest.raises(LiuyouError, match="恢复备份"):
        keys.begin(lambda: True)
    with pytest.raises(LiuyouError, match="恢复备份"):
        keys.ring()
    assert not own_keys.exists()


def _first(barrier, results):
    keys.forget()
    barrier.wait()
    keys.begin(lambda: False)
    results.put(keys.ring())


def _next(barrier, results):
    keys.ring()
    barrier.wait()
    results.put((keys.add_data_key(), seal("秘密", "a.b")))


def at_once(work, count=4):
    """What `count` processes give that do `work` at the same instant."""
    fork = multiprocessing.get_context("fork")
    barrier, results = fork.Barrier(count), fork.Queue()
    processes = [fork.Process(target=work, args=(barrier, results)) for _ in range(count)]
    for each in processes:
        each.start()
    given = [results.get(timeout=60) for _ in processes]
    for each in processes:
        each.join()
    return given


def test_first_starts_at_once_share_one_ring(own_keys):
    own_keys.unlink()
    first, *others = at_once(_first)
    assert others == [first] * 3


def test_rotations_at_once_lose_no_key_and_a_running_process_finds_the_new_ones(own_keys):
    keys.ring()
    given = at_once(_next)
    assert sorted(version for version, _ in given) == [2, 3, 4, 5]
    assert {unseal(sealed, "a.b") for _, sealed in given} == {"秘密"}


def test_a_person_is_stored_sealed_and_found_by_the_number(county):
    with permit("people.person.enter"):
        [number] = ensure([Named("王一", parse_identity(NUMBER), "13800001234")])
    assert all(NUMBER.encode() not in each for each in stored("identity"))
    assert all(b"13800001234" not in each for each in stored("phone"))
    assert find_by_identity(f" {NUMBER.lower()} ").pk == number


def test_rotation_reseals_everything_and_changes_nothing_to_read(county, own_keys):
    with permit("people.person.enter"):
        ensure([Named("王一", parse_identity(NUMBER), "13800001234")])
    before = stored("identity")
    assert rotate_key(actor=county.actor) == 2
    assert [each[0] for each in stored("identity")] == [2]
    assert stored("identity") != before
    keys.forget()
    person = Person.objects.get()
    assert (person.identity, person.phone) == (NUMBER, "13800001234")
    assert len(list(sealed_fields())) > 5


def test_a_rotation_stopped_half_way_is_completed_by_the_next(county, own_keys, monkeypatch):
    monkeypatch.setattr("liuyou.kernel.actions.keys.BATCH", 1)
    numbers = ["11010519491231002X", "440524188001010014"]
    with permit("people.person.enter"):
        ensure([Named("王一", parse_identity(each)) for each in numbers])

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate_key(actor=county.actor, progress=stop)
    assert sorted(each[0] for each in stored("identity")) == [1, 2]
    assert rotate_key(actor=county.actor) == 2
    assert [each[0] for each in stored("identity")] == [3, 3]
    assert sorted(each.identity for each in Person.objects.all()) == numbers

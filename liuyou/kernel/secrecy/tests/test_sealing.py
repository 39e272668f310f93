"""What is sealed cannot be read without the key, opens only in its own column, and survives a rotation."""

from __future__ import annotations

import json
import stat

import pytest
from cryptography.exceptions import InvalidTag
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
    with pytest.raises(InvalidTag):
        unseal(sealed, "aid_file.bank_card")


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

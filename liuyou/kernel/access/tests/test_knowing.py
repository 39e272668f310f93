"""Who is known to whom: by records, corrections, lists; and whom an actor may see, few or many."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.utils import DatabaseError, InternalError
from django.test.utils import CaptureQueriesContext
from xlsxwriter import Workbook

from liuyou.kernel.access import knowing
from liuyou.kernel.access.knowing import people_visible_to, reach_of
from liuyou.kernel.access.models import Actor, Known
from liuyou.kernel.access.reach import reachable
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.base import clock
from liuyou.kernel.catalogue import catalogue
from liuyou.kernel.intake import driver
from liuyou.kernel.orgs.changes import Founding
from liuyou.kernel.writing.permit import permit

DAY = date(2024, 3, 1)


def known() -> set[tuple[int, int]]:
    return set(Known.objects.values_list("person_id", "org_id"))


def officer(county: Any, org: int, *permissions: str) -> Actor:
    with permit("access.actor.start"):
        actor = Actor.objects.create(name=f"干部{Actor.objects.count()}")
    appoint(actor, org, "干部", list(permissions) or ["people.read"], since=county.since)
    return actor


def test_a_record_makes_its_org_know_the_person_once(county: Any) -> None:
    [one] = county.people("张三")
    assert known() == set()
    county.pay(county.east1, one, "100", DAY)
    county.pay(county.east1, one, "200", DAY)
    county.pay(county.west1, one, "300", DAY)
    assert known() == {(one, county.east1), (one, county.west1)}


def test_a_batch_makes_the_orgs_of_its_rows_know_its_people(county: Any) -> None:
    from liuyou.areas.aid.actions.batches import draft_batch

    one, two = county.people("张三", "李四")
    rows = [{"person_id": one, "amount": "10.00"}, {"person_id": two, "amount": "10.00", "org_id": county.east2}]
    draft_batch(
        {"org_id": county.east, "title": "慰问", "programme": "送温暖", "paid_on": DAY, "rows": rows},
        actor=county.actor,
    )
    assert known() == {(one, county.east), (two, county.east2)}


def test_nothing_becomes_known_outside_an_action(county: Any) -> None:
    [one] = county.people("张三")
    with pytest.raises((DatabaseError, InternalError)):
        Known.objects.create(person_id=one, org_id=county.east1)


def roster(path: Path, *rows: tuple[str, str]) -> Path:
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet("人员名册")
        sheet.write_row(0, 0, ("姓名", "身份证号"))
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, row)
    return path


def test_a_list_makes_the_loading_org_know_its_people_also_those_whom_others_know(county: Any, tmp_path: Path) -> None:
    from bench.generate import identity

    registers = catalogue.registers()
    first = roster(tmp_path / "1.xlsx", ("张三", identity(1)), ("李四", identity(2)))
    driver.load(first, registers, actor=county.actor, org=county.east1, on=clock.today())
    assert {org for _, org in known()} == {county.east1}
    second = roster(tmp_path / "2.xlsx", ("张三", identity(1)))
    driver.load(second, registers, actor=county.actor, org=county.west1, on=clock.today())
    assert sorted(org for _, org in known()) == sorted([county.east1, county.east1, county.west1])
    assert len({person for person, _ in known()}) == 2


@pytest.mark.parametrize("few", [0, 3000])
def test_people_are_seen_by_who_reaches_an_org_that_knows_them(
    county: Any, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(knowing, "FEW", few)
    east, west, both, nobody = county.people("东", "西", "都", "无")
    for org, person in [(county.east1, east), (county.west2, west), (county.east2, both), (county.west1, both)]:
        county.pay(org, person, "100", DAY)
    today = clock.today()

    def seen(actor: Actor) -> set[int]:
        return set(people_visible_to(actor, today).values_list("pk", flat=True))

    assert seen(officer(county, county.root)) == {east, west, both}
    assert seen(officer(county, county.east)) == {east, both}
    assert seen(officer(county, county.west2)) == {west}
    assert seen(officer(county, county.east2, "people.*")) == {both}
    assert seen(officer(county, county.east, "aid.read")) == set()
    assert nobody not in seen(county.actor)


@pytest.mark.parametrize("permission", ["people.read", "aid.read", "journal.read"])
def test_reach_is_that_of_the_rest_of_the_system(county: Any, permission: str) -> None:
    from liuyou.kernel.actions.tree import establish_orgs, move_org

    today = clock.today()
    establish_orgs([Founding("将来工会", "primary_union", county.east, date(9000, 1, 1))], actor=county.actor)
    move_org(county.east1, county.west, on=today, actor=county.actor, reason="划转")
    for org in (county.root, county.east, county.west, county.east1):
        actor = officer(county, org, "people.read", "aid.*")
        reach = reach_of(actor, permission, today)
        assert set(reach.orgs) == reachable(actor, permission, today)
        assert not reach.whole  # an org that begins later is not there yet


def test_statements(county: Any) -> None:
    [one] = county.people("张三")
    county.pay(county.east1, one, "100", DAY)
    for org, most in ((county.root, 4), (county.east, 5)):
        actor = officer(county, org)
        with CaptureQueriesContext(connection) as queries:
            list(people_visible_to(actor, clock.today())[:50])
        assert len(queries) <= most


def test_the_migration_finds_again_what_the_actions_wrote(county: Any, tmp_path: Path) -> None:
    from bench.generate import identity

    one, two = county.people("张三", "李四")
    county.pay(county.east1, one, "100", DAY)
    county.pay(county.west1, two, "100", DAY)
    listed = roster(tmp_path / "1.xlsx", ("王五", identity(3)))
    driver.load(listed, catalogue.registers(), actor=county.actor, org=county.east2, on=clock.today())
    there = known()
    with permit("access.known.fill"):
        Known.objects.all().delete()
    with connection.schema_editor() as editor:
        import_module("liuyou.kernel.access.migrations.0002_searchable").fill(apps, editor)
    assert known() == there
    assert len(there) == 3

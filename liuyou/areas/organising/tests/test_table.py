"""The organising table: its numbers are the figures', its rest is the org's own, it opens for those who may."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.test import Client
from django.utils import timezone

from liuyou.areas.organising.actions import employers as actions
from liuyou.areas.organising.queries import table as queries
from liuyou.areas.organising.tests.test_employers import JAN, JUL, enter
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.accounts.models import User
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.writing.permit import permit

ON = date(2016, 9, 1)


def filled(county: Any) -> None:
    one = enter(county)
    actions.cover_by_hand(one, coverage="单独", covered_on=JUL, actor=county.actor)
    enter(county, org_id=county.west, name="乙", workers=50, women=0, industry="建筑业")
    enter(county, org_id=county.root, name="丙", workers=2, women=0, industry="建筑业")


def cells(found: queries.Table, title: str) -> dict[str, Decimal | None]:
    line = next(each for each in (found.total, *found.lines) if each.title == title)
    return {head.code: entry.value for head, entry in zip(found.heads, line.entries, strict=True)}


def test_every_number_is_its_figure_on_that_date(county: Any) -> None:
    filled(county)
    found = queries.table(county.root, ON)
    assert [each.title for each in found.lines] == ["东镇总工会", "西镇总工会", "本级"]
    for title, org in (("合计", county.root), ("东镇总工会", county.east), ("西镇总工会", county.west)):
        for code, number in cells(found, title).items():
            assert number == value(code, org, queries.period_to(ON)), code
    assert cells(found, "本级")["organising.workers"] == 2
    assert cells(queries.table(county.root, date(2016, 6, 30)), "合计")["organising.set_up_rate"] == 0


def test_by_industry_the_rows_add_up_to_the_whole(county: Any) -> None:
    filled(county)
    found = queries.table(county.root, ON, by="industry", groups=["职工"], sort="organising.workers")
    assert [each.title for each in found.lines] == ["建筑业", "制造业"]
    assert {head.group for head in found.heads} == {"职工"}
    assert sum(each.entries[0].value or 0 for each in found.lines) == 82
    assert "where=industry%3D" in found.lines[0].entries[0].query


def test_a_rate_below_the_whole_is_marked(county: Any) -> None:
    filled(county)
    found = queries.table(county.root, ON, groups=["用人单位"])
    place = [head.code for head in found.heads].index("organising.set_up_rate")
    assert [line.entries[place].below for line in found.lines] == [False, True, False]


def test_a_column_knows_where_its_group_begins(county: Any) -> None:
    heads = queries.table(county.root, ON, groups=["职工", "用人单位"]).heads
    assert [head.title for head in heads if head.starts] == ["单位数", "职工数"]


def test_one_question_however_many_towns(county: Any, django_assert_max_num_queries: Any) -> None:
    filled(county)
    with django_assert_max_num_queries(20):
        queries.table(county.root, ON)


def browser(county: Any, *permissions: str) -> Client:
    with permit("accounts.account.start"):
        now = timezone.now()
        actor = Actor.objects.create(name="王主任")
        user = User(username="supervisor", actor=actor, org_id=county.root, created_at=now)
        user.must_change_password, user.password_changed_at = False, now
        user.save()
    appoint(actor, county.root, "干事", list(permissions), since=JAN)
    found = Client()
    found.force_login(user, backend="liuyou.kernel.accounts.adapters.ByPassword")
    return found


def test_the_page_and_its_workbook(county: Any) -> None:
    filled(county)
    client = browser(county, "organising.read")
    shown = client.get("/organising/table/", {"on": "2016-09-01", "org": county.root})
    assert shown.status_code == 200
    assert "西镇总工会" in shown.content.decode()
    assert client.get("/organising/table/", {"on": "x"}).status_code == 400
    book = client.get("/organising/table/", {"on": "2016-09-01", "export": "1"})
    assert b"".join(book.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]


def test_it_is_not_there_for_a_stranger(county: Any) -> None:
    assert browser(county, "aid.read").get("/organising/table/").status_code == 404


def test_the_first_day_of_the_year_is_inside(county: Any) -> None:
    enter(county, coverage="单独", covered_on=JAN)
    assert cells(queries.table(county.root, JAN), "合计")["organising.covered"] == 1

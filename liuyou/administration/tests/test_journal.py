"""The journal for auditors: within reach, filtered, in words, sealed values never shown, taken out with a trace."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection

from liuyou.administration.journal import queries
from liuyou.areas.aid.actions import correct_payment
from liuyou.kernel.accounts.tests.signing import signed_in
from liuyou.kernel.actions.tree import rename_org
from liuyou.kernel.base import clock
from liuyou.kernel.jobs.models import Run
from liuyou.kernel.journal.models import Line

DAY = date(2026, 3, 1)


@pytest.fixture
def worked(county: Any) -> Any:
    """A payment put right in the east, a renaming in the west."""
    [person] = county.people("赵敏秀")
    county.payment = county.pay(county.east1, person, "500", DAY)
    correct_payment(county.payment, changes={"amount": "600"}, actor=county.actor, reason="多打了一个零")
    rename_org(county.west1, "西一厂联合工会", on=DAY, actor=county.actor, reason="批复十二号")
    return county


def test_without_the_right_there_is_no_journal(county: Any) -> None:
    client = signed_in(county.root, "figures.read", "orgs.manage")
    for address in ("/journal/", "/journal/days/", "/journal/reconcile/"):
        assert client.get(address).status_code == 404
    assert client.post("/journal/export/").status_code == 404


def test_an_auditor_of_a_town_reads_of_his_town_alone(worked: Any) -> None:
    east = signed_in(worked.east, "journal.read").get("/journal/").content.decode()
    assert "多打了一个零" in east
    assert "批复十二号" not in east
    whole = signed_in(worked.root, "journal.read").get("/journal/").content.decode()
    assert "多打了一个零" in whole
    assert "批复十二号" in whole


def test_lines_are_told_in_chinese_with_before_and_after(worked: Any) -> None:
    page = signed_in(worked.root, "journal.read").get("/journal/?action=orgs.org.rename")
    [line] = page.context["lines"]
    assert (line.register, line.what, line.org) == ("工会组织", "改名", "西一厂联合工会")
    changes = {change.title: (change.before, change.after) for change in line.changes}
    assert changes["名称"] == ("西一厂工会", "西一厂联合工会")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("register=aid.payment", 2),
        ("register=orgs.org", 2 + 6),
        ("words=一个零", 1),
        ("actor=命令", None),
        ("actor=无此人", 0),
        ("org_name=西镇总工会&register=orgs.org", 4),
        ("since=2001-01-01&until=2001-12-31", 0),
    ],
)
def test_filters_narrow(worked: Any, query: str, count: int | None) -> None:
    lines = signed_in(worked.root, "journal.read").get(f"/journal/?{query}").context["lines"]
    total = Line.objects.count()
    assert len(lines) == (min(total, 50) if count is None else count)


def test_the_number_of_a_record_finds_all_that_was_done_to_it(worked: Any) -> None:
    client = signed_in(worked.root, "journal.read")
    lines = client.get(f"/journal/?register=aid.payment&record={worked.payment.pk}").context["lines"]
    assert [line.what for line in lines] == ["更正", "登记发放"]
    money = {change.title: (change.before, change.after) for change in lines[0].changes}["金额"]
    assert money[0].startswith("500")
    assert money[1].startswith("600")


@pytest.mark.parametrize("query", ["since=x", "since=2026-02-01&until=2026-01-01", "record=abc", "org_name=无此会"])
def test_a_wrong_filter_is_told_in_its_place(worked: Any, query: str) -> None:
    answer = signed_in(worked.root, "journal.read").get(f"/journal/?{query}")
    assert answer.status_code == 400
    assert "errorlist" in answer.content.decode()


def test_pages_follow_one_another_without_loss(county: Any) -> None:
    for number in range(60):
        rename_org(county.west1, f"西厂{number}工会", on=DAY, actor=county.actor, reason=f"第{number}次")
    client = signed_in(county.root, "journal.read")
    first = client.get("/journal/?action=orgs.org.rename")
    second = client.get(f"/journal/?action=orgs.org.rename&cursor={first.context['page'].next}")
    reasons = [line.reason for line in (*first.context["lines"], *second.context["lines"])]
    assert reasons == [f"第{number}次" for number in range(59, -1, -1)]


def test_sealed_values_and_names_of_people_are_never_shown(worked: Any) -> None:
    from liuyou.kernel.actions.people import correct_person
    from liuyou.kernel.people.models import Person

    person = Person.objects.get(name="赵敏秀")
    correct_person(person.pk, {"phone": "13800138000"}, actor=worked.actor, reason="本人来电")
    client = signed_in(worked.root, "journal.read")
    page = client.get("/journal/?register=people.person").content.decode()
    assert "本人来电" in page
    assert "已加密，有改动" in page
    assert "13800138000" not in page
    assert "赵敏秀" not in page
    assert "•" not in page.split("<main")[1]


def test_a_sealed_value_of_a_record_is_only_said_to_have_changed(worked: Any) -> None:
    from liuyou.administration.journal import telling

    line = Line(register="aid.file", record=1, actor=worked.actor, action="aid.file.correct", at=clock_now())
    line.before, line.after = {"income": "•aaaa0000"}, {"income": "•bbbb1111"}
    [told] = telling.told([line])
    [change] = told.changes
    assert change.sealed
    assert (change.before, change.after) == ("已加密", "已加密")


def clock_now() -> Any:
    from django.utils import timezone

    return timezone.now()


def test_every_field_of_every_register_has_a_chinese_title() -> None:
    from liuyou.administration.journal import telling

    for register, model in telling.models_by_register().items():
        for field in model.business_fields():
            title = telling.title_of(register, field.attname)
            assert not title.isascii(), (register, field.attname)
            assert title != "其他内容", (register, field.attname)


def test_an_export_holds_the_lines_and_leaves_one(worked: Any) -> None:
    client = signed_in(worked.root, "journal.read")
    before = Line.objects.count()
    answer = client.post("/journal/export/", {"register": "aid.payment"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = list(book.active.iter_rows(values_only=True))
    assert client.actor.name in rows[1][0]
    assert "2 条" in rows[1][0]
    assert [row[3] for row in rows[5:]] == ["更正", "登记发放"]
    assert Line.objects.count() == before + 1
    line = Line.objects.get(action="journal.line.export")
    assert (line.actor, line.org_id, line.after["rows"]) == (client.actor, worked.root, 2)


def test_a_formula_in_a_reason_stays_text(worked: Any) -> None:
    rename_org(worked.west1, "西一厂工会", on=DAY, actor=worked.actor, reason='=HYPERLINK("http://x")')
    answer = signed_in(worked.root, "journal.read").post("/journal/export/", {"action": "orgs.org.rename"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    cell = book.active.cell(6, 8)
    assert cell.data_type == "s"
    assert cell.value.startswith("=HYPERLINK")


def test_the_days_add_up_and_the_guard_is_shown(worked: Any) -> None:
    page = signed_in(worked.root, "journal.read").get("/journal/days/")
    assert page.context["guarded"] is True
    assert page.context["total"] == Line.objects.count()
    assert sum(each.number for each in page.context["days"]) == page.context["total"]


def test_a_missing_guard_is_told(worked: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'journal_line'::regclass AND tgname LIKE '%append_only%'"
        )
        [name] = cursor.fetchone()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE journal_line DISABLE TRIGGER {name}")
    assert queries.guarded() is False


def test_a_page_of_the_journal_does_not_read_the_whole(county: Any) -> None:
    """Of 40,000 lines of ten years, a month's page of a small org, of an actor and of all reads by an index."""
    from liuyou.kernel.writing.permit import permit

    with permit("journal.line.fill"), connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO journal_line (at, actor_id, action, register, record, org_id, reason)
               SELECT now() - (n || ' hours')::interval, %s, 'aid.payment.record', 'aid.payment', n,
                      (%s::int[])[1 + n %% 4], '' FROM generate_series(1, 40000) n""",
            [county.actor.pk, [county.east1, county.east2, county.west1, county.west2]],
        )
        cursor.execute("ANALYZE journal_line")
    today = clock.today()
    asked = {"since": today - timedelta(days=31), "until": today}
    from liuyou.kernel.orgs import tree

    for more in ({"place": tree.place(county.root, today)}, {"place": tree.place(county.east1, today)}):
        for actor in ("", "命令行"):
            rows = queries.lines({**asked, **more, "actor": actor}, today).order_by(*queries.ORDER)[:51]
            plan = rows.explain()
            assert "Seq Scan on journal_line" not in plan, plan


def test_reconciling_is_started_once_and_shown(county: Any) -> None:
    client = signed_in(county.root, "system.manage")
    assert client.get("/reconcile/").status_code == 200
    client.post("/reconcile/")
    client.post("/reconcile/")
    [run] = Run.objects.filter(kind="ledger.reconcile")
    assert run.actor == client.actor
    assert client.actor.name in client.get("/reconcile/").content.decode()
    assert signed_in(county.root, "journal.read").get("/journal/reconcile/").status_code == 200
    assert signed_in(county.root, "journal.read").get("/reconcile/").status_code == 404

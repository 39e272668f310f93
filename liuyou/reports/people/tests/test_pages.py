"""The pages about people: within reach, masked, looked at and corrected with a reason, exported without secrets."""

from __future__ import annotations

import io
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from bench.generate import identity
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.accounts.models import User
from liuyou.kernel.actions.people import correct_person, reveal_person
from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.journal.models import Line
from liuyou.kernel.people.identity import parse_identity
from liuyou.kernel.people.models import Person
from liuyou.kernel.people.register import Named, ensure
from liuyou.kernel.writing.permit import permit
from liuyou.reports.people import about, exports
from liuyou.reports.people.choosing import chosen, kept, opened

DAY = date(2024, 3, 1)
RIGHTS = ["people.read", "people.reveal", "people.enter", "aid.read"]


class Office:
    """Ten people of a union in the east; somebody signed in for the east, somebody for the west."""

    def __init__(self, county: Any) -> None:
        self.county = county
        names = ["张三", "李四", "王五", "单雄信", "=cmd|calc", "赵六", "钱七", "孙八", "周九", "吴十"]
        with permit("people.person.enter"):
            documents = [parse_identity(identity(n * 997)) for n in range(9)] + [None]
            self.people = ensure(
                [Named(*each, "13812345678") for each in zip(names, documents, strict=True)]  # type: ignore[arg-type]
            )
        for person in self.people:
            county.pay(county.east1, person, "100", DAY)
        self.east_actor, self.east = self.sign_in(county.east, *RIGHTS)
        self.west_actor, self.west = self.sign_in(county.west, *RIGHTS)

    def sign_in(self, org: int, *permissions: str) -> tuple[Actor, Client]:
        number = Actor.objects.count()
        with permit("access.actor.start"):
            actor = Actor.objects.create(name=f"干部{number}")
            now = timezone.now()
            user = User.objects.create(
                username=f"user{number}", actor=actor, org_id=org, must_change_password=False, created_at=now
            )
        appoint(actor, org, "干部", list(permissions), since=self.county.since)
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return actor, client


@pytest.fixture
def office(county: Any, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr("liuyou.kernel.accounts.gates.policy.second_factor_required", lambda *_: False)
    return Office(county)


def text(response: Any) -> str:
    return response.content.decode()


def test_the_list_shows_who_is_within_reach_masked(office: Office) -> None:
    shown = text(office.east.get("/people/"))
    assert "张三" in shown
    assert "东一厂工会" in shown
    assert identity(0) not in shown
    assert "13812345678" not in shown
    assert "张三" not in text(office.west.get("/people/"))


def test_without_the_right_the_pages_are_not_there(office: Office) -> None:
    _, client = office.sign_in(office.county.east, "figures.read")
    for address in ("/people/", f"/people/{office.people[0]}/", f"/people/{office.people[0]}/correct/"):
        assert client.get(address).status_code == 404


def test_a_text_is_kept_in_the_session_and_stands_in_no_address(office: Office) -> None:
    answer = office.east.post("/people/?sort=-born", {"q": "zs"})
    assert answer["Location"] == "/people/?sort=-born"
    shown = text(office.east.get(answer["Location"]))
    assert "张三" in shown
    assert "李四" not in shown
    assert "zs" not in str(dict(office.east.session)["people_text"])
    office.east.post("/people/", {"q": ""})
    assert "李四" in text(office.east.get("/people/"))


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"sex": "male"}, None),
        ({"document": "no"}, 1),
        ({"document": "yes"}, 9),
        ({"from": "0", "to": "150"}, 9),
        ({"from": "150"}, 0),
        ({}, 10),
    ],
)
def test_filters(office: Office, query: dict[str, str], count: int | None) -> None:
    rows = list(chosen(query, "", date(2026, 1, 1)).of(Person.objects.all()))
    wanted = Person.objects.filter(sex="male").count() if count is None else count
    assert len(rows) == wanted


def test_ages_include_both_ends_and_the_birthday(office: Office) -> None:
    with permit("people.person.correct"):
        Person.objects.filter(pk=office.people[0]).update(born=date(2000, 2, 29))
    one = Person.objects.filter(pk=office.people[0])

    def matches(on: date, **ages: str) -> bool:
        return chosen({name.rstrip("_"): age for name, age in ages.items()}, "", on).of(one).exists()

    assert matches(date(2020, 2, 29), from_="20", to="20")
    assert not matches(date(2020, 2, 28), from_="20")
    assert matches(date(2020, 2, 28), to="19")
    assert not matches(date(2021, 3, 1), to="20")


@pytest.mark.parametrize(
    "query", ["sex=x", "sort=phone", "document=1", "from=a", "from=999", "from=9&to=1", "cursor=a1"]
)
def test_a_wrong_address_is_told(office: Office, query: str) -> None:
    assert office.east.get(f"/people/?{query}").status_code == 400


def test_pages_follow_one_another(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liuyou.reports.people.views.SIZE", 4)
    seen, address = [], "/people/"
    while address:
        answer = office.east.get(address)
        seen += [each["person"].pk for each in answer.context["people"]]
        following = answer.context["page"].next
        address = f"/people/?cursor={quote(following)}" if following else ""
    assert seen == list(Person.objects.order_by("pinyin", "pk").values_list("pk", flat=True))


def test_a_person_s_page_shows_records_and_what_they_amounted_to(office: Office) -> None:
    shown = text(office.east.get(f"/people/{office.people[0]}/"))
    assert "东一厂工会" in shown
    assert "救助" in shown or "送温暖" in shown
    assert identity(0) not in shown
    assert office.west.get(f"/people/{office.people[0]}/").status_code == 404


def test_records_of_an_area_that_one_may_not_read_stay_hidden(office: Office) -> None:
    actor, client = office.sign_in(office.county.east, "people.read", "bargaining.read")
    assert about.records_of(office.people[0], actor, DAY) == []
    shown = text(client.get(f"/people/{office.people[0]}/"))
    assert "送温暖" not in shown
    assert "写明理由后查看" not in shown


def test_records_of_a_sister_org_stay_hidden_although_the_person_is_shared(office: Office) -> None:
    office.county.pay(office.county.west1, office.people[0], "77777", DAY)
    mine = about.records_of(office.people[0], office.west_actor, DAY)
    assert [line.org for line in mine] == ["西一厂工会"]
    shown = text(office.west.get(f"/people/{office.people[0]}/"))
    assert "东一厂工会" not in shown
    assert {event.record for event in about.events_of(office.people[0], mine)} == {mine[0].number}


def test_a_look_needs_a_reason_is_journaled_and_shown_once(office: Office) -> None:
    address = f"/people/{office.people[0]}/reveal/"
    assert identity(0) not in text(office.east.get(f"{address}?field=identity"))
    refused = office.east.post(address, {"field": "identity", "reason": " "})
    assert refused.status_code == 409
    assert not Line.objects.filter(action="people.person.reveal").exists()
    shown = office.east.post(address, {"field": "identity", "reason": "核对户名"})
    assert identity(0) in text(shown)
    assert shown["Cache-Control"] == "no-store"
    line = Line.objects.get(action="people.person.reveal")
    assert (line.record, line.reason, line.actor, line.after) == (
        office.people[0], "核对户名", office.east_actor, {"field": "identity"},
    )  # fmt: skip
    assert identity(0) not in text(office.east.get(f"{address}?field=identity"))


def test_a_look_needs_the_right_over_an_org_that_knows_the_person(office: Office) -> None:
    actor, client = office.sign_in(office.county.east, "people.read")
    with pytest.raises(NotFound):
        reveal_person(office.people[0], "identity", actor=actor, reason="看看")
    with pytest.raises(NotFound):
        reveal_person(office.people[0], "identity", actor=office.west_actor, reason="看看")
    assert client.post(f"/people/{office.people[0]}/reveal/", {"field": "phone", "reason": "看"}).status_code == 404
    with pytest.raises(BadInput):
        reveal_person(office.people[0], "name", actor=office.east_actor, reason="看看")


def test_a_correction_is_journaled_without_the_secret(office: Office) -> None:
    number, new = office.people[0], identity(5000)
    answer = office.east.post(
        f"/people/{number}/correct/", {"name": "张珊", "identity": new, "phone": "", "reason": "核对身份证"}
    )
    assert answer.status_code == 302
    person = Person.objects.get(pk=number)
    assert (person.name, person.pinyin, person.initials, person.identity) == ("张珊", "zhangshan", "zs", new)
    assert person.born == parse_identity(new).born
    assert person.phone == "13812345678"
    line = Line.objects.get(action="people.person.correct")
    assert (line.before["name"], line.after["name"], line.reason) == ("张三", "张珊", "核对身份证")
    assert new not in str(line.after)
    assert identity(0) not in str(line.before)
    assert "phone" not in line.after


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"identity": identity(997)}, Refused),
        ({"identity": "33010219900101001"}, BadInput),
        ({"name": ""}, BadInput),
        ({"name": "张3"}, BadInput),
        ({"name": "=cmd"}, BadInput),
        ({"name": "三" * 61}, BadInput),
        ({"phone": "电话"}, BadInput),
        ({"sex": "male"}, Refused),
        ({"name": "张三"}, Refused),
        ({}, Refused),
    ],
)
def test_a_correction_that_cannot_be_leaves_nothing_behind(office: Office, changes: Any, error: type) -> None:
    with pytest.raises(error):
        correct_person(office.people[0], changes, actor=office.east_actor, reason="更正")
    assert Person.objects.get(pk=office.people[0]).name == "张三"
    assert not Line.objects.filter(action="people.person.correct").exists()


def test_a_correction_needs_reason_and_right(office: Office) -> None:
    with pytest.raises(Refused):
        correct_person(office.people[0], {"name": "张珊"}, actor=office.east_actor, reason=" ")
    with pytest.raises(NotFound):
        correct_person(office.people[0], {"name": "张珊"}, actor=office.west_actor, reason="更正")
    actor, _ = office.sign_in(office.county.east, "people.read")
    with pytest.raises(NotFound):
        correct_person(office.people[0], {"name": "张珊"}, actor=actor, reason="更正")


def test_nobody_corrects_alone_whom_another_union_knows_too(office: Office) -> None:
    number, county = office.people[0], office.county
    county.pay(county.west1, number, "1", DAY)
    for actor in (office.east_actor, office.west_actor):
        with pytest.raises(Refused, match="共同的上级"):
            correct_person(number, {"name": "李鬼"}, actor=actor, reason="更正")
    assert correct_person(number, {"name": "张珊"}, actor=county.actor, reason="更正").name == "张珊"


def test_what_was_typed_is_kept_when_it_is_refused(office: Office) -> None:
    answer = office.east.post(f"/people/{office.people[0]}/correct/", {"name": "张3", "reason": "写错了"})
    assert answer.status_code == 409
    assert "写错了" in text(answer)


def test_the_export_is_masked_signed_and_journaled(office: Office) -> None:
    answer = office.east.post("/people/export/?sort=id&document=yes")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = list(book.active.iter_rows(values_only=True))
    assert office.east_actor.name in rows[1][0]
    assert "有证件号码" in rows[1][0]
    assert [row[1] for row in rows[3:]][:5] == ["张三", "李四", "王五", "单雄信", "'=cmd|calc"]
    assert rows[3][5] == f"{identity(0)[:3]}***********{identity(0)[-4:]}"
    assert rows[3][6] == "138****5678"
    assert len(rows) == 3 + 9
    line = Line.objects.get(action="people.person.export")
    assert (line.after["rows"], line.after["document"], line.org_id) == (9, "yes", office.county.east)
    assert office.east.get("/people/export/").status_code == 302
    rows = list(load_workbook(io.BytesIO(b"".join(office.west.post("/people/export/").streaming_content))).active)
    assert len(rows) == 3


def test_too_many_are_not_exported_and_not_journaled(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST", 3)
    assert office.east.post("/people/export/").status_code == 409
    assert not Line.objects.filter(action="people.person.export").exists()


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@a", "\t=1"])
def test_formulas_are_led_by_an_apostrophe(value: str) -> None:
    assert exports.plain(value) == f"'{value}"


def test_a_kept_text_opens_again_and_nothing_else_does(db: None) -> None:
    assert opened(kept("张三")) == "张三"
    assert "张三" not in kept("张三")
    assert [opened(wrong) for wrong in ("", "zz", "00ff", "ab")] == ["", "", "", ""]


def test_the_search_page_finds_by_post_and_tells_nothing_in_the_address(office: Office) -> None:
    page = text(office.east.post("/search/", {"q": "zhangsan"}))
    assert f'href="/people/{office.people[0]}/"' in page
    part = office.east.post("/search/suggest/", {"q": "zs"}, HTTP_HX_REQUEST="true")
    assert "张三" in text(part)
    assert "<html" not in text(part)
    assert part["Cache-Control"] == "no-store"
    assert "张三" not in text(office.west.post("/search/", {"q": identity(0)}))
    assert "张三" not in text(office.east.get("/search/?q=zhangsan"))
    assert office.east.get("/search/suggest/").status_code == 405


def test_statements_of_the_list_do_not_grow_with_its_rows(office: Office, django_assert_max_num_queries: Any) -> None:
    office.east.get("/people/")
    with django_assert_max_num_queries(25):
        office.east.get("/people/")

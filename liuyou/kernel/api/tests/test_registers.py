"""Registers over HTTP: who sees what, what is written once, what never comes out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from liuyou.areas.aid.models import Payment
from liuyou.kernel.journal.models import Line

LIST = "/api/v1/records/aid.payment/"
IDENTITY = "110101199003070038"
SECRET = "尿毒症每周透析三次"  # noqa: S105 (of nobody)
NEW = {
    "values": {
        "name": "张三",
        "identity": IDENTITY,
        "programme": "送温暖",
        "amount": "300.50",
        "paid_on": "2016-02-01",
    }
}


def form_of() -> dict:
    """The least that a payment's form takes."""
    return {"values": dict(NEW["values"])}


def code(answer) -> str:
    return answer.json()["error"]["code"]


def test_a_token_lists_what_its_post_reaches(county, program, payment):
    found = program(county.east, "aid.read").get(LIST).json()
    assert [each["id"] for each in found["items"]] == [payment.pk]
    item = found["items"][0]
    assert item["org"]["id"] == county.east1
    assert item["values"]["amount"] == "500.00"
    assert item["values"]["person"]["name"] == "王小明"
    assert found["next"] is None


def test_a_sister_town_finds_nothing_and_the_record_is_as_if_absent(county, program, payment):
    west = program(county.west, "aid.read")
    assert west.get(LIST).json()["items"] == []
    absent, hidden = west.get(f"{LIST}999999999/"), west.get(f"{LIST}{payment.pk}/")
    assert absent.status_code == hidden.status_code == 404
    assert absent.json() == hidden.json()
    assert west.get(LIST, {"org": county.east1}).status_code == 404
    assert west.send(f"{LIST}{payment.pk}/correct/", {"reason": "误"}).status_code == 404


def test_a_token_without_the_permission_is_told_there_is_nothing(county, program, payment):
    figures_only = program(county.root, "figures.read")
    assert figures_only.get(LIST).status_code == 404
    assert figures_only.send(LIST, form_of()).status_code == 404
    reader = program(county.root, "aid.read", name="只读")
    assert reader.send(LIST, form_of()).status_code == 404
    assert Payment.objects.count() == 1


def test_a_record_is_made_by_its_form_with_a_line_of_the_tokens_actor(county, program):
    client = program(county.east1, "aid.read", "aid.record")
    made = client.send(LIST, form_of())
    assert made.status_code == 201, made.content.decode()
    record = Payment.objects.get(pk=made.json()["id"])
    assert (record.amount, record.paid_on, record.org_id) == (Decimal("300.50"), date(2016, 2, 1), county.east1)
    line = Line.objects.get(register="aid.payment", record=record.pk)
    assert line.actor.name == "接口：财务软件"
    assert client.send(LIST, form_of()).status_code == 409  # it is there already


def test_faults_are_told_by_field(county, program):
    client = program(county.east1, "aid.read", "aid.record")
    values = form_of()["values"] | {"amount": "很多", "paid_on": "2016-13-45", "colour": "红"}
    answer = client.send(LIST, {"values": values})
    assert (answer.status_code, code(answer)) == (400, "bad_input")
    assert set(answer.json()["error"]["fields"]) == {"colour"}
    del values["colour"]
    fields = client.send(LIST, {"values": values}).json()["error"]["fields"]
    assert {"amount", "paid_on"} <= set(fields)


def test_a_retry_with_its_key_is_not_recorded_twice(county, program):
    client = program(county.east1, "aid.read", "aid.record")
    first = client.send(LIST, form_of(), Idempotency_Key="a-1")
    second = client.send(LIST, form_of(), Idempotency_Key="a-1")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    assert Payment.objects.count() == 1
    other = form_of()
    other["values"]["amount"] = "1"
    clash = client.send(LIST, other, Idempotency_Key="a-1")
    assert (clash.status_code, code(clash)) == (409, "conflict")


def test_a_refused_request_may_be_sent_again_with_its_key(county, program):
    client = program(county.east1, "aid.read", "aid.record")
    wrong = {"values": form_of()["values"] | {"amount": ""}}
    assert client.send(LIST, wrong, Idempotency_Key="b").status_code == 400
    assert client.send(LIST, form_of(), Idempotency_Key="b").status_code == 201


def test_another_token_cannot_take_the_answer_of_a_key(county, program):
    program(county.east1, "aid.read", "aid.record").send(LIST, form_of(), Idempotency_Key="k")
    other = program(county.east1, "aid.read", "aid.record", name="另一个")
    assert other.send(LIST, form_of(), Idempotency_Key="k").status_code == 409


def test_etags_spare_what_is_known_and_guard_a_step(county, program, payment):
    client = program(county.east1, "aid.read", "aid.correct")
    one = f"{LIST}{payment.pk}/"
    for address in (one, LIST):
        tag = client.get(address)["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    tag = client.get(one)["ETag"]
    done = client.send(f"{one}correct/", {"amount": "600", "reason": "多写了零"}, If_Match=tag)
    assert done.status_code == 200, done.content.decode()
    late = client.send(f"{one}correct/", {"amount": "700", "reason": "又错了"}, If_Match=tag)
    assert (late.status_code, code(late)) == (412, "conflict")
    assert Payment.objects.get(pk=payment.pk).amount == Decimal(600)
    assert client.get(one, headers={"If-None-Match": tag}).status_code == 200


def test_a_correction_changes_what_was_sent_and_nothing_else(county, program, payment):
    client = program(county.east1, "aid.read", "aid.correct")
    answer = client.send(f"{LIST}{payment.pk}/correct/", {"amount": 600, "reason": "核对凭证"})
    assert answer.status_code == 200, answer.content.decode()
    now = Payment.objects.get(pk=payment.pk)
    assert (now.amount, now.note, now.programme) == (Decimal(600), "春节", "送温暖")
    event = answer.json()["history"][0]
    assert event["reason"] == "核对凭证"
    assert [(each["before"], each["after"]) for each in event["changes"]] == [("500.00", "600.00")]


def test_a_correction_of_a_sealed_record_leaves_what_was_not_sent(county, program):
    from liuyou.areas.aid.models import Visit

    visit = _visit(county)
    client = program(county.east1, "aid.read", "aid.correct")
    answer = client.send(f"/api/v1/records/aid.visit/{visit.pk}/correct/", {"visitors": "李四", "reason": "补记"})
    assert answer.status_code == 200, answer.content.decode()
    assert Visit.objects.get(pk=visit.pk).findings == SECRET


def _visit(county):
    from liuyou.areas.aid.actions.followed import record_visits

    person = county.people("赵六")[0]
    row = {"org_id": county.east1, "person_id": person, "visited_on": date(2016, 1, 20), "findings": SECRET}
    row |= {"programme": "送温暖", "visited": "赵六", "visitors": "钱七"}
    return record_visits([row], actor=county.actor)[0]


def test_sealed_values_are_in_no_answer(county, program):
    visit = _visit(county)
    client = program(county.root, "aid.read", "aid.record", "aid.correct", "people.read", "figures.read")
    client.send(LIST, form_of())
    found = [
        client.get("/api/v1/records/aid.visit/"),
        client.get(f"/api/v1/records/aid.visit/{visit.pk}/"),
        client.send(f"/api/v1/records/aid.visit/{visit.pk}/correct/", {"visitors": "李四", "reason": "补记"}),
        client.get(LIST),
        client.get("/api/v1/people/"),
        client.get("/api/v1/figures/rows/", {"code": "aid.payments", "period": "2016"}),
    ]
    text = "".join(each.content.decode() for each in found)
    assert all(each.status_code == 200 for each in found)
    assert SECRET not in text
    assert IDENTITY not in text
    people = found[4].json()["items"]
    assert {each["name"] for each in people} == {"赵*", "张*"}


def test_pages_follow_one_another_and_take_their_filters_along(county, program):
    people = county.people(*(f"人{number}" for number in "一二三四五"))
    for number, person in enumerate(people):
        county.pay(county.east1, person, "100", date(2016, 1, number + 1))
    client = program(county.root, "aid.read")
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(LIST, {"size": 2, "cursor": cursor, "period": "2016-01", "programme": "送温暖"}).json()
        seen += [each["id"] for each in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize(
    "query",
    [
        {"period": "昨天"},
        {"sort": "note"},
        {"state": "x" * 30, "due": "never"},
        {"size": "0"},
        {"cursor": "abc"},
        {"x": "1"},
    ],
)
def test_what_cannot_be_read_in_an_address_is_refused(county, program, query):
    answer = program(county.root, "aid.read").get(LIST, query)
    assert (answer.status_code, code(answer)) == (400, "bad_input")


def test_reading_a_list_takes_as_many_statements_for_many_rows(county, program, django_assert_max_num_queries):
    people = county.people(*(f"人{number}" for number in "一二三四五六七八"))
    for person in people:
        county.pay(county.east1, person, "100", date(2016, 1, 5))
    client = program(county.root, "aid.read")
    client.get(LIST)
    with django_assert_max_num_queries(14):
        assert len(client.get(LIST).json()["items"]) == 8

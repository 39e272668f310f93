"""Figures with the entries behind them, the tree, papers written and verified, over HTTP."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from liuyou.kernel.base import clock
from liuyou.kernel.documents.models import Document

VALUE, ROWS, PAPERS = "/api/v1/figures/value/", "/api/v1/figures/rows/", "/api/v1/papers/"


@pytest.fixture
def paid(county):
    people = county.people("王小明", "李大军", "张三丰")
    county.pay(county.east1, people[0], "500", date(2016, 1, 28))
    county.pay(county.east2, people[1], "300", date(2016, 2, 3), programme="金秋助学")
    county.pay(county.west1, people[2], "200", date(2016, 2, 4))


def test_a_figure_with_its_parts_and_children(county, program, paid):
    client = program(county.root, "figures.read")
    asked = {"code": "aid.money", "period": "2016", "by": "programme", "children": "1"}
    found = client.get(VALUE, asked).json()
    assert Decimal(found["value"]) == 1000
    assert {each["key"]: Decimal(each["value"]) for each in found["by"]} == {"送温暖": 700, "金秋助学": 300}
    assert [(each["org"]["id"], Decimal(each["value"])) for each in found["children"]] == [
        (county.east, 800),
        (county.west, 200),
    ]
    months = client.get(VALUE, {"code": "aid.money", "period": "2016Q1", "by": "month"}).json()["by"]
    assert [Decimal(each["value"]) for each in months] == [500, 500, 0]


def test_a_figure_as_of_a_moment_stays(county, program, paid):
    client = program(county.root, "figures.read")
    then = client.get(VALUE, {"code": "aid.money", "period": "2016"}).json()["as_of"]
    county.pay(county.east1, county.people("赵七")[0], "50", date(2016, 3, 1))
    asked = {"code": "aid.money", "period": "2016"}
    assert Decimal(client.get(VALUE, asked | {"as_of": then}).json()["value"]) == 1000
    assert Decimal(client.get(VALUE, asked).json()["value"]) == 1050


def test_the_entries_behind_add_up_and_their_people_are_masked(county, program, paid):
    client = program(county.east, "figures.read", "aid.read")
    rows, cursor = [], ""
    while cursor is not None:
        page = client.get(ROWS, {"code": "aid.money", "period": "2016", "size": 1, "cursor": cursor}).json()
        rows, cursor = rows + page["items"], page["next"]
    assert sum(Decimal(each["value"]) for each in rows) == 800
    assert [each["person"] for each in rows] == ["王*", "李*"]


def test_the_entries_need_the_right_to_read_the_area(county, program, paid):
    client = program(county.east, "figures.read")
    assert client.get(ROWS, {"code": "aid.money", "period": "2016"}).status_code == 404
    assert client.get(VALUE, {"code": "aid.money", "period": "2016", "org": county.west}).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 400),
        ({"code": "aid.money"}, 400),
        ({"code": "aid.nothing", "period": "2016"}, 404),
        ({"code": "aid.money[", "period": "2016"}, 400),
        ({"code": "aid.money", "period": "2016", "by": "colour"}, 409),
        ({"code": "aid.money", "period": "2016", "as_of": "0000-99-99"}, 400),
        ({"code": "aid.money", "period": "2016", "as_of": "2016-02-30T00:00:00"}, 400),
        ({"code": "1/0", "period": "2016"}, 200),
    ],
)
def test_what_a_figure_is_asked_for_is_read_strictly(county, program, asked, status):
    assert program(county.root, "figures.read").get(VALUE, asked).status_code == status


def test_the_catalogue_and_the_tree(county, program):
    client = program(county.east, "figures.read")
    codes = {each["code"] for each in client.get("/api/v1/figures/").json()["items"]}
    assert "aid.money" in codes
    orgs = client.get("/api/v1/orgs/").json()["items"]
    assert {each["id"] for each in orgs} == {county.east, county.east1, county.east2}
    assert client.get("/api/v1/orgs/", {"on": "2009-01-01"}).json()["items"] == []
    assert [each["id"] for each in client.get("/api/v1/orgs/", {"words": "d1c"}).json()["items"]] in (
        [],
        [county.east1],
    )


def test_people_are_those_known_within_reach(county, program, paid):
    client = program(county.west, "people.read")
    found = client.get("/api/v1/people/").json()["items"]
    assert [each["name"] for each in found] == ["张*"]
    inside = program(county.east, "people.read", name="东").get("/api/v1/people/").json()["items"]
    assert client.get(f"/api/v1/people/{inside[0]['id']}/").status_code == 404
    assert client.get(f"/api/v1/people/{found[0]['id']}/").json() == found[0]


@pytest.fixture
def template(county, tmp_path):
    from liuyou.kernel.documents import library
    from liuyou.kernel.documents.layout import Paper

    paper = Paper()
    path = tmp_path / "template.docx"
    paper.body('{{ 单位 }}共发放{{ 指标("aid.money") }}。')
    paper.save(path)
    made = library.upload(county.root, "简报", path.read_bytes(), actor=county.actor)
    library.put_in_use(made, clock.today() - timedelta(days=1), actor=county.actor)
    return made


def test_a_paper_is_written_once_and_verified(county, program, paid, template):
    client = program(county.root, "documents.read", "documents.write")
    body = {"template": str(template.pk), "period": "2016", "title": "2016年简报"}
    made = client.send(PAPERS, body, Idempotency_Key="p1")
    assert made.status_code == 201, made.content.decode()
    assert client.send(PAPERS, body, Idempotency_Key="p1").status_code == 200
    assert Document.objects.count() == 1
    paper = made.json()
    assert [Decimal(each["value"]) for each in paper["citations"]] == [1000]
    assert client.get(f"{PAPERS}{paper['id']}/").json() == paper
    assert [each["id"] for each in client.get(PAPERS).json()["items"]] == [paper["id"]]
    content = client.get(f"{PAPERS}{paper['id']}/docx/").content
    county.pay(county.east1, county.people("赵七")[0], "50", date(2016, 3, 1))
    report = client.post(f"{PAPERS}verify/", {"file": SimpleUploadedFile("a.docx", content)}).json()
    assert (report["signed"], report["reproduced"], report["agrees"]) == (True, True, False)
    assert [each["state"] for each in report["findings"]] == ["changed"]


def test_a_paper_of_a_sister_town_is_absent(county, program, paid, template):
    writer = program(county.east, "documents.read", "documents.write")
    paper = writer.send(PAPERS, {"template": str(template.pk), "period": "2016"}).json()["id"]
    west = program(county.west, "documents.read", "documents.write", name="西")
    assert west.get(f"{PAPERS}{paper}/").status_code == 404
    assert west.get(f"{PAPERS}{paper}/docx/").status_code == 404
    assert west.get(PAPERS).json()["items"] == []
    body = {"template": str(template.pk), "period": "2016", "org": county.east}
    assert west.send(PAPERS, body).status_code == 404


@pytest.mark.parametrize("content", [b"", b"not a word file", b"PK\x03\x04broken"])
def test_a_file_that_is_no_paper_is_refused(county, program, content):
    client = program(county.root, "documents.read")
    answer = client.post(f"{PAPERS}verify/", {"file": SimpleUploadedFile("a.docx", content)})
    assert answer.status_code in (400, 404)
    assert answer.json()["error"]["code"] in ("bad_input", "not_found")

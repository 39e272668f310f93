"""The pages of targets: numbers are the figures', one question for any number of units, forms that work, rights."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from liuyou.kernel.actions.tree import establish_orgs
from liuyou.kernel.orgs.changes import Founding
from liuyou.reports.targets.actions import targets as actions
from liuyou.reports.targets.models import Circular, Difficulty, Group, Keypoint, Letter, Meeting, Sheet, Target, Visit
from liuyou.reports.targets.queries import board as boards
from liuyou.reports.targets.queries import splitting
from liuyou.reports.targets.tests.conftest import COUNT, MONEY

ON = date(2016, 6, 30)


def filled(targets: Any, county: Any) -> None:
    targets.whole(2000)
    targets.settled(county.east, 1000)
    targets.settled(county.west, 1000)
    targets.proposed(county.west, 5, figure=COUNT)
    targets.pay(county.east1, "1003.20")
    targets.pay(county.west1, "2323.40")
    targets.pay(county.west1, "50", date(2016, 7, 1))


def test_every_number_of_the_board_is_its_figure_on_that_day(targets, county):
    filled(targets, county)
    found = boards.board(county.root, "2016", ON)
    assert [head.title for head in found.heads] == ["救助金额", "救助人次"]
    east, west = found.rows
    assert [(each.name, each.entries[0].done, each.entries[0].rank) for each in (east, west)] == [
        ("东镇总工会", Decimal("1003.20"), 2),
        ("西镇总工会", Decimal("2323.40"), 1),
    ]
    assert (east.entries[0].completion, west.entries[0].completion) == (Decimal("1.0032"), Decimal("2.3234"))
    assert found.total.entries[0].done == targets.figure(MONEY, period="2016-01-01..2016-06-30")
    assert (west.entries[1].settled, west.entries[1].completion) == (False, None)
    assert boards.board(county.root, "2016", date(2016, 12, 31)).rows[1].entries[0].done == Decimal("2373.40")
    assert [row.name for row in boards.board(county.root, "2016", ON, sort=MONEY).rows] == ["西镇总工会", "东镇总工会"]


def many(targets: Any, county: Any, number: int) -> None:
    towns = [Founding(f"第{each}镇总工会", "federation", county.root, county.since) for each in range(number)]
    establish_orgs(towns, actor=targets.actor)
    rows = [
        {"org_id": each.id, "figure": code, "period": "2016", "value": 10} for each in towns for code in (MONEY, COUNT)
    ]
    actions.draft_targets(rows, actor=targets.actor)


@pytest.mark.parametrize("number", [3, 30])
def test_the_board_and_the_split_ask_alike_for_few_and_many(
    targets, county, number: int, django_assert_num_queries: Any
):
    whole = targets.whole(2000)
    many(targets, county, number)
    boards.board(county.root, "2016", ON)  # types that are data are read once
    with django_assert_num_queries(5):
        boards.board(county.root, "2016", ON)
    with django_assert_num_queries(6):
        splitting.below(whole, ON)


@pytest.mark.parametrize("number", [3, 30])
def test_handing_out_and_settling_go_in_sets(targets, county, number: int, django_assert_max_num_queries: Any):
    many(targets, county, number)
    drafted = list(Target.objects.filter(state="drafted").values_list("pk", flat=True))
    with django_assert_max_num_queries(40):
        actions.propose_targets(drafted, actor=targets.actor, on=ON)
    with django_assert_max_num_queries(60):
        actions.settle_targets(drafted, actor=targets.actor, on=ON)
    assert Target.objects.filter(state="settled").count() == 2 * number


def test_the_board_its_workbook_and_its_bad_dates(targets, county):
    filled(targets, county)
    client = targets.browser(county.root, "targets.*", "figures.read")
    shown = client.get("/targets/board/", {"on": "2016-06-30", "period": "2016"})
    text = shown.content.decode()
    assert shown.status_code == 200
    assert "100.32%" in text
    assert "232.34%" in text
    assert "未定" in text
    address = f"/figure/records/?{boards.board(county.root, '2016', ON).rows[0].entries[0].query}"
    assert client.get(address).status_code == 200
    assert client.get("/targets/board/", {"on": "x"}).status_code == 400
    assert client.get("/targets/board/", {"period": "x"}).status_code == 400
    book = client.get("/targets/board/", {"on": "2016-06-30", "period": "2016", "export": "1"})
    assert b"".join(book.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert "还没有目标" in client.get("/targets/board/", {"period": "2020"}).content.decode()
    assert targets.browser(county.root, "aid.read").get("/targets/board/").status_code == 404


def test_a_target_is_split_on_its_page(targets, county):
    whole = targets.whole(1000)
    client = targets.browser(county.root, "targets.*")
    address = f"/targets/split/{whole.pk}/"
    assert "500" in client.get(address, {"way": "equal"}).content.decode()
    assert client.get(address, {"way": "workers"}).status_code == 200  # told on the page: nobody has workers
    wrong = client.post(address, {f"share-{county.east}": "很多"})
    assert wrong.status_code == 409
    assert "很多" in wrong.content.decode()
    done = client.post(address, {f"share-{county.east}": "700", f"share-{county.west}": "300", "reason": "按基数"})
    assert done.status_code == 302
    assert set(Target.objects.filter(parent=whole).values_list("org_id", "value", "state")) == {
        (county.east, 700, "proposed"),
        (county.west, 300, "proposed"),
    }
    town = targets.browser(county.east, "targets.*")
    assert town.get(address).status_code == 404


def new(client: Any, register: str, code: str, **given: Any) -> Any:
    return client.post(reverse("record-new", args=[register, code]), given)


def test_every_register_is_begun_worked_and_printed_in_the_browser(targets, county):
    """One record of each by its form; lists, records, papers and step forms open."""
    filled(targets, county)
    client = targets.browser(county.root, "targets.*", "figures.read", "documents.*")
    sheet = {"org": "示例县总工会", "title": "乡镇目标", "year": "2016", "kinds": "地方总工会", "made_on": "2016-01-05"}
    sheet |= {
        "items-count": "1",
        "items-0-figure": MONEY,
        "items-0-value": "500",
        "items-0-title": "",
        "items-0-points": "",
    }
    letter = {"org": "东镇总工会", "title": "责任书", "year": "2016", "drafted_on": "2016-02-01"}
    letter |= {"duties-count": "1", "duties-0-line": "按月报送"}
    group = {
        "org": "示例县总工会",
        "name": "一组",
        "leader": "赵一",
        "units": "东镇总工会、西镇总工会",
        "since": "2016-03-01",
    }
    visit = {
        "org": "示例县总工会",
        "group": "一组",
        "unit": "东镇总工会",
        "planned_on": "2016-05-01",
        "announced": "否",
    }
    difficulty = {
        "org": "东镇总工会",
        "title": "难",
        "kind": "难点",
        "owner": "王",
        "found_on": "2016-05-01",
        "finish_by": "2016-06-01",
    }
    circular = {"org": "示例县总工会", "title": "通报", "codes": MONEY, "period": "2016", "until": "2016-06-30"}
    meeting = {"org": "示例县总工会", "title": "会", "kind": "推进会", "held_on": "2016-03-01", "participants": "9"}
    meeting |= {"tasks-count": "1", "tasks-0-task": "摸底", "tasks-0-owner": "", "tasks-0-due_on": "2016-04-01"}
    point = {
        "org": "示例县总工会",
        "year": "2016",
        "title": "要点",
        "deliverable": "办法",
        "owner": "办",
        "finish_by": "2016-12-01",
    }
    forms = [
        (Sheet, "targets.sheet.make", sheet),
        (Letter, "targets.letter.draft", letter),
        (Group, "targets.group.form", group),
        (Visit, "targets.visit.plan", visit),
        (Difficulty, "targets.difficulty", difficulty),
        (Circular, "targets.circular.compose", circular),
        (Meeting, "targets.meeting", meeting),
        (Keypoint, "targets.keypoint", point),
    ]
    for model, code, given in forms:
        answer = new(client, model.register, code, **given)
        assert answer.status_code == 302, (code, answer.content.decode()[-6000:])
    assert Group.objects.get().units == [county.east, county.west]
    for model in (Target, *(each for each, _, _ in forms)):
        record = model.objects.latest("pk")  # type: ignore[attr-defined]
        assert client.get(reverse("records", args=[model.register])).status_code == 200
        assert client.get(reverse("record", args=[model.register, record.pk])).status_code == 200
    for model, code in ((Letter, "letter"), (Circular, "circular"), (Keypoint, "keypoints")):
        record = model.objects.get()  # type: ignore[attr-defined]
        for form in ("", "docx"):
            assert (
                client.get(reverse("record-paper", args=[model.register, record.pk, code]), {"form": form}).status_code
                == 200
            )


def step(client: Any, record: Any, name: str, **given: Any) -> Any:
    return client.post(reverse("record-step", args=[record.register, record.pk, name]), given)


def test_steps_are_taken_in_the_browser(targets, county):
    filled(targets, county)
    client = targets.browser(county.root, "targets.*", "documents.*")
    town = targets.browser(county.east, "targets.*")
    open_one = targets.proposed(county.east, 8, figure=COUNT)
    assert step(town, open_one, "counter", value="6", reason="少").status_code == 302
    page = client.get(reverse("record-step", args=["targets.target", open_one.pk, "settle"])).content.decode()
    assert "下级提出 6人次" in page
    assert step(client, open_one, "settle", value="7", reason="").status_code == 302
    assert Target.objects.get(pk=open_one.pk).amount == "7人次"
    new(client, "targets.group", "targets.group.form", org="示例县总工会", name="一组", leader="赵", since="2016-03-01")
    group = Group.objects.get()
    assert (
        step(client, group, "assign", unit_names="东镇总工会", leader="赵", members="", reason="分工").status_code
        == 302
    )
    assert Group.objects.get().units == [county.east]
    given = {
        "org": "示例县总工会",
        "group": str(group.pk),
        "unit": "东镇总工会",
        "planned_on": "2016-05-01",
        "announced": "否",
    }
    new(client, "targets.visit", "targets.visit.plan", **given)
    found = {
        "visited_on": "2016-05-03",
        "opinion": "好",
        "findings-count": "1",
        "findings-0-problem": "台账",
        "findings-0-advice": "",
    }
    found |= {"findings-0-due_on": "2016-05-20", "findings-0-owner": "孙"}
    assert step(client, Visit.objects.get(), "do", **found).status_code == 302
    assert Difficulty.objects.get().org_id == county.east
    page = town.get("/targets/supervision/").content.decode()
    assert "台账" in page
    assert "超期" in page


def test_a_circular_is_edited_and_issued_on_its_page(targets, county):
    filled(targets, county)
    client = targets.browser(county.root, "targets.*", "documents.*")
    new(
        client,
        "targets.circular",
        "targets.circular.compose",
        org="示例县总工会",
        title="通报",
        codes=MONEY,
        period="2016",
        until="2016-06-30",
    )
    circular = Circular.objects.get()
    address = f"/targets/circular/{circular.pk}/"
    assert "西镇总工会（232.34%）" in client.get(address).content.decode()
    client.post(address, {"do": "save", "text": "第一段\r\n第二段"})
    assert Circular.objects.get().text == "第一段\n第二段"
    refused = client.post(address, {"do": "issue", "text": "第一段\n改过"})
    assert refused.status_code == 409
    assert "机关代字" in refused.content.decode()
    assert client.post(address, {"do": "plain", "text": "第一段"}).status_code == 302
    assert Circular.objects.get().state == "issued"
    assert client.post(address, {"do": "save", "text": "晚了"}).status_code == 409
    assert targets.browser(county.east, "targets.*").get(address).status_code == 404

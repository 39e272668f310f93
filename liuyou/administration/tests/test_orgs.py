"""The tree in the browser: what is seen, what is changed, and previews that write nothing and come true."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from liuyou.administration.orgs import foreseeing
from liuyou.kernel.accounts.tests.signing import signed_in
from liuyou.kernel.base import clock
from liuyou.kernel.journal.models import Line
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Org, Place

ON = date(2026, 5, 1)
RIGHTS = ("orgs.manage", "figures.read")


def moving(county: Any, **more: str) -> dict[str, str]:
    return {"other": "西镇总工会", "on": str(ON), "reason": "区划调整", **more}


@pytest.fixture
def supervisor(county: Any) -> Any:
    return signed_in(county.root, *RIGHTS)


def test_whoever_holds_a_post_sees_the_tree_below_it_and_no_more(county: Any) -> None:
    client = signed_in(county.east, "figures.read")
    page = client.get("/orgs/").content.decode()
    assert "东镇总工会" in page
    assert "东一厂工会" in page
    assert "西镇总工会" not in page
    assert "西一厂工会" not in page
    assert client.get(f"/orgs/{county.east1}/").status_code == 200
    for org in (county.west, county.west1, county.root):
        assert client.get(f"/orgs/{org}/").status_code == 404
        assert client.get(f"/orgs/{org}/branch/").status_code == 404
    assert "西" not in client.get("/orgs/?q=厂").content.decode().split("<main")[1]
    assert "西" not in client.get("/orgs/choose/?other=厂").content.decode()


def test_the_tree_of_an_earlier_day_is_that_of_the_day(county: Any, supervisor: Any) -> None:
    supervisor.post(f"/orgs/{county.east1}/move/", moving(county, confirm="1"))
    assert tree.place(county.east1, ON).parent_id == county.west
    today = supervisor.get(f"/orgs/?at={county.west}").content.decode()
    before = supervisor.get(f"/orgs/?at={county.west}&on=2026-04-30").content.decode()
    assert "东一厂工会" in today
    assert "东一厂工会" not in before


def test_search_by_initials_finds_an_org(county: Any, supervisor: Any) -> None:
    assert "东一厂工会" in supervisor.get("/orgs/?q=dyc").content.decode()


def test_reading_does_not_allow_changing(county: Any) -> None:
    client = signed_in(county.east, "figures.read")
    assert "可以办理" not in client.get(f"/orgs/{county.east1}/").content.decode()
    assert client.get(f"/orgs/{county.east1}/rename/").status_code == 404
    assert (
        client.post(f"/orgs/{county.east1}/rename/", {"name": "新名", "on": str(ON), "reason": "x"}).status_code == 404
    )
    assert tree.place(county.east1, ON).name == "东一厂工会"


def test_a_sister_town_cannot_be_changed_nor_moved_into(county: Any) -> None:
    client = signed_in(county.east, *RIGHTS)
    assert (
        client.post(f"/orgs/{county.west1}/dissolve/", {"on": str(ON), "reason": "x", "confirm": "1"}).status_code
        == 404
    )
    answer = client.post(f"/orgs/{county.east1}/move/", moving(county, confirm="1"))
    assert answer.status_code == 409
    assert "不在您的管理范围内" in answer.content.decode()
    assert tree.place(county.east1, ON).parent_id == county.east


def test_renaming_is_journaled_and_needs_a_reason(county: Any, supervisor: Any) -> None:
    address = f"/orgs/{county.east1}/rename/"
    refused = supervisor.post(address, {"name": "东一厂联合工会", "on": str(ON), "reason": ""})
    assert refused.status_code == 409
    assert 'value="东一厂联合工会"' in refused.content.decode()
    assert supervisor.post(address, {"name": "东一厂联合工会", "on": str(ON), "reason": "批复"}).status_code == 302
    assert tree.place(county.east1, ON).name == "东一厂联合工会"
    line = Line.objects.get(action="orgs.org.rename")
    assert (line.reason, line.actor, line.before["name"]) == ("批复", supervisor.actor, "东一厂工会")
    page = supervisor.get(f"/orgs/{county.east1}/").content.decode()
    assert "东一厂工会" in page
    assert "改名" in page


def test_a_new_org_is_founded_below_and_a_wrong_code_comes_back(county: Any, supervisor: Any) -> None:
    given = {"name": "东三厂工会", "kind": "primary_union", "region": "330102", "on": "2026-02-01", "reason": "批复"}
    wrong = supervisor.post(f"/orgs/{county.east}/found/", given | {"code": "123"})
    assert wrong.status_code == 409
    assert "18 位" in wrong.content.decode()
    answer = supervisor.post(f"/orgs/{county.east}/found/", given)
    made = Place.objects.get(name="东三厂工会")
    assert answer["Location"] == f"/orgs/{made.org_id}/"
    assert made.parent_id == county.east
    again = supervisor.post(f"/orgs/{county.east}/found/", given)
    assert again.status_code == 409
    assert "同名" in again.content.decode()


def written() -> tuple[int, int, int, list[Any]]:
    rows = list(Place.objects.order_by("pk").values_list("pk", "path", "valid_to", "superseded_at"))
    return Org.objects.count(), Line.objects.count(), len(rows), rows


def test_a_preview_writes_nothing_and_comes_true(county: Any, supervisor: Any) -> None:
    [person] = county.people("甲一")
    county.pay(county.east1, person, "500", date(2026, 6, 1))
    county.pay(county.east1, person, "300", date(2026, 2, 1))
    before = written()
    answer = supervisor.post(f"/orgs/{county.east1}/move/", moving(county))
    assert answer.status_code == 200
    assert written() == before
    foreseen = answer.context["foreseen"]
    assert [each.name for each in foreseen.affected] == ["东一厂工会"]
    money = {(each.org, each.before, each.after) for each in foreseen.differences if each.figure.code == "aid.money"}
    assert money == {(county.east, 800, 0), (county.west, 0, 800)}
    assert supervisor.post(f"/orgs/{county.east1}/move/", moving(county, confirm="1")).status_code == 302
    now = foreseeing.values([county.east, county.west], foreseen.periods)
    assert all(now[cell_of(each)] == each.after for each in foreseen.differences)
    differing = {cell_of(each) for each in foreseen.differences}
    assert all(not value or cell in differing or cell.org in (county.east, county.west) for cell, value in now.items())


def cell_of(each: foreseeing.Difference) -> Any:
    return foreseeing.Cell(each.figure, each.org, each.period)


def test_merging_shows_that_history_goes_along_and_everything_else_stays(county: Any, supervisor: Any) -> None:
    [person] = county.people("甲一")
    county.pay(county.east1, person, "500", date(2026, 6, 1))
    given = {"other": "东二厂工会", "on": str(ON), "reason": "合并"}
    foreseen = supervisor.post(f"/orgs/{county.east1}/merge/", given).context["foreseen"]
    money = {(each.org, each.after) for each in foreseen.differences if each.figure.code == "aid.money"}
    assert money == {(county.east2, 500)}
    supervisor.post(f"/orgs/{county.east1}/merge/", given | {"confirm": "1"})
    assert (
        foreseeing.values([county.east2], foreseen.periods)[cell_of(foreseen.differences[0])]
        == foreseen.differences[0].after
    )
    assert "已并入" in supervisor.get(f"/orgs/{county.east1}/").content.decode()


def test_splitting_puts_the_chosen_orgs_below_the_new_ones(county: Any, supervisor: Any) -> None:
    given = {"parts": "1", "name1": "南镇总工会", f"to{county.east1}": "1", "on": str(ON), "reason": "分设"}
    more = supervisor.post(f"/orgs/{county.east}/split/", given | {"more": "1"})
    assert more.status_code == 200
    assert 'name="name2"' in more.content.decode()
    assert "南镇总工会" in more.content.decode()
    before = written()
    preview = supervisor.post(f"/orgs/{county.east}/split/", given)
    assert {each.name for each in preview.context["foreseen"].affected} == {"南镇总工会", "东一厂工会"}
    assert written() == before
    supervisor.post(f"/orgs/{county.east}/split/", given | {"confirm": "1"})
    new = Place.objects.get(name="南镇总工会")
    assert tree.place(county.east1, ON).parent_id == new.org_id
    assert tree.place(county.east2, ON).parent_id == county.east


def test_dissolving_an_org_with_children_is_refused_before_the_preview(county: Any, supervisor: Any) -> None:
    answer = supervisor.post(f"/orgs/{county.east}/dissolve/", {"on": str(ON), "reason": "撤镇"})
    assert answer.status_code == 409
    assert "下面还有存续的组织" in answer.content.decode()
    assert "撤镇" in answer.content.decode()


def test_figures_of_a_preview_need_the_right_to_figures(county: Any) -> None:
    client = signed_in(county.root, "orgs.manage")
    [person] = county.people("甲一")
    county.pay(county.east1, person, "500", date(2026, 6, 1))
    assert client.post(f"/orgs/{county.east1}/move/", moving(county)).context["foreseen"].differences == []


def test_reclassifying_changes_only_what_was_chosen(county: Any, supervisor: Any) -> None:
    given = {"kind": "joint_union", "sector": "", "ownership": "", "on": str(ON), "reason": "扩大覆盖"}
    supervisor.post(f"/orgs/{county.east1}/reclassify/", given)
    assert tree.place(county.east1, clock.today()).kind == "joint_union"
    again = supervisor.post(f"/orgs/{county.east1}/reclassify/", given)
    assert again.status_code == 409
    assert "没有改动" in again.content.decode()

"""What a search finds, and what it never finds: nobody and nothing out of reach, however exact the text."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.generate import identity
from liuyou.kernel.access.knowing import people_visible_to
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.base import clock
from liuyou.kernel.people.identity import parse_identity
from liuyou.kernel.people.register import Named, ensure
from liuyou.kernel.search.finding import find
from liuyou.kernel.search.hits import PROVIDERS
from liuyou.kernel.writing.permit import permit

DAY = date(2024, 3, 1)
NAMES = ["张三", "张三丰", "单雄信", "欧阳修", "吕布", "曾国强", "王张三", "Anna Li"]


class Town:
    """The county's east side with people, and officers of the east, the west and the whole."""

    def __init__(self, county: Any) -> None:
        self.county, self.today = county, clock.today()
        with permit("people.person.enter"):
            self.people = ensure([Named(name, parse_identity(identity(n))) for n, name in enumerate(NAMES)])
        self.payments = [county.pay(county.east1, person, "100", DAY) for person in self.people]
        self.root, self.east, self.west = (self.officer(org) for org in (county.root, county.east, county.west))

    def officer(self, org: int, *permissions: str) -> Actor:
        with permit("access.actor.start"):
            actor = Actor.objects.create(name=f"干部{Actor.objects.count()}")
        granted = list(permissions) or ["people.read", "aid.read", "bargaining.read", "documents.read"]
        appoint(actor, org, "干部", granted, since=self.county.since)
        return actor

    def found(self, text: str, actor: Actor | None = None, kind: str = "人员") -> list[str]:
        return [hit.label for hit in find(text, actor or self.east, self.today) if hit.kind == kind]


@pytest.fixture
def town(county: Any) -> Town:
    return Town(county)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("张三", {"张三", "张三丰", "王张三"}),
        ("张", {"张三", "张三丰"}),
        ("三丰", {"张三丰"}),
        ("zs", {"张三", "张三丰"}),
        ("ZS", {"张三", "张三丰"}),
        ("zhangsan", {"张三", "张三丰"}),
        ("Zhang San Feng", {"张三丰"}),
        ("shanxiongxin", {"单雄信"}),
        ("sxx", {"单雄信"}),
        ("zengguo", {"曾国强"}),
        ("lv", {"吕布"}),
        ("lü", {"吕布"}),
        ("oyx", {"欧阳修"}),
        ("ａｎｎａ", {"Anna Li"}),
        (identity(3), {"欧阳修"}),
        (identity(3).lower(), {"欧阳修"}),
        (identity(3)[:17], set()),
        ("赵六", set()),
        ("%", set()),
        ("_三", set()),
        ("", set()),
        ("三" * 61, set()),
        ("\0张三", {"张三", "张三丰", "王张三"}),
    ],
)
def test_people_by_name_pinyin_and_number(town: Town, text: str, names: set[str]) -> None:
    assert set(town.found(text)) == names


@pytest.mark.parametrize("text", ["张三", "zs", "zhangsan", identity(0), "张"])
def test_a_sister_town_finds_nobody(town: Town, text: str) -> None:
    assert town.found(text)
    assert town.found(text, town.west) == []
    assert town.found(text, town.officer(town.county.east, "figures.read")) == []


@pytest.mark.parametrize("few", [0, 3000])
def test_found_and_visible_are_the_same_people(town: Town, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr("liuyou.kernel.access.knowing.FEW", few)
    town.county.pay(town.county.west1, town.people[0], "100", DAY)
    for actor in (town.root, town.east, town.west, town.county.actor):
        visible = set(people_visible_to(actor, town.today).values_list("pk", flat=True))
        hits = {hit.address for n in range(len(NAMES)) for hit in find(identity(n), actor, town.today)}
        assert hits == {f"/people/{number}/" for number in visible}


def test_a_person_shows_a_masked_number_and_an_org_within_reach_only(town: Town) -> None:
    town.county.pay(town.county.west1, town.people[0], "100", DAY)
    [hit] = [each for each in find(identity(0), town.west, town.today) if each.kind == "人员"]
    assert hit.detail == f"{identity(0)[:3]}***********{identity(0)[-4:]}　西一厂工会"
    assert NAMES[0] not in hit.address
    assert identity(0) not in repr(hit)


@pytest.mark.parametrize("text", ["东一厂", "一厂", "dyc", "dongyichang", "yichang", "东一厂工会"])
def test_orgs_by_any_part(town: Town, text: str) -> None:
    assert "东一厂工会" in town.found(text, kind="工会组织")
    assert "东一厂工会" not in town.found(text, town.west, kind="工会组织")


def test_the_best_org_comes_first(town: Town) -> None:
    assert town.found("东镇总工会", town.root, kind="工会组织")[0] == "东镇总工会"
    assert town.found("%", town.root, kind="工会组织") == []


def test_a_record_by_its_number_within_reach_of_its_area(town: Town) -> None:
    number = str(town.payments[0].pk)
    assert [hit.address for hit in find(number, town.east, town.today)] == [f"/records/{number}/"]
    assert find(number, town.west, town.today) == []
    assert find(number, town.officer(town.county.east, "bargaining.read"), town.today) == []
    assert find("9" * 19, town.east, town.today) == []
    assert find("9" * 40, town.east, town.today) == []


def test_a_paper_by_number_kind_and_period_within_reach(town: Town) -> None:
    from liuyou.kernel.documents.models import Document

    with permit("documents.paper.write") as stamp:
        Document.objects.create(
            id="A1B2C3",
            kind="summary",
            org_id=town.county.east,
            period="2024H1",
            as_of=stamp,
            actor=town.east,
            signature=b"",
        )
    for text in ("A1B2C3", "A1B2", "a1b2c3", "2024H1", "总结"):
        assert [hit.address for hit in find(text, town.east, town.today) if hit.kind == "公文"] == ["/papers/A1B2C3/"]
        assert [hit for hit in find(text, town.west, town.today) if hit.kind == "公文"] == []


def test_an_area_brings_its_own_provider(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from liuyou.kernel.search.hits import Hit

    monkeypatch.setitem(PROVIDERS, "own", lambda text, actor, on, limit: [Hit("自有", text, "/x/")])
    assert town.found("某某", kind="自有") == ["某某"]


def test_limits_hold_for_each_kind(town: Town) -> None:
    assert len([hit for hit in find("张", town.east, town.today, 1) if hit.kind == "人员"]) == 1


@pytest.mark.parametrize(("text", "most"), [("张三", 14), ("zs", 14), (identity(0), 14), ("123456", 10)])
def test_statements(town: Town, text: str, most: int) -> None:
    find(text, town.east, town.today)
    with CaptureQueriesContext(connection) as queries:
        find(text, town.east, town.today)
    assert len(queries) <= most, [each["sql"] for each in queries]

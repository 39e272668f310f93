"""Changes upon changes: two at once, earlier after later, undone, and of orgs that have ceased."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from typing import Any

import pgtrigger
import pytest
from django.db import IntegrityError, connections, transaction

from liuyou.kernel.access.models import Actor, Grant, Post
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.actions import tree as act
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.journal.models import Line
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.changes import Founding
from liuyou.kernel.orgs.models import Org, Place
from liuyou.kernel.writing.permit import permit


def day(year: int) -> date:
    return date(year, 1, 1)


def history(org: int) -> list[tuple[str, int]]:
    known = Place.objects.filter(org_id=org, superseded_at=None).order_by("valid_from")
    return [(place.name, place.valid_from.year) for place in known]


def test_an_earlier_rename_entered_later_ends_where_the_later_one_begins(county):
    def why() -> dict:
        return {"actor": county.actor, "reason": "批复"}

    act.rename_org(county.east1, "甲", on=day(2020), **why())
    act.reclassify_org(county.east1, on=day(2019), sector="institution", **why())
    act.rename_org(county.east1, "乙", on=day(2018), **why())
    assert history(county.east1) == [("东一厂工会", 2010), ("乙", 2018), ("乙", 2019), ("甲", 2020)]
    assert tree.place(county.east1, day(2021)).sector == "institution"
    act.rename_org(county.east1, "东一厂工会", on=day(2018), **why())
    assert history(county.east1) == [("东一厂工会", 2010), ("东一厂工会", 2019), ("甲", 2020)]


def test_the_date_of_a_move_is_put_right_by_moving_back_on_that_day(county):
    why = {"actor": county.actor, "reason": "更正"}
    act.rename_org(county.east1, "甲", on=day(2019), **why)
    act.move_org(county.east, county.west, on=day(2018), **why)
    act.move_org(county.east, county.root, on=day(2018), **why)
    assert history(county.east) == [("东镇总工会", 2010)]
    assert history(county.east1) == [("东一厂工会", 2010), ("甲", 2019)]
    act.move_org(county.east, county.west, on=day(2017), **why)
    assert tree.place(county.east1, day(2017)).path == f"{county.root}.{county.west}.{county.east}.{county.east1}"
    with pytest.raises(Refused, match="又换过上级"):
        act.move_org(county.east1, county.root, on=day(2016), **why)


@pytest.mark.parametrize(
    "change",
    [
        lambda c, why: act.move_org(c.east1, c.west, **why),
        lambda c, why: act.rename_org(c.east1, "甲", **why),
        lambda c, why: act.merge_org(c.east1, c.west2, **why),
        lambda c, why: act.merge_org(c.west2, c.east1, **why),
        lambda c, why: act.dissolve_org(c.east1, **why),
        lambda c, why: act.move_org(c.west2, c.east1, **why),
        lambda c, why: act.establish_orgs([Founding("新", "branch", c.east1, why["on"])], actor=c.actor),
    ],
)
@pytest.mark.parametrize("merged", [True, False])
def test_an_org_that_has_ceased_acts_no_more(county, change, merged):
    why = {"actor": county.actor, "reason": "批复"}
    if merged:
        act.merge_org(county.east1, county.west1, on=day(2016), **why)
    else:
        act.dissolve_org(county.east1, on=day(2016), **why)
    with pytest.raises(Refused, match="已并入" if merged else "已撤销"):
        change(county, {"on": day(2017), **why})


def test_a_ceased_org_is_not_taken_along_by_a_split(county):
    why = {"on": day(2016), "actor": county.actor, "reason": "批复"}
    act.dissolve_org(county.east1, **why)
    with pytest.raises(Refused, match="并且存续"):
        act.split_org(county.east, [(Founding("新", "federation", None, day(2016)), [county.east1])], **why)


def test_nothing_may_end_below_what_ceases_later(county):
    why = {"actor": county.actor, "reason": "批复"}
    act.dissolve_org(county.east1, on=day(2018), **why)
    act.rename_org(county.east1, "甲", on=day(2016), **why)
    for change in (act.merge_org, act.move_org):
        with pytest.raises(Refused, match="自 2018-01-01 起已撤销"):
            change(county.west1, county.east1, on=day(2017), **why)
    with pytest.raises(Refused, match="自 2018-01-01 起已撤销"):
        act.merge_org(county.east1, county.west1, on=day(2017), **why)
    act.establish_orgs([Founding("后来的", "branch", county.west1, day(2019))], actor=county.actor)
    with pytest.raises(Refused, match="下面还有存续的组织"):
        act.dissolve_org(county.west1, on=day(2017), **why)


def test_what_was_founded_below_a_merged_org_goes_on_below_its_successor(county):
    why = {"actor": county.actor, "reason": "撤镇"}
    [later] = act.establish_orgs([Founding("后来的", "branch", county.east, day(2019))], actor=county.actor)
    act.merge_org(county.east, county.west, on=day(2018), **why)
    [entered] = act.establish_orgs([Founding("补登的", "branch", county.east, day(2015))], actor=county.actor)
    assert tree.place(entered, day(2017)).parent_id == county.east
    for org in (later, entered):
        place = tree.place(org, day(2020))
        assert (place.parent_id, place.path) == (county.west, f"{county.root}.{county.west}.{org}")


def test_two_places_of_one_org_on_one_day_are_kept_out_by_the_database(county):
    place = tree.place(county.east1, day(2016))
    place.pk, place.valid_from = None, day(2015)
    with pytest.raises(IntegrityError, match="place_one_at_a_time"), permit("a.b.c"):
        place.save()


def test_the_root_is_the_one_of_that_day(county):
    assert tree.root(day(2016)).org_id == county.root
    with pytest.raises(NotFound, match="liuyou init"):
        tree.root(day(2000))


@pytest.mark.parametrize("text", ["²", "٣", "99999999999999999999"])
def test_what_only_resembles_a_number_is_not_found(county, text):
    with pytest.raises(NotFound):
        tree.find(text, day(2016))


@pytest.fixture
def apart(db):
    """Runs work in a thread with a connection of its own, which commits for real."""

    def run(work: Callable[..., Any], *given: Any) -> Any:
        try:
            return work(*given)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        yield lambda work, *given: pool.submit(run, work, *given)


@pytest.fixture
def pair(apart):
    """A root with two towns, committed, and taken away afterwards."""

    def build() -> list[Any]:
        with permit("access.actor.start"):
            actor = Actor.objects.create(name="两人同时")
        root = Founding("县", "federation", None, day(2010))
        orgs = act.establish_orgs(
            [root, *(Founding(name, "federation", root, day(2010)) for name in "东西")], actor=actor
        )
        appoint(actor, root.id, "全权", ["*"], since=day(2010))
        return [actor, *orgs]

    def clear() -> None:
        with permit("a.b.c"), pgtrigger.ignore("journal.Line:append_only"):
            for model in (Line, Place, Grant, Post, Org, Actor):
                model.objects.all().delete()

    yield apart(build).result()
    apart(clear).result()


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (
            lambda a, _, east, __: act.rename_org(east, "甲", on=day(2016), actor=a, reason="试"),
            lambda a, _, east, __: act.reclassify_org(east, on=day(2017), actor=a, reason="试", sector="social"),
            lambda _, east, __: history(east) == [("东", 2010), ("甲", 2016), ("甲", 2017)],
        ),
        (
            lambda a, _, east, west: act.move_org(east, west, on=day(2018), actor=a, reason="试"),
            lambda a, _, east, __: act.establish_orgs([Founding("新", "branch", east, day(2012))], actor=a),
            lambda _, __, west: len(tree.subtree(west, day(2020))) == 3,
        ),
        (
            lambda a, _, east, west: act.move_org(east, west, on=day(2018), actor=a, reason="试"),
            lambda a, _, east, west: act.move_org(west, east, on=day(2018), actor=a, reason="试"),
            lambda *_: Line.objects.filter(action="orgs.org.move").count() == 1,
        ),
    ],
    ids=["rename and reclassify", "move and found", "move crosswise"],
)
def test_of_two_changes_at_once_the_second_sees_the_first(apart, pair, first, second, expected):
    begun, done = threading.Event(), threading.Event()

    def one() -> None:
        with transaction.atomic():
            first(*pair)
            begun.set()
            done.wait(0.5)  # time to go wrong: the other has to wait for the commit

    def two() -> None:
        begun.wait(10)
        with suppress(Refused):
            second(*pair)
        done.set()

    for each in [apart(one), apart(two)]:
        each.result(20)
    assert apart(expected, *pair[1:]).result()

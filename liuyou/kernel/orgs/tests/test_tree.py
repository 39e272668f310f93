"""The tree of any day, as known at any moment: founding, moving, merging, splitting, renaming, and their refusals."""

from __future__ import annotations

from datetime import date

import pytest

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.actions import tree as act
from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.journal.models import Line
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.changes import Founding
from liuyou.kernel.orgs.models import Status
from liuyou.kernel.writing.permit import moment, permit

MAY, JUNE = date(2016, 5, 1), date(2016, 6, 1)
BEFORE = date(2016, 4, 30)


def names(org: int, on: date, as_of=None) -> set[str]:
    return {place.name for place in tree.places(on, as_of).filter(org_id__in=tree.subtree(org, on, as_of))}


def test_a_rename_holds_from_its_day_and_the_old_name_still_finds_it(county):
    act.rename_org(county.east1, "东方厂工会", on=MAY, actor=county.actor, reason="更名批复")
    assert tree.place(county.east1, BEFORE).name == "东一厂工会"
    assert tree.place(county.east1, MAY).name == "东方厂工会"
    assert tree.by_name(["东一厂工会", "东方厂工会"], county.root, JUNE) == {
        "东一厂工会": [county.east1],
        "东方厂工会": [county.east1],
    }
    line = Line.objects.get(action="orgs.org.rename")
    assert (line.before["name"], line.after["name"], line.reason) == ("东一厂工会", "东方厂工会", "更名批复")


def test_a_move_takes_along_what_is_below_and_leaves_the_past(county):
    before = moment()
    act.move_org(county.east, county.west, on=MAY, actor=county.actor, reason="区划调整")
    assert "东一厂工会" in names(county.west, MAY)
    assert "东一厂工会" not in names(county.west, BEFORE)
    assert "东一厂工会" not in names(county.west, MAY, before)
    assert [place.name for place in tree.ancestors(county.east1, MAY)] == [
        "东一厂工会",
        "东镇总工会",
        "西镇总工会",
        "示例县总工会",
    ]


def test_a_merged_org_stands_under_its_successor_and_its_unions_move_there(county):
    act.merge_org(county.east, county.west, on=MAY, actor=county.actor, reason="撤镇")
    children = {place.org_id: place.status for place in tree.children(county.west, MAY)}
    assert children[county.east] == Status.MERGED
    assert children[county.east1] == Status.ACTIVE
    assert tree.children(county.west, BEFORE)[0].parent_id == county.west


def test_a_split_takes_its_share(county):
    new = Founding("东镇开发区工会", "federation", None, MAY)
    [made] = act.split_org(county.east, [(new, [county.east2])], on=MAY, actor=county.actor, reason="设立开发区")
    assert tree.place(made, MAY).parent_id == county.root
    assert names(made, MAY) == {"东镇开发区工会", "东二厂工会"}
    assert "东二厂工会" in names(county.east, BEFORE)
    with pytest.raises(NotFound):
        tree.place(made, BEFORE)


def test_a_dissolved_org_keeps_its_place(county):
    with pytest.raises(Refused, match="存续"):
        act.dissolve_org(county.east, on=MAY, actor=county.actor, reason="撤销")
    act.dissolve_org(county.east1, on=MAY, actor=county.actor, reason="企业关闭")
    assert tree.place(county.east1, MAY).status == Status.DISSOLVED
    assert tree.place(county.east1, BEFORE).status == Status.ACTIVE


def test_an_org_founded_under_a_parent_that_moved_later_has_both_places(county):
    act.move_org(county.east, county.west, on=MAY, actor=county.actor, reason="区划调整")
    late = Founding("补登工会", "primary_union", county.east, date(2015, 1, 1))
    [made] = act.establish_orgs([late], actor=county.actor)
    assert tree.place(made, BEFORE).path == f"{county.root}.{county.east}.{made}"
    assert tree.place(made, MAY).path == f"{county.root}.{county.west}.{county.east}.{made}"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda c: act.move_org(c.root, c.east, on=MAY, actor=c.actor, reason="试"), "自己或它的下级"),
        (lambda c: act.rename_org(c.east, "甲", on=MAY, actor=c.actor, reason=""), "理由"),
        (lambda c: act.establish_orgs([Founding("早", "group", c.east, date(2000, 1, 1))], actor=c.actor), "早于上级"),
        (lambda c: act.establish_orgs([Founding("另一个根", "federation", None, MAY)], actor=c.actor), "已有最上级"),
        (
            lambda c: act.split_org(
                c.east, [(Founding("新", "group", None, MAY), [c.west1])], on=MAY, actor=c.actor, reason="试"
            ),
            "须是原组织的下级",
        ),
        (
            lambda c: act.split_org(
                c.root, [(Founding("新", "group", None, MAY), [])], on=MAY, actor=c.actor, reason="试"
            ),
            "不能分设",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_words(county, change, words):
    with pytest.raises(Refused, match=words):
        change(county)


def test_only_who_may_manage_both_ends_moves_an_org(county):
    with permit("access.actor.start"):
        clerk = Actor.objects.create(name="东镇主席")
    appoint(clerk, county.east, "主席", ["orgs.manage"], since=date(2016, 1, 1))
    with pytest.raises(NotFound):
        act.move_org(county.east1, county.west, on=MAY, actor=clerk, reason="试")
    act.rename_org(county.east1, "改名", on=MAY, actor=clerk, reason="批复")


def test_an_org_is_found_by_name_part_code_or_number_and_ambiguity_is_told(county):
    assert tree.find("东镇", JUNE).org_id == county.east
    assert tree.find(str(county.west), JUNE).org_id == county.west
    with pytest.raises(BadInput, match="多个组织"):
        tree.find("厂工会", JUNE)
    with pytest.raises(NotFound):
        tree.find("无此工会", JUNE)

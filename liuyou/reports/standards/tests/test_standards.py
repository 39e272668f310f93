"""Standards: drafted, refused with the place, published, frozen, renewed, retired."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.reports.standards.actions import standards
from liuyou.reports.standards.models import Standard
from liuyou.reports.standards.tests.conftest import TREE

pytestmark = pytest.mark.django_db
DAY = date(2016, 3, 1)


def tree(path: tuple[int, ...], **changes: Any) -> list[dict[str, Any]]:
    """The test tree with one item changed; `path` leads to it."""
    made = deepcopy(TREE)
    item: Any = {"children": made}
    for place in path:
        item = item["children"][place]
    item.update(changes)
    return made


def test_a_standard_is_drafted_and_published(round_):
    draft = round_.drafted()
    assert (draft.state, draft.code, draft.version) == ("draft", "liuyou", 1)
    done = standards.publish_standard(draft, actor=round_.actor, on=DAY)
    assert (done.state, str(done)) == ("published", "六有工会标准（第 1 版）")
    assert reconcile() == []


@pytest.mark.parametrize(
    ("path", "changes", "words"),
    [
        (
            (1,),
            {"figure": "bargaining.agreement"},
            "2 集体合同：没有指标“bargaining.agreement”，最接近的是bargaining.agreements",
        ),
        ((1,), {"figure": "__import__('os').system('x')"}, "2 集体合同：指标写法读不懂"),
        ((1,), {"figure": "bargaining.agreements.delete()"}, "2 集体合同：指标写法读不懂"),
        ((1,), {"figure": "exec(members.count)"}, "2 集体合同：指标写法读不懂"),
        ((0, 0), {"of": "os.environ"}, "1.1 入会率：没有“os.environ”这项事实"),
    ],
)
def test_a_formula_that_cannot_be_asked_is_refused_when_it_is_saved(round_, path, changes, words):
    with pytest.raises(BadInput) as refused:
        round_.drafted(tree=tree(path, **changes))
    assert words in str(refused.value)
    draft = round_.drafted()
    with pytest.raises(BadInput):
        standards.edit_standard(draft, actor=round_.actor, changes={"tree": tree(path, **changes)})
    assert Standard.objects.get().tree == TREE


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"tree": tree((0,), points="50")}, "总分：下级各项合计 90 分"),
        ({"tree": tree((0, 0), boundary="")}, "1.1 入会率：没有写明界限"),
        ({"tree": tree((1,), must="≥ 80%")}, "2 集体合同：达标条件：“有效集体合同”按份计"),
        ({"tree": tree((0, 1), mode="")}, "这一项没法作答"),
        ({"grades": [{"name": "优", "threshold": "90"}]}, "等次 优：没有写明界限"),
        ({"applies": {"kinds": ["club"]}}, "没有这样的组织类型"),
    ],
)
def test_publishing_checks_everything_and_names_the_place(round_, changes, words):
    draft = round_.drafted(**changes)
    with pytest.raises(BadInput) as refused:
        standards.publish_standard(draft, actor=round_.actor)
    assert words in str(refused.value)
    assert Standard.objects.get().state == "draft"


def test_what_is_published_never_changes_and_is_followed_by_a_version(round_):
    first = round_.published()
    with pytest.raises(Refused):
        standards.edit_standard(first, actor=round_.actor, changes={"title": "别的"})
    [second] = standards.new_version([{"org_id": round_.county.root, "standard": first.pk}], actor=round_.actor, on=DAY)
    assert (second.version, second.tree, second.state) == (2, TREE, "draft")
    with pytest.raises(Refused, match="已经有一个起草中"):
        standards.new_version([{"org_id": round_.county.root, "standard": first.pk}], actor=round_.actor)
    standards.edit_standard(second, actor=round_.actor, changes={"title": "六有工会标准（修订）"})
    standards.publish_standard(second, actor=round_.actor, on=DAY)
    assert [each.state for each in Standard.objects.order_by("version")] == ["retired", "published"]


def test_a_short_name_counts_for_one_standard_only(round_):
    round_.published()
    with pytest.raises(Refused, match="简称“六有”"):
        standards.publish_standard(round_.drafted(code="other"), actor=round_.actor)
    with pytest.raises(Refused, match="已有代码"):
        round_.drafted()


def test_a_retired_standard_opens_no_round(round_):
    done = standards.retire_standard(round_.published(), actor=round_.actor, reason="不再使用", on=DAY)
    assert done.state == "retired"
    with pytest.raises(Refused):
        round_.opened(done)


def test_only_whoever_may_manage_there_writes_a_standard(round_):
    town = round_.clerk(round_.county.east, "standards.manage")
    reader = round_.clerk(round_.county.root, "standards.read")
    draft = round_.drafted()
    for actor in (town, reader):
        with pytest.raises(NotFound):
            standards.publish_standard(draft, actor=actor)
        with pytest.raises(NotFound):
            standards.draft_standards([{"org_id": round_.county.root, "title": "甲"}], actor=actor)
    own = standards.draft_standards([{"org_id": round_.county.east, "title": "镇五有", "short": "五有"}], actor=town)
    assert own[0].org_id == round_.county.east
    with pytest.raises(NotFound):
        standards.new_version([{"org_id": round_.county.east, "standard": draft.pk}], actor=town)


# Rounds


def test_a_round_is_opened_for_every_union_that_the_standard_is_for(round_):
    county = round_.county
    rows = round_.opened()
    assert [each.org_id for each in rows] == [county.east1, county.east2, county.west1, county.west2]
    assert {(each.state, each.due_on) for each in rows} == {("self_check", date(2016, 6, 10))}
    with pytest.raises(Refused, match="都已布置过"):
        round_.opened(rows[0].standard)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"period": "2015"}, "晚于考核期末"),
        ({"review_by": date(2016, 6, 1)}, "期限次序不对"),
        ({"period": "2016X"}, "看不懂统计期"),
    ],
)
def test_a_round_with_wrong_days_is_refused(round_, changes, words):
    with pytest.raises((Refused, BadInput), match=words):
        round_.opened(**changes)


def test_a_round_for_nobody_is_refused(round_):
    with pytest.raises(Refused, match="没有这个标准适用的工会"):
        round_.opened(round_.published(applies={"sectors": ["government"]}))


def test_a_sister_town_opens_no_round_of_the_county(round_):
    standard = round_.published()
    with pytest.raises(NotFound):
        standards.open_round(
            standard, period="2016", check_by=DAY, actor=round_.clerk(round_.county.east, "standards.manage")
        )

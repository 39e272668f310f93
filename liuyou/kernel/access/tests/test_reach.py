"""Posts, grants and their reach: subtree, days, areas, the level above; default deny."""

from __future__ import annotations

from datetime import date

import pytest

from liuyou.areas.aid.models import Payment
from liuyou.kernel.access.models import Actor, Post
from liuyou.kernel.access.reach import reachable, require, require_anywhere, visible_to
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.writing.permit import permit

TODAY = date(2016, 7, 1)


@pytest.fixture
def clerk(county):
    with permit("access.actor.start"):
        return Actor.objects.create(name="干事")


def test_without_a_post_nothing_is_in_reach(county, clerk):
    assert reachable(clerk, "aid.record", TODAY) == set()


@pytest.mark.parametrize(
    ("granted", "asked", "expected"),
    [
        ("aid.record", "aid.record", True),
        ("aid.*", "aid.record", True),
        ("*", "aid.record", True),
        ("aid.record", "aid.approve", False),
        ("bargaining.*", "aid.record", False),
    ],
)
def test_a_grant_reaches_the_orgs_subtree_for_its_permission(county, clerk, granted, asked, expected):
    appoint(clerk, county.east, "干事", [granted], since=date(2016, 1, 1))
    whole = {county.east, county.east1, county.east2}
    assert reachable(clerk, asked, TODAY) == (whole if expected else set())


def test_from_above_leaves_out_the_own_org(county, clerk):
    appoint(clerk, county.east, "主席", ["aid.approve"], since=date(2016, 1, 1))
    assert reachable(clerk, "aid.approve", TODAY, from_above=True) == {county.east1, county.east2}


def test_a_post_counts_from_its_first_day_to_before_its_last(county, clerk):
    post = appoint(clerk, county.east, "干事", ["aid.*"], since=date(2016, 7, 1))
    assert reachable(clerk, "aid.record", date(2016, 6, 30)) == set()
    assert reachable(clerk, "aid.record", date(2016, 7, 1))
    with permit("access.post.end"):
        Post.objects.filter(pk=post.pk).update(ends=date(2016, 8, 1))
    assert reachable(clerk, "aid.record", date(2016, 7, 31))
    assert reachable(clerk, "aid.record", date(2016, 8, 1)) == set()


def test_listing_and_asking_are_the_same_condition(county, clerk):
    appoint(clerk, county.east, "干事", ["aid.*"], since=date(2016, 1, 1))
    (one,) = county.people("王一")
    mine = county.pay(county.east1, one, "1", date(2016, 1, 1))
    county.pay(county.west1, one, "1", date(2016, 1, 1))
    assert list(visible_to(Payment.objects.all(), clerk, "aid.record", TODAY)) == [mine]
    require(clerk, "aid.record", county.east1, TODAY)
    with pytest.raises(NotFound):
        require(clerk, "aid.record", county.west1, TODAY)


def test_what_concerns_the_whole_installation_needs_the_root(county, clerk):
    require_anywhere(county.actor, "secrecy.key.rotate")
    appoint(clerk, county.east, "干事", ["*"], since=date(2016, 1, 1))
    with pytest.raises(NotFound):
        require_anywhere(clerk, "secrecy.key.rotate")

"""By-elections: who votes in the committee, which posts end, what the papers say of the term."""

from datetime import date

import pytest

from liuyou.areas.officers import papers
from liuyou.areas.officers.actions import balloting, results
from liuyou.areas.officers.models import Officer
from liuyou.areas.officers.tests.conftest import AUDIT, HELD, UNION, WOMEN
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.kernel.web.screens import Part


def decided(office, race, **more):
    """One seat of `race` filled by the general meeting: the first in the order of strokes wins."""
    election = office.take(office.prepared(kind="补选", races=[{"race": race, "seats": 1}]), "convene", **more)
    [left] = balloting.still_open(election)
    votes = office.votes(election, **{f"{race}{name}": 0 for name in left.names[1:]})
    election = balloting.count_ballots(election, ballots=office.ballots(election), votes=votes, actor=office.actor)
    return balloting.announce_result(election, announced_on=HELD, actor=office.actor)


def allocated(office, election, *posts):
    return results.allocate_posts(election, first_meeting_on=HELD, posts=list(posts), actor=office.actor)


def approved(office, election):
    reported = results.report_result(election, reported_on=date(2016, 3, 28), actor=office.actor, on=date(2016, 3, 28))
    office.approve(reported)
    assert reconcile() == []


def serving(name):
    return sorted(Officer.objects.filter(person__name=name, state="serving").values_list("title", flat=True))


def text(election, *codes):
    said = [each for paper in papers.ELECTION if paper.code in codes or not codes for each in paper.content(election)]
    return "".join(each if isinstance(each, str) else f"{each.title}{each.columns}{each.rows}" for each in said)


def test_the_committee_that_votes_is_those_elected_now_and_those_who_still_sit_on_it(office):
    """Two of one name, one with two posts, one elected now: four. Auditors, women's and finance staff do not vote."""
    office.committee()
    for name, title in (("钱同", "委员"), ("钱同", "委员"), ("陈甲", "经审委委员"), ("许花", "女工委委员")):
        office.officer(name, title)
    office.officer("秦丙", "财务和资产管理人员")
    both = office.officer("孙兼", "副主席")
    office.officer(person_id=both.person_id, title="常委")
    election = decided(office, UNION)
    with pytest.raises(Refused, match="得 2 票，委员会 4 人，至少 3 票才能当选副主席"):
        allocated(office, election, {"name": "王一", "title": "副主席", "votes": 2})
    with pytest.raises(Refused, match="得 5 票，多于委员会的 4 人"):
        allocated(office, election, {"name": "王一", "title": "副主席", "votes": 5})
    done = allocated(office, election, {"name": "王一", "title": "副主席", "votes": 4})
    approved(office, done)
    assert (serving("王一"), serving("孙兼")) == (["副主席"], ["副主席", "常委"])


def test_the_audit_committee_votes_for_its_head_who_leaves_the_lower_post(office):
    office.committee()
    office.committee(kind=AUDIT)
    for name, title in (("钱审", "经审委委员"), ("孙审", "经审委委员"), ("周五", "委员"), ("吴六", "委员")):
        office.officer(name, title)
    election = decided(office, AUDIT)
    head = {"name": "钱审", "title": "经审委主任"}
    with pytest.raises(Refused, match="得 1 票，委员会 3 人，至少 2 票"):
        allocated(office, election, head | {"votes": 1})
    approved(office, allocated(office, election, head | {"votes": 2}))
    assert (serving("钱审"), serving("孙审"), serving("朱乙")) == (["经审委主任"], ["经审委委员"], ["经审委委员"])


def test_only_members_of_the_union_committee_are_raised_by_it(office):
    office.committee()
    office.officer("陈甲", "经审委委员")
    with pytest.raises(Refused, match="“陈甲”没有当选工会委员会委员，不能任副主席"):
        allocated(office, decided(office, UNION), {"name": "陈甲", "title": "副主席", "votes": 1})


def test_a_post_goes_to_the_member_and_not_to_a_losing_namesake(office):
    office.committee()
    sitting = office.officer("李二", "委员")
    rows = [{"name": name, "race": UNION, "verdict": "合格"} for name in ("王一", "李二")]
    rows[1]["identity"] = "11010519491231002X"
    election = decided(office, UNION, candidates=rows)
    assert election.candidates[1]["person_id"] != sitting.person_id
    approved(office, allocated(office, election, {"name": "李二", "title": "副主席", "votes": 2}))
    raised = Officer.objects.get(title="副主席")
    sitting.refresh_from_db()
    assert (raised.person_id, sitting.until) == (sitting.person_id, HELD)


def test_somebody_elected_to_another_committee_stays_on_the_first(office):
    office.committee()
    office.committee(kind=WOMEN)
    for name in ("许花", "何兰"):
        office.officer(name, "委员")
    approved(office, allocated(office, decided(office, WOMEN), {"name": "许花"}))
    assert (serving("许花"), serving("何兰")) == (["女工委委员", "委员"], ["委员"])


def test_a_vice_chair_elected_chair_is_vice_chair_no_longer(office):
    office.committee()
    vice, acting = office.officer("王一", "副主席"), office.officer("钱代", acting=True)
    other = office.officer("李二", "副主席")
    approved(office, allocated(office, decided(office, "主席"), {"name": "王一"}))
    for each in (vice, acting, other):
        each.refresh_from_db()
    assert serving("王一") == ["主席"]
    assert (vice.until, acting.until, other.until) == (HELD, HELD, None)


def test_an_acting_chair_who_is_elected_becomes_legal_representative(office):
    office.committee()
    office.officer("王一", acting=True)
    election = allocated(office, decided(office, "主席"), {"name": "王一"})
    approved(office, election)
    election.refresh_from_db()
    assert (serving("王一"), election.legal_change_by) == (["主席"], date(2016, 5, 5))


def test_no_chair_is_elected_while_one_serves_beside_an_acting_one(office):
    office.committee()
    office.officer("钱代", acting=True)
    office.officer("孙前", since=date(2014, 3, 1))
    with pytest.raises(Refused, match="“孙前”还在任主席，没有空缺"):
        decided(office, "主席")


def test_papers_of_a_by_election_speak_of_the_rest_of_the_term(office):
    office.committee()
    office.officer("钱代", acting=True)
    election = allocated(office, decided(office, "主席"), {"name": "王一"})
    approved(office, election)
    election.refresh_from_db()
    assert "补选选举" not in text(election)
    assert "任期 3 年" not in text(election)
    for code in ("request", "plan_reply", "method", "result", "approval"):
        assert "任期为本届剩余任期" in text(election, code), code
    assert "('任期', '本届剩余任期，自2016年3月25日起')" in text(election, "legal")


def test_papers_of_an_election_speak_of_a_full_term(office):
    election = office.approve(office.take(office.prepared()))
    assert "任期 3 年，自2016年3月25日起计算" in text(election, "result")
    assert "换届选举" in text(election, "request")
    assert all(isinstance(each, str | Part) for paper in papers.ELECTION for each in paper.content(election))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "公示不少于 5 个工作日，企业工会主席候选人不少于 7 个日历日。"),
        ({"enterprise": False}, "公示不少于 5 个工作日。"),
        ({"races": [{"race": UNION, "seats": 7}]}, "公示不少于 5 个工作日。"),
    ],
)
def test_the_method_tells_how_long_the_list_hangs(office, more, words):
    assert words in text(office.prepared(**more), "method")

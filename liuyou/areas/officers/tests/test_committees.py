"""Committees and posts: terms, extension, one chair, training, lists, ceasing."""

from datetime import date
from decimal import Decimal

import pytest

from liuyou.areas.officers import queries
from liuyou.areas.officers.actions import committees, officers
from liuyou.areas.officers.models import Committee, Officer
from liuyou.kernel.actions.tree import dissolve_org, merge_org
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.ledger.reconcile import reconcile


def test_the_term_ends_by_itself_but_the_committee_stays_in_being(office, county):
    committee = office.committee()
    assert (committee.ends_on, committee.due_on) == (date(2016, 2, 29), date(2016, 2, 29))
    actor = county.actor
    assert list(queries.due(actor, date(2015, 12, 1), 90)) == [committee]
    assert list(queries.due(actor, date(2015, 11, 30), 90)) == []
    assert list(queries.overdue(actor, date(2016, 2, 29))) == []
    assert list(queries.overdue(actor, date(2016, 3, 1))) == [committee]
    assert list(queries.overdue(office.clerk(county.west, "officers.*"), date(2016, 3, 1))) == []
    assert value("officers.committees[kind=工会委员会]", county.root, Period.parse("2016-12")) == 1


def test_an_extension_needs_the_level_above(office, county):
    committee = office.committee()
    with pytest.raises(Refused, match="最迟到 2016-08-29"):
        committees.ask_extension(committee, extend_to=date(2016, 8, 30), reason="搬迁", actor=office.actor)
    asked = committees.ask_extension(committee, extend_to=date(2016, 8, 29), reason="搬迁", actor=office.actor)
    own = office.clerk(county.east1, "officers.*")
    with pytest.raises(NotFound):
        committees.extend_committee(asked, approval="东工〔2016〕2号", actor=own)
    extended = committees.extend_committee(asked, approval="东工〔2016〕2号", actor=office.actor)
    assert (extended.state, extended.due_on) == ("extended", date(2016, 8, 29))
    assert list(queries.overdue(county.actor, date(2016, 8, 29))) == []
    assert list(queries.overdue(county.actor, date(2016, 8, 30))) == [extended]


def test_an_extension_only_asked_for_hides_nothing(office, county):
    asked = committees.ask_extension(
        office.committee(), extend_to=date(2016, 8, 29), reason="搬迁", actor=office.actor, on=date(2016, 1, 4)
    )
    assert list(queries.due(county.actor, date(2016, 1, 5), 90)) == [asked]
    assert list(queries.overdue(county.actor, date(2016, 3, 1))) == [asked]
    assert asked.last_day == date(2016, 2, 29)
    extended = committees.extend_committee(asked, approval="东工〔2016〕2号", actor=office.actor)
    assert extended.last_day == date(2016, 8, 29)
    assert list(queries.due(county.actor, date(2016, 1, 5), 90)) == []
    assert list(queries.overdue(county.actor, date(2016, 3, 1))) == []
    assert list(queries.due(county.actor, date(2016, 6, 1), 90)) == [extended]


def test_a_refused_extension_leaves_the_term_as_it_was(office):
    asked = committees.ask_extension(office.committee(), extend_to=date(2016, 5, 1), reason="忙", actor=office.actor)
    refused = committees.refuse_extension(asked, reason="不具备条件", actor=office.actor)
    assert (refused.state, refused.extended_to, refused.due_on) == ("standing", None, date(2016, 2, 29))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"term_years": 4}, "任期 4 年不合规定"),
        ({"seats": 9, "members_then": 120}, "应为 3 至 7 人"),
        ({"kind": "经费审查委员会", "seats": 12}, "应为 3 至 11 人"),
        ({"kind": "常务委员会", "seats": 8}, "应为 9 至 11 人"),
    ],
)
def test_a_committee_against_the_rules_is_refused(office, more, words):
    with pytest.raises(Refused, match=words):
        office.committee(**more)
    assert not Committee.objects.exists()


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ({}, None),
        ({"term_years": 4, "seats": 9, "members_then": 120}, "term_years"),
        ({"seats": 9, "members_then": 120}, "seats"),
        ({"elected_on": date(2014, 3, 1)}, "kind"),
    ],
)
def test_a_row_that_is_refused_names_its_column(office, more, column):
    there = office.committee()
    row = {"org_id": there.org_id, "kind": there.kind, "term_years": 3, "elected_on": there.elected_on}
    assert [found for found, _ in committees.refusals([row | more]).values()] == ([column] if column else [])


def test_one_committee_of_a_kind_at_a_time(office):
    office.committee()
    with pytest.raises(Refused, match="还有一届工会委员会在任"):
        office.committee(elected_on=date(2016, 3, 1))


def test_one_chair_at_a_time_and_posts_that_go_together(office, county):
    first = office.officer("孙前")
    with pytest.raises(Refused, match="“孙前”任主席，同一时间只能有一名主席"):
        office.officer("李后", since=date(2015, 1, 1))
    office.officer("李后", since=date(2015, 1, 1), acting=True)
    with pytest.raises(Refused, match="不能既任主席又任经审委委员"):
        office.officer(person_id=first.person_id, title="经审委委员")
    office.officer(person_id=first.person_id, title="女工委主任")
    left = officers.leave_office(first, until=date(2015, 6, 1), ending="调离", actor=office.actor)
    assert left.state == "ended"
    office.officer("周接", since=date(2015, 6, 1))
    assert Officer.objects.filter(title="主席").count() == 3


def test_a_chair_is_trained_within_a_year(office, county):
    timely, late = office.officer("孙前"), office.officer("李迟", org_id=county.east2)
    assert timely.train_by == date(2014, 3, 3)  # 1 March 2014 is a Saturday
    assert [each.person.name for each in queries.untrained(county.actor, date(2013, 6, 1))] == ["孙前", "李迟"]
    officers.train_officer(timely, trained_on=date(2014, 3, 3), actor=office.actor)
    officers.train_officer(late, trained_on=date(2014, 3, 4), actor=office.actor)
    office.officer("郑未", org_id=county.west1)
    spring = Period.parse("2014-03")
    codes = {
        "officers.chairs_trained": 2,
        "officers.timely_training_rate": Decimal("0.5"),
        "officers.trained_rate": Decimal(2) / 3,
    }
    assert {code: value(code, county.root, spring) for code in codes} == pytest.approx(codes)
    member = office.officer("何员", "委员")
    with pytest.raises(Refused, match="上岗培训登记的是主席"):
        officers.train_officer(member, trained_on=date(2014, 3, 4), actor=office.actor)


def test_an_acting_chair_gives_way_in_six_months(office, county):
    acting = office.officer("钱代", acting=True)
    assert (acting.due_on, acting.train_by) == (date(2013, 9, 2), None)  # 1 September 2013 is a Sunday
    assert list(queries.acting(county.actor, date(2013, 6, 1))) == [acting]
    left = officers.leave_office(acting, until=date(2013, 8, 1), ending="其他", actor=office.actor)
    assert left.due_on is None


def test_full_time_from_a_day_on_keeps_what_was_before(office, county):
    chair = office.officer("孙前")
    officers.shift_officer(chair, from_on=date(2015, 1, 1), full_time=True, actor=office.actor)
    full = "officers.officers[full_time=专职]"
    assert [value(full, county.root, Period.parse(each)) for each in ("2014-12", "2015-01")] == [0, 1]
    assert value("officers.officers", county.root, Period.parse("2015-01")) == 1
    assert value("officers.full_time_rate", county.root, Period.parse("2015-01")) == 1
    assert reconcile() == []


def test_a_first_chair_is_sent_from_above(office, county):
    person = county.people("钱派")[0]
    row = {"org_id": county.east1, "person_id": person, "since": date(2016, 7, 1), "sent_by": "示例县总工会"}
    with pytest.raises(NotFound):
        officers.send_first_chairs([row], actor=office.clerk(county.east1, "officers.*"))
    officers.send_first_chairs([row], actor=office.actor)
    assert value("officers.first_chairs", county.root, Period.parse("2016-07")) == 1


def test_a_correction_moves_the_term_and_is_checked_again(office, county):
    committee = office.committee()
    changed = committees.correct_committee(committee, changes={"term_years": 5}, reason="错", actor=office.actor)
    assert changed.ends_on == date(2018, 2, 28)
    with pytest.raises(Refused, match="任期 4 年"):
        committees.correct_committee(committee, changes={"term_years": 4}, reason="错", actor=office.actor)
    chair = office.officer("孙前")
    fixed = officers.correct_officer(chair, changes={"since": date(2013, 4, 1)}, reason="错", actor=office.actor)
    assert (fixed.train_by, fixed.spells[0]["since"]) == (date(2014, 4, 1), "2013-04-01")
    officers.void_officer(fixed, reason="误登", actor=office.actor)
    assert value("officers.officers", county.root, Period.parse("2016-01")) == 0
    assert reconcile() == []


@pytest.mark.parametrize("merged", [True, False])
def test_what_ceases_takes_its_committees_and_posts_with_it(office, county, merged):
    office.committee()
    office.officer("孙前")
    election = office.prepared()
    day = date(2016, 7, 1)
    if merged:
        merge_org(county.east1, county.east2, on=day, actor=office.actor, reason="合并")
    else:
        dissolve_org(county.east1, on=day, actor=office.actor, reason="撤销")
    election.refresh_from_db()
    assert election.state == "withdrawn"
    assert Committee.objects.get().ended_on == day
    assert (Officer.objects.get().until, Officer.objects.get().ending) == (day, "组织撤并")
    months = ("2016-06", "2016-07")
    assert [value("officers.officers", county.root, Period.parse(each)) for each in months] == [1, 0]
    assert reconcile() == []


def test_a_committee_ends_or_never_was(office, county):
    committee = office.committee()
    with pytest.raises(Refused, match="终止日期 2013-02-01 早于选举日期"):
        committees.end_committee(committee, ended_on=date(2013, 2, 1), reason="停产", actor=office.actor)
    ended = committees.end_committee(committee, ended_on=date(2014, 6, 1), reason="停产", actor=office.actor)
    months = ("2014-05", "2014-06")
    assert [value("officers.committees", county.root, Period.parse(each)) for each in months] == [1, 0]
    committees.void_committee(ended, reason="误登", actor=office.actor)
    standing = office.committee()
    office.officer("孙前")
    with pytest.raises(Refused, match="还有任职记录"):
        committees.void_committee(standing, reason="误登", actor=office.actor)
    assert reconcile() == []

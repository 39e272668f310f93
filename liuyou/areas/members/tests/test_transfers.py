"""Transfers at two desks, and what becomes of members when their union ceases."""

from datetime import date, timedelta

import pytest

from liuyou.areas.members.actions import doors, endings, transfers
from liuyou.areas.members.models import Door, Member, Release, Transfer
from liuyou.areas.members.tests.conftest import SINCE, TODAY
from liuyou.kernel.actions.tree import dissolve_org, merge_org
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.jobs.sweeping import clockwork
from liuyou.kernel.ledger.reconcile import reconcile


def ask(office, member, org=0, actor=None, **more):
    row = {"org_id": org or office.county.west1, "person_id": member.person_id, **more}
    return transfers.request_transfers([row], actor=actor or office.actor, on=TODAY)[0]


def test_a_member_moves_without_gap_or_overlap(office):
    old, county = office.member(employment="合同制", education="大学本科"), office.county
    east, west = (office.clerk(org, "members.transfer") for org in (county.east1, county.west1))
    transfer = ask(office, old, actor=west, employer="西一厂", employment="劳务派遣")
    release = Release.objects.get()
    assert (release.org_id, release.to_union, release.state) == (county.east1, "西一厂工会", "asked")
    with pytest.raises(NotFound):
        transfers.agree_release(release, actor=west)
    with pytest.raises(Refused, match="待原工会办理"):
        transfers.accept_transfer(transfer, actor=west)
    transfers.agree_release(release, actor=east, reply="同意")
    with pytest.raises(NotFound):
        transfers.accept_transfer(transfer, actor=east)
    transfers.accept_transfer(transfer, actor=west, transferred_on=date(2024, 5, 15))
    old.refresh_from_db()
    new = Member.objects.get(state="active")
    assert (old.state, old.until, old.why) == ("left", date(2024, 5, 15), "转出")
    assert (new.org_id, new.since, new.how, new.employment) == (county.west1, old.until, "转入", "劳务派遣")
    assert (new.education, new.joined_union_on, new.source) == ("大学本科", SINCE, old.pk)
    assert [office.count("members.count", org, "2024") for org in (county.east, county.west, county.root)] == [0, 1, 1]
    assert office.count("members.count", county.east, "2024-05-14") == 1
    assert Release.objects.get().state == "done"
    assert reconcile() == []


def test_the_new_union_s_record_does_not_tell_the_old_one(office):
    transfer = ask(office, office.member())
    told = {field.name: getattr(transfer, field.attname) for field in transfer.business_fields()}
    assert "东" not in str(told)


def test_a_refusal_tells_its_reason_and_nothing_moves(office):
    transfer = ask(office, office.member())
    transfers.refuse_release(Release.objects.get(), actor=office.actor, reason="有未结事项")
    transfer.refresh_from_db()
    assert (transfer.state, transfer.reply) == ("refused", "有未结事项")
    assert office.count("members.count", office.county.east) == 1
    assert ask(office, Member.objects.get()).state == "requested"  # may be asked again


def test_silence_is_consent_after_the_parameter_s_days(office):
    transfer = ask(office, office.member())
    last = Release.objects.get().due_on
    assert last == date(2024, 7, 1)
    assert transfers.release_silent(clockwork(), last) == 0
    assert transfers.release_silent(clockwork(), last + timedelta(days=1)) == 1
    transfer.refresh_from_db()
    assert (transfer.state, transfer.reply) == ("released", transfers.SILENT)
    transfers.accept_transfer(transfer, actor=office.actor)
    assert office.count("members.count", office.county.west) == 1


def test_the_time_to_answer_begins_when_the_request_is_laid_on_the_desk(office):
    transfer = ask(office, office.member(), asked_on=TODAY - timedelta(days=60))
    release = Release.objects.get()
    assert (release.asked_on, release.state_since, release.due_on) == (transfer.asked_on, TODAY, date(2024, 7, 1))
    assert transfers.release_silent(clockwork(), TODAY) == 0


def test_the_old_union_sends_a_member(office):
    member, county = office.member(), office.county
    row = {"org_id": county.east1, "person_id": member.person_id, "to_org_id": county.west2}
    [release] = transfers.send_releases([row], actor=office.actor, on=TODAY)
    transfer = Transfer.objects.get()
    assert (release.state, transfer.state, transfer.org_id) == ("released", "released", county.west2)
    transfers.decline_transfer(transfer, actor=office.actor, reason="不在本单位")
    assert Release.objects.get().state == "returned"
    transfers.send_releases([row], actor=office.actor, on=TODAY)
    second = Transfer.objects.get(state="released")
    transfers.recall_release(Release.objects.get(state="released"), actor=office.actor, reason="弄错了")
    second.refresh_from_db()
    assert second.state == "withdrawn"
    assert office.count("members.count", county.east) == 1
    with pytest.raises(Refused, match="不是本工会的会员"):
        transfers.send_releases([row | {"org_id": county.east2}], actor=office.actor, on=TODAY)


def test_what_cannot_be_moved(office):
    member, county = office.member(), office.county
    with pytest.raises(Refused, match="已在本工会"):
        ask(office, member, county.east1)
    ask(office, member)
    with pytest.raises(Refused, match="正在办理"):
        ask(office, member, county.west2)
    row = {"org_id": county.west1, "person_id": office.person()}
    with pytest.raises(Refused, match="申请入会"):
        transfers.request_transfers([row], actor=office.actor, on=TODAY)


@pytest.mark.parametrize("merged", [True, False])
def test_a_transfer_to_a_union_that_has_ceased_is_refused(office, merged):
    member, county = office.member(), office.county
    if merged:
        merge_org(county.west1, county.west2, on=date(2024, 1, 1), actor=office.actor, reason="合并")
    else:
        dissolve_org(county.west1, on=date(2024, 1, 1), actor=office.actor, reason="注销")
    with pytest.raises(Refused, match="不能再接收会员（《工会法》第十三条）"):
        ask(office, member)
    row = {"org_id": county.east1, "person_id": member.person_id, "to_org_id": county.west1}
    with pytest.raises(Refused, match="不能再接收会员"):
        transfers.send_releases([row], actor=office.actor, on=TODAY)
    assert not Transfer.objects.exists()
    assert office.count("members.count", county.east) == 1


def test_whoever_is_retained_comes_back_at_another_union(office):
    member = office.member()
    endings.retain_member(member, actor=office.actor, retained_why="失业", retained_on=date(2024, 1, 1))
    transfer = ask(office, member)
    transfers.agree_release(Release.objects.get(), actor=office.actor)
    transfers.accept_transfer(transfer, actor=office.actor)
    assert Member.objects.get(state="active").how == "恢复"
    assert (office.count("members.retained"), office.count("members.count")) == (0, 1)
    assert reconcile() == []


def test_members_follow_into_the_successor(office):
    county = office.county
    members = [office.member(county.west1), office.member(county.west1), office.member(county.west1, since=TODAY)]
    endings.retain_member(members[0], actor=office.actor, retained_why="退休", retained_on=date(2024, 1, 1))
    door = doors.open_doors([{"org_id": county.west1}], actor=office.actor, on=SINCE)[0]
    moving = ask(office, office.member(), county.west1)
    leaving = ask(office, members[1], county.east2)
    merge_org(county.west1, county.east1, on=date(2024, 4, 1), actor=office.actor, reason="合并")
    assert list(Member.objects.filter(org_id=county.west1).values_list("state", flat=True).distinct()) == ["left"]
    assert office.count("members.count", county.east1) == 3
    assert office.count("members.in[kind=划入]", county.root) == 2
    assert office.count("members.retained", county.east1) == 1
    assert office.count("members.count", county.west, "2024-03-31") == 1
    moving.refresh_from_db()
    leaving.refresh_from_db()
    assert (moving.state, leaving.state) == ("withdrawn", "released")
    assert Door.objects.get(pk=door.pk).state == "closed"
    transfers.accept_transfer(leaving, actor=office.actor)
    assert office.count("members.count", county.east2) == 1
    assert reconcile() == []


def test_members_of_a_dissolved_union_are_retained_by_the_one_above(office):
    county = office.county
    member = office.member(county.west1)
    dissolve_org(county.west1, on=date(2024, 4, 1), actor=office.actor, reason="企业注销")
    held = Member.objects.get(state="retained")
    assert (held.org_id, held.person_id, held.retained_why) == (county.west, member.person_id, "单位终止")
    assert (office.count("members.count"), office.count("members.out[kind=转保留]")) == (0, 1)
    assert office.count("members.retained", county.west, "2024-04-01") == 1
    assert reconcile() == []

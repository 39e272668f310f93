"""Two people who may be one: reviewed, merged with all their records, and taken apart again."""

from datetime import date

import pytest

from liuyou.areas.members.actions import duplicates
from liuyou.areas.members.models import Duplicate, Member
from liuyou.areas.members.tests.conftest import SINCE, TODAY
from liuyou.kernel.access.models import Known
from liuyou.kernel.actions.merging import merge_persons, merged_into, part_persons
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.journal.models import Line
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.kernel.people.models import Person


@pytest.fixture
def pair(office):
    """A retired member of one union without a document, entered anew with one at another."""
    old = office.member(office.county.east1, person=office.person("张一", document=False), employer="甲厂")
    from liuyou.areas.members.actions.endings import leave_member

    leave_member(old, actor=office.actor, until=date(2022, 1, 1), reason="辞职")
    new = office.member(office.county.east2, person=office.person("张一"), employer="甲厂", since=date(2022, 1, 1))
    return old, new


def test_the_two_meet_at_the_lowest_union_above_both(office, pair):
    [found] = Duplicate.objects.all()
    assert (found.person_id, found.other_id) == (pair[1].person_id, pair[0].person_id)
    assert found.org_id == office.county.east
    assert "工作单位" in found.alike
    with pytest.raises(NotFound):
        duplicates.keep_apart(found, actor=office.clerk(office.county.east1, "members.*"), reason="不认得")


def test_one_person_has_all_records_and_can_be_two_again(office, pair):
    old, new = pair
    payment = office.county.pay(office.county.east2, new.person_id, "500", date(2024, 1, 10))
    document = bytes(Person.objects.get(pk=new.person_id).identity_hash)
    found = Duplicate.objects.get()
    duplicates.merge_duplicate(found, actor=office.actor, reason="本人核实")
    assert set(Member.objects.values_list("person_id", flat=True)) == {old.person_id}
    payment.refresh_from_db()
    assert payment.person_id == old.person_id
    assert bytes(Person.objects.get(pk=old.person_id).identity_hash) == document
    assert not Known.objects.filter(person_id=new.person_id).exists()
    assert merged_into(new.person_id) == old.person_id
    assert office.count("members.count") == 1
    assert office.count("distinct(members.in)", period="2020-01-01..2024-12-31") == 1
    assert Line.objects.filter(action="people.person.merge", register="aid.payment").count() == 1
    assert reconcile() == []
    later = office.county.pay(office.county.east2, old.person_id, "100", date(2024, 2, 10))
    duplicates.part_duplicate(found.pk, actor=office.actor, reason="核实有误")
    payment.refresh_from_db()
    later.refresh_from_db()
    assert (payment.person_id, later.person_id) == (new.person_id, old.person_id)
    assert Member.objects.get(pk=new.pk).person_id == new.person_id
    assert bytes(Person.objects.get(pk=new.person_id).identity_hash) == document
    assert Person.objects.get(pk=old.person_id).identity_hash is None
    assert Known.objects.filter(person_id=new.person_id).exists()
    assert merged_into(new.person_id) is None
    assert reconcile() == []


def test_people_in_lists_of_a_record_are_merged_too(office):
    from liuyou.areas.members.actions.dues import open_dues
    from liuyou.areas.members.models import Dues

    member = office.member(person=office.person("张一", document=False))
    open_dues([{"org_id": office.county.east1, "month": date(2024, 1, 1), "each": 10}], actor=office.actor)
    keep = office.person("张一")
    merge_persons(keep, member.person_id, actor=office.actor, reason="同一人")
    assert Dues.objects.get().rows[0]["person_id"] == keep
    part_persons(member.person_id, actor=office.actor, reason="弄错了")
    assert Dues.objects.get().rows[0]["person_id"] == member.person_id
    assert reconcile() == []


def test_what_cannot_be_merged(office):
    one, two = office.member(), office.member(office.county.west1)
    with pytest.raises(Refused, match="证件号码而且不同"):
        merge_persons(one.person_id, two.person_id, actor=office.actor, reason="像")
    third = office.member(office.county.west1, person=office.person("张一", document=False), since=SINCE)
    with pytest.raises(Refused, match="互相冲突"):
        merge_persons(one.person_id, third.person_id, actor=office.actor, reason="像")
    assert Member.objects.get(pk=third.pk).person_id == third.person_id
    with pytest.raises(Refused, match="管理范围以外"):
        clerk = office.clerk(office.county.east, "*")
        merge_persons(one.person_id, third.person_id, actor=clerk, reason="像")
    with pytest.raises(NotFound):
        merge_persons(one.person_id, third.person_id, actor=office.clerk(office.county.east, "members.*"), reason="像")
    with pytest.raises(Refused, match="没有合并过"):
        part_persons(third.person_id, actor=office.actor, reason="像")
    assert reconcile() == []


def test_a_decision_is_kept_and_may_be_opened_again(office, pair):
    found = Duplicate.objects.get()
    duplicates.leave_open(found, actor=office.actor)
    duplicates.keep_apart(found, actor=office.actor, reason="两个人")
    assert duplicates.look_for_duplicates([each.person_id for each in pair], actor=office.actor, on=TODAY) == []
    duplicates.review_again(found, actor=office.actor, reason="新情况")
    assert Duplicate.objects.get().state == "open"

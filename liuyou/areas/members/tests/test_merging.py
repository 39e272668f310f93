"""A merger of two people is undone exactly: only what it moved, in lists and in runs of many, and what orgs learnt."""

from datetime import date
from decimal import Decimal

import pytest

from liuyou.areas.members.actions import dues, joining
from liuyou.areas.members.models import Dues
from liuyou.areas.members.tests.conftest import TODAY
from liuyou.kernel.access.models import Known
from liuyou.kernel.actions.merging import merge_persons, merged_into, part_persons
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.journal.models import Line
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.kernel.writing.permit import permit


@pytest.fixture
def acts(office):
    """Merging and undoing as the county does it."""

    def merge(keep, gone):
        return merge_persons(keep, gone, actor=office.actor, reason="同一人")

    def part(gone):
        return part_persons(gone, actor=office.actor, reason="弄错了")

    return merge, part


def without_document(office, *names):
    return [office.person(name, document=False) for name in names]


def paid(office, person, day=10, org=0):
    return office.county.pay(org or office.county.east1, person, "100", date(2024, 1, day))


def named(record):
    record.refresh_from_db()
    return record.person_id


def knowing(person):
    return set(Known.objects.filter(person_id=person).values_list("org_id", flat=True))


def both_listed(office, **more):
    """Somebody twice on one list of dues; one of the memberships was a mistake."""
    keep, gone = office.member(), office.member(person=office.person("张一", document=False))
    row = {"org_id": office.county.east1, "month": date(2024, 1, 1), **more}
    [listed] = dues.open_dues([row], actor=office.actor, on=TODAY)
    joining.void_member(gone, actor=office.actor, reason="重复登记")
    return keep.person_id, gone.person_id, listed


def test_a_list_that_held_both_has_both_again(office, acts):
    merge, part = acts
    keep, gone, listed = both_listed(office, each=Decimal(5))
    before = listed.rows
    merge(keep, gone)
    assert [row["person_id"] for row in Dues.objects.get().rows] == [keep, keep]
    part(gone)
    assert Dues.objects.get().rows == before
    assert reconcile() == []


def test_rows_are_found_again_wherever_they_stand_by_then(office, acts):
    merge, part = acts
    keep, gone, listed = both_listed(office)
    owed = {keep: {"due": Decimal(5)}, gone: {"due": Decimal(8)}}
    dues.assess_dues(listed, actor=office.actor, assessed=owed)
    merge(keep, gone)
    with permit("tests.reorder"):
        listed = Dues.objects.get()
        Dues.objects.filter(pk=listed.pk).update(rows=listed.rows[::-1])
    dues.collect_dues(listed, actor=office.actor, on=TODAY, paid_on=TODAY)
    part(gone)
    assert {row["person_id"]: row["paid"] for row in Dues.objects.get().rows} == {keep: "5", gone: "8"}


def test_one_of_many_mergers_of_one_run_is_undone_alone(office, acts):
    merge, part = acts
    keep = office.member().person_id
    one, two = without_document(office, "张一", "张一")
    first, second, own = paid(office, one), paid(office, two, 11), paid(office, keep, 12)
    with permit("tests.run"):
        merge(keep, one)
        merge(keep, two)
    assert {named(each) for each in (first, second, own)} == {keep}
    assert part(one) == 1
    assert [named(each) for each in (first, second, own)] == [one, keep, keep]
    assert part(two) == 1
    assert [named(each) for each in (first, second, own)] == [one, two, keep]
    assert reconcile() == []


def test_what_has_been_renamed_since_is_left_and_not_journaled(office, acts):
    merge, part = acts
    keep = office.member().person_id
    [gone] = without_document(office, "张一")
    payment = paid(office, gone)
    merge(keep, gone)
    other = office.person()
    with permit("tests.rename"):
        type(payment).objects.filter(pk=payment.pk).update(person_id=other)
    assert part(gone) == 0
    assert named(payment) == other
    assert not Line.objects.filter(action="people.person.part", record=payment.pk).exists()


def test_whoever_was_given_up_is_merged_with_nobody_else(office, acts):
    merge, _ = acts
    keep, other = office.member().person_id, office.member().person_id
    [gone] = without_document(office, "张一")
    paid(office, gone)
    merge(keep, gone)
    for pair in ((keep, gone), (other, gone), (gone, other)):
        with pytest.raises(Refused, match="已经并入别的记录"):
            merge(*pair)
    assert merged_into(gone) == keep


def test_the_later_merger_is_undone_first(office, acts):
    merge, part = acts
    last = office.member().person_id
    one, two = without_document(office, "张一", "张一")
    first, second = paid(office, one), paid(office, two, 11)
    merge(two, one)
    merge(last, two)
    with pytest.raises(Refused, match="先撤销后来的合并"):
        part(one)
    assert {named(first), named(second)} == {last}
    part(two)
    assert {named(first), named(second)} == {two}
    part(one)
    assert [named(first), named(second)] == [one, two]
    with pytest.raises(Refused, match="已经撤销"):
        part(one)
    assert reconcile() == []


@pytest.mark.parametrize("used", [False, True])
def test_what_orgs_learnt_by_a_merger_they_forget_unless_they_have_a_record(office, acts, used):
    merge, part = acts
    county, keep = office.county, office.member().person_id
    [gone] = without_document(office, "张一")
    paid(office, gone)
    paid(office, gone, org=county.west1)
    own = knowing(keep)
    merge(keep, gone)
    assert (knowing(keep), knowing(gone)) == (own | {county.west1}, set())
    if used:
        paid(office, keep, 20, org=county.west1)
    part(gone)
    assert knowing(keep) == own | ({county.west1} if used else set())
    assert knowing(gone) == {county.east1, county.west1}

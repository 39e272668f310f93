"""Dues: the list of a month, what is owed, what was paid; no wage is kept; the clean-up finds who is due."""

from datetime import date
from decimal import Decimal

import pytest

from liuyou.areas.members import cleaning, screens
from liuyou.areas.members.actions import dues, endings, joining
from liuyou.areas.members.models import Dues, Member
from liuyou.areas.members.tests.conftest import TODAY
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.ledger.reconcile import reconcile

D = Decimal


def opened(office, month=1, **more):
    row = {"org_id": office.county.east1, "month": date(2024, month, 1), **more}
    return dues.open_dues([row], actor=office.actor, on=TODAY)[0]


def test_a_month_is_listed_assessed_paid_and_closed(office):
    one, two = office.member(), office.member()
    office.member(since=date(2024, 1, 2))  # not yet on the first
    record = opened(office)
    assert (record.count, record.due) == (2, 0)
    wages = {one.person_id: {"wage": D("3009.99")}, two.person_id: {"due": D(5)}}
    dues.assess_dues(record, actor=office.actor, assessed=wages)
    dues.collect_dues(record, actor=office.actor, on=TODAY, paid_on=date(2024, 1, 20), paid={one.person_id: D(15)})
    record.refresh_from_db()
    assert (record.due, record.paid, record.payers) == (20, 15, 1)
    assert "3009" not in str(record.rows)
    assert [office.count(f"members.{code}") for code in ("dues_due", "dues_paid", "dues_payers")] == [20, 15, 1]
    dues.close_dues(record, actor=office.actor)
    with pytest.raises(Refused, match="已结清"):
        dues.collect_dues(record, actor=office.actor, paid_on=date(2024, 1, 21))
    again = opened(office, 2)
    assert again.due == 20  # as last month; who is new owes nothing yet
    dues.assess_dues(again, actor=office.actor, each=D(3))
    dues.collect_dues(again, actor=office.actor, on=TODAY, paid_on=date(2024, 2, 20))
    again.refresh_from_db()
    assert (again.due, again.paid, again.payers) == (23, 23, 3)
    assert reconcile() == []


def test_what_dues_refuse(office):
    member = office.member()
    record = opened(office, each=D(5))
    with pytest.raises(Refused, match="已经编制"):
        opened(office)
    with pytest.raises(Refused, match="没有在册会员"):
        dues.open_dues([{"org_id": office.county.west1, "month": TODAY}], actor=office.actor)
    with pytest.raises(Refused, match="还没有到"):
        dues.collect_dues(record, actor=office.actor, on=TODAY, paid_on=date(2024, 6, 2))
    with pytest.raises(Refused, match="没有这个人"):
        dues.collect_dues(record, actor=office.actor, on=TODAY, paid_on=TODAY, paid={0: D(1)})
    with pytest.raises(Refused, match="负数"):
        dues.assess_dues(record, actor=office.actor, assessed={member.person_id: {"due": D(-1)}})
    with pytest.raises(NotFound):
        dues.close_dues(record, actor=office.clerk(office.county.west, "members.*"))
    dues.void_dues(record, actor=office.actor, reason="误")
    assert office.count("members.dues_due") == 0


def test_rows_typed_by_name_become_people(office):
    member = office.member()
    record = opened(office, each=D(5))
    name = member.person.name
    inputs = {"paid_on": TODAY, "rows": [{"name": name, "paid": D(5)}]}
    assert screens.DUES.prepare("collect", record, inputs, actor=office.actor)["paid"] == {member.person_id: D(5)}
    with pytest.raises(Refused, match="名单里没有这个人"):
        screens.DUES.prepare("collect", record, {"rows": [{"name": "外人", "paid": D(5)}]}, actor=office.actor)


def test_many_rows_by_name_are_one_question(office, django_assert_num_queries):
    names = [office.member().person.name for _ in range(5)]
    record = opened(office)
    with django_assert_num_queries(1):
        inputs = {"rows": [{"name": name, "paid": D(5)} for name in names]}
        assert len(screens.DUES.prepare("collect", record, inputs, actor=office.actor)["paid"]) == 5


def test_a_payment_of_nothing_takes_a_mistaken_one_back(office):
    member = office.member()
    record = opened(office, each=D(5))
    dues.collect_dues(record, actor=office.actor, on=TODAY, paid_on=TODAY)
    dues.collect_dues(record, actor=office.actor, on=TODAY, paid_on=TODAY, paid={member.person_id: D("0.00")})
    record.refresh_from_db()
    assert (record.payers, record.rows[0]["paid_on"]) == (0, "")
    assert [office.count(f"members.{code}") for code in ("dues_paid", "dues_payers")] == [0, 0]
    dues.collect_dues(record, actor=office.actor, on=TODAY, paid_on=TODAY)  # owes again, and pays with the others
    assert office.count("members.dues_payers") == 1
    assert reconcile() == []


def test_six_unpaid_months_are_deemed_exit_and_five_are_not(office):
    member = office.member()
    for month in range(1, 6):
        opened(office, month, each=D(5))
    assert cleaning.without_dues(office.county.root, TODAY) == []
    with pytest.raises(Refused, match="5 个月，不到 6 个月"):
        endings.lapse_members(member, actor=office.actor, on=TODAY, reason="催交无果")
    opened(office, 6, each=D(5))
    [due] = cleaning.without_dues(office.county.root, TODAY)
    assert (due.member, due.why) == (member.pk, "连续 6 个月未交会费")
    endings.lapse_members([due.member], actor=office.actor, on=TODAY, reason="催交无果")
    assert office.count("members.out[kind=视为退会]") == 1


def test_the_clean_up_finds_who_left_the_job_or_reached_the_age(office):
    gone = office.member(job_until=date(2024, 5, 31))
    office.member(job_until=date(2024, 6, 2))
    names = {each.member for each in cleaning.without_job(office.county.root, TODAY)}
    assert names == {gone.pk}
    assert cleaning.without_job(office.county.west, TODAY) == []
    person = office.person("老张", document=False)
    old = office.member(person=person, sex="男", born=date(1964, 6, 1))
    young = office.member(person=office.person("小张", document=False), sex="男", born=date(1964, 6, 2))
    found = {each.member: each.why for each in cleaning.of_age(office.county.root, TODAY)}
    assert found[old.pk] == "男，60 岁"
    assert young.pk not in found


def test_a_list_of_many_is_asked_in_few_statements(office, django_assert_max_num_queries):
    for _ in range(12):
        office.member(job_until=date(2024, 1, 1))
    with django_assert_max_num_queries(3):
        assert len(cleaning.without_job(office.county.root, TODAY)) == 12
    rows = list(Member.objects.all())
    with django_assert_max_num_queries(15):
        joining.issue_card(rows, actor=office.actor, card_kind="会员卡")
    assert Dues.objects.count() == 0

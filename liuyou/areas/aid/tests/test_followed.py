"""Visits, pairings, scholarship commitments, survivors' pensions and maternity cases."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from liuyou.areas.aid import queries
from liuyou.areas.aid.actions import commitments, correct_payment, followed, survivors, void_payment
from liuyou.areas.aid.models import Payment
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.ledger.reconcile import reconcile

D = Decimal
Y2011, Y2014, Y2022 = (Period.parse(code) for code in ("2011", "2014", "2022"))


@pytest.fixture
def who(county):
    return county.people("王一")[0]


def test_visits_are_counted_by_programme_and_form(county, who):
    rows = [
        {"org_id": county.east1, "visited_on": date(2022, 3, day), "visited": "双湾村李家", "programme": "双联"}
        for day in (1, 2, 3)
    ]
    rows.append({"org_id": county.west1, "visited_on": date(2022, 5, 1), "person_id": who, "form": "住院"})
    made = followed.record_visits([{**row, "findings": "独居"} for row in rows], actor=county.actor)
    assert value("aid.visits[programme=双联行动]", county.root, Y2022) == 3
    assert value("aid.visits[form=住院]", county.west, Y2022) == 1
    followed.void_visit(made[0], actor=county.actor, reason="重复")
    changes = {"visited_on": date(2023, 3, 2)}
    followed.correct_visit(made[1], changes=changes, actor=county.actor, reason="年份写错")
    assert value("aid.visits", county.root, Y2022) == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT findings FROM aid_visit")
        assert all("独居".encode() not in bytes(found) for (found,) in cursor.fetchall())
    with pytest.raises(Refused, match="没有写明走访了谁"):
        followed.record_visits([{"org_id": county.east1, "visited_on": date(2022, 1, 1)}], actor=county.actor)
    assert reconcile() == []


def paired(county, person, helper="赵书记", since=date(2022, 2, 1), **more):
    row = {"org_id": county.east1, "person_id": person, "helper": helper, "starts_on": since}
    return followed.pair([row | more], actor=county.actor, on=since)[0]


def test_pairings_stand_until_they_end_and_give_a_rate(county):
    people = county.people("王一", "李二", "张三", "孙四")
    made = [paired(county, each, deadline=date(2022, 12, 1)) for each in people]
    followed.end_pairing(made[0], outcome="脱困", actor=county.actor, on=date(2022, 10, 1))
    followed.end_pairing(made[1], outcome="未脱困", actor=county.actor, on=date(2022, 11, 1))
    assert value("aid.pairings", county.root, Y2022) == 2
    assert value("aid.pairings_ended[outcome=脱困]", county.root, Y2022) == 1
    assert value("aid.pairing_exit_rate", county.root, Y2022) == D("0.25")
    assert queries.overdue_pairings(county.actor, date(2022, 12, 2)).count() == 2
    later = followed.plan_pairing(made[2], plan="介绍岗位", deadline=date(2023, 6, 1), actor=county.actor)
    assert later.due_on == date(2023, 6, 1)
    followed.void_pairing(made[0], actor=county.actor, reason="误登")
    assert value("aid.pairing_exit_rate", county.root, Y2022) == 0
    assert reconcile() == []


def test_a_pairing_is_inspected_and_has_sound_dates(county, who):
    pairing = paired(county, who)
    pairing = followed.inspect_pairing(pairing, note="已送岗位信息", actor=county.actor, on=date(2022, 5, 1))
    assert pairing.inspections == [{"on": "2022-05-01", "note": "已送岗位信息"}]
    with pytest.raises(Refused, match="已经结对"):
        paired(county, who)
    with pytest.raises(Refused, match="早于起始日期"):
        followed.end_pairing(pairing, outcome="脱困", actor=county.actor, on=date(2022, 1, 1))
    with pytest.raises(Refused, match="脱困、未脱困"):
        followed.end_pairing(pairing, outcome="成功", actor=county.actor, on=date(2022, 6, 1))
    with pytest.raises(Refused, match="还没有结束"):
        followed.correct_pairing(pairing, changes={"outcome": "脱困"}, actor=county.actor, reason="试")
    pairing = followed.end_pairing(pairing, outcome="未脱困", actor=county.actor, on=date(2022, 6, 1))
    followed.correct_pairing(pairing, changes={"outcome": "脱困"}, actor=county.actor, reason="结果填错")
    assert value("aid.pairings_ended[outcome=脱困]", county.root, Y2022) == 1


def committed(county, person, **more):
    row = {
        "org_id": county.east1,
        "person_id": person,
        "school_level": "大学",
        "first_year": 2011,
        "yearly_amount": D(2000),
        "starts_on": date(2011, 8, 20),
    }
    return commitments.commit([row | more], actor=county.actor, on=date(2011, 8, 20))[0]


def pay_year(county, commitment, year):
    commitments.confirm_commitment(commitment, school_year=year, actor=county.actor)
    return commitments.pay_commitment(commitment, school_year=year, actor=county.actor, on=date(year, 9, 10))


@pytest.fixture
def four_years_since_2011(county):
    """The national number of years holds from 2014 only; this county set its own earlier."""
    from liuyou.kernel.actions.parameters import override_parameter

    about = {"org": county.root, "since": date(2011, 1, 1), "actor": county.actor}
    override_parameter("aid.commitment_years", 4, reason="县办法", **about)


@pytest.mark.usefixtures("four_years_since_2011")
def test_a_student_is_followed_for_four_years_and_no_fifth(county, who):
    commitment = committed(county, who)
    assert commitment.years == 4
    for year in (2011, 2012, 2013, 2014):
        pay_year(county, commitment, year)
    assert value("aid.money[programme=金秋助学]", county.root, Y2014) == 2000
    assert value("aid.scholarship_people", county.root, Period.parse("2011-01-01..2014-12-31")) == 1
    with pytest.raises(Refused, match="已经发满 4 次"):
        pay_year(county, commitment, 2015)
    assert value("aid.commitments", county.root, Y2014) == 1
    commitment = commitments.complete_commitment(commitment, actor=county.actor, on=date(2015, 7, 1))
    assert value("aid.commitments", county.root, Period.parse("2015")) == 0
    assert committed(county, who, first_year=2016, years=2, school_level="高中").state == "active"
    assert reconcile() == []


def test_a_school_year_is_confirmed_and_paid_once(county, who):
    commitment = committed(county, who, years=4)
    with pytest.raises(Refused, match="还没有确认在读"):
        commitments.pay_commitment(commitment, school_year=2011, actor=county.actor)
    commitment = pay_year(county, commitment, 2011)
    with pytest.raises(Refused, match="一学年只发一次"):
        commitments.pay_commitment(commitment, school_year=2011, actor=county.actor)
    with pytest.raises(Refused, match="不能改人或改项目"):
        correct_payment(Payment.objects.get(), changes={"programme": "送温暖"}, actor=county.actor, reason="试")
    with pytest.raises(Refused, match="先作废那些发放"):
        commitments.void_commitment(commitment, actor=county.actor, reason="试")
    void_payment(Payment.objects.get(), actor=county.actor, reason="账号错")
    commitments.pay_commitment(commitment, school_year=2011, actor=county.actor, on=date(2011, 10, 1))
    assert value("aid.money", county.root, Y2011) == 2000
    with pytest.raises(Refused, match="还有 3 个学年"):
        commitments.complete_commitment(commitment, actor=county.actor, on=date(2012, 1, 1))
    commitments.end_commitment(commitment, actor=county.actor, on=date(2012, 1, 1), reason="退学")
    assert value("aid.commitments", county.root, Period.parse("2012")) == 0


def test_years_paid_before_the_register_count_and_corrections_fit_them(county, who):
    commitment = committed(county, who, years=4, paid_before=3)
    with pytest.raises(Refused, match="已有资助中的承诺"):
        committed(county, who, years=4)
    commitment = pay_year(county, commitment, 2014)
    with pytest.raises(Refused, match="发满 4 次"):
        pay_year(county, commitment, 2014)
    with pytest.raises(Refused, match="已发放 2014 至 2014 学年"):
        commitments.correct_commitment(commitment, changes={"years": 3}, actor=county.actor, reason="试")
    with pytest.raises(Refused, match="多于资助年数"):
        commitments.correct_commitment(commitment, changes={"paid_before": 5}, actor=county.actor, reason="试")


def enrolled(county, person, since=date(2021, 6, 1), **more):
    row = {
        "org_id": county.east1,
        "person_id": person,
        "deceased": "老王",
        "monthly_amount": D(300),
        "starts_on": since,
    }
    return survivors.enrol_survivors([row | more], actor=county.actor, on=since)[0]


def run(county, month, on, **more):
    return survivors.pay_survivors(month, **({"org": county.root, "actor": county.actor} | more), on=on)


def test_a_month_is_paid_once(county):
    one, two = county.people("王一", "李二")
    enrolled(county, one)
    enrolled(county, two, since=date(2022, 4, 1))
    first = run(county, date(2022, 3, 15), date(2022, 3, 20))
    assert (len(first.paid), first.summary) == (1, "2022年3月发放 1 人 300.00 元。")
    second = run(county, date(2022, 3, 1), date(2022, 3, 21))
    assert second.summary == "2022年3月没有需要发放的人，1 人此前已发。"
    run(county, date(2022, 4, 1), date(2022, 4, 20))
    assert value("aid.payments[programme=遗属生活补助]", county.root, Y2022) == 3
    assert value("aid.survivors", county.root, Y2022) == 2
    void_payment(first.paid[0], actor=county.actor, reason="账号错")
    assert len(run(county, date(2022, 3, 1), date(2022, 4, 25)).paid) == 1
    assert reconcile() == []


def test_whoever_was_not_rechecked_is_left_out_and_listed(county, who):
    survivor = enrolled(county, who)
    assert survivor.due_on == date(2022, 6, 1)
    assert len(run(county, date(2022, 6, 1), date(2022, 6, 1)).paid) == 1  # the last day is still in time
    late = run(county, date(2022, 7, 1), date(2022, 7, 20))
    assert late.summary == "2022年7月没有需要发放的人；1 人核查逾期，本月未发：王一。"
    assert list(queries.overdue_survivors(county.actor, date(2022, 7, 20))) == [survivor]
    with pytest.raises(Refused, match="请办理“退出”"):
        survivors.recheck_survivor(survivor, result="已再婚", actor=county.actor, on=date(2022, 7, 21))
    survivors.recheck_survivor(survivor, result="符合", actor=county.actor, on=date(2022, 7, 21))
    assert len(run(county, date(2022, 7, 1), date(2022, 7, 22)).paid) == 1


def test_a_pension_changes_and_ends_with_a_reason(county, who):
    survivor = enrolled(county, who)
    with pytest.raises(Refused, match="理由"):
        survivors.change_pension(survivor, monthly_amount=D(350), actor=county.actor)
    survivor = survivors.change_pension(survivor, monthly_amount=D(350), actor=county.actor, reason="提标")
    assert run(county, date(2022, 1, 1), date(2022, 1, 20)).paid[0].amount == 350
    with pytest.raises(Refused, match="已有发放记录"):
        survivors.void_survivor(survivor, actor=county.actor, reason="试")
    with pytest.raises(Refused, match="已在领取"):
        enrolled(county, who)
    survivors.remove_survivor(survivor, actor=county.actor, on=date(2022, 2, 1), reason="成年就业")
    assert run(county, date(2022, 2, 1), date(2022, 2, 20)).paid == []
    assert value("aid.survivors", county.root, Y2022) == 0
    assert value("aid.survivors_removed", county.root, Y2022) == 1


def test_a_run_pays_only_where_the_actor_may(county, clerk, who):
    enrolled(county, who)
    west = clerk("西镇干事", county.west, "aid.*")
    assert run(county, date(2022, 1, 1), date(2022, 1, 20), actor=west).paid == []
    assert run(county, date(2022, 1, 1), date(2022, 1, 20), org=county.west).paid == []
    reader = clerk("东镇查阅", county.east, "aid.read")
    assert run(county, date(2022, 1, 1), date(2022, 1, 20), actor=reader).paid == []
    assert not Payment.objects.exists()


def test_maternity_cases_are_not_aid(county, clerk, who):
    row = {"org_id": county.east1, "person_id": who, "handled_on": date(2022, 3, 1), "amount": D(8000)}
    with pytest.raises(NotFound):
        followed.record_maternity([row], actor=clerk("西镇干事", county.west, "aid.*"))
    [case] = followed.record_maternity([row], actor=county.actor)
    assert [value(f"aid.{each}", county.root, Y2022) for each in ("maternity", "maternity_money", "money")] == [
        1,
        8000,
        0,
    ]
    case = followed.correct_maternity(case, changes={"amount": D(7900)}, actor=county.actor, reason="票据")
    assert value("aid.maternity_money", county.root, Y2022) == 7900
    followed.void_maternity(case, actor=county.actor, reason="重复")
    assert value("aid.maternity", county.root, Y2022) == 0
    assert reconcile() == []

"""Programmes with caps and budgets, applications, batches, and the payments they make."""

from datetime import date
from decimal import Decimal

import pytest

from liuyou.areas.aid import queries
from liuyou.areas.aid.actions import (
    applications,
    batches,
    correct_payment,
    programmes,
    record_payments,
    return_payment,
    void_payment,
)
from liuyou.areas.aid.models import Application, Payment
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.ledger.reconcile import reconcile

Y2022 = Period.parse("2022")
DAY, PASSED = date(2022, 4, 1), date(2022, 4, 12)
D = Decimal


def opened(county, name, **more):
    row = {"org_id": county.root, "name": name, "year": 2022, **more}
    return programmes.open_programmes([row], actor=county.actor, on=date(2022, 1, 1))[0]


def approved(county, person, amount="800", programme="生活救助", **more):
    row = {"org_id": county.east1, "person_id": person, "programme": programme, "requested": D(1000), **more}
    each = applications.draft_applications([row], actor=county.actor, on=DAY)[0]
    each = applications.submit_application(each, actor=county.actor, on=DAY)
    each = applications.verify_application(each, visit="家中二人，租房", actor=county.actor, on=DAY)
    each = applications.post_application(each, actor=county.actor, on=DAY)
    return applications.approve_application(each, amount=D(amount), opinion="同意", actor=county.actor, on=PASSED)


@pytest.fixture
def who(county):
    return county.people("王一")[0]


def test_an_application_becomes_a_payment(county, on_file, who):
    file = on_file(who)
    application = approved(county, who, fund="工会经费")
    assert (application.file_id, application.category, application.state) == (file.pk, "深度困难", "approved")
    assert value("aid.money", county.root, Y2022) == 0
    applications.pay_application(application, voucher="记-12", actor=county.actor, on=date(2022, 4, 20))
    payment = Payment.objects.get()
    assert (payment.source, payment.amount, payment.paid_on) == (application.pk, 800, date(2022, 4, 20))
    assert value("aid.money[programme=生活救助,category=深度困难,fund=工会经费]", county.east1, Y2022) == 800
    assert value("aid.applications[outcome=批准]", county.root, Y2022) == 1
    assert reconcile() == []


def test_aid_needs_a_file_unless_it_is_temporary(county, on_file, who):
    with pytest.raises(Refused, match="请先建档，或改办临时救助"):
        approved(county, who)
    assert not Application.objects.exists()
    assert approved(county, who, programme="临时生活救助").programme == "临时救助"


def test_a_file_that_ended_meanwhile_stops_the_payment(county, on_file, who):
    from liuyou.areas.aid.actions import files

    file = on_file(who)
    application = approved(county, who)
    files.close_file(file, ground="调离", actor=county.actor, on=PASSED)
    with pytest.raises(Refused, match="没有在档"):
        applications.pay_application(application, voucher="记-12", actor=county.actor, on=PASSED)
    assert not Payment.objects.exists()


def test_the_union_itself_cannot_approve(county, on_file, clerk, who):
    own = clerk("一厂主席", county.east1, "aid.*")
    on_file(who)
    row = {"org_id": county.east1, "person_id": who, "programme": "生活救助", "requested": D(1000)}
    each = applications.draft_applications([row], actor=own, on=DAY)[0]
    with pytest.raises(Refused, match=r"现在是“草稿”，不能“核实”：此时可以办理的是修改、提交、撤回"):
        applications.verify_application(each, visit="已入户", actor=own, on=DAY)
    each = applications.submit_application(each, actor=own, on=DAY)
    each = applications.verify_application(each, visit="已入户", actor=own, on=DAY)
    each = applications.post_application(each, actor=own, on=DAY)
    for actor in (own, clerk("西镇干事", county.west, "aid.*")):
        with pytest.raises(NotFound):
            applications.approve_application(each, amount=D(1), opinion="同意", actor=actor, on=PASSED)
    town = clerk("东镇干事", county.east, "aid.*")
    with pytest.raises(Refused, match="公示期到"):
        applications.approve_application(each, amount=D(1), opinion="同意", actor=town, on=DAY)
    assert applications.approve_application(each, amount=D(1), opinion="同意", actor=town, on=PASSED).amount == 1


def test_an_application_goes_back_is_refused_or_withdrawn(county, on_file, who):
    on_file(who)
    row = {"org_id": county.east1, "person_id": who, "programme": "生活救助", "requested": D(1000)}
    one, two = applications.draft_applications([row, row], actor=county.actor, on=DAY)
    one = applications.submit_application(one, actor=county.actor, on=DAY)
    one = applications.send_back_application(one, actor=county.actor, on=DAY, reason="缺发票")
    assert value("aid.applications", county.root, Y2022) == 0
    one = applications.edit_application(one, changes={"requested": D(500)}, actor=county.actor, on=DAY)
    one = applications.submit_application(one, actor=county.actor, on=date(2022, 5, 1))
    with pytest.raises(Refused, match="理由"):
        applications.refuse_application(one, actor=county.actor, on=DAY)
    applications.refuse_application(one, actor=county.actor, on=DAY, reason="已获民政救助")
    applications.withdraw_application(two, actor=county.actor, on=DAY, reason="本人放弃")
    assert value("aid.applications[outcome=不予救助]", county.root, Y2022) == 1
    assert value("aid.applications", county.root, Y2022) == 1  # a draft that was never submitted is none
    assert reconcile() == []


def test_a_void_payment_can_be_paid_again(county, on_file, who):
    on_file(who)
    application = applications.pay_application(approved(county, who), voucher="记-1", actor=county.actor, on=PASSED)
    with pytest.raises(Refused, match="先在发放台账中登记退回或作废"):
        applications.unpay_application(application, actor=county.actor, on=PASSED, reason="账号有误")
    return_payment(Payment.objects.get(), returned_on=date(2022, 4, 20), actor=county.actor, reason="账号有误")
    application = applications.unpay_application(application, actor=county.actor, on=PASSED, reason="账号有误")
    applications.pay_application(application, voucher="记-9", actor=county.actor, on=date(2022, 5, 5))
    assert value("aid.money", county.root, Y2022) == 800
    assert reconcile() == []


def test_the_cap_a_person_and_year_holds_for_every_way_of_paying(county, on_file, who):
    opened(county, "生活救助", cap=D(1000))
    on_file(who)
    first = county.pay(county.east2, who, "700", date(2022, 2, 1), programme="生活救助")
    with pytest.raises(Refused, match=r"王一：本年度已救助 700.00 元，再给 300.01 元将超过上限 1000.00 元"):
        county.pay(county.west1, who, "300.01", date(2022, 2, 2), programme="生活救助")
    with pytest.raises(Refused, match=r"本年度已救助 700.00 元，再给 400 元"):
        approved(county, who, amount="400")
    application = approved(county, who, amount="300")
    county.pay(county.east2, who, "1", date(2022, 4, 2), programme="生活救助")
    with pytest.raises(Refused, match="超过上限"):
        applications.pay_application(application, voucher="记-1", actor=county.actor, on=PASSED)
    assert Application.objects.get(pk=application.pk).state == "approved"
    county.pay(county.east1, who, "1000", date(2021, 12, 31), programme="生活救助")  # another year
    with pytest.raises(Refused, match="超过上限"):
        correct_payment(first, changes={"amount": D(1000)}, actor=county.actor, reason="凭证为 1000 元")
    assert correct_payment(first, changes={"amount": D(999)}, actor=county.actor, reason="凭证").amount == 999
    assert reconcile() == []


def test_what_came_back_does_not_count_against_the_cap(county, who):
    opened(county, "生活救助", cap=D(1000))
    payment = county.pay(county.east1, who, "1000", date(2022, 2, 1), programme="生活救助")
    return_payment(payment, returned_on=date(2022, 3, 1), actor=county.actor, reason="退回")
    county.pay(county.east1, who, "1000", date(2022, 4, 1), programme="生活救助")
    assert queries.granted_by_person(county.actor, 2022, DAY) == {who: D(1000)}


def test_a_cap_from_the_parameters_goes_by_category_and_months(county, baseline, who):
    opened(county, "生活救助")  # 深度困难: 12 months of 800 元, 相对困难: 10 months
    county.pay(county.east1, who, "9600", date(2022, 2, 1), programme="生活救助", category="深度困难")
    (two,) = county.people("李二")
    with pytest.raises(Refused, match="上限 8000 元"):
        county.pay(county.east1, two, "8001", date(2022, 2, 1), programme="生活救助", category="相对困难")
    with pytest.raises(Refused, match="对象类别“”不在可选范围内"):
        county.pay(county.east1, two, "1", date(2022, 2, 1), programme="生活救助")
    opened(county, "临时救助")
    with pytest.raises(Refused, match="上限 3000 元"):
        county.pay(county.east1, two, "3001", date(2022, 2, 1), programme="临时救助")


def test_a_fund_pays_up_to_its_budget(county):
    one, two = county.people("王一", "李二")
    programme = opened(county, "送温暖", funds={"工会经费": D(1000), "财政": D(500)})
    assert value("aid.budget[fund=财政]", county.root, Y2022) == 500
    county.pay(county.east1, one, "600", date(2022, 1, 20), fund="工会经费")
    with pytest.raises(Refused, match=r"“工会经费”预算 1000 元，已用 600.00 元，再发 401 元将超出"):
        county.pay(county.west1, two, "401", date(2022, 1, 20), fund="工会经费")
    with pytest.raises(Refused, match="资金来源“社会捐赠”不在可选范围内：请从工会经费、财政中选择"):
        county.pay(county.west1, two, "1", date(2022, 1, 20), fund="社会捐赠")
    county.pay(county.west1, two, "300", date(2022, 1, 20), fund="工会经费", goods_value=D(100))
    with pytest.raises(Refused, match=r"已用 1000.00 元"):
        programmes.change_programme(programme, funds={"工会经费": D(999)}, actor=county.actor, reason="压缩")
    programmes.change_programme(programme, funds={"工会经费": D(2000)}, actor=county.actor, reason="追加")
    assert value("aid.budget_used", county.root, Y2022) == D("0.5")
    assert reconcile() == []


def test_a_town_programme_goes_before_the_county_s(county, who):
    opened(county, "送温暖", cap=D(100))
    opened(county, "送温暖", cap=D(500), org_id=county.east)
    county.pay(county.east1, who, "500", date(2022, 1, 20))
    county.pay(county.west1, who, "100", date(2022, 1, 20))
    with pytest.raises(Refused, match=r"已救助 100.00 元"):
        county.pay(county.west1, who, "1", date(2022, 1, 20))


def test_a_programme_is_set_up_once_and_can_be_closed(county, who):
    programme = opened(county, "送温暖")
    with pytest.raises(Refused, match="已设立"):
        opened(county, "送温暖活动")
    programme = programmes.close_programme(programme, actor=county.actor)
    with pytest.raises(Refused, match="项目已关闭"):
        county.pay(county.east1, who, "1", date(2022, 1, 20))
    programme = programmes.reopen_programme(programme, actor=county.actor, reason="补登")
    county.pay(county.east1, who, "1", date(2022, 1, 20))
    programmes.void_programme(programme, actor=county.actor, reason="误设")
    assert opened(county, "送温暖").state == "open"


def test_without_a_programme_record_any_ledger_is_entered(county, who):
    county.pay(county.east1, who, "99999", date(2012, 1, 20), programme="自定项目")
    assert value("aid.money", county.root, Period.parse("2012")) == 99999


def test_a_correction_cannot_move_a_payment_out_of_reach_or_time(county, who):
    payment = county.pay(county.east1, who, "1", date(2022, 1, 20))
    with pytest.raises(Refused, match="不能用更正修改"):
        correct_payment(payment, changes={"org_id": county.west1}, actor=county.actor, reason="试")
    with pytest.raises(Refused, match="早于发放日期"):
        return_payment(payment, returned_on=date(2022, 1, 19), actor=county.actor, reason="试")


def sheet(county, people, **more):
    batch = {
        "org_id": county.root,
        "title": "2022 年迎新春送温暖集中慰问大会",
        "programme": "送温暖活动",
        "form": "集中慰问",
        "fund": "工会经费",
        "paid_on": date(2022, 1, 28),
        "rows": [{"person_id": each, "amount": D(500), "org_id": county.east1} for each in people],
    }
    return batches.draft_batch(batch | more, actor=county.actor, on=date(2022, 1, 20))


def paid(county, batch):
    batch = batches.submit_batch(batch, actor=county.actor)
    batch = batches.approve_own_batch(batch, opinion="同意", actor=county.actor)
    return batches.pay_batch(batch, actor=county.actor)


def test_one_sheet_of_145_people_is_one_batch(county):
    people = county.people(*(f"职工{number}" for number in range(145)))
    batch = sheet(county, people)
    assert (batch.count, batch.total, batch.programme) == (145, 72500, "送温暖")
    paid(county, batch)
    assert [value(code, county.root, Y2022) for code in ("aid.people", "aid.money", "aid.batches")] == [145, 72500, 1]
    one = Payment.objects.get(source=batch.pk, person_id=people[3])
    correct_payment(one, changes={"amount": D(800)}, actor=county.actor, reason="特困加发")
    assert value("aid.money", county.east1, Y2022) == 72800
    assert reconcile() == []


def test_a_person_stands_once_in_a_batch_and_earlier_payments_are_shown(county, clerk):
    one, two = county.people("王一", "李二")
    with pytest.raises(Refused, match="第 2 行与第 1 行"):
        sheet(county, [one, one])
    with pytest.raises(Refused, match="第 1 行没有金额"):
        sheet(county, [], rows=[{"person_id": one}])
    with pytest.raises(Refused, match="名单是空的"):
        sheet(county, [])
    county.pay(county.west1, two, "300", date(2022, 1, 5))
    county.pay(county.west1, one, "300", date(2021, 1, 5))
    batch = sheet(county, [one, two])
    assert queries.paid_already(county.actor, batch, DAY) == [("李二", date(2022, 1, 5), D(300))]
    assert queries.paid_already(clerk("东镇干事", county.east, "aid.read"), batch, DAY) == []
    paid(county, batch)
    assert queries.paid_already(county.actor, batch, DAY) == [("李二", date(2022, 1, 5), D(300))]
    [row, _] = queries.notice_rows(county.actor, DAY, of=batch)
    assert (row.name, row.unit, row.amount) == ("王*", "东一厂工会", D(500))


def test_own_approval_is_a_right_of_its_own(county, clerk):
    (one,) = county.people("王一")
    town = clerk("东镇干事", county.east, "aid.apply", "aid.approve", "aid.record")
    batch = sheet(county, [one], org_id=county.east)
    batch = batches.submit_batch(batch, actor=town)
    for approve in (batches.approve_batch, batches.approve_own_batch):
        with pytest.raises(NotFound):
            approve(batch, opinion="同意", actor=town)
    batch = batches.approve_batch(batch, opinion="同意", actor=county.actor)
    assert batches.pay_batch(batch, actor=town).state == "paid"


def test_a_batch_is_revised_sent_back_and_void_as_a_whole(county):
    one, two = county.people("王一", "李二")
    batch = batches.submit_batch(sheet(county, [one]), actor=county.actor)
    batch = batches.send_back_batch(batch, actor=county.actor, reason="漏一人")
    rows = [{"person_id": one, "amount": D(500)}, {"person_id": two, "amount": D(0), "goods_value": D(90)}]
    batch = batches.revise_batch(batch, rows=rows, changes={"fund": "财政"}, actor=county.actor)
    assert (batch.count, batch.total, batch.goods_total) == (2, 500, 90)
    batch = paid(county, batch)
    assert value("aid.goods[fund=财政]", county.root, Y2022) == 90
    void_payment(Payment.objects.get(person_id=one), actor=county.actor, reason="未到场")
    batches.void_batch(batch, actor=county.actor, reason="整表重复")
    assert [value(code, county.root, Y2022) for code in ("aid.payments", "aid.batches")] == [0, 0]
    assert reconcile() == []


def test_a_batch_over_the_budget_is_refused_whole(county):
    people = county.people("王一", "李二", "张三")
    opened(county, "送温暖", funds={"工会经费": D(1200)})
    with pytest.raises(Refused, match="已用 1000 元，再发 500 元将超出"):
        batches.submit_batch(sheet(county, people), actor=county.actor)
    assert not Payment.objects.exists()


def test_whole_lists_are_entered_in_one_go(county):
    people = county.people(*(f"职工{number}" for number in range(300)))
    rows = [
        {"org_id": county.west1, "person_id": each, "amount": D(1), "paid_on": date(2022, 1, 5), "programme": "送温暖"}
        for each in people
    ]
    assert len(record_payments(rows, actor=county.actor)) == 300

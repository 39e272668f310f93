"""Figures on a small tree: values, rows, corrections, reorganisations, as-of."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection

from liuyou.areas.aid.actions import correct_payment, return_payment, void_payment
from liuyou.areas.aid.models import Payment
from liuyou.kernel.actions.tree import merge_org, move_org
from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.codes import figure
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.kernel.ledger.rows import Cause, behind, explain
from liuyou.kernel.writing.permit import moment

YEAR, H1, Q1, MARCH = (Period.parse(code) for code in ("2016", "2016H1", "2016Q1", "2016-03"))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("aid.money", 600),
        ("aid.payments", 3),
        ("aid.people", 2),
        ("aid.money[programme=送温暖]", 500),
        ("aid.money[项目=送温暖|金秋助学]", 600),
        ("aid.money_per_person", 300),
        ("aid.people / aid.payments", Decimal(2) / Decimal(3)),
        ("aid.money - last_year(aid.money)", 600),
    ],
)
def test_a_figure_is_the_fold_of_its_rows(county, code, expected):
    one, two = county.people("王一", "李二")
    county.pay(county.east1, one, "200", date(2016, 1, 28))
    county.pay(county.west1, two, "300", date(2016, 2, 1))
    county.pay(county.west2, one, "100", date(2016, 6, 30), programme="金秋助学")
    county.pay(county.west2, one, "999", date(2016, 7, 1))
    assert value(code, county.root, H1) == pytest.approx(Decimal(expected))


def test_shared_people_are_counted_once_at_every_level(county):
    one, two = county.people("王一", "李二")
    county.pay(county.east1, one, "200", date(2016, 1, 28))
    county.pay(county.west1, one, "300", date(2016, 2, 1))
    county.pay(county.west1, two, "300", date(2016, 2, 1))
    assert [value("aid.people", org, H1) for org in (county.east, county.west, county.root)] == [1, 2, 2]


def test_a_correction_changes_the_figure_now_and_not_as_of_before(county):
    (one,) = county.people("王一")
    payment = county.pay(county.east1, one, "200", date(2016, 1, 28))
    before = moment()
    correct_payment(payment, changes={"amount": Decimal("250")}, actor=county.actor, reason="凭证为 250 元")
    assert value("aid.money", county.root, H1) == 250
    assert value("aid.money", county.root, H1, as_of=before) == 200
    [(_, differences)] = explain(figure("aid.money"), county.root, H1, before=before)
    assert [(each.cause, each.value) for each in differences] == [
        (Cause.REVERSED, Decimal(-200)),
        (Cause.CORRECTED, Decimal(250)),
    ]
    assert reconcile() == []


def test_a_reversal_in_a_later_month_counts_in_that_month(county):
    (one,) = county.people("王一")
    payment = county.pay(county.east1, one, "200", date(2016, 1, 28))
    return_payment(payment, returned_on=date(2016, 3, 2), actor=county.actor, reason="账号有误退回")
    assert value("aid.money", county.root, Period.parse("2016-01")) == 200
    assert value("aid.money", county.root, MARCH) == -200
    assert value("aid.people", county.root, Q1) == 0
    [rows] = behind(figure("aid.people"), county.root, Q1)
    assert rows.persons == []


def test_who_was_paid_again_after_a_return_is_counted(county):
    """Paid in June, returned in July, paid again in July: helped in the second half-year."""
    (one,) = county.people("王一")
    payment = county.pay(county.east1, one, "200", date(2016, 6, 25))
    return_payment(payment, returned_on=date(2016, 7, 3), actor=county.actor, reason="账号有误退回")
    county.pay(county.east1, one, "200", date(2016, 7, 10), programme="临时救助")
    assert value("aid.people", county.root, Period.parse("2016H2")) == 1
    [rows] = behind(figure("aid.people"), county.root, Period.parse("2016H2"))
    assert rows.persons == [one]


def test_the_same_record_given_twice_is_changed_once(county):
    (one,) = county.people("王一")
    payment = county.pay(county.east1, one, "200", date(2016, 1, 28))
    correct_payment([payment, payment.pk], changes={"amount": Decimal(70)}, actor=county.actor, reason="更正")
    assert value("aid.money", county.root, H1) == 70
    assert reconcile() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"programme": "长" * 50}, "项目"),
        ({"amount": "10000000000000000"}, "金额"),
        ({"paid_on": "2016年"}, "发放日期"),
    ],
)
def test_a_value_that_does_not_fit_its_field_is_refused_by_name(county, changes, words):
    (one,) = county.people("王一")
    payment = county.pay(county.east1, one, "200", date(2016, 1, 28))
    with pytest.raises(BadInput, match=words):
        correct_payment(payment, changes=changes, actor=county.actor, reason="更正")
    assert value("aid.money", county.root, H1) == 200
    assert reconcile() == []


def test_rules_are_not_told_to_who_has_no_right(county):
    from liuyou.areas.aid.actions import record_payments
    from liuyou.kernel.access.models import Actor
    from liuyou.kernel.writing.permit import permit

    with permit("access.actor.start"):
        nobody = Actor.objects.create(name="外人")
    (one,) = county.people("王一")
    for amount in (Decimal(1), Decimal(0)):
        row = {
            "org_id": county.east1,
            "person_id": one,
            "amount": amount,
            "paid_on": date(2016, 1, 1),
            "programme": "甲",
        }
        with pytest.raises(NotFound):
            record_payments([row], actor=nobody)


@pytest.mark.parametrize(
    ("code", "unit", "title"),
    [
        ("aid.money[programme=甲] / aid.money", "%", "aid.money[programme=甲] / aid.money"),
        ("aid.money / distinct(aid.payments)", "", "aid.money / distinct(aid.payments)"),
        ("distinct(aid.payments)", "人", "救助人次（不重复）"),
        ("aid.money - last_year(aid.money)", "元", "aid.money - last_year(aid.money)"),
        ("aid.people[programme=甲]", "人", "救助人数"),
        ("aid.people / aid.people", "%", "aid.people / aid.people"),
    ],
)
def test_units_and_titles_follow_the_formula(county, code, unit, title):
    assert (figure(code).unit, figure(code).title) == (unit, title)


def test_a_dimension_named_twice_is_refused(county):
    with pytest.raises(BadInput, match=r"甲\|乙"):
        figure("aid.money[programme=甲,programme=乙]")


def test_a_merged_town_counts_for_its_successor_from_that_day(county):
    (one,) = county.people("王一")
    county.pay(county.east1, one, "200", date(2016, 1, 28))
    before = moment()
    merge_org(county.east, county.west, on=date(2016, 4, 1), actor=county.actor, reason="撤镇并镇")
    assert value("aid.money", county.west, Q1) == 0
    assert value("aid.money", county.west, H1) == 200
    assert value("aid.money", county.east, Q1) == 200
    assert value("aid.money", county.root, H1) == 200
    assert value("aid.money", county.west, H1, as_of=before) == 0
    [(_, differences)] = explain(figure("aid.money"), county.west, H1, before=before)
    assert [(each.cause, each.value) for each in differences] == [(Cause.MOVED_IN, Decimal(200))]


def test_a_moved_union_takes_its_history_along_from_that_day(county):
    (one,) = county.people("王一")
    county.pay(county.east1, one, "200", date(2016, 1, 28))
    move_org(county.east1, county.west, on=date(2016, 4, 1), actor=county.actor, reason="企业迁址")
    assert [value("aid.money", county.east, period) for period in (Q1, H1)] == [200, 0]
    assert [value("aid.money", county.west, period) for period in (Q1, H1)] == [0, 200]
    with pytest.raises(Refused, match="自己或它的下级"):
        move_org(county.root, county.west, on=date(2016, 5, 1), actor=county.actor, reason="试")


def test_void_leaves_nothing(county):
    (one,) = county.people("王一")
    payment = county.pay(county.east1, one, "200", date(2016, 1, 28))
    void_payment(payment, actor=county.actor, reason="重复登记")
    assert value("aid.money", county.root, YEAR) == 0
    with pytest.raises(Refused, match="已作废"):
        void_payment(payment, actor=county.actor, reason="再来")
    assert reconcile() == []


def test_nothing_is_written_outside_an_action(county):
    (one,) = county.people("王一")
    payment = county.pay(county.east1, one, "200", date(2016, 1, 28))
    with pytest.raises(ProgrammingError, match="outside an action"), connection.cursor() as cursor:
        cursor.execute("UPDATE aid_payment SET amount = 1 WHERE id = %s", [payment.pk])


def test_a_broken_constraint_leaves_nothing(county):
    (one,) = county.people("王一")
    with pytest.raises(IntegrityError):
        county.pay(county.east1, one, "0", date(2016, 1, 28))


def test_out_of_reach_is_as_if_absent(county):
    from liuyou.kernel.access.models import Actor
    from liuyou.kernel.access.setup import appoint
    from liuyou.kernel.writing.permit import permit

    with permit("access.actor.start"):
        clerk = Actor.objects.create(name="东镇干事")
    appoint(clerk, county.east, "干事", ["aid.*"], since=date(2016, 1, 1))
    (one,) = county.people("王一")
    theirs = county.pay(county.west1, one, "200", date(2016, 1, 28))
    with pytest.raises(NotFound):
        void_payment(theirs, actor=clerk, reason="试")
    assert Payment.objects.get(pk=theirs.pk).state == "paid"
    void_payment(county.pay(county.east1, one, "1", date(2016, 1, 28)), actor=clerk, reason="试")


def test_an_unknown_code_names_the_nearest(county):
    with pytest.raises(NotFound, match=r"aid\.money"):
        figure("aid.mony")
    with pytest.raises(Refused, match="资金来源"):
        figure("aid.money[colour=红]")


def test_only_a_stock_has_an_opening_balance(county):
    with pytest.raises(BadInput, match="没有期初数"):
        figure("opening(aid.money)")

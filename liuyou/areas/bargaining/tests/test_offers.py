"""Offers: their steps, their time limit, and the figures of an offer season."""

from datetime import date
from decimal import Decimal

import pytest

from liuyou.areas.bargaining import actions, queries
from liuyou.areas.bargaining.models import Offer
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.ledger.reconcile import reconcile

SEASON = Period.parse("2016-03-01..2016-05-31")


def test_the_reply_is_due_by_the_rule_of_the_place(bargaining):
    """浙江: ten working days; 1 March 2016 is a Tuesday."""
    assert bargaining.offer().due_on == date(2016, 3, 15)


def test_an_offer_is_accepted_or_refused_once(bargaining):
    offer = bargaining.offer()
    accepted = actions.accept_offer(offer, replied_on=date(2016, 3, 10), actor=bargaining.actor)
    assert (accepted.state, accepted.replied_on, accepted.due_on) == ("accepted", date(2016, 3, 10), None)
    with pytest.raises(Refused, match=r"已应约.*不能“登记拒绝”"):
        actions.refuse_offer(
            offer, replied_on=date(2016, 3, 11), follow_up="提请上级", reason="试", actor=bargaining.actor
        )


def test_a_refusal_says_what_follows(bargaining):
    offer = bargaining.offer()
    with pytest.raises(Refused, match="后续处理"):
        actions.refuse_offer(offer, replied_on=date(2016, 3, 11), reason="不愿协商", actor=bargaining.actor)
    refused = actions.refuse_offer(
        offer, replied_on=date(2016, 3, 11), follow_up="提请上级", reason="不愿协商", actor=bargaining.actor
    )
    refused = actions.follow_up_offer(refused, follow_up="责令改正", actor=bargaining.actor)
    assert (refused.state, refused.follow_up) == ("refused", "责令改正")


def test_a_reply_before_the_offer_is_refused_and_leaves_nothing(bargaining):
    offer = bargaining.offer()
    with pytest.raises(Refused, match="答复日期 2016-02-29 早于要约日期 2016-03-01"):
        actions.accept_offer(offer, replied_on=date(2016, 2, 29), actor=bargaining.actor)
    assert Offer.objects.get(pk=offer.pk).state == "sent"


def test_unanswered_offers_are_seen_from_the_day_after(bargaining, county):
    offer = bargaining.offer()
    answered = bargaining.offer(employer="东二厂")
    actions.accept_offer(answered, replied_on=date(2016, 3, 2), actor=bargaining.actor)
    assert list(queries.unanswered_offers(county.actor, date(2016, 3, 15))) == []
    assert list(queries.unanswered_offers(county.actor, date(2016, 3, 16))) == [offer]
    sister = bargaining.clerk(county.west, "bargaining.*")
    assert list(queries.unanswered_offers(sister, date(2016, 3, 16))) == []


def test_a_correction_moves_the_time_for_the_reply(bargaining, county):
    offer = bargaining.offer()
    corrected = actions.correct_offer(
        offer, changes={"sent_on": date(2016, 2, 29)}, reason="回执为 2 月 29 日", actor=bargaining.actor
    )
    assert corrected.due_on == date(2016, 3, 14)
    assert value("bargaining.offers", county.root, SEASON) == 0
    with pytest.raises(Refused, match="不能用更正修改"):
        actions.correct_offer(offer, changes={"state": "accepted"}, reason="试", actor=bargaining.actor)


def test_the_figures_of_a_season(bargaining, county):
    """Three single offers and one of a trade; one accepted, one refused, one taken back, one open; one was void."""
    offers = [bargaining.offer(employer=f"{number}厂", ownership="非公") for number in "一二三"]
    bargaining.offer(employer="服装零售行业", scope="行业性", org_id=county.west, sent_on=date(2016, 5, 31))
    bargaining.offer(employer="六月厂", sent_on=date(2016, 6, 1))
    actor = bargaining.actor
    actions.accept_offer(offers[0], replied_on=date(2016, 6, 2), actor=actor)
    actions.refuse_offer(offers[1], replied_on=date(2016, 3, 2), follow_up="不再跟进", reason="停产", actor=actor)
    actions.withdraw_offer(offers[2], reason="企业搬迁", actor=actor)
    void = bargaining.offer(employer="重复")
    actions.void_offer(void, reason="重复登记", actor=actor)
    expected = {
        "bargaining.offers": 4,
        "bargaining.offers[scope=单独]": 3,
        "bargaining.offers[scope=区域性|行业性]": 1,
        "bargaining.offers[经济类型=非公]": 3,
        "bargaining.offers[reply=待回应]": 1,
        "bargaining.acceptance_rate": Decimal(1) / 3,
        "bargaining.reply_rate": Decimal(2) / 3,
    }
    for code, number in expected.items():
        assert value(code, county.root, SEASON) == pytest.approx(Decimal(number)), code
    assert value("bargaining.offers", county.east, SEASON) == 3
    assert reconcile() == []


def test_a_sister_town_cannot_answer_an_offer(bargaining, county):
    sister = bargaining.clerk(county.west, "bargaining.*")
    with pytest.raises(NotFound):
        actions.accept_offer(bargaining.offer(), replied_on=date(2016, 3, 2), actor=sister)
    reader = bargaining.clerk(county.root, "bargaining.read")
    with pytest.raises(NotFound):
        actions.accept_offer(bargaining.offer(), replied_on=date(2016, 3, 2), actor=reader)

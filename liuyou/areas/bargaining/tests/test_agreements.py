"""Agreements from the first meeting to the end, and what they count for."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError

from liuyou.areas.bargaining import actions, queries
from liuyou.areas.bargaining.models import Agreement
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.codes import figure
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.kernel.ledger.rows import behind
from liuyou.kernel.writing.permit import moment, permit


def standing(what, org, day):
    return value(f"bargaining.{what}", org, Period.parse(day))


def test_from_offer_to_force(bargaining):
    offer = bargaining.offer()
    with pytest.raises(Refused, match="还没有应约"):
        bargaining.opened(offer_id=offer.pk)
    actions.accept_offer(offer, replied_on=date(2016, 3, 10), actor=bargaining.actor)
    agreement = bargaining.take(bargaining.opened(offer_id=offer.pk))
    assert agreement.state == "in_force"
    assert (agreement.file_by, agreement.review_by) == (date(2016, 6, 12), date(2016, 6, 20))
    assert (agreement.renew_from, agreement.publish_by) == (date(2017, 4, 1), date(2016, 7, 8))
    published = actions.publish_agreement(agreement, published_on=date(2016, 7, 4), actor=bargaining.actor)
    assert published.state == "in_force"
    with pytest.raises(Refused, match="已用于集体合同"):
        actions.void_offer(offer, reason="试", actor=bargaining.actor)


@pytest.mark.parametrize(
    ("scope", "votes", "words"),
    [
        ("单独", {"entitled": 90, "present": 59, "in_favour": 59}, "至少 60 人"),
        ("单独", {"entitled": 90, "present": 60, "in_favour": 45}, "超过全体的 1/2（至少 46 人）"),
        ("行业性", {"entitled": 90, "present": 45, "in_favour": 44}, "达到全体的 1/2（至少 45 人）"),
    ],
)
def test_a_draft_needs_the_votes_of_its_scope(bargaining, scope, votes, words):
    """浙江: 过半数 at one employer, 半数以上 in a trade."""
    drafted = bargaining.take(bargaining.opened(scope=scope), "draft")
    with pytest.raises(Refused, match=words):
        actions.pass_agreement(drafted, actor=bargaining.actor, on=date(2016, 5, 20), **votes)
    assert Agreement.objects.get(pk=drafted.pk).state == "drafted"
    more = {"in_favour": votes["in_favour"] + 1, "present": max(votes["present"], 60)}
    if scope == "单独" and votes["in_favour"] == 59:
        more["in_favour"] = 60
    passed = actions.pass_agreement(drafted, actor=bargaining.actor, on=date(2016, 5, 20), **votes | more)
    assert passed.state == "passed"


def test_large_employers_send_five(bargaining):
    with pytest.raises(Refused, match="每方至少 5 人"):
        actions.draft_agreement(
            bargaining.opened(),
            worker_reps=4,
            employer_reps=4,
            large=True,
            actor=bargaining.actor,
            on=date(2016, 5, 10),
        )


def test_a_wage_agreement_lasts_a_year(bargaining):
    with pytest.raises(Refused, match="期限应为 1 年"):
        bargaining.take(bargaining.opened(), "sign", ends_on=date(2018, 6, 30))
    general = bargaining.take(bargaining.opened(kind="综合"), "sign", ends_on=date(2019, 6, 30))
    assert general.state == "signed"


def test_in_force_only_after_the_review_or_with_consent(bargaining):
    """Fifteen days from Friday 3 June end on a Saturday, so on Monday the 20th."""
    filed = bargaining.take(bargaining.opened(), "file", starts_on=date(2016, 6, 1), ends_on=date(2017, 5, 31))
    with pytest.raises(Refused, match="审查期到 2016-06-20 届满"):
        actions.enter_into_force(filed, in_force_on=date(2016, 6, 20), actor=bargaining.actor)
    consent = {"in_force_on": date(2016, 6, 10), "opinion": "人社审〔2016〕3号"}
    assert actions.enter_into_force(filed, actor=bargaining.actor, **consent).in_force_on == date(2016, 6, 10)


def test_an_objection_brings_it_back_to_the_table(bargaining, county):
    filed = bargaining.take(bargaining.opened(), "file")
    assert standing("signed", county.root, "2016-06") == 1
    back = actions.reopen_agreement(filed, reason="最低工资条款不合规定", actor=bargaining.actor)
    assert (back.state, back.signed_on, back.file_by) == ("negotiating", None, None)
    assert standing("signed", county.root, "2016-06") == 0
    assert reconcile() == []


def test_a_contract_renewed(bargaining, county):
    """Golden case: 100 workers until 30 June 2016, 120 from the renewal; never both, never neither."""
    old = bargaining.recorded()
    bargaining.recorded(org_id=county.west1, employer="西一厂", workers=7)
    with pytest.raises(Refused, match="2016-04-01 起才能提出续签"):
        actions.open_agreements(
            [{"org_id": county.east1, "kind": "工资", "employer": "东一厂", "workers": 120, "renews_id": old.pk}],
            actor=bargaining.actor,
            on=date(2016, 3, 31),
        )
    signed = bargaining.take(bargaining.opened(renews_id=old.pk), "file")
    before = moment()
    new = actions.enter_into_force(signed, in_force_on=date(2016, 6, 21), actor=bargaining.actor)
    assert (new.in_force_on, new.renewal) == (date(2016, 7, 1), True)
    old.refresh_from_db()
    assert (old.state, old.succeeded_on) == ("renewed", date(2016, 7, 1))
    for day, here in (("2015-06-30", 0), ("2015-07-01", 100), ("2016-06-30", 100), ("2016-07-01", 120)):
        number = 1 if here else 0
        assert [standing("workers", org, day) for org in (county.east1, county.east)] == [here, here], day
        assert [standing("agreements", org, day) for org in (county.east1, county.east)] == [number, number], day
    assert standing("workers_per_agreement", county.root, "2016-06-30") == Decimal("53.5")
    at_root = {"2015-06-30": 0, "2015-07-01": 107, "2016-06-30": 107, "2016-07-01": 120, "2017-07-01": 0}
    assert {day: standing("workers", county.root, day) for day in at_root} == at_root
    assert [standing("employers", county.root, day) for day in ("2016-06-30", "2016-07-01")] == [2, 1]
    june = {"signed[mode=续签]": 1, "renewed_employers": 1, "renewed_workers": 120, "expiring": 2}
    assert {code: standing(code, county.root, "2016-06") for code in june} == june
    assert standing("renewal_rate", county.root, "2016-06") == Decimal("0.5")
    assert standing("expired_unrenewed", county.west, "2016-06") == 1
    assert value("bargaining.workers", county.root, Period.parse("2016-07-01"), as_of=before) == 0
    assert value("bargaining.workers", county.root, Period.parse("2016-07-01")) == 120
    [rows] = behind(figure("bargaining.workers"), county.root, Period.parse("2016-07-01"))
    assert rows.records == {new.pk: 120}
    with permit("bargaining.test"), pytest.raises(Refused, match="续签合同还有效"):
        actions.restore_agreement(old, reason="试", actor=bargaining.actor)
    assert reconcile() == []


def test_a_renewal_that_comes_early_ends_the_old_one(bargaining, county):
    old = bargaining.recorded(ends_on=date(2018, 6, 30), kind="综合")
    days = {"signed_on": date(2018, 4, 2), "starts_on": date(2018, 5, 1), "ends_on": date(2019, 4, 30)}
    new = actions.open_agreements(
        [{"org_id": county.east1, "kind": "综合", "employer": "东一厂", "workers": 120, "renews_id": old.pk}],
        actor=bargaining.actor,
        on=date(2018, 4, 1),
    )[0]
    dates = {"filed_on": date(2018, 4, 3), "in_force_on": date(2018, 5, 1)}
    new = bargaining.take(new, **days, **dates)
    assert [standing("workers", county.root, day) for day in ("2018-04-30", "2018-05-01")] == [100, 120]
    void = actions.void_agreement(new, reason="签错了对象", actor=bargaining.actor)
    assert void.state == "void"
    assert [standing("workers", county.root, day) for day in ("2018-05-01", "2018-06-30", "2018-07-01")] == [
        100,
        100,
        0,
    ]
    assert Agreement.objects.get(pk=old.pk).state == "in_force"
    assert reconcile() == []


def test_a_renewal_that_comes_late_leaves_the_gap(bargaining, county):
    old = bargaining.recorded()
    new = bargaining.take(bargaining.opened(renews_id=old.pk), "file", filed_on=date(2016, 7, 5))
    actions.enter_into_force(new, in_force_on=date(2016, 7, 21), actor=bargaining.actor)
    days = {"2016-06-30": 100, "2016-07-01": 0, "2016-07-20": 0, "2016-07-21": 120}
    assert {day: standing("workers", county.root, day) for day in days} == days


def test_an_agreement_is_renewed_once(bargaining):
    old = bargaining.recorded()
    bargaining.opened(renews_id=old.pk)
    with pytest.raises(Refused, match="续签已经在协商"):
        bargaining.opened(renews_id=old.pk)
    with pytest.raises(Refused, match="同一类型"):
        bargaining.opened(renews_id=old.pk, kind="综合")


def test_correcting_the_successors_first_day_moves_the_end(bargaining, county):
    old = bargaining.recorded()
    new = bargaining.take(bargaining.opened(renews_id=old.pk))
    changes = {"in_force_on": date(2016, 6, 25), "starts_on": date(2016, 6, 25), "ends_on": date(2017, 6, 24)}
    actions.correct_agreement(new, changes=changes, reason="文本为 6 月 25 日", actor=bargaining.actor)
    assert [standing("workers", county.root, day) for day in ("2016-06-24", "2016-06-25")] == [100, 120]
    with pytest.raises(Refused, match="“合同类型”不能用更正修改"):
        actions.correct_agreement(new, changes={"kind": "综合"}, reason="试", actor=bargaining.actor)
    with pytest.raises(Refused, match="已有续签合同"):
        actions.void_agreement(old, reason="试", actor=bargaining.actor)
    assert reconcile() == []


def test_termination_ends_it_before_its_term(bargaining, county):
    agreement = bargaining.recorded()
    actions.terminate_agreement(agreement, terminated_on=date(2016, 1, 10), reason="企业解散", actor=bargaining.actor)
    assert [standing("workers", county.root, day) for day in ("2016-01-09", "2016-01-10")] == [100, 0]
    assert standing("expiring", county.root, "2016") == 0


def test_women_are_counted_in_their_own_agreements(bargaining, county):
    bargaining.recorded(women=40)
    bargaining.recorded(kind="女职工", workers=40, women=40, ends_on=date(2018, 6, 30))
    assert standing("women_workers", county.root, "2016") == 40
    assert standing("agreements[kind=女职工]", county.root, "2016") == 1
    with pytest.raises(IntegrityError):
        bargaining.recorded(employer="东三厂", women=101)


def test_what_comes_to_its_end_is_seen_by_those_above(bargaining, county):
    old = bargaining.recorded()
    sister = bargaining.clerk(county.west, "bargaining.*")
    days = [date(2016, 3, 31), date(2016, 4, 1), date(2016, 6, 30), date(2016, 7, 1)]
    assert [queries.renewable(county.actor, day).count() for day in days] == [0, 1, 1, 0]
    assert [queries.expired(county.actor, day).count() for day in days] == [0, 0, 0, 1]
    assert not queries.renewable(sister, days[1]).exists()
    bargaining.take(bargaining.opened(renews_id=old.pk))
    assert [queries.expired(county.actor, day).count() for day in days] == [0, 0, 0, 0]
    assert [queries.renewable(county.actor, day).count() for day in days] == [0, 1, 1, 0]


def test_late_filing_and_publication_are_seen(bargaining, county):
    signed = bargaining.take(bargaining.opened(), "sign")
    days = (date(2016, 6, 12), date(2016, 6, 13))
    assert [queries.late_to_file(county.actor, day).count() for day in days] == [0, 1]
    filed = actions.file_agreement(signed, filed_on=date(2016, 6, 13), actor=bargaining.actor)
    assert filed.file_by == days[0]
    actions.enter_into_force(filed, in_force_on=date(2016, 7, 1), actor=bargaining.actor)
    late = [queries.late_to_publish(county.actor, day).count() for day in (date(2016, 7, 8), date(2016, 7, 9))]
    assert late == [0, 1]


def test_checks_and_their_rates(bargaining, county):
    agreement = bargaining.recorded()
    with pytest.raises(Refused, match="还没有生效"):
        actions.record_checks([{"agreement": bargaining.opened(), "checked_on": date(2016, 5, 9)}], actor=county.actor)
    bargaining.recorded(employer="东五厂", kind="综合", ends_on=date(2018, 6, 30))
    days = date(2016, 6, 30), date(2016, 7, 1), date(2017, 6, 5)
    assert [queries.unchecked(county.actor, day, org=county.root).count() for day in days] == [0, 1, 1]
    rows = [
        {"agreement": agreement, "checked_on": date(2016, 1, 5), "result": "履行", "asked": 50, "satisfied": 45},
        {"agreement": agreement, "checked_on": date(2016, 6, 5), "result": "部分履行", "asked": 50, "satisfied": 40},
    ]
    first, second = actions.record_checks(rows, actor=county.actor)
    assert standing("performance_rate", county.root, "2016H1") == Decimal("0.5")
    assert standing("satisfaction_rate", county.root, "2016H1") == Decimal("0.85")
    actions.correct_check(first, changes={"satisfied": 50}, reason="统计有误", actor=county.actor)
    actions.void_check(second, reason="没有召开", actor=county.actor)
    assert standing("satisfaction_rate", county.root, "2016H1") == 1
    with pytest.raises(Refused, match="已有履约检查"):
        actions.void_agreement(agreement, reason="试", actor=county.actor)
    assert reconcile() == []


def test_a_sister_town_cannot_bargain_for_another(bargaining, county):
    sister = bargaining.clerk(county.west, "bargaining.*")
    agreement = bargaining.opened()
    with pytest.raises(NotFound):
        actions.draft_agreement(agreement, worker_reps=3, employer_reps=3, actor=sister)
    with pytest.raises(NotFound):
        actions.open_agreements(
            [{"org_id": county.east1, "kind": "工资", "employer": "东一厂", "workers": 1}], actor=sister
        )
    with pytest.raises(Refused, match=r"协商中.*不能“签订”"):
        actions.sign_agreement(
            agreement,
            signed_on=date(2016, 6, 1),
            starts_on=date(2016, 7, 1),
            ends_on=date(2017, 6, 30),
            worker_chief="王一",
            employer_chief="李二",
            actor=county.actor,
        )


def test_a_check_lasts_for_a_year(bargaining, county):
    agreement = bargaining.recorded(kind="综合", ends_on=date(2018, 6, 30))
    row = {"agreement": agreement, "checked_on": date(2016, 6, 5), "result": "履行"}
    actions.record_checks([row], actor=county.actor)
    days = date(2017, 6, 4), date(2017, 6, 5)
    assert [queries.unchecked(county.actor, day, org=county.root).count() for day in days] == [0, 1]

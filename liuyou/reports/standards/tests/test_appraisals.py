"""Appraisals: every step in the right state, the wrong state, without right, from a sister org; freezing; figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from liuyou.areas.bargaining.actions import void_agreement
from liuyou.areas.bargaining.models import Agreement
from liuyou.areas.organising.actions.unions import enter_unions
from liuyou.kernel.actions.tree import merge_org
from liuyou.kernel.base.errors import BadInput, LiuyouError, NotFound, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.reports.standards import queries
from liuyou.reports.standards.actions import appraisals, published, standards
from liuyou.reports.standards.models import Appraisal

pytestmark = pytest.mark.django_db
D = Decimal
ON = date(2016, 6, 27)
RATED = {"satisfied": 8, "fairly": 1, "unsatisfied": 1, "rated_on": date(2016, 6, 5)}


@pytest.fixture
def prepared(round_):
    """Unions of the east town with members and an agreement; those of the west have nothing."""
    county = round_.county
    round_.workers(county.east1, 20, 17)
    round_.workers(county.east2, 10, 10)
    round_.agree(county.east1)
    round_.agree(county.east2)
    return round_


def test_the_way_from_self_check_to_publication(prepared):
    rows = prepared.opened()
    one = appraisals.rate(rows[0], actor=prepared.actor, on=date(2016, 6, 20), **RATED)
    one = prepared.take(one, "self")
    assert (one.state, one.self_total, one.marks["1.1"]["self"]["points"]) == ("checked_by_self", D(78), "20")
    one = appraisals.review(one, actor=prepared.actor, on=ON, entered={"1.2": {"points": "15", "reason": "缺批复"}})
    assert (one.state, one.review_total, one.self_total) == ("reviewed", D(75), D(78))
    one = appraisals.sample(one, actor=prepared.actor)
    one = appraisals.inspect(one, visited_on=ON, who="李四", found="牌子已挂", actor=prepared.actor, on=ON)
    one = appraisals.appraise(one, actor=prepared.actor, on=ON)
    assert (one.state, one.final_total, one.grade, one.sampled) == ("appraised", D(75), "合格", True)
    assert [each["stage"] for each in one.frozen] == ["self", "review", "county"]
    assert one.marks["1.2"] == {
        "self": {"points": "18", "met": None, "by": "hand", "reason": "", "evidence": ""},
        "review": {"points": "15", "met": None, "by": "hand", "reason": "缺批复", "evidence": ""},
        "county": {"points": "15", "met": None, "by": "hand", "reason": "", "evidence": ""},
    }
    for each in rows[1:]:
        prepared.take(each, "county")
    standards.announce(one.standard, period="2016H1", actor=prepared.actor, on=ON)
    done = list(Appraisal.objects.order_by("org_id"))
    assert [(each.final_total, each.grade, each.rank, each.ranked) for each in done] == [
        (D(75), "合格", 2, 4),
        (D(98), "六有工会", 1, 4),
        (D(18), "", 3, 4),
        (D(18), "", 3, 4),
    ]
    assert reconcile() == []


def test_a_self_check_without_answers_names_what_is_missing(prepared):
    first = prepared.opened()[0]
    with pytest.raises(BadInput) as refused:
        appraisals.self_check(first, actor=prepared.actor)
    assert [each.column for each in refused.value.problems] == ["1.2 班子健全", "3 重大事故"]
    assert Appraisal.objects.get(pk=first.pk).state == "self_check"


def test_a_veto_answered_by_people_makes_the_total_nothing(prepared):
    first = prepared.opened()[0]
    done = prepared.take(first, "county", own={"1.2": {"points": "20"}, "3": {"met": "出现"}})
    assert (done.final_total, done.grade, done.verdicts) == (D(0), "", ["一票否决：重大事故（总分记零）"])


def test_many_are_reviewed_at_once_in_one_question(prepared, django_assert_max_num_queries):
    rows = [prepared.take(each, "self") for each in prepared.opened()]
    with pytest.raises(Refused, match="一次只能办理一家"):
        appraisals.review(rows, actor=prepared.actor, on=ON, entered={"1.2": {"points": "1", "reason": "x"}})
    with django_assert_max_num_queries(40):
        appraisals.review(rows, actor=prepared.actor, on=ON)
    assert {each.state for each in Appraisal.objects.all()} == {"reviewed"}


def test_the_county_may_leave_out_the_review_only_of_its_own_unions(prepared):
    county = prepared.county
    one = prepared.take(prepared.opened()[0], "self")
    with pytest.raises(LiuyouError, match="还没有初评"):
        appraisals.appraise(one, actor=prepared.actor, on=ON)
    direct = prepared.published(code="towns", short="镇考核", applies={"kinds": ["federation"]})
    town = prepared.opened(direct)[0]
    assert town.org_id == county.east
    done = appraisals.appraise(prepared.take(town, "self"), actor=prepared.actor, on=ON)
    assert done.state == "appraised"


def test_handed_back_it_is_checked_anew_and_what_was_frozen_stays(prepared):
    one = prepared.take(prepared.opened()[0], "county")
    back = appraisals.hand_back(one, actor=prepared.actor, reason="佐证不全")
    assert (back.state, back.final_total, back.grade, len(back.frozen)) == ("self_check", None, "", 3)
    again = appraisals.self_check(
        back, actor=prepared.actor, on=ON, entered={"1.2": {"points": "10"}, "3": {"met": "未出现"}}
    )
    assert (again.self_total, len(again.frozen)) == (D(70), 4)


# Rights and states

Step = Callable[[Any, Appraisal, Any], Any]


def _self(round_: Any, one: Appraisal, who: Any) -> Any:
    return appraisals.self_check(one, actor=who, on=ON, entered=round_.ANSWERS)


def _inspect(_: Any, one: Appraisal, who: Any) -> Any:
    return appraisals.inspect(one, actor=who, on=ON, visited_on=ON, who="李", found="好")


def _reply(_: Any, one: Appraisal, who: Any) -> Any:
    return published.reply_to_objection(one, actor=who, on=ON, reply="x", upheld=False)


def _correct(_: Any, one: Appraisal, who: Any) -> Any:
    return published.correct_result(one, actor=who, on=ON, reason="x", entered={"1.2": {"points": "1"}})


def _object(_: Any, one: Appraisal, who: Any) -> Any:
    return published.object_to_result(one, actor=who, on=ON, reason="x")


def _demote(_: Any, one: Appraisal, who: Any) -> Any:
    return published.demote(one, actor=who, on=ON, demoted_on=ON, reason="x")


HERE, ABOVE = False, True
STEPS: dict[str, tuple[str, str, Step, bool]] = {
    # state it starts from, permission, call, whether only from above
    "self_check": ("self_check", "selfcheck", _self, HERE),
    "rate": ("self_check", "selfcheck", lambda _, one, who: appraisals.rate(one, actor=who, on=ON, **RATED), HERE),
    "review": ("checked_by_self", "review", lambda _, one, who: appraisals.review(one, actor=who, on=ON), ABOVE),
    "sample": ("checked_by_self", "review", lambda _, one, who: appraisals.sample(one, actor=who), ABOVE),
    "inspect": ("checked_by_self", "review", _inspect, ABOVE),
    "hand_back": ("reviewed", "review", lambda _, one, who: appraisals.hand_back(one, actor=who, reason="x"), ABOVE),
    "appraise": ("reviewed", "appraise", lambda _, one, who: appraisals.appraise(one, actor=who, on=ON), ABOVE),
    "void": ("reviewed", "correct", lambda _, one, who: appraisals.void_appraisal(one, actor=who, reason="x"), ABOVE),
    "object": ("published", "selfcheck", _object, HERE),
    "reply": ("objection", "appraise", _reply, ABOVE),
    "correct": ("published", "correct", _correct, ABOVE),
    "demote": ("published", "correct", _demote, ABOVE),
}


def bring(round_: Any, state: str) -> Appraisal:
    """East 1 in this state."""
    if state in ("published", "objection"):
        one = round_.announced()[0]
        return published.object_to_result(one, actor=round_.actor, on=ON, reason="x") if state == "objection" else one
    until = {"checked_by_self": "self", "reviewed": "review", "appraised": "county"}.get(state)
    one = round_.opened()[0]
    return round_.take(one, until) if until else one


@pytest.mark.parametrize("name", STEPS)
def test_a_step_in_its_state_by_whoever_may(prepared, name):
    state, permission, step, above = STEPS[name]
    one = bring(prepared, state)
    where = prepared.county.root if above else prepared.county.east1
    step(prepared, one, prepared.clerk(where, f"standards.{permission}"))
    assert reconcile() == []


@pytest.mark.parametrize("name", STEPS)
def test_a_step_by_whoever_may_not_is_as_if_there_were_nothing(prepared, name):
    state, permission, step, above = STEPS[name]
    one = bring(prepared, state)
    county = prepared.county
    refused = [
        prepared.clerk(county.root, "standards.read"),
        prepared.clerk(county.west, f"standards.{permission}"),
        prepared.clerk(county.east2, f"standards.{permission}"),
    ]
    if above:
        refused.append(prepared.clerk(county.east1, f"standards.{permission}"))
    if permission in ("appraise", "correct"):
        refused.append(
            prepared.clerk(county.east, f"standards.{permission}")
        )  # a town does not appraise for the county
    before = Appraisal.objects.filter(pk=one.pk).values().get()
    for actor in refused:
        with pytest.raises(NotFound):
            step(prepared, one, actor)
    assert Appraisal.objects.filter(pk=one.pk).values().get() == before


@pytest.mark.parametrize("name", STEPS)
def test_a_step_in_another_state_is_refused(prepared, name):
    state, _, step, _ = STEPS[name]
    other = "published" if state in ("self_check", "checked_by_self", "reviewed") else "self_check"
    one = bring(prepared, other)
    with pytest.raises(Refused, match="不能"):
        step(prepared, one, prepared.actor)


def test_publication_waits_for_the_last_one(prepared):
    rows = prepared.opened()
    prepared.take(rows[0], "county")
    with pytest.raises(Refused, match=r"还没有考评完：.*东二厂工会"):
        standards.announce(rows[0].standard, period="2016H1", actor=prepared.actor, on=ON)
    for each in rows[1:]:
        appraisals.void_appraisal(prepared.take(each, "self"), actor=prepared.actor, reason="本期不参加")
    standards.announce(rows[0].standard, period="2016H1", actor=prepared.actor, on=ON)
    assert [each.state for each in Appraisal.objects.order_by("org_id")] == ["published", "void", "void", "void"]


def test_the_steps_of_a_round_are_taken_by_no_other_way(prepared):
    one = prepared.opened()[0]
    with pytest.raises(RuntimeError):
        published.publish_appraisals([one], actor=prepared.actor, ranks={})


# Objection, correction, demotion


def test_an_objection_has_its_days_and_its_answer(prepared):
    one = prepared.announced(on=date(2016, 6, 27))[0]
    with pytest.raises(Refused, match="已于 2016-07-04 届满"):
        published.object_to_result(one, actor=prepared.actor, on=date(2016, 7, 5), reason="少计两人")
    one = published.object_to_result(one, actor=prepared.actor, on=date(2016, 7, 4), reason="少计两人")
    assert (one.state, one.due_on) == ("objection", date(2016, 7, 18))
    one = published.reply_to_objection(one, actor=prepared.actor, on=date(2016, 7, 6), reply="属实", upheld=True)
    assert (one.state, one.upheld, one.due_on) == ("replied", True, None)
    one = published.correct_result(
        one, actor=prepared.actor, on=date(2016, 7, 6), reason="两人已入会", entered={"1.1": {"points": "40"}}
    )
    assert (one.final_total, one.grade, one.rank) == (D(98), "六有工会", 1)
    assert [(each["total"], each["grade"]) for each in one.results] == [("78", "合格"), ("98", "六有工会")]
    assert reached("六有工会", prepared.county.root, "2016-06-27") == 2
    assert reconcile() == []


def test_a_correction_that_changes_nothing_is_refused(prepared):
    one = prepared.announced()[0]
    with pytest.raises(Refused, match="没有变化"):
        published.correct_result(one, actor=prepared.actor, on=ON, reason="x", entered={"1.2": {"points": "18"}})


def reached(grade: str, org: int, day: str) -> Decimal | None:
    return value(f"standards.reached[standard=六有,grade={grade}]", org, Period.parse(day))


def test_a_grade_is_lowered_from_a_day_on_and_the_result_stays(prepared):
    _, one, *_ = prepared.announced()
    with pytest.raises(Refused, match="只能降为"):
        published.demote(one, actor=prepared.actor, on=ON, demoted_on=ON, to="六有工会", reason="x")
    later = date(2016, 9, 1)
    one = published.demote(one, actor=prepared.actor, on=later, demoted_on=later, to="合格", reason="整改不到位")
    assert (one.grade, one.standing_grade, one.results[0]["grade"]) == ("六有工会", "合格", "六有工会")
    assert [reached("六有工会", one.org_id, day) for day in ("2016-08-31", "2016-09-01")] == [D(1), D(0)]
    assert [reached("合格", one.org_id, day) for day in ("2016-08-31", "2016-09-01")] == [D(0), D(1)]
    with pytest.raises(Refused, match="已于 2016-09-01 降级"):
        published.demote(one, actor=prepared.actor, on=later, demoted_on=later, reason="x")
    assert reconcile() == []


# Figures and freezing


def test_coverage_is_a_figure_and_the_next_publication_takes_over(prepared):
    county = prepared.county
    orgs = (county.east1, county.east2, county.west1, county.west2)
    rows = [{"org_id": org, "name": f"{org}", "founded_on": date(2015, 1, 1), "form": "单独"} for org in orgs]
    enter_unions(rows, actor=prepared.actor, on=date(2016, 6, 1))
    first = prepared.announced()
    year = Period.parse("2016")
    assert value("standards.appraised[standard=六有]", county.root, year) == 4
    assert value("standards.appraised[standard=六有,grade=未达等次]", county.west, year) == 2
    assert value("standards.six_haves_rate", county.root, year) == D("0.5")
    assert value("standards.six_haves_rate", county.east, year) == 1
    assert value("standards.graded_rate", county.root, year) == D("0.5")
    void_agreement(agreement_of(county.east1), actor=prepared.actor, reason="误登")
    prepared.join(county.east1, 3)
    for each in prepared.opened(first[0].standard, "2016", check_by=date(2016, 12, 1), on=date(2016, 11, 1)):
        for step, given in (
            (appraisals.self_check, prepared.ANSWERS),
            (appraisals.review, None),
            (appraisals.appraise, None),
        ):
            step(each.pk, actor=prepared.actor, on=date(2016, 12, 20), entered=given)
    standards.announce(first[0].standard, period="2016", actor=prepared.actor, on=date(2016, 12, 25))
    assert [reached("合格", county.east1, day) for day in ("2016-12-24", "2016-12-25")] == [D(1), D(0)]
    assert value("standards.six_haves_rate", county.east, Period.parse("2016-12-25")) == D("0.5")
    assert Appraisal.objects.get(pk=first[0].pk).until == date(2016, 12, 25)
    assert reconcile() == []


def agreement_of(org: int) -> Any:
    return Agreement.objects.get(org_id=org)


def test_members_rating_is_counted_by_answers(prepared):
    one = appraisals.rate(prepared.opened()[0], actor=prepared.actor, on=ON, **RATED)
    year = Period.parse("2016")
    assert value("standards.rated", one.org_id, year) == 10
    assert value("standards.satisfaction_rate", one.org_id, year) == D("0.9")
    with pytest.raises(Refused, match="合计不能是 0"):
        appraisals.rate(one, actor=prepared.actor, on=ON, satisfied=0, fairly=0, unsatisfied=0, rated_on=ON)
    with pytest.raises(Refused, match="评家日期"):
        appraisals.rate(one, actor=prepared.actor, on=ON, **RATED | {"rated_on": date(2016, 7, 1)})


def test_a_published_result_stands_under_whatever_happens_later(prepared):
    one = prepared.announced()[0]
    kept = ("marks", "frozen", "results", "final_total", "grade", "rank")
    before = {name: getattr(one, name) for name in kept}
    void_agreement(agreement_of(prepared.county.east1), actor=prepared.actor, reason="误登")
    prepared.join(prepared.county.east1, 3)
    after = Appraisal.objects.get(pk=one.pk)
    assert {name: getattr(after, name) for name in kept} == before
    corrected = published.correct_result(
        after, actor=prepared.actor, on=ON, reason="x", entered={"1.2": {"points": "20"}}
    )
    assert corrected.final_total == D(80)  # on the answers of then: the agreement still counts
    assert corrected.results[0] == before["results"][0]


def test_a_union_that_ceases_is_appraised_no_further(prepared):
    county = prepared.county
    held = prepared.announced()[0]
    running = prepared.opened(held.standard, "2016", check_by=date(2016, 12, 1), on=date(2016, 11, 1))[0]
    merge_org(county.east1, county.east2, on=date(2016, 11, 2), actor=prepared.actor, reason="并厂")
    assert Appraisal.objects.get(pk=running.pk).state == "void"
    assert Appraisal.objects.get(pk=held.pk).until == date(2016, 11, 2)
    assert reconcile() == []


def test_what_was_lost_is_told_to_the_summary(prepared):
    one = prepared.opened()[0]
    lost = queries.lost_points(one.org_id, date(2016, 6, 30))
    assert lost == [("六有工会标准（2016年上半年）", "入会率", D(20), "会员人数再增加 2 人，入会率可到 95 %，+20 分")]
    prepared.take(one, "self")
    assert [each[2] for each in queries.lost_points(one.org_id, date(2016, 6, 30))] == [D(20), D(2)]
    assert queries.lost_points(prepared.county.root, date(2016, 6, 30)) == []


def test_acting_on_a_gap_raises_the_score_by_what_it_promised(prepared):
    one = prepared.opened()[0]
    before = appraisals.asking.automatic(appraisals.asking.sheet_of(one.standard), [one])[one.org_id][2]["1.1"]
    [gap] = before.gaps
    assert gap.more is not None
    prepared.join(one.org_id, int(gap.more))
    after = appraisals.asking.automatic(appraisals.asking.sheet_of(one.standard), [one])[one.org_id][2]["1.1"]
    assert after.points - before.points == gap.points == D(20)
    assert prepared.take(one, "self").self_total == D(98)

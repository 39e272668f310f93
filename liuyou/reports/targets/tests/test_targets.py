"""Targets through their steps: up and down the tree, sums against wholes, what is refused on the way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from liuyou.kernel.actions.parameters import override_parameter
from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.catalogue.answers import answer
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.reports.targets.actions import targets as actions
from liuyou.reports.targets.models import Target
from liuyou.reports.targets.queries import targets as queries
from liuyou.reports.targets.tests.conftest import COUNT, DAY, MONEY

D = Decimal


def test_from_the_draft_to_the_settlement_with_two_rounds_between(targets, county):
    """上下反复协商: proposed and countered twice, then settled; who said what stands in the history."""
    town = targets.clerk(county.east, "targets.answer")
    target = targets.part(county.east, 600)
    assert (target.state, target.amount, target.unit, target.summable) == ("drafted", "600元", "元", True)
    target = actions.propose_targets(target, actor=targets.actor, on=DAY)
    assert target.due_on == date(2016, 1, 22)  # five working days
    target = actions.counter_target(target, value="500", reason="企业停产", actor=town, on=date(2016, 1, 20))
    assert (target.state, target.value, target.countered, target.due_on) == ("countered", 600, 500, None)
    target = actions.propose_targets(target, value="560", reason="已核减", actor=targets.actor, on=date(2016, 1, 21))
    target = actions.counter_target(target, value="540", reason="再核减", actor=town, on=date(2016, 1, 22))
    with pytest.raises(Refused, match="下级提出 540元"):
        actions.settle_targets(target, actor=targets.actor, on=date(2016, 1, 25))
    target = actions.settle_targets(target, value="550", actor=targets.actor, on=date(2016, 1, 25))
    assert (target.state, target.value, target.settled_on) == ("settled", 550, date(2016, 1, 25))
    told = [(each["side"], each["what"], each["value"]) for each in target.history]
    assert told == [
        ("上级", "拟定", "600元"),
        ("上级", "下达征求意见", "600元"),
        ("下级", "提出意见", "500元"),
        ("上级", "下达征求意见", "560元"),
        ("下级", "提出意见", "540元"),
        ("上级", "确定", "550元"),
    ]
    assert target.history[2]["reason"] == "企业停产"
    assert target.history[2]["who"] == town.name
    assert reconcile() == []


def test_a_unit_settles_nothing_for_itself(targets, county):
    own = targets.clerk(county.east, "targets.*")
    target = targets.proposed(county.east)
    for step, more in (
        (actions.propose_targets, {}),
        (actions.settle_targets, {}),
        (actions.withdraw_targets, {"reason": "不要"}),
    ):
        with pytest.raises(NotFound):
            step(target, actor=own, **more)
    row = {"org_id": county.east, "figure": MONEY, "period": "2017", "value": 1}
    with pytest.raises(NotFound):
        actions.draft_targets([row], actor=own)
    with pytest.raises(Refused, match="由上级下达"):
        actions.record_targets([row], actor=targets.actor)
    target = actions.settle_targets(target, actor=targets.actor)
    with pytest.raises(NotFound):
        actions.adjust_targets(target, value=1, reason="太多", actor=own)
    with pytest.raises(Refused, match="由上级"):
        actions.revise_targets(target, value=1, reason="太多", actor=own)
    with pytest.raises(Refused, match="由上级"):
        actions.cancel_targets(target, reason="太多", actor=own)


def test_a_sister_town_and_one_without_the_right_cannot(targets, county):
    target = targets.proposed(county.east)
    sister, reader = targets.clerk(county.west, "targets.*"), targets.clerk(county.east, "targets.read")
    for actor in (sister, reader):
        with pytest.raises(NotFound):
            actions.counter_target(target, value=1, reason="少些", actor=actor)
        with pytest.raises(NotFound):
            actions.agree_to_target(target, actor=actor)
    assert Target.objects.get(pk=target.pk).history == target.history


def test_steps_in_the_wrong_state_are_refused(targets, county):
    drafted = targets.part(county.east)
    with pytest.raises(Refused, match="已拟定"):
        actions.counter_target(drafted, value=1, reason="x", actor=targets.actor)
    with pytest.raises(Refused, match="已拟定"):
        actions.settle_targets(drafted, actor=targets.actor)
    settled = targets.settled(county.west)
    with pytest.raises(Refused, match="已确定"):
        actions.propose_targets(settled, actor=targets.actor)
    with pytest.raises(RuntimeError):
        actions.sign_target(settled, actor=targets.actor)


def test_agreeing_ends_the_round(targets, county):
    town = targets.clerk(county.east, "targets.answer")
    target = actions.agree_to_target(targets.proposed(county.east), actor=town, on=date(2016, 1, 18))
    assert (target.state, target.agreed_on) == ("proposed", date(2016, 1, 18))
    with pytest.raises(Refused, match="已在"):
        actions.agree_to_target(target, actor=town)
    with pytest.raises(Refused, match="办理“同意”"):
        actions.counter_target(target, value=600, reason="一样", actor=town)


def test_parts_that_do_not_add_up_are_not_settled_without_a_reason(targets, county):
    targets.whole(1000)
    one, two = targets.proposed(county.east, 600), targets.proposed(county.west, 500)
    with pytest.raises(Refused, match="合计 1,100，总目标 1,000，比总目标多 100"):
        actions.settle_targets([one.pk, two.pk], actor=targets.actor, on=DAY)
    assert set(Target.objects.filter(parent__isnull=False).values_list("state", flat=True)) == {"proposed"}
    made = actions.settle_targets([one.pk, two.pk], actor=targets.actor, on=DAY, reason="留有余地")
    assert [each.state for each in made] == ["settled", "settled"]
    whole = Target.objects.get(org_id=county.root)
    assert whole.handed == 1100
    assert targets.figure("targets.value[item=救助金额]") == 1000  # the rest of the whole is −100: nothing is clamped
    assert reconcile() == []


def test_one_part_alone_is_short_of_the_whole(targets, county):
    targets.whole(1000)
    with pytest.raises(Refused, match="少 400"):
        actions.settle_targets(targets.proposed(county.east, 600), actor=targets.actor, on=DAY)


def test_parts_that_add_up_are_settled_one_by_one(targets, county):
    """Those still on the table count as they stand there."""
    targets.whole(1000)
    one, two = targets.proposed(county.east, 600), targets.proposed(county.west, 400)
    actions.settle_targets(one, actor=targets.actor, on=DAY)
    assert targets.figure("targets.value") == 1000
    actions.settle_targets(two, actor=targets.actor, on=DAY)
    assert targets.figure("targets.value") == 1000
    assert targets.figure("targets.value", county.east) == 600
    assert targets.figure("targets.set") == 3
    assert reconcile() == []


def test_a_federation_may_do_without_equal_sums(targets, county):
    override_parameter(
        "targets.sum_must_agree", False, org=county.root, actor=targets.actor, reason="本县规定", since=DAY
    )
    targets.whole(1000)
    assert actions.settle_targets(targets.proposed(county.east, 1), actor=targets.actor, on=DAY).state == "settled"


def test_a_whole_given_later_takes_the_parts_that_stand(targets, county):
    part = targets.settled(county.east1, 60)
    town = targets.settled(county.east, 100)
    part = Target.objects.get(pk=part.pk)
    assert (part.parent_id, Target.objects.get(pk=town.pk).handed) == (town.pk, 60)
    whole = targets.whole(1000)
    assert Target.objects.get(pk=whole.pk).handed == 100
    actions.void_targets(town.pk, reason="并入", actor=targets.actor)
    assert Target.objects.get(pk=part.pk).parent_id == whole.pk
    assert Target.objects.get(pk=whole.pk).handed == 60
    assert targets.figure("targets.value") == 1000
    assert reconcile() == []


def test_ratios_are_not_summed(targets, county):
    """Each has its own: no whole hands anything down, and unequal parts are no question."""
    ratio = f"{MONEY} / {COUNT}"
    targets.whole(100, figure=ratio)
    part = targets.settled(county.east, 80, figure=ratio)
    assert (
        actions.settle_targets(targets.proposed(county.west, 70, figure=ratio), actor=targets.actor).state == "settled"
    )
    assert (part.summable, Target.objects.get(org_id=county.root).handed) == (False, 0)
    assert targets.figure("targets.value") == 0
    assert targets.figure("targets.set") == 3
    actions.split_target(Target.objects.get(org_id=county.east).pk, way="equal", actor=targets.actor, on=DAY)
    assert set(Target.objects.filter(org_id__in=[county.east1, county.east2]).values_list("value", flat=True)) == {80}


def test_splitting_equally_by_last_year_and_by_what_is_typed(targets, county):
    whole = targets.whole(1001)
    targets.pay(county.east1, "300", date(2015, 4, 1))
    targets.pay(county.west1, "100", date(2015, 4, 1))
    with pytest.raises(Refused, match="都没有这个数"):
        actions.split_target(whole.pk, way="workers", actor=targets.actor, on=DAY)
    actions.split_target(whole.pk, way="equal", actor=targets.actor, on=DAY)
    parts = {each.org_id: each for each in queries.parts_of(whole)}
    assert {org: each.value for org, each in parts.items()} == {county.east: D("500.5"), county.west: D("500.5")}
    assert {each.state for each in parts.values()} == {"proposed"}
    actions.split_target(whole.pk, way="last_year", actor=targets.actor, on=DAY)
    values = {each.org_id: each.value for each in queries.parts_of(whole)}
    assert values == {county.east: D("750.75"), county.west: D("250.25")}
    actions.settle_targets(parts[county.east].pk, actor=targets.actor, on=DAY)
    actions.split_target(whole.pk, way="equal", actor=targets.actor, on=DAY)  # only the rest is shared out
    assert queries.parts_of(whole)[1].value == D("250.25")
    with pytest.raises(BadInput, match="已确定"):
        actions.split_target(whole.pk, way="typed", typed={county.east: "1"}, actor=targets.actor, on=DAY)
    with pytest.raises(BadInput, match="看不懂"):
        actions.split_target(whole.pk, way="typed", typed={county.west: "很多"}, actor=targets.actor, on=DAY)
    with pytest.raises(BadInput, match="不是直接下级"):
        actions.split_target(whole.pk, way="typed", typed={county.east1: "1"}, actor=targets.actor, on=DAY)
    actions.split_target(
        whole.pk, way="typed", typed={county.west: "300", county.east: ""}, actor=targets.actor, on=DAY
    )
    assert queries.parts_of(whole)[1].value == 300
    assert reconcile() == []


def test_a_town_hands_down_what_it_was_given(targets, county):
    town = targets.clerk(county.east, "targets.*")
    target = targets.settled(county.east, 60)
    actions.split_target(target.pk, way="equal", actor=town, on=DAY)
    assert [each.value for each in queries.parts_of(target)] == [30, 30]
    with pytest.raises(NotFound):
        actions.split_target(targets.settled(county.west).pk, way="equal", actor=town, on=DAY)


def test_a_target_is_adjusted_with_a_reason_and_keeps_its_history(targets, county):
    targets.whole(1000)
    target = targets.settled(county.east, 600)
    with pytest.raises(Refused, match="理由"):
        actions.adjust_targets(target, value="700", actor=targets.actor)
    with pytest.raises(Refused, match="已经是"):
        actions.adjust_targets(target, value="600", reason="x", actor=targets.actor)
    target = actions.adjust_targets(target, value="700", reason="追加", actor=targets.actor, on=date(2016, 6, 1))
    assert (target.amount, target.history[-1]["what"], target.history[-1]["reason"]) == ("700元", "调整", "追加")
    assert Target.objects.get(org_id=county.root).handed == 700
    root = actions.revise_targets(
        Target.objects.get(org_id=county.root), value="1200", reason="市里追加", actor=targets.actor
    )
    assert root.value == 1200
    assert targets.figure("targets.value") == 1200
    assert reconcile() == []


def test_a_unit_has_one_target_of_a_figure_and_period(targets, county):
    targets.part(county.east)
    with pytest.raises(Refused, match="已经有了"):
        targets.part(county.east, 700)
    row = {"org_id": county.west, "figure": MONEY, "period": "2016", "value": 1}
    with pytest.raises(Refused, match="已经有了"):
        actions.draft_targets([row, row], actor=targets.actor)
    assert Target.objects.count() == 1


def test_what_is_withdrawn_makes_room(targets, county):
    actions.withdraw_targets(targets.proposed(county.east), reason="合并", actor=targets.actor)
    assert targets.proposed(county.east).state == "proposed"
    root = targets.whole(5)
    actions.cancel_targets(root, reason="取消", actor=targets.actor)
    assert targets.whole(6).value == 6
    assert reconcile() == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"figure": "aid.mony"}, "aid.money"),
        ({"figure": "__import__('os')"}, "读不懂"),
        ({"figure": "1 + 2"}, "只有常数"),
        ({"period": "去年"}, "看不懂统计期"),
        ({"value": "许多"}, "看不懂"),
    ],
)
def test_what_cannot_be_a_target_is_refused_with_the_nearest_code(targets, county, more: Any, words: str):
    with pytest.raises(BadInput, match=words):
        targets.part(county.east, **({"amount": more.pop("value")} if "value" in more else {}), **more)


def test_the_answer_for_other_reports_is_one_question(targets, county, django_assert_num_queries):
    targets.settled(county.east, 600)
    targets.proposed(county.west, 500)
    asked = [(MONEY, county.east, "2016"), (MONEY, county.west, "2016"), (MONEY, county.east, "2017")]
    with django_assert_num_queries(1):
        assert answer("targets.values", asked) == {(MONEY, county.east, "2016"): D(600)}
    assert answer("targets.values", []) == {}


def test_a_workbook_is_taken_in_once(targets, county, book):
    head = ["责任单位", "目标", "指标代码", "考核期", "目标值", "拟定日期"]
    rows = [
        ["示例县总工会", "救助", MONEY, "2016年", "10万", "2016-01-15"],
        ["东镇总工会", "救助", "救助金额", "2016", "6万", "2016-01-15"],
    ]
    for _ in range(2):
        book("目标分解表", head, rows)
        found = dict(Target.objects.values_list("org_id", "state"))
        assert found == {county.root: "settled", county.east: "drafted"}
    assert Target.objects.get(org_id=county.east).parent_id == Target.objects.get(org_id=county.root).pk
    assert Target.objects.get(org_id=county.east).value == 60000
    assert reconcile() == []


def test_a_row_that_cannot_be_a_target_is_named(targets, county, book):
    head = ["责任单位", "指标代码", "考核期", "目标值", "拟定日期"]
    with pytest.raises(BadInput) as error:
        book("目标分解表", head, [["东镇总工会", "aid.mony", "2016", "1", "2016-01-15"]])
    assert "aid.money" in str(error.value.problems[0])

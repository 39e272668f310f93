"""Groups, visits, difficulties: what the visited unit sees and when, every finding followed to its end."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.catalogue.answers import answer
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.reports.targets.actions import supervision as actions
from liuyou.reports.targets.models import Difficulty, Visit
from liuyou.reports.targets.queries import supervision as queries
from liuyou.reports.targets.tests.conftest import DAY

FOUND = [
    {"problem": "会员台账不全", "advice": "补录", "due_on": date(2016, 6, 1), "owner": "孙六"},
    {"problem": "宣传不够", "advice": "", "due_on": None, "owner": ""},
]
VISITED = date(2016, 5, 10)


def group(targets: Any, county: Any, **more: Any) -> Any:
    row = {"org_id": county.root, "name": "第一督查组", "leader": "赵一", "units": [county.east], "since": DAY}
    return actions.form_groups([row | more], actor=targets.actor)[0]


def planned(targets: Any, county: Any, *, announced: bool = False, **more: Any) -> Visit:
    row = {"org_id": county.root, "group_id": group(targets, county).pk, "unit_id": county.east}
    row |= {"planned_on": VISITED, "announced": announced}
    return actions.plan_visits([row | more], actor=targets.actor)[0]  # type: ignore[no-any-return]


def done(targets: Any, county: Any, **more: Any) -> Visit:
    return actions.do_visit(  # type: ignore[no-any-return]
        planned(targets, county, **more), visited_on=VISITED, findings=FOUND, opinion="总体良好", actor=targets.actor
    )


def test_an_unannounced_visit_is_not_seen_before_it_is_done(targets, county):
    town = targets.clerk(county.east, "targets.*")
    visit = planned(targets, county)
    assert not queries.visits(town, county.east, VISITED).exists()
    assert queries.visits(targets.actor, county.root, VISITED).exists()
    with pytest.raises(NotFound):
        actions.do_visit(visit, visited_on=VISITED, actor=town)
    client = targets.browser(county.east, "targets.*")
    for address in (f"/targets/visit/{visit.pk}/", f"/r/targets.visit/{visit.pk}/", f"/records/{visit.pk}/"):
        assert client.get(address).status_code == 404, address
    assert "不通知" not in client.get("/targets/supervision/").content.decode()
    actions.do_visit(visit, visited_on=VISITED, findings=FOUND, actor=targets.actor)
    assert queries.visits(town, county.east, VISITED).get().pk == visit.pk
    assert "会员台账不全" in client.get(f"/targets/visit/{visit.pk}/").content.decode()


def test_an_announced_visit_is_seen_at_once_but_not_by_a_sister(targets, county):
    visit = planned(targets, county, announced=True)
    town, sister = (targets.clerk(org, "targets.read") for org in (county.east, county.west))
    assert queries.visit_seen(town, county.east, visit.pk, DAY) == visit
    assert queries.visit_seen(sister, county.west, visit.pk, DAY) is None


def test_nobody_supervises_himself_or_a_sister(targets, county):
    town = targets.clerk(county.east, "targets.*")
    own = group(targets, county, org_id=county.east, units=[county.east1])
    for unit in (county.east, county.west, county.root, county.west1):
        row = {"org_id": county.east, "group_id": own.pk, "unit_id": unit, "planned_on": VISITED}
        with pytest.raises(NotFound):
            actions.plan_visits([row], actor=town)
    with pytest.raises(NotFound):
        group(targets, county, units=[county.root])
    other = {"org_id": county.east, "group_id": group(targets, county).pk, "unit_id": county.east1, "planned_on": DAY}
    with pytest.raises(NotFound, match="督查组"):
        actions.plan_visits([other], actor=town)
    with pytest.raises(NotFound):
        actions.plan_visits([other | {"group_id": own.pk}], actor=targets.clerk(county.east, "targets.read"))


def test_what_a_visit_finds_is_followed_to_its_end(targets, county):
    """边查边改: found, taken up, solved, struck off above; then the visit may be closed."""
    town = targets.clerk(county.east, "targets.*")
    visit = done(targets, county)
    each = Difficulty.objects.get()
    assert (each.org_id, each.kind, each.owner, each.finish_by) == (county.east, "整改", "孙六", date(2016, 6, 1))
    assert targets.figure("targets.findings") == 2
    assert targets.figure("targets.visits[announced=不通知]") == 1
    assert targets.figure("targets.difficulties", county.east) == 1
    with pytest.raises(Refused, match="还有 1 项"):
        actions.close_visit(visit, actor=targets.actor)
    each = actions.take_up_difficulty(each, progress="已布置", actor=town, on=date(2016, 5, 12))
    assert (each.state, each.due_on) == ("following", date(2016, 6, 1))
    each = actions.follow_difficulty(each, progress="补录一半", actor=town, on=date(2016, 5, 20))
    assert each.due_on == date(2016, 6, 1)
    solved = {"resolved_on": date(2016, 5, 30), "result": "已补齐", "mechanism": "每月核对"}
    each = actions.resolve_difficulty(each, **solved, actor=town, on=date(2016, 5, 30))
    with pytest.raises(NotFound):
        actions.confirm_difficulty(each, confirmed_on=date(2016, 6, 2), actor=town)
    with pytest.raises(Refused, match="上级工会办理"):
        actions.confirm_own_difficulty(each, confirmed_on=date(2016, 6, 2), reason="x", actor=town)
    each = actions.confirm_difficulty(each, confirmed_on=date(2016, 6, 2), actor=targets.actor, on=date(2016, 6, 2))
    assert [row["what"] for row in each.follow_ups] == ["已布置", "补录一半", "已解决：已补齐", "已销号"]
    assert actions.close_visit(visit, actor=targets.actor, on=date(2016, 6, 3)).state == "closed"
    assert targets.figure("targets.difficulties", period="2016-06-01") == 1
    assert targets.figure("targets.difficulties", period="2016-06-02") == 0
    assert reconcile() == []


def test_a_struck_off_matter_opened_again_counts_only_while_it_is_open(targets, county):
    done(targets, county)
    each = actions.resolve_difficulty(
        Difficulty.objects.get(), resolved_on=date(2016, 5, 30), result="好", actor=targets.actor
    )
    each = actions.confirm_difficulty(each, confirmed_on=date(2016, 6, 2), actor=targets.actor)
    again = {"finish_by": date(2016, 9, 1), "reason": "反弹"}
    each = actions.reopen_difficulty(each, **again, actor=targets.actor, on=date(2016, 8, 1))
    days = ("2016-06-01", "2016-06-02", "2016-07-31", "2016-08-01")
    assert [targets.figure("targets.difficulties", period=day) for day in days] == [1, 0, 0, 1]
    assert (each.state, each.confirmed_on) == ("reopened", None)
    assert targets.figure("targets.confirmed") == 0
    with pytest.raises(NotFound):
        actions.extend_difficulty(each, **again, actor=targets.clerk(county.east, "targets.*"))
    each = actions.take_up_difficulty(each, progress="再办", actor=targets.actor)
    each = actions.extend_difficulty(each, finish_by=date(2016, 10, 1), reason="雨季", actor=targets.actor)
    assert (each.due_on, each.finish_by) == (date(2016, 10, 1), date(2016, 10, 1))
    assert reconcile() == []


def test_the_answer_names_what_is_open_on_a_day(targets, county):
    done(targets, county)
    row = {"org_id": county.east1, "title": "难点一", "owner": "周七", "found_on": date(2016, 5, 1)}
    own = actions.open_difficulties([row | {"finish_by": date(2016, 5, 15)}], actor=targets.actor)[0]
    told = [("难点一", "周七", date(2016, 5, 15)), ("会员台账不全", "孙六", date(2016, 6, 1))]
    assert answer("targets.open_difficulties", county.root, date(2016, 5, 31)) == told
    assert answer("targets.open_difficulties", county.west, date(2016, 5, 31)) == []
    assert answer("targets.open_difficulties", county.root, date(2016, 5, 5)) == told[:1]
    assert queries.overdue(county.root, date(2016, 5, 16)).get() == own
    actions.void_difficulty(own, reason="重复", actor=targets.actor)
    assert answer("targets.open_difficulties", county.root, date(2016, 5, 31)) == told[1:]
    assert reconcile() == []


def test_the_highest_org_strikes_off_its_own(targets, county):
    row = {"org_id": county.root, "title": "难点", "owner": "吴八", "found_on": DAY, "finish_by": date(2016, 3, 1)}
    each = actions.open_difficulties([row], actor=targets.actor)[0]
    each = actions.resolve_difficulty(each, resolved_on=date(2016, 2, 1), result="好", actor=targets.actor)
    each = actions.confirm_own_difficulty(each, confirmed_on=date(2016, 2, 2), reason="会议确认", actor=targets.actor)
    assert each.state == "confirmed"
    with pytest.raises(Refused, match="早于"):
        actions.open_difficulties([row | {"finish_by": date(2016, 1, 1)}], actor=targets.actor)


def test_groups_and_plans_change_with_a_reason(targets, county):
    one = group(targets, county)
    one = actions.assign_group(one, units=[county.west], changes={"leader": "钱二"}, reason="换防", actor=targets.actor)
    assert (one.units, one.leader) == ([county.west], "钱二")
    with pytest.raises(Refused, match="没有写明"):
        actions.assign_group(one, reason="x", actor=targets.actor)
    visit = planned(targets, county)
    visit = actions.postpone_visit(visit, planned_on=date(2016, 5, 20), reason="天气", actor=targets.actor)
    assert visit.planned_on == date(2016, 5, 20)
    with pytest.raises(Refused, match="已有督查"):
        actions.void_group(visit.group_id, reason="x", actor=targets.actor)
    actions.cancel_visit(visit, reason="合并", actor=targets.actor)
    assert actions.end_group(visit.group_id, until=date(2016, 6, 1), actor=targets.actor).state == "ended"
    with pytest.raises(Refused, match="已结束"):
        row = {"org_id": county.root, "group_id": visit.group_id, "unit_id": county.east, "planned_on": VISITED}
        actions.plan_visits([row], actor=targets.actor)
    with pytest.raises(Refused, match="整改还在"):
        actions.void_visit(done(targets, county), reason="x", actor=targets.actor)


def test_a_ledger_of_difficulties_is_taken_in_once(targets, county, book):
    head = ["填报单位", "存在问题", "类型", "责任人", "发现日期", "整改期限"]
    for _ in range(2):
        book("整改台账", head, [["东镇总工会", "经费未拨", "问题", "郑九", "2016-03-01", "2016-04-01"]])
        assert Difficulty.objects.get().kind == "整改"

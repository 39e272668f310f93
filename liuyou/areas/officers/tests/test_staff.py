"""Staff, self-checks, visits."""

from datetime import date
from decimal import Decimal

import pytest

from liuyou.areas.officers.actions import staff
from liuyou.areas.officers.imports.staff import load_visits
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.ledger.reconcile import reconcile

Q1 = Period.parse("2016Q1")
ITEMS = [
    {"item": "协助建会", "full": Decimal(60), "own": Decimal(55)},
    {"item": "发展会员", "full": Decimal(40), "own": Decimal("38.5")},
]


def worker(office, county, **more):
    row = {
        "org_id": county.east,
        "person_id": county.people("任工")[0],
        "kind": "社会化工会工作者",
        "since": date(2015, 1, 1),
    }
    return staff.enter_staff([row | more], actor=office.actor)[0]


def test_staff_come_and_go(office, county):
    one = worker(office, county)
    with pytest.raises(Refused, match="自 2015-01-01 起已在岗"):
        worker(office, county, person_id=one.person_id, since=date(2016, 1, 1))
    kind = "officers.staff[kind=社会化工会工作者]"
    staff.assign_duties(one, changes={"duties": "建会、入会"}, actor=office.actor)
    staff.leave_staff(one, until=date(2016, 3, 1), ending="合同期满", actor=office.actor)
    assert [value(kind, county.root, Period.parse(each)) for each in ("2016-02", "2016-03")] == [1, 0]
    assert reconcile() == []


def test_a_self_check_is_marked_by_town_and_county(office, county):
    one = worker(office, county)
    row = {"org_id": county.east, "staff": one, "quarter": "2016年第一季度", "items": ITEMS}
    check = staff.submit_selfchecks([row], actor=office.actor)[0]
    assert (check.quarter, check.own, check.full) == ("2016Q1", Decimal("93.5"), Decimal(100))
    with pytest.raises(Refused, match="2016Q1 的自查已经提交"):
        staff.submit_selfchecks([row | {"quarter": "2016Q1"}], actor=office.actor)
    town = office.clerk(county.east, "officers.*")
    marks = [{"item": "协助建会", "town": Decimal(50)}, {"item": "发展会员", "town": Decimal(40)}]
    with pytest.raises(Refused, match="评 61 分，应在 0 到满分 60 之间"):
        staff.check_selfcheck(check, items=[marks[0] | {"town": Decimal(61)}, marks[1]], actor=town)
    with pytest.raises(Refused, match="“发展会员”没有评分"):
        staff.check_selfcheck(check, items=marks[:1], actor=town)
    check = staff.check_selfcheck(check, items=marks, actor=town)
    final = [{"item": row["item"], "county": row["town"]} for row in marks]
    with pytest.raises(NotFound):
        staff.assess_selfcheck(check, items=final, actor=town)
    check = staff.assess_selfcheck(check, items=final, opinion="良好", actor=office.actor)
    assert (check.state, check.county) == ("assessed", Decimal(90))
    assert value("officers.selfcheck_average", county.root, Q1) == 90
    assert reconcile() == []


def test_who_was_not_there_does_not_check_himself(office, county):
    one = worker(office, county, since=date(2016, 4, 1))
    row = {"org_id": county.east, "staff": one, "quarter": "2016Q1", "items": ITEMS}
    with pytest.raises(Refused, match="在 2016Q1 不在岗"):
        staff.submit_selfchecks([row], actor=office.actor)


def test_visits_with_a_problem_stay_open_until_it_is_solved(office, county):
    row = {"org_id": county.east, "visitors": "孙主席", "place": "东一厂", "visited_on": date(2016, 3, 1), "met": 12}
    rows = [
        row,
        row | {"place": "东二厂", "found": "无食堂"},
        row | {"place": "东三厂", "found": "漏雨", "done": "已修"},
    ]
    made = load_visits(rows, actor=office.actor)
    assert [each.state for each in made] == ["done", "open", "done"]
    assert value("officers.problems_solved_rate", county.root, Q1) == Decimal("0.5")
    with pytest.raises(Refused, match="解决日期 2016-02-01 早于走访日期"):
        staff.solve_visit(made[1], solved_on=date(2016, 2, 1), done="建好", actor=office.actor)
    staff.solve_visit(made[1], solved_on=date(2016, 4, 1), done="建好", actor=office.actor)
    codes = ("officers.base_visits", "officers.workers_met", "officers.problems_solved_rate")
    assert [value(code, county.root, Q1) for code in codes] == [3, 36, 1]
    assert reconcile() == []


def test_what_was_typed_wrongly_is_put_right_or_taken_back(office, county):
    one = worker(office, county)
    row = {"org_id": county.east, "staff": one, "quarter": "2016Q1", "items": ITEMS}
    check = staff.submit_selfchecks([row], actor=office.actor)[0]
    marks = [{"item": each["item"], "town": each["own"]} for each in ITEMS]
    back = staff.hand_back_selfcheck(
        staff.check_selfcheck(check, items=marks, actor=office.actor), reason="偏高", actor=office.actor
    )
    assert (back.state, back.town, [row.get("town") for row in back.items]) == ("submitted", None, [None, None])
    with pytest.raises(Refused, match="还有季度自查"):
        staff.void_staff(one, reason="误登", actor=office.actor)
    staff.void_selfcheck(back, reason="误登", actor=office.actor)
    staff.correct_staff(one, changes={"since": date(2016, 2, 1)}, reason="合同", actor=office.actor)
    assert value("officers.staff", county.root, Period.parse("2016-01")) == 0
    staff.void_staff(one, reason="误登", actor=office.actor)
    visit = {"org_id": county.east, "visitors": "孙主席", "place": "东一厂", "visited_on": date(2016, 3, 1)}
    made = load_visits([visit], actor=office.actor)[0]
    fixed = staff.correct_visit(made, changes={"met": 5}, reason="漏填", actor=office.actor)
    assert value("officers.workers_met", county.root, Q1) == 5
    staff.void_visit(fixed, reason="误登", actor=office.actor)
    assert value("officers.base_visits", county.root, Q1) == 0
    assert reconcile() == []

"""Union records: workbook, steps, limits, what follows when a union ceases, and figures."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.db import IntegrityError

from liuyou.areas.organising.actions import employers, formation, points, targets, unions
from liuyou.areas.organising.imports import unions as imports
from liuyou.areas.organising.models import Employer, Formation, Point, Target, Union
from liuyou.areas.organising.queries import unions as queries
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.actions.tree import dissolve_org, merge_org
from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.intake.driver import load
from liuyou.kernel.ledger.checks import broken
from liuyou.kernel.ledger.codes import figure
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.ledger.measures import REGISTRY
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.kernel.ledger.rows import behind
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.codes import make_union_code
from liuyou.kernel.orgs.models import Org
from liuyou.kernel.writing.permit import permit

REGISTERS = {each.code: each for each in imports.ALL}
HEAD = [
    "序号",
    "工会名称",
    "上级工会",
    "组建形式",
    "建会时间",
    "单位性质",
    "工会代码",
    "证书号",
    "有效期至",
    "工会主席",
    "开户时间",
    "经费登记",
]


def count(what: str, org: int, day: str) -> Any:
    return value(f"organising.{what}", org, Period.parse(day))


def clerk(org: int, *permissions: str) -> Actor:
    with permit("access.actor.start"):
        actor: Actor = Actor.objects.create(name=f"干事{Actor.objects.count()}")
    appoint(actor, org, "干事", list(permissions), since=date(2010, 1, 1))
    return actor


def entered(county: Any, org: int = 0, **more: Any) -> Union:
    row = {"org_id": org or county.east1, "name": "东一厂工会", "form": "单独", "founded_on": date(2015, 3, 1)}
    row |= {"sector": "非公有制企业"}
    made: Union = unions.enter_unions([row | more], actor=county.actor)[0]
    return made


def certified(county: Any, union: Union, **more: Any) -> Union:
    given = {"code": make_union_code("330102", 1), "certificate": "工法证字第1号", "certified_on": date(2015, 4, 1)}
    given |= {"valid_until": date(2018, 3, 31), "representative": "王一"}
    found: Union = unions.certify_union(union, actor=county.actor, **(given | more))
    return found


@pytest.fixture
def taken(county, tmp_path):
    """Load a table as the county's own workbook."""
    appoint(county.actor, county.root, "导入", ["intake.load"], since=county.since)

    def take(title, head, rows, name="台账.xlsx"):
        book = xlsxwriter.Workbook(tmp_path / name)
        sheet = book.add_worksheet(title)
        for number, row in enumerate([head, *rows]):
            sheet.write_row(number, 0, [each.isoformat() if isinstance(each, date) else each for each in row])
        book.close()
        return load(tmp_path / name, REGISTERS, actor=county.actor, org=county.root, on=date(2016, 12, 1))

    return take


def test_an_existing_union_gets_one_record(county):
    union = entered(county)
    assert (union.state, union.due_on, union.full_on) == ("standing", None, None)
    with pytest.raises(Refused, match="已有工会档案"):
        entered(county)
    with pytest.raises(IntegrityError), permit("organising.union.enter"):
        Union.objects.filter(pk=union.pk).update(form="别的")


def test_from_seals_to_fully_set_up(county):
    union = entered(county)
    with pytest.raises(Refused, match="请先登记刻章和法人资格"):
        unions.open_account(union, account_on=date(2015, 4, 9), actor=county.actor)
    unions.seal_union(union, seals_on=date(2015, 3, 9), actor=county.actor)
    with pytest.raises(BadInput, match="可能填成了单位的代码"):
        certified(county, union, code="91350100M000100Y43")
    with pytest.raises(Refused, match="超过发证日期"):
        certified(county, union, valid_until=date(2020, 4, 2))
    certified(county, union)
    unions.open_account(union, account_on=date(2015, 4, 9), bank="农商行", actor=county.actor)
    union = unions.register_levy(union, levy_on=date(2015, 5, 4), actor=county.actor)
    assert (union.full_on, union.due_on) == (date(2015, 5, 4), date(2018, 3, 31))
    assert [count("legal_persons", county.root, day) for day in ("2015-03-31", "2015-04-01")] == [0, 1]
    assert [count("fully_set_up", county.east, day) for day in ("2015-05-03", "2015-05-04")] == [0, 1]
    assert count("fully_set_up", county.west, "2015-12-31") == 0
    [rows] = behind(figure("organising.unions[form=单独]"), county.root, Period.parse("2015"))
    assert rows.records == {union.pk: 1}
    assert reconcile() == []


def test_a_code_belongs_to_one_union(county):
    certified(county, entered(county))
    other = entered(county, county.west1, name="西一厂工会")
    with pytest.raises(Refused, match="已登记给“东一厂工会”"):
        certified(county, other)


def test_a_change_is_filed_within_thirty_days(county):
    union = certified(county, entered(county))
    union = unions.change_union(union, changed_on=date(2016, 3, 1), what="法定代表人", actor=county.actor)
    assert (union.change_by, union.due_on) == (date(2016, 3, 31), date(2016, 3, 31))
    assert [each.pk for each in queries.late_to_file_changes(county.actor, date(2016, 4, 1))] == [union.pk]
    assert not queries.late_to_file_changes(county.actor, date(2016, 3, 31)).exists()
    union = unions.file_change(union, filed_on=date(2016, 4, 1), representative="李二", actor=county.actor)
    assert (union.representative, union.change_by, union.due_on) == ("李二", None, date(2018, 3, 31))
    assert [(each["what"], each["late"]) for each in union.certificates[1:]] == [
        ("法定代表人变动", False),
        ("变更登记", True),
    ]
    with pytest.raises(Refused, match="没有待办的法人事项变动"):
        unions.file_change(union, filed_on=date(2016, 4, 2), actor=county.actor)


def test_a_certificate_is_renewed_before_it_ends(county):
    union = certified(county, entered(county))
    due = {"org": county.root}
    assert not queries.due_certificates(county.actor, date(2018, 2, 28), **due).exists()
    assert queries.due_certificates(county.actor, date(2018, 3, 1), **due).get() == union
    given = {"why": "到期换证", "renewed_on": date(2018, 3, 20), "valid_until": date(2021, 3, 19)}
    union = unions.renew_certificate(union, actor=county.actor, **given)
    assert (union.state, union.due_on, union.valid_until) == ("standing", date(2021, 3, 19), date(2021, 3, 19))
    assert count("legal_persons", county.root, "2019") == 1
    assert reconcile() == []


def test_the_lists_of_limits_are_of_the_org_at_hand(county):
    union = certified(county, entered(county))
    late, _, _ = queries.due_lists(county.actor, date(2018, 4, 2), org=county.east)
    assert (late.number, late.rows, late.more) == (1, [(union, date(2018, 3, 31))], 0)
    assert [each.number for each in queries.due_lists(county.actor, date(2018, 4, 2), org=county.west)] == [0, 0, 0]
    sister = clerk(county.west, "organising.read")
    assert [each.number for each in queries.due_lists(sister, date(2018, 4, 2), org=county.root)] == [0, 0, 0]


def test_who_may_record(county):
    sister = clerk(county.west1, "organising.record")
    with pytest.raises(NotFound):
        unions.enter_unions(
            [{"org_id": county.east1, "name": "东一厂工会", "founded_on": date(2015, 3, 1)}], actor=sister
        )
    union = entered(county)
    reader = clerk(county.east1, "organising.read")
    for actor in (sister, reader):
        with pytest.raises(NotFound):
            unions.seal_union(union, seals_on=date(2015, 3, 9), actor=actor)
    assert Union.objects.get().seals_on is None
    with pytest.raises(RuntimeError):
        unions.cease_union(union, ceased_why="撤销", actor=county.actor)


def test_correcting_moves_the_stock(county):
    union = entered(county)
    unions.correct_union(union, changes={"founded_on": date(2015, 6, 1)}, reason="批复为 6 月", actor=county.actor)
    assert [count("unions", county.root, day) for day in ("2015-05-31", "2015-06-01")] == [0, 1]
    unions.void_union(union, reason="重复", actor=county.actor)
    assert count("unions", county.root, "2016") == 0
    assert entered(county).pk != union.pk
    assert reconcile() == []


def test_branches_are_counted_apart(county):
    entered(county, form="分会")
    assert [count(what, county.root, "2016") for what in ("branches", "unions", "unions_founded")] == [1, 0, 0]


def row(number, form="单独", **more):
    day = date(2016, 1 + number % 9, 1)
    code = make_union_code("330102", number)
    return [
        number,
        f"第{number}厂工会",
        "东镇总工会",
        form,
        day,
        "非公企业",
        code,
        f"证{number}",
        date(2020, 1, 1),
        "王一",
        day,
        day,
    ]


def test_a_workbook_founds_the_unions_and_gives_them_records(county, taken):
    rows = [row(number, "联合" if number <= 6 else "单独") for number in range(1, 61)]
    rows.append([61, "东一厂工会", "", "单独", date(2010, 1, 1), "", "", "", "", "", "", ""])
    loaded = taken("基层工会组建台账", HEAD, rows)
    assert sum(loaded.made.values()) == 61
    assert [count(what, county.root, "2016") for what in ("unions", "unions[form=联合]", "unions_founded")] == [
        61,
        6,
        60,
    ]
    assert [count(what, county.east, "2016") for what in ("legal_persons", "fully_set_up")] == [60, 60]
    assert count("unions", county.west, "2016") == 0
    new = Union.objects.get(name="第1厂工会")
    place = tree.place(new.org_id, date(2016, 12, 1))
    assert (place.parent_id, place.kind, place.sector) == (county.east, "joint_union", "private_enterprise")
    assert Org.objects.get(pk=new.org_id).code == new.code
    assert Union.objects.get(name="东一厂工会").org_id == county.east1
    before = Org.objects.count()
    again = taken("基层工会组建台账", HEAD, rows[:20], "再来.xlsx")
    assert (again.known, again.made, Org.objects.count()) == (20, {}, before)
    assert reconcile() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({2: ""}, "请填写上级工会"),
        ({2: "没有的镇总工会"}, "没有上级工会"),
        ({6: "91350100M000100Y43"}, "可能填成了单位的代码"),
        ({4: date(2009, 1, 1)}, "早于上级"),
        ({8: date(2015, 1, 1)}, "不晚于发证日期"),
    ],
)
def test_rows_that_cannot_be_are_problems(county, taken, change, words):
    bad = row(1)
    for place, text in change.items():
        bad[place] = text
    before = Org.objects.count()
    with pytest.raises(BadInput) as error:
        taken("基层工会组建台账", HEAD, [bad])
    assert any(words in str(each) for each in error.value.problems), error.value.problems
    assert (Org.objects.count(), Union.objects.count()) == (before, 0)


def covered(county: Any, union: int) -> Employer:
    given = {"org_id": county.east, "name": "东一厂", "starts_on": date(2015, 1, 1), "workers": 40}
    (made,) = employers.register_employers([given], actor=county.actor)
    with permit("organising.test"):
        employers.cover_employers([made], union=union, coverage="单独", covered_on=date(2015, 3, 1), actor=county.actor)
    return Employer.objects.get(pk=made.pk)


def test_a_merged_union_ends_and_its_employers_follow(county):
    union, employer = entered(county), covered(county, county.east1)
    assert {"phone", "spells"} <= queries.covered_by(county.east1)[0].get_deferred_fields()
    entered(county, county.east2, name="东二厂工会", form="联合")
    merge_org(county.east1, county.east2, on=date(2016, 7, 1), actor=county.actor, reason="两厂合并")
    union.refresh_from_db()
    employer.refresh_from_db()
    assert (union.state, union.ceased_on, union.ceased_why) == ("ceased", date(2016, 7, 1), "并入东二厂工会")
    assert (employer.union_id, employer.coverage) == (county.east2, "联合")
    assert [count("unions", county.east, day) for day in ("2016-06-30", "2016-07-01")] == [2, 1]
    assert count("employers[coverage=单独]", county.east, "2016-06-30") == 1
    assert count("employers[coverage=联合]", county.east, "2016-07-01") == 1
    assert reconcile() == []


def test_a_dissolved_union_leaves_its_employers_without(county):
    union, employer = entered(county), covered(county, county.east1)
    dissolve_org(county.east1, on=date(2016, 7, 1), actor=county.actor, reason="企业注销")
    union.refresh_from_db()
    employer.refresh_from_db()
    assert (union.state, employer.coverage, employer.union_id) == ("ceased", "未建会", None)
    assert [count("unions_ceased", county.east, month) for month in ("2016-06", "2016-07")] == [0, 1]
    assert reconcile() == []


def test_a_merged_town_leaves_its_employers_and_open_cases_to_the_successor(county):
    given = {"org_id": county.east, "name": "东一厂", "starts_on": date(2015, 1, 1), "workers": 40}
    (employer,) = employers.register_employers([given], actor=county.actor)
    wish = {"org_id": county.east, "name": "东三厂工会", "form": "单独", "intent_on": date(2016, 5, 1)}
    (case,) = formation.intend_formations([wish | {"employers": [employer.pk]}], actor=county.actor)
    merge_org(county.east, county.west, on=date(2016, 7, 1), actor=county.actor, reason="撤东镇并入西镇")
    employer, case = Employer.objects.get(pk=employer.pk), Formation.objects.get(pk=case.pk)
    assert (employer.org_id, case.org_id) == (county.west, county.west)
    assert [count("employers", county.west, day) for day in ("2016-06-30", "2016-07-01")] == [0, 1]
    assert count("employers", county.east, "2016-06-30") == 1
    assert reconcile() == []


def test_broken_rules_are_shown(county):
    entered(county)
    assert broken(county.east, Period.parse("2016"), areas=["organising"]) == []  # no employers are kept here
    employers.register_employers(
        [{"org_id": county.east, "name": "东二厂", "starts_on": date(2015, 1, 1)}], actor=county.actor
    )
    east, west = (broken(org, Period.parse("2016"), areas=["organising"]) for org in (county.east, county.west))
    assert [each.check.code for each in east] == ["organising.check_own"]
    assert west == []


# Points and targets


def test_points_stand_from_their_day_to_their_end(county, taken):
    head = ["所属工会", "阵地类别", "名称", "级别", "地点", "建立时间"]
    rows = [["东镇总工会", "村级服务站", "东一村服务站", "县级", "东一村", date(2016, 2, 1)]]
    rows += [["西镇总工会", "职工小家", f"{n}号小家", "", "", date(2016, 3, 1)] for n in range(3)]
    taken("阵地台账", head, rows)
    point = Point.objects.get(kind="村级工会服务站")
    points.end_point(point, ended_on=date(2016, 6, 1), reason="村合并", actor=county.actor)
    days = {"2016-01-31": 0, "2016-03-01": 4, "2016-05-31": 4, "2016-06-01": 3}
    assert {day: count("points", county.root, day) for day in days} == days
    assert count("points_set_up[kind=职工小家]", county.west, "2016") == 3
    assert taken("阵地台账", head, rows[1:], "再来.xlsx").made == {}
    with pytest.raises(Refused, match="早于"):
        points.correct_point(point, changes={"started_on": date(2016, 7, 1)}, reason="试", actor=county.actor)
    assert reconcile() == []


def target(org, number, kind="建会"):
    return {"org_id": org, "year": 2016, "kind": kind, "value": number, "set_on": date(2016, 1, 20)}


def test_a_whole_and_its_parts_are_not_counted_twice(county):
    """The county's 940, of which 500 and 480 are handed down: 940 for the county, whatever stands below."""
    rows = [target(county.east, 500), target(county.root, 940)]
    targets.load_targets(rows, actor=county.actor)
    targets.load_targets([target(county.west, 480), target(county.root, 100, "会员")], actor=county.actor)
    orgs = (county.root, county.east, county.west)
    assert [count("targets[kind=建会]", org, "2016") for org in orgs] == [940, 500, 480]
    whole = Target.objects.get(org=county.root, kind="建会")
    assert (whole.handed, count("targets", county.root, "2016")) == (980, 1040)
    east = Target.objects.get(org=county.east)
    targets.adjust_target(east, value=460, reason="调整", actor=county.actor)
    whole.refresh_from_db()
    assert (whole.handed, count("targets[kind=建会]", county.root, "2016")) == (940, 940)
    targets.void_target(east, reason="试", actor=county.actor)
    whole.refresh_from_db()
    assert (whole.handed, [count("targets[kind=建会]", org, "2016") for org in orgs]) == (480, [940, 0, 480])
    with pytest.raises(IntegrityError):
        targets.load_targets([target(county.west, 1)], actor=county.actor)


def test_a_whole_and_its_part_are_adjusted_and_voided_together(county):
    targets.load_targets(
        [target(county.root, 940), target(county.east, 500), target(county.west, 40)], actor=county.actor
    )
    whole, east, west = Target.objects.order_by("-value")
    targets.adjust_target([whole, east], value=600, reason="调整", actor=county.actor)
    whole.refresh_from_db()
    assert whole.handed == 640
    assert [count("targets", org, "2016") for org in (county.root, county.east)] == [600, 600]
    with pytest.raises(Refused) as error:
        targets.adjust_target([whole, west], value=600, reason="调整", actor=county.actor)
    assert set(error.value.of) == {whole.pk}
    assert Target.objects.get(pk=west.pk).value == 40
    targets.void_target([whole, east], reason="试", actor=county.actor)
    assert [count("targets", org, "2016") for org in (county.root, county.east)] == [40, 0]
    assert reconcile() == []


def test_the_parts_shown_are_those_handed_down(county):
    """With no target of the town between them, a union's target is part of the county's."""
    rows = [target(county.root, 940), target(county.east1, 40), target(county.west, 500), target(county.west1, 30)]
    whole = targets.load_targets(rows, actor=county.actor)[0]
    parts = queries.parts_of(whole)
    assert [(each.org_id, each.value) for each in parts] == [(county.west, 500), (county.east1, 40)]
    assert sum(each.value for each in parts) == whole.handed == 540


def test_completion_is_not_clamped(county, taken):
    targets.load_targets([target(county.root, 2), target(county.east, 2)], actor=county.actor)
    taken("基层工会组建台账", HEAD, [row(number) for number in range(1, 6)])
    assert count("founding_completion", county.root, "2016") * 100 == 250
    entered(county, county.west1, name="西一厂工会")
    assert [count(f"{what}_rate", county.root, "2016") for what in ("legal_person", "fully_set_up")] == [
        Decimal(5) / 6,
        Decimal(5) / 6,
    ]
    if "members.in" in REGISTRY.measures:
        targets.load_targets([target(county.root, 4, "会员")], actor=county.actor)
        assert count("joining_completion", county.root, "2016") == 0
    assert reconcile() == []


def test_a_target_needs_the_right(county):
    clerk_of_east = clerk(county.east, "organising.record", "organising.read")
    with pytest.raises(NotFound):
        targets.load_targets([target(county.east, 5)], actor=clerk_of_east)
    assert not Target.objects.exists()

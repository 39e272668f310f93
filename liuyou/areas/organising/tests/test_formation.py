"""Founding a union through its steps: to the approval that puts it into the tree, and what is refused on the way."""

from datetime import date
from typing import Any

import pytest

from liuyou.areas.organising import screens
from liuyou.areas.organising.actions import employers, formation
from liuyou.areas.organising.imports import unions as imports
from liuyou.areas.organising.models import Employer, Formation, Union
from liuyou.areas.organising.tests.test_unions import clerk, count
from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.intake.driver import enter
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.codes import make_credit_code
from liuyou.kernel.orgs.models import Org

GROUP = [
    {"name": "王一", "role": "职工代表", "post": "车间主任"},
    {"name": "李二", "role": "党组织代表", "post": None},
]
STEPS: dict[str, dict[str, Any]] = {
    "apply": {"applied_on": date(2016, 3, 1), "group": GROUP, "applied_no": "甲厂〔2016〕1号"},
    "agree": {"prepared_on": date(2016, 3, 10), "prepared_no": "东工〔2016〕3号"},
    "apply_congress": {
        "members": 60,
        "women": 12,
        "congress_kind": "会员大会",
        "planned_on": date(2016, 4, 20),
        "seats": 5,
        "audit_seats": 3,
        "congress_applied_on": date(2016, 4, 1),
    },
    "approve_congress": {"congress_approved_on": date(2016, 4, 8), "congress_no": "东工〔2016〕7号"},
    "elect": {
        "congress_on": date(2016, 4, 20),
        "entitled": 60,
        "present": 55,
        "lowest_votes": 31,
        "term_years": 3,
        "chair": "王一",
        "committee": 5,
        "audit_committee": 3,
        "audit_head": "李二",
        "women_body": "女职工委员会",
        "women_head": "赵三",
    },
    "report": {"reported_on": date(2016, 4, 22)},
    "approve": {
        "approved_on": date(2016, 4, 29),
        "approved_no": "东工〔2016〕9号",
        "founded_on": date(2016, 4, 20),
    },
}
ACTIONS = {
    "apply": formation.apply_for_formation,
    "agree": formation.agree_to_formation,
    "apply_congress": formation.apply_for_congress,
    "approve_congress": formation.approve_congress,
    "elect": formation.record_election,
    "report": formation.report_election,
    "approve": formation.approve_formation,
}
DAYS = {"apply": "applied_on", "agree": "prepared_on", "apply_congress": "congress_applied_on", "report": "reported_on"}


class Founding:
    def __init__(self, county: Any) -> None:
        self.county, self.actor = county, county.actor
        given = {"org_id": county.east, "starts_on": date(2015, 1, 1), "workers": 80}
        names = ("甲厂", "乙厂", "丙厂")
        made = employers.register_employers([given | {"name": name} for name in names], actor=self.actor)
        self.employers = [each.pk for each in made]

    def intended(self, **more: Any) -> Formation:
        row = {"org_id": self.county.east, "name": "甲厂工会", "form": "单独", "sector": "非公有制企业"}
        row |= {"employers": self.employers[:1], "workers": 80, "intent_on": date(2016, 2, 20), "responsible": "钱四"}
        made: Formation = formation.intend_formations([row | more], actor=self.actor)[0]
        return made

    def take(self, case: Formation, *steps: str, actor: Any = None, **more: Any) -> Formation:
        for step in steps:
            given = STEPS[step] | {name: value for name, value in more.items() if name in STEPS[step]}
            on = given.get(DAYS.get(step, ""), date(2016, 5, 3))
            case = ACTIONS[step](case, actor=actor or self.actor, on=on, **given)
        return case

    def until(self, step: str, case: Formation | None = None, **more: Any) -> Formation:
        names = list(STEPS)
        return self.take(case or self.intended(), *names[: names.index(step) + 1], **more)


@pytest.fixture
def founding(county):
    return Founding(county)


def test_from_the_first_wish_to_a_union_in_the_tree(founding, county):
    """Golden case: founded on the day of its congress, with record, legal limit and its employer covered."""
    case = founding.take(founding.intended(), "apply")
    assert case.due_on == date(2016, 3, 16)
    case = founding.take(case, "agree")
    assert case.due_on == date(2016, 9, 12)  # six months end on a Saturday, so on Monday
    case = founding.take(case, "apply_congress", "approve_congress", "elect", "report")
    assert case.due_on == date(2016, 5, 9)  # fifteen days from 22 April end on a Saturday
    case = founding.take(case, "approve")
    union = Union.objects.get()
    assert (case.state, case.union_id, case.due_on) == ("approved", union.pk, None)
    place = tree.place(union.org_id, date(2016, 4, 20))
    assert (place.name, place.parent_id, place.kind, place.sector) == (
        "甲厂工会",
        county.east,
        "primary_union",
        "private_enterprise",
    )
    assert (union.representative, union.approval_no) == ("王一", "东工〔2016〕9号")
    assert union.certify_by == union.due_on == date(2016, 6, 28)
    employer = Employer.objects.get(pk=founding.employers[0])
    assert (employer.union_id, employer.coverage, employer.covered_on) == (union.org_id, "单独", date(2016, 4, 20))
    days = {"2016-04-19": 0, "2016-04-20": 1}
    assert {day: count("unions", county.east, day) for day in days} == days
    assert {day: count("employers[coverage=单独]", county.root, day) for day in days} == days
    assert [
        count(what, county.east, "2016") for what in ("unions_founded[form=单独]", "formations[outcome=已批准]")
    ] == [1, 1]
    assert count("unions", county.west, "2016") == 0
    assert reconcile() == []


def test_a_failed_approval_changes_nothing(founding, county):
    case = founding.until("report", founding.intended(name="东一厂工会"))
    before = Org.objects.count()
    with pytest.raises(Refused, match="已有名为"):
        founding.take(case, "approve")
    formation.correct_formation(
        case, changes={"name": "甲厂工会"}, employers=[*founding.employers[:1]], reason="改名", actor=county.actor
    )
    employers.close_employer(founding.employers[0], since=date(2016, 4, 1), reason="注销", actor=county.actor)
    with pytest.raises(Refused):
        founding.take(case, "approve")
    case.refresh_from_db()
    assert (case.state, Org.objects.count(), Union.objects.count()) == ("reported", before, 0)
    assert tree.by_name(["甲厂工会"], None, date(2016, 6, 1)) == {}
    assert reconcile() == []


@pytest.mark.parametrize(
    ("step", "change", "words"),
    [
        ("apply", {"group": GROUP[:1]}, "没有党组织代表"),
        ("apply", {"applied_on": date(2016, 2, 19)}, "早于意向日期"),
        ("agree", {"prepared_on": date(2016, 2, 29)}, "早于申请日期"),
        ("apply_congress", {"members": 81}, "多于职工"),
        ("apply_congress", {"congress_kind": "会员代表大会"}, "不足 100 人"),
        ("apply_congress", {"seats": 9}, "3–7 人"),
        ("apply_congress", {"audit_seats": 2}, "3–11 人"),
        ("elect", {"present": 39, "lowest_votes": 31}, "至少 40 人"),
        ("elect", {"lowest_votes": 30}, "至少 31 票"),
        ("elect", {"term_years": 4}, "任期 4 年不行"),
        ("elect", {"audit_head": "王一"}, "同时任"),
        ("elect", {"women_body": "女职工委员"}, "不能只设女职工委员"),
        ("elect", {"congress_on": date(2016, 4, 7)}, "早于同意召开大会日期"),
        ("report", {"reported_on": date(2016, 4, 19)}, "早于大会日期"),
        ("approve", {"founded_on": date(2016, 4, 30)}, "早于成立日期"),
    ],
)
def test_what_the_rules_refuse(founding, step, change, words):
    names = list(STEPS)
    case = founding.intended()
    case = founding.take(case, *names[: names.index(step)])
    with pytest.raises(Refused, match=words):
        founding.take(case, step, **change)
    assert Formation.objects.get().state == case.state


def test_a_step_waits_for_its_turn(founding):
    case = founding.intended()
    with pytest.raises(Refused, match="不能“批准成立”"):
        founding.take(case, "approve")


def test_who_records_does_not_approve(founding, county):
    case = founding.until("report")
    recorder = clerk(county.east, "organising.record")
    sister = clerk(county.west, "organising.*")
    for actor in (recorder, sister):
        with pytest.raises(NotFound):
            founding.take(case, "approve", actor=actor)
    assert Union.objects.count() == 0
    approver = clerk(county.east, "organising.approve")
    assert founding.take(case, "approve", actor=approver).state == "approved"


def test_a_void_first_election_is_repeated(founding):
    case = founding.until("elect")
    case = formation.repeat_election(case, reason="收回选票多于发出", actor=founding.actor)
    assert (case.state, case.congress_on, case.chair, case.committee) == ("congress_approved", None, "", None)
    again = {"congress_on": date(2016, 4, 27), "founded_on": date(2016, 4, 27), "reported_on": date(2016, 4, 28)}
    assert founding.take(case, "elect", "report", "approve", **again).founded_on == date(2016, 4, 27)


def test_a_joint_union_covers_several(founding, county):
    one = founding.intended(form="联合", name="东村联合工会")
    with pytest.raises(Refused, match="两个以上单位"):
        founding.take(one, "apply")
    formation.withdraw_formation(one, reason="单位不够", actor=county.actor)
    case = founding.until("approve", founding.intended(form="联合", name="东村联合工会", employers=founding.employers))
    assert count("employers[coverage=联合]", county.east, "2016") == 3
    assert tree.place(case.union.org_id, date(2016, 5, 1)).kind == "joint_union"
    assert [count(f"formations[outcome={each}]", county.east, "2016") for each in ("已批准", "撤回")] == [1, 0]


def test_a_project_union_has_its_site(founding):
    case = founding.intended(form="项目", name="大桥项目部工会", site="一号工地")
    union = founding.until("approve", case).union
    assert union.sites == [{"since": "2016-04-20", "until": "", "place": "一号工地"}]


def test_a_wish_typed_into_the_form_finds_its_employers(founding, county):
    row = {"org": "东镇总工会", "name": "甲厂工会", "form": "单独", "employers": "甲厂", "intent_on": date(2016, 2, 20)}
    given = {"actor": county.actor, "org": county.root, "on": date(2016, 5, 1)}
    (case,) = enter(imports.FORMATIONS, row, **given)
    assert (case.org_id, case.employers) == (county.east, founding.employers[:1])
    with pytest.raises(BadInput) as error:
        enter(imports.FORMATIONS, row | {"name": "丁厂工会", "employers": "甲厂、丁厂"}, **given)
    (problem,) = error.value.problems
    assert problem.column == "用人单位"
    assert "“丁厂工会”" in problem.message
    assert "没有“丁厂”" in problem.message


def test_employers_of_a_whole_file_are_looked_up_once(founding, county, django_assert_num_queries):
    """A firm named by its name in one row and by its code in another is one firm."""
    code = make_credit_code("330102", 1)
    employers.change_employers(
        founding.employers[0], since=date(2015, 1, 1), changes={"credit_code": code}, actor=county.actor
    )
    rows = [
        {"name": f"{n}号工会", "employers": text} for n, text in enumerate(("甲厂", code.lower(), "乙厂；甲厂", ""))
    ]
    with django_assert_num_queries(1):
        found = imports.employers_of(rows, county.actor)
    one, other = founding.employers[:2]
    assert found == [[one], [one], [other, one], []]
    with pytest.raises(BadInput) as error:
        imports.employers_of([*rows, {"name": "丁厂工会", "employers": "丁厂、戊厂"}], county.actor)
    assert ["丁厂工会" in each.message for each in error.value.problems] == [True, True]


def test_a_paper_says_nothing_of_a_committee_that_is_not_elected(founding):
    """A union of less than 25 members with one chair has no audit committee: no words of 0 members."""
    few = {"members": 20, "women": 0, "seats": 1, "audit_seats": 0, "entitled": 20, "present": 20, "lowest_votes": 11}
    case = founding.until("approve", **few, committee=1, audit_committee=0, audit_head="", women_body="", women_head="")
    told = [str(part) for paper in screens.unions.FORMATION.papers for part in paper.content(case)]
    assert not any("经费审查" in each for each in told)
    assert any("工会委员会委员 1 人。" in each for each in told)


def test_every_paper_can_be_printed(founding):
    """In each state there is at least one, and each has words."""
    printed = set()
    case = founding.intended()
    for step in STEPS:
        case = founding.take(case, step)
        for paper in screens.unions.FORMATION.papers:
            if case.state in paper.states:
                printed.add(paper.code)
                assert all(list(paper.content(case))), paper.code
    assert len(printed) == 6
    for paper in screens.unions.UNION.papers:
        assert list(paper.content(case.union))
    assert [part.title for part in screens.unions.UNION.parts(case.union)][:2] == ["建会手续", "期限"]

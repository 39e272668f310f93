"""Members: joining, what is known of them, retention, the ways it ends; who may, and what it counts."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from liuyou.areas.members import queries, rules
from liuyou.areas.members.actions import endings, joining
from liuyou.areas.members.models import Member
from liuyou.areas.members.tests.conftest import SINCE, TODAY
from liuyou.kernel.actions.tree import dissolve_org
from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.catalogue.answers import answer
from liuyou.kernel.ledger import checks
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.kernel.writing.permit import permit


def apply(office, **more):
    row = {"org_id": office.county.east1, "person_id": office.person(), "applied_on": date(2024, 5, 1), **more}
    return joining.load_applications([row], actor=office.actor, on=TODAY)[0]


def test_an_application_counts_only_when_it_is_approved(office):
    member = apply(office)
    assert (member.state, member.due_on, office.count("members.count")) == ("applied", date(2024, 5, 23), 0)
    joining.approve_members(member, actor=office.actor, on=TODAY, since=date(2024, 5, 20))
    member.refresh_from_db()
    assert (member.state, member.joined_union_on) == ("active", date(2024, 5, 20))
    assert office.count("members.count", period="2024-05-19") == 0
    assert office.count("members.count", period="2024-05-20") == 1
    assert office.count("members.joined") == 1
    assert reconcile() == []


def test_an_application_is_refused_or_withdrawn_with_a_reason(office):
    joining.refuse_application(apply(office), actor=office.actor, reason="不是本单位职工")
    joining.withdraw_application(apply(office), actor=office.actor, reason="本人撤回")
    with pytest.raises(Refused, match="理由"):
        joining.refuse_application(apply(office), actor=office.actor)
    with pytest.raises(Refused, match="早于申请日期"):
        joining.approve_members(apply(office), actor=office.actor, since=date(2024, 4, 30))
    assert office.count("members.in") == 0


def test_the_document_tells_sex_and_birth_whatever_is_written(office):
    member = apply(office)
    told, other = (member.sex, member.born), "女" if member.sex == "男" else "男"
    joining.edit_application(member, actor=office.actor, changes={"sex": other, "born": date(1999, 1, 1)})
    member.refresh_from_db()
    assert (member.sex, member.born) == told
    without = apply(office, person_id=office.person("张一", document=False))
    joining.edit_application(without, actor=office.actor, changes={"sex": "女", "born": date(1999, 1, 1)})
    without.refresh_from_db()
    assert (without.sex, without.cohort) == ("女", "90后")


def test_nobody_is_approved_twice(office):
    person = office.person()
    first, second = apply(office, person_id=person), apply(office, person_id=person)
    with pytest.raises(Refused) as error:
        joining.approve_members([first, second], actor=office.actor)
    assert second.pk in error.value.of
    assert "请只留一行" in str(error.value)
    joining.approve_members(first, actor=office.actor)
    with pytest.raises(Refused, match="不要重复登记"):
        joining.approve_members(second, actor=office.actor)


def test_a_second_union_is_told_to_transfer_and_not_where(office):
    there = office.member(office.county.west1)
    clerk = office.clerk(office.county.east, "members.*")
    row = {"org_id": office.county.east1, "person_id": there.person_id, "since": SINCE}
    with pytest.raises(Refused) as error:
        joining.load_members([row], actor=clerk, on=TODAY)
    assert "转入" in str(error.value)
    assert "西" not in str(error.value)
    with pytest.raises(Refused, match=r"西一厂工会.*会籍管理办法"):
        joining.load_members([row], actor=office.actor, on=TODAY)
    assert Member.objects.count() == 1


def test_the_database_holds_one_union_a_person(office):
    there = office.member()
    copy = Member.objects.get(pk=there.pk)
    copy.pk, copy.org_id = there.pk + 1_000_000, office.county.west1
    with pytest.raises(IntegrityError, match="member_of_one_union"), permit("test"), transaction.atomic():
        copy.save(force_insert=True)
    copy.state, copy.until, copy.why = "left", SINCE, "退会"
    with permit("test"):
        copy.save(force_insert=True)  # left on the day it began: no day in common


def test_a_union_that_has_ceased_takes_nobody_in(office):
    dissolve_org(office.county.east2, on=date(2024, 1, 1), actor=office.actor, reason="企业注销")
    with pytest.raises(Refused, match=r"已撤销.*第十三条"):
        office.member(office.county.east2)


def test_rights_and_reach(office):
    member = office.member()
    reader = office.clerk(office.county.east, "members.read")
    sister = office.clerk(office.county.west, "members.*")
    for actor in (reader, sister):
        with pytest.raises(NotFound):
            endings.leave_member(member, actor=actor, reason="本人申请")
        with pytest.raises(NotFound):
            joining.load_members([{"org_id": office.county.east1, "person_id": office.person()}], actor=actor, on=TODAY)
    with pytest.raises(Refused, match="现在是“在册”"):
        endings.restore_members(member, actor=office.actor)


def test_what_a_member_has_become_counts_from_that_day_on(office):
    member = office.member(employment="合同制", migrant="是")
    joining.change_member(
        member, actor=office.actor, changes={"employment": "在编", "migrant": "否"}, changed_on=date(2023, 1, 1)
    )
    joining.change_member(member, actor=office.actor, changes={"position": "钳工"})
    assert office.count("members.count[employment=合同制]", period="2022") == 1
    assert office.count("members.migrants", period="2022-12-31") == 1
    assert office.count("members.count[employment=在编]", period="2023-01-01") == 1
    assert office.count("members.count", period="2023") == 1
    with pytest.raises(Refused, match="早于上一次变更"):
        joining.change_member(member, actor=office.actor, changes={"employment": "其他"}, changed_on=date(2022, 1, 1))
    with pytest.raises(Refused, match="不在可选范围"):
        joining.change_member(member, actor=office.actor, changes={"employment": "长工"})
    assert reconcile() == []


def test_cards_are_counted_each(office):
    member = office.member(card_no="A1")
    joining.issue_card(member, actor=office.actor, card_kind="工惠卡", card_no="B2", card_on=date(2024, 2, 1))
    assert office.count("members.cards[kind=会员证]", period="2020") == 1
    assert office.count("members.cards[kind=工惠卡]") == 1
    assert reconcile() == []


def test_retention_takes_the_vote_away_and_restoring_gives_it_back(office):
    member, county = office.member(), office.county
    endings.retain_member(member, actor=office.actor, retained_why="失业", retained_on=date(2024, 2, 1))
    assert (office.count("members.count"), office.count("members.retained")) == (0, 1)
    assert office.count("members.out[kind=转保留]") == 1
    known = answer("members.standing", [member.person_id, 0], county.east, TODAY)
    assert known[member.person_id] == rules.RETAINED
    assert known[0] == rules.ABSENT
    assert queries.standing([member.person_id], county.east, date(2024, 1, 31))[member.person_id].vote
    endings.restore_members(member, actor=office.actor, restored_on=date(2024, 5, 1))
    assert (office.count("members.count"), office.count("members.retained")) == (1, 0)
    assert office.count("members.in[kind=恢复]") == 1
    assert answer("members.roll", county.east, TODAY) == [member.person_id]
    assert answer("members.active", county.east, TODAY) == 1
    assert answer("members.active", county.west, TODAY) == 0
    assert reconcile() == []


@pytest.mark.parametrize(
    ("act", "more", "why"),
    [
        (endings.leave_member, {"reason": "本人申请"}, "退会"),
        (endings.expel_member, {"reason": "犯罪", "decision": "2024年5月委员会决定"}, "除名"),
        (endings.decease_member, {"until": date(2024, 5, 31)}, "去世"),
    ],
)
def test_membership_ends(office, act, more, why):
    member = office.member()
    act(member, actor=office.actor, on=TODAY, **more)
    assert (office.count("members.count"), office.count(f"members.out[kind={why}]")) == (0, 1)
    assert checks.CHECKS["members.balance"].holds(
        checks.examine([office.county.root], Period.parse("2024"), areas=["members"])[0].value
    )
    with pytest.raises(Refused):
        act(member, actor=office.actor, on=TODAY, **more)


def test_expulsion_needs_a_decision_and_death_has_happened(office):
    member = office.member()
    with pytest.raises(Refused, match="决定"):
        endings.expel_member(member, actor=office.actor, reason="犯罪", decision=" ")
    with pytest.raises(Refused, match="还没有到"):
        endings.decease_member(member, actor=office.actor, on=TODAY, until=date(2024, 6, 2))


def test_a_correction_moves_days_and_asks_the_rules_again(office):
    first = office.member(since=date(2022, 1, 1))
    joining.correct_member(first, actor=office.actor, changes={"since": date(2021, 1, 1)}, reason="抄错")
    assert office.count("members.count", period="2021") == 1
    with pytest.raises(Refused, match="不能增加"):
        joining.correct_member(first, actor=office.actor, changes={"until": TODAY}, reason="退会")
    endings.leave_member(first, actor=office.actor, until=date(2023, 1, 1), reason="辞职")
    office.member(office.county.west1, since=date(2023, 1, 1), person=first.person_id)
    with pytest.raises(Refused, match="会籍管理办法"):
        joining.correct_member(first, actor=office.actor, changes={"until": date(2023, 1, 2)}, reason="抄错")
    with pytest.raises(Refused, match="早于"):
        joining.correct_member(first, actor=office.actor, changes={"until": date(2020, 1, 2)}, reason="抄错")
    joining.void_member(first, actor=office.actor, reason="重复登记")
    assert office.count("members.count", period="2022") == 0
    assert reconcile() == []


def test_wrong_words_are_refused_with_the_right_ones(office):
    with pytest.raises(Refused, match=r"用工形式“长工”.*合同制"):
        office.member(employment="长工")
    with pytest.raises(BadInput):
        office.member(household="很" * 101)

"""Joining: applications and their answer, members on the books taken over, what is known of them kept right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from liuyou.areas.members import queries, rules, workflows
from liuyou.areas.members.actions.duplicates import look_for_duplicates
from liuyou.areas.members.measures import CHANGING
from liuyou.areas.members.models import Member
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.actions import correcting
from liuyou.kernel.actions.action import action
from liuyou.kernel.actions.refusals import Refusals
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.orgs import tree
from liuyou.kernel.writing.permit import permit

ABOUT = (
    *("employment", "migrant", "education", "degree", "ethnicity", "political", "marital", "household", "address"),
    *("family", "employer", "position", "specialty", "job_from", "job_until"),
)
"""What is known of a member and goes along to another union."""
EDITABLE = (*ABOUT, "sex", "born", "channel", "applied_on", "opinion", "note")
CHANGEABLE = (*ABOUT, "note")
CORRECTABLE = (
    *(*EDITABLE, "how", "since", "joined_union_on", "retained_on", "retained_why", "until", "why", "decision"),
    *("card_kind", "card_no", "card_on"),
)
Values = dict[str, Any]


@action(workflows.MEMBER.apply)
def apply_members(rows: Sequence[Values], *, on: date, **_: Any) -> list[Member]:
    """Applications, oral, on paper or by phone. That nobody is in two unions is judged with the approval."""
    made = make(rows, on)
    for each in made:
        each.applied_on = each.applied_on or on
        each.since = each.applied_on
        each.state_since = each.applied_on
    return made


@action(workflows.MEMBER.enter)
def enter_members(rows: Sequence[Values], *, actor: Actor, on: date, **_: Any) -> list[Member]:
    """Take over members who are on a union's books: active since `since`."""
    made = make(rows, on)
    for each in made:
        each.state_since = each.since
        each.joined_union_on = each.joined_union_on or each.since
        rules.in_order(("首次入会日期", each.joined_union_on), ("入会日期", each.since), ("发卡日期", each.card_on))
    _require_single(made, on, actor)
    return made


def load_members(rows: Sequence[Values], *, actor: Actor, on: date, **common: Any) -> list[Member]:
    """A union's book of members; then those who may be in the register already are put up for review."""
    with permit("members.member.load"):
        made: list[Member] = enter_members(rows, actor=actor, on=on, **common)
        look_for_duplicates([each.person_id for each in made], actor=actor, on=on)
    return made


def load_applications(rows: Sequence[Values], *, actor: Actor, on: date, **common: Any) -> list[Member]:
    """Applications that the union's own people enter: whoever is a member elsewhere is told to transfer."""
    with permit("members.member.load"):
        made: list[Member] = apply_members(rows, actor=actor, on=on, **common)
        _require_single(made, on, actor)
        look_for_duplicates([each.person_id for each in made], actor=actor, on=on)
    return made


@action(workflows.MEMBER.take_in)
def take_in_members(rows: Sequence[Values], *, actor: Actor, on: date, **_: Any) -> list[Member]:
    """Members who come from another union, or back from retention: part of the step that sends them."""
    made = make(rows, on)
    known = queries.spans({each.person_id for each in made})
    for each in made:
        _require_alone(each, known.get(each.person_id, ()), on, actor)
    return made


@action(workflows.MEMBER.hold)
def hold_members(rows: Sequence[Values], *, on: date, **_: Any) -> list[Member]:
    """Retained members whose union has ceased, held on: `retained_on` is the day from which this union holds them."""
    return make(rows, on)


def make(rows: Sequence[Values], on: date) -> list[Member]:
    """Unsaved memberships with what the person's document and the union's place tell. Four questions for any number."""
    orgs = {row["org_id"] for row in rows}
    ceased = queries.ceased(orgs, on)
    for name, status in ceased.values():
        raise rules.ceased_union(name, status)
    people, sectors = queries.facts_of({row["person_id"] for row in rows}), queries.sectors(orgs, on)
    made = []
    for row in rows:
        member = Member(**row)
        member.since = member.since or on
        _take_document(member, people.get(member.person_id, ("", None)))
        member.sector = sectors.get(member.org_id, "")
        if member.card_no or member.card_on:
            member.card_kind = member.card_kind or rules.CARD_KINDS[0]
            member.card_on = member.card_on or member.since
        _require_words(member)
        made.append(member)
    return made


def _take_document(member: Member, told: tuple[str, date | None]) -> None:
    """Sex and birth date of the person's document go before what was written."""
    sex, born = told
    member.sex, member.born = sex or member.sex, born or member.born
    member.cohort = rules.cohort(member.born)


WORDS = (
    ("how", rules.HOWS, "入会方式"),
    ("employment", rules.EMPLOYMENTS, "用工形式"),
    ("migrant", (rules.YES, rules.NO), "农民工"),
    ("sex", ("男", "女"), "性别"),
    ("marital", rules.MARITALS, "婚姻状况"),
)


def _require_words(member: Member) -> None:
    for name, known, title in WORDS:
        given = getattr(member, name)
        if given and given not in known:
            rules.one_of(given, known, title)


def _require_single(made: Sequence[Member], on: date, actor: Actor) -> None:
    """No person in two unions at once: told in words here, held by the database in any case."""
    known = queries.spans({each.person_id for each in made})
    refusals, seen = Refusals(len(made)), set()
    for each in made:
        with refusals.of(each.pk or 0):
            if each.person_id in seen:
                raise Refused(rules.TWICE)
            seen.add(each.person_id)
            _require_alone(each, known.get(each.person_id, ()), on, actor)
            _require_not_kept(each, known.get(each.person_id, ()))
    refusals.tell()


def _require_alone(member: Member, others: Iterable[queries.Span], on: date, actor: Actor) -> None:
    for other in others:
        if other.member == member.pk:
            continue
        if rules.overlaps(member.since, member.retained_on or member.until, [(other.since, other.until)]):
            raise Refused(_where(member, other, on, actor))


def _require_not_kept(member: Member, others: Iterable[queries.Span]) -> None:
    """Whoever is retained comes back by restoring or transferring, so that the retention ends."""
    for other in others:
        if other.kept:
            raise Refused(rules.KEPT_HERE if other.org == member.org_id else rules.KEPT_ELSEWHERE)


def _where(member: Member, other: queries.Span, on: date, actor: Actor) -> str:
    """Only whoever may see that union is told which it is."""
    if other.org == member.org_id:
        if other.until is None:
            return rules.HERE_ALREADY
        return f"这个人在本工会 {other.since} 至 {other.until} 已有会籍，日期重叠：请核对入会日期。"
    rows = visible_to(Member.objects.filter(pk=other.member), actor, queries.READ, on)
    if not rows.exists():
        return rules.ELSEWHERE
    name = tree.names([other.org], on).get(other.org, "")
    ends = f"至 {other.until}" if other.until else "至今"
    return f"这个人 {other.since} {ends}是“{name}”的会员。{rules.RULE}；换了单位的，请办理“转入”，不要重复入会。"


@action(workflows.MEMBER.edit, Member)
def edit_application(member: Member, *, changes: Values, **_: Any) -> None:
    correcting.correct(member, changes, EDITABLE)
    _take_document(member, queries.facts_of([member.person_id])[member.person_id])
    _require_words(member)


@action(workflows.MEMBER.approve, Member, in_sets=True)
def approve_members(members: Sequence[Member], *, on: date, actor: Actor, since: date | None = None, **_: Any) -> None:
    """By the primary union; a member from `since` on, without which today."""
    ceased = queries.ceased({each.org_id for each in members}, on)
    refusals = Refusals(len(members))
    for each in members:
        with refusals.of(each.pk):
            if each.org_id in ceased:
                raise rules.ceased_union(*ceased[each.org_id])
            rules.in_order(("申请日期", each.applied_on), ("入会日期", since or on))
            each.since = since or on
            each.joined_union_on = each.joined_union_on or each.since
    refusals.tell()
    _require_single(members, on, actor)


@action(workflows.MEMBER.refuse, Member)
def refuse_application(member: Member, **_: Any) -> None:
    """不予入会: the reason goes to the applicant."""


@action(workflows.MEMBER.withdraw, Member)
def withdraw_application(member: Member, **_: Any) -> None:
    """The applicant takes it back."""


@action(workflows.MEMBER.call_off, Member)
def call_off_applications(member: Member, **_: Any) -> None:
    """The union has ceased."""


@action(workflows.MEMBER.change, Member)
def change_member(member: Member, *, on: date, changes: Values, changed_on: date | None = None, **_: Any) -> None:
    """What has become otherwise, from `changed_on` on; what was counted before stays as it was."""
    day = changed_on or on
    former = {name: getattr(member, name) for name in CHANGING}
    correcting.correct(member, changes, CHANGEABLE)
    _require_words(member)
    if any(getattr(member, name) != former[name] for name in CHANGING):
        last = date.fromisoformat(member.earlier[-1]["until"]) if member.earlier else member.since
        rules.in_order(("上一次变更或入会日期", last), ("变更日期", day))
        member.earlier = [*member.earlier, {"until": day.isoformat(), **former}]


@action(workflows.MEMBER.card, Member)
def issue_card(
    member: Member, *, on: date, card_kind: str, card_no: str = "", card_on: date | None = None, **_: Any
) -> None:
    """A card of one kind; the one before it stays on record and counted."""
    day = card_on or on
    rules.one_of(card_kind, rules.CARD_KINDS, "卡证种类")
    rules.in_order(("入会日期", member.since), ("发卡日期", day))
    if member.card_on:
        old = {"kind": member.card_kind, "no": member.card_no, "on": member.card_on.isoformat()}
        member.old_cards = [*member.old_cards, old]
    member.card_kind, member.card_no, member.card_on = card_kind, card_no, day


@action(workflows.MEMBER.correct, Member)
def correct_member(member: Member, *, on: date, actor: Actor, changes: Values, **_: Any) -> None:
    """Put right what was mistyped; sex and birth of a document are corrected with the person."""
    correcting.correct(member, changes, CORRECTABLE)
    _take_document(member, queries.facts_of([member.person_id])[member.person_id])
    _require_words(member)
    _require_dated(member)
    rules.in_order(("入会日期", member.since), ("保留会籍日期", member.retained_on), ("离会日期", member.until))
    if member.earlier:
        rules.in_order(("入会日期", member.since), ("最早的变更日期", date.fromisoformat(member.earlier[0]["until"])))
    _require_alone(member, queries.spans([member.person_id]).get(member.person_id, ()), on, actor)


def _require_dated(member: Member) -> None:
    """A correction moves a day; it neither begins nor ends a retention or a membership."""
    left = member.state == "left"
    if bool(member.until) != left or (
        member.state != "left" and bool(member.retained_on) != (member.state == "retained")
    ):
        raise Refused("更正不能增加或去掉保留会籍日期、离会日期：请按实际办理保留、恢复或退会。")
    if left:
        rules.one_of(member.why, (*rules.WHYS, rules.RESTORED), "离会原因")
    if member.retained_on:
        rules.one_of(member.retained_why, rules.RETAINED_FOR, "保留原因")


@action(workflows.MEMBER.void, Member)
def void_member(member: Member, **_: Any) -> None:
    """Entered by mistake: never was."""
    if Member.objects.filter(source=member.pk).exclude(state="void").exists():
        raise Refused("这条会籍之后已经转到别处或恢复过，不能单独作废：请先作废后来的那一条，或办理更正。")

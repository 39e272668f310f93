"""Retention of membership, coming back, and the ways it ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from liuyou.areas.members import queries, rules, workflows
from liuyou.areas.members.actions.joining import ABOUT, take_in_members
from liuyou.areas.members.models import Member
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.action import action
from liuyou.kernel.actions.refusals import Refusals
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.parameters.values import parameters

CARRIED = (*ABOUT, "sex", "born", "joined_union_on", "card_kind", "card_no")


def carried(member: Member) -> dict[str, Any]:
    """What goes along to another union. The day of the card stays: it was issued once."""
    return {name: getattr(member, name) for name in CARRIED} | {"source": member.pk, "person_id": member.person_id}


def end(member: Member, until: date, why: str) -> None:
    """`until` is the first day without."""
    rules.in_order(("入会日期", member.since), ("保留会籍日期", member.retained_on), ("离会日期", until))
    member.until, member.why = until, why


@action(workflows.MEMBER.retain, Member)
def retain_member(member: Member, *, on: date, retained_why: str, retained_on: date | None = None, **_: Any) -> None:
    """保留会籍: on retirement or loss of the job. No dues, no vote, no candidacy until it is restored."""
    rules.one_of(retained_why, rules.RETAINED_FOR, "保留原因")
    rules.in_order(("入会日期", member.since), ("保留会籍日期", retained_on or on))
    member.retained_on, member.retained_why = retained_on or on, retained_why


@action(workflows.MEMBER.restore, Member, in_sets=True)
def restore_members(
    members: Sequence[Member], *, on: date, actor: Actor, restored_on: date | None = None, **_: Any
) -> None:
    """Back at work in the same union: the retention ends and a membership begins, the same day."""
    day = restored_on or on
    refusals = Refusals(len(members))
    for each in members:
        with refusals.of(each.pk):
            end(each, day, rules.RESTORED)
    refusals.tell()
    rows = [carried(each) | {"org_id": each.org_id, "how": rules.RESTORED, "since": day} for each in members]
    take_in_members(rows, actor=actor, on=day)


@action(workflows.MEMBER.leave, Member)
def leave_member(member: Member, *, on: date, until: date | None = None, **_: Any) -> None:
    """退会 is free."""
    end(member, until or on, rules.LEFT)


@action(workflows.MEMBER.lapse, Member, in_sets=True)
def lapse_members(members: Sequence[Member], *, on: date, until: date | None = None, **_: Any) -> None:
    """视为退会: dues unpaid for as many months as the constitution says, after persuasion."""
    unpaid = queries.unpaid_months([each.person_id for each in members], on)
    limits = parameters("members.deemed_exit_months", orgs={each.org_id for each in members}, on=on)
    refusals = Refusals(len(members))
    for each in members:
        with refusals.of(each.pk):
            rules.may_lapse(unpaid.get(each.person_id), int(limits[each.org_id].value))
            end(each, until or on, rules.LAPSED)
    refusals.tell()


@action(workflows.MEMBER.expel, Member)
def expel_member(member: Member, *, on: date, decision: str, until: date | None = None, **_: Any) -> None:
    """除名 by decision of the committee."""
    rules.decision_given(decision)
    end(member, until or on, rules.EXPELLED)
    member.decision = decision


@action(workflows.MEMBER.decease, Member)
def decease_member(member: Member, *, on: date, until: date, **_: Any) -> None:
    if until > on:
        raise Refused(f"去世日期 {until} 还没有到：请核对。")
    end(member, until, rules.DIED)


@action(workflows.MEMBER.hand_over, Member, in_sets=True)
def hand_over_members(members: Sequence[Member], *, until: date, why: str, **_: Any) -> None:
    """Part of a transfer, a merger or a dissolution. Whoever joined later than that day was never counted here."""
    for each in members:
        end(each, max(until, each.retained_on or each.since), why)

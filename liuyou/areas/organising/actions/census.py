"""The census: campaigns, calls on employers, and what a call tells of the employer, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from liuyou.areas.organising import workflows
from liuyou.areas.organising.actions import employers
from liuyou.areas.organising.models import Call, Campaign, Employer
from liuyou.areas.organising.rules import employers as rules
from liuyou.areas.organising.rules import kinds
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.action import INPUT_TITLES, action
from liuyou.kernel.actions.correcting import correct
from liuyou.kernel.base import clock
from liuyou.kernel.base.days import check_order
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.orgs import tree

CAMPAIGN, CALL = workflows.CAMPAIGN, workflows.CALL
HEADS = employers.HEADS
PLAIN = ("why_not", "contact", "phone", "address", "park")
TOLD = (*HEADS, "members", "union", *PLAIN, "note")
INPUT_TITLES |= {"visitor": "走访人", "called_on": "走访日期", "why_absent": "未走访到的原因", "union": "是否建会"}
Values = dict[str, Any]


@action(CAMPAIGN.open)
def open_campaigns(rows: Sequence[Values], **_: Any) -> list[Campaign]:
    """Begin a census: title, first and last day."""
    return [_campaign(row) for row in rows]


def _campaign(row: Values) -> Campaign:
    check_order(("开始日期", row["starts_on"]), ("完成期限", row["ends_on"]))
    return Campaign(state_since=row["starts_on"], **row)


@action(CAMPAIGN.end, Campaign)
def end_campaign(campaign: Campaign, **_: Any) -> None:
    """No more calls are made in it."""


@action(CAMPAIGN.reopen, Campaign)
def reopen_campaign(campaign: Campaign, **_: Any) -> None:
    """Calls go on."""


@action(CAMPAIGN.correct, Campaign)
def correct_campaign(campaign: Campaign, *, changes: Values, **_: Any) -> None:
    """Dates and note; its title stands in the calls already made."""
    correct(campaign, changes, ("kind", "starts_on", "ends_on", "note"))
    check_order(("开始日期", campaign.starts_on), ("完成期限", campaign.ends_on))


@action(CAMPAIGN.void, Campaign)
def void_campaign(campaign: Campaign, **_: Any) -> None:
    if campaign.calls.exclude(state="void").exists():
        raise Refused("这次普查已有走访记录，不能作废：请先作废那些走访，或改为结束普查。")


def _require_running(campaign: Campaign, orgs: set[int]) -> None:
    if campaign.state != "running":
        raise Refused(f"“{campaign.title}”已经结束：请先重新开放，或选别的普查。")
    if not orgs <= set(tree.subtree(campaign.org_id, clock.today())):
        raise Refused(f"有的单位不属于开展“{campaign.title}”的工会：请核对名单。")


@action(CALL.assign)
def assign_calls(rows: Sequence[Values], *, campaign: Campaign, visitor: str = "", on: date, **_: Any) -> list[Call]:
    """A list of employers to call on: ``employer`` (a record) and, one by one, ``visitor``. Each once a campaign."""
    _require_running(campaign, {row["employer"].org_id for row in rows})
    listed = Call.objects.filter(campaign=campaign, employer__in=[row["employer"] for row in rows])
    there = set(listed.exclude(state="void").values_list("employer_id", flat=True))
    first = max(on, campaign.starts_on)
    facts: Values = {"campaign": campaign, "campaign_title": campaign.title, "assigned_on": first}
    return [
        Call(
            org_id=each.org_id,
            employer=each,
            name=each.name,
            address=each.address,
            park=each.park,
            visitor=row.get("visitor") or visitor or each.responsible,
            state_since=first,
            **facts,
        )
        for row in rows
        if (each := row["employer"]).pk not in there
    ]


def list_without_union(campaign: Campaign, town: int, *, actor: Actor, visitor: str = "") -> int:
    """Put every employer of a town's subtree that no union covers on the campaign's list; how many were added."""
    wanted = Employer.objects.filter(state="open", coverage="未建会", org_id__in=tree.subtree(town, clock.today()))
    listed = Call.objects.filter(campaign=campaign).exclude(state="void").exclude(employer=None)
    rows = (
        wanted.exclude(pk__in=listed.values("employer_id")).order_by("org_id", "park", "name").defer("phone", "spells")
    )
    found = [{"employer": each, "org_id": each.org_id} for each in rows]
    return len(assign_calls(found, campaign=campaign, visitor=visitor, actor=actor)) if found else 0


@action(CALL.hand_over, Call)
def hand_over_call(call: Call, *, visitor: str, **_: Any) -> None:
    """Another visitor."""
    call.visitor = visitor


@action(CALL.record, Call)
def record_call(call: Call, *, called_on: date, workers: int, union: str, actor: Actor, on: date, **told: Any) -> None:
    """What was found: numbers, union or not and why not. The employer's register is brought up to date with it."""
    if call.campaign.state != "running":
        raise Refused(f"“{call.campaign_title}”已经结束：请先重新开放普查。")
    _tell(call, called_on, {"workers": workers, "union": union, **told})
    if call.employer_id:
        _update(call, actor, on)


def _tell(call: Call, called_on: date, told: Values) -> None:
    for name in TOLD:
        if told.get(name) not in (None, ""):
            setattr(call, name, told[name])
    call.called_on, call.why_absent = called_on, ""
    rules.check_parts({name: getattr(call, name) for name in HEADS})
    if call.union not in (kinds.YES, kinds.NO):
        raise Refused("是否建会没有填写：请选“是”或“否”。")
    if call.union == kinds.NO and not call.why_not:
        raise Refused("没有建会的，请填写未建会原因：普查要做到未建会企业数量清、区位清、原因清。")
    if call.union == kinds.YES:
        call.why_not = ""
    if (call.members or 0) > (call.workers or 0):
        rules.check_members(call.workers or 0, call.members or 0)


def _update(call: Call, actor: Actor, on: date) -> None:
    """The headcount from the day of the call, and the plain facts that were told."""
    employer = Employer.objects.get(calls=call.pk)
    heads = {name: getattr(call, name) for name in HEADS if getattr(call, name) is not None}
    employers.count_employers(employer, counted_on=call.called_on, actor=actor, on=on, **heads)
    plain = {name: getattr(call, name) for name in PLAIN}
    changes = {name: value for name, value in plain.items() if value and getattr(employer, name) != value}
    if employer.coverage != "未建会":
        changes.pop("why_not", None)
    if changes:
        employers.change_employers(employer, since=call.called_on, changes=changes, actor=actor, on=on)


@action(CALL.find)
def find_firms(rows: Sequence[Values], *, actor: Actor, **_: Any) -> list[Call]:
    """Firms met at the door that the register does not have: they are entered there with what was told."""
    made = []
    for row in rows:
        told = dict(row)
        campaign: Campaign = told.pop("campaign")
        _require_running(campaign, {told["org_id"]})
        code, day = told.pop("credit_code", ""), told["called_on"]
        call = Call(
            org_id=told["org_id"],
            campaign=campaign,
            campaign_title=campaign.title,
            name=told["name"],
            visitor=told.get("visitor") or "",
            found=True,
            assigned_on=day,
            state_since=day,
        )
        _tell(call, day, told)
        new = {name: getattr(call, name) for name in (*HEADS, *PLAIN)}
        new = {name: value for name, value in new.items() if value is not None}
        new |= {"org_id": call.org_id, "name": call.name, "credit_code": code or "", "starts_on": day}
        new |= {"distinct": bool(told.get("distinct"))}
        if call.union == kinds.YES:
            new |= {"coverage": "单独", "covered_on": day}
        call.employer = employers.register_employers([new], actor=actor)[0]
        made.append(call)
    return made


@action(CALL.miss, Call)
def miss_call(call: Call, *, called_on: date, why_absent: str, **_: Any) -> None:
    """Nobody there, moved away, struck off: to be called on again, or to be mended in the register."""
    call.called_on, call.why_absent = called_on, why_absent


@action(CALL.correct, Call)
def correct_call(call: Call, *, changes: Values, **_: Any) -> None:
    """What was mistyped about the call; the employer's own numbers are corrected there."""
    correct(call, changes, (*TOLD, "visitor", "called_on", "name"))
    if call.state == "done" and call.called_on:
        _tell(call, call.called_on, {})


@action(CALL.void, Call)
def void_call(call: Call, **_: Any) -> None:
    """It should not have been on the list."""

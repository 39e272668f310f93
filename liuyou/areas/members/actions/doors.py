"""The way in by phone: opened and closed by the union, used by whoever has its address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core import signing
from django.utils import timezone
from django.utils.crypto import get_random_string

from liuyou.areas.members import queries, rules, workflows
from liuyou.areas.members.actions.duplicates import look_for_duplicates
from liuyou.areas.members.actions.joining import apply_members
from liuyou.areas.members.actions.transfers import request_transfers
from liuyou.areas.members.models import Door, Member, Transfer
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.actions import correcting
from liuyou.kernel.actions.action import action
from liuyou.kernel.actions.people import enter_named
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.journal.models import Line
from liuyou.kernel.orgs import tree
from liuyou.kernel.parameters.values import parameter
from liuyou.kernel.people import register as people
from liuyou.kernel.people.identity import Identity
from liuyou.kernel.people.register import Named
from liuyou.kernel.writing.permit import permit

SELF_SERVICE = "自助入会"
"""The actor of whoever applies by phone: it may apply and ask for a transfer, and sees nothing."""
PHONE = "手机"
SIGNER = signing.Signer(salt="door of members")
CLOSED = "这个入会二维码已经关闭或不完整：请向工会索取新的二维码。"
TICKET_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
APPLIED = "members.member.apply"


@action(workflows.DOOR.open)
def open_doors(rows: Sequence[dict[str, Any]], *, on: date, **_: Any) -> list[Door]:
    ceased = queries.ceased({row["org_id"] for row in rows}, on)
    for name, status in ceased.values():
        raise rules.ceased_union(name, status)
    if Door.objects.filter(org_id__in=[row["org_id"] for row in rows], state="open").exists():
        raise Refused("本工会的扫码入会已经开放：要换新的二维码，请先关闭原来的。")
    return [Door(opened_on=on, **row) for row in rows]


@action(workflows.DOOR.close, Door)
def close_door(door: Door, *, on: date, **_: Any) -> None:
    """Its address never works again; a new one may be opened."""
    door.closed_on = max(on, door.opened_on)


@action(workflows.DOOR.shut, Door)
def shut_doors(door: Door, *, on: date, **_: Any) -> None:
    """The union has ceased."""
    door.closed_on = max(on, door.opened_on)


def token_of(door: Door) -> str:
    """The same for as long as the door is open: it hangs on the wall."""
    return SIGNER.sign(str(door.pk))


def door_of(token: str) -> Door:
    """The open door of an address. NotFound for one that is closed, cut short or made up."""
    try:
        number = int(SIGNER.unsign(token))
    except signing.BadSignature:
        raise NotFound(CLOSED) from None
    found = Door.objects.filter(pk=number, state="open").first()
    if found is None:
        raise NotFound(CLOSED)
    return found


def self_service(on: date) -> Actor:
    """Made on first use, with the two rights it needs and no other."""
    found = Actor.objects.filter(name=SELF_SERVICE).first()
    if found is None:
        with permit("access.actor.start"):
            found = Actor.objects.create(name=SELF_SERVICE)
        appoint(found, tree.root(on).org_id, SELF_SERVICE, [workflows.ENROL, workflows.TRANSFERS], since=on)
    return found


def apply_by_phone(door: Door, who: Named, about: Mapping[str, Any], *, on: date) -> str:
    """An application, or a transfer where the person is a member elsewhere; the number to ask with.

    The applicant is told the same whatever is known: nobody learns from it whether a document is in the register.
    """
    for field in Member.business_fields():  # as an application takes it, also where it becomes a transfer
        if field.name in about:
            correcting.taken(field, about[field.name], Member())
    ticket = get_random_string(10, TICKET_LETTERS)
    with permit(APPLIED):
        actor = self_service(on)
        _require_room(door, actor, on)
        note = ""
        if who.identity and _named_otherwise(who.identity, who.name):
            who = Named(who.name, None, who.phone)
            note = "所填证件号码与系统里的姓名不一致：请当面核对证件。"
        [person] = enter_named([who], actor=actor)
        row = {"org_id": door.org_id, "person_id": person, "channel": PHONE, "ticket": ticket}
        holder = queries.present([person]).get(person)
        if holder is not None and holder.org_id != door.org_id and not queries.moving([person]):
            wanted = {
                name: about[name] for name in ("employer", "position", "employment", "job_from") if about.get(name)
            }
            request_transfers([row | wanted], actor=actor, on=on)
        else:
            if holder is not None:
                note = "本人已有会籍或正在办理转入：请核对后答复。"
            values = {name: value for name, value in about.items() if value}
            apply_members([row | values | {"note": note}], actor=actor, on=on)
            look_for_duplicates([person], actor=actor, on=on)
    return ticket


def _named_otherwise(identity: Identity, name: str) -> bool:
    known = people.known([people.identity_hash(identity)])
    return any(told != name for _, told in known.values())


def _require_room(door: Door, actor: Actor, on: date) -> None:
    """So many applications an hour and no more, whoever sends them."""
    limit = int(parameter("members.door_hourly", org=door.org_id, on=on).value)
    since = timezone.now() - timedelta(hours=1)
    steps = ("members.member.apply", "members.transfer.request")
    recent = Line.objects.filter(actor=actor, org_id=door.org_id, at__gte=since, action__in=steps)
    if recent.count() >= limit:
        raise Refused("现在申请的人太多：请过一会儿再提交，或直接到工会办理。")


UNDER_WAY = "办理中"
WORDS = {
    "applied": UNDER_WAY,
    "requested": UNDER_WAY,
    "released": UNDER_WAY,
    "active": "已办结：您已是本工会会员",
    "retained": "已办结：会籍保留中",
    "left": "已离会",
    "done": "已办结：您已是本工会会员",
    "withdrawn": "已撤回",
}


def state_of(ticket: str) -> tuple[str, date] | None:
    """What became of an application, by its number: the words, and since when.

    While it is under way that is its own day: a later one would tell of another union that has answered.
    """
    if len(ticket) != 10:
        return None
    for model, asked in ((Member, "state_since"), (Transfer, "asked_on")):
        found = model._default_manager.filter(ticket=ticket).values_list("state", "state_since", asked).first()
        if found:
            words = WORDS.get(found[0], "没有通过：请与工会联系")
            return words, found[2] if words == UNDER_WAY else found[1]
    return None

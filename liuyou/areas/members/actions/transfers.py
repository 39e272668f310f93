"""Moving to another union (会籍接转), at two desks. Each side's step takes the other side's record along."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from liuyou.areas.members import queries, rules, workflows
from liuyou.areas.members.actions.endings import carried, hand_over_members
from liuyou.areas.members.actions.joining import take_in_members
from liuyou.areas.members.models import Member, Release, Transfer
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.action import action
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.orgs import tree
from liuyou.kernel.writing.permit import permit

Values = dict[str, Any]
SILENT = "原工会逾期没有答复，视为同意"
UNDER_WAY = "这个人的转接正在办理：请等原来的一件办完或撤回。"
WANTED = ("employer", "position", "employment", "job_from")
"""What the new union writes of the new job."""


# The new union's desk


@action(workflows.TRANSFER.request)
def request_transfers(rows: Sequence[Values], *, actor: Actor, on: date, **_: Any) -> list[Transfer]:
    """Ask for a member of another union: at once it lies on that union's desk. Nothing tells which union it is."""
    _require_open({row["org_id"] for row in rows}, on)
    people = [row["person_id"] for row in rows]
    present, moving = queries.present(people), queries.moving(people)
    made, asked = [], []
    names = tree.names({row["org_id"] for row in rows}, on)
    for row in rows:
        holder = _movable(present.get(row["person_id"]), row["org_id"], moving)
        made.append(Transfer(**{"asked_on": on} | row))
        asked.append(_asked(holder, row["org_id"], names) | {"asked_on": made[-1].asked_on})
    releases = ask_releases(asked, actor=actor, on=on)
    for transfer, release in zip(made, releases, strict=True):
        transfer.release = release
    return made


def _asked(member: Member, org: int, names: dict[int, str]) -> Values:
    about = {"org_id": member.org_id, "person_id": member.person_id, "member": member}
    return about | {"to_org_id": org, "to_union": names.get(org, "")}


def _movable(holder: Member | None, org: int, moving: set[int]) -> Member:
    """The membership that may go to an org."""
    if holder is None:
        raise Refused("这个人现在没有会籍，不用转接：请直接办理“申请入会”。")
    if holder.org_id == org:
        raise Refused("这个人已在本工会：会籍保留的，请在会员页面办理“恢复会籍”。")
    if holder.person_id in moving:
        raise Refused(UNDER_WAY)
    return holder


def _require_open(orgs: set[int], on: date) -> None:
    for name, status in queries.ceased(orgs, on).values():
        raise rules.ceased_union(name, status)


@action(workflows.TRANSFER.arrive)
def arrive_transfers(rows: Sequence[Values], **_: Any) -> list[Transfer]:
    """Sent by the old union: only to be accepted."""
    return [Transfer(**row) for row in rows]


@action(workflows.TRANSFER.agree, Transfer)
def agree_transfers(transfer: Transfer, *, reply: str = "", **_: Any) -> None:
    transfer.reply = reply


@action(workflows.TRANSFER.object, Transfer)
def object_transfers(transfer: Transfer, *, reply: str, **_: Any) -> None:
    transfer.reply = reply


@action(workflows.TRANSFER.accept, Transfer)
def accept_transfer(
    transfer: Transfer, *, on: date, actor: Actor, reason: str, transferred_on: date | None = None, **_: Any
) -> None:
    """The old membership ends and the new one begins on one day: no gap and no overlap."""
    day = transferred_on or on
    _require_open({transfer.org_id}, on)
    holder = queries.present([transfer.person_id]).get(transfer.person_id)
    if holder is None:
        raise Refused("这个人的原会籍已经终止，不能转入：请撤回，改办“申请入会”。")
    if holder.org_id == transfer.org_id:
        raise Refused("这个人已在本工会，不用再转入：请撤回这一件。")
    rules.in_order(("原会籍开始日期", holder.since), ("转入日期", day))
    common = {"actor": actor, "on": on, "reason": reason}
    hand_over_members([holder], until=day, why=rules.MOVED_OUT, **common)
    wanted = {name: getattr(transfer, name) for name in WANTED if getattr(transfer, name)}
    how = rules.RESTORED if holder.state == "retained" else rules.MOVED_IN
    row = carried(holder) | {"job_until": None} | wanted
    row |= {"org_id": transfer.org_id, "how": how, "since": day, "applied_on": transfer.asked_on}
    [transfer.member] = take_in_members([row], **common)
    transfer.transferred_on = day
    complete_releases([release_of(transfer).pk], ended_on=day, **common)


@action(workflows.TRANSFER.decline, Transfer)
def decline_transfer(transfer: Transfer, *, on: date, actor: Actor, reason: str, **_: Any) -> None:
    """The new union does not take the person: the old one keeps the member."""
    hand_back_releases([release_of(transfer).pk], actor=actor, on=on, reason=reason)


@action(workflows.TRANSFER.withdraw, Transfer)
def withdraw_transfer(transfer: Transfer, *, on: date, actor: Actor, reason: str, **_: Any) -> None:
    hand_back_releases([release_of(transfer).pk], actor=actor, on=on, reason=reason)


@action(workflows.TRANSFER.call_off, Transfer)
def call_off_transfers(transfer: Transfer, *, reply: str = "", **_: Any) -> None:
    transfer.reply = reply or transfer.reply


# The old union's desk


@action(workflows.RELEASE.ask)
def ask_releases(rows: Sequence[Values], **_: Any) -> list[Release]:
    """A request that came in. The time for the answer begins when it is laid on the desk, not on its own day."""
    return [Release(**row) for row in rows]


@action(workflows.RELEASE.send)
def send_releases(rows: Sequence[Values], *, actor: Actor, on: date, **_: Any) -> list[Release]:
    """Send a member to another union (``person_id, to_org_id``), which then accepts."""
    _require_open({row["to_org_id"] for row in rows}, on)
    people = [row["person_id"] for row in rows]
    present, moving = queries.present(people), queries.moving(people)
    names = tree.names({row[name] for row in rows for name in ("org_id", "to_org_id")}, on)
    made = []
    for row in rows:
        holder = present.get(row["person_id"])
        if holder is None or holder.org_id != row["org_id"]:
            raise Refused("这个人现在不是本工会的会员：请核对姓名和证件号码。")
        _movable(holder, row["to_org_id"], moving)
        cause = {"cause": row.get("cause") or ""}
        made.append(Release(asked_on=on, **_asked(holder, row["to_org_id"], names) | cause))
    arrived = [
        {
            "org_id": each.to_org_id,
            "person_id": each.person_id,
            "asked_on": on,
            "from_union": names.get(each.org_id, ""),
        }
        for each in made
    ]
    for release, transfer in zip(made, arrive_transfers(arrived, actor=actor, on=on), strict=True):
        release.transfer = transfer
    return made


@action(workflows.RELEASE.agree, Release)
def agree_release(release: Release, *, on: date, actor: Actor, reply: str = "", **_: Any) -> None:
    release.reply = reply
    agree_transfers([transfer_of(release).pk], actor=actor, on=on, reply=reply or "同意转出")


@action(workflows.RELEASE.refuse, Release)
def refuse_release(release: Release, *, on: date, actor: Actor, reason: str, **_: Any) -> None:
    """The reason is told to the new union."""
    release.reply = reason[:200]
    object_transfers([transfer_of(release).pk], actor=actor, on=on, reply=release.reply, reason=reason)


@action(workflows.RELEASE.lapse, Release)
def lapse_releases(release: Release, *, on: date, actor: Actor, reply: str = SILENT, **_: Any) -> None:
    release.reply = reply
    agree_transfers([transfer_of(release).pk], actor=actor, on=on, reply=reply)


@action(workflows.RELEASE.complete, Release)
def complete_releases(release: Release, *, ended_on: date, **_: Any) -> None:
    release.ended_on = ended_on


@action(workflows.RELEASE.hand_back, Release)
def hand_back_releases(release: Release, *, reason: str = "", **_: Any) -> None:
    """The new union gave it up; the member stays."""
    release.reply = reason[:200] or release.reply


@action(workflows.RELEASE.recall, Release)
def recall_release(release: Release, *, on: date, actor: Actor, reason: str, **_: Any) -> None:
    """Taken back before the new union accepted."""
    call_off_transfers([transfer_of(release).pk], actor=actor, on=on, reply=reason[:200])


# Both


def transfer_of(release: Release) -> Transfer:
    """The new union's record of a release."""
    return release.transfer or Transfer.objects.get(release=release)


def release_of(transfer: Transfer) -> Release:
    """The old union's record of a transfer."""
    return transfer.release or Release.objects.get(transfer=transfer)


def release_silent(actor: Actor, on: date) -> int:
    """Let go where the old union has not answered within its time; how many. Done every night."""
    late = list(Release.objects.filter(state="asked", due_on__lt=on).order_by("pk").values_list("pk", flat=True))
    if late:
        with permit("members.release.silence"):
            lapse_releases(late, actor=actor, on=on, reason=SILENT)
    return len(late)


def call_off_at(org: int, why: str, **common: Any) -> None:
    """A union has ceased: nobody moves there any more, and it no longer has to be asked."""
    coming = list(Transfer.objects.filter(org_id=org, state__in=["requested", "released"]))
    if coming:
        releases = Release.objects.filter(Q(pk__in=[each.release_id for each in coming]) | Q(transfer__in=coming))
        numbers = list(releases.values_list("pk", flat=True))
        call_off_transfers([each.pk for each in coming], reply=why, **common)
        hand_back_releases(numbers, **common | {"reason": why})
    waiting = list(Release.objects.filter(org_id=org, state="asked").values_list("pk", flat=True))
    if waiting:
        lapse_releases(waiting, reply=why, **common)

"""Webhooks set up, switched off and on, and their messages sent again; each a line in the journal.

Whoever sets one up needs `api.tokens` over the org and may read, there, every area that it tells about.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import require, rights, visible_to
from liuyou.kernel.api import hearing, outward
from liuyou.kernel.api.deliveries import new_secret
from liuyou.kernel.api.models import Delivery, Sending, Webhook
from liuyou.kernel.api.tokens import MANAGE
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.journal import lines
from liuyou.kernel.orgs import tree
from liuyou.kernel.web.screens import SCREENS
from liuyou.kernel.writing.permit import permit

REGISTER = "api.webhook"
SET_UP, SWITCH, AGAIN = "api.webhook.start", "api.webhook.switch", "api.webhook.again"
ABSENT = "没有这个通知，或不在您的管理范围内。"
MOST = 20


def within(actor: Actor) -> QuerySet[Webhook]:
    found = visible_to(Webhook.objects.all(), actor, MANAGE, clock.today())
    return found.select_related("given_by").order_by("-pk")


def find(number: int, actor: Actor) -> Webhook:
    found = within(actor).filter(pk=number).first()
    if found is None:
        raise NotFound(ABSENT)
    return found


def counted(rows: QuerySet[Webhook]) -> QuerySet[Webhook]:
    """With how many messages wait and were given up, and when the last was made."""
    return rows.annotate(
        waiting=Count("deliveries", Q(deliveries__state=Sending.WAITING)),
        given_up=Count("deliveries", Q(deliveries__state=Sending.GIVEN_UP)),
        last=Max("deliveries__created_at"),
    )


def offered(actor: Actor, org: int) -> list[tuple[str, str]]:
    """Patterns that may be chosen at an org: a whole area, a register, one action; with their words."""
    held, path = rights(actor, clock.today()), tree.place(org, clock.today()).path
    found: list[tuple[str, str]] = []
    for code, screen in SCREENS.items():
        if held.allow(screen.reads, path):
            found.append((f"{code}.*", f"{screen.name}：全部办理"))
            found += [
                (bound.code, f"{screen.name}：{bound.step.title}")
                for bound in screen.workflow.steps.values()
                if not bound.step.internal
            ]
    return found


def start(
    name: str, org: int, url: str, actions: Sequence[str], *, actor: Actor, reason: str = ""
) -> tuple[Webhook, str]:
    """A new webhook and its secret, which is shown once and kept sealed."""
    require(actor, MANAGE, org, clock.today())
    name, url, wanted = " ".join(name.split()), url.strip(), list(dict.fromkeys(actions))
    if not name or len(name) > 40:
        raise Refused("请填写名称（40 个字以内），写明通知哪个系统。")
    if len(url) > 300:
        raise Refused("地址超过 300 个字。")
    known = {pattern for pattern, _ in offered(actor, org)}
    if not wanted or not set(wanted) <= known:
        raise Refused("请至少选一项要通知的办理；只能选您自己在这个组织能看的业务。")
    if Webhook.objects.filter(org_id=org, active=True).count() >= MOST:
        raise Refused(f"一个组织最多设 {MOST} 个通知：请先停用不用的。")
    _may_go(url)
    secret = new_secret()
    with permit(SET_UP) as stamp:
        made = Webhook(org_id=org, name=name, url=url, secret=secret, actions=wanted, given_by=actor, given_at=stamp)
        made.save(force_insert=True)
        after = {"name": name, "host": urlsplit(url).hostname, "actions": wanted}
        lines.append([(REGISTER, made.pk, org, None, after)], at=stamp, actor=actor, action=SET_UP, reason=reason)
    hearing.EAR.forget()
    return made, secret


def _may_go(url: str) -> None:
    try:
        outward.check(url)
    except outward.Unreachable as error:
        raise Refused(str(error)) from None


def switch(number: int, *, active: bool, actor: Actor, reason: str) -> Webhook:
    """Off: nothing new is told and what waits stays; on: it goes on."""
    with permit(SWITCH) as stamp:
        found = within(actor).select_for_update(of=("self",)).filter(pk=number).first()
        if found is None:
            raise NotFound(ABSENT)
        if found.active is active:
            raise Refused("这个通知已经启用。" if active else "这个通知已经停用。")
        if not reason.strip():
            raise Refused("请写明理由。")
        found.active = active
        found.save(update_fields=["active"])
        change = (REGISTER, found.pk, found.org_id, {"active": not active}, {"active": active})
        lines.append([change], at=stamp, actor=actor, action=SWITCH, reason=reason.strip())
    hearing.EAR.forget()
    return found


def again(number: int, *, actor: Actor) -> int:
    """Put the messages that were given up back into the queue; how many."""
    from liuyou.kernel.api import tasks

    with permit(AGAIN) as stamp:
        found = find(number, actor)
        if not found.active:
            raise Refused("这个通知已经停用：请先启用。")
        given_up = Delivery.objects.filter(webhook=found, state=Sending.GIVEN_UP, line__isnull=False)
        count = given_up.update(state=Sending.WAITING, attempts=0, next_at=timezone.now())
        if not count:
            raise Refused("没有放弃的通知要重发。")
        change = (REGISTER, found.pk, found.org_id, None, {"again": count})
        lines.append([change], at=stamp, actor=actor, action=AGAIN)
    tasks.enqueue(found.pk)
    return count

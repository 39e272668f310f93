"""From lines of the journal to messages, and their way to the webhook: signed, tried again, given up.

A message holds numbers, registers, actions, states, orgs and moments; never a name or any other value of a record.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from liuyou.kernel.accounts.policy import installed
from liuyou.kernel.api import outward
from liuyou.kernel.api.hearing import fits
from liuyou.kernel.api.models import Delivery, Sending, Webhook
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.journal.models import Line
from liuyou.kernel.orgs import tree
from liuyou.kernel.web.screens import SCREENS
from liuyou.kernel.writing.permit import permit

TOGETHER = 100
"""Lines of the journal in one message."""
WAITS = [1, 5, 15, 60, 180, 480, 960]
"""Minutes between attempts; the last of them from then on."""
AT_A_TIME = 60.0
"""Seconds that one job goes on sending; what is left has a job of its own."""
TRIAL = "api.trial"


def announce(action: str, at: datetime) -> set[int]:
    """Make the messages about one action at one moment; which webhooks have something to be sent. May be repeated."""
    found = set()
    for webhook in Webhook.objects.filter(active=True):
        if not fits(action, webhook.actions):
            continue
        told = Line.objects.filter(at=at, action=action, register__in=SCREENS)
        told = told.filter(org_id__in=tree.subtree(webhook.org_id, clock.today())).order_by("pk").only(*FIELDS)
        for lines in _together(told.iterator(chunk_size=1000)):
            _keep(webhook, lines)
            found.add(webhook.pk)
    return found


FIELDS = ("pk", "at", "action", "register", "record", "org", "after")


def _together(lines: Iterable[Line]) -> Iterator[list[Line]]:
    batch: list[Line] = []
    for line in lines:
        batch.append(line)
        if len(batch) == TOGETHER:
            yield batch
            batch = []
    if batch:
        yield batch


def _keep(webhook: Webhook, lines: Sequence[Line]) -> None:
    body = _body([_event(line, states) for states in [_states(lines)] for line in lines])
    with permit("api.delivery.make") as stamp:
        delivery = Delivery(webhook=webhook, line=lines[0].pk, events=len(lines), body=body)
        delivery.created_at = delivery.next_at = stamp
        Delivery.objects.bulk_create([delivery], ignore_conflicts=True)


def _states(lines: Sequence[Line]) -> dict[int, str]:
    """Present states of the records whose lines do not tell one: their step left it as it was."""
    silent = defaultdict(list)
    for line in lines:
        if "state" not in (line.after or {}):
            silent[line.register].append(line.record)
    found: dict[int, str] = {}
    for register, numbers in silent.items():
        rows = SCREENS[register].model._default_manager.filter(pk__in=numbers)
        found.update(rows.values_list("pk", "state"))
    return found


def _event(line: Line, states: dict[int, str]) -> dict[str, Any]:
    state = (line.after or {}).get("state") or states.get(line.record, "")
    return {
        "line": line.pk,
        "register": line.register,
        "record": line.record,
        "action": line.action,
        "state": state,
        "org": line.org_id,
        "at": line.at.isoformat(),
    }


def _body(events: list[dict[str, Any]]) -> str:
    return json.dumps({"events": events}, ensure_ascii=False, separators=(",", ":"))


def trial(webhook: Webhook) -> Delivery:
    """A message that only says that it is one; tried once, at once."""
    event = {"line": None, "register": "", "record": None, "action": TRIAL, "state": "", "org": webhook.org_id}
    with permit("api.delivery.make") as stamp:
        body = _body([event | {"at": stamp.isoformat()}])
        delivery = Delivery.objects.create(webhook=webhook, events=0, body=body, created_at=stamp)
    attempt(delivery, most=1)
    return delivery


def signature(secret: str, moment: int, body: str) -> str:
    """HMAC-SHA256 over ``moment.body``; what the receiver works out again and compares."""
    return hmac.new(secret.encode(), f"{moment}.{body}".encode(), hashlib.sha256).hexdigest()


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def attempt(delivery: Delivery, *, most: int) -> bool:
    """Send once and note what came of it; False where nobody answered at all."""
    moment = int(time.time())
    headers = {
        "User-Agent": "Liuyou",
        "X-Liuyou-Delivery": str(delivery.pk),
        "X-Liuyou-Timestamp": str(moment),
        "X-Liuyou-Signature": f"sha256={signature(delivery.webhook.secret, moment, delivery.body)}",
    }
    code, said = None, ""
    try:
        code = outward.post(delivery.webhook.url, delivery.body.encode(), headers)
    except LiuyouError as error:
        said = str(error)
    if code is not None and not 200 <= code < 300:
        said = "对方要求转到别处：通知不跟随转址。" if 300 <= code < 400 else "对方没有收下。"
    _note(delivery, code, said, most)
    return code is not None


def _note(delivery: Delivery, code: int | None, said: str, most: int) -> None:
    with permit("api.delivery.note"):
        delivery.attempts += 1
        delivery.code, delivery.said, delivery.next_at = code, said[:120], None
        if not said:
            delivery.state = Sending.DELIVERED
        elif delivery.attempts >= most:
            delivery.state = Sending.GIVEN_UP
        else:
            delivery.next_at = _later(delivery.attempts)
        delivery.save(update_fields=["attempts", "code", "said", "state", "next_at"])


def _later(attempts: int) -> datetime:
    return timezone.now() + timedelta(minutes=WAITS[min(attempts, len(WAITS)) - 1])


def send(webhook: int) -> bool:
    """What is due of one webhook, in order; True when there is more than was sent in the time of one job."""
    most, began = int(installed("api.webhook_attempts")), time.monotonic()
    while time.monotonic() - began < AT_A_TIME:
        waiting = Delivery.objects.filter(webhook=webhook, webhook__active=True, state=Sending.WAITING)
        delivery = waiting.filter(next_at__lte=timezone.now()).select_related("webhook").order_by("pk").first()
        if delivery is None:
            return False
        if not attempt(delivery, most=most):
            _put_off(webhook, most)  # nobody is there: the others need not find that out one by one
            return False
    return True


def _put_off(webhook: int, most: int) -> None:
    with permit("api.delivery.note"):
        due = Delivery.objects.filter(webhook=webhook, state=Sending.WAITING, next_at__lte=timezone.now())
        for attempts in sorted(set(due.values_list("attempts", flat=True))):
            same = due.filter(attempts=attempts)
            if attempts + 1 >= most:
                same.update(state=Sending.GIVEN_UP, attempts=attempts + 1, next_at=None, said="连接不上。")
            else:
                same.update(attempts=attempts + 1, next_at=_later(attempts + 1), said="连接不上。")


def due() -> list[int]:
    """Webhooks that have something to be sent now."""
    waiting = Delivery.objects.filter(state=Sending.WAITING, next_at__lte=timezone.now(), webhook__active=True)
    return sorted(set(waiting.values_list("webhook_id", flat=True)))


def purge(*, days: int = 30) -> int:
    """Let old messages go that were delivered or given up."""
    with permit("api.delivery.purge"):
        old = Delivery.objects.exclude(state=Sending.WAITING)
        return old.filter(created_at__lt=timezone.now() - timedelta(days=days)).delete()[0]

"""A request that is repeated with its Idempotency-Key is not carried out twice: what it made the first time counts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from liuyou.kernel.api.models import Once
from liuyou.kernel.base.errors import BadInput, Refused

KEPT = timedelta(hours=24)
LONGEST = 200


class Conflict(Refused):
    """What was asked does not fit what is there now."""


def carried_out(key: str, who: str, where: str, content: bytes, act: Callable[[], str]) -> tuple[str, bool]:
    """What `act` made, and whether it was made before. Without a key it is always carried out.

    Both in one transaction, so a request that failed may be sent again. A second one at the same time waits.
    """
    if not key:
        return act(), False
    if len(key) > LONGEST:
        raise BadInput(f"Idempotency-Key 超过 {LONGEST} 个字。")
    digest = hashlib.sha256("\0".join((who, where, key)).encode()).digest()
    body = hashlib.sha256(content).digest()
    with transaction.atomic():
        if not _begun(digest, body):
            earlier = Once.objects.get(pk=digest)
            if bytes(earlier.content) != body:
                raise Conflict("这个 Idempotency-Key 已用于另一个内容的请求：新的请求要用新的值。")
            return earlier.made, True
        made = act()
        Once.objects.filter(pk=digest).update(made=made)
    return made, False


def _begun(digest: bytes, body: bytes) -> bool:
    """Whether the key is new, or its day is over."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO api_once AS o (digest, content, made, at) VALUES (%s, %s, '', %s)
               ON CONFLICT (digest) DO UPDATE SET content = excluded.content, made = '', at = excluded.at
               WHERE o.at < %s RETURNING 1""",
            [digest, body, now, now - KEPT],
        )
        return cursor.fetchone() is not None


def purge() -> int:
    return Once.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]

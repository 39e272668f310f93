"""What a search finds, and who can find: providers are declared, so that an area brings its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from liuyou.kernel.access.models import Actor

LIMIT = 8
PERSON, ORG, RECORD, DOCUMENT = "/people/{}/", "/orgs/{}/", "/records/{}/", "/papers/{}/"
"""Addresses of what is found. They hold numbers, never a name or an identity number."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is, its words, where its page is, and a little more in small print."""

    kind: str
    label: str
    address: str
    detail: str = ""


Find = Callable[[str, Actor, date, int], Sequence[Hit]]
"""Text, actor, day, limit → hits within the actor's reach; everything else is as if absent."""
PROVIDERS: dict[str, Find] = {}
"""By code, in the order shown."""


def provide(code: str, find: Find) -> None:
    PROVIDERS[code] = find

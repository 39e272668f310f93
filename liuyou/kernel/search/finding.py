"""`find`: every provider asked in turn. The text is never written down anywhere."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date

from liuyou.kernel.access.models import Actor
from liuyou.kernel.search import documents, orgs, people, records
from liuyou.kernel.search.hits import LIMIT, PROVIDERS, Hit, provide

LONGEST = 60

provide("people", people.find)
provide("orgs", orgs.find)
provide("records", records.find)
provide("documents", documents.find)


def find(text: str, actor: Actor, on: date, limit: int = LIMIT) -> list[Hit]:
    """Up to `limit` hits of each kind, all within reach on the day. Nothing for an empty or overlong text."""
    wanted = cleaned(text)
    return list(_each(wanted, actor, on, limit)) if wanted else []


def cleaned(text: str) -> str:
    """Half width, no blanks at the ends, nothing invisible; empty when there is nothing to look for."""
    plain = "".join(each for each in unicodedata.normalize("NFKC", text) if each.isprintable()).strip()
    return plain if len(plain) <= LONGEST else ""


def _each(text: str, actor: Actor, on: date, limit: int) -> Iterator[Hit]:
    for provider in PROVIDERS.values():
        yield from provider(text, actor, on, limit)

"""发文字号: the word of each org as a setting, and numbers without gaps or doubles, by org and year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import require
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.documents.models import Document, Number, Numbering, Voided
from liuyou.kernel.journal import lines
from liuyou.kernel.writing.permit import permit

WRITE = "documents.write"
_WORD = re.compile(r"[\u4e00-\u9fff]{1,12}")
NO_WORD = "还没有设定本单位的机关代字（如“示总工”）：请先在“机关代字”里设定，或选择不编发文字号。"


@dataclass(frozen=True, slots=True)
class Taken:
    """The next number of an org, held until the transaction ends."""

    org: int
    word: str
    year: int
    sequence: int

    def __str__(self) -> str:
        return f"{self.word}〔{self.year}〕{self.sequence}号"


def word_of(org: int) -> str:
    """The org's 机关代字; empty where none is set."""
    return Numbering.objects.filter(org_id=org).values_list("word", flat=True).first() or ""


def set_word(org: int, word: str, *, actor: Actor, reason: str) -> None:
    """Numbers given before keep the word they were given with."""
    if not _WORD.fullmatch(word):
        raise Refused("机关代字应为 1 到 12 个汉字，如“示总工”，不含年份和括号：请改正。")
    if not reason.strip():
        raise Refused("请写明设定或更改机关代字的依据。")
    with permit("documents.numbering.set") as stamp:
        require(actor, WRITE, org, clock.today())
        if Numbering.objects.filter(word=word).exclude(org_id=org).exists():
            raise Refused(f"机关代字“{word}”已由别的工会使用：请换一个，以免文号重复。")
        old = Numbering.objects.select_for_update().filter(org_id=org).first()
        Numbering.objects.update_or_create(org_id=org, defaults={"word": word})
        before = {"word": old.word} if old else None
        change = [("documents.numbering", org, org, before, {"word": word})]
        lines.append(change, at=stamp, actor=actor, action="documents.numbering.set", reason=reason.strip())


def take(org: int, on: date) -> Taken:
    """The next number of the org in that year. To be called in the transaction that keeps the paper: whoever comes
    second waits for it, and if it fails the number was never taken."""
    numbering = Numbering.objects.select_for_update().filter(org_id=org).first()
    if numbering is None:
        raise Refused(NO_WORD)
    return _next(org, numbering.word, on.year)


def foresee(org: int, on: date) -> str:
    """What the next number would be now; taken by nobody. Empty without a word."""
    word = word_of(org)
    return str(_next(org, word, on.year)) if word else ""


def _next(org: int, word: str, year: int) -> Taken:
    """Above the org's own numbers of the year, and above those that read alike from an org that had the word before."""
    taken = Number.objects.filter(year=year)
    own = taken.filter(org_id=org).aggregate(last=Max("sequence"))["last"] or 0
    alike = taken.filter(word=word).aggregate(last=Max("sequence"))["last"] or 0
    return Taken(org, word, year, max(own, alike) + 1)


def void(document: Document, *, actor: Actor, reason: str) -> None:
    """The paper no longer counts; its number is never given again."""
    if not reason.strip():
        raise Refused("请写明作废的理由。")
    with permit("documents.document.void") as stamp:
        require(actor, WRITE, document.org_id, clock.today())
        Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        if Voided.objects.filter(document=document).exists():
            raise Refused("这份公文已经作废，不必再次办理。")
        Voided.objects.create(document=document, at=stamp, actor=actor, reason=reason.strip()[:300])
        after = {"document": document.pk, "number": document.number, "voided": True}
        change = [("documents.document", 0, document.org_id, None, after)]
        lines.append(change, at=stamp, actor=actor, action="documents.document.void", reason=reason.strip())

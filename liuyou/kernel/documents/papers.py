"""Papers out of the ledger: written with every figure cited and signed, verified and refreshed for ever after."""

from __future__ import annotations

import json
import secrets
import string
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum

from cryptography.exceptions import InvalidSignature
from django.db import transaction

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import require
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.base.numbers import printed
from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents import anchors, numbering, store
from liuyou.kernel.documents.drafts import WRITE, Cited, answered, values_of
from liuyou.kernel.documents.models import Citation, Document, Number
from liuyou.kernel.documents.numbering import Taken
from liuyou.kernel.journal import lines
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.codes import Leaf
from liuyou.kernel.ledger.figures import Answer, Cell, ask, ask_again
from liuyou.kernel.ledger.rows import Difference, explain
from liuyou.kernel.secrecy import keys
from liuyou.kernel.writing import bulk
from liuyou.kernel.writing.permit import moment, permit

READ = "documents.read"
PLACES = Decimal("0.0000000001")
"""Ten decimals are kept of a value: far more than any paper prints."""
Save = Callable[[bytes], object]
"""Puts the paper where it will last; if it raises, nothing is kept."""


@dataclass(frozen=True, slots=True)
class Written:
    document: str
    content: bytes
    figures: int
    as_of: datetime


def write(
    template: bytes,
    *,
    kind: str,
    org: int,
    period: Period,
    on: date,
    actor: Actor,
    as_of: datetime | None = None,
    save: Save | None = None,
    title: str = "",
    numbered: bool = False,
    template_id: int | None = None,
    known: Mapping[Cell, Answer] | None = None,
) -> Written:
    """Render a template for an org and period. All its figures are asked in one go, as of one exact moment.

    `on` is the date printed; the right is asked for today. A future `as_of` means now: what is still to come cannot be
    cited. `numbered`: with the org's next 发文字号, taken in the transaction that keeps it; while it is rendered,
    others who want a number of this org wait, and nobody else does. BadInput and `known` as `drafts.answered`.
    """
    draft = answered(template, org, period, actor=actor, as_of=as_of, known=known)
    with transaction.atomic() if numbered else nullcontext():
        taken = numbering.take(org, on) if numbered else None
        if taken is not None and as_of is not None:
            _not_issued_yet(kind, org, period, on, title, draft.as_of, actor)
        number = str(taken or "")
        marked = draft.fill(values_of(org, period, on, number=number, title=title))
        document = Document(id=_new_id(), kind=kind, org_id=org, period=period.code, as_of=draft.as_of, actor=actor)
        document.title, document.number, document.issued_on = title, number, on
        document.template_id = template_id
        content = anchors.anchor(marked, document.pk)
        citations = [_citation(document.pk, *each, draft.answers) for each in enumerate(draft.cited, 1)]
        _keep(document, citations, content, save, taken)
    return Written(document.pk, content, len(citations), draft.as_of)


def _not_issued_yet(kind: str, org: int, period: Period, on: date, title: str, as_of: datetime, actor: Actor) -> None:
    """A button pressed twice takes one number; who comes second has waited for the first in `numbering.take`."""
    same = Document.objects.filter(kind=kind, org_id=org, period=period.code, issued_on=on, title=title, as_of=as_of)
    there = same.filter(actor=actor, voided=None, refreshes=None).exclude(number="").first()
    if there is not None:
        raise Refused(f"同一份公文刚才已经发出，文号是 {there.number}：请在公文目录里打开，不必再发。")


def _new_id() -> str:
    return secrets.choice(string.ascii_lowercase) + "".join(
        secrets.choice(string.ascii_lowercase + string.digits) for _ in range(9)
    )


def _citation(document: str, number: int, cited: Cited, answers: dict[Cell, Answer]) -> Citation:
    cell, answer = cited.cell, answers[cited.cell]
    return Citation(
        document_id=document,
        number=number,
        code=cell.figure.code,
        formula=codes.written(cell.figure.formula),
        org_id=cell.org,
        period=cell.period.code,
        unit=cell.figure.unit,
        decimals=cited.decimals,
        value=None if answer.value is None else answer.value.quantize(PLACES),
        printed=cited.printed,
        mark=answer.mark,
    )


def canonical(document: Document, citations: Iterable[Citation]) -> bytes:
    """What is signed: the document and its citation list as JSON with a fixed form."""
    head = [
        document.pk,
        document.kind,
        document.org_id,
        document.period,
        document.actor_id,
        document.refreshes_id,
        document.as_of.astimezone(UTC).isoformat(timespec="microseconds"),
        *_since_numbers(document),
    ]
    rows = [
        [
            each.number,
            each.code,
            each.formula,
            each.org_id,
            each.period,
            each.unit,
            each.decimals,
            None if each.value is None else str(each.value.quantize(PLACES)),
            each.printed,
            each.mark,
        ]
        for each in citations
    ]
    return json.dumps([head, rows], ensure_ascii=False, separators=(",", ":")).encode()


def _since_numbers(document: Document) -> list[object]:
    """What papers have had since they are numbered and kept; nothing for those signed before."""
    day = None if document.issued_on is None else document.issued_on.isoformat()
    more: list[object] = [document.title, document.number, day, document.sha256, document.template_id]
    return more if any(more) else []


def _keep(
    document: Document, citations: Sequence[Citation], content: bytes, save: Save | None, taken: Taken | None = None
) -> None:
    """Sign and keep a paper; it is saved within the same transaction, so that neither is there without the other."""
    document.sha256 = store.digest(content)
    action = "documents.document.refresh" if document.refreshes_id else "documents.document.write"
    document.signature = keys.signer().sign(canonical(document, citations))
    with permit(action) as stamp:
        document.save(force_insert=True)
        numbers = bulk.next_ids("documents_citation_id_seq", len(citations))
        for citation, number in zip(citations, numbers, strict=True):
            citation.pk = number
        bulk.copy_models(citations)
        if taken is not None:
            _take(document, taken)
        after = {"document": document.pk, "figures": len(citations), "period": document.period}
        after |= {"number": document.number, "title": document.title} if document.title or document.number else {}
        given = [("documents.document", 0, document.org_id, None, after)]
        lines.append(given, at=stamp, actor=document.actor, action=action)
        kept = store.keep(document.pk, content)
        try:
            if save is not None:
                save(content)
        except BaseException:
            kept.unlink(missing_ok=True)
            raise


def _take(document: Document, taken: Taken) -> None:
    number = Number(org_id=taken.org, year=taken.year, sequence=taken.sequence, word=taken.word, document=document)
    number.save(force_insert=True)


class State(Enum):
    AGREES = "agrees"
    ALTERED = "altered"
    CHANGED = "changed"
    MISSING = "missing"

    @property
    def label(self) -> str:
        return {"agrees": "相符", "altered": "文中被改动", "changed": "台账已变化", "missing": "文中找不到"}[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one figure of a paper. `now`: today's printed text; `changes`: the entries that moved it."""

    citation: Citation
    state: State
    in_paper: str | None
    now: str
    changes: Sequence[tuple[Leaf, list[Difference]]] = ()


@dataclass(slots=True)
class Verification:
    """The report on a paper. `signed`: its citations bear our signature; `reproduced`: the ledger still gives them;
    `foreign`: other papers whose figures stand in it, which this report does not vouch for."""

    document: Document
    findings: list[Finding]
    signed: bool
    reproduced: bool
    copies: dict[int, list[str]] = field(default_factory=dict)
    foreign: frozenset[str] = frozenset()

    @property
    def agrees(self) -> bool:
        sound = self.signed and self.reproduced and not self.foreign
        return sound and all(each.state is State.AGREES for each in self.findings)

    def count(self, state: State) -> int:
        return sum(each.state is state for each in self.findings)


def _open(content: bytes) -> tuple[anchors.Reading, Document, list[Citation]]:
    reading = anchors.read(content)
    document = Document.objects.filter(pk=reading.document).first() if reading.document else None
    if document is None:
        raise NotFound("这份文件不是从本系统写出的，或引用标记已全部丢失：请换用原文件，或从“公文”中重新下载。")
    return reading, document, list(document.citations.order_by("number"))


def cells_of(citations: Iterable[Citation]) -> dict[int, Cell]:
    """What each citation asked, by its own formula: no named figure is looked up."""
    figures: dict[tuple[str, str, str], codes.Figure] = {}
    periods: dict[str, Period] = {}
    cells = {}
    for each in citations:
        key = (each.code, each.formula, each.unit)
        if key not in figures:
            figures[key] = codes.Figure(each.code, each.code, each.unit, codes.parse(each.formula))
        period = periods.get(each.period) or periods.setdefault(each.period, Period.parse(each.period))
        cells[each.number] = Cell(figures[key], each.org_id, period)
    return cells


def verify(content: bytes, *, actor: Actor) -> Verification:
    """Check every figure of a paper three ways: paper against citation, citation against ledger then, and now."""
    reading, document, citations = _open(content)
    require(actor, READ, document.org_id, clock.today())
    return _report(document, citations, reading)


def recheck(document: Document, *, actor: Actor) -> Verification:
    """The same without a file: what was cited, against the ledger then and now."""
    require(actor, READ, document.org_id, clock.today())
    citations = list(document.citations.order_by("number"))
    as_written = {each.number: anchors.Found(each.printed, "control") for each in citations}
    return _report(document, citations, anchors.Reading(document.pk, as_written, {}, frozenset()))


def _report(document: Document, citations: list[Citation], reading: anchors.Reading) -> Verification:
    cells = cells_of(citations)
    then = ask(cells.values(), as_of=document.as_of, marks=True)
    now = ask_again(then, document.as_of)
    findings = [_finding(each, cells[each.number], reading, now, document.as_of) for each in citations]
    reproduced = all(
        _same(then[cells[each.number]].value, each.value) and then[cells[each.number]].mark == each.mark
        for each in citations
    )
    return Verification(document, findings, signed(document, citations), reproduced, reading.copies, reading.foreign)


def _finding(
    citation: Citation, cell: Cell, reading: anchors.Reading, now: dict[Cell, Answer], as_of: datetime
) -> Finding:
    found = reading.found.get(citation.number)
    text = found.text if found else None
    value = now[cell].value
    today = printed(value, citation.unit, citation.decimals)
    copies = reading.copies.get(citation.number, [])
    if not text:
        return Finding(citation, State.MISSING, text, today)
    if text != citation.printed or any(copy != citation.printed for copy in copies):
        return Finding(citation, State.ALTERED, text, today)
    if not _same(value, citation.value):
        return Finding(citation, State.CHANGED, text, today, explain(cell.figure, cell.org, cell.period, before=as_of))
    return Finding(citation, State.AGREES, text, today)


def _same(value: Decimal | None, kept: Decimal | None) -> bool:
    if value is None or kept is None:
        return value is kept
    return value.quantize(PLACES) == kept.quantize(PLACES)


def signed(document: Document, citations: Sequence[Citation]) -> bool:
    try:
        keys.signer().public_key().verify(bytes(document.signature), canonical(document, citations))
    except InvalidSignature:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A refreshed paper and what became of its figures: number → old text in the paper, new text."""

    document: str
    content: bytes
    changed: dict[int, tuple[str, str]]
    missing: list[Citation]


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a refresh of an edited paper would do: its text now, and today's figures by number."""

    document: Document
    citations: list[Citation]
    old: dict[int, str]
    texts: dict[int, str]
    answers: dict[Cell, Answer]
    as_of: datetime

    @property
    def changed(self) -> dict[int, tuple[str, str]]:
        return {number: (self.old[number], text) for number, text in self.texts.items() if self.old[number] != text}

    @property
    def missing(self) -> list[Citation]:
        return [each for each in self.citations if each.number not in self.old]


def renewal(content: bytes, *, actor: Actor) -> Renewal:
    """Today's figures for an edited paper; nothing is written. Refused when its citations do not bear our signature."""
    reading, document, citations = _open(content)
    require(actor, WRITE, document.org_id, clock.today())
    if not signed(document, citations):
        raise Refused("引用清单的签名不符：清单被改动过，不能据此更新。请查明原因，或重新写出一份。")
    cells = cells_of(citations)
    now = moment()
    answers = ask(cells.values(), as_of=now, marks=True)
    old = {number: found.text for number, found in reading.found.items() if found.text}
    there = [each for each in citations if each.number in old]
    texts = {each.number: printed(answers[cells[each.number]].value, each.unit, each.decimals) for each in there}
    return Renewal(document, citations, {number: old[number] for number in texts}, texts, answers, now)


def refresh(content: bytes, *, actor: Actor, save: Save | None = None) -> Refreshed:
    """Today's figures into an edited paper; the prose stays as it is, and what was deleted stays away.

    The result is a paper of its own, cited anew; it keeps title and date and has no number. Refused as `renewal`.
    """
    new = renewal(content, actor=actor)
    document = new.document
    fresh = Document(
        id=_new_id(),
        kind=document.kind,
        org_id=document.org_id,
        period=document.period,
        as_of=new.as_of,
        actor=actor,
        refreshes=document,
        title=document.title,
        issued_on=document.issued_on,
        template_id=document.template_id,
    )
    cells = cells_of(new.citations)
    kept = [
        _citation(fresh.pk, each.number, Cited(cells[each.number], each.decimals, new.texts[each.number]), new.answers)
        for each in new.citations
        if each.number in new.texts
    ]
    result = anchors.replace(content, new.texts, fresh.pk)
    _keep(fresh, kept, result, save)
    return Refreshed(fresh.pk, result, new.changed, new.missing)


def described(differences: Sequence[Difference]) -> Iterator[tuple[int, Decimal, list[str]]]:
    """Differences by record: record id, effect, causes."""
    effects: dict[int, Decimal] = defaultdict(Decimal)
    causes: dict[int, list[str]] = defaultdict(list)
    for each in differences:
        effects[each.row.record] += each.value
        causes[each.row.record].append(each.cause.value)
    for record, effect in effects.items():
        yield record, effect, list(dict.fromkeys(causes[record]))

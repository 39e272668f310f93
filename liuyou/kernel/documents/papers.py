"""Papers out of the ledger: written with every figure cited and signed, verified and refreshed for ever after."""

from __future__ import annotations

import json
import secrets
import string
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum

from cryptography.exceptions import InvalidSignature

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import require
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import BadInput, NotFound, Problem, Refused
from liuyou.kernel.base.numbers import printed
from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents import anchors, templates
from liuyou.kernel.documents.models import Citation, Document
from liuyou.kernel.journal import lines
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.codes import Leaf
from liuyou.kernel.ledger.figures import Answer, Cell, ask, ask_again
from liuyou.kernel.ledger.rows import Difference, explain
from liuyou.kernel.orgs import tree
from liuyou.kernel.secrecy import keys
from liuyou.kernel.writing import bulk
from liuyou.kernel.writing.permit import moment, permit

WRITE = "documents.write"
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
) -> Written:
    """Render a template for an org and period. All its figures are asked in one go, as of one exact moment.

    `on` is the date printed; the right is asked for today. A future `as_of` means now: what is still to come cannot be
    cited. BadInput names every code the template uses that does not exist, with the nearest one that does.
    """
    require(actor, WRITE, org, clock.today())
    exact = moment()
    now = min(as_of or exact, exact)
    figures = _figures(template)
    answers = ask([Cell(each, org, period) for each in figures.values()], as_of=now, marks=True)
    cited: list[tuple[str, int | None, str]] = []

    def print_figure(code: str, decimals: int | None) -> str:
        figure = figures[code]
        text = printed(answers[Cell(figure, org, period)].value, figure.unit, decimals)
        cited.append((code, decimals, text))
        return text

    name = tree.place(org, period.end).name
    values = {"单位": name, "时期": period.label, "年份": str(period.end.year), "日期": f"{on:%Y年%-m月%-d日}"}
    marked = templates.render(
        template,
        figure=print_figure,
        exists=lambda code: bool(answers[Cell(figures[code], org, period)].value),
        values=values,
    )
    document = Document(id=_new_id(), kind=kind, org_id=org, period=period.code, as_of=now, actor=actor)
    content = anchors.anchor(marked, document.pk)
    citations = [
        _citation(document.pk, number, Cell(figures[code], org, period), decimals, text, answers)
        for number, (code, decimals, text) in enumerate(cited, 1)
    ]
    _keep(document, citations, content, save)
    return Written(document.pk, content, len(citations), now)


def _figures(template: bytes) -> dict[str, codes.Figure]:
    """Every figure a template prints or asks about."""
    found, problems = {}, []
    for tag in [*templates.tags(template), *templates.conditions(template)]:
        try:
            found[tag.expression] = codes.figure(tag.expression)
            codes.written(found[tag.expression].formula)
        except (BadInput, NotFound) as error:
            problems.append(Problem(f"{error}（所在段落：{tag.paragraph_text[:30]}…）"))
    if problems:
        raise BadInput("模板里有认不出的指标，未生成文件。", problems)
    return found


def _new_id() -> str:
    return secrets.choice(string.ascii_lowercase) + "".join(
        secrets.choice(string.ascii_lowercase + string.digits) for _ in range(9)
    )


def _citation(
    document: str, number: int, cell: Cell, decimals: int | None, text: str, answers: dict[Cell, Answer]
) -> Citation:
    answer = answers[cell]
    return Citation(
        document_id=document,
        number=number,
        code=cell.figure.code,
        formula=codes.written(cell.figure.formula),
        org_id=cell.org,
        period=cell.period.code,
        unit=cell.figure.unit,
        decimals=decimals,
        value=None if answer.value is None else answer.value.quantize(PLACES),
        printed=text,
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


def _keep(document: Document, citations: Sequence[Citation], content: bytes, save: Save | None) -> None:
    """Sign and keep a paper; it is saved within the same transaction, so that neither is there without the other."""
    action = "documents.document.refresh" if document.refreshes_id else "documents.document.write"
    document.signature = keys.signer().sign(canonical(document, citations))
    with permit(action) as stamp:
        document.save(force_insert=True)
        numbers = bulk.next_ids("documents_citation_id_seq", len(citations))
        for citation, number in zip(citations, numbers, strict=True):
            citation.pk = number
        bulk.copy_models(citations)
        after = {"document": document.pk, "figures": len(citations), "period": document.period}
        given = [("documents.document", 0, document.org_id, None, after)]
        lines.append(given, at=stamp, actor=document.actor, action=action)
        if save is not None:
            save(content)


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
    require(actor, WRITE, document.org_id, clock.today())
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


def refresh(content: bytes, *, actor: Actor, save: Save | None = None) -> Refreshed:
    """Today's figures into an edited paper; the prose stays as it is, and what was deleted stays away.

    The result is a paper of its own, cited anew. Refused when the old citations do not bear our signature.
    """
    reading, document, citations = _open(content)
    require(actor, WRITE, document.org_id, clock.today())
    if not signed(document, citations):
        raise Refused("引用清单的签名不符：清单被改动过，不能据此更新。请查明原因，或用 liuyou write 重新写出。")
    cells = cells_of(citations)
    now = moment()
    answers = ask(cells.values(), as_of=now, marks=True)
    old = {number: found.text for number, found in reading.found.items() if found.text}
    there = [each for each in citations if each.number in old]
    texts = {each.number: printed(answers[cells[each.number]].value, each.unit, each.decimals) for each in there}
    fresh = Document(
        id=_new_id(),
        kind=document.kind,
        org_id=document.org_id,
        period=document.period,
        as_of=now,
        actor=actor,
        refreshes=document,
    )
    kept = [
        _citation(fresh.pk, each.number, cells[each.number], each.decimals, texts[each.number], answers)
        for each in there
    ]
    result = anchors.replace(content, texts, fresh.pk)
    _keep(fresh, kept, result, save)
    changed = {number: (old[number], text) for number, text in texts.items() if old[number] != text}
    return Refreshed(fresh.pk, result, changed, [each for each in citations if each.number not in old])


def described(differences: Sequence[Difference]) -> Iterator[tuple[int, Decimal, list[str]]]:
    """Differences by record: record id, effect, causes."""
    effects: dict[int, Decimal] = defaultdict(Decimal)
    causes: dict[int, list[str]] = defaultdict(list)
    for each in differences:
        effects[each.row.record] += each.value
        causes[each.row.record].append(each.cause.value)
    for record, effect in effects.items():
        yield record, effect, list(dict.fromkeys(causes[record]))

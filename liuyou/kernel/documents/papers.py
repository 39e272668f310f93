"""Papers out of the ledger: written with every figure cited and signed, verified and refreshed for ever after."""

from __future__ import annotations

import json
import secrets
import string
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from cryptography.exceptions import InvalidSignature

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import require
from liuyou.kernel.base.errors import BadInput, NotFound, Problem
from liuyou.kernel.base.numbers import printed
from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents import anchors, templates
from liuyou.kernel.documents.models import Citation, Document
from liuyou.kernel.journal import lines
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.codes import Leaf
from liuyou.kernel.ledger.figures import Answer, Cell, ask
from liuyou.kernel.ledger.rows import Difference, explain
from liuyou.kernel.orgs import tree
from liuyou.kernel.secrecy import keys
from liuyou.kernel.writing import bulk
from liuyou.kernel.writing.permit import moment, permit

WRITE = "documents.write"
PLACES = Decimal("0.0000000001")
"""Ten decimals are kept of a value: far more than any paper prints."""


@dataclass(frozen=True, slots=True)
class Written:
    document: str
    content: bytes
    figures: int
    as_of: datetime


def write(
    template: bytes, *, kind: str, org: int, period: Period, on: date, actor: Actor, as_of: datetime | None = None
) -> Written:
    """Render a template for an org and period. All its figures are asked in one go, as of one exact moment.

    BadInput names every code the template uses that does not exist, with the nearest one that does.
    """
    require(actor, WRITE, org, on)
    now = as_of or moment()
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
    document = _new_id()
    content = anchors.anchor(marked, document)
    citations = [
        _citation(document, number, Cell(figures[code], org, period), decimals, text, answers)
        for number, (code, decimals, text) in enumerate(cited, 1)
    ]
    _keep(document, kind, org, period, now, actor, citations, None)
    return Written(document, content, len(citations), now)


def _figures(template: bytes) -> dict[str, codes.Figure]:
    """Every figure a template prints or asks about."""
    found, problems = {}, []
    for tag in [*templates.tags(template), *templates.conditions(template)]:
        try:
            found[tag.expression] = codes.figure(tag.expression)
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
        org_id=cell.org,
        period=cell.period.code,
        tree_date=cell.period.end,
        unit=cell.figure.unit,
        decimals=decimals,
        value=None if answer.value is None else answer.value.quantize(PLACES),
        printed=text,
        mark=answer.mark,
    )


def canonical(document: str, as_of: datetime, citations: Iterable[Citation]) -> bytes:
    """What is signed: the citation list as JSON with a fixed form."""
    rows = [
        [
            each.number,
            each.code,
            each.org_id,
            each.period,
            str(each.tree_date),
            None if each.value is None else str(each.value.quantize(PLACES)),
            each.printed,
            each.mark,
        ]
        for each in citations
    ]
    return json.dumps([document, as_of.timestamp(), rows], ensure_ascii=False, separators=(",", ":")).encode()


def _keep(
    document: str,
    kind: str,
    org: int,
    period: Period,
    as_of: datetime,
    actor: Actor,
    citations: Sequence[Citation],
    refreshes: str | None,
) -> None:
    action = "documents.document.refresh" if refreshes else "documents.document.write"
    with permit(action) as stamp:
        Document.objects.create(
            id=document,
            kind=kind,
            org_id=org,
            period=period.code,
            as_of=as_of,
            actor=actor,
            refreshes_id=refreshes,
            signature=keys.signer().sign(canonical(document, as_of, citations)),
        )
        numbers = bulk.next_ids("documents_citation_id_seq", len(citations))
        for citation, number in zip(citations, numbers, strict=True):
            citation.pk = number
        bulk.copy_models(citations)
        after = {"document": document, "figures": len(citations), "period": period.code}
        lines.append([("documents.document", 0, org, None, after)], at=stamp, actor=actor, action=action)


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
    """The report on a paper. `signed`: its citations bear our signature; `reproduced`: the ledger still gives them."""

    document: Document
    findings: list[Finding]
    signed: bool
    reproduced: bool
    copies: dict[int, list[str]] = field(default_factory=dict)
    foreign: frozenset[str] = frozenset()

    @property
    def agrees(self) -> bool:
        return self.signed and self.reproduced and all(each.state is State.AGREES for each in self.findings)

    def count(self, state: State) -> int:
        return sum(each.state is state for each in self.findings)


def _open(content: bytes) -> tuple[anchors.Reading, Document, list[Citation]]:
    reading = anchors.read(content)
    document = Document.objects.filter(pk=reading.document).first() if reading.document else None
    if document is None:
        raise NotFound("这份文件不是从本系统写出的，或引用标记已全部丢失：请换用原文件，或从“公文”中重新下载。")
    return reading, document, list(document.citations.order_by("number"))


def _cells(citations: Iterable[Citation]) -> dict[int, Cell]:
    periods: dict[str, Period] = {}
    return {
        each.number: Cell(
            codes.figure(each.code), each.org_id, periods.setdefault(each.period, Period.parse(each.period))
        )
        for each in citations
    }


def verify(content: bytes, *, actor: Actor, on: date) -> Verification:
    """Check every figure of a paper three ways: paper against citation, citation against ledger then, and now."""
    reading, document, citations = _open(content)
    require(actor, WRITE, document.org_id, on)
    cells = _cells(citations)
    then = ask(cells.values(), as_of=document.as_of, marks=True)
    now = ask(cells.values())
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
        signed = canonical(document.pk, document.as_of, citations)
        keys.signer().public_key().verify(bytes(document.signature), signed)
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


def refresh(content: bytes, *, actor: Actor, on: date) -> Refreshed:
    """Today's figures into an edited paper; the prose stays as it is. The result is a paper of its own, cited anew."""
    reading, document, citations = _open(content)
    require(actor, WRITE, document.org_id, on)
    cells = _cells(citations)
    now = moment()
    answers = ask(cells.values(), as_of=now, marks=True)
    texts = {
        each.number: printed(answers[cells[each.number]].value, each.unit, each.decimals)
        for each in citations
        if each.number in reading.found
    }
    fresh = _new_id()
    kept = [
        _citation(fresh, each.number, cells[each.number], each.decimals, texts[each.number], answers)
        for each in citations
        if each.number in texts
    ]
    period = Period.parse(document.period)
    _keep(fresh, document.kind, document.org_id, period, now, actor, kept, document.pk)
    old = {number: found.text for number, found in reading.found.items()}
    changed = {number: (old[number], text) for number, text in texts.items() if old[number] != text}
    missing = [each for each in citations if each.number not in texts]
    return Refreshed(fresh, anchors.replace(content, texts, fresh), changed, missing)


def described(differences: Sequence[Difference]) -> Iterator[tuple[int, Decimal, list[str]]]:
    """Differences by record: record id, effect, causes."""
    effects: dict[int, Decimal] = defaultdict(Decimal)
    causes: dict[int, list[str]] = defaultdict(list)
    for each in differences:
        effects[each.row.record] += each.value
        causes[each.row.record].append(each.cause.value)
    for record, effect in effects.items():
        yield record, effect, list(dict.fromkeys(causes[record]))

"""Numbers taken by several at once, each committing for real: no gap, no double."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
from django.db import IntegrityError, connections, transaction

from liuyou.kernel.access.models import Actor, Grant, Post
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.actions import tree as act
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents import drafts, numbering, papers
from liuyou.kernel.documents.layout import Paper
from liuyou.kernel.documents.models import Document, Number, Numbering
from liuyou.kernel.journal.models import Line
from liuyou.kernel.orgs.changes import Founding
from liuyou.kernel.orgs.models import Org, Place
from liuyou.kernel.writing.permit import permit

ON, H1, THREADS = date(2016, 7, 5), Period.parse("2016H1"), 4
LOGS = ("journal.Line", "documents.Document", "documents.Number")
Apart = Callable[..., Any]


def _template() -> bytes:
    paper = Paper()
    paper.number("{{ 文号 }}")
    return paper.to_bytes()


@pytest.fixture
def apart(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Apart]:
    """Runs work in a thread with a connection of its own, which commits for real."""
    monkeypatch.setattr("liuyou.kernel.documents.store.home", lambda: tmp_path)

    def run(work: Callable[..., Any], *given: Any) -> Any:
        try:
            return work(*given)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        yield lambda work, *given: pool.submit(run, work, *given)


@pytest.fixture
def office(apart: Apart) -> Iterator[tuple[Actor, int]]:
    """An org with a word, committed, and taken away afterwards."""

    def build() -> tuple[Actor, int]:
        with permit("access.actor.start"):
            actor = Actor.objects.create(name="几人同时")
        [org] = act.establish_orgs([Founding("县", "federation", None, date(2010, 1, 1))], actor=actor)
        appoint(actor, org, "全权", ["*"], since=date(2010, 1, 1))
        numbering.set_word(org, "示总工", actor=actor, reason="依据")
        return actor, org

    def clear() -> None:
        with permit("a.b.c"), pgtrigger.ignore(*(f"{model}:append_only" for model in LOGS)):
            for model in (Number, Document, Numbering, Line, Place, Grant, Post, Org, Actor):
                model.objects.all().delete()

    yield apart(build).result()
    apart(clear).result()


def test_papers_issued_at_once_have_numbers_without_gap_or_double(apart: Apart, office: tuple[Actor, int]) -> None:
    actor, org = office
    template, together = _template(), threading.Barrier(THREADS)

    def full(_: bytes) -> None:
        raise OSError

    def issue(number: int) -> str:
        together.wait(timeout=60)
        given: dict[str, Any] = {"kind": "简报", "org": org, "period": H1, "on": ON, "actor": actor, "numbered": True}
        papers.write(template, save=full if number % THREADS == 1 else None, **given)
        return "kept"

    def outcome(work: Any) -> str:
        try:
            return str(work.result())
        except OSError:
            return "refused"

    outcomes = [outcome(work) for work in [apart(issue, number) for number in range(3 * THREADS)]]
    assert outcomes.count("refused") == 3

    def kept() -> list[tuple[int, str]]:
        return list(Number.objects.order_by("sequence").values_list("sequence", "document__number"))

    assert apart(kept).result() == [(each, f"示总工〔2016〕{each}号") for each in range(1, 10)]


def test_the_database_itself_refuses_a_number_twice(county: Any) -> None:
    numbering.set_word(county.root, "示总工", actor=county.actor, reason="依据")
    given: dict[str, Any] = {"kind": "简报", "org": county.root, "period": H1, "on": ON, "actor": county.actor}
    papers.write(_template(), numbered=True, **given)
    papers.write(_template(), **given)
    plain = Document.objects.get(number="")
    with pytest.raises(IntegrityError, match="number_once"), transaction.atomic(), permit("a.b.c"):
        Number.objects.create(org_id=county.root, year=2016, sequence=1, word="别的", document=plain)
    with pytest.raises(IntegrityError, match="number_reads_once"), transaction.atomic(), permit("a.b.c"):
        Number.objects.create(org_id=county.east, year=2016, sequence=1, word="示总工", document=plain)


def test_a_button_pressed_twice_issues_one_paper(county: Any) -> None:
    numbering.set_word(county.root, "示总工", actor=county.actor, reason="依据")
    given: dict[str, Any] = {"kind": "简报", "org": county.root, "period": H1, "on": ON, "actor": county.actor}
    seen = drafts.preview(_template(), org=county.root, period=H1, on=ON, actor=county.actor).as_of
    first = papers.write(_template(), numbered=True, as_of=seen, **given)
    with pytest.raises(Refused, match="1号"):
        papers.write(_template(), numbered=True, as_of=seen, **given)
    assert Document.objects.get().pk == first.document
    numbering.void(Document.objects.get(), actor=county.actor, reason="写错了")
    papers.write(_template(), numbered=True, as_of=seen, **given)
    assert list(Number.objects.order_by("sequence").values_list("sequence", flat=True)) == [1, 2]

"""Annual summaries of all unions in one job that is stopped on the way and resumed."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

from docx import Document as Word

from bench import bulk, papers
from bench.generate import Size
from bench.timing import Result, timed

MOST = 300
YEAR, ON = "2024", date(2025, 1, 10)


def template() -> bytes:
    """The annual summary that is shipped, and 200 figures more that the data of the benchmark answers."""
    from liuyou.reports.summaries import ANNUAL

    document = Word(str(ANNUAL))
    codes = papers.summary_codes()
    for start in range(0, len(codes), 10):
        tags = "，".join(f'本期为{{{{ 指标("{code}") }}}}' for code in codes[start : start + 10])
        document.add_paragraph(f"{tags}。")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def begun(actor: Any) -> Any:
    """The run, as the page begins it for every union below the county."""
    from liuyou.kernel.base.periods import Period
    from liuyou.kernel.documents import library
    from liuyou.kernel.orgs.models import Place
    from liuyou.reports.papers import choosing, many

    root = Place.objects.get(parent=None)
    made = library.upload(root.org_id, "年度总结", template(), actor=actor)
    library.put_in_use(made, date(2024, 1, 1), actor=actor)
    choice = choosing.choice_of(f"t{made.pk}", root.org_id, ON)
    period = Period.parse(YEAR)
    title = choice.title(root.name, period)
    wish = choosing.Wish(choice, b"", period, ON, None, title, numbered=False)
    here: Any = SimpleNamespace(org=root.org_id, place=root, actor=actor, today=ON)
    return many.begin(wish, "unions", here)


def _stop(run: Any, after: int, actor: Any) -> None:
    """Stop the run from outside, as a button does, once so many are done."""
    from django.db import connection

    from liuyou.kernel.jobs.running import stop_run

    while run.items.filter(state="done").count() < after:
        time.sleep(0.2)
    stop_run(run, actor=actor)
    connection.close()


def measured(size: Size) -> Iterator[Result]:
    from liuyou.kernel.access.setup import operator
    from liuyou.kernel.documents.models import Citation, Document
    from liuyou.kernel.jobs.running import resume_run, work

    with bulk.scratch(size):
        actor = operator()
        run = begun(actor)
        stopping = threading.Thread(target=_stop, args=(run, run.total // 3, actor))
        stopping.start()
        first, _ = timed(lambda: work(run.pk))
        stopping.join()
        resume_run(run, actor=actor)
        second, _ = timed(lambda: work(run.pk))
        run.refresh_from_db()
        written = list(Document.objects.filter(title__endswith="年度总结").values_list("pk", "org_id"))
        figures = Citation.objects.count() // len(written)
        _swept([paper for paper, _ in written])
    assert run.state == "done", run.note
    assert len(written) == len({org for _, org in written}) == run.total, (len(written), run.total, run.refused)
    seconds = first + second
    what = f"{run.total} annual summaries of {figures} figures, cited and signed, in one job, stopped once and resumed"
    yield Result(what, seconds, "", None, "≤ 5 min", seconds <= MOST)


def _swept(written: Sequence[str]) -> None:
    """The database was a copy; the files of its papers go too."""
    from liuyou.kernel.documents import store

    for paper in written:
        store.path_of(paper).unlink(missing_ok=True)

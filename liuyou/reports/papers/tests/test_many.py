"""One template for all units below: each its own numbers, once, also when the run was broken off; refusals by unit."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from liuyou.kernel.access.models import Post
from liuyou.kernel.documents import numbering, papers, store
from liuyou.kernel.documents.models import Document
from liuyou.kernel.jobs.models import Run, State
from liuyou.kernel.jobs.running import work
from liuyou.kernel.orgs import tree
from liuyou.kernel.writing.permit import permit
from liuyou.reports.papers import many
from liuyou.reports.papers.tests.conftest import text


def begun(office: Any, below: str = "unions", client: Any = None, **more: str) -> Run:
    answer = (client or office.write).post("/papers/new/", {**office.asked, "numbered": "0", "below": below, **more})
    assert answer.status_code == 302, text(answer)
    return Run.objects.order_by("-pk").first()  # type: ignore[return-value]


def unions(office: Any) -> list[int]:
    return [office.county.east1, office.county.east2, office.county.west1, office.county.west2]


def test_every_union_below_gets_its_own_paper_with_its_own_numbers(office):
    run = begun(office)
    work(run.pk)
    run.refresh_from_db()
    found = {each.org_id: each for each in Document.objects.all()}
    assert (run.state, run.progress, run.refused, run.total) == (State.DONE, 4, 0, 4)
    assert sorted(found) == sorted(unions(office))
    names = tree.names(found, found[office.county.east1].issued_on)
    assert {each.title for each in found.values()} == {f"{name}2016年上半年简报" for name in names.values()}
    assert len({each.as_of for each in found.values()}) == 1
    money = {org: each.citations.get(number=2).value for org, each in found.items()}
    county, nothing = office.county, dict.fromkeys((office.county.east2, office.county.west2), 0)
    assert money == {county.east1: 20000, county.west1: 4000} | nothing
    for each in found.values():
        assert papers.verify(store.load(each.pk, each.sha256), actor=office.actor).agrees


def test_a_run_that_was_broken_off_goes_on_and_writes_nothing_twice(office):
    run = begun(office)
    first = run.items.order_by("number").first()
    many._write(many._order(run), run, first, "甲工会", {})
    work(run.pk)
    work(run.pk)
    written = Document.objects.values_list("org_id", flat=True)
    assert sorted(written) == sorted(unions(office))
    assert set(run.items.values_list("state", flat=True)) == {"done"}


def test_a_unit_that_is_refused_is_told_and_the_others_are_written(office):
    numbering.set_word(office.county.root, "示总工", actor=office.actor, reason="依据")
    numbering.set_word(office.county.east1, "东一工", actor=office.actor, reason="依据")
    run = begun(office, numbered="1")
    work(run.pk)
    run.refresh_from_db()
    assert [each.number for each in Document.objects.all()] == ["东一工〔2016〕1号"]
    assert (run.state, run.refused) == (State.DONE, 3)
    assert "已写出 1 份" in run.note
    assert all("机关代字" in each.message for each in run.items.filter(state="refused"))


def test_towns_and_all_units_are_counted_beforehand_and_nobody_outside_ones_reach_is_meant(office):
    page = text(office.write.get("/papers/new/", office.asked))
    assert "各基层工会（4 家）" in page
    assert "各级总工会和联合会（2 家）" in page
    work(begun(office, "unions", client=office.east).pk)
    assert sorted(Document.objects.values_list("org_id", flat=True)) == sorted(unions(office)[:2])
    below_a_union = office.sign_in(office.county.east1, "documents.read", "documents.write")[1]
    answer = below_a_union.post("/papers/new/", {**office.asked, "numbered": "0", "below": "federations"})
    assert answer.status_code == 409
    assert "没有" in text(answer)
    assert office.read.post("/papers/new/", {**office.asked, "below": "unions"}).status_code == 404


def test_the_right_is_asked_for_when_each_turn_comes(office):
    actor, client = office.sign_in(office.county.east, "documents.read", "documents.write")
    run = begun(office, client=client)
    with permit("access.post.end"):
        Post.objects.filter(actor=actor).update(ends=date(2016, 1, 1))
    work(run.pk)
    run.refresh_from_db()
    assert not Document.objects.filter(actor=actor).exists()
    assert run.refused == 2


def test_a_paper_more_costs_the_same_number_of_statements(office):
    counts = []
    for below in ("federations", "unions"):
        run = begun(office, below)
        with CaptureQueriesContext(connection) as asked:
            work(run.pk)
        counts.append((run.total, len(asked)))
    (few, little), (more, much) = counts
    assert much - little <= (more - few) * 40

"""Preview and issue: the same numbers, nothing written by looking, numbers without gaps or doubles."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from django.db import connection

from liuyou.kernel.access.reach import require
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents import drafts, numbering, papers, showing, store
from liuyou.kernel.documents.models import Citation, Document, Number, Voided
from liuyou.kernel.journal.models import Line
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.figures import Cell, ask
from liuyou.reports.papers.tests.conftest import template, text

H1, ON = Period.parse("2016H1"), date(2016, 7, 5)


def issue(office: Any, **more: str) -> Document:
    answer = office.write.post("/papers/new/", {**office.asked, **more})
    assert answer.status_code == 302, text(answer)
    return Document.objects.order_by("-as_of").first()  # type: ignore[return-value]


def numbers(content: bytes) -> list[str]:
    found = [piece for block in showing.blocks(content) for piece in getattr(block, "pieces", [])]
    return [piece.text for piece in found if piece.number]


def test_a_preview_has_the_numbers_of_the_ledger_and_of_the_paper_then_written(office):
    given = {"org": office.county.root, "period": H1, "on": ON, "actor": office.actor, "title": "总结"}
    seen = drafts.preview(template(), number="示总工〔2016〕1号", **given)
    written = papers.write(template(), kind="简报", as_of=seen.as_of, **given)
    asked = ["aid.people", "aid.money", "aid.money[programme=送温暖]", "aid.payments"]
    cells = [Cell(codes.figure(code), office.county.root, H1) for code in asked]
    answers = ask(cells, as_of=seen.as_of)
    kept = list(Citation.objects.filter(document_id=written.document).order_by("number"))
    assert [each.value for each in kept] == [answers[cell].value for cell in cells]
    assert numbers(seen.content) == numbers(written.content) == [each.printed for each in kept] != []


def test_a_preview_writes_nothing_and_links_every_figure(office):
    before = (Document.objects.count(), Line.objects.count(), Number.objects.count())
    page = text(office.write.get("/papers/new/", office.asked))
    assert (Document.objects.count(), Line.objects.count(), Number.objects.count()) == before
    sheet = page[page.index('class="sheet"') :]
    links = re.findall(r'<a class="figure-link [^>]*href="([^"]*)"[^>]*>([^<]*)</a>', sheet)
    assert links
    assert all(f"org={office.county.root}" in link and "period=2016H1" in link for link, _ in links)


def test_what_was_previewed_is_what_is_issued_even_if_the_ledger_moves_in_between(office):
    page = text(office.write.get("/papers/new/", office.asked))
    exact = re.search(r'name="as_of" value="([^"]+\+00:00)"', page)
    office.county.pay(office.county.east1, office.county.people("张三")[0], "70000", date(2016, 3, 1))
    document = issue(office, as_of=exact[1], numbered="0")
    shown = re.findall(r'<a class="figure-link [^>]*>([^<]*)</a>', page[page.index('class="sheet"') :])
    assert shown == list(document.citations.order_by("number").values_list("printed", flat=True)) != []


def test_a_number_is_printed_kept_and_journaled_and_the_file_comes_back_byte_for_byte(office):
    numbering.set_word(office.county.root, "示总工", actor=office.actor, reason="依据")
    first, second = issue(office, numbered="1"), issue(office, numbered="1", title="第二份")
    assert [first.number, second.number] == ["示总工〔2016〕1号", "示总工〔2016〕2号"]
    assert second.title == "第二份"
    answer = office.read.get(f"/papers/{first.pk}/docx/")
    assert store.digest(answer.content) == first.sha256
    assert "示总工〔2016〕1号" in "".join(getattr(each, "text", "") for each in showing.blocks(answer.content))
    line = Line.objects.filter(action="documents.document.write", after__document=first.pk).get()
    assert (line.actor, line.after["number"]) == (office.actor, first.number)
    assert papers.verify(answer.content, actor=office.actor).agrees


def test_files_are_sealed_at_rest_and_a_changed_one_is_not_given_out(office):
    document = issue(office, numbered="0")
    path = store.path_of(document.pk)
    raw = path.read_bytes()
    assert not zipfile.is_zipfile(io.BytesIO(raw))
    assert b"word/document.xml" not in raw
    path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    answer = office.write.get(f"/papers/{document.pk}/docx/")
    assert answer.status_code == 400
    assert "打不开" in text(answer)


@pytest.mark.parametrize(
    "change", ["number = '示总工〔2016〕9号'", "title = '别的'", "sha256 = ''", "issued_on = '2015-01-01'"]
)
def test_the_signature_covers_number_title_date_and_file(office, change):
    numbering.set_word(office.county.root, "示总工", actor=office.actor, reason="依据")
    document = issue(office, numbered="1")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"UPDATE documents_document SET {change}")
        cursor.execute("SET LOCAL session_replication_role = origin")
    document.refresh_from_db()
    assert not papers.signed(document, list(document.citations.order_by("number")))


def test_a_refused_paper_takes_no_number(office):
    numbering.set_word(office.county.root, "示总工", actor=office.actor, reason="依据")

    def full(_: bytes) -> None:
        raise OSError

    given = {"kind": "简报", "org": office.county.root, "period": H1, "on": ON, "actor": office.actor}
    with pytest.raises(OSError):  # noqa: PT011
        papers.write(template(), numbered=True, save=full, **given)
    assert not Number.objects.exists()
    assert not list(store.home().rglob("*.sealed"))
    assert issue(office, numbered="1").number == "示总工〔2016〕1号"


def test_a_void_number_is_kept_and_shown_and_not_given_again(office):
    numbering.set_word(office.county.root, "示总工", actor=office.actor, reason="依据")
    document = issue(office, numbered="1")
    assert office.read.post(f"/papers/{document.pk}/void/", {"reason": "写错"}).status_code == 404
    assert office.write.post(f"/papers/{document.pk}/void/", {"reason": ""}).status_code == 409
    assert office.write.post(f"/papers/{document.pk}/void/", {"reason": "写错标题"}).status_code == 302
    assert Voided.objects.get().reason == "写错标题"
    assert "作废" in text(office.write.get("/papers/"))
    assert "写错标题" in text(office.write.get(f"/papers/{document.pk}/"))
    assert issue(office, numbered="1").number == "示总工〔2016〕2号"
    with pytest.raises(Refused, match="已经作废"):
        numbering.void(document, actor=office.actor, reason="再来")


def test_two_orgs_cannot_share_a_word_and_an_inherited_word_goes_on_counting(office):
    county = office.county
    numbering.set_word(county.root, "示总工", actor=office.actor, reason="依据")
    with pytest.raises(Refused, match="别的工会"):
        numbering.set_word(county.east, "示总工", actor=office.actor, reason="依据")
    issue(office, numbered="1")
    numbering.set_word(county.root, "示总工发", actor=office.actor, reason="改名")
    numbering.set_word(county.east, "示总工", actor=office.actor, reason="承接")
    assert numbering.foresee(county.east, ON) == "示总工〔2016〕2号"
    assert numbering.foresee(county.root, ON) == "示总工发〔2016〕2号"
    assert Line.objects.filter(action="documents.numbering.set", reason="改名").get().before == {"word": "示总工"}


def test_to_read_papers_is_not_to_issue_them(office):
    assert office.read.get("/papers/new/").status_code == 404
    assert office.read.post("/papers/new/", office.asked).status_code == 404
    assert office.read.get("/papers/refresh/").status_code == 404
    assert office.read.get("/papers/numbering/").status_code == 404
    assert office.read.get("/papers/").status_code == 200
    assert not Document.objects.exists()


def test_a_sister_towns_paper_is_not_found_by_any_address(office):
    numbering.set_word(office.county.east, "东总工", actor=office.east_actor, reason="依据")
    assert office.east.post("/papers/new/", {**office.asked, "numbered": "1"}).status_code == 302
    document = Document.objects.get()
    for address in ("", "docx/", "pdf/"):
        there = office.west.get(f"/papers/{document.pk}/{address}")
        nowhere = office.west.get(f"/papers/nowhere1/{address}")
        assert there.status_code == nowhere.status_code == 404
        assert "没有这份公文，或不在您的管理范围内" in text(there)
    assert office.west.post(f"/papers/{document.pk}/void/", {"reason": "乱来"}).status_code == 404
    assert office.west.get("/papers/new/", {**office.asked, "org": str(office.county.east)}).status_code == 404
    assert document.number not in text(office.west.get("/papers/"))
    assert document.number in text(office.write.get("/papers/"))
    with pytest.raises(NotFound):
        require(office.east_actor, "documents.write", office.county.west, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"year": "二〇一六"}, "年份应为四位数字"),
        ({"part": "X"}, "请选择统计期"),
        ({"on": "2999-01-01"}, "不能晚于今天"),
        ({"on": "2016-13-40"}, "读不懂"),
        ({"as_of": "昨天"}, "读不懂"),
        ({"title": "长" * 61}, "改短"),
        ({"template": "t99999"}, "没有这份模板"),
        ({"numbered": "1"}, "机关代字"),
    ],
)
def test_what_cannot_be_written_is_told_in_words(office, wrong, words):
    answer = office.write.post("/papers/new/", {**office.asked, **wrong})
    assert answer.status_code in (400, 404, 409)
    assert words in text(answer)
    assert not Document.objects.exists()


def test_control_characters_in_an_address_or_a_form_are_no_fault_of_the_server(office):
    for address in ("/papers/?words=%00&kind=%00", "/papers/%00/", "/papers/templates/tags/?words=%00"):
        assert office.write.get(address).status_code in (400, 404)
    assert office.write.post("/papers/numbering/", {"word": "示\x00总", "reason": "x"}).status_code in (400, 409)


def test_a_title_cannot_bring_markup_onto_the_page(office):
    document = issue(office, title="<script>x</script>总结", numbered="0")
    assert "<script>x" not in text(office.write.get(f"/papers/{document.pk}/"))
    assert "<script>x" not in text(office.write.get("/papers/"))


def test_the_list_is_filtered_sorted_and_exported_with_a_line_in_the_journal(office):
    issue(office, title="第一份简报", numbered="0")
    issue(office, title="第二份通报", numbered="0")
    assert "已发出" in text(office.write.get("/papers/"))
    page = text(office.write.get("/papers/", {"words": "通报"}))
    assert "第二份通报" in page
    assert "第一份简报" not in page
    assert "第一份简报" not in text(office.write.get("/papers/", {"year": "2015"}))
    assert "应为四位数字" in text(office.write.get("/papers/", {"year": "一五"}))
    assert "看不懂统计期" in text(office.write.get("/papers/", {"period": "什么"}))
    answer = office.read.post("/papers/export/?words=通报", {})
    book = zipfile.ZipFile(io.BytesIO(answer.content))
    inside = "".join(book.read(name).decode("utf-8", "ignore") for name in book.namelist())
    assert "第二份通报" in inside
    assert "第一份简报" not in inside
    assert Line.objects.get(action="documents.list.export").after == {"papers": 1, "conditions": ["含“通报”"]}

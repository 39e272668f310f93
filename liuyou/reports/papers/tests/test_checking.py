"""Verify and refresh over HTTP: four states, what moved a figure, and files that are refused in words."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from liuyou.areas.aid.actions import correct_payment
from liuyou.kernel.documents import package, store
from liuyou.kernel.documents.models import Document
from liuyou.kernel.journal.models import Line
from liuyou.reports.papers.tests.conftest import template, text, upload


def written(office: Any) -> bytes:
    answer = office.write.post("/papers/new/", {**office.asked, "numbered": "0"})
    assert answer.status_code == 302, text(answer)
    document = Document.objects.order_by("-as_of").first()
    return store.load(document.pk, document.sha256)


def changed(docx: bytes, old: str, new: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as source, zipfile.ZipFile(out, "w") as target:
        for item in source.infolist():
            body = source.read(item)
            if item.filename == "word/document.xml":
                assert old.encode() in body
                body = body.replace(old.encode(), new.encode(), 1)
            target.writestr(item, body)
    return out.getvalue()


def with_part(name: str, content: bytes = b"", old: str = "", new: str = "") -> bytes:
    """A sound template with one part more (or one changed)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template())) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            body = source.read(item)
            target.writestr(item, body.replace(old.encode(), new.encode()) if item.filename == name and old else body)
        if not old:
            target.writestr(name, content)
    return out.getvalue()


LINKED = with_part(
    "word/_rels/document.xml.rels",
    old="</Relationships>",
    new='<Relationship Id="rId99" TargetMode="External" Target="http://example.invalid/a.png"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>',
)
REFUSED = {
    "不是 Word": (b"%PDF-1.4 not a document", "这不是 Word 文档"),
    "旧版或加密": (b"\xd0\xcf\x11\xe0" + b"0" * 600, "旧版 .doc"),
    "带宏": (with_part("word/vbaProject.bin", b"macro"), "带有宏"),
    "压缩炸弹": (with_part("word/media/a.bin", b"0" * (package.MAX_PART + 1)), "解压后过大"),
    "外部图片": (LINKED, "引用了外面的图片"),
    "空的": (b"", "文件是空的"),
}


@pytest.mark.parametrize("address", ["/papers/verify/", "/papers/refresh/", "/papers/templates/upload/"])
@pytest.mark.parametrize("kind", REFUSED)
def test_files_that_are_not_sound_are_refused_in_words(office, address, kind):
    content, words = REFUSED[kind]
    answer = office.write.post(address, {"file": upload(content), "name": "新模板"})
    assert answer.status_code == 400
    assert words in text(answer)
    assert not Document.objects.exists()


@pytest.mark.parametrize("address", ["/papers/verify/", "/papers/refresh/", "/papers/templates/upload/"])
def test_a_file_too_large_is_not_looked_at(office, address, monkeypatch):
    monkeypatch.setattr(package, "MAX_FILE", 1024)
    answer = office.write.post(address, {"file": upload(template()), "name": "新模板"})
    assert answer.status_code == 400
    assert "文件超过" in text(answer)
    assert "还没有选择文件" in text(office.write.post(address, {"name": "新模板"}))


def test_a_file_of_another_house_is_told_so(office):
    answer = office.write.post("/papers/verify/", {"file": upload(template())})
    assert answer.status_code == 404
    assert "不是从本系统写出的" in text(answer)


def test_the_four_states_stand_in_the_report_with_the_record_that_moved_a_figure(office):
    paper = written(office)
    agrees = text(office.read.post("/papers/verify/", {"file": upload(paper)}))
    assert "全部相符：4 个数字" in agrees
    altered = changed(paper, ">2.4万元<", ">9万元<")
    altered = changed(altered, ">2<", "><")
    correct_payment(office.payment, actor=office.county.actor, changes={"amount": Decimal(30000)}, reason="少记一万元")
    before = (Line.objects.count(), Document.objects.count())
    page = text(office.read.post("/papers/verify/", {"file": upload(altered)}))
    for words in ("文中被改动", "台账已变化", "文中找不到", "相符", "9万元", "3.4万元", "更正", "签名有效"):
        assert words in page, words
    counts = re.findall(r'<span class="value">(\d+)</span><span class="state[^"]*">.*?([\u4e00-\u9fff]+)</span>', page)
    assert [number for number, _ in counts] == ["1", "1", "1", "1"]
    assert f"/r/aid.payment/{office.payment.pk}/" in page
    assert (Line.objects.count(), Document.objects.count()) == before


def test_a_paper_from_out_of_reach_is_not_verified_nor_refreshed(office):
    paper = written(office)
    for client in (office.east, office.west):
        for address in ("/papers/verify/", "/papers/refresh/"):
            answer = client.post(address, {"file": upload(paper)})
            assert answer.status_code == 404
            assert "不在您的管理范围内" in text(answer)
    document = Document.objects.get()
    assert office.east.get("/papers/refresh/", {"paper": document.pk}).status_code == 404


def test_a_broken_signature_is_said_and_nothing_is_refreshed_from_it(office):
    from django.db import connection

    paper = written(office)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE documents_citation SET printed = '9万元' WHERE number = 2")
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert "签名不符" in text(office.write.post("/papers/verify/", {"file": upload(paper)}))
    answer = office.write.post("/papers/refresh/", {"file": upload(paper)})
    assert answer.status_code == 409
    assert "签名不符" in text(answer)


def test_a_foreign_figure_is_named(office):
    mine, other = written(office), written(office)
    xml = zipfile.ZipFile(io.BytesIO(other)).read("word/document.xml").decode()
    paragraph = next(each for each in re.findall(r"<w:p[ >].*?</w:p>", xml, re.S) if "2.4万元" in each)
    page = text(
        office.write.post("/papers/verify/", {"file": upload(changed(mine, "<w:sectPr", paragraph + "<w:sectPr"))})
    )
    assert "混有其他公文" in page
    assert "全部相符" not in page


def test_a_refresh_lists_what_would_change_and_then_keeps_the_updated_file(office):
    paper = changed(written(office), "共救助", "我们共救助")
    office.county.pay(office.county.east1, office.county.people("张三")[0], "6000", date(2016, 3, 1))
    page = text(office.write.post("/papers/refresh/", {"file": upload(paper)}))
    assert "2.4万元" in page
    assert "3万元" in page
    assert Document.objects.count() == 1
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    assert office.east.post("/papers/refresh/", {"token": token}).status_code == 400
    assert office.write.post("/papers/refresh/", {"token": token}).status_code == 302
    fresh = Document.objects.get(refreshes__isnull=False)
    result = office.write.get(f"/papers/{fresh.pk}/docx/").content
    xml = zipfile.ZipFile(io.BytesIO(result)).read("word/document.xml").decode()
    assert "我们共救助" in xml
    assert ">3万元<" in xml
    assert "更新稿" in text(office.write.get(f"/papers/{fresh.refreshes_id}/"))
    assert "全部相符" in text(office.read.post("/papers/verify/", {"file": upload(result)}))
    again = office.write.post("/papers/refresh/", {"token": token})
    assert again.status_code == 400


def test_an_issued_paper_can_be_refreshed_from_its_own_page(office):
    written(office)
    document = Document.objects.get()
    correct_payment(office.payment, actor=office.county.actor, changes={"amount": Decimal(30000)}, reason="少记一万元")
    page = text(office.write.get(f"/papers/{document.pk}/"))
    assert "台账已变化" in page
    assert "3.4万元" in page
    assert "mark-soon" in page
    offered = text(office.write.get("/papers/refresh/", {"paper": document.pk}))
    assert "将要更换的数字" in offered
    assert Document.objects.count() == 1
    assert office.east.post("/papers/refresh/", {"paper": document.pk}).status_code == 404
    assert office.write.post("/papers/refresh/", {"paper": document.pk}).status_code == 302
    assert Document.objects.get(refreshes=document).citations.get(number=2).printed == "3.4万元"

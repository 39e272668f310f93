"""Attachments: who may add, what is taken for what it says it is, and how it lies on the disk."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from liuyou.kernel.base.errors import BadInput, LiuyouError, NotFound, Refused
from liuyou.kernel.journal.models import Line
from liuyou.kernel.secrecy.files import PIECE, seal_bytes, unseal_bytes
from liuyou.kernel.web import attachments, filetypes
from liuyou.kernel.web.models import Attachment

pytestmark = [pytest.mark.urls("liuyou.kernel.web.tests.routed"), pytest.mark.usefixtures("kept_files")]
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 40 + b"\xff\xd9"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 30
EXE = b"MZ\x90\x00" + b"\x00" * 60 + b"PE\x00\x00"


def packed(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


DOCX = packed("[Content_Types].xml", "word/document.xml")
OFD = packed("OFD.xml", "Doc_0/Document.xml")


@pytest.fixture
def payment(county):
    [person] = county.people("王小明")
    return county.pay(county.east1, person, "500", date(2016, 1, 28))


@pytest.fixture
def clerk(county, sign_in):
    return sign_in("clerk", county.east, ["aid.read", "aid.record"])


def given(name, content=PDF):
    return SimpleUploadedFile(name, content)


def add(payment, name="申请表.pdf", content=PDF, *, actor):
    return attachments.add_attachment(payment, given(name, content), actor=actor)


@pytest.mark.parametrize(
    ("name", "content", "media"),
    [
        ("申请表.pdf", PDF, "application/pdf"),
        ("照片.PNG", PNG, "image/png"),
        ("照片.jpeg", JPG, "image/jpeg"),
        ("IMG_1.HEIC", HEIC, "image/heic"),
        ("证明.docx", DOCX, filetypes.ALLOWED["docx"]),
        ("发票.ofd", OFD, "application/ofd"),
        ("说明.txt", "情况属实".encode(), "text/plain"),
        ("说明.txt", "情况属实".encode("gb18030"), "text/plain"),
    ],
)
def test_what_offices_and_phones_make_is_taken(name, content, media):
    assert filetypes.kind_of(content, name).media == media


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("程序.pdf", EXE),
        ("照片.jpg", PDF),
        ("网页.txt", b"<script>alert(1)</script>"),
        ("二进制.txt", b"\x00\x01\x02"),
        ("压缩包.docx", packed("a.txt")),
        ("宏.docx", packed("word/document.xml", "word/vbaProject.bin")),
        ("表格.docx", packed("xl/workbook.xml")),
        ("坏的.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),
        ("压缩包.zip", packed("a.txt")),
        ("程序.exe", EXE),
        ("没有扩展名", PDF),
        ("空的.pdf", b""),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(name, content):
    with pytest.raises(BadInput):
        filetypes.kind_of(content, name)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\文档\\申请表.pdf", "申请表.pdf"),
        ("申请\u202e表\x00.pdf", "申请表.pdf"),
        ("...", "未命名"),
        ('a<b>:"|?*.pdf', "a_b______.pdf"),
        ("长" * 300 + ".pdf", "长" * 78 + ".pdf"),
        (".htaccess", "htaccess"),
    ],
)
def test_names_are_cleaned(name, clean):
    assert filetypes.clean_name(name) == clean
    assert len(filetypes.clean_name(name).encode()) <= 240


def test_sealed_on_the_disk_and_whole_again(payment, clerk, kept_files):
    secret = PDF + "家庭困难情况".encode() * 10
    found = add(payment, content=secret, actor=clerk.actor)
    [stored] = [path for path in kept_files.rglob("*") if path.is_file()]
    assert stored.name == found.path == hashlib.sha256(stored.read_bytes()).hexdigest()
    assert stored.parent.name == found.path[:2]
    assert b"%PDF" not in stored.read_bytes()
    assert "困难".encode() not in stored.read_bytes()
    assert stored.stat().st_mode & 0o077 == 0
    assert found.sha256 == hashlib.sha256(secret).hexdigest()
    answer = clerk.get(reverse("attachment", args=[found.pk]))
    assert answer.content == secret
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_each_download_is_a_line_in_the_journal(payment, clerk):
    found = add(payment, actor=clerk.actor)
    clerk.get(reverse("attachment", args=[found.pk]))
    codes = list(Line.objects.filter(record=payment.pk).order_by("pk").values_list("action", flat=True))
    assert codes[1:] == ["aid.payment.attach", "aid.payment.download"]


def test_a_changed_file_is_not_given_out(payment, clerk, kept_files):
    found = add(payment, actor=clerk.actor)
    [stored] = [path for path in kept_files.rglob("*") if path.is_file()]
    stored.write_bytes(stored.read_bytes()[:-1] + b"!")
    assert clerk.get(reverse("attachment", args=[found.pk])).status_code == 400
    stored.unlink()
    assert clerk.get(reverse("attachment", args=[found.pk])).status_code == 400


def test_to_see_one_must_read_and_to_add_one_must_have_a_step(payment, county, clerk, sign_in):
    found = add(payment, actor=clerk.actor)
    address = reverse("attach", args=["aid.payment", payment.pk])
    reader = sign_in("reader", county.east, ["aid.read"])
    assert "申请表.pdf" in reader.get(address).content.decode()
    assert "选择文件" not in reader.get(address).content.decode()
    assert reader.get(reverse("attachment", args=[found.pk])).status_code == 200
    assert reader.post(address, {"file": given("二.pdf", PDF + b"2")}).status_code == 404
    assert reader.post(reverse("attachment-remove", args=[found.pk]), {"reason": "错了"}).status_code == 404
    for name, org, rights in (
        ("sister", county.west, ["aid.read", "aid.record"]),
        ("below", county.east2, ["aid.read", "aid.record"]),
        ("other", county.east, ["bargaining.agree", "people.read"]),
    ):
        other = sign_in(name, org, rights)
        assert other.get(address).status_code == 404, name
        assert other.get(reverse("attachment", args=[found.pk])).status_code == 404, name
        assert other.post(address, {"file": given("二.pdf")}).status_code == 404, name
    assert Attachment.objects.count() == 1


def test_removing_needs_a_reason_and_keeps_the_line(payment, clerk):
    found = add(payment, actor=clerk.actor)
    with pytest.raises(Refused):
        attachments.remove_attachment(found.pk, actor=clerk.actor, reason=" ")
    answer = clerk.post(
        reverse("attachment-remove", args=[found.pk]), {"reason": "传错了"}, headers={"HX-Request": "true"}
    )
    assert "已移除附件“申请表.pdf”" in answer.content.decode()
    found.refresh_from_db()
    assert (found.removed_by, found.reason) == (clerk.actor, "传错了")
    assert clerk.get(reverse("attachment", args=[found.pk])).status_code == 404
    assert Line.objects.get(action="aid.payment.detach").reason == "传错了"
    with pytest.raises(NotFound):
        attachments.remove_attachment(found.pk, actor=clerk.actor, reason="再来")


def test_the_page_tells_of_each_file_by_itself(payment, clerk):
    address = reverse("attach", args=["aid.payment", payment.pk])
    files = [given("一.pdf"), given("程序.pdf", EXE), given("照片.png", PNG)]
    answer = clerk.post(address, {"file": files}, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "已添加附件“一.pdf”" in text
    assert "“程序.pdf”里面其实是" in text
    assert set(Attachment.objects.values_list("name", flat=True)) == {"一.pdf", "照片.png"}
    assert (
        "内容相同的附件"
        in clerk.post(address, {"file": given("又一.pdf")}, headers={"HX-Request": "true"}).content.decode()
    )


def test_a_file_too_large_is_refused_by_the_parameter(payment, clerk):
    with pytest.raises(BadInput, match="超过 20 MB"):
        add(payment, content=PDF + b"0" * (20 << 20), actor=clerk.actor)


@pytest.mark.parametrize(("command", "words"), [("false", "没有通过病毒扫描"), ("/no/such/scanner", "没有运行起来")])
def test_the_scanner_has_the_last_word(payment, clerk, monkeypatch, kept_files, command, words):
    monkeypatch.setenv(filetypes.SCAN, command)
    with pytest.raises(BadInput, match=words):
        add(payment, actor=clerk.actor)
    assert not Attachment.objects.exists()
    assert not [path for path in kept_files.rglob("*") if path.is_file()], "the copy for the scanner is gone too"
    monkeypatch.setenv(filetypes.SCAN, "grep -q PDF")
    assert add(payment, actor=clerk.actor).pk


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 7])
def test_sealing_is_whole_at_every_boundary(size):
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    sealed = seal_bytes(content, "here")
    assert unseal_bytes(sealed, "here") == content
    for broken in (sealed[:-1], sealed + b"x", b"", sealed[:20], bytes([sealed[0] ^ 1]) + sealed[1:]):
        with pytest.raises(LiuyouError):
            unseal_bytes(broken, "here")
    with pytest.raises(LiuyouError):
        unseal_bytes(sealed, "elsewhere")


def test_pieces_cannot_be_left_out_or_exchanged():
    sealed = seal_bytes(b"a" * PIECE + b"b" * PIECE + b"c", "here")
    head, piece = sealed[:13], PIECE + 16
    first, second, last = sealed[13 : 13 + piece], sealed[13 + piece : 13 + 2 * piece], sealed[13 + 2 * piece :]
    for changed in (head + second + first + last, head + first + last, head + first + second):
        with pytest.raises(LiuyouError):
            unseal_bytes(changed, "here")


def test_a_request_that_is_too_large_is_not_read(clerk, payment, settings, monkeypatch):
    from liuyou.kernel.web import quota

    settings.FILE_UPLOAD_HANDLERS = [
        "liuyou.kernel.web.quota.Quota",
        "django.core.files.uploadhandler.MemoryFileUploadHandler",
    ]
    address = reverse("attach", args=["aid.payment", payment.pk])
    assert clerk.post(address, {"file": given("一.pdf")}).status_code == 302
    monkeypatch.setattr(quota, "MOST", 10)
    assert clerk.post(address, {"file": given("二.pdf", PDF + b"2")}).status_code == 400
    assert Attachment.objects.count() == 1

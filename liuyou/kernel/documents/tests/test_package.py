import io
import zipfile

import pytest

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.documents import anchors, package, pdf
from liuyou.kernel.documents.package import Package

from .small_papers import edit, lines, part


def zipped(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    target = io.BytesIO(lines("甲"))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return target.getvalue()


def bomb() -> bytes:
    return with_part("word/media/bomb.png", b"\0" * (package.MAX_PART + 1))


def many() -> bytes:
    return zipped(**{f"part{number}": b"" for number in range(package.MAX_PARTS + 1)})


def lying() -> bytes:
    content = bytearray(zipped(a=b"x" * 1000))
    central = content.index(b"PK\x01\x02")
    content[central + 24 : central + 28] = (10).to_bytes(4, "little")
    return bytes(content)


ENTITY = '<!DOCTYPE x [<!ENTITY a "啊"><!ENTITY b "&a;&a;&a;">]><w:document '


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "不是 Word 文档"),
        (b"%PDF-1.7", "不是 Word 文档"),
        (zipped(a=b"x"), "不是 Word 文档"),
        (lines("甲")[:-200], "不是 Word 文档"),
        (b"\xd0\xcf\x11\xe0 rest", "密码"),
        (bomb(), "过大"),
        (many(), "过大"),
        (lying(), "损坏|不符"),
        (with_part("word/vbaProject.bin", b"x"), "宏"),
        (edit(lines("甲"), "<w:document ", ENTITY), "外部定义"),
        (edit(lines("甲"), "</w:p>", "", count=1), "损坏"),
        (edit(lines("甲"), "<w:body>", "<w:body>" + "<w:p>" * 400 + "</w:p>" * 400), "损坏"),
    ],
    ids=["empty", "pdf", "zip", "cut", "password", "bomb", "many", "lying", "macro", "entity", "broken", "deep"],
)
def test_an_untrusted_file_is_refused_in_plain_words(content, reason):
    with pytest.raises(BadInput, match=reason):
        anchors.read(content)


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
LINK = f'<Relationship Id="x1" TargetMode="External" Type="{OFFICE}/{{}}" Target="{{}}"/>'


@pytest.mark.parametrize(
    ("kind", "target", "taken"),
    [
        ("relationships/hyperlink", "https://example.org/", True),
        ("relationships/attachedTemplate", "file:///C:\\Users\\a.dotm", True),
        ("relationships/attachedTemplate", "https://example.org/a.dotm", False),
        ("relationships/attachedTemplate", "file://server/a.dotm", False),
        ("relationships/image", "https://example.org/a.png", False),
        ("relationships/image", "file:///etc/hostname", False),
    ],
)
def test_a_file_that_fetches_something_when_opened_is_refused(kind, target, taken):
    link = LINK.format(kind, target)
    paper = edit(lines("甲"), "</Relationships>", f"{link}</Relationships>", "word/_rels/document.xml.rels")
    if taken:
        assert Package(paper).stories() == ["word/document.xml"]
    else:
        with pytest.raises(BadInput, match="外面的图片或模板"):
            Package(paper)


def test_a_part_written_twice_is_refused():
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = with_part("word/document.xml", b"<x/>")
    with pytest.raises(BadInput, match="重复"):
        Package(twice)


def test_parts_nobody_changed_are_written_back_as_they_were():
    paper = lines("甲")
    again = Package(paper).save()
    with zipfile.ZipFile(io.BytesIO(paper)) as before, zipfile.ZipFile(io.BytesIO(again)) as after:
        assert [(name, before.read(name)) for name in before.namelist()] == [
            (name, after.read(name)) for name in after.namelist()
        ]


def test_the_document_id_is_kept_beside_other_properties():
    first = Package(lines("甲"))
    first.document = "abcd1"
    kept = edit(first.save(), 'name="liuyou"', 'name="other"', "docProps/custom.xml")
    second = Package(kept)
    assert second.document is None
    second.document = "abcd2"
    paper = second.save()
    assert Package(paper).document == "abcd2"
    assert part(paper, "docProps/custom.xml").count("<cp:property ") == 2


def test_pdf_without_libreoffice_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadInput, match="libreoffice-writer"):
        pdf.to_pdf(tmp_path / "a.docx", tmp_path)


def test_a_conversion_that_takes_too_long_is_stopped(tmp_path, monkeypatch):
    slow = tmp_path / "soffice"
    slow.write_text("#!/bin/sh\nexec sleep 30\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(BadInput, match="已停止"):
        pdf.to_pdf(tmp_path / "a.docx", tmp_path / "out", seconds=0.2)

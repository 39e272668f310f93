"""What an uploaded file really is: known by its content, held against its name, and looked over by a scanner."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import puremagic

from liuyou.kernel.base.errors import BadInput, LiuyouError
from liuyou.kernel.intake.compound import OLE_MAGIC, Compound
from liuyou.kernel.intake.delimited import decode
from liuyou.kernel.web import storage

SCAN, PATIENCE = "LIUYOU_SCAN_COMMAND", 120
LONGEST_NAME = 240
"""Bytes of a file's name; file systems take 255."""
ALLOWED = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "heic": "image/heic",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "wps": "application/vnd.ms-works",
    "et": "application/vnd.ms-excel",
    "ofd": "application/ofd",
    "txt": "text/plain",
}
"""Extension → media type of what may be attached. HEIC is what phones take photographs as; OFD is GB/T 33190-2016."""
WORDS = "PDF、图片（png、jpg、heic）、Word（doc、docx、wps）、表格（xls、xlsx、et）、OFD 和 txt"
TABLES = ("xlsx", "xls", "et", "csv")
_SPELLINGS = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg", "heif": "heic"}
_OTHERS = {"程序": {"exe", "dll", "msi"}, "压缩包": {"zip", "rar", "7z"}, "网页": {"html", "htm"}}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_WORD_STREAMS, _TABLE_STREAMS = {"WordDocument"}, {"Workbook", "Book"}
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is: the extension it goes by, and its media type."""

    extension: str
    media: str


def clean_name(name: str) -> str:
    """A name without folders, invisible characters and what no file system takes; never empty, never hidden."""
    text = _CONTROL.sub("", unicodedata.normalize("NFC", name)).replace("\\", "/").rsplit("/", 1)[-1]
    text = re.sub(r'[<>:"|?*]', "_", text).strip(" .") or "未命名"
    stem, dot, extension = text.rpartition(".")
    if not dot or len(extension) > 8 or not extension.isascii():
        return _cut(text, LONGEST_NAME)
    return f"{_cut(stem, LONGEST_NAME - len(extension) - 1)}.{extension}"


def _cut(text: str, most: int) -> str:
    """The beginning, up to so many bytes, never half a character."""
    return text.encode()[:most].decode(errors="ignore").rstrip()


def extension_of(name: str) -> str:
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    return _SPELLINGS.get(extension, extension)


def kind_of(content: bytes, name: str) -> Kind:
    """The kind of a file that may be attached. BadInput when it may not, or is not what its name says."""
    declared = extension_of(name)
    if declared not in ALLOWED:
        raise BadInput(f"“{name}”这类文件不能作为附件：可以上传 {WORDS}。")
    if not content:
        raise BadInput(f"“{name}”是空的：请重新选择文件。")
    found = _sniffed(content)
    if declared not in found:
        raise BadInput(f"“{name}”{_said(found)}：请核对是不是选错了文件，或用原来的程序另存后再上传。")
    return Kind(declared, ALLOWED[declared])


def _said(found: set[str]) -> str:
    """What the content is instead, as far as people have a word for it."""
    known = sorted(found & set(ALLOWED))
    what = "、".join(known) or next((word for word, those in _OTHERS.items() if found & those), "")
    return f"里面其实是{what}文件" if what else "里面不是这类文件的内容"


def _sniffed(content: bytes) -> set[str]:
    """The allowed extensions that fit what the content is."""
    if content.startswith(b"PK"):
        return _packed(content)
    if content.startswith(OLE_MAGIC):
        return _compound(content)
    try:
        guesses = {_spelled(match.extension) for match in puremagic.magic_string(content[:8192])}
    except puremagic.PureError:
        guesses = set()
    if content.startswith(b"%PDF"):
        guesses = {"pdf"}
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"hevc", b"msf1"):
        guesses = {"heic"}
    known = guesses & (set(ALLOWED) - {"txt"})
    if known:
        return known
    return {"txt"} if not guesses - {"txt", "csv", "md", "log"} and _is_text(content) else guesses


def _spelled(extension: str) -> str:
    bare = extension.lstrip(".").lower()
    return _SPELLINGS.get(bare, bare)


def _packed(content: bytes) -> set[str]:
    """Zip containers: Office files without macros, and OFD."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {entry.filename.lstrip("/") for entry in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return set()
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".vbs")) for name in names):
        raise BadInput("文件里含有宏或程序，为安全起见不接收：请另存为不含宏的文件再上传。")
    found = {
        "docx": "word/document.xml" in names,
        "xlsx": "xl/workbook.xml" in names,
        "ofd": "OFD.xml" in names,
    }
    return {extension for extension, there in found.items() if there} or {"zip"}


def _compound(content: bytes) -> set[str]:
    """Office and WPS files of the older kind; the two are told apart by their streams."""
    try:
        names = set(Compound(content).names)
    except LiuyouError:
        return set()
    if names & {"_VBA_PROJECT_CUR", "Macros", "VBA", "_VBA_PROJECT"}:
        raise BadInput("文件里含有宏，为安全起见不接收：请另存为不含宏的文件再上传。")
    if names & _WORD_STREAMS:
        return {"doc", "wps"}
    return {"xls", "et"} if names & _TABLE_STREAMS else set()


def _is_text(content: bytes) -> bool:
    if _BINARY.search(content):
        return False
    try:
        decode(content)
    except LiuyouError:
        return False
    return content.lstrip()[:1] != b"<"


def scan(content: Iterable[bytes], name: str) -> None:
    """Have the scanner look at a file, where one is set. BadInput when it objects or cannot be run: nothing is kept.

    LIUYOU_SCAN_COMMAND is a command such as ``clamdscan --fdpass --no-summary``; the path of a copy is added to it.
    """
    command = shlex.split(os.environ.get(SCAN, ""))
    if not command:
        return
    with storage.workplace() as where:
        copy = Path(where) / "file"
        with copy.open("wb") as file:
            file.writelines(content)
        try:
            answer = subprocess.run([*command, str(copy)], capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired):
            raise BadInput("病毒扫描没有运行起来，文件没有保存：请告诉系统管理员。") from None
    if answer.returncode:
        raise BadInput(f"“{name}”没有通过病毒扫描，文件没有保存：请先杀毒，再重新上传。")

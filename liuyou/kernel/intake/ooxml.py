"""What calamine does not tell of an .xlsx: which part is which sheet, how far its cells reach, where errors stand."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.intake.archives import CORRUPT, MACROS, Archive

# Cells beyond column Z or row 99,999 in the usual spelling; without any, a sheet is small enough to read.
_FAR = re.compile(rb"""r="([A-Z]{2,3}\d{1,7}|[A-Z]\d{6,7})"(?:[^>]*[^/])?>""")
_NEAR = (99_999, 26)
_TOKEN = re.compile(rb"<(?:\w+:)?(row|c|v)\b([^>]*)>([^<]*)")
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,3})(\d{1,7})["']""")
_ERROR_TYPE = re.compile(rb"""\bt\s*=\s*["']e["']""")
_PREFIXED = re.compile(rb":c[\s>/]")


@dataclass
class Survey:
    """How far a sheet's values reach, counted from 1, or 0 if not far; error cells by (row, column) from 0."""

    rows: int = 0
    columns: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


class Package:
    """An .xlsx archive with its parts verified, except the sheets: those are verified when they are surveyed."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        if any(name.lower().endswith(("vbaproject.bin", ".xlm")) or "macrosheets" in name for name in archive.names):
            raise BadInput(MACROS)
        book = self._tree("xl/workbook.xml")
        if b"macroEnabled" in archive.read("[Content_Types].xml"):
            raise BadInput(MACROS)
        targets = self._targets()
        self.parts = [targets.get(_relation(sheet), "") for sheet in book.iterfind("{*}sheets/{*}sheet")]
        settings = book.find("{*}workbookPr")
        self.date1904 = settings is not None and settings.get("date1904") in ("1", "true")
        for name in set(archive.names) - set(self.parts):
            archive.verify(name)

    def survey(self, index: int, cells: int) -> Survey:
        """Inflate every byte of the sheet, held to the directory; count cell by cell only where it may matter."""
        part = self.parts[index] if index < len(self.parts) else ""
        rows, columns = _NEAR
        survey = Survey()
        for chunk in _cut(self._archive.chunks(part)):
            if _is_unusual(chunk):
                return self._exact(part)
            for reference in _FAR.findall(chunk):
                letters = reference.rstrip(b"0123456789")
                rows = max(rows, int(reference[len(letters) :]))
                columns = max(columns, _column(letters))
            if b'"e"' in chunk or b"'e'" in chunk:
                survey.errors |= _exact([chunk]).errors
        if rows * columns > cells:
            return self._exact(part)
        survey.rows = rows if rows > _NEAR[0] else 0
        return survey

    def _exact(self, part: str) -> Survey:
        return _exact(_cut(self._archive.chunks(part)))

    def _targets(self) -> dict[str, str]:
        relations = self._tree("xl/_rels/workbook.xml.rels").iterfind("{*}Relationship")
        return {r.get("Id", ""): posixpath.normpath(posixpath.join("/xl", r.get("Target", "")))[1:] for r in relations}

    def _tree(self, name: str) -> etree._Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            return etree.fromstring(self._archive.read(name), parser)
        except etree.XMLSyntaxError:
            raise BadInput(CORRUPT) from None


def _is_unusual(chunk: bytes) -> bool:
    """Whether there are cells that are not spelt <c r="A1"…; <cols> begins alike."""
    others = chunk.count(b"<co")
    return chunk.count(b"<c") - others != chunk.count(b'<c r="') or _PREFIXED.search(chunk) is not None


def _relation(sheet: etree._Element) -> str:
    return next((str(value) for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")


def _cut(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes cut before a cell or at least a tag, so that every one stands whole in one piece."""
    rest = b""
    for chunk in chunks:
        chunk = rest + chunk
        place = max(chunk.rfind(b"<row"), chunk.rfind(b"<c ")) if b"<c " in chunk else chunk.rfind(b"<")
        if place < 0 and len(chunk) > 4 << 20:
            raise BadInput(CORRUPT)
        yield chunk[: max(place, 0)]
        rest = chunk[max(place, 0) :]
    yield rest


def _exact(chunks: Iterable[bytes]) -> Survey:
    survey = Survey()
    row = column = -1
    erring = False
    for chunk in chunks:
        for name, attributes, text in _TOKEN.findall(chunk):
            if name == b"v":
                if erring:
                    survey.errors[row, column] = text.decode("utf-8", "replace").strip()
                continue
            found = _REFERENCE.search(attributes)
            if name == b"row":
                row, column = int(found[2]) - 1 if found else row + 1, -1
                continue
            column = _column(found[1]) - 1 if found and found[1] else column + 1
            row = int(found[2]) - 1 if found and found[1] else row
            if not attributes.endswith(b"/"):
                erring = _ERROR_TYPE.search(attributes) is not None
                survey.rows, survey.columns = max(survey.rows, row + 1), max(survey.columns, column + 1)
    return survey


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number

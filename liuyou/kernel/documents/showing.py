"""A Word paper as blocks a page can show: paragraphs and tables in order, with how they are set and their figures.

Only what a reader sees is taken: text, breaks, alignment, indents, kind of type. No markup of the file gets through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from liuyou.kernel.documents.fonts import HEITI, KAITI, SONG, XIAOBIAOSONG
from liuyou.kernel.documents.package import Package, W

_TAG = re.compile(r"ly:([a-z][a-z0-9]{3,15}):([1-9][0-9]{0,6})")
_FAMILIES = {XIAOBIAOSONG: "biaosong", HEITI: "hei", KAITI: "kai", SONG: "song", "黑体": "hei", "宋体": "song"}
_FAMILIES |= {"楷体": "kai", "SimHei": "hei", "KaiTi": "kai", "SimSun": "song", "方正小标宋_GBK": "biaosong"}
_ALIGN = {"center": "centre", "right": "right", "end": "right", "left": "left", "both": "both", "distribute": "both"}
_GONE = frozenset(W + name for name in ("del", "moveFrom", "pict", "drawing", "object", "instrText"))
_THROUGH = frozenset(W + name for name in ("hyperlink", "ins", "moveTo", "smartTag", "fldSimple", "sdtContent"))
DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Look:
    """How type is set: its family, size in half points, weight, whether red."""

    family: str = "fang"
    size: int = 32
    bold: bool = False
    red: bool = False

    @property
    def classes(self) -> str:
        named = [f"t-{self.family}", f"t-s{self.step}"]
        return " ".join([*named, *(["t-bold"] if self.bold else []), *(["t-red"] if self.red else [])])

    @property
    def step(self) -> str:
        """One of five sizes: small print, 4号, 3号 (text), 2号 (titles), and the mark of the issuer."""
        bounds = ((24, "1"), (29, "2"), (36, "3"), (56, "4"))
        return next((step for most, step in bounds if self.size <= most), "5")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `number` where it is a figure of the paper. "\\n" is a line break."""

    text: str
    look: Look
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    pieces: list[Piece]
    look: Look
    align: str = "both"
    first: int = 0
    """Indent of the first line in characters."""
    left: int = 0
    right: int = 0
    level: int | None = None
    ruled: bool = False

    kind = "paragraph"

    @property
    def text(self) -> str:
        return "".join(each.text for each in self.pieces)

    @property
    def classes(self) -> str:
        indents = [
            f"i-{name}{value}" for name, value in (("f", self.first), ("l", self.left), ("r", self.right)) if value
        ]
        return " ".join([self.look.classes, f"a-{self.align}", *indents, *(["ruled"] if self.ruled else [])])


@dataclass(frozen=True, slots=True)
class Cell:
    blocks: list[Paragraph | Table]
    span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    rows: list[list[Cell]] = field(default_factory=list)

    kind = "table"


Block = Paragraph | Table


def blocks(docx: bytes) -> list[Block]:
    """The body of a paper. BadInput where it is no sound Word document."""
    package = Package(docx)
    name = next(each for each in package.stories() if "header" not in each and "footer" not in each)
    root = package.tree(name)
    styles = _Styles(package.tree("word/styles.xml") if package.has("word/styles.xml") else None)
    body = root.find(W + "body")
    return [] if body is None else list(_blocks(body, styles, 0))


def _blocks(holder: etree._Element, styles: _Styles, depth: int) -> Iterator[Block]:
    if depth > DEEPEST:
        return
    for element in holder:
        if element.tag == W + "p":
            yield _paragraph(element, styles)
        elif element.tag == W + "tbl":
            yield Table([list(_row(row, styles, depth)) for row in element.iterchildren(W + "tr")])
        elif element.tag == W + "sdt":
            inner = element.find(W + "sdtContent")
            if inner is not None:
                yield from _blocks(inner, styles, depth + 1)
        elif element.tag in _THROUGH:
            yield from _blocks(element, styles, depth + 1)


def _row(row: etree._Element, styles: _Styles, depth: int) -> Iterator[Cell]:
    for cell in row.iterchildren(W + "tc"):
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        yield Cell(list(_blocks(cell, styles, depth + 1)), max(1, min(_int(span), 60)))


def _paragraph(element: etree._Element, styles: _Styles) -> Paragraph:
    properties = element.find(W + "pPr")
    named = None if properties is None else properties.find(W + "pStyle")
    style = "" if named is None else named.get(W + "val", "")
    look = styles.look(style)
    sheet = [*styles.paragraphs(style), *([] if properties is None else [properties])]
    pieces = list(_pieces(element, look, None, 0))
    return Paragraph(
        _joined(pieces),
        look,
        align=_ALIGN.get(_last(sheet, "jc", "val"), "both"),
        first=_chars(sheet, "firstLine", look),
        left=_chars(sheet, "left", look),
        right=_chars(sheet, "right", look),
        level=_level(sheet),
        ruled=any(each.find(f"{W}pBdr/{W}bottom") is not None for each in sheet),
    )


def _pieces(holder: etree._Element, look: Look, number: int | None, depth: int) -> Iterator[Piece]:
    if depth > DEEPEST:
        return
    for element in holder:
        if element.tag in _GONE:
            continue
        if element.tag == W + "r":
            own = _run_look(element.find(W + "rPr"), look)
            yield from (Piece(text, own, number) for text in _texts(element))
        elif element.tag == W + "sdt":
            mark = element.find(f"{W}sdtPr/{W}tag")
            found = None if mark is None else _TAG.fullmatch(mark.get(W + "val", ""))
            inner = element.find(W + "sdtContent")
            if inner is not None:
                yield from _pieces(inner, look, int(found[2]) if found else number, depth + 1)
        elif element.tag in _THROUGH:
            yield from _pieces(element, look, number, depth + 1)


def _texts(run: etree._Element) -> Iterator[str]:
    for element in run:
        if element.tag == W + "t":
            yield element.text or ""
        elif element.tag == W + "tab":
            yield "\u3000"
        elif element.tag in (W + "br", W + "cr") and element.get(W + "type") != "page":
            yield "\n"


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbours that look alike as one, because editors cut runs wherever they like."""
    whole: list[Piece] = []
    for piece in pieces:
        if whole and (whole[-1].look, whole[-1].number) == (piece.look, piece.number):
            whole[-1] = Piece(whole[-1].text + piece.text, piece.look, piece.number)
        elif piece.text:
            whole.append(piece)
    return whole


class _Styles:
    """The style sheet of a paper: each style with those it is based on."""

    def __init__(self, root: etree._Element | None) -> None:
        found = [] if root is None else [each for each in root.iterchildren(W + "style") if each.get(W + "styleId")]
        self._by_id = {str(each.get(W + "styleId")): each for each in found}
        default = (each for each in found if each.get(W + "default") == "1" and each.get(W + "type") == "paragraph")
        self._default = next((str(each.get(W + "styleId")) for each in default), "")
        self._looks: dict[str, Look] = {}

    def paragraphs(self, name: str) -> list[etree._Element]:
        return [found for each in self._line(name) if (found := each.find(W + "pPr")) is not None]

    def look(self, name: str) -> Look:
        if name not in self._looks:
            look = Look()
            for each in self._line(name):
                look = _run_look(each.find(W + "rPr"), look)
            self._looks[name] = look
        return self._looks[name]

    def _line(self, name: str) -> list[etree._Element]:
        """From the farthest base to the style itself."""
        line: list[etree._Element] = []
        here = self._by_id.get(name or self._default)
        while here is not None and here not in line and len(line) < DEEPEST:
            line.insert(0, here)
            base = here.find(W + "basedOn")
            here = None if base is None else self._by_id.get(base.get(W + "val", ""))
        return line


def _run_look(properties: etree._Element | None, look: Look) -> Look:
    if properties is None:
        return look
    fonts, size = properties.find(W + "rFonts"), properties.find(W + "sz")
    bold, colour = properties.find(W + "b"), properties.find(W + "color")
    family = look.family if fonts is None else _family(fonts.get(W + "eastAsia", ""), look.family)
    weight = look.bold if bold is None else bold.get(W + "val", "1") not in ("0", "false")
    red = look.red if colour is None else colour.get(W + "val", "").upper() in ("E60012", "FF0000", "C00000")
    return Look(family, _int(size) or look.size, weight, red)


def _family(name: str, inherited: str) -> str:
    return _FAMILIES.get(name, "fang") if name else inherited


def _int(element: etree._Element | None, name: str = "val") -> int:
    text = "" if element is None else element.get(W + name, "")
    return int(text) if text.isascii() and text.isdecimal() else 0


def _last(sheet: list[etree._Element], name: str, attribute: str) -> str:
    found = [each.find(W + name) for each in sheet]
    return next((each.get(W + attribute, "") for each in reversed(found) if each is not None), "")


def _chars(sheet: list[etree._Element], side: str, look: Look) -> int:
    """An indent in whole characters, from characters or from twentieths of a point; at most 20."""
    for properties in reversed(sheet):
        indent = properties.find(W + "ind")
        if indent is not None and (W + f"{side}Chars" in indent.attrib or W + side in indent.attrib):
            hundredths = _int(indent, f"{side}Chars") or _int(indent, side) * 10 // max(look.size, 1)
            return min(20, round(hundredths / 100))
    return 0


def _level(sheet: list[etree._Element]) -> int | None:
    text = _last(sheet, "outlineLvl", "val")
    return int(text) + 1 if text in tuple("01234") else None

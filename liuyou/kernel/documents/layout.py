"""A paper laid out as GB/T 9704-2012 asks, built with python-docx.

Sizes are those of the standard: A4, type area 156 × 225 mm, 22 lines of 28 characters, 3号 (16 pt) 仿宋. The fonts it
names are licensed and not shipped; the font table names open ones to fall back on.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor, Twips

from .fonts import FANGSONG, HEITI, KAITI, SONG, XIAOBIAOSONG, font_table

TEXT_SIZE, TITLE_SIZE, SMALL_SIZE, MARK_SIZE = Pt(16), Pt(22), Pt(14), Pt(42)
LINE, TITLE_LINE = Pt(29), Pt(33)
LINES, CHARACTERS = 22, 28
TOP, LEFT, RIGHT = Mm(37), Mm(28), Mm(26)
PAGE_WIDTH, PAGE_HEIGHT = Mm(210), Mm(297)
# 35 mm, less the little that 22 lines of 29 pt need beyond 225 mm (the standard allows 1 mm).
BOTTOM = Length(PAGE_HEIGHT - TOP - LINE * LINES - Twips(2))
RED = RGBColor(0xE6, 0x00, 0x12)
# 28 characters of 16 pt are 2 mm wider than the type area, so each is set closer, in twentieths of a point. A character
# grid would say the same, but LibreOffice then gives a character wider than its cell two cells.
TIGHTEN = -5
_CELL = (PAGE_WIDTH - LEFT - RIGHT) / CHARACTERS  # width of one character in the grid, EMU
_PPR_ORDER = [
    "pBdr",
    "shd",
    "tabs",
    "suppressAutoHyphens",
    "kinsoku",
    "wordWrap",
    "overflowPunct",
    "topLinePunct",
    "autoSpaceDE",
    "autoSpaceDN",
    "bidi",
    "adjustRightInd",
    "snapToGrid",
    "spacing",
    "ind",
    "contextualSpacing",
    "mirrorIndents",
    "suppressOverlap",
    "jc",
    "textDirection",
    "textAlignment",
    "textboxTightWrap",
    "outlineLvl",
    "divId",
    "cnfStyle",
    "rPr",
    "sectPr",
    "pPrChange",
]
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


@dataclass(frozen=True, slots=True)
class Style:
    """How one kind of line is set, under the name Word shows. Indents are in characters of its own size."""

    name: str
    font: str = FANGSONG
    size: Length = TEXT_SIZE
    align: str = "both"
    first: float = 0
    left: float = 0
    right: float = 0
    line: Length | None = LINE
    level: int | None = None
    bold: bool = False
    colour: RGBColor | None = None


BODY = Style("公文正文", first=2)
MARK = Style("发文机关标志", XIAOBIAOSONG, MARK_SIZE, "centre", line=None, colour=RED)
NUMBER = Style("发文字号", align="centre")
SIGNED_NUMBER = Style("发文字号和签发人", align="left", first=1)
TITLE = Style("公文标题", XIAOBIAOSONG, TITLE_SIZE, "centre", line=TITLE_LINE)
ADDRESSEE = Style("主送机关", align="left")
HEADING1 = Style("一级标题", HEITI, first=2, level=0)
HEADING2 = Style("二级标题", KAITI, first=2, level=1)
RUN_IN = Style("段首标题", KAITI)
HEADING3 = Style("三级标题", first=2, level=2, bold=True)
ATTACHMENT = Style("附件说明", align="left", first=2)
SIGNATURE = Style("落款", align="centre", left=13, right=1)
NOTE = Style("附注", align="left", first=2)
IMPRINT = Style("版记", size=SMALL_SIZE, align="left", first=1)
CELL = Style("表格文字", size=Pt(12), align="left", line=None)
CELL_TITLE = Style("表格标题", HEITI, Pt(12), "centre", line=None)
PAGE_ODD = Style("单页页码", SONG, SMALL_SIZE, "right", right=1, line=None)
PAGE_EVEN = Style("双页页码", SONG, SMALL_SIZE, "left", left=1, line=None)


class Paper:
    """One official paper, written from top to bottom. Texts may hold template tags."""

    def __init__(self) -> None:
        self._document: Any = Document()
        self._page()
        self._defaults()
        self._page_number(self._document.sections[0].footer, PAGE_ODD)
        self._page_number(self._document.sections[0].even_page_footer, PAGE_EVEN)

    def head(self, issuer: str, number: str, signer: str = "") -> None:
        """Red head: the issuer's mark, the number (林工发〔2016〕4号), the red line; `signer` for upward papers."""
        self._add(issuer, MARK).paragraph_format.space_before = Mm(30)
        self._blank(2)
        line = self._add(f"{number}\t签发人：" if signer else number, SIGNED_NUMBER if signer else NUMBER)
        if signer:
            line.paragraph_format.tab_stops.add_tab_stop(_characters(27), WD_TAB_ALIGNMENT.RIGHT)
            _font(line.add_run(signer), RUN_IN)
        _rule(line, "bottom", width=12, colour="E60012", space=11)
        self._blank(2)

    def number(self, text: str) -> None:
        """发文字号 of a paper without a red head, centred above the title."""
        self._add(text, NUMBER)
        self._blank(1)

    def title(self, text: str) -> None:
        """Title, centred; a line break in `text` breaks the line where the meaning does."""
        self._add(text, TITLE)
        self._blank(1)

    def addressee(self, text: str) -> None:
        """主送机关, flush left; the colon is added."""
        self._add(text.rstrip("：:") + "：", ADDRESSEE)

    def body(self, text: str) -> None:
        self._add(text, BODY)

    def heading1(self, text: str) -> None:
        """一、…"""
        self._add(text, HEADING1)

    def heading2(self, text: str) -> None:
        """（一）…"""
        self._add(text, HEADING2)

    def topic(self, heading: str, text: str) -> None:
        """Body text that opens with a heading of second level in the same paragraph."""
        line = self._add("", BODY)
        _font(line.add_run(heading), RUN_IN)
        line.add_run(text)

    def heading3(self, text: str) -> None:
        """1. …"""
        self._add(text, HEADING3)

    def attachments(self, names: Sequence[str]) -> None:
        """附件说明, one line below the text; names without full stop."""
        self._blank(1)
        for index, name in enumerate(names, 1):
            line = self._add(
                ("附件：" if index == 1 else "") + (f"{index}. " if len(names) > 1 else "") + name, ATTACHMENT
            )
            if index > 1:
                _indent(line.paragraph_format, Style("", first=5))

    def signature(self, issuer: str, on: date | str) -> None:
        """Issuer and date for a sealed paper: issuer centred on the date, the date four characters from the edge."""
        self._blank(2)
        self._add(issuer, SIGNATURE).paragraph_format.keep_with_next = True
        self._add(_day(on), SIGNATURE)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Ruled, as wide as the type area; its titles repeat on every page. Without any, a row's first cell is one."""
        width = len(columns) or max((len(row) for row in rows), default=0)
        if not width:
            return
        made = self._document.add_table(rows=0, cols=width, style="Table Grid")
        for number, row in enumerate([columns, *rows] if columns else rows):
            line = made.add_row()
            heads = bool(columns) and number == 0
            if heads:
                line._tr.get_or_add_trPr().append(_element("tblHeader"))
            line._tr.get_or_add_trPr().append(_element("cantSplit"))
            for place, (cell, text) in enumerate(zip(line.cells, row, strict=False)):
                title = heads or (not columns and place == 0)
                cell.paragraphs[0].style = self._style(CELL_TITLE if title else CELL)
                cell.paragraphs[0].add_run(str(text))

    def signs(self, places: Sequence[str]) -> None:
        """Places for signatures, side by side."""
        self._blank(1)
        self._add("　　　　".join(f"{place}：" for place in places), ADDRESSEE)

    def note(self, text: str) -> None:
        """附注, in round brackets."""
        self._add(f"（{text.strip('（）')}）", NOTE)

    def imprint(self, copies: str, printer: str, on: date | str) -> None:
        """版记: thick rules outside (0.35 mm), a thin one (0.25 mm) between 抄送 and 印发."""
        self._blank(1)
        first = self._add(f"抄送：{copies.rstrip('。')}。", IMPRINT)
        last = self._add(f"{printer}\t{_day(on)}印发", IMPRINT)
        edge = Length(PAGE_WIDTH - LEFT - RIGHT - SMALL_SIZE)
        last.paragraph_format.tab_stops.add_tab_stop(edge, WD_TAB_ALIGNMENT.RIGHT)
        first.paragraph_format.keep_with_next = True
        _rule(first, "top", width=8)
        _rule(last, "top", width=6)
        _rule(last, "bottom", width=8)

    def to_bytes(self) -> bytes:
        target = io.BytesIO()
        self._document.save(target)
        return target.getvalue()

    def save(self, path: Path) -> None:
        path.write_bytes(self.to_bytes())

    def _add(self, text: str, style: Style) -> Any:
        return self._document.add_paragraph(text, self._style(style))

    def _blank(self, lines: int) -> None:
        for _ in range(lines):
            self._add("", ADDRESSEE)

    def _style(self, style: Style) -> Any:
        styles = self._document.styles
        if style.name in styles:
            return styles[style.name]
        made = styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style, made.quick_style = styles["Normal"], True
        _font(made, style)
        layout = made.paragraph_format
        layout.alignment = _ALIGN[style.align]
        layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY if style.line else WD_LINE_SPACING.SINGLE
        if style.line:
            layout.line_spacing = style.line
        # LibreOffice reads overflowPunct the wrong way round and, hanging, loses commas; 1 is what Word does anyway.
        # No gap is wanted between 24 and 万元, and a pitch of its own leaves the grid.
        habits = {"overflowPunct": 1, "autoSpaceDE": 0, "autoSpaceDN": 0, "snapToGrid": int(style.line == LINE)}
        for habit, on in habits.items():
            _insert(made.element.get_or_add_pPr(), _element(habit, val=on))
        layout.keep_with_next = style.level is not None
        layout.widow_control = False
        _indent(layout, style)
        if style.level is not None:
            _insert(made.element.get_or_add_pPr(), _element("outlineLvl", val=style.level))
        return made

    def _page(self) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
        section.top_margin, section.bottom_margin = TOP, BOTTOM
        section.left_margin, section.right_margin = LEFT, RIGHT
        section.header_distance, section.footer_distance = Mm(15), Mm(25)
        grid = section._sectPr.find(qn("w:docGrid"))
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(LINE.twips))

    def _defaults(self) -> None:
        normal = self._document.styles["Normal"]
        _font(normal, BODY)
        normal.element.rPr.find(qn("w:sz")).addprevious(_element("spacing", val=TIGHTEN))
        normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
        defaults = self._document.styles.element.find(qn("w:docDefaults"))
        for theme in defaults.iter(qn("w:rFonts")):
            theme.attrib.clear()
        settings = self._document.settings.element
        for language in (*defaults.iter(qn("w:lang")), *settings.iter(qn("w:themeFontLang"))):
            language.set(qn("w:eastAsia"), "zh-CN")
        self._document.core_properties.author = self._document.core_properties.comments = ""
        relations = self._document.part.rels.values()
        table = next(item.target_part for item in relations if item.reltype == RELATIONSHIP_TYPE.FONT_TABLE)
        table._blob = font_table()

    def _page_number(self, footer: Any, style: Style) -> None:
        """— 1 —, 4号宋体, 7 mm below the type area, one character in from the outer edge."""
        self._document.settings.odd_and_even_pages_header_footer = True
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        line.style = self._style(style)
        line.add_run("— ")
        field = _element("fldSimple", instr="PAGE")
        line._p.append(field)
        field.append(line.add_run("1")._r)
        line.add_run(" —")


def _day(on: date | str) -> str:
    return on if isinstance(on, str) else f"{on.year}年{on.month}月{on.day}日"


def _characters(number: float, size: Length = TEXT_SIZE) -> Length:
    return Length(round(number * (_CELL if size == TEXT_SIZE else size)))


def _element(name: str, **attributes: object) -> Any:
    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), str(value))
    return element


def _font(target: Any, style: Style) -> None:
    target.font.name, target.font.size = style.font, style.size
    if style.bold:
        target.font.bold = True
    if style.colour is not None:
        target.font.color.rgb = style.colour
    fonts = target.element.get_or_add_rPr().rFonts
    fonts.set(qn("w:eastAsia"), style.font)
    fonts.set(qn("w:cs"), style.font)


def _indent(layout: Any, style: Style) -> None:
    """Indents both in characters, which follow the grid, and in points for programs that do not know them."""
    sides = {"left": style.left, "right": style.right, "firstLine": style.first}
    for side, attribute in zip(sides, ("left_indent", "right_indent", "first_line_indent"), strict=True):
        if sides[side]:
            setattr(layout, attribute, _characters(sides[side], style.size))
            layout._element.get_or_add_pPr().ind.set(qn(f"w:{side}Chars"), str(round(sides[side] * 100)))


def _rule(paragraph: Any, side: str, *, width: int, colour: str = "000000", space: int = 1) -> None:
    """A rule above or below a paragraph; `width` in eighths of a point."""
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = _element("pBdr")
        _insert(properties, borders)
    borders.append(_element(side, val="single", sz=width, space=space, color=colour))


def _insert(properties: Any, element: Any) -> None:
    """Word wants the children of pPr in the order of its schema."""
    later = _PPR_ORDER[_PPR_ORDER.index(element.tag.rpartition("}")[2]) + 1 :]
    properties.insert_element_before(element, *(f"w:{name}" for name in later))

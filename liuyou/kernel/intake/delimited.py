"""Tables kept as text: csv and its relatives in the encodings of Chinese offices, and HTML saved under .xls."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser

from liuyou.kernel.base.errors import BadInput

NOT_A_TABLE = "这不是表格文件：请上传 .xlsx、.xls 或 .csv"
_DELIMITERS = ",\t;|"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*(gb2312|gbk|gb18030)""", re.IGNORECASE)
_MOST_SPANNED = 1_000_000
_AS_TEXT = re.compile(r'="([^"]*)"')
Merge = tuple[int, int, int, int]


def decode(content: bytes) -> str:
    """By byte order mark, else UTF-8 if it is valid, else GB18030. BadInput if it is no text at all."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif content[1:2] == b"\0" and content[:1] != b"\0":
        encodings = ["utf-16-le"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    if _CHARSET.search(content[:2000]):
        encodings.reverse()
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    raise BadInput(NOT_A_TABLE)


def read_csv(text: str, rows: int) -> list[list[str]]:
    """At most `rows` + 1 rows, so that the caller can tell that there are too many."""
    delimiter = _sniff(text)
    grid: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            grid.append([_unquoted(cell) for cell in row] if "=" in "".join(row) else row)
            if len(grid) > rows:
                break
    except csv.Error:
        raise BadInput(f"第 {len(grid) + 1} 行的引号或换行不成对：请核对后重新上传") from None
    return grid


def _unquoted(cell: str) -> str:
    """="330…" is how programs write a long number so that a spreadsheet keeps all its digits."""
    return found[1] if (found := _AS_TEXT.fullmatch(cell)) else cell


def _sniff(text: str) -> str:
    """The delimiter that cuts most of the first lines into most cells; the comma if none does."""
    sample = text[:20_000].splitlines()[:30]

    def cells(delimiter: str) -> int:
        try:
            return sum(len(row) - 1 for row in csv.reader(sample, delimiter=delimiter))
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=cells)


class _Tables(HTMLParser):
    """Collects every table as rows of text, and what spans several rows or columns as merges."""

    def __init__(self, rows: int) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[list[list[str]]] = []
        self.merges: list[list[Merge]] = []
        self._limit = rows
        self._cell: list[str] | None = None
        self._taken: set[tuple[int, int]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.grids.append([])
            self.merges.append([])
            self._taken = set()
        elif tag == "tr" and self.grids and len(self.grids[-1]) <= self._limit:
            self._close()
            self.grids[-1].append([])
        elif tag in ("td", "th") and self.grids and self.grids[-1]:
            self._close()
            self._open(dict(attrs))
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._close()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _open(self, attributes: dict[str, str | None]) -> None:
        row, y = self.grids[-1][-1], len(self.grids[-1]) - 1
        while (y, len(row)) in self._taken:
            row.append("")
        x = len(row)
        width, height = (_span(attributes.get(name)) for name in ("colspan", "rowspan"))
        if width * height > 1 and len(self._taken) < _MOST_SPANNED:
            self.merges[-1].append((y, x, y + height - 1, x + width - 1))
            self._taken |= {(y + dy, x + dx) for dy in range(height) for dx in range(width)} - {(y, x)}
        self._cell = []

    def _close(self) -> None:
        if self._cell is not None:
            self.grids[-1][-1].append(" ".join("".join(self._cell).split()))
            self._cell = None


def _span(text: str | None) -> int:
    return min(int(text), 100) if text and text.isascii() and text.isdigit() and int(text) else 1


def read_html(text: str, rows: int) -> list[tuple[list[list[str]], list[Merge]]]:
    """The tables of a page, each with its merges. Empty if the page has none."""
    parser = _Tables(rows)
    parser.feed(text)
    parser.close()
    return [pair for pair in zip(parser.grids, parser.merges, strict=True) if pair[0]]

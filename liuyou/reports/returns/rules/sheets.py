"""A form guessed from the city's own sheet: which cells take a number, and by which headings they are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liuyou.kernel.base.errors import BadInput
from liuyou.reports.returns.rules.layout import LAST_YEAR, MOST_COLUMNS, MOST_ROWS, PERIOD, TARGET, TEXT, YTD

Grid = Sequence[Sequence[Any]]
Merges = Sequence[tuple[int, int, int, int]]
"""Top, left, bottom, right, from 0."""
KINDS = (
    (TEXT, ("备注", "说明", "情况")),
    (TARGET, ("目标", "任务", "计划")),
    (LAST_YEAR, ("上年", "去年", "同期")),
    (YTD, ("累计", "至今")),
)
COVERED = "▪"
_UNIT = re.compile(r"[（(]\s*(?:单位[:：])?\s*([^（）()\d]{1,6})\s*[)）]\s*$")
_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+%?")
_SERIAL = ("序号", "编号", "代码", "代号", "行次")
_UNITS = ("单位", "计量单位")


@dataclass(frozen=True, slots=True)
class Guess:
    title: str
    data: dict[str, Any]
    """The layout; numbers without a known figure wait as typed rows without a reason."""


def letters(column: int) -> str:
    """0 → A, 26 → AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def guess(grid: Grid, merges: Merges, match: Callable[[str], str]) -> Guess:
    """`match` gives the code of the figure that is called so, or nothing. BadInput where no table is seen."""
    texts = _spread(grid, merges)
    grid = _without_covered(grid, merges)
    head, first = _header(texts, grid)
    last = len(texts[0]) if texts else 0
    heads = {x: _joined(texts[y][x] for y in range(head, first)) for x in range(last)}
    body = [y for y in range(first, len(texts)) if any(texts[y])]
    labels = [x for x in range(last) if _is_label(texts, body, x, heads[x])]
    unit = next((x for x in range(last) if _plain(heads[x]) in _UNITS), None)
    numbers = [x for x in range(last) if x not in labels and x != unit and _plain(heads[x]) not in _SERIAL and heads[x]]
    numbers = [x for x in numbers if any(_takes_number(grid, texts, y, x) for y in body)]
    if not labels or not numbers:
        raise BadInput("没有认出行标题和列标题：请确认第一张工作表就是报表，左边是项目、上面是栏目。")
    columns = [
        {"code": f"c{n}", "title": _plain(heads[x]) or letters(x), "kind": _kind(heads[x])}
        for n, x in enumerate(numbers, 1)
    ]
    rows: list[dict[str, Any]] = []
    places: dict[str, str] = {}
    for y in body[: MOST_ROWS + 1]:
        title = "·".join(dict.fromkeys(_plain(texts[y][x]) for x in labels if texts[y][x]))
        if not title or all(not _takes_number(grid, texts, y, x) for x in numbers):
            continue
        code = f"r{len(rows) + 1}"
        rows.append(_row(code, title, _plain(texts[y][unit]) if unit is not None else "", match))
        open_here = [(n, x) for n, x in enumerate(numbers, 1) if _takes_number(grid, texts, y, x)]
        places |= {f"{code}.c{n}": f"{letters(x)}{y + 1}" for n, x in open_here}
    if not rows or len(columns) > MOST_COLUMNS:
        raise BadInput("没有认出要填数的格：请确认第一张工作表就是报表，要填的格空着或是数字。")
    title = next((text for line in texts[: max(head, 1)] for text in line if text), "")
    return Guess(_plain(title)[:80], {"columns": columns, "rows": rows, "checks": [], "places": places})


def _row(code: str, title: str, unit: str, match: Callable[[str], str]) -> dict[str, Any]:
    found = _UNIT.search(title)
    name = title[: found.start()].strip() if found else title
    figure = match(name) or match(name.rsplit("·", 1)[-1])
    row: dict[str, Any] = {"code": code, "title": name[:200], "unit": unit or (found[1] if found else "")}
    return row | ({"figure": figure} if figure else {})


def _spread(grid: Grid, merges: Merges) -> list[list[str]]:
    """Cells as text; a merged area says its word everywhere."""
    texts = [[_text(cell) for cell in line] for line in grid]
    for top, left, bottom, right in merges:
        word = texts[top][left] if top < len(texts) and left < len(texts[top]) else ""
        for y in range(top, min(bottom + 1, len(texts))):
            for x in range(left, min(right + 1, len(texts[y]))):
                texts[y][x] = word
    return texts


def _without_covered(grid: Grid, merges: Merges) -> Grid:
    """Places that a merged area covers take no number: only its first one does."""
    covered = {
        (y, x)
        for top, left, bottom, right in merges
        for y in range(top, bottom + 1)
        for x in range(left, right + 1)
        if (y, x) != (top, left)
    }
    return [[COVERED if (y, x) in covered else cell for x, cell in enumerate(line)] for y, line in enumerate(grid)]


def _text(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _header(texts: list[list[str]], grid: Grid) -> tuple[int, int]:
    """The lines of column titles: from the first with three different words, down to the first with numbers."""
    for y, line in enumerate(texts):
        words = {text for text in line if text and not _NUMBER.fullmatch(text)}
        if len(words) < 3 or len(words) * 3 < len(line):
            continue
        for below in range(y + 1, len(texts)):
            own = {text for text in texts[below] if text and not _NUMBER.fullmatch(text)}
            if own and own - words and _open(grid, texts, below):
                return y, below
    raise BadInput("没有认出表头：表头那一行至少要有三个栏目名称。")


def _open(grid: Grid, texts: list[list[str]], y: int) -> bool:
    """Whether a line has places for numbers to the right of its title."""
    return any(_takes_number(grid, texts, y, x) for x in range(1, len(texts[y])))


def _takes_number(grid: Grid, texts: list[list[str]], y: int, x: int) -> bool:
    own = _text(grid[y][x])
    if own:
        return bool(_NUMBER.fullmatch(own)) and not own.isalpha()
    return not texts[y][x]  # empty, and not part of a merged heading


def _is_label(texts: list[list[str]], body: list[int], x: int, head: str) -> bool:
    if _plain(head) in _SERIAL or _plain(head) in _UNITS:
        return False
    own = [texts[y][x] for y in body]
    words = [text for text in own if text and not _NUMBER.fullmatch(text)]
    return len(words) * 2 > len(body)


def _joined(parts: Iterator[str]) -> str:
    return "·".join(dict.fromkeys(part for part in parts if part))


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _kind(head: str) -> str:
    return next((kind for kind, words in KINDS if any(word in head for word in words)), PERIOD)


def counted(data: Mapping[str, Any]) -> tuple[int, int, int]:
    """Rows, columns, and rows for which a figure was found."""
    return len(data["rows"]), len(data["columns"]), sum(bool(row.get("figure")) for row in data["rows"])

"""Laying a form over a possible header: which labels there are, and which column each may stand for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from liuyou.kernel.intake.cells import plain_text
from liuyou.kernel.intake.columns import PERSONAL, Column, Kind, Sheetform
from liuyou.kernel.intake.titles import IGNORED, Title, title_of
from liuyou.kernel.intake.wording import compact
from liuyou.kernel.intake.workbooks import Sheet

SEARCHED_ROWS = 25
SOMEONE_ELSE = re.compile(r"配偶|父|母|家长|子女|家属|亲属|成员|联系人|经办|负责人|主席|原")
_DAY_LABEL = re.compile(r".*(?:日期|时间|年月日)")
_OTHER_DAY = re.compile(r"出生|生日|入会|入职|工作|填[表报]|制表|上报|截[止至]|到期|终止|结束|有效|死亡|去世")
_OTHER_UNIT = re.compile(r"(?:承办|协办|合作|授予|体检|调研|检查|施工|收款|开户|发证|服务|配合)单位")
_COUNT = "#"  # before the stem of a count in the index


@dataclass(frozen=True)
class Label:
    position: int
    text: str
    titles: tuple[Title, ...]  # several spellings of one header: with and without the group above it
    wordy: bool = False  # what stands below it is words, not numbers


@dataclass
class Try:
    """One form laid over one possible header."""

    form: Sheetform
    row: int
    depth: int
    labels: list[Label]
    strong: dict[str, list[tuple[float, Label]]] = field(default_factory=dict)  # column → (rank, label)
    weak: dict[str, list[Label]] = field(default_factory=dict)

    @property
    def points(self) -> int:
        return 3 * len(self.strong) + len(self.weak)


def best_try(candidates: Sequence[tuple[int, int, list[Label]]], form: Sheetform) -> Try | None:
    index = _index(form)
    best: Try | None = None
    for row, depth, labels in candidates:
        one = Try(form, row, depth, labels)
        _match_strong(one, index)
        if one.strong:
            _match_weak(one)
        if one.points and (best is None or (one.points, -one.depth) > (best.points, -best.depth)):
            best = one
    enough = min(2, len(form.columns))
    return best if best and len(best.strong) + len(best.weak) >= enough else None


def _index(form: Sheetform) -> dict[str, list[tuple[float, str]]]:
    """Title → (rank, column name): 3 for the title itself, 2 for a synonym, 1 for a count without its counting word.

    Of two texts that may be the same column, the synonym named earlier is meant; dates and amounts are never guessed.
    """
    index: dict[str, list[tuple[float, str]]] = {}
    for column in form.columns:
        fall = 0.01 if column.kind is Kind.TEXT else 0
        for place, title in enumerate(map(title_of, column.titles)):
            rank = 2 - fall * place if place else 3.0
            for key in {title.key, title.bare}:
                index.setdefault(key, []).append((rank, column.name))
            if column.kind is Kind.INTEGER and title.stem:
                index.setdefault(_COUNT + title.stem, []).append((1.0, column.name))
    return index


def candidates(sheet: Sheet) -> Iterator[tuple[int, int, list[Label]]]:
    """(row, number of header rows, labels) for every row that could begin the header."""
    filled = _filled_head(sheet)
    for row in range(min(SEARCHED_ROWS, len(sheet.grid))):
        yield row, 1, list(_one_row(sheet, row))
        if row + 1 < len(filled):
            yield row, 2, list(_two_rows(sheet, row, filled))


def _one_row(sheet: Sheet, row: int) -> Iterator[Label]:
    for x, cell in enumerate(sheet.grid[row]):
        if isinstance(cell, str) and cell:
            yield Label(x, compact(cell), (title_of(cell),), _wordy(sheet, row + 1, x))


def _wordy(sheet: Sheet, row: int, position: int) -> bool:
    """Whether the first cell that is filled below is words, such as names of firms under 慰问企业."""
    below = (sheet.grid[y][position] for y in range(row, min(row + 5, len(sheet.grid))))
    first = next((cell for cell in below if cell != ""), "")
    return isinstance(first, str) and len(first) > 2 and not any(map(str.isdigit, first))


def _filled_head(sheet: Sheet) -> list[list[str]]:
    head = [[plain_text(cell) for cell in row] for row in sheet.grid[: SEARCHED_ROWS + 1]]
    for top, left, bottom, right in sheet.merges:
        for y in range(top, min(bottom + 1, len(head))):
            head[y][left : right + 1] = [head[top][left]] * (right + 1 - left)
    return head


def _two_rows(sheet: Sheet, row: int, filled: list[list[str]]) -> Iterator[Label]:
    group = ""
    spellings: tuple[str, ...]
    for x, (above, below) in enumerate(zip(filled[row], filled[row + 1], strict=True)):
        group = above or (group if below else "")
        if group == below or not below:
            text, spellings = above, (above,)
        else:
            text, spellings = group + below, (group + below, below)
        if text:
            titles = tuple(title_of(one) for one in spellings if one)
            yield Label(x, text, titles, _wordy(sheet, row + 2, x))


def _match_strong(one: Try, index: dict[str, list[tuple[float, str]]]) -> None:
    for label in one.labels:
        for title in label.titles:
            found = index.get(title.key) or index.get(title.bare)
            if not found and not label.wordy:
                found = index.get(_COUNT + title.stem)
            if found:
                rank = max(found)[0]
                for name in {name for r, name in found if r == rank}:
                    one.strong.setdefault(name, []).append((rank, label))
                break
    for name, matches in one.strong.items():
        best = max(rank for rank, _ in matches)
        one.strong[name] = [pair for pair in matches if pair[0] == best]
    _settle(one)


def _settle(one: Try) -> None:
    """A label that two columns claim goes to the one that has no other: 合同名称 beside 企业名称 is not the firm."""
    if all(len(matches) == 1 for matches in one.strong.values()):
        return
    claims = Counter(label.position for matches in one.strong.values() for _, label in matches)
    for name, matches in list(one.strong.items()):
        own = [pair for pair in matches if claims[pair[1].position] == 1]
        if own and len(own) < len(matches):
            one.strong[name] = own
            claims.subtract(label.position for _, label in matches if claims[label.position] > 1)


def _match_weak(one: Try) -> None:
    """By one title containing the other, for columns and labels that nothing else has claimed."""
    free = free_labels(one)
    open_columns = [column for column in one.form.columns if column.name not in one.strong]
    for label in free:
        likeness = {column.name: _likeness(column, label) for column in open_columns}
        best = max(likeness.values(), default=0)
        for name in (name for name, much in likeness.items() if much == best > 0):
            one.weak.setdefault(name, []).append(label)
    claims = Counter(label.position for matches in one.weak.values() for label in matches)
    for column in open_columns:  # of what is optional, only what is beyond doubt
        matches = one.weak.get(column.name, [])
        if matches and not column.required and (len(matches) > 1 or claims[matches[0].position] > 1):
            del one.weak[column.name]
    _match_only_day(one)


def free_labels(one: Try) -> list[Label]:
    """Labels that stand for no column yet."""
    taken = {label.position for matches in one.strong.values() for _, label in matches}
    taken |= {label.position for matches in one.weak.values() for label in matches}
    return [label for label in one.labels if label.position not in taken]


def _likeness(column: Column, label: Label) -> int:
    """Length of the title that the label contains, or that contains the label; the longer, the surer."""
    key, titles = label.titles[-1].bare, [title_of(word).bare for word in column.titles]
    if len(key) < 2 or key in IGNORED or (column.kind is Kind.ORG and _OTHER_UNIT.search(key)):
        return 0
    if any(key in title for title in titles):
        return len(key)
    if column.kind in PERSONAL and (not column.required or SOMEONE_ELSE.search(key)):
        return 0
    return max((len(title) for title in titles if len(title) > 1 and title in key), default=0)


def _match_only_day(one: Try) -> None:
    """The one day that must be there is the only column of days in the table, whatever it is called."""
    asked = (column for column in one.form.columns if column.required and column.kind is Kind.DATE)
    absent = [column for column in asked if column.name not in {**one.strong, **one.weak}]
    days = [
        label
        for label in free_labels(one)
        if _DAY_LABEL.fullmatch(label.titles[-1].bare) and not _OTHER_DAY.search(label.titles[-1].bare)
    ]
    if len(absent) == len(days) == 1:
        one.weak[absent[0].name] = days

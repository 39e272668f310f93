"""Finds the header of a sheet, the register it belongs to, and which column is which."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from liuyou.kernel.base.errors import Problem
from liuyou.kernel.intake.cells import plain_text
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.titles import IGNORED, Title, money_unit, pairs, title_of
from liuyou.kernel.intake.wording import compact
from liuyou.kernel.intake.workbooks import Sheet

SEARCHED_ROWS = 25
_PERSONAL = frozenset({Kind.NAME, Kind.IDENTITY, Kind.PHONE})
_SOMEONE_ELSE = re.compile(r"配偶|父|母|子女|家属|亲属|成员|联系人|经办|负责人|主席|原")
_UNION_NAME = re.compile(r".{2,}(?:工会|联合会|工会委员会|工联会)")
_MONTH_IN_LINE = re.compile(r"(\d{4})年(\d{1,2})月(?!\d{0,2}\d日)")


@dataclass(frozen=True)
class Mapped:
    """A column of the form at a position of the sheet, from 0. `factor` turns its money into 元."""

    position: int
    column: Column
    header: str
    factor: int = 1


@dataclass(frozen=True)
class Fixed:
    """A value for all rows, found outside the table. `row` is the sheet's row or None for the sheet's name."""

    value: Any
    row: int | None
    place: str


@dataclass(frozen=True)
class Match:
    """A sheet understood. `header_row` and `first_row` (of data) count from 1; `headers` are all labels by position."""

    form: Sheetform
    header_row: int
    first_row: int
    columns: tuple[Mapped, ...]
    headers: dict[int, str]
    fixed: dict[str, Fixed] = field(default_factory=dict)
    title_lines: tuple[str, ...] = ()
    above: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Label:
    position: int
    text: str
    titles: tuple[Title, ...]  # several spellings of one header: with and without the group above it


@dataclass
class _Try:
    """One form laid over one possible header."""

    form: Sheetform
    row: int
    depth: int
    labels: list[_Label]
    strong: dict[str, list[tuple[int, _Label]]] = field(default_factory=dict)  # column → (rank, label)
    weak: dict[str, list[_Label]] = field(default_factory=dict)

    @property
    def points(self) -> int:
        return 3 * len(self.strong) + len(self.weak)


def recognise(sheet: Sheet, forms: Sequence[Sheetform]) -> Match | Problem:
    """Which form a sheet is and where its columns are; or the one problem that stops its reading."""
    candidates = list(_candidates(sheet))
    tries = [best for form in forms if (best := _best_try(candidates, form)) is not None]
    if not tries:
        return Problem(_no_header(forms), sheet.name)
    ranked = sorted(((_rank(sheet, one), one) for one in tries), key=lambda pair: pair[0], reverse=True)
    (first, best), *others = ranked
    tied = [one.form for rank, one in others if rank == first]
    if tied:
        names = "、".join(f"“{form.title}”（{form.code}）" for form in (best.form, *tied))
        return Problem(f"这张表可以是{names}：请在读取时指明是哪一种，或在表名中写明", sheet.name, best.row + 1)
    return _conclude(sheet, best)


def _best_try(candidates: Sequence[tuple[int, int, list[_Label]]], form: Sheetform) -> _Try | None:
    index = _index(form)
    best: _Try | None = None
    for row, depth, labels in candidates:
        one = _Try(form, row, depth, labels)
        _match_strong(one, index)
        if one.strong:
            _match_weak(one)
        if one.points and (best is None or (one.points, -one.depth) > (best.points, -best.depth)):
            best = one
    enough = min(2, len(form.columns))
    return best if best and len(best.strong) + len(best.weak) >= enough else None


def _index(form: Sheetform) -> dict[str, list[tuple[int, str]]]:
    """Title → (rank, column name): 3 for the title itself, 2 for a synonym."""
    index: dict[str, list[tuple[int, str]]] = {}
    for column in form.columns:
        for rank, words in ((3, (column.title,)), (2, column.synonyms)):
            for key in {key for word in words for key in (title_of(word).key, title_of(word).bare)}:
                index.setdefault(key, []).append((rank, column.name))
    return index


def _candidates(sheet: Sheet) -> Iterator[tuple[int, int, list[_Label]]]:
    """(row, number of header rows, labels) for every row that could begin the header."""
    filled = _filled_head(sheet)
    for row in range(min(SEARCHED_ROWS, len(sheet.grid))):
        yield row, 1, [_label(x, cell) for x, cell in enumerate(sheet.grid[row]) if isinstance(cell, str) and cell]
        if row + 1 < len(filled):
            yield row, 2, list(_two_rows(filled[row], filled[row + 1]))


def _filled_head(sheet: Sheet) -> list[list[str]]:
    head = [[plain_text(cell) for cell in row] for row in sheet.grid[: SEARCHED_ROWS + 1]]
    for top, left, bottom, right in sheet.merges:
        for y in range(top, min(bottom + 1, len(head))):
            head[y][left : right + 1] = [head[top][left]] * (right + 1 - left)
    return head


def _two_rows(upper: list[str], lower: list[str]) -> Iterator[_Label]:
    group = ""
    spellings: tuple[str, ...]
    for x, (above, below) in enumerate(zip(upper, lower, strict=True)):
        group = above or (group if below else "")
        if group == below or not below:
            text, spellings = above, (above,)
        else:
            text, spellings = group + below, (group + below, below)
        if text:
            yield _Label(x, text, tuple(title_of(one) for one in spellings if one))


def _label(position: int, text: str) -> _Label:
    return _Label(position, compact(text), (title_of(text),))


def _match_strong(one: _Try, index: dict[str, list[tuple[int, str]]]) -> None:
    for label in one.labels:
        for title in label.titles:
            found = index.get(title.key) or index.get(title.bare)
            if found:
                rank = max(found)[0]
                for name in {name for r, name in found if r == rank}:
                    one.strong.setdefault(name, []).append((rank, label))
                break
    for name, matches in one.strong.items():
        best = max(rank for rank, _ in matches)
        one.strong[name] = [pair for pair in matches if pair[0] == best]


def _match_weak(one: _Try) -> None:
    """By one title containing the other, for columns and labels that nothing else has claimed."""
    taken = {label.position for matches in one.strong.values() for _, label in matches}
    free = [label for label in one.labels if label.position not in taken]
    for column in one.form.columns:
        matches = [] if column.name in one.strong else [label for label in free if _contains(column, label)]
        if matches:
            one.weak[column.name] = matches
    claims = Counter(label.position for matches in one.weak.values() for label in matches)
    for column in one.form.columns:  # of what is optional, only what is beyond doubt
        matches = one.weak.get(column.name, [])
        if matches and not column.required and (len(matches) > 1 or claims[matches[0].position] > 1):
            del one.weak[column.name]


def _contains(column: Column, label: _Label) -> bool:
    key, titles = label.titles[-1].bare, [title_of(word).bare for word in column.titles]
    if len(key) < 2 or key in IGNORED:
        return False
    if any(key in title for title in titles):
        return True
    if column.kind in _PERSONAL and (not column.required or _SOMEONE_ELSE.search(key)):
        return False
    return any(len(title) > 1 and title in key for title in titles)


def _rank(sheet: Sheet, one: _Try) -> tuple[int, float]:
    """Points with the hints of names and titles, less what is missing; then the share of columns found.

    A complete small form must not win over a large one that lacks a column: it would drop the others in silence.
    """
    lines = compact("".join([sheet.name, *(text for _, text in _lines(sheet, one.row))]))
    hints = sum(4 for hint in one.form.hints if compact(hint) in lines)
    hints += any(compact(hint) in compact(sheet.file_stem) for hint in one.form.hints)
    found = len(one.strong) + len(one.weak)
    return one.points + hints - 3 * len(_absent(sheet, one)), found / len(one.form.columns)


def _lines(sheet: Sheet, header: int) -> list[tuple[int, str]]:
    """Row number from 1 and text of the non-empty rows above the header."""
    texts = ((y + 1, "  ".join(filter(None, map(plain_text, sheet.grid[y])))) for y in range(header))
    return [(number, text) for number, text in texts if text]


def _absent(sheet: Sheet, one: _Try) -> list[Column]:
    outside = _outside(sheet, one)
    return [
        column
        for column in one.form.columns
        if column.required
        and column.default is None
        and column.name not in {*one.strong, *one.weak, *one.form.constants, *outside}
    ]


def _outside(sheet: Sheet, one: _Try) -> dict[str, Fixed]:
    """Values for columns that the table does not have: from 键：值 above it, else from names."""
    lines = _lines(sheet, one.row)
    above = {title_of(key).key: (value, row) for row, line in lines for key, value in pairs(line).items()}
    found: dict[str, Fixed] = {}
    for column in one.form.columns:
        if column.name in one.strong or column.name in one.weak or column.name in one.form.constants:
            continue
        given = next((above[key] for word in column.titles if (key := title_of(word).key) in above), None)
        if given is not None:
            found[column.name] = Fixed(given[0], given[1], f"表格上方第 {given[1]} 行")
        elif column.required and (named := _from_names(column, sheet, lines)) is not None:
            found[column.name] = named
    return found


def _from_names(column: Column, sheet: Sheet, lines: list[tuple[int, str]]) -> Fixed | None:
    for row, text in [*((row, text) for row, text in lines), (None, sheet.name)]:
        whole = compact(text)
        if column.kind is Kind.CHOICE:
            words = [word for word in column.choices or () if compact(word) in whole]
            if words and len({(column.choices or {})[word] for word in words}) == 1:
                return Fixed(words[0], row, "表名")
        elif column.kind is Kind.MONTH and (month := _MONTH_IN_LINE.search(whole)):
            return Fixed(month[0], row, "表名")
        elif column.kind is Kind.ORG and row is None and _UNION_NAME.fullmatch(whole):
            return Fixed(whole, row, "工作表名称")
    return None


def _conclude(sheet: Sheet, one: _Try) -> Match | Problem:
    chosen: dict[str, _Label] = {}
    for name, labels in [*((n, [label for _, label in m]) for n, m in one.strong.items()), *one.weak.items()]:
        if len(labels) > 1:
            return _twice(sheet, one, name, labels)
        chosen[name] = labels[0]
    if shared := _shared(chosen):
        return _shared_problem(sheet, one, *shared)
    if absent := _absent(sheet, one):
        return _absent_problem(sheet, one, absent)
    lines = [text for _, text in _lines(sheet, one.row)]
    unit = money_unit(lines) or 1
    mapped = (
        Mapped(label.position, column, label.text, _factor(column, label, unit))
        for column in one.form.columns
        if (label := chosen.get(column.name))
    )
    return Match(
        form=one.form,
        header_row=one.row + 1,
        first_row=one.row + one.depth + 1,
        columns=tuple(sorted(mapped, key=lambda m: m.position)),
        headers={label.position: label.text for label in one.labels},
        fixed=_outside(sheet, one),
        title_lines=tuple(lines),
        above={key: value for line in lines for key, value in pairs(line).items()},
        notes=tuple(_notes(one, chosen)),
    )


def _factor(column: Column, label: _Label, unit: int) -> int:
    if column.kind is not Kind.MONEY:
        return 1
    return next((title.factor for title in label.titles if title.factor is not None), unit)


def _notes(one: _Try, chosen: dict[str, _Label]) -> Iterator[str]:
    used = {label.position for label in chosen.values()}
    for label in one.labels:
        if label.position not in used and label.titles[-1].bare not in IGNORED:
            yield f"{_at(label)}没有用到"
    for column in one.form.columns:
        if column.name in one.weak:
            yield f"{_at(chosen[column.name])}按“{column.title}”读取"


def _at(label: _Label) -> str:
    return f"{xl_col_to_name(label.position)} 列“{label.text}”"


def _title(form: Sheetform, name: str) -> str:
    return next(column.title for column in form.columns if column.name == name)


def _twice(sheet: Sheet, one: _Try, name: str, labels: list[_Label]) -> Problem:
    places = "、".join(map(_at, labels))
    title = _title(one.form, name)
    return Problem(f"{places}都可以是“{title}”：请只留一列叫这个名称", sheet.name, one.row + 1, title)


def _shared(chosen: dict[str, _Label]) -> tuple[_Label, list[str]] | None:
    by_position: dict[int, list[str]] = {}
    for name, label in chosen.items():
        by_position.setdefault(label.position, []).append(name)
    return next(((chosen[names[0]], names) for names in by_position.values() if len(names) > 1), None)


def _shared_problem(sheet: Sheet, one: _Try, label: _Label, names: list[str]) -> Problem:
    titles = "或".join(f"“{_title(one.form, name)}”" for name in names)
    return Problem(f"{_at(label)}分不清是{titles}：请写全列名", sheet.name, one.row + 1, label.text, label.position + 1)


def _absent_problem(sheet: Sheet, one: _Try, absent: list[Column]) -> Problem:
    seen = [label.text for label in one.labels]
    names = "、".join(f"“{column.title}”" for column in absent)
    near = [_nearest(column, seen) for column in absent]
    hints = "".join(
        f"；“{word}”如果就是“{c.title}”，请改成这个列名" for c, word in zip(absent, near, strict=True) if word
    )
    message = f"按“{one.form.title}”读取，缺少必填的列{names}：表里有 {'、'.join(seen[:20])}{hints}"
    return Problem(message, sheet.name, one.row + 1)


def _nearest(column: Column, seen: Iterable[str]) -> str | None:
    close = (match for word in column.titles for match in difflib.get_close_matches(word, list(seen), 1, 0.5))
    return next(close, None)


def _no_header(forms: Sequence[Sheetform]) -> str:
    if len(forms) != 1:
        return f"前 {SEARCHED_ROWS} 行里没有找到认得的表头：请使用登记表的模板，或核对列名"
    titles = "、".join(column.title for column in forms[0].columns if column.required) or forms[0].columns[0].title
    return f"前 {SEARCHED_ROWS} 行里没有找到“{forms[0].title}”的表头：表头至少要有 {titles}"

"""Finds the header of a sheet, the register it belongs to, and which column is which."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from liuyou.kernel.base.errors import Problem
from liuyou.kernel.intake.cells import plain_text
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.labels import SEARCHED_ROWS, SOMEONE_ELSE, Label, Try, best_try, candidates, free_labels
from liuyou.kernel.intake.mapping import Layover, laid_over
from liuyou.kernel.intake.titles import IGNORED, money_unit, pairs, title_of
from liuyou.kernel.intake.wording import compact
from liuyou.kernel.intake.workbooks import Sheet

_UNION_NAME = re.compile(r".{2,}(?:工会|联合会|工会委员会|工联会)")
_MONTH_IN_LINE = re.compile(r"(\d{4})年(\d{1,2})月(?!\d{0,2}\d日)")
_MONEY_LABEL = re.compile(r".+[金款额费]|.*(?:费用|现金|资金)")
_OTHER_MONEY = re.compile(r"收入|工资|标准|人均|单价|支出|预算|余额|税额|名额|养老金|公积金|低保金")
_TERM_LABEL = re.compile(r"期限|起止|有效期|时限")


@dataclass(frozen=True)
class Mapped:
    """A column of the form at a position of the sheet, from 0. `factor` turns its money into 元.

    `sure` is False when the label only resembles the column's titles.
    """

    position: int
    column: Column
    header: str
    factor: int = 1
    sure: bool = True


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


def recognise(sheet: Sheet, forms: Sequence[Sheetform], layover: Layover | None = None) -> Match | Problem:
    """Which form a sheet is and where its columns are; or the one problem that stops its reading.

    `layover`: a person has said it; then nothing is guessed.
    """
    if layover and layover.columns:
        given = next((laid_over(sheet, form, layover) for form in forms if form.code == layover.register), None)
        return _conclude(sheet, given, said=True) if given else Problem(_no_header(sheet, forms), sheet.name)
    headers = list(candidates(sheet))
    tries = [best for form in forms if (best := best_try(headers, form)) is not None]
    if not tries:
        return Problem(_no_header(sheet, forms), sheet.name)
    ranked = sorted(((_rank(sheet, one), one) for one in tries), key=lambda pair: pair[0], reverse=True)
    (first, best), *others = ranked
    tied = [one.form for rank, one in others if rank == first]
    if tied:
        names = "、".join(f"“{form.title}”（{form.code}）" for form in (best.form, *tied))
        return Problem(f"这张表可以是{names}：请在读取时指明是哪一种，或在表名中写明", sheet.name, best.row + 1)
    return _conclude(sheet, best)


def _rank(sheet: Sheet, one: Try) -> tuple[int, float]:
    """Points with the hints of names and titles, less what is missing; then the share of columns found.

    A complete small form must not win over a large one that lacks a column: it would drop the others in silence.
    """
    said = _hints(one.form, "".join([sheet.name, *(text for _, text in _lines(sheet, one.row))]))
    hints = 4 * len(said) + bool(_hints(one.form, sheet.file_stem))
    found = len(one.strong) + len(one.weak)
    return one.points + hints - 3 * len(_absent(sheet, one)), found / len(one.form.columns)


def _hints(form: Sheetform, text: str) -> list[str]:
    """Hints found in the text; of 名册 and 花名册 only the longer."""
    said = [hint for hint in form.hints if compact(hint) in compact(text)]
    return [hint for hint in said if not any(hint in other for other in said if hint != other)]


def _lines(sheet: Sheet, header: int) -> list[tuple[int, str]]:
    """Row number from 1 and text of the non-empty rows above the header."""
    texts = ((y + 1, "  ".join(filter(None, map(plain_text, sheet.grid[y])))) for y in range(header))
    return [(number, text) for number, text in texts if text]


def _absent(sheet: Sheet, one: Try) -> list[Column]:
    outside = _outside(sheet, one)
    return [
        column
        for column in one.form.columns
        if column.required
        and column.default is None
        and column.name not in {*one.strong, *one.weak, *one.form.constants, *outside}
    ]


def _outside(sheet: Sheet, one: Try) -> dict[str, Fixed]:
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
        elif (column.required or column.kind is Kind.ORG) and (named := _from_names(column, sheet, lines)) is not None:
            found[column.name] = named
    return found


def _from_names(column: Column, sheet: Sheet, lines: list[tuple[int, str]]) -> Fixed | None:
    for row, text in [*((row, text) for row, text in lines), (None, sheet.name)]:
        whole = compact(text)
        if known := column.choices or column.words:
            words = [word for word in known if compact(word) in whole]
            meant = {known[word] for word in words if not any(word in other for other in words if other != word)}
            if len(meant) == 1:
                return Fixed(words[0] if column.choices else meant.pop(), row, "表名")
        elif column.kind is Kind.MONTH and (month := _MONTH_IN_LINE.search(whole)):
            return Fixed(month[0], row, "表名")
        elif column.kind is Kind.ORG and row is None and _UNION_NAME.fullmatch(whole):
            return Fixed(whole, row, "工作表名称")
    return None


def _conclude(sheet: Sheet, one: Try, *, said: bool = False) -> Match | Problem:
    chosen: dict[str, Label] = {}
    for name, labels in [*((n, [label for _, label in m]) for n, m in one.strong.items()), *one.weak.items()]:
        if len(labels) > 1:
            return _twice(sheet, one, name, labels)
        chosen[name] = labels[0]
    if shared := _shared(chosen):
        return _shared_problem(sheet, one, *shared)
    if absent := _absent(sheet, one):
        return _absent_problem(sheet, one, absent)
    if not said and (telling := _overlooked(sheet, one)):
        return telling
    lines = [text for _, text in _lines(sheet, one.row)]
    fixed = _outside(sheet, one)
    unit = money_unit(lines) or 1
    mapped = (
        Mapped(label.position, column, label.text, _factor(column, label, unit), column.name in one.strong)
        for column in one.form.columns
        if (label := chosen.get(column.name))
    )
    return Match(
        form=one.form,
        header_row=one.row + 1,
        first_row=one.row + one.depth + 1,
        columns=tuple(sorted(mapped, key=lambda m: m.position)),
        headers={label.position: label.text for label in one.labels},
        fixed=fixed,
        title_lines=tuple(lines),
        above={key: value for line in lines for key, value in pairs(line).items()},
        notes=(*_notes(one, chosen), *_named_notes(one, fixed)),
    )


def _factor(column: Column, label: Label, unit: int) -> int:
    if column.kind is not Kind.MONEY:
        return 1
    return next((title.factor for title in label.titles if title.factor is not None), unit)


def _notes(one: Try, chosen: dict[str, Label]) -> Iterator[str]:
    used = {label.position for label in chosen.values()}
    for label in one.labels:
        if label.position not in used and label.titles[-1].bare not in IGNORED:
            yield f"{_at(label)}没有用到"
    for column in one.form.columns:
        if column.name in one.weak:
            yield f"{_at(chosen[column.name])}按“{column.title}”读取"


def _named_notes(one: Try, fixed: dict[str, Fixed]) -> Iterator[str]:
    for name, each in fixed.items():
        if not each.place.startswith("表格"):
            yield f"“{_title(one.form, name)}”一列没有，各行都按{each.place}读作“{each.value}”"


def _overlooked(sheet: Sheet, one: Try) -> Problem | None:
    """Money or identity numbers that would be lost without a word: the form asks for such a column and has none."""
    for kind, looks, thing in (
        (Kind.MONEY, _looks_like_money, "金额"),
        (Kind.IDENTITY, _looks_like_identity, "证件号码"),
    ):
        wanted = [column for column in one.form.columns if column.kind is kind]
        if not wanted or any(column.name in {**one.strong, **one.weak} for column in wanted):
            continue
        if label := next(filter(looks, free_labels(one)), None):
            titles = "或".join(f"“{column.title}”" for column in wanted)
            message = f"{_at(label)}像是{thing}，但没有认出来：如果就是{titles}，请改成这个列名；不是的，请删去这一列"
            return Problem(message, sheet.name, one.row + 1, label.text, label.position + 1)
    return None


def _looks_like_money(label: Label) -> bool:
    title = label.titles[-1]
    named = any(each.factor is not None for each in label.titles) or _MONEY_LABEL.fullmatch(title.bare) is not None
    return named and _OTHER_MONEY.search(label.text) is None


def _looks_like_identity(label: Label) -> bool:
    return re.search(r"身份证|证件号", label.text) is not None and SOMEONE_ELSE.search(label.text) is None


def _at(label: Label) -> str:
    return f"{xl_col_to_name(label.position)} 列“{label.text}”"


def _quoted(columns: Iterable[Column]) -> str:
    return "、".join(f"“{column.title}”" for column in columns)


def _title(form: Sheetform, name: str) -> str:
    return next(column.title for column in form.columns if column.name == name)


def _twice(sheet: Sheet, one: Try, name: str, labels: list[Label]) -> Problem:
    places = "、".join(map(_at, labels))
    title = _title(one.form, name)
    if len({label.text for label in labels}) == 1 and all(len(m) == len(labels) for m in one.strong.values()):
        return Problem(f"{places}重复：左右并排的几栏名单，请上下接成一栏", sheet.name, one.row + 1, title)
    return Problem(
        f"{places}都可以是“{title}”：请只留一列叫这个名称，其他的改个列名或删去", sheet.name, one.row + 1, title
    )


def _shared(chosen: dict[str, Label]) -> tuple[Label, list[str]] | None:
    by_position: dict[int, list[str]] = {}
    for name, label in chosen.items():
        by_position.setdefault(label.position, []).append(name)
    return next(((chosen[names[0]], names) for names in by_position.values() if len(names) > 1), None)


def _shared_problem(sheet: Sheet, one: Try, label: Label, names: list[str]) -> Problem:
    titles = "或".join(f"“{_title(one.form, name)}”" for name in names)
    return Problem(f"{_at(label)}分不清是{titles}：请写全列名", sheet.name, one.row + 1, label.text, label.position + 1)


def _absent_problem(sheet: Sheet, one: Try, absent: list[Column]) -> Problem:
    seen = [label.text for label in one.labels]
    free = [label.text for label in free_labels(one)]
    names = _quoted(absent)
    near = [_nearest(column, free) for column in absent]
    hints = "".join(
        f"；“{word}”如果就是“{c.title}”，请改成这个列名" for c, word in zip(absent, near, strict=True) if word
    )
    term = next((word for word in free if _TERM_LABEL.search(word)), None)
    if term and sum(column.kind is Kind.DATE for column in absent) > 1:
        hints = f"；“{term}”里写了起止两个日期的，请分成两列填写"
    elsewhere = "；各行都一样的，也可以在表格上方写一行，如" + f"“{absent[0].title}：……”"
    message = f"按“{one.form.title}”读取，缺少必填的列{names}：表里有 {'、'.join(seen[:20])}{hints}{elsewhere}"
    return Problem(message, sheet.name, one.row + 1)


def _nearest(column: Column, seen: Iterable[str]) -> str | None:
    close = (match for word in column.titles for match in difflib.get_close_matches(word, list(seen), 1, 0.5))
    return next(close, None)


def _no_header(sheet: Sheet, forms: Sequence[Sheetform]) -> str:
    if len(forms) != 1:
        top = "".join([sheet.name, *(text for _, text in _lines(sheet, min(3, len(sheet.grid))))])
        near = sorted((form for form in forms if _hints(form, top)), key=lambda form: -len(_hints(form, top)))[:2]
        asked = "；".join(
            f"像是“{form.title}”，要有列{'、'.join(f'“{c.title}”' for c in form.columns if c.required)}"
            for form in near
        )
        return (
            f"前 {SEARCHED_ROWS} 行里没有找到认得的表头{f'（从表名看，{asked}）' if asked else ''}："
            "请核对列名，或用这种台账的空表填写；不是台账的，请删去或隐藏这张工作表"
        )
    titles = "、".join(column.title for column in forms[0].columns if column.required) or forms[0].columns[0].title
    return f"前 {SEARCHED_ROWS} 行里没有找到“{forms[0].title}”的表头：表头至少要有 {titles}"

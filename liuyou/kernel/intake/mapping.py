"""How a person says that a sheet is to be read, in place of what was recognised: register, header, column by column."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from liuyou.kernel.intake.columns import Sheetform
from liuyou.kernel.intake.labels import Label, Try, best_try, candidates
from liuyou.kernel.intake.workbooks import Sheet

SURE = 9.0
MARKED = "问题"
"""The column that `marking` adds to a workbook; it is no header of the user's."""


@dataclass(frozen=True)
class Layover:
    """A register laid over a sheet. `row` of the header from 0, `depth` its rows, `columns`: position → field.

    Without `columns` the register is given and the columns are recognised; without a register the sheet is left out.
    """

    register: str
    row: int = 0
    depth: int = 1
    columns: Mapping[int, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"register": self.register, "row": self.row, "depth": self.depth, "columns": self.columns}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Layover:
        columns = {int(position): name for position, name in kept["columns"].items()}
        return cls(kept["register"], kept["row"], kept["depth"], columns)


def signature(labels: Sequence[Label]) -> str:
    """What headers are the same: every label where it stands."""
    text = repr([(label.position, label.text) for label in labels if label.text != MARKED])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def headings(sheet: Sheet) -> Iterator[tuple[int, int, list[Label]]]:
    """Every possible header with two labels or more: row from 0, depth, labels."""
    return ((row, depth, labels) for row, depth, labels in candidates(sheet) if len(labels) > 1)


def likeliest(sheet: Sheet) -> tuple[int, int, list[Label]] | None:
    """The row with the most labels, the first of them: where a person would look for the header."""
    return max(headings(sheet), key=lambda each: (len(each[2]), -each[1], -each[0]), default=None)


def at_row(sheet: Sheet, row: int, depth: int = 0) -> tuple[int, int, list[Label]] | None:
    """The heading that begins in a row (from 0); of one depth, or the shallowest."""
    return next((each for each in candidates(sheet) if each[0] == row and depth in (0, each[1])), None)


def nearest(sheet: Sheet, forms: Sequence[Sheetform], row: int | None = None) -> Try | None:
    """The best that can be guessed, however little it is: for a person to go on from."""
    there = [each for each in candidates(sheet) if row is None or each[0] == row]
    tries = [best for form in forms if (best := best_try(there, form)) is not None]
    return max(tries, key=lambda one: one.points, default=None)


def columns_of(one: Try) -> dict[int, str]:
    """Position → field, as a try has it."""
    strong = {labels[0][1].position: name for name, labels in one.strong.items()}
    return {labels[0].position: name for name, labels in one.weak.items()} | strong


def laid_over(sheet: Sheet, form: Sheetform, layover: Layover) -> Try | None:
    """The form over the header as the person said; None when there is no such header any more."""
    there = (labels for row, depth, labels in candidates(sheet) if (row, depth) == (layover.row, layover.depth))
    labels = next(there, None)
    if labels is None:
        return None
    one = Try(form, layover.row, layover.depth, labels)
    names = {column.name for column in form.columns}
    for label in labels:
        name = layover.columns.get(label.position)
        if name in names:
            one.strong.setdefault(str(name), []).append((SURE, label))
    return one

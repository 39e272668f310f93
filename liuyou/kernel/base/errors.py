"""What can go wrong, as values with the words the user will read.

Errors are raised where the rule stands and caught once, at the edge (command line, page, import).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place of an input. Rows and columns are numbered from 1 as a spreadsheet shows them."""

    message: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    column_number: int | None = None

    def __str__(self) -> str:
        place = [f"工作表“{self.sheet}”" if self.sheet else "", f"第 {self.row} 行" if self.row else "", self.column]
        where = " ".join(part for part in place if part)
        return f"{where}：{self.message}" if where else self.message


class LiuyouError(Exception):
    """Anything the user should read as it stands."""

    of: Mapping[int, str] = {}
    """Where some of many records were refused: their ids, each with its own words."""


class Refused(LiuyouError):
    """A rule of the union's work says no; the message is the rule's own words."""


class NotFound(LiuyouError):
    """Absent, or out of this actor's reach: the two are told apart by nobody."""


class BadInput(LiuyouError):
    """An input that cannot be taken. Nothing was written."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = list(problems)

"""What checking and loading a workbook gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from liuyou.kernel.base.errors import Problem
from liuyou.kernel.intake.headers import Match
from liuyou.kernel.intake.mapping import Layover
from liuyou.kernel.intake.models import Load
from liuyou.kernel.intake.registers import Register
from liuyou.kernel.intake.rows import Row
from liuyou.kernel.intake.workbooks import Sheet, Workbook

Progress = Callable[[str, int, int], None]
"""What is being done, how far, of how many."""
Layovers = Callable[[Sheet], Layover | None]
"""What a person has said of a sheet, if anything."""


@dataclass(slots=True)
class Reading:
    """One sheet understood as one register: the rows to take in, and what was found on the way."""

    sheet: str
    register: Register
    match: Match
    rows: list[Row]
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    known: int = 0
    """Rows that are in the register already."""
    digests: list[tuple[bytes, bytes]] = field(default_factory=list)
    """Of each row to take in; see `remembered`."""


@dataclass(slots=True)
class DryRun:
    """What loading a file would do. `problems` empty means it can be loaded."""

    workbook: Workbook
    readings: list[Reading]
    problems: list[Problem]
    notes: list[str]
    loaded_before: Load | None = None
    content: str = ""
    """Digest of what was read; empty when it cannot be loaded."""
    last_load: int = 0
    """The newest load when this was read: if another comes in between, it must be read again."""

    @property
    def new_rows(self) -> int:
        return sum(len(reading.rows) for reading in self.readings)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a file did: records made by register title, rows passed over because they were known."""

    file: str
    made: Mapping[str, int]
    known: int
    notes: Sequence[str]
    again: bool = False

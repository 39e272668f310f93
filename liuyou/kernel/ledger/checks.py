"""Rules between figures: what must be equal or must not be less. A broken one is shown, never mended.

An area's `checks.yaml` is a list of ``code, title, formula, must, why, source, when``. The formula is a figure like
any other (`ledger.codes`), so the records behind it can be asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import yaml

from liuyou.kernel.base.errors import LiuyouError, NotFound
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.figures import Cell, ask

MUST: dict[str, tuple[str, Callable[[Decimal], bool]]] = {
    "= 0": ("应为零", lambda value: value == 0),
    ">= 0": ("不应小于零", lambda value: value >= 0),
}
"""What a difference must be: in words, and whether it is so."""


@dataclass(frozen=True, slots=True)
class Check:
    """`why` says in plain words what must hold; `source` where that is written.

    `when`: a figure without which the rule says nothing (the ledger it speaks of is not kept here).
    """

    code: str
    title: str
    formula: str
    must: str
    why: str
    source: str
    when: str = ""

    @property
    def should(self) -> str:
        return MUST[self.must][0]

    def holds(self, value: Decimal | None) -> bool:
        """A difference that cannot be worked out breaks nothing."""
        return value is None or MUST[self.must][1](value)


@dataclass(frozen=True, slots=True)
class Finding:
    check: Check
    org: int
    value: Decimal | None

    @property
    def holds(self) -> bool:
        return self.check.holds(self.value)


CHECKS: dict[str, Check] = {}


def define(path: Path) -> None:
    """Take in the rules of one area; each is a named figure too."""
    for number, item in enumerate(yaml.safe_load(path.read_text("utf-8")) or [], 1):
        try:
            check = Check(**item)
            MUST[check.must]
        except (TypeError, KeyError) as error:
            raise LiuyouError(f"{path.name} 第 {number} 项写法不对：{error}") from error
        CHECKS[check.code] = check
        words = f"{check.why}（{check.source}）"
        codes.define({check.code: codes.Named(check.code, f"核对：{check.title}", "", check.formula, words)})


def examine(
    orgs: Sequence[int], period: Period, *, areas: Sequence[str] = (), as_of: datetime | None = None
) -> list[Finding]:
    """Every rule (of these areas; all when none is named) for each org's subtree, in one question.

    A rule over measures of an area that is not installed is left out.
    """
    wanted = list(_cells(orgs, period, areas))
    answers = ask([cell for *_, cells in wanted for cell in cells], as_of=as_of)
    return [
        Finding(check, org, answers[cells[0]].value)
        for check, org, cells in wanted
        if not check.when or answers[cells[1]].value
    ]


def _cells(orgs: Sequence[int], period: Period, areas: Sequence[str]) -> Iterator[tuple[Check, int, list[Cell]]]:
    """Rule, org, and what is asked: the difference, and the figure without which there is none."""
    for check in CHECKS.values():
        if areas and check.code.split(".")[0] not in areas:
            continue
        try:
            figures = [codes.figure(code) for code in (check.code, check.when) if code]
        except NotFound:
            continue
        for org in orgs:
            yield check, org, [Cell(figure, org, period) for figure in figures]


def broken(org: int, period: Period, *, areas: Sequence[str] = (), as_of: datetime | None = None) -> list[Finding]:
    """The rules that do not hold in one subtree."""
    return [each for each in examine([org], period, areas=areas, as_of=as_of) if not each.holds]

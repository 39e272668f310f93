"""The score sheet of one union as pages and papers show it: items in order with their columns, why, gaps, subtotals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from liuyou.reports.standards import asking, queries
from liuyou.reports.standards.models import Appraisal
from liuyou.reports.standards.rules import marking, results
from liuyou.reports.standards.rules.conditions import plain, rounded
from liuyou.reports.standards.rules.marking import Column
from liuyou.reports.standards.rules.scoring import Given, Score, scores
from liuyou.reports.standards.rules.tree import MODES, Item, Sheet

NOTHING = Decimal(0)
NONE = Given()
Auto = tuple[list[Item], Mapping[str, Given], Mapping[str, Score]]


def automatic(appraisal: Appraisal, sheet: Sheet | None = None) -> Auto:
    """The items that apply, what is known of them, their scores: now, or as frozen once the result stands."""
    sheet = sheet or asking.sheet_of(appraisal.standard)
    if appraisal.state in (*queries.PUBLISHED, "appraised"):
        return as_frozen(appraisal, sheet)
    return asking.automatic(sheet, [appraisal])[appraisal.org_id]


def as_frozen(appraisal: Appraisal, sheet: Sheet) -> Auto:
    """What was asked at the latest stage: scored again on the numbers kept, so that why and gaps are those of then."""
    items = results.applicable(sheet, appraisal.kind, appraisal.sector)
    kept = appraisal.frozen[-1]["auto"] if appraisal.frozen else {}
    known = {code: queries.given_of(each) for code, each in kept.items()}
    return items, known, dict(scores(items, known))


def start_of(
    item: Item, stage: str, auto: Mapping[str, Score], appraisal: Appraisal, *, correcting: bool = False
) -> Column | None:
    """What a step's input is filled with: its own earlier mark where there is one, else what the stage starts from."""
    own: Column | None = appraisal.marks.get(item.code, {}).get(stage)
    if own is not None and (correcting or own["by"] == "hand"):
        return own
    return marking.default(item, stage, auto, appraisal.marks)


@dataclass(slots=True)
class Line:
    """One row of the sheet: a group with its subtotal, or an item."""

    item: Item
    depth: int
    columns: dict[str, Column] = field(default_factory=dict)
    auto: Score | None = None
    points: Decimal = NOTHING
    most: Decimal = NOTHING
    start: Column | None = None
    query: str = ""
    register: str = ""
    """Whose records raise it; where a ratio is divided by nothing, those that are missing below the line."""

    @property
    def group(self) -> bool:
        return bool(self.item.children)

    @property
    def condition(self) -> bool:
        return marking.is_condition(self.item)

    @property
    def mode(self) -> str:
        return MODES.get(self.item.mode, "")

    @property
    def full(self) -> bool:
        return self.points >= self.most

    @property
    def why(self) -> str:
        return self.auto.why if self.auto else self.item.words.get("by_hand", "")

    @property
    def name(self) -> str:
        return self.item.code

    @property
    def scale(self) -> str:
        return plain(self.most)


@dataclass(frozen=True, slots=True)
class Chance:
    """One line of 怎样再得分: what would gain `worth` points of the total, and where it is entered."""

    line: Line
    worth: Decimal
    words: str
    sure: bool

    @property
    def register(self) -> str:
        return self.line.register


@dataclass(frozen=True, slots=True)
class Laid:
    """The whole sheet. `stage`: the latest filled column, empty where only the records speak."""

    sheet: Sheet
    lines: list[Line]
    result: results.Result
    stage: str
    chances: list[Chance]
    auto: results.Result

    @property
    def gain(self) -> Decimal:
        """What all that is certain would add: of each item the best."""
        best: dict[str, Decimal] = {}
        for each in self.chances:
            if each.sure:
                best[each.line.item.code] = max(each.worth, best.get(each.line.item.code, NOTHING))
        return sum(best.values(), NOTHING)

    @property
    def unscored(self) -> int:
        return sum(not line.group and line.auto is None and not line.columns for line in self.lines)


def lay(appraisal: Appraisal, *, within: int, filling: str = "", correcting: bool = False) -> Laid:
    """`within`: the org of the page, for addresses; `filling`: the stage whose inputs are wanted."""
    sheet = asking.sheet_of(appraisal.standard)
    _, known, auto = automatic(appraisal, sheet)
    stage = queries.last_stage(appraisal)
    marks = marking.column_of(appraisal.marks, stage) if stage else marking.automatic(auto)
    result = results.result(sheet, appraisal.kind, appraisal.sector, marks)
    lines: list[Line] = []
    _lines(sheet.items, 0, appraisal, auto, result, lines)
    for line in lines:
        if not line.group:
            _dress(line, appraisal, known, auto, within, filling, correcting)
    by_records = results.result(sheet, appraisal.kind, appraisal.sector, marking.automatic(auto))
    return Laid(sheet, lines, result, stage, _chances(lines, result, appraisal), by_records)


def _lines(
    items: Sequence[Item],
    depth: int,
    appraisal: Appraisal,
    auto: Mapping[str, Score],
    result: results.Result,
    found: list[Line],
) -> None:
    for item in items:
        if item.code in result.parts:
            points, most = result.parts[item.code]
            found.append(Line(item, depth, points=points, most=most, auto=auto.get(item.code)))
            _lines(item.children, depth + 1, appraisal, auto, result, found)


def _dress(
    line: Line,
    appraisal: Appraisal,
    known: Mapping[str, Given],
    auto: Mapping[str, Score],
    within: int,
    filling: str,
    correcting: bool,
) -> None:
    line.columns = dict(appraisal.marks.get(line.item.code, {}))
    if filling:
        line.start = start_of(line.item, filling, auto, appraisal, correcting=correcting)
    if line.item.figure:
        pairs = {"code": line.item.figure, "org": str(within), "period": appraisal.period}
        if appraisal.org_id != within:
            pairs["at"] = str(appraisal.org_id)
        if frozen_at := _frozen_at(appraisal):
            pairs["as_of"] = frozen_at
        line.query = urlencode(pairs)
        over, under = asking.registers_of(line.item.figure, line.item.of)
        undefined = line.auto is not None and bool(line.auto.gaps) and known.get(line.item.code, NONE).value is None
        line.register = under if undefined and under else over


def _frozen_at(appraisal: Appraisal) -> str:
    """The moment a result that stands was asked at: its records are those of then."""
    stands = appraisal.state in (*queries.PUBLISHED, "appraised") and appraisal.frozen
    return str(appraisal.frozen[-1]["at"]) if stands else ""


def _chances(lines: Sequence[Line], result: results.Result, appraisal: Appraisal) -> list[Chance]:
    """What is lost, the dearest first. Points are those of the total: scaled where some items do not apply."""
    found = []
    for line in lines:
        item = line.item
        barred = line.condition and line.auto is not None and line.auto.met is False
        if line.group or item.mode == "bonus" or (line.full and not barred):
            continue
        if line.auto is None and not line.columns:
            continue
        for gap in line.auto.gaps if line.auto else ():
            worth = rounded(min(gap.points, line.most - line.points) * result.factor)
            found.append(Chance(line, worth, gap.words, gap.sure))
        if line.auto is None or not line.auto.gaps:
            lost = rounded((line.most - line.points) * result.factor)
            found.append(Chance(line, lost, _advice(line), False))
    return sorted(found, key=lambda each: (-each.worth, not each.sure, each.line.item.code))


def _advice(line: Line) -> str:
    """For what people score: the reason they gave, else what the standard advises."""
    reasons = [column["reason"] for column in line.columns.values() if column.get("reason")]
    hint = line.item.words.get("hint") or line.item.words.get("evidence", "")
    return "；".join([*reasons[-1:], *([f"需要：{hint}"] if hint else [])]) or "按标准补齐材料后请上级重新评定"


def outline(tree: Sequence[Mapping[str, Any]], modes: Mapping[str, str], depth: int = 0) -> list[tuple[str, ...]]:
    """A tree as rows, whether or not it is sound."""
    rows: list[tuple[str, ...]] = []
    for each in tree:
        mode = modes.get(str(each.get("mode") or ""), "")
        rows.append(
            (f"{'　' * depth}{each.get('code', '')}", str(each.get("title", "")), str(each.get("points", "")), mode)
        )
        rows += outline(each.get("children") or [], modes, depth + 1)
    return rows

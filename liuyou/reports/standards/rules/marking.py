"""The columns of a score sheet: automatic, self-check (自查), review (初评), county (考评), each with its own reason.

What a stage does not change it takes over from the stage before; what it changes it has to explain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from liuyou.kernel.base.errors import BadInput, Problem
from liuyou.reports.standards.rules import conditions
from liuyou.reports.standards.rules.conditions import plain
from liuyou.reports.standards.rules.results import Mark
from liuyou.reports.standards.rules.scoring import Score
from liuyou.reports.standards.rules.tree import Item

STAGES = {"self": "自查", "review": "初评", "county": "考评"}
ORDER = tuple(STAGES)
Column = dict[str, Any]
"""One stage of one item as it is kept: ``{points, met, reason, evidence, by}``; `by` is auto or hand."""
Marks = dict[str, dict[str, Column]]
LONGEST = 500
KEPT = {"must_have": "达标", "veto": "未出现"}
BROKEN = {"must_have": "未达标", "veto": "出现"}
"""How people answer a must-have and a veto."""


def default(
    item: Item, stage: str, auto: Mapping[str, Score], marks: Mapping[str, Mapping[str, Column]]
) -> Column | None:
    """What a stage starts from: what people said before, else the figure as it stands now; None where nobody said."""
    own = marks.get(item.code, {})
    for before in reversed(ORDER[: ORDER.index(stage)]):
        column = own.get(before)
        if column is not None and column["by"] == "hand":
            return {"points": column["points"], "met": column["met"], "by": "hand"}
        if column is not None:
            break
    score = auto.get(item.code)
    if score is None:
        return None
    return {"points": plain(score.points), "met": score.met, "by": "auto"}


def settle(
    items: Sequence[Item],
    stage: str,
    auto: Mapping[str, Score],
    marks: Mapping[str, Mapping[str, Column]],
    entered: Mapping[str, Mapping[str, Any]],
) -> Marks:
    """The marks with this stage's column. BadInput names each item where something is missing or wrong."""
    known = {item.code for item in items}
    problems = [Problem("没有这一项，或不适用于本单位。", column=str(code)) for code in entered if code not in known]
    found: Marks = {code: dict(columns) for code, columns in marks.items()}
    for item in items:
        place = f"{item.code} {item.title}"
        start = default(item, stage, auto, marks)
        try:
            column = _column(item, entered.get(item.code) or {}, start, stage)
        except ValueError as error:
            problems.append(Problem(str(error), column=place))
            continue
        found.setdefault(item.code, {})[stage] = column
    if problems:
        raise BadInput(f"{STAGES[stage]}还有 {len(problems)} 项要改：{'；'.join(map(str, problems[:4]))}", problems)
    return found


def _column(item: Item, given: Mapping[str, Any], start: Column | None, stage: str) -> Column:
    """ValueError says what is wrong with what was given."""
    reason, evidence = (str(given.get(name) or "").strip()[:LONGEST] for name in ("reason", "evidence"))
    asked = is_condition(item)
    typed = given.get("met") if asked else given.get("points")
    said = {"reason": reason, "evidence": evidence}
    if typed in (None, ""):
        if start is None:
            raise ValueError(
                f"没有作答：请选{KEPT[item.mode]}或{BROKEN[item.mode]}。" if asked else "没有打分：请填写得分。"
            )
        return {**start, **said}
    if asked:
        met = _yes(typed)
        points = plain(item.points) if met and item.mode == "must_have" else "0"
        column: Column = {"points": points, "met": met, "by": "hand"}
        same = start is not None and start["met"] == met
    else:
        value = conditions.points(typed)
        if value is None or value > item.most:
            raise ValueError(f"得分“{typed}”应在 0 到 {plain(item.most)} 之间，最多两位小数。")
        column = {"points": plain(value), "met": None, "by": "hand"}
        same = start is not None and Decimal(start["points"]) == value
    if start is not None and same:
        return {**start, **said}
    if start is not None and not reason:
        raise ValueError(f"与{'记录算出的' if start['by'] == 'auto' else '上一栏的'}不一致：请写明理由。")
    return {**column, **said}


def is_condition(item: Item) -> bool:
    """Whether it is answered by yes or no."""
    return item.mode in ("must_have", "veto")


def _yes(typed: Any) -> bool:
    if isinstance(typed, bool):
        return typed
    if str(typed) in KEPT.values():
        return True
    if str(typed) in BROKEN.values():
        return False
    raise ValueError(f"“{typed}”读不懂：请选其中一个。")


def column_of(marks: Mapping[str, Mapping[str, Column]], stage: str) -> dict[str, Mark]:
    """The marks of one stage."""
    return {
        code: Mark(Decimal(columns[stage]["points"]), columns[stage]["met"])
        for code, columns in marks.items()
        if stage in columns
    }


def automatic(auto: Mapping[str, Score]) -> dict[str, Mark]:
    """The marks that the records alone give."""
    return {code: Mark(score.points, score.met) for code, score in auto.items()}


def filled(
    items: Sequence[Item], stage: str, auto: Mapping[str, Score], marks: Mapping[str, Mapping[str, Column]]
) -> dict[str, Mark]:
    """The marks of a stage before anybody has entered anything in it."""
    found = {}
    for item in items:
        start = default(item, stage, auto, marks)
        if start is not None:
            found[item.code] = Mark(Decimal(start["points"]), start["met"])
    return found


def answered(item: Item, met: bool | None) -> str:
    """A condition in words; empty where nobody has answered."""
    return "" if met is None else KEPT[item.mode] if met else BROKEN[item.mode]

"""Reading a standard from its data (JSON or YAML): the sheet to score with, or everything wrong with it by place.

Which figures there are is asked of `look`, so that this stays plain Python.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from liuyou.kernel.base.errors import BadInput, LiuyouError, Problem
from liuyou.reports.standards.rules import conditions
from liuyou.reports.standards.rules.conditions import Must, plain
from liuyou.reports.standards.rules.tree import (
    ABSENT,
    BY_PEOPLE,
    COUNTS,
    EFFECTS,
    MODES,
    NOTHING,
    Applies,
    Grade,
    Item,
    Look,
    Sheet,
    Tier,
    walk,
)

DEEPEST, MOST_ITEMS, LONGEST = 5, 300, 500


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing wrong at one place. `hard`: not even a draft may hold it (a formula that cannot be asked)."""

    place: str
    message: str
    hard: bool = False

    @property
    def problem(self) -> Problem:
        return Problem(self.message, column=self.place)


def read(data: Mapping[str, Any], look: Look) -> Sheet:
    """The sheet, or BadInput with every place that is wrong."""
    sheet, wrong = _read(data, look)
    if wrong or sheet is None:
        problems = [each.problem for each in wrong]
        raise BadInput(f"标准还有 {len(wrong)} 处要改：{'；'.join(map(str, problems[:5]))}", problems)
    return sheet


def check(
    data: Mapping[str, Any], look: Look, *, kinds: Collection[str] = (), sectors: Collection[str] = ()
) -> list[Wrong]:
    """Everything that is wrong; `kinds` and `sectors` are the types of union there are."""
    return _read(data, look, kinds, sectors)[1]


class _Reader:
    """Reads a tree and keeps what is wrong by place."""

    def __init__(self, look: Look, kinds: Collection[str], sectors: Collection[str]) -> None:
        self.look, self.kinds, self.sectors = look, set(kinds), set(sectors)
        self.wrong: list[Wrong] = []
        self.codes: set[str] = set()

    def tell(self, place: str, message: str, *, hard: bool = False) -> None:
        self.wrong.append(Wrong(place, message, hard))

    # Items

    def items(self, given: Any, place: str, depth: int = 1) -> tuple[Item, ...]:
        if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
            self.tell(place, "项目的写法读不懂：应当是一列项目。", hard=True)
            return ()
        if depth > DEEPEST:
            self.tell(place, f"最多分 {DEEPEST} 层：请把下层并上来。", hard=True)
            return ()
        return tuple(self.item(each, depth) for each in given)

    def item(self, given: Mapping[str, Any], depth: int) -> Item:
        code, title = _text(given, "code"), _text(given, "title")
        place = f"{code} {title}".strip() or "没有编号的项目"
        if not code or not title:
            self.tell(place, "每一项都要有编号和名称。")
        if code and code in self.codes:
            self.tell(place, f"编号“{code}”用了两次：请换一个。")
        self.codes.add(code)
        if len(self.codes) > MOST_ITEMS:
            self.tell(place, f"一个标准最多 {MOST_ITEMS} 项。", hard=True)
            return Item(code, title, NOTHING)
        points = self.points(given.get("points", 0), place)
        applies = self.applies(given.get("applies"), place)
        words = {name: _text(given, name) for name in ("evidence", "hint", "by_hand", "note") if given.get(name)}
        if given.get("children"):
            return self.group(given, Item(code, title, points, applies=applies, words=words), place, depth)
        return self.leaf(given, Item(code, title, points, applies=applies, words=words), place)

    def group(self, given: Mapping[str, Any], item: Item, place: str, depth: int) -> Item:
        if given.get("mode") or given.get("figure"):
            self.tell(place, "有下级项目的，不能自己再计分：请去掉计分方式，或去掉下级。")
        children = self.items(given["children"], place, depth + 1)
        self.sum(children, item.points, place)
        return replace(item, children=children)

    def sum(self, children: Sequence[Item], whole: Decimal, place: str) -> None:
        total = sum((each.points for each in children), NOTHING)
        if total != whole:
            self.tell(place, f"下级各项合计 {plain(total)} 分，与 {plain(whole)} 分不符：请核对。")

    def points(self, given: Any, place: str) -> Decimal:
        found = conditions.points(given if given not in ("", None) else 0)
        if found is None:
            self.tell(place, f"分值“{given}”写法不对：请写不小于 0、最多两位小数的数。")
            return NOTHING
        return found

    def applies(self, given: Any, place: str) -> Applies:
        if not given:
            return Applies()
        if not isinstance(given, dict):
            self.tell(place, "适用范围的写法读不懂。", hard=True)
            return Applies()
        kinds, sectors = tuple(given.get("kinds") or ()), tuple(given.get("sectors") or ())
        for name, values, known in (("组织类型", kinds, self.kinds), ("所属领域", sectors, self.sectors)):
            if known and (unknown := [str(each) for each in values if each not in known]):
                self.tell(place, f"没有这样的{name}：{'、'.join(unknown)}。")
        return Applies(kinds, sectors)

    # Scored items

    def leaf(self, given: Mapping[str, Any], item: Item, place: str) -> Item:
        mode = _text(given, "mode")
        if mode not in MODES:
            self.tell(
                place, "没有选计分方式，也没有下级项目：这一项没法作答。" if not mode else f"没有“{mode}”这种计分方式。"
            )
            return item
        item = replace(item, mode=mode, figure=_text(given, "figure"), of=_text(given, "of"))
        item = self.figure(given, item, place)
        if mode in ("veto", "bonus") and item.points:
            self.tell(place, f"{MODES[mode]}不计入总分：分值请写 0。")
        if mode not in ("veto", "bonus", "must_have") and not item.points:
            self.tell(place, "分值是 0：请填写，或改为必备项、一票否决或加分。")
        return getattr(self, f"_{mode}")(given, item, place)  # type: ignore[no-any-return]

    def figure(self, given: Mapping[str, Any], item: Item, place: str) -> Item:
        if not item.figure:
            if item.mode not in BY_PEOPLE:
                self.tell(place, "没有选指标：这一项没法作答。请选指标，或改为人工评分。")
            return item
        if item.mode == "hand":
            self.tell(place, "人工评分的项目不选指标：请去掉指标，或换一种计分方式。")
            return replace(item, figure="")
        if len(item.figure) > LONGEST:
            self.tell(place, f"指标写法超过 {LONGEST} 个字。", hard=True)
            return item
        try:
            known = self.look(item.figure, item.of)
        except LiuyouError as error:
            self.tell(place, str(error), hard=True)
            return item
        if item.mode in COUNTS and known.unit == "%":
            self.tell(
                place,
                f"“{known.title}”是比率，不能按例数{'扣分' if item.mode == 'deduction' else '加分'}：请选计数的指标。",
            )
        return replace(item, known=known)

    def amount(self, given: Any, item: Item, place: str, what: str) -> Decimal | None:
        """A number in the figure's unit: a ratio is written in %, a count is not."""
        found = conditions.amount(given)
        if found is None:
            self.tell(place, f"{what}“{'' if given is None else given}”写法不对：请写数，比率写百分数如 95%。")
            return None
        self.unit(found.percent, found.value, item, place, f"{what} {given}")
        return found.value

    def unit(self, percent: bool, value: Decimal, item: Item, place: str, what: str) -> None:
        if item.known is None:
            return
        if item.known.unit == "%" and not percent and value:
            self.tell(place, f"{what}：“{item.known.title}”是比率，请写成百分数，如 95%。")
        if item.known.unit != "%" and percent:
            self.tell(place, f"{what}：“{item.known.title}”按{item.known.unit or '数'}计，不能写百分数。")

    def must(self, given: Mapping[str, Any], item: Item, place: str) -> Item:
        found = conditions.must(given.get("must"))
        if found is None:
            self.tell(place, f"达标条件“{given.get('must') or ''}”写法不对：请写明界限，如 ≥ 1、> 90%、= 0。")
            return item
        condition, percent = found
        self.unit(percent, condition.amount, item, place, "达标条件")
        return replace(item, must=condition)

    def _hand(self, given: Mapping[str, Any], item: Item, place: str) -> Item:
        return item

    def _all_or_nothing(self, given: Mapping[str, Any], item: Item, place: str) -> Item:
        return self.must(given, item, place)

    def _must_have(self, given: Mapping[str, Any], item: Item, place: str) -> Item:
        item = self.effect(given, item, place)
        return self.must(given, item, place) if item.figure else item

    _veto = _must_have

    def effect(self, given: Mapping[str, Any], item: Item, place: str) -> Item:
        effect = _text(given, "effect")
        if effect not in EFFECTS[item.mode]:
            self.tell(place, f"没有写明后果：请选“{'”或“'.join(EFFECTS[item.mode].values())}”。")
        if item.mode == "must_have" and effect == "item" and not item.points:
            self.tell(place, "不达标时本项不得分的，要有分值。")
        return replace(item, effect=effect)

    def _deduction(self, given: Mapping[str, Any], item: Item, place: str) -> Item:
        return replace(item, each=self.each(given, place))

    def each(self, given: Mapping[str, Any], place: str) -> Decimal:
        each = self.points(given.get("each"), place)
        if not each:
            self.tell(place, "没有写每例多少分。")
        return each

    def _bonus(self, given: Mapping[str, Any], item: Item, place: str) -> Item:
        cap = self.points(given.get("cap"), place)
        if not cap:
            self.tell(place, "加分要写明最多加多少分。")
        each = self.each(given, place) if item.figure else cap
        return replace(item, each=each, cap=cap)

    def _ratio(self, given: Mapping[str, Any], item: Item, place: str) -> Item:
        cap = conditions.amount(given.get("cap", 1))
        if cap is None or not 0 < cap.value <= 1:
            self.tell(place, "最多按多少计，应在 0 到 100% 之间（不含 0）。")
        item = replace(item, cap=cap.value if cap else Decimal(1))
        if given.get("target") == "targets":
            return replace(item, from_targets=True)
        target = self.amount(given.get("target"), item, place, "目标值")
        if target is not None and not target:
            self.tell(place, "目标值是 0，没法按比例计分。")
        return replace(item, target=target)

    def _tiers(self, given: Mapping[str, Any], item: Item, place: str) -> Item:
        sign = conditions.SIGNS.get(_text(given, "boundary"), "")
        if sign in ("", "="):
            self.tell(place, "没有写明界限：每一档是“以上”（≥）还是“超过”（>），或“以下”（≤）还是“不满”（<）。")
            return item
        rows = given.get("tiers")
        if not isinstance(rows, list) or not rows or not all(isinstance(each, dict) for each in rows):
            self.tell(place, "没有分档：请至少写一档。")
            return item
        found: list[Tier] = []
        for number, row in enumerate(rows, 1):
            at = self.amount(row.get("at"), item, place, f"第 {number} 档")
            worth = conditions.points(row.get("points"))
            if worth is None:
                self.tell(place, f"第 {number} 档的分值“{row.get('points')}”写法不对。")
            if at is not None and worth is not None:
                self.joined(row, found, at, place, number, item)
                found.append(Tier(Must(sign, at), worth))
        self.ordered(found, item, place, upwards=sign in "≥>")
        return replace(item, tiers=tuple(found))

    def joined(
        self, row: Mapping[str, Any], before: Sequence[Tier], at: Decimal, place: str, number: int, item: Item
    ) -> None:
        """Where a tier also says where it ends, that is where the better one begins: neither gap nor overlap."""
        if row.get("until") in (None, "") or not before:
            return
        until = conditions.amount(row["until"])
        better = before[-1].must.amount
        if until is None or until.value != better:
            self.tell(
                place,
                f"第 {number} 档到 {row['until']} 为止，上一档从 {plain(better * 100)}% 起：两档之间有空档或重叠。"
                if item.known and item.known.unit == "%"
                else f"第 {number} 档到 {row['until']} 为止，上一档从 {plain(better)} 起：两档之间有空档或重叠。",
            )

    def ordered(self, tiers: Sequence[Tier], item: Item, place: str, *, upwards: bool) -> None:
        for number, (better, worse) in enumerate(itertools.pairwise(tiers), 1):
            falls = better.must.amount > worse.must.amount if upwards else better.must.amount < worse.must.amount
            if not falls or better.points <= worse.points:
                self.tell(place, f"第 {number} 档和第 {number + 1} 档次序不对：从最好的一档写起，界限和分值逐档变差。")
        if tiers and tiers[0].points != item.points:
            self.tell(place, f"最好的一档得 {plain(tiers[0].points)} 分，与本项 {plain(item.points)} 分不符。")


def _read(
    data: Mapping[str, Any], look: Look, kinds: Collection[str] = (), sectors: Collection[str] = ()
) -> tuple[Sheet | None, list[Wrong]]:
    reader = _Reader(look, kinds, sectors)
    reader.applies(data.get("applies"), "适用范围")
    total = reader.points(data.get("total"), "总分")
    if not total:
        reader.tell("总分", "没有写总分。")
    items = reader.items(data.get("tree") or [], "项目")
    if not items:
        reader.tell("项目", "还没有项目：请至少写一项。")
    reader.sum(items, total, "总分")
    absent = _text(data, "absent") or "scale"
    if absent not in ABSENT:
        reader.tell("不适用的项目", f"没有“{absent}”这种算法。")
    extra = sum((each.most for each in walk(items) if each.mode == "bonus"), NOTHING)
    grades = _grades(data.get("grades"), total + extra, reader)
    return Sheet(total, grades, items, absent), reader.wrong


def _grades(given: Any, most: Decimal, reader: _Reader) -> tuple[Grade, ...]:
    """Best first, with the boundary of each. A standard may have none: it only ranks."""
    if not isinstance(given or [], list):
        reader.tell("等次", "等次的写法读不懂。", hard=True)
        return ()
    found: list[Grade] = []
    for number, row in enumerate(given or [], 1):
        name = _text(row, "name") if isinstance(row, dict) else ""
        place = f"等次 {name or number}"
        sign = conditions.SIGNS.get(_text(row, "boundary") if isinstance(row, dict) else "", "")
        threshold = conditions.points(row.get("threshold")) if isinstance(row, dict) else None
        if not name:
            reader.tell(place, "没有名称。")
        if sign not in ("≥", ">"):
            reader.tell(place, "没有写明界限：是“以上”（≥，含本数）还是“超过”（>，不含本数）。")
        if threshold is None or threshold > most:
            reader.tell(place, f"分数线写法不对：应在 0 到 {plain(most)} 之间。")
            continue
        if found and threshold >= found[-1].must.amount:
            reader.tell(place, "分数线次序不对：从最好的等次写起，逐个降低。")
        if name in {each.name for each in found}:
            reader.tell(place, "等次名称用了两次。")
        found.append(Grade(name, Must(sign or "≥", threshold)))
    return tuple(found)


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    return str(value).strip() if value is not None else ""

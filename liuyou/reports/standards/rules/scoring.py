"""How one item is scored: points, why, and what would gain the lost ones. Exact numbers, no clock, no question asked.

What a figure or a person answers comes in as `Given`; the sentence says the numbers it was decided by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache

from liuyou.kernel.base.numbers import ratio
from liuyou.reports.standards.rules.conditions import Must, lacking, lacking_over, plain, rounded, written
from liuyou.reports.standards.rules.tree import Item

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of an item's figure: its value, of a ratio also both sides, and the target where there is one."""

    value: Decimal | None = None
    over: Decimal | None = None
    under: Decimal | None = None
    target: Decimal | None = None

    @classmethod
    def share(cls, over: Decimal, under: Decimal, target: Decimal | None = None) -> Given:
        return cls(ratio(over, under), over, under, target)


@dataclass(frozen=True, slots=True)
class Gap:
    """What would gain lost points. `more`: by how many the figure (of a ratio its numerator) has to rise.

    `sure`: the points follow from that alone; otherwise something else has to be put right first.
    """

    points: Decimal
    words: str
    more: Decimal | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Score:
    """Points of one item. `met` is whether a condition (必备, 否决) is kept; None where it has none."""

    points: Decimal
    why: str
    met: bool | None = None
    gaps: tuple[Gap, ...] = ()


def score(item: Item, given: Given | None) -> Score | None:
    """The score of an item that a figure answers; None where people have to."""
    if item.answered_by_people or item.known is None or given is None:
        return None
    return SCORERS[item.mode](item, given)


def _title(item: Item) -> str:
    return item.known.title if item.known else item.title


def _said(item: Item, given: Given, *against: Must | Decimal) -> str:
    """入会率 92.3 %（132/143）."""
    known = item.known
    if known is None or given.value is None:
        return item.title
    amounts = (each.amount if isinstance(each, Must) else each for each in against)
    text = f"{known.title} {written(given.value, known.unit, amounts)}"
    return (
        f"{text}（{plain(given.over)}/{plain(given.under)}）"
        if given.over is not None and given.under is not None
        else text
    )


def _condition(must: Must, item: Item) -> str:
    return _phrase(must, item.known.unit if item.known else "")


@lru_cache(maxsize=4096)
def _phrase(must: Must, unit: str) -> str:
    """≥ 95 %; the same few for every union."""
    return f"{must.sign} {written(must.amount, unit)}"


def _gain(points: Decimal) -> str:
    return f"+{plain(points)} 分"


def _undefined(item: Item, points: Decimal) -> Score:
    """Divided by nothing: there is nothing to judge by, so nothing is given."""
    under = item.known.under[0] if item.known and item.known.under else "分母"
    words = f"先登记{under}：现在是 0，算不出{_title(item)}"
    return Score(NOTHING, f"{under}是 0，算不出{_title(item)}，得 0 分", False, (Gap(points, words, sure=False),))


def _towards(item: Item, given: Given, must: Must, points: Decimal, then: str = "") -> Gap:
    """What has to happen for `must` to hold, worth `points`."""
    known, end = item.known, then or _gain(points)
    value = given.value or NOTHING
    if known is None or (not must.upwards and must.sign != "="):
        return Gap(points, f"{_title(item)}降到 {_condition(must, item)}，{end}", sure=False)
    if must.sign == "=" and value > must.amount:
        return Gap(points, f"{_title(item)}减到 {_condition(must, item)}（更正误登或整改销号），{end}", sure=False)
    up = Must("≥", must.amount) if must.sign == "=" else must
    if given.over is not None and given.under and known.over:
        more = lacking_over(up, given.over, given.under)
        title, unit = known.over
        reached = written(ratio(given.over + more, given.under) or NOTHING, known.unit, [must.amount])
        return Gap(points, f"{title}再增加 {plain(more)} {unit}，{known.title}可到 {reached}，{end}", more)
    if known.unit == "%":
        return Gap(points, f"{known.title}要达到 {_condition(must, item)}，{end}", sure=False)
    more = lacking(up, value)
    return Gap(points, f"{known.title}再增加 {plain(more)} {known.unit}，达到 {_condition(must, item)}，{end}", more)


def _all_or_nothing(item: Item, given: Given) -> Score:
    must = _must(item)
    if given.value is None:
        return _undefined(item, item.points)
    said = _said(item, given, must)
    if must.holds(given.value):
        return Score(item.points, f"{said}，达到 {_condition(must, item)}，得 {plain(item.points)} 分", True)
    gap = _towards(item, given, must, item.points)
    return Score(NOTHING, f"{said}，未达到 {_condition(must, item)}，得 0 分", False, (gap,))


def _must_have(item: Item, given: Given) -> Score:
    result = _all_or_nothing(item, given)
    if result.met:
        return Score(result.points, f"必备项：{result.why if item.points else result.why.rsplit('，', 1)[0]}", True)
    verdict = "不评等次" if item.effect == "grade" else "本项不得分"
    then = (f"{_gain(item.points)}，" if item.points else "") + (
        "可以评等次" if item.effect == "grade" else "必备项达标"
    )
    gaps = result.gaps
    if gaps and gaps[0].more is not None:
        gaps = (_towards(item, given, _must(item), item.points, then),)
    return Score(NOTHING, f"必备项未达标（{verdict}）：{result.why.rsplit('，', 1)[0]}", False, gaps)


def _veto(item: Item, given: Given) -> Score:
    """`must` is what has to hold; otherwise the veto falls. What cannot be worked out vetoes nobody."""
    must = _must(item)
    if given.value is None:
        return Score(NOTHING, f"算不出{_title(item)}，不作否决", True)
    said = _said(item, given, must)
    if must.holds(given.value):
        return Score(NOTHING, f"{said}，符合 {_condition(must, item)}，不否决", True)
    effect = "总分记零" if item.effect == "total" else "不评等次"
    gap = _towards(item, given, must, NOTHING, "解除一票否决")
    return Score(NOTHING, f"一票否决（{effect}）：{said}，不符合 {_condition(must, item)}", False, (gap,))


def _tiers(item: Item, given: Given) -> Score:
    if given.value is None:
        return _undefined(item, item.points)
    value, said = given.value, _said(item, given, *(each.must for each in item.tiers))
    reached = next((each for each in item.tiers if each.must.holds(value)), None)
    points = reached.points if reached else NOTHING
    why = (
        f"{said}，达到 {_condition(reached.must, item)} 档，得 {plain(points)} 分"
        if reached
        else f"{said}，未达到最低一档 {_condition(item.tiers[-1].must, item)}，得 0 分"
    )
    better = [each for each in item.tiers if each.points > points]
    gaps = [_towards(item, given, each.must, each.points - points) for each in reversed(better)]
    return Score(points, why, gaps=_worth_naming(gaps))


def _worth_naming(gaps: list[Gap]) -> tuple[Gap, ...]:
    """Where one more reaches two tiers at once, only the better one."""
    last = {gap.more: number for number, gap in enumerate(gaps)}
    return tuple(gap for number, gap in enumerate(gaps) if gap.more is None or last[gap.more] == number)


def _ratio(item: Item, given: Given) -> Score:
    """Points by the share of the target reached, never more than the full ones."""
    target = given.target if item.from_targets else item.target
    if not target:
        return Score(
            NOTHING, f"{_title(item)}还没有下达目标，暂得 0 分", gaps=(Gap(item.points, "请上级下达目标", sure=False),)
        )
    if given.value is None:
        return _undefined(item, item.points)
    share = ratio(given.value, target) or NOTHING
    points = rounded(item.points * min(max(share, NOTHING), item.cap))
    unit = item.known.unit if item.known else ""
    said = f"{_said(item, given, target)}，完成目标 {written(target, unit)} 的 {written(share, '%', [item.cap])}"
    full = rounded(item.points * item.cap)
    why = f"{said}，得 {plain(points)} 分"
    if points >= full:
        return Score(points, why)
    goal = Must("≥", target * item.cap)
    return Score(points, why, gaps=(_towards(item, given, goal, full - points),))


def _deduction(item: Item, given: Given) -> Score:
    cases = given.value if given.value is not None else NOTHING
    lost = min(item.points, rounded(item.each * max(cases, NOTHING)))
    points = item.points - lost
    each = f"每{item.known.unit if item.known else '例'}扣 {plain(item.each)} 分"
    said = _said(item, given)
    if not lost:
        return Score(points, f"{said}，不扣分，得 {plain(points)} 分")
    floor = "，扣完为止" if lost == item.points else ""
    gap = Gap(
        lost,
        f"整改销号或更正误登后，每少一{item.known.unit if item.known else '例'}少扣 {plain(item.each)} 分",
        sure=False,
    )
    return Score(points, f"{said}，{each}{floor}，扣 {plain(lost)} 分，得 {plain(points)} 分", gaps=(gap,))


def _bonus(item: Item, given: Given) -> Score:
    cases = given.value if given.value is not None else NOTHING
    points = min(item.cap, rounded(item.each * max(cases, NOTHING)))
    top = f"（最多 {plain(item.cap)} 分）" if points == item.cap else ""
    said = _said(item, given) if given.value is not None else item.title
    return Score(
        points,
        f"{said}，每{item.known.unit if item.known else '例'}加 {plain(item.each)} 分，加 {plain(points)} 分{top}",
    )


def _must(item: Item) -> Must:
    if item.must is None:
        raise ValueError(f"{item.code}: no condition")  # a sheet that was read has one
    return item.must


SCORERS: dict[str, Callable[[Item, Given], Score]] = {
    "all_or_nothing": _all_or_nothing,
    "tiers": _tiers,
    "ratio": _ratio,
    "deduction": _deduction,
    "must_have": _must_have,
    "veto": _veto,
    "bonus": _bonus,
}


def cases_for(item: Item) -> Decimal:
    """How many cases exhaust a deduction or fill a bonus."""
    return (item.most / item.each).to_integral_value(ROUND_CEILING)


def scores(items: list[Item], given: dict[str, Given]) -> Iterator[tuple[str, Score]]:
    """The scores of all items that figures answer."""
    for item in items:
        found = score(item, given.get(item.code))
        if found is not None:
            yield item.code, found

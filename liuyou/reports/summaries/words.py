"""What annual papers say of targets, problems and next steps: asked of whichever report knows, else nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from liuyou.kernel.base import clock
from liuyou.kernel.base.numbers import printed
from liuyou.kernel.base.periods import Period
from liuyou.kernel.catalogue.answers import answer
from liuyou.kernel.documents.templates import WORDS, Sayings, Told

MOST = 8
"""Matters named one by one; the rest are counted."""
Pieces = list[str | Told]


def _on(period: Period) -> date:
    """The day a paper looks at: the last of its period, or today while that is still to come."""
    return min(period.end, clock.today())


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _named(matters: Sequence[tuple[str, str, date]]) -> str:
    """“title”（owner，day前）, the rest counted."""
    first = "；".join(f"{title}（{owner}，{_day(due)}前）" for title, owner, due in matters[:MOST])
    return first + (f"；另有{len(matters) - MOST}项" if len(matters) > MOST else "")


def targets_reached(org: int, period: Period) -> Iterator[Pieces]:
    """目标完成: each target that stands, what was reached of it, how far that is; never clamped."""
    for number, each in enumerate(answer("targets.standing", org, period, default=()), 1):
        yield [f"{number}．{each.title}：目标{each.amount}，实际完成", Told(each.figure), *_share(each)]


def _share(target: Any) -> Pieces:
    """完成率 as a figure of its own; nothing can be said of a target of nothing.

    Written so that the ledger takes it for a share, whatever the figure's unit (`codes.unit_of`): 100.32%.
    """
    unit = "" if target.unit in ("元", "%") else target.unit
    if not target.value:
        return [f"{unit}。"]
    return [f"{unit}，完成率", Told(f"1 / {target.value.normalize():f} * ({target.figure}) / 1"), "。"]


def targets_set(org: int, period: Period) -> Iterator[str]:
    """年度目标: what is to be reached, with the paper it comes from."""
    for number, each in enumerate(answer("targets.standing", org, period, default=()), 1):
        basis = f"（{each.basis}）" if each.basis else ""
        yield f"{number}．{each.title}达到{each.amount}{basis}。"


def problems(org: int, period: Period) -> Iterator[str]:
    """存在问题: points lost by the standards, difficulties not yet settled."""
    on = _on(period)
    lost = sorted(answer("standards.lost_points", org, on, default=()), key=lambda each: -each[2])
    if lost:
        total = sum((each[2] for each in lost), Decimal(0))
        named = "；".join(f"“{item}”失{printed(points, '')}分" for _, item, points, _ in lost[:MOST])
        more = f"；另有{len(lost) - MOST}处" if len(lost) > MOST else ""
        yield f"对照考核标准还有差距，共失{printed(total, '')}分：{named}{more}。"
    open_ones = answer("targets.open_difficulties", org, on, default=())
    if open_ones:
        late = sum(due < on for _, _, due in open_ones)
        words = f"，其中{late}项已过期限" if late else ""
        yield f"有{len(open_ones)}项难点和整改还没有解决{words}：{_named(open_ones)}。"


def next_steps(org: int, period: Period) -> Iterator[str]:
    """下一步打算: what is left of the key points, what has to be put right, where points can be gained."""
    on = _on(period)
    left = answer("targets.unfinished_keypoints", org, period.end.year, on, default=())
    if left:
        yield f"继续抓好未完成的{len(left)}项工作要点：{_named(left)}。"
    open_ones = answer("targets.open_difficulties", org, on, default=())
    if open_ones:
        yield f"逐项解决{len(open_ones)}项难点和整改，定责任人、定时限，办结一项销号一项。"
    hints = dict.fromkeys(hint for *_, hint in answer("standards.lost_points", org, on, default=()) if hint)
    if hints:
        yield f"对照失分项补短板：{'；'.join(list(hints)[:MOST])}。"


def left_from_last_year(org: int, period: Period) -> Iterator[str]:
    """上年未完成: key points of the year before that are not done."""
    left = answer("targets.unfinished_keypoints", org, period.start.year - 1, _on(period), default=())
    for number, (title, owner, due) in enumerate(left, 1):
        yield f"{number}．{title}（{owner}，原定{_day(due)}前完成）。"


def key_points(org: int, period: Period) -> Iterator[str]:
    """工作要点: those of the year that are still to be done, each with who and by when."""
    left = answer("targets.unfinished_keypoints", org, period.start.year, _on(period), default=())
    for number, (title, owner, due) in enumerate(left, 1):
        yield f"{number}．{title}。责任人（部门）：{owner}；完成期限：{_day(due)}。"


ALL: dict[str, Callable[[int, Period], Sayings]] = {
    "目标完成": targets_reached,
    "年度目标": targets_set,
    "存在问题": problems,
    "下一步打算": next_steps,
    "上年未完成": left_from_last_year,
    "工作要点": key_points,
}
WORDS.update(ALL)

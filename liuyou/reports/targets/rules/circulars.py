"""The words of a circular (通报): who is praised, who is spurred, in plain sentences out of frozen figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from liuyou.kernel.base.numbers import printed
from liuyou.reports.targets.rules import values


@dataclass(frozen=True, slots=True)
class Line:
    """One unit: what it had to reach, what it has, how far that is, its place."""

    name: str
    value: Decimal | None
    done: Decimal | None
    completion: Decimal | None
    rank: int | None

    @property
    def percent(self) -> str:
        return printed(self.completion, "%")


def praised(lines: Sequence[Line], threshold: Decimal) -> list[Line]:
    """At the threshold or above it, the furthest first."""
    found = [each for each in lines if each.completion is not None and each.completion >= threshold]
    return sorted(found, key=lambda each: (each.rank or 0, each.name))


def spurred(lines: Sequence[Line], threshold: Decimal) -> list[Line]:
    """Below the threshold (the threshold itself is not below), the last first."""
    found = [each for each in lines if each.completion is not None and each.completion < threshold]
    return sorted(found, key=lambda each: (-(each.rank or 0), each.name))


def below(value: Decimal | None, line: Decimal) -> str:
    """A completion below a line, with as many decimals as it takes not to read like the line: 79.999%, not 80%."""
    texts = (printed(value, "%", places) for places in range(1, 12))
    short = printed(value, "%")
    return next((each for each in (short, *texts) if each != printed(line, "%")), short)


def text(
    title: str, unit: str, day: str, whole: Line | None, lines: Sequence[Line], *, praise: Decimal, spur: Decimal
) -> str:
    """Paragraphs, one a line of the text. Whoever has no target is named, so that nobody is passed over in silence."""
    found = [_whole(title, unit, day, whole, lines)]
    if good := praised(lines, praise):
        names = "、".join(f"{each.name}（{each.percent}）" for each in good)
        found.append(f"完成较好、予以通报表扬的{len(good)}个单位：{names}。望再接再厉，巩固成果。")
    if slow := spurred(lines, spur):
        names = "、".join(f"{each.name}（{below(each.completion, spur)}）" for each in slow)
        found.append(f"进度较慢、需要加快的{len(slow)}个单位：{names}。请查找原因，落实责任人和时限，迎头赶上。")
    if none := [each.name for each in lines if each.completion is None]:
        found.append(f"没有可比目标的{len(none)}个单位：{'、'.join(none)}。")
    return "\n".join(found)


def _whole(title: str, unit: str, day: str, whole: Line | None, lines: Sequence[Line]) -> str:
    head = f"截至{day}，{title}"
    if whole is None or whole.value is None:
        return f"{head}，{len(lines)}个单位的进展情况如下，现予通报。"
    done = values.shown(whole.done, unit)
    rate = f"，完成{whole.percent}" if whole.completion is not None else ""
    return f"{head}目标{values.shown(whole.value, unit)}，实际{done}{rate}。现将各单位进展情况通报如下。"

"""What a standard says once it is read: the tree of items, how each is scored, whom it is for, its grades."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from liuyou.reports.standards.rules.conditions import Must

MODES = {
    "hand": "人工评分",
    "all_or_nothing": "达到得满分，否则不得分",
    "tiers": "分档得分",
    "ratio": "按完成比例得分",
    "deduction": "每例扣分，扣完为止",
    "must_have": "必备项",
    "veto": "一票否决",
    "bonus": "加分",
}
BY_PEOPLE = frozenset({"hand", "must_have", "veto", "bonus", "deduction"})
"""Modes that people may answer where no figure does."""
COUNTS = frozenset({"deduction", "bonus"})
EFFECTS = {
    "must_have": {"grade": "不达标的不评等次", "item": "不达标的本项不得分"},
    "veto": {"total": "出现的总分记零", "grade": "出现的不评等次"},
}
ABSENT = {"scale": "不适用的项目剔除后折算", "full": "不适用的项目按满分计"}
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger says of a figure code. `over` and `under`: words and units of a ratio's two sides."""

    title: str
    unit: str
    over: tuple[str, str] | None = None
    under: tuple[str, str] | None = None


Look = Callable[[str, str], Known]
"""The figure of a code, divided by a fact where one is named. Raises LiuyouError where there is none."""


@dataclass(frozen=True, slots=True)
class Applies:
    """Whom something is for; empty is everybody."""

    kinds: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()

    def fits(self, kind: str, sector: str) -> bool:
        return (not self.kinds or kind in self.kinds) and (not self.sectors or sector in self.sectors)


@dataclass(frozen=True, slots=True)
class Tier:
    must: Must
    points: Decimal


@dataclass(frozen=True, slots=True)
class Item:
    """A group (with `children`) or a scored item (with `mode`)."""

    code: str
    title: str
    points: Decimal
    children: tuple[Item, ...] = ()
    mode: str = ""
    figure: str = ""
    of: str = ""
    known: Known | None = None
    must: Must | None = None
    tiers: tuple[Tier, ...] = ()
    each: Decimal = NOTHING
    target: Decimal | None = None
    from_targets: bool = False
    cap: Decimal = Decimal(1)
    effect: str = ""
    applies: Applies = field(default_factory=Applies)
    words: Mapping[str, str] = field(default_factory=dict)
    """What stands beside it for people: evidence, hint, by_hand, note."""

    @property
    def most(self) -> Decimal:
        """The most points it may give: of a bonus its cap, which is outside the total."""
        return self.cap if self.mode == "bonus" else self.points

    @property
    def answered_by_people(self) -> bool:
        return not self.figure


@dataclass(frozen=True, slots=True)
class Grade:
    name: str
    must: Must


@dataclass(frozen=True, slots=True)
class Sheet:
    """A standard ready to score with."""

    total: Decimal
    grades: tuple[Grade, ...]
    items: tuple[Item, ...]
    absent: str = "scale"

    @property
    def leaves(self) -> list[Item]:
        return [item for item in walk(self.items) if not item.children]


def walk(items: Sequence[Item]) -> Iterator[Item]:
    for item in items:
        yield item
        yield from walk(item.children)

"""All figures by area, as the catalogue lists them: words first, then their values in one question to the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from liuyou.kernel.base import pinyin
from liuyou.kernel.base.numbers import tabular
from liuyou.kernel.base.periods import Period
from liuyou.kernel.catalogue import catalogue
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.codes import Figure
from liuyou.kernel.ledger.figures import Cell, ask
from liuyou.kernel.ledger.measures import REGISTRY
from liuyou.reports.figures import words


@dataclass(frozen=True, slots=True)
class Item:
    """One figure in words."""

    code: str
    figure: Figure
    area: str
    kind: str
    definition: str
    dims: str
    sources: str
    tag: str
    spelled: pinyin.Spelled


@dataclass(frozen=True, slots=True)
class Valued:
    """A figure with its value, last year's beside it."""

    item: Item
    value: Decimal | None
    last: Decimal | None

    @property
    def text(self) -> str:
        return tabular(self.value, self.item.figure.unit)

    @property
    def last_text(self) -> str:
        return tabular(self.last, self.item.figure.unit)


def items() -> list[Item]:
    """Every measure and named figure, by area."""
    REGISTRY.refresh()
    order = list(catalogue.AREAS)
    found = [_item(code, codes.figure(code)) for code in {*REGISTRY.measures, *codes.NAMED}]
    return sorted(found, key=lambda each: (order.index(each.area) if each.area in order else 99, each.code))


@lru_cache(maxsize=4096)
def _item(code: str, figure: Figure) -> Item:
    return Item(
        code,
        figure,
        words.area_of(code),
        words.kind_of(figure),
        words.definition(figure),
        "、".join(words.dimensions([figure]).values()),
        "；".join(dict.fromkeys(f"{measure}（{register}台账）" for measure, register in words.sources(figure))),
        words.tag(code, figure),
        pinyin.org_name(figure.title),
    )


def matching(all_items: Sequence[Item], text: str, area: str = "") -> list[Item]:
    """By words of title, code and definition, or by pinyin and its initials."""
    latin = pinyin.typed(text)
    wanted = [word.lower() for word in text.split()]

    def fits(item: Item) -> bool:
        if area and item.area != area:
            return False
        known = f"{item.figure.title} {item.code} {item.definition}".lower()
        spelled = latin and (latin in item.spelled.pinyin or item.spelled.initials.startswith(latin))
        return bool(spelled) or all(word in known for word in wanted)

    return [item for item in all_items if fits(item)]


def valued(chosen: Sequence[Item], org: int, period: Period, as_of: datetime | None = None) -> list[Valued]:
    """Values of the period and of the same period last year."""
    now = {item.code: Cell(item.figure, org, period) for item in chosen}
    last = {item.code: Cell(item.figure, org, period.last_year()) for item in chosen}
    answers = ask([*now.values(), *last.values()], as_of=as_of)
    return [Valued(item, answers[now[item.code]].value, answers[last[item.code]].value) for item in chosen]


def by_area(rows: Sequence[Valued]) -> Iterator[tuple[str, str, list[Valued]]]:
    """Area's code and title with its figures."""
    for area in dict.fromkeys(row.item.area for row in rows):
        title = catalogue.AREAS[area].title if area in catalogue.AREAS else area
        yield area, title, [row for row in rows if row.item.area == area]

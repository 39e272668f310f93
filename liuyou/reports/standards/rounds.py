"""A round seen by a federation: its children by items, grades counted, ranking by type. Each in few queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from liuyou.kernel.base.numbers import ratio
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Place
from liuyou.kernel.web.pages import Here
from liuyou.reports.standards import asking, queries
from liuyou.reports.standards.models import Appraisal, Standard
from liuyou.reports.standards.rules import marking, results
from liuyou.reports.standards.rules.tree import Item, Sheet

NOTHING = Decimal(0)
LIVE = 100
"""So many unions that have not checked themselves are worked out from the records when the page is opened."""


@dataclass(slots=True)
class Row:
    """A child, or a union of one's own. `shares`: points by the most they could be, for each top item."""

    title: str
    org: int
    sheets: list[Appraisal] = field(default_factory=list)
    results: list[results.Result] = field(default_factory=list)

    @property
    def single(self) -> Appraisal | None:
        """The union's own appraisal, where the row is one union."""
        return self.sheets[0] if len(self.sheets) == 1 and self.sheets[0].org_id == self.org else None

    @property
    def average(self) -> Decimal | None:
        if not self.results:
            return None
        return sum((each.total for each in self.results), NOTHING) / len(self.results)

    @property
    def graded(self) -> int:
        return sum(bool(each.standing_grade) for each in self.sheets)

    def states(self, names: Mapping[str, str]) -> str:
        counted = Counter(each.state for each in self.sheets)
        return "、".join(f"{title} {counted[state]}" for state, title in names.items() if counted[state])

    def share(self, item: Item) -> Decimal | None:
        """Points of all by the most of all: a mean weighted by what applies."""
        parts = [each.parts[item.code] for each in self.results if item.code in each.parts]
        most = sum((full for _, full in parts), NOTHING)
        return ratio(sum((points for points, _ in parts), NOTHING), most) if most else None


@dataclass(frozen=True, slots=True)
class Overview:
    standard: Standard
    sheet: Sheet
    rows: list[Row]
    whole: Row
    grades: list[tuple[str, int]]
    live: bool
    """Whether those who have not checked themselves are worked out too."""


def overview(standard: Standard, period: str, here: Here, *, live: bool = False) -> Overview:
    """All appraisals of the round within the org of the page."""
    sheet = asking.sheet_of(standard)
    appraisals = within(standard.pk, period, here)
    open_ones = [each for each in appraisals if not queries.last_stage(each)]
    live = live or len(open_ones) <= LIVE
    auto = asking.automatic(sheet, open_ones) if live else {}
    whole = Row("合计", here.org)
    rows = {child.org_id: Row(child.name, child.org_id) for child in tree.children(here.org, here.today)}
    for each, child in zip(appraisals, _children(here, [each.org_id for each in appraisals]), strict=True):
        one = _result(each, sheet, auto)
        for row in (whole, rows.get(child)):
            if row is not None:
                row.sheets.append(each)
                row.results += [one] if one else []
    counted = Counter(each.standing_grade or "未达等次" for each in appraisals if each.final_total is not None)
    names = [grade.name for grade in sheet.grades] + ["未达等次"]
    grades = [(name, counted[name]) for name in names]
    return Overview(standard, sheet, [row for row in rows.values() if row.sheets], whole, grades, live)


def within(standard: int, period: str, here: Here) -> list[Appraisal]:
    """The round's appraisals at and below the org of the page that may be read."""
    below = tree.places(here.today).filter(path__contained_by_path=here.place.path).values("org_id")
    rows = queries.of_round(standard, period).filter(org_id__in=below)
    return list(rows.select_related("standard").order_by("org_id"))


def _children(here: Here, orgs: Sequence[int]) -> list[int]:
    """For each org the child of the page's org that it belongs to; its own for the org itself."""
    paths = tree.paths(orgs, here.today)
    depth = str(here.place.path).count(".") + 1
    found = []
    for org in orgs:
        labels = str(paths.get(org, "")).split(".")
        found.append(int(labels[depth]) if len(labels) > depth else org)
    return found


def _result(
    appraisal: Appraisal, sheet: Sheet, auto: Mapping[int, tuple[object, object, Mapping[str, object]]]
) -> results.Result | None:
    stage = queries.last_stage(appraisal)
    if stage:
        marks = marking.column_of(appraisal.marks, stage)
    elif appraisal.org_id in auto:
        marks = marking.automatic(auto[appraisal.org_id][2])  # type: ignore[arg-type]
    else:
        return None
    return results.result(sheet, appraisal.kind, appraisal.sector, marks)


@dataclass(frozen=True, slots=True)
class Ranked:
    place: int | None
    appraisal: Appraisal
    name: str
    town: str


def ranking(standard: int, period: str, here: Here) -> dict[str, list[Ranked]]:
    """Type of unit → its unions by rank: as published, else as the county's marks stand."""
    done = [each for each in within(standard, period, here) if each.final_total is not None]
    orgs = [each.org_id for each in done]
    places: dict[int, Place] = {each.org_id: each for each in tree.places(here.today).filter(org_id__in=orgs)}
    parents = tree.names([each.parent_id for each in places.values() if each.parent_id], here.today)
    reckoned = results.ranks({each.pk: (each.group, queries.points(each.final_total)) for each in done})
    found: dict[str, list[Ranked]] = {}
    for each in done:
        place = places.get(each.org_id)
        name = place.name if place else ""
        town = parents.get(place.parent_id, "") if place and place.parent_id else ""
        rank = each.rank if each.published_on else reckoned[each.pk][0]
        found.setdefault(each.group, []).append(Ranked(rank, each, name, town))
    for group in found.values():
        group.sort(key=lambda one: (one.place or 0, one.name))
    return dict(sorted(found.items()))


def latest_period(standard: int) -> str:
    """The period of the round opened last."""
    row = Appraisal.objects.filter(standard_id=standard).exclude(state="void").order_by("-ends_on", "-pk").first()
    return row.period if row else ""


def periods(standard: int) -> list[str]:
    rows = Appraisal.objects.filter(standard_id=standard).exclude(state="void")
    return list(rows.order_by("-ends_on").values_list("period", flat=True).distinct())

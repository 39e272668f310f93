"""Which definition holds: of a record that is there, and for a new one of an org on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import Count

from liuyou.areas.activities import reading
from liuyou.areas.activities.definitions import Definition
from liuyou.areas.activities.models import Activity, ActivityType
from liuyou.kernel.orgs import tree

FOLDER = Path(__file__).with_name("types")
_ADDED: dict[int, Definition] = {}
"""Definitions of `ActivityType` rows by number: a row's definition is never changed, its number never used again."""


@cache
def shipped() -> Mapping[tuple[str, int], Definition]:
    """The types that come with the program, by code and version, oldest version first."""
    found = sorted(reading.read_folder(FOLDER), key=lambda each: each.version)
    return {(each.code, each.version): each for each in found}


def definition_of(row: Activity | ActivityType) -> Definition:
    """What a record was entered under, or what an added type says."""
    if isinstance(row, ActivityType):
        if row.pk not in _ADDED:
            _ADDED[row.pk] = reading.build(row.definition)
        return _ADDED[row.pk]
    if row.type_id is None:
        return shipped()[row.type_code, row.type_version]
    return _ADDED.get(row.type_id) or definition_of(ActivityType.objects.get(pk=row.type_id))


def versions(code: str) -> list[Definition]:
    """Every version of a type, shipped and added, oldest first."""
    own = map(definition_of, ActivityType.objects.filter(code=code).order_by("version"))
    return [*(each for (name, _), each in shipped().items() if name == code), *own]


def newest() -> dict[str, Definition]:
    """The newest version of every type, retired ones too, by code."""
    found = {code: each for (code, _), each in shipped().items()}
    for row in ActivityType.objects.order_by("version"):
        found[row.code] = definition_of(row)
    return found


def in_use() -> dict[str, Definition]:
    """The newest version of every type that is not retired, by code."""
    newest = {code: each for (code, _), each in shipped().items()}
    for row in ActivityType.objects.filter(state="in_use").order_by("version"):
        newest[row.code] = definition_of(row)
    return newest


def lines(orgs: Iterable[int], on: date) -> dict[int, list[int]]:
    """Each org's line up to the root, itself first."""
    paths = tree.paths(set(orgs), on)
    return {org: [int(label) for label in reversed(path.split("."))] for org, path in paths.items()}


class Holding:
    """Which definition holds for each of many new records, in two statements."""

    def __init__(self, codes: Iterable[str], orgs: Iterable[int], on: date) -> None:
        """`on`: the day of recording; whose types an org may use follows the tree of that day."""
        self._own: dict[str, list[ActivityType]] = defaultdict(list)
        for row in ActivityType.objects.filter(code__in=set(codes)).order_by("-version"):
            self._own[row.code].append(row)
        self._lines = lines(orgs, on) if self._own else {}

    def of(self, code: str, org: int, on: date) -> tuple[Definition, ActivityType | None] | str:
        """The nearest federation's newest version that had begun by the day, else the shipped one; or why none does."""
        line = self._lines.get(org, [org])
        begun = [row for row in self._own.get(code, ()) if row.org_id in line and row.starts <= on]
        if begun:
            row = min(begun, key=lambda each: (line.index(each.org_id), -each.version))
            if row.ends is not None and on >= row.ends:
                return f"“{definition_of(row).title}”已于 {row.ends} 停用：请改用别的类型，或核对日期"
            return definition_of(row), row
        found = [each for (name, _), each in shipped().items() if name == code]
        if found:
            return found[-1], None
        return f"没有“{code}”这个活动类型，或这一天还没有启用：请核对类型和日期"


@dataclass(frozen=True, slots=True)
class TypeInUse:
    """A type as an org may use it: the version in force, and who put it into use (None: it comes with the program)."""

    definition: Definition
    row: ActivityType | None
    owner: str

    def matches(self, words: str) -> bool:
        told = (self.definition.title, self.definition.description, self.definition.code, *self.definition.hints)
        return not words or any(words.lower() in each for each in told)


def types_for(org: int, on: date) -> list[TypeInUse]:
    """Types that may be used in an org, and those of orgs below it; of each the version that holds for the org."""
    line = lines([org], on).get(org, [org])
    below = set(tree.subtree(org, on))
    rows: dict[str, list[ActivityType]] = defaultdict(list)
    for row in ActivityType.objects.all():
        if row.org_id in line or row.org_id in below:
            rows[row.code].append(row)
    names = dict(
        tree.places(on)
        .filter(org_id__in={row.org_id for own in rows.values() for row in own})
        .values_list("org_id", "name")
    )
    found = {code: TypeInUse(each, None, "") for (code, _), each in shipped().items()}
    for code, own in rows.items():
        ranked = sorted(own, key=lambda each: _rank(each, line, on))
        best = ranked[0]
        if code not in found or best.org_id in line:
            found[code] = TypeInUse(definition_of(best), best, names.get(best.org_id, ""))
    return list(found.values())


def _rank(row: ActivityType, line: list[int], on: date) -> tuple[bool, int, bool, int]:
    """Nearest federation above first, orgs below last; what has begun before what is to come; newest version first."""
    above = row.org_id in line
    return not above, line.index(row.org_id) if above else 0, row.starts > on, -row.version


def versions_for(code: str, org: int, on: date) -> list[tuple[Definition, ActivityType | None]]:
    """Versions known to an org, newest first."""
    seen = set(lines([org], on).get(org, [org])) | set(tree.subtree(org, on))
    rows = [row for row in ActivityType.objects.filter(code=code).order_by("-version") if row.org_id in seen]
    old = [(each, None) for (name, _), each in shipped().items() if name == code]
    return [*((definition_of(row), row) for row in rows), *reversed(old)]


def used(org: int, on: date) -> dict[str, int]:
    """How many activities of each type an org and those below it have recorded."""
    place = tree.place(org, on)
    below = tree.places(on).filter(path__contained_by_path=place.path).values("org_id")
    rows = Activity.objects.exclude(state="void").filter(org_id__in=below)
    return dict(rows.order_by().values_list("type_code").annotate(number=Count("pk")))

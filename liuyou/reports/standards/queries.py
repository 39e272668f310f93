"""Every read of standards and appraisals worth a name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Count, QuerySet

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Place, Status
from liuyou.reports.standards import asking
from liuyou.reports.standards.models import Appraisal, Standard
from liuyou.reports.standards.rules import marking
from liuyou.reports.standards.rules.scoring import Given
from liuyou.reports.standards.rules.tree import Applies

READ = "standards.read"
RUNNING = ("self_check", "checked_by_self", "reviewed", "appraised")
PUBLISHED = ("published", "objection", "replied")


def appraisals(actor: Actor, on: date) -> QuerySet[Appraisal]:
    return visible_to(Appraisal.objects.all(), actor, READ, on)


def standards_for(org: int, on: date) -> QuerySet[Standard]:
    """Standards that hold for an org: its own and those of the orgs above it."""
    line = [place.org_id for place in tree.ancestors(org, on)]
    return Standard.objects.filter(org_id__in=line).order_by("title", "-version")


def applicable_orgs(standard: Standard, on: date) -> list[Place]:
    """Standing orgs below the standard's federation that it is for, as of a day; one query."""
    applies = Applies(tuple(standard.applies.get("kinds") or ()), tuple(standard.applies.get("sectors") or ()))
    top = tree.place(standard.org_id, on)
    rows = tree.places(on).filter(path__contained_by_path=top.path, status=Status.ACTIVE).exclude(org_id=top.org_id)
    if applies.kinds:
        rows = rows.filter(kind__in=applies.kinds)
    if applies.sectors:
        rows = rows.filter(sector__in=applies.sectors)
    return list(rows.order_by("path"))


def opened(standard: Standard, period: str) -> set[int]:
    """Orgs that already have an appraisal of this round."""
    rows = Appraisal.objects.filter(standard=standard, period=period).exclude(state="void")
    return set(rows.values_list("org_id", flat=True))


def of_round(standard: int, period: str) -> QuerySet[Appraisal]:
    return Appraisal.objects.filter(standard_id=standard, period=period).exclude(state="void")


def holders(shorts: Collection[str], orgs: Collection[int]) -> list[Appraisal]:
    """Published results whose grade still stands, of these standards and unions."""
    return list(Appraisal.objects.filter(short__in=shorts, org_id__in=orgs, state__in=PUBLISHED, until=None))


def rounds(actor: Actor, orgs: Collection[int], on: date) -> list[dict[str, object]]:
    """Standard and period → how many appraisals stand in each state, the latest round first; one query."""
    rows = appraisals(actor, on).filter(org_id__in=orgs).exclude(state="void")
    counted = rows.values("standard_id", "title", "period", "ends_on", "state").annotate(number=Count("pk"))
    found: dict[tuple[int, str], dict[str, object]] = {}
    for row in counted.order_by("-ends_on", "title"):
        key = row["standard_id"], row["period"]
        one = found.setdefault(
            key,
            {"standard": row["standard_id"], "title": row["title"], "period": row["period"], "states": {}, "number": 0},
        )
        states = one["states"]
        assert isinstance(states, dict)  # noqa: S101 - made two lines above
        states[row["state"]] = row["number"]
        one["number"] = int(str(one["number"])) + row["number"]
    return list(found.values())


def lost_points(org: int, on: date) -> list[tuple[str, str, Decimal, str]]:
    """Standard, item, points lost, what would gain them: the union's present appraisals, the dearest items first."""
    rows = Appraisal.objects.filter(org_id=org, opened_on__lte=on).exclude(state="void").select_related("standard")
    latest: dict[str, Appraisal] = {}
    for each in rows.order_by("ends_on", "pk"):
        latest[each.short] = each
    found: list[tuple[str, str, Decimal, str]] = []
    for each in latest.values():
        found += _lost(each)
    return sorted(found, key=lambda one: -one[2])


def _lost(appraisal: Appraisal) -> Sequence[tuple[str, str, Decimal, str]]:
    sheet = asking.sheet_of(appraisal.standard)
    items, _, auto = asking.automatic(sheet, [appraisal])[appraisal.org_id]
    stage = last_stage(appraisal)
    marks = marking.column_of(appraisal.marks, stage) if stage else marking.automatic(auto)
    found = []
    for item in items:
        mark = marks.get(item.code)
        if mark is None or item.mode in ("bonus", "veto") or mark.points >= item.points:
            continue
        score = auto.get(item.code)
        reason = appraisal.marks.get(item.code, {}).get(stage, {}).get("reason", "") if stage else ""
        hint = score.gaps[-1].words if score and score.gaps else reason or item.words.get("hint", "")
        found.append((appraisal.title, item.title, item.points - mark.points, hint))
    return found


def last_stage(appraisal: Appraisal) -> str:
    """The latest stage whose column is filled; empty before the self-check."""
    done = {"county": appraisal.final_total, "review": appraisal.review_total, "self": appraisal.self_total}
    return next((stage for stage, total in done.items() if total is not None), "")


def points(value: Decimal | str | None) -> Decimal:
    """Kept points as a number; nothing is 0."""
    return Decimal(value) if value is not None else Decimal(0)


def given_of(kept: Mapping[str, str]) -> Given:
    """What was frozen of one item."""
    names = ("value", "over", "under", "target")
    return Given(**{name: Decimal(kept[name]) if name in kept else None for name in names})

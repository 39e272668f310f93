"""What unions, their founding, points and targets are counted by, and what one record amounts to in the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from liuyou.areas.organising.models.formation import Formation
from liuyou.areas.organising.models.points import Point
from liuyou.areas.organising.models.targets import Target
from liuyou.areas.organising.models.unions import Union
from liuyou.areas.organising.rules.unions import INNER_FORMS
from liuyou.kernel.ledger.measures import STOCK, Entry, Measure, posting

DIMS = {"form": "建会形式", "sector": "所属领域"}
UNIONS = Measure("organising.unions", "基层工会", "个", STOCK, DIMS)
UNIONS_FOUNDED = Measure("organising.unions_founded", "新建基层工会", "个", dims=DIMS)
UNIONS_CEASED = Measure("organising.unions_ceased", "终止基层工会", "个", dims=DIMS)
LEGAL_PERSONS = Measure("organising.legal_persons", "取得法人资格的工会", "个", STOCK, DIMS)
FULLY_SET_UP = Measure("organising.fully_set_up", "建会手续齐全的工会", "个", STOCK, DIMS)
BRANCHES = Measure("organising.branches", "工会分会和小组", "个", STOCK, {"form": "建会形式"})

FORMATIONS = Measure("organising.formations", "建会申请", "件", dims={"form": "建会形式", "outcome": "办理结果"})
OUTCOMES = {"approved": "已批准", "refused": "不予批准", "withdrawn": "撤回"}

POINTS = Measure("organising.points", "阵地和示范点", "个", STOCK, {"kind": "类别", "level": "级别"})
POINTS_SET_UP = Measure("organising.points_set_up", "新建阵地和示范点", "个", dims={"kind": "类别", "level": "级别"})

TARGETS = Measure("organising.targets", "组建目标", "", dims={"kind": "目标"})


@posting("organising.union", UNIONS, UNIONS_FOUNDED, UNIONS_CEASED, LEGAL_PERSONS, FULLY_SET_UP, BRANCHES)
def union_entries(union: Union) -> Iterator[Entry]:
    """Founded on its day and in stock until it ceases; branches and groups stand apart."""
    if union.state == "void":
        return
    until = union.ceased_on
    if union.form in INNER_FORMS:
        yield from BRANCHES.span(1, since=union.founded_on, until=until, form=union.form)
        return
    dims: dict[str, Any] = {"form": union.form, "sector": union.sector}
    yield UNIONS_FOUNDED.entry(1, on=union.founded_on, **dims)
    yield from UNIONS.span(1, since=union.founded_on, until=until, **dims)
    if until:
        yield UNIONS_CEASED.entry(1, on=until, **dims)
    if union.certified_on:
        yield from LEGAL_PERSONS.span(1, since=union.certified_on, until=until, **dims)
    if union.full_on:
        yield from FULLY_SET_UP.span(1, since=union.full_on, until=until, **dims)


@posting("organising.formation", FORMATIONS)
def formation_entries(formation: Formation) -> Iterator[Entry]:
    """A case counts on the day its request was handed in, under what became of it."""
    if formation.applied_on and formation.state not in ("intent", "void"):
        outcome = OUTCOMES.get(formation.state, "办理中")
        yield FORMATIONS.entry(1, on=formation.applied_on, form=formation.form, outcome=outcome)


@posting("organising.point", POINTS, POINTS_SET_UP)
def point_entries(point: Point) -> Iterator[Entry]:
    if point.state == "void":
        return
    dims: dict[str, Any] = {"kind": point.kind, "level": point.level}
    yield POINTS_SET_UP.entry(1, on=point.started_on, **dims)
    yield from POINTS.span(1, since=point.started_on, until=point.ended_on, **dims)


@posting("organising.target", TARGETS)
def target_entries(target: Target) -> Iterator[Entry]:
    """What is not handed down, so that an org with all below it has its own target, and never its parts besides."""
    if target.state != "void":
        yield TARGETS.entry(target.value - target.handed, on=target.first_day, kind=target.kind)

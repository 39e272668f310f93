"""The yearly clean-up (年度清理): who has left the job, reached the age, not paid, and what is done about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from liuyou.areas.members import queries, rules, workflows
from liuyou.areas.members.models import Member
from liuyou.kernel.orgs import tree
from liuyou.kernel.parameters.values import parameters

MOST = 500
"""Shown and taken at once."""


@dataclass(frozen=True, slots=True)
class Due:
    """One member and why he or she is on the list."""

    member: int
    name: str
    org: str
    why: str


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason for the list: how they are found, and the step that is offered with its inputs."""

    code: str
    title: str
    find: Callable[[int, date], list[Due]]
    action: str
    does: str
    reason: str
    inputs: Mapping[str, str] = field(default_factory=dict)


def _active(org: int, on: date) -> QuerySet[Member]:
    below = tree.subtree(org, on)
    return Member.objects.filter(org_id__in=below, state="active").order_by("org_id", "pk").select_related("person")


def _due(rows: Sequence[tuple[Member, str]], on: date) -> list[Due]:
    names = tree.names({member.org_id for member, _ in rows}, on)
    return [Due(each.pk, each.person.name, names.get(each.org_id, ""), why) for each, why in rows]


def without_job(org: int, on: date) -> list[Due]:
    """Whoever left the job by now and is still an active member."""
    rows = _active(org, on).filter(job_until__lte=on)
    return _due([(each, f"{each.job_until} 离职") for each in rows], on)


def of_age(org: int, on: date) -> list[Due]:
    """Whoever has reached the age of retirement, by sex."""
    rows = list(
        _active(org, on).filter(born__isnull=False, born__lte=on.replace(year=on.year - 40, day=min(on.day, 28)))
    )
    orgs = {each.org_id for each in rows}
    if not orgs:
        return []
    ages = {
        sex: parameters(f"members.retirement_age.{code}", orgs=orgs, on=on)
        for sex, code in (("男", "male"), ("女", "female"))
    }
    found = []
    for each in rows:
        age = rules.years_on(each.born, on) if each.born else 0
        if each.sex in ages and age >= int(ages[each.sex][each.org_id].value):
            found.append((each, f"{each.sex}，{age} 岁"))
    return _due(found, on)


def without_dues(org: int, on: date) -> list[Due]:
    """Whoever has not paid dues for as many months in a row as the constitution says."""
    rows = list(_active(org, on))
    unpaid = queries.unpaid_months([each.person_id for each in rows], on)
    orgs = {each.org_id for each in rows if each.person_id in unpaid}
    if not orgs:
        return []
    limits = parameters("members.deemed_exit_months", orgs=orgs, on=on)
    found = [
        (each, f"连续 {unpaid[each.person_id]} 个月未交会费")
        for each in rows
        if each.person_id in unpaid and unpaid[each.person_id] >= int(limits[each.org_id].value)
    ]
    return _due(found, on)


GROUNDS = {
    each.code: each
    for each in (
        Ground(
            "job",
            "已离职",
            without_job,
            workflows.MEMBER.retain.code,
            "保留会籍（失业）",
            "年度清理：已离职",
            {"retained_why": "失业"},
        ),
        Ground(
            "age",
            "到退休年龄",
            of_age,
            workflows.MEMBER.retain.code,
            "保留会籍（退休）",
            "年度清理：到龄退休",
            {"retained_why": "退休"},
        ),
        Ground(
            "dues",
            "长期未交会费",
            without_dues,
            workflows.MEMBER.lapse.code,
            "视为退会",
            "年度清理：连续未交会费，经教育仍不改正",
        ),
    )
}

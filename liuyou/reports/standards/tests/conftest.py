"""A standard over the real ledger, and appraisals brought to a state by the actions themselves."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import pytest

from liuyou.areas.bargaining.actions import record_agreements
from liuyou.areas.members.actions.joining import enter_members
from liuyou.areas.organising.actions.employers import register_employers
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.writing.permit import permit
from liuyou.reports.standards.actions import appraisals, standards
from liuyou.reports.standards.models import Appraisal, Standard
from liuyou.reports.standards.rules import marking

TREE: list[dict[str, Any]] = [
    {
        "code": "1",
        "title": "组织健全",
        "points": "60",
        "children": [
            {
                "code": "1.1",
                "title": "入会率",
                "points": "40",
                "mode": "tiers",
                "figure": "members.count",
                "of": "organising.union_workers",
                "boundary": "≥",
                "tiers": [{"at": "95%", "points": "40"}, {"at": "80%", "points": "20"}],
            },
            {"code": "1.2", "title": "班子健全", "points": "20", "mode": "hand", "evidence": "批复文件"},
        ],
    },
    {
        "code": "2",
        "title": "集体合同",
        "points": "40",
        "mode": "all_or_nothing",
        "figure": "bargaining.agreements",
        "must": "≥ 1",
    },
    {
        "code": "3",
        "title": "重大事故",
        "points": "0",
        "mode": "veto",
        "effect": "total",
    },
]
GRADES = [
    {"name": "六有工会", "threshold": "90", "boundary": "≥"},
    {"name": "合格", "threshold": "60", "boundary": "≥"},
]
DAY = date(2016, 6, 1)


class Round:
    """What the tests do again and again, by an actor of the county."""

    def __init__(self, county: Any) -> None:
        self.county, self.actor = county, county.actor

    def clerk(self, org: int, *permissions: str) -> Actor:
        with permit("access.actor.start"):
            actor = Actor.objects.create(name=f"干事{Actor.objects.count()}")
        appoint(actor, org, "干事", list(permissions), since=date(2010, 1, 1))
        return actor

    def drafted(self, **more: Any) -> Standard:
        row = {
            "org_id": self.county.root,
            "title": "六有工会标准",
            "short": "六有",
            "total": "100",
            "tree": TREE,
            "grades": GRADES,
            "applies": {"kinds": ["primary_union"]},
            "starts_on": date(2016, 1, 1),
        }
        return standards.draft_standards([row | more], actor=self.actor, on=date(2016, 1, 1))[0]

    def published(self, **more: Any) -> Standard:
        return standards.publish_standard(self.drafted(**more), actor=self.actor, on=date(2016, 1, 1))

    def opened(self, standard: Standard | None = None, period: str = "2016H1", **more: Any) -> list[Appraisal]:
        standard = standard or self.published()
        given = {"period": period, "check_by": date(2016, 6, 10), "on": DAY} | more
        standards.open_round(standard, actor=self.actor, **given)
        return list(Appraisal.objects.filter(standard=standard, period=period).order_by("org_id"))

    def workers(self, org: int, number: int, members: int) -> None:
        """An employer of the union with so many workers, of whom so many are members."""
        row = {"org_id": org, "name": f"企业{org}", "category": "私营企业", "workers": number, "women": 0,
               "starts_on": date(2016, 1, 1)}  # fmt: skip
        register_employers([row], actor=self.actor, on=DAY)
        self.join(org, members)

    def join(self, org: int, number: int) -> None:
        known = self.county.people(*[f"会员{org}之{self._next()}" for _ in range(number)])
        rows = [{"org_id": org, "person_id": each, "since": date(2016, 2, 1)} for each in known]
        enter_members(rows, actor=self.actor, on=DAY)

    _count = 0

    def _next(self) -> int:
        self._count += 1
        return self._count

    def agree(self, org: int) -> Any:
        row = {"org_id": org, "kind": "工资", "employer": "厂", "workers": 9,
               "in_force_on": date(2016, 1, 1), "ends_on": date(2016, 12, 31)}  # fmt: skip
        return record_agreements([row], actor=self.actor)[0]

    ANSWERS: ClassVar = {"1.2": {"points": "18"}, "3": {"met": "未出现"}}

    def take(self, appraisal: Appraisal, until: str, own: Any = None, **entered: Any) -> Appraisal:
        """Through self-check, review and county appraisal up to `until`, each with its marks."""
        steps = {"self": appraisals.self_check, "review": appraisals.review, "county": appraisals.appraise}
        given = {"self": own or self.ANSWERS} | entered
        for stage in marking.ORDER[: marking.ORDER.index(until) + 1]:
            on = max(date(2016, 6, 20), appraisal.opened_on)
            appraisal = steps[stage](appraisal, actor=self.actor, on=on, entered=given.get(stage))
        return appraisal

    def announced(
        self, standard: Standard | None = None, period: str = "2016H1", on: date = date(2016, 6, 27)
    ) -> list[Appraisal]:
        standard = standard or self.published()
        for each in self.opened(standard, period):
            self.take(each, "county")
        standards.announce(standard, period=period, actor=self.actor, on=on)
        return list(Appraisal.objects.filter(standard=standard, period=period).order_by("org_id"))


@pytest.fixture
def round_(county: Any) -> Round:
    return Round(county)

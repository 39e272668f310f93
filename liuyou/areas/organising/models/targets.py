"""Targets of a year (建会和发展会员目标), handed down the tree."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models

from liuyou.kernel.journal.models import Record

KINDS = {"建会": "新建工会（个）", "会员": "发展会员（人）"}


class Target(Record):
    """What an org has to reach in a year, all below it included. `handed` of it stands as targets of its own below."""

    register = "organising.target"
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("目标", max_length=4, choices=list(KINDS.items()))
    value = models.PositiveIntegerField("目标数")
    handed = models.PositiveIntegerField("已分解到下级", default=0, editable=False)
    set_on = models.DateField("下达日期")
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [
            models.Index(fields=["set_on", "id"], name="target_day"),
            models.Index(fields=["year", "kind"], name="target_family"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["org", "year", "kind"], condition=models.Q(state="set"), name="target_one_a_year"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=KINDS, year__gte=1990, year__lte=2100), name="target_choices"
            ),
        ]

    @property
    def first_day(self) -> date:
        return date(self.year, 1, 1)

"""Employers (用人单位): who employs, how many, and which union covers them. Dated facts stand in `spells`."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.areas.organising.rules import kinds
from liuyou.kernel.journal.models import Record
from liuyou.kernel.orgs.models import Org
from liuyou.kernel.secrecy.fields import SealedText


def _choices(*words: str) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


class Employer(Record):
    """One employer, in the charge of the town, park or industry federation that is its `org`."""

    register = "organising.employer"
    name = models.CharField("单位名称", max_length=120)
    core = models.CharField("名称主体", max_length=120, default="", editable=False)
    """The name without region, legal form and punctuation: near-identical names have the same."""
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    category = models.CharField(
        "单位类别",
        max_length=12,
        choices=_choices(*kinds.CATEGORIES.values(), kinds.OTHER_CATEGORY),
        default=kinds.OTHER_CATEGORY,
    )
    industry = models.CharField(
        "所属行业",
        max_length=20,
        choices=_choices(*kinds.INDUSTRIES.values(), kinds.OTHER_INDUSTRY),
        default=kinds.OTHER_INDUSTRY,
    )
    size = models.CharField("企业规模", max_length=4, choices=_choices(*kinds.SIZES), blank=True)
    park = models.CharField("园区、商圈", max_length=60, blank=True)
    chain = models.CharField("所属产业链", max_length=60, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    contact = models.CharField("联系人", max_length=40, blank=True)
    phone = SealedText(verbose_name="联系电话", default="")
    responsible = models.CharField("一对一责任人", max_length=40, blank=True)
    starts_on = models.DateField("纳入台账日期")
    status = models.CharField(
        "经营状态", max_length=4, choices=_choices(*kinds.STATUSES), default="正常", editable=False
    )
    workers = models.PositiveIntegerField("职工人数", default=0)
    women = models.PositiveIntegerField("其中女职工", default=0)
    migrants = models.PositiveIntegerField("其中农民工", default=0)
    dispatched = models.PositiveIntegerField("其中劳务派遣工", default=0)
    platform = models.PositiveIntegerField("新就业形态劳动者", default=0)
    counted_on = models.DateField("人数统计日期", null=True)
    should = models.CharField("应建会", max_length=2, choices=_choices(kinds.YES, kinds.NO), default=kinds.NO)
    should_set = models.BooleanField("应建会由人工认定", default=False)
    why_not = models.CharField("未建会原因", max_length=40, blank=True)
    coverage = models.CharField(
        "建会情况", max_length=4, choices=_choices(*kinds.COVERAGES), default="未建会", editable=False
    )
    union = models.ForeignKey(
        Org, models.PROTECT, null=True, related_name="+", verbose_name="所属基层工会", editable=False
    )
    covered_on = models.DateField("建会日期", null=True, editable=False)
    distinct = models.BooleanField("已确认不是重复", default=False)
    note = models.CharField("备注", max_length=200, blank=True)
    spells = models.JSONField("历次情况", default=list, editable=False)
    """``[{since, until, org, status, category, industry, should, coverage, union, workers, women, …}]``, no gaps."""

    class Meta(Record.Meta):
        indexes: ClassVar = [
            models.Index(fields=["starts_on", "id"], name="employer_day"),
            models.Index(fields=["org", "core"], name="employer_core"),
            models.Index(fields=["union"], name="employer_union"),
            models.Index(fields=["name"], name="employer_name"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~models.Q(credit_code="") & models.Q(state__in=["open", "suspended"]),
                name="employer_one_a_code",
            ),
            models.CheckConstraint(
                condition=models.Q(women__lte=models.F("workers"))
                & models.Q(migrants__lte=models.F("workers"))
                & models.Q(dispatched__lte=models.F("workers")),
                name="employer_parts_of_workers",
            ),
            models.CheckConstraint(
                condition=models.Q(coverage="未建会", union=None, covered_on=None)
                | (~models.Q(coverage="未建会") & models.Q(covered_on__isnull=False)),
                name="employer_covered_is_dated",
            ),
        ]

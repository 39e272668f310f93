"""The tree of union organisations, kept twice-dated: when a fact was true, and when it was recorded.

`Org` is only the identity. Everything that can change (name, parent, kind, classification) is in `Place`, so any past
date has its tree, and a figure as of a past moment sees the tree as it was known then.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models

from liuyou.kernel.orgs.ltree import LtreeField
from liuyou.kernel.writing.permit import GUARD

FOREVER = date(9999, 12, 31)


class Kind(models.TextChoices):
    """Kinds of union organisation (工会法 §11; domain list in the glossary)."""

    FEDERATION = "federation", "地方总工会"
    INDUSTRY = "industry_federation", "产业（行业）工会联合会"
    PRIMARY = "primary_union", "基层工会"
    JOINT = "joint_union", "联合基层工会"
    BRANCH = "branch", "工会分会"
    GROUP = "group", "工会小组"


class Status(models.TextChoices):
    ACTIVE = "active", "存续"
    MERGED = "merged", "已并入"
    DISSOLVED = "dissolved", "已撤销"


class Sector(models.TextChoices):
    """Where the union stands: the split that union statistics ask for."""

    PUBLIC_ENTERPRISE = "public_enterprise", "公有制企业"
    PRIVATE_ENTERPRISE = "private_enterprise", "非公有制企业"
    INSTITUTION = "institution", "事业单位"
    GOVERNMENT = "government", "机关"
    SOCIAL = "social", "社会组织"


class Org(models.Model):
    """A union organisation, once and for ever."""

    id = models.AutoField(primary_key=True)
    code = models.CharField("统一社会信用代码", max_length=18, null=True, unique=True)
    region = models.CharField("行政区划代码", max_length=6, default="000000")

    class Meta:
        triggers: ClassVar = [GUARD]


DAYS = models.Func("valid_from", "valid_to", function="daterange", output_field=DateRangeField())


class Place(models.Model):
    """What an org was from `valid_from` up to and without `valid_to`, as known from `recorded_at` to `superseded_at`.

    A merged or dissolved org keeps a place (under its successor, or where it was), so its history stays in the totals.
    """

    org = models.ForeignKey(Org, models.PROTECT, related_name="places", db_index=False)
    parent = models.ForeignKey(Org, models.PROTECT, null=True, related_name="+", db_index=False)
    path = LtreeField()
    name = models.CharField("名称", max_length=120)
    initials = models.CharField("名称首字母", max_length=120, default="", editable=False, db_collation="C")
    pinyin = models.TextField("名称拼音", default="", editable=False, db_collation="C")
    kind = models.CharField("类型", max_length=24, choices=Kind.choices)
    sector = models.CharField("所属领域", max_length=24, choices=Sector.choices, blank=True)
    ownership = models.CharField("经济类型", max_length=3, blank=True)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.ACTIVE)
    valid_from = models.DateField()
    valid_to = models.DateField(default=FOREVER)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        triggers: ClassVar = [GUARD]
        indexes: ClassVar = [
            GistIndex(fields=["path"], name="place_path"),
            models.Index(fields=["org", "valid_from"], name="place_org"),
            models.Index(fields=["parent"], name="place_parent"),
            models.Index(fields=["name"], name="place_name"),
            models.Index(fields=["valid_from"], name="place_valid_from"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(valid_from__lt=models.F("valid_to")), name="place_has_days"),
            ExclusionConstraint(
                name="place_one_at_a_time",
                expressions=[("org", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
                condition=models.Q(superseded_at=None),
            ),
        ]


FACTS = ("parent_id", "path", "name", "kind", "sector", "ownership", "status")


def facts(place: Place) -> dict[str, Any]:
    """What a place says, without its dates."""
    return {name: getattr(place, name) for name in FACTS}

"""Registers of simple dated work: the activities, and the types that federations add to the shipped ones."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.kernel.journal.models import Record

LONGEST = 200
"""Characters in name, place and partners."""


class ActivityType(Record):
    """One version of a type that a federation added, for itself and the orgs below it. Its definition never changes."""

    register = "activities.type"
    code = models.CharField("代码", max_length=40)
    version = models.PositiveIntegerField("版本")
    definition = models.JSONField("定义")
    starts = models.DateField("启用日期")
    ends = models.DateField("停用日期", null=True)

    class Meta(Record.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="activity_type_version_once"),
            models.CheckConstraint(
                condition=models.Q(ends=None) | models.Q(ends__gte=models.F("starts")), name="activity_type_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition.get('title', self.code)}（第 {self.version} 版）"


class Activity(Record):
    """One thing held on one day, of one type. `values` holds the type's own fields (see `definitions.Stored`)."""

    register = "activities.activity"
    type_code = models.CharField("类型", max_length=40)
    type_version = models.PositiveIntegerField("类型版本")
    type = models.ForeignKey(ActivityType, models.PROTECT, null=True, related_name="+")
    """None: a shipped type."""
    held_on = models.DateField("日期")
    ended_on = models.DateField("结束日期", null=True)
    subject = models.CharField("名称", max_length=LONGEST, blank=True)
    place = models.CharField("地点", max_length=LONGEST, blank=True)
    partners = models.CharField("合作单位", max_length=LONGEST, blank=True)
    particulars = models.TextField("分类", blank=True)
    quantities = models.CharField("数量", max_length=400, blank=True)
    values = models.JSONField("各项内容", default=dict)
    note = models.TextField("备注", blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [models.Index(fields=["org", "type_code", "held_on"], name="activity_org_type_day")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("held_on")), name="activity_days"
            )
        ]

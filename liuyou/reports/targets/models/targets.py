"""Targets, the sheets they are made from, and the letters of responsibility in which they are signed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.kernel.journal.models import Record
from liuyou.kernel.orgs.models import Org

STANDING = ("settled", "signed")
"""States in which a target holds."""
ALIVE = ("drafted", "proposed", "countered", *STANDING)


class Reach(models.TextChoices):
    """How far down a sheet hands out targets."""

    CHILDREN = "下一级", "下一级"
    ALL = "全部下级", "全部下级"


class Sheet(Record):
    """A target sheet (目标表): figures with usual values for a type of unit. `applies`: kinds and sectors."""

    register = "targets.sheet"
    title = models.CharField("名称", max_length=60)
    year = models.PositiveSmallIntegerField("年度")
    period = models.CharField("考核期", max_length=32)
    applies = models.JSONField("适用单位", default=dict, blank=True)
    reach = models.CharField("下达到", max_length=8, choices=Reach.choices, default=Reach.CHILDREN)
    items = models.JSONField("目标项", default=list)
    basis = models.CharField("文件依据", max_length=120, blank=True)
    made_on = models.DateField("制定日期")
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [models.Index(fields=["made_on", "id"], name="target_sheet_day")]


class Target(Record):
    """What an org has to reach in a period, all below it included; `parent` is the target of which it is a part.

    `handed`: what stands below as targets of their own (0 where the figure does not add up). `history`: who proposed
    what, when and why. `amount`: the value in words.
    """

    register = "targets.target"
    title = models.CharField("目标", max_length=60)
    figure = models.CharField("指标", max_length=500)
    unit = models.CharField("单位", max_length=12, blank=True, editable=False)
    period = models.CharField("考核期", max_length=32)
    starts_on = models.DateField("开始日期", editable=False)
    ends_on = models.DateField("截止日期", editable=False)
    value = models.DecimalField("目标值", max_digits=18, decimal_places=4)
    amount = models.CharField("目标数", max_length=40, editable=False)
    countered = models.DecimalField("下级意见", max_digits=18, decimal_places=4, null=True, editable=False)
    basis = models.CharField("文件依据", max_length=120, blank=True)
    points = models.CharField("分值", max_length=8, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name="上级目标", editable=False
    )
    handed = models.DecimalField("已分解到下级", max_digits=18, decimal_places=4, default=0, editable=False)
    summable = models.BooleanField("可以分解", default=True, editable=False)
    sheet = models.ForeignKey(Sheet, models.PROTECT, null=True, related_name="+", verbose_name="目标表", editable=False)
    history = models.JSONField("协商经过", default=list, blank=True, editable=False)
    drafted_on = models.DateField("拟定日期")
    agreed_on = models.DateField("同意日期", null=True, editable=False)
    settled_on = models.DateField("确定日期", null=True, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [
            models.Index(fields=["drafted_on", "id"], name="targets_day"),
            models.Index(fields=["period", "figure"], name="targets_family"),
            models.Index(fields=["org", "period"], name="targets_org"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["org", "figure", "period"], condition=models.Q(state__in=ALIVE), name="targets_one_a_period"
            ),
            models.CheckConstraint(
                condition=models.Q(value__gte=0, ends_on__gte=models.F("starts_on")), name="targets_sound"
            ),
        ]


class Letter(Record):
    """A letter of responsibility (责任书) of the org that signs; `items` are its targets as they stood when issued.

    `outcome`: one frozen copy an assessment, the last one counts.
    """

    register = "targets.letter"
    title = models.CharField("名称", max_length=80)
    year = models.PositiveSmallIntegerField("年度")
    issuer = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="下达单位", editable=False)
    targets = models.JSONField("所含目标", default=list, editable=False)
    items = models.JSONField("目标内容", default=list, editable=False)
    duties = models.JSONField("责任事项", default=list)
    drafted_on = models.DateField("拟定日期")
    issued_on = models.DateField("下达日期", null=True)
    signed_by_above = models.CharField("下达单位签字人", max_length=40, blank=True)
    signed_by = models.CharField("责任单位签字人", max_length=40, blank=True)
    signed_on = models.DateField("签订日期", null=True)
    assessed_on = models.DateField("考核日期", null=True)
    result = models.CharField("考核结果", max_length=20, blank=True)
    outcome = models.JSONField("考核数据", default=list, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [models.Index(fields=["drafted_on", "id"], name="target_letter_day")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(signed_on=None)
                | models.Q(issued_on__isnull=False, signed_on__gte=models.F("issued_on")),
                name="target_letter_signed_after_issued",
            ),
        ]

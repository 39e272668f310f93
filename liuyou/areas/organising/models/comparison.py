"""Comparison of the employers with a register file from the authorities (法人数据库审核): one difference a row."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.areas.organising.models.employers import Employer
from liuyou.kernel.journal.models import Record
from liuyou.kernel.secrecy.fields import SealedText


class Match(models.TextChoices):
    """How a row of the file and an employer of the register were brought together."""

    CODE = "代码相同", "代码相同"
    NAME = "名称相同", "名称相同"
    FUZZY = "名称近似", "名称近似"
    THERE = "仅名册有", "仅名册有"
    HERE = "仅台账有", "仅台账有"


class Comparison(Record):
    """One file from an authority, checked against the employers of its federation."""

    register = "organising.comparison"
    title = models.CharField("名称", max_length=60)
    source = models.CharField("数据来源", max_length=60, blank=True)
    received_on = models.DateField("比对日期")
    rows = models.PositiveIntegerField("名册行数", default=0, editable=False)
    agreed = models.PositiveIntegerField("一致", default=0, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [models.Index(fields=["received_on", "id"], name="comparison_day")]


class Difference(Record):
    """One row of the file beside one employer; what only one side has stands alone."""

    register = "organising.difference"
    comparison = models.ForeignKey(Comparison, models.PROTECT, related_name="differences", verbose_name="比对")
    employer = models.ForeignKey(
        Employer, models.PROTECT, null=True, related_name="differences", verbose_name="台账中的单位"
    )
    match = models.CharField("匹配方式", max_length=8, choices=Match.choices)
    score = models.DecimalField("相似度", max_digits=5, decimal_places=2, null=True)
    name = models.CharField("名册名称", max_length=120, blank=True)
    own_name = models.CharField("台账名称", max_length=120, blank=True)
    credit_code = models.CharField("名册信用代码", max_length=18, blank=True)
    workers = models.PositiveIntegerField("名册职工人数", null=True)
    members = models.PositiveIntegerField("名册会员人数", null=True)
    address = models.CharField("名册地址", max_length=120, blank=True)
    contact = models.CharField("名册联系人", max_length=40, blank=True)
    phone = SealedText(verbose_name="名册联系电话", default="")
    differs = models.CharField("不一致项", max_length=60, blank=True)
    compared_on = models.DateField("比对日期")
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [
            models.Index(fields=["compared_on", "id"], name="difference_day"),
            models.Index(fields=["comparison", "state"], name="difference_list"),
        ]

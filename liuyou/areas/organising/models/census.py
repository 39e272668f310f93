"""Census (普查、摸底): a campaign, and one call on one employer in it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.areas.organising.models.employers import Employer
from liuyou.areas.organising.rules import kinds
from liuyou.kernel.journal.models import Record
from liuyou.kernel.secrecy.fields import SealedText


class CampaignKind(models.TextChoices):
    CENSUS = "普查", "普查"
    SURVEY = "摸底", "摸底"
    STUDY = "大调研", "大调研"
    DRIVE = "专项行动", "专项行动"


class Campaign(Record):
    """A census of the employers in the territory of its federation."""

    register = "organising.campaign"
    title = models.CharField("名称", max_length=60)
    kind = models.CharField("方式", max_length=8, choices=CampaignKind.choices, default=CampaignKind.CENSUS)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("完成期限")
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [models.Index(fields=["starts_on", "id"], name="campaign_day")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="campaign_term"),
        ]


class Call(Record):
    """One call: the employer of the register, or a firm found at the door. `campaign_title` is the campaign's."""

    register = "organising.call"
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="calls", verbose_name="普查")
    campaign_title = models.CharField("普查名称", max_length=60, editable=False)
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, related_name="calls", verbose_name="用人单位")
    name = models.CharField("单位名称", max_length=120)
    address = models.CharField("地址", max_length=120, blank=True)
    park = models.CharField("园区、商圈", max_length=60, blank=True)
    found = models.BooleanField("走访中新发现", default=False, editable=False)
    visitor = models.CharField("走访人", max_length=40, blank=True)
    assigned_on = models.DateField("分派日期")
    called_on = models.DateField("走访日期", null=True)
    workers = models.PositiveIntegerField("职工人数", null=True)
    women = models.PositiveIntegerField("其中女职工", null=True)
    migrants = models.PositiveIntegerField("其中农民工", null=True)
    dispatched = models.PositiveIntegerField("其中劳务派遣工", null=True)
    platform = models.PositiveIntegerField("新就业形态劳动者", null=True)
    members = models.PositiveIntegerField("其中工会会员", null=True)
    union = models.CharField(
        "是否建会", max_length=2, choices=[(kinds.YES, kinds.YES), (kinds.NO, kinds.NO)], blank=True
    )
    why_not = models.CharField("未建会原因", max_length=40, blank=True)
    why_absent = models.CharField("未走访到的原因", max_length=40, blank=True)
    contact = models.CharField("联系人", max_length=40, blank=True)
    phone = SealedText(verbose_name="联系电话", default="")
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [
            models.Index(fields=["assigned_on", "id"], name="call_day"),
            models.Index(fields=["campaign", "org", "state"], name="call_list"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "employer"],
                condition=models.Q(employer__isnull=False) & ~models.Q(state="void"),
                name="call_one_a_campaign",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="done")
                | models.Q(called_on__isnull=False, workers__isnull=False, union__in=["是", "否"]),
                name="call_done_is_told",
            ),
        ]

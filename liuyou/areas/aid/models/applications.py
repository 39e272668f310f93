"""Programmes with their funds, applications to them, and batches: one sheet of many people."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models

from liuyou.areas.aid.models.files import HardshipFile
from liuyou.kernel.journal.models import Record
from liuyou.kernel.people.models import Person
from liuyou.kernel.secrecy.fields import SealedText


class Programme(Record):
    """What a federation gives in one year under one name: limits for payments of its whole subtree."""

    register = "aid.programme"
    name = models.CharField("项目", max_length=40)
    year = models.PositiveSmallIntegerField("年度")
    funds = models.JSONField("资金来源与预算", default=dict)
    """Fund → budget in 元 as text: ``{"工会经费": "50000.00"}``; empty means not limited."""
    cap = models.DecimalField("每人每年上限", max_digits=14, decimal_places=2, null=True)
    cap_parameter = models.CharField("上限参数", max_length=40, blank=True)
    """Used where `cap` is empty; a value in months is multiplied by the 低保 standard."""

    class Meta(Record.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["org", "name", "year"], condition=~models.Q(state="void"), name="aid_programme_once_a_year"
            ),
            models.CheckConstraint(
                condition=models.Q(cap__isnull=True) | models.Q(cap__gt=0), name="aid_programme_cap_positive"
            ),
        ]

    @property
    def budgets(self) -> dict[str, Decimal]:
        return {fund: Decimal(amount) for fund, amount in self.funds.items()}


class Application(Record):
    """One person's request under one programme; paying it makes a payment."""

    register = "aid.application"
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    file = models.ForeignKey(HardshipFile, models.PROTECT, null=True, related_name="+")
    programme = models.CharField("项目", max_length=40)
    category = models.CharField("对象类别", max_length=20, blank=True)
    fund = models.CharField("资金来源", max_length=20, blank=True)
    form = models.CharField("发放形式", max_length=20, blank=True)
    requested = models.DecimalField("申请金额", max_digits=14, decimal_places=2)
    amount = models.DecimalField("批准金额", max_digits=14, decimal_places=2, null=True)
    grounds = SealedText(verbose_name="申请理由", default="")
    finding = SealedText(verbose_name="入户调查", default="")
    opinion = models.CharField("审批意见", max_length=200, blank=True)
    voucher = models.CharField("凭证号", max_length=40, blank=True)
    submitted_on = models.DateField("提交日期", null=True)

    class Meta(Record.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(requested__gt=0) & (models.Q(amount__isnull=True) | models.Q(amount__gt=0)),
                name="aid_application_asks_something",
            ),
        ]


class Batch(Record):
    """One sheet, one programme, one day, many people; paying it makes a payment a person."""

    register = "aid.batch"
    title = models.CharField("名称", max_length=60)
    programme = models.CharField("项目", max_length=40)
    form = models.CharField("发放形式", max_length=20, blank=True)
    category = models.CharField("对象类别", max_length=20, blank=True)
    fund = models.CharField("资金来源", max_length=20, blank=True)
    paid_on = models.DateField("发放日期")
    rows = models.JSONField("名单", default=list)
    """``{person_id, amount, goods, goods_value, category, org_id}``; amounts in 元 as text, the last four optional."""
    count = models.PositiveIntegerField("人数")
    total = models.DecimalField("金额合计", max_digits=14, decimal_places=2)
    goods_total = models.DecimalField("实物折价合计", max_digits=14, decimal_places=2, default=0)
    opinion = models.CharField("审批意见", max_length=200, blank=True)

    class Meta(Record.Meta):
        pass

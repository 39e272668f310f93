"""Payments: what was given, to whom, when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.kernel.journal.models import Record
from liuyou.kernel.people.models import Person


class Payment(Record):
    """Money or goods given to one person on one day under one programme."""

    register = "aid.payment"
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    programme = models.CharField("项目", max_length=40)
    form = models.CharField("发放形式", max_length=20, blank=True)
    category = models.CharField("对象类别", max_length=20, blank=True)
    fund = models.CharField("资金来源", max_length=20, blank=True)
    amount = models.DecimalField("金额", max_digits=14, decimal_places=2, default=0)
    goods = models.CharField("实物", max_length=60, blank=True)
    goods_value = models.DecimalField("实物折价", max_digits=14, decimal_places=2, default=0)
    paid_on = models.DateField("发放日期")
    returned_on = models.DateField("退回日期", null=True)
    note = models.CharField("备注", max_length=200, blank=True)
    source = models.BigIntegerField("来源记录", null=True)
    """Id of the application, batch, commitment or survivor it was paid for; ids are unique over all registers."""
    occasion = models.CharField("期次", max_length=20, blank=True)
    """The month or school year of something paid again and again: paid once each."""

    class Meta(Record.Meta):
        indexes: ClassVar = [
            models.Index(fields=["paid_on", "programme"], name="payment_day"),
            models.Index(fields=["person", "programme"], name="payment_person"),
            models.Index(fields=["source"], name="payment_source", condition=models.Q(source__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(amount__gte=0, goods_value__gte=0) & ~models.Q(amount=0, goods_value=0),
                name="payment_gives_something",
            ),
            models.UniqueConstraint(
                fields=["source", "occasion"],
                condition=models.Q(state="paid", source__isnull=False) & ~models.Q(occasion=""),
                name="payment_once_an_occasion",
            ),
        ]

"""Dues (会费): one list a union and month. Amounts only: what somebody earns is never kept."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.kernel.journal.models import Record


class Dues(Record):
    """`rows`: ``{person_id, due, paid, paid_on}``, amounts in 元 as text, `paid_on` empty while nothing is paid."""

    register = "members.dues"
    month = models.DateField("月份")
    """The first of it."""
    rows = models.JSONField("名单", default=list)
    count = models.PositiveIntegerField("人数", default=0, editable=False)
    payers = models.PositiveIntegerField("已交人数", default=0, editable=False)
    due = models.DecimalField("应收", max_digits=14, decimal_places=2, default=0, editable=False)
    paid = models.DecimalField("实收", max_digits=14, decimal_places=2, default=0, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [models.Index(fields=["month", "id"], name="dues_month")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["org", "month"], condition=~models.Q(state="void"), name="dues_once_a_month"
            )
        ]

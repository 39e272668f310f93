"""A return (报表) of one union for one period. What was submitted and accepted is kept with its moment, for ever."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.db import models

from liuyou.kernel.base.periods import Period
from liuyou.kernel.journal.models import Record
from liuyou.reports.returns.models.forms import Form
from liuyou.reports.returns.rules import periods


class Return(Record):
    """The org is the union that reports; the form's org asked for it.

    `typed`: cell → what was typed. `submissions` and `acceptances`: frozen copies ``{at, by, values, …}``, appended
    only; `accepted` is the copy that holds, None while it is open again.
    """

    register = "returns.return"
    form = models.ForeignKey(Form, models.PROTECT, related_name="returns", verbose_name="报表格式")
    form_code = models.CharField("报表代码", max_length=40)
    form_title = models.CharField("报表", max_length=80)
    period = models.CharField("报告期", max_length=24)
    starts_on = models.DateField("期初")
    ends_on = models.DateField("期末")
    deadline = models.DateField("上报期限")
    nil = models.BooleanField("零报告", default=False, editable=False)
    typed = models.JSONField("手填内容", default=dict, editable=False)
    explanations = models.JSONField("说明", default=dict, editable=False)
    remarks = models.JSONField("退回意见", default=list, editable=False)
    note = models.TextField("备注", blank=True)
    submitted_on = models.DateField("首次上报", null=True, editable=False)
    accepted_on = models.DateField("接收日期", null=True, editable=False)
    sent_back = models.JSONField("退回日期", default=list, editable=False)
    submissions = models.JSONField("历次上报", default=list, editable=False)
    accepted = models.JSONField("接收数", null=True, editable=False)
    acceptances = models.JSONField("历次接收", default=list, editable=False)

    class Meta(Record.Meta):
        indexes: ClassVar = [
            models.Index(fields=["ends_on", "form_code"], name="return_period"),
            models.Index(fields=["org", "form_code", "ends_on"], name="return_org_period"),
            models.Index(fields=["deadline"], name="return_deadline"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["form_code", "org", "period"], condition=~models.Q(state="void"), name="return_once"
            ),
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="return_days"),
        ]

    def __str__(self) -> str:
        return f"{self.form_title} {self.label}"

    @cached_property
    def span(self) -> Period:
        return Period.parse(self.period)

    @property
    def label(self) -> str:
        return periods.label(self.span)

    @property
    def submitted(self) -> dict[str, Any] | None:
        """The latest submission."""
        return self.submissions[-1] if self.submissions else None

    @property
    def outcome(self) -> str:
        """按时, 迟报 or 未报, by the first submission."""
        if self.submitted_on is None:
            return "未报"
        return "按时" if self.submitted_on <= self.deadline else "迟报"

    @property
    def fillable(self) -> bool:
        return self.state in ("open", "sent_back", "reopened")

"""A form (报表格式): what a federation asks of those below it, as data with versions and an end."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import ClassVar

from django.db import models

from liuyou.kernel.journal.models import Record
from liuyou.kernel.writing.permit import APPEND_ONLY, GUARD
from liuyou.reports.returns.rules import layout, periods
from liuyou.reports.returns.rules.layout import Layout


class Sheet(models.Model):
    """A workbook whose look the output keeps, by the fingerprint of its bytes; never changed."""

    fingerprint = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=120)
    content = models.BinaryField()

    class Meta:
        triggers: ClassVar = [GUARD, APPEND_ONLY]


class Form(Record):
    """One version of a form. A request for data ends by itself on `ends_on`."""

    register = "returns.form"
    code = models.CharField("代码", max_length=40)
    title = models.CharField("报表名称", max_length=80)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    frequency = models.CharField("报送频次", max_length=8, choices=[(each, each) for each in periods.FREQUENCIES])
    purpose = models.CharField("用途", max_length=200, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    starts_on = models.DateField("启用日期")
    ends_on = models.DateField("停用日期", null=True)
    applies = models.JSONField("填报范围", default=dict)
    due_day = models.PositiveIntegerField("期末后第几日上报", default=5)
    due_unit = models.CharField(
        "期限单位", max_length=4, choices=[("工作日", "工作日"), ("日", "日")], default="工作日"
    )
    layout = models.JSONField("表样", default=dict)
    sheet = models.CharField("原表文件", max_length=64, blank=True)
    note = models.CharField("填报说明", max_length=600, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [models.Index(fields=["starts_on", "code"], name="return_form_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "version"], condition=~models.Q(state="withdrawn"), name="return_form_version_once"
            ),
            models.CheckConstraint(condition=models.Q(due_day__gte=1), name="return_form_due_day"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第 {self.version} 版）"

    @cached_property
    def parsed(self) -> Layout:
        """The layout as rows, columns and cells, as it was when first asked for."""
        return layout.read(self.layout)

    def in_use(self, on: date) -> bool:
        """Whether periods that end on a day are asked for."""
        return (
            self.state in ("published", "retired")
            and self.starts_on <= on
            and (self.ends_on is None or on <= self.ends_on)
        )

    @property
    def kinds(self) -> list[str]:
        return list(self.applies.get("kinds", ()))

    @property
    def sectors(self) -> list[str]:
        return list(self.applies.get("sectors", ()))

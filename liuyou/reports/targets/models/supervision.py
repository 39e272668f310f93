"""Supervision: groups, visits, difficulties that are followed one by one, circulars."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.kernel.journal.models import Record
from liuyou.kernel.orgs.models import Org
from liuyou.reports.targets.models.targets import Sheet


class Matter(models.TextChoices):
    DIFFICULTY = "难点", "难点"
    RECTIFICATION = "整改", "整改"


class Group(Record):
    """A supervision group (督查组) of a federation; `units` are the orgs assigned to it."""

    register = "targets.group"
    name = models.CharField("督查组", max_length=40)
    leader = models.CharField("组长", max_length=40)
    members = models.CharField("成员", max_length=200, blank=True)
    units = models.JSONField("负责的单位", default=list)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [models.Index(fields=["since", "id"], name="target_group_day")]


class Visit(Record):
    """A supervision visit. Its org is the one that supervises: the unit visited must not see what is not announced."""

    register = "targets.visit"
    unit = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="督查的组织", editable=False)
    unit_name = models.CharField("督查单位", max_length=120, editable=False)
    group = models.ForeignKey(Group, models.PROTECT, related_name="+", verbose_name="督查组")
    planned_on = models.DateField("计划日期")
    announced = models.BooleanField("事先通知", default=True)
    visited_on = models.DateField("督查日期", null=True)
    findings = models.JSONField("发现的问题", default=list)
    opinion = models.CharField("总体评价", max_length=200, blank=True)
    closed_on = models.DateField("办结日期", null=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [
            models.Index(fields=["planned_on", "id"], name="target_visit_day"),
            models.Index(fields=["unit", "state"], name="target_visit_unit"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state__in=["done", "closed"]) | models.Q(visited_on__isnull=False),
                name="target_visit_done_is_dated",
            ),
        ]


class Difficulty(Record):
    """A difficulty or something to put right (难点、整改), with an owner and a day; `follow_ups` in order.

    `spells`: from when to when it stood open, so that the stock of any past day is right.
    """

    register = "targets.difficulty"
    title = models.CharField("事项", max_length=120)
    kind = models.CharField("类别", max_length=4, choices=Matter.choices, default=Matter.DIFFICULTY)
    owner = models.CharField("责任人", max_length=40)
    found_on = models.DateField("提出日期")
    finish_by = models.DateField("完成期限")
    advice = models.CharField("整改建议", max_length=300, blank=True)
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="+", verbose_name="督查")
    follow_ups = models.JSONField("跟踪情况", default=list, editable=False)
    result = models.CharField("解决结果", max_length=300, blank=True)
    resolved_on = models.DateField("解决日期", null=True)
    confirmed_on = models.DateField("销号日期", null=True)
    mechanism = models.CharField("长效机制", max_length=300, blank=True)
    spells = models.JSONField("未销号起止", default=list, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [
            models.Index(fields=["found_on", "id"], name="target_difficulty_day"),
            models.Index(fields=["state", "finish_by"], name="target_difficulty_due"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(finish_by__gte=models.F("found_on")), name="target_difficulty_term"
            ),
        ]


class Circular(Record):
    """A circular (通报) out of figures. `copies`: frozen figures with their moment, the last one counts."""

    register = "targets.circular"
    title = models.CharField("标题", max_length=80)
    sheet = models.ForeignKey(Sheet, models.PROTECT, null=True, related_name="+", verbose_name="目标表")
    items = models.JSONField("通报的指标", default=list)
    period = models.CharField("考核期", max_length=32)
    until = models.DateField("数据截至")
    praise = models.DecimalField("表扬线", max_digits=6, decimal_places=4)
    spur = models.DecimalField("督促线", max_digits=6, decimal_places=4)
    copies = models.JSONField("冻结的数据", default=list, editable=False)
    as_of = models.DateTimeField("取数时刻", null=True, editable=False)
    text = models.TextField("正文", max_length=8000, blank=True)
    composed_on = models.DateField("起草日期")
    issued_on = models.DateField("印发日期", null=True)
    number = models.CharField("文号", max_length=40, blank=True)
    document = models.CharField("公文", max_length=10, blank=True, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [models.Index(fields=["composed_on", "id"], name="target_circular_day")]

"""Meetings that drive a campaign, and the key points of a year."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.kernel.journal.models import Record


class MeetingKind(models.TextChoices):
    PUSH = "推进会", "推进会"
    ON_SITE = "现场会", "现场会"
    DISPATCH = "调度会", "调度会"
    MOBILISATION = "动员会", "动员会"


class Meeting(Record):
    """A meeting that drives a campaign; `tasks` are what it gave to whom by when."""

    register = "targets.meeting"
    title = models.CharField("会议名称", max_length=80)
    kind = models.CharField("形式", max_length=4, choices=MeetingKind.choices)
    held_on = models.DateField("召开日期")
    participants = models.PositiveIntegerField("参加人数")
    place = models.CharField("地点", max_length=60, blank=True)
    tasks = models.JSONField("部署任务", default=list)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [models.Index(fields=["held_on", "id"], name="target_meeting_day")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=MeetingKind.values), name="target_meeting_kind"),
        ]


class Keypoint(Record):
    """One of the key points (工作要点) of an org's year; `carried_from` is that of the year before."""

    register = "targets.keypoint"
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("工作要点", max_length=200)
    figure = models.CharField("指标", max_length=500, blank=True)
    value = models.DecimalField("目标值", max_digits=18, decimal_places=4, null=True)
    amount = models.CharField("目标数", max_length=40, blank=True, editable=False)
    deliverable = models.CharField("成果要求", max_length=200, blank=True)
    owner = models.CharField("责任人（部门）", max_length=40)
    finish_by = models.DateField("完成期限")
    progress = models.JSONField("进展情况", default=list, editable=False)
    result = models.CharField("完成情况", max_length=300, blank=True)
    done_on = models.DateField("完成日期", null=True)
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name="接续上年", editable=False
    )
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [
            models.Index(fields=["finish_by", "id"], name="target_keypoint_day"),
            models.Index(fields=["org", "year"], name="target_keypoint_year"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["org", "year", "number"],
                condition=~models.Q(state="void"),
                name="target_keypoint_one_number",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="done") | models.Q(done_on__isnull=False),
                name="target_keypoint_done_is_dated",
            ),
        ]

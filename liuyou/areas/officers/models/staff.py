"""Staff of federations, their quarterly self-checks, visits to the grass roots."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.kernel.journal.models import Record
from liuyou.kernel.people.models import Person

STAFF_KINDS = ("专职", "兼职", "社会化工会工作者")


class Staff(Record):
    """Somebody who works for a federation from `since`; `until` is the first day without."""

    register = "officers.staff"
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="姓名")
    kind = models.CharField("人员类别", max_length=12, choices=[(kind, kind) for kind in STAFF_KINDS])
    post = models.CharField("岗位", max_length=40, blank=True)
    duties = models.CharField("职责分工", max_length=400, blank=True)
    since = models.DateField("到岗日期")
    until = models.DateField("离岗日期", null=True, editable=False)
    ending = models.CharField("离岗原因", max_length=60, blank=True, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [models.Index(fields=["since", "id"], name="staff_day")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")), name="staff_days"
            ),
            models.UniqueConstraint(
                fields=["org", "person"], condition=models.Q(state="serving"), name="staff_once_an_org"
            ),
        ]


class SelfCheck(Record):
    """One person's self-check of one quarter: `items` [{item, full, own, town, county}], marks by three levels."""

    register = "officers.selfcheck"
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="checks", verbose_name="工会工作人员")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="姓名", editable=False)
    quarter = models.CharField("季度", max_length=6)
    quarter_ends = models.DateField("季度末", editable=False)
    items = models.JSONField("自查项目", default=list, editable=False)
    full = models.DecimalField("满分", max_digits=7, decimal_places=2, editable=False)
    own = models.DecimalField("自评分", max_digits=7, decimal_places=2, editable=False)
    town = models.DecimalField("镇街评分", max_digits=7, decimal_places=2, null=True, editable=False)
    county = models.DecimalField("区县评分", max_digits=7, decimal_places=2, null=True, editable=False)
    work = models.CharField("工作小结", max_length=400, blank=True)
    opinion = models.CharField("评议意见", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [models.Index(fields=["quarter_ends", "id"], name="selfcheck_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["staff", "quarter"], condition=~models.Q(state="void"), name="selfcheck_once_a_quarter"
            )
        ]


class BaseVisit(Record):
    """A visit to the grass roots (下基层): who, where, what was found, what was done about it."""

    register = "officers.basevisit"
    visitors = models.CharField("走访人员", max_length=120)
    visitor_count = models.PositiveSmallIntegerField("走访人数", default=1)
    place = models.CharField("走访单位", max_length=120)
    visited_on = models.DateField("走访日期")
    met = models.PositiveIntegerField("面谈职工数", default=0)
    content = models.CharField("走访内容", max_length=400, blank=True)
    found = models.CharField("发现的问题", max_length=400, blank=True)
    done = models.CharField("处理结果", max_length=400, blank=True)
    solved_on = models.DateField("解决日期", null=True, editable=False)

    class Meta(Record.Meta):
        indexes: ClassVar = [models.Index(fields=["visited_on", "id"], name="basevisit_day")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(solved_on=None) | models.Q(solved_on__gte=models.F("visited_on")),
                name="basevisit_days",
            )
        ]

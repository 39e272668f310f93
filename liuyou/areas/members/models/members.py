"""A membership (会籍): one person in one union from one day to another."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Coalesce

from liuyou.kernel.journal.models import Record
from liuyou.kernel.people.models import Person
from liuyou.kernel.secrecy.fields import SealedText

HELD = ("active", "retained", "left")
"""States that have or had a membership in force."""
DAYS = models.Func("since", Coalesce("retained_on", "until"), function="daterange", output_field=DateRangeField())


class Member(Record):
    """Active from `since` to `retained_on` or, if that is empty, to `until`; retained from `retained_on` to `until`.

    `retained_on` and `until` are the first days without. Of an application `since` is the day it was made.
    """

    register = "members.member"
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False, verbose_name="姓名")
    how = models.CharField("入会方式", max_length=6, default="新入会")
    channel = models.CharField("申请渠道", max_length=6, blank=True)
    applied_on = models.DateField("申请日期", null=True)
    since = models.DateField("入会日期")
    retained_on = models.DateField("保留会籍日期", null=True)
    retained_why = models.CharField("保留原因", max_length=6, blank=True)
    until = models.DateField("离会日期", null=True)
    why = models.CharField("离会原因", max_length=6, blank=True)
    decision = models.CharField("决定或文号", max_length=100, blank=True)
    sex = models.CharField("性别", max_length=2, blank=True)
    born = models.DateField("出生日期", null=True)
    cohort = models.CharField("出生年代", max_length=4, blank=True, editable=False)
    sector = models.CharField("所属领域", max_length=12, blank=True, editable=False)
    employment = models.CharField("用工形式", max_length=8, blank=True)
    migrant = models.CharField("农民工", max_length=2, blank=True)
    education = models.CharField("学历", max_length=10, blank=True)
    earlier = models.JSONField("从前的情况", default=list, editable=False)
    """What held before, in order: ``{until, employment, migrant, education}``; the fields hold since the last one."""
    degree = models.CharField("学位", max_length=10, blank=True)
    ethnicity = models.CharField("民族", max_length=20, blank=True)
    political = models.CharField("政治面貌", max_length=20, blank=True)
    marital = models.CharField("婚姻状况", max_length=6, blank=True)
    household = models.CharField("户口所在地", max_length=100, blank=True)
    address = SealedText(verbose_name="现居地址", default="")
    family = SealedText(verbose_name="家庭成员", default="")
    employer = models.CharField("工作单位", max_length=120, blank=True)
    position = models.CharField("职务或工种", max_length=60, blank=True)
    specialty = models.CharField("特长", max_length=100, blank=True)
    job_from = models.DateField("入职日期", null=True)
    job_until = models.DateField("离职日期", null=True)
    joined_union_on = models.DateField("首次入会日期", null=True)
    card_kind = models.CharField("卡证种类", max_length=10, blank=True)
    card_no = models.CharField("卡证号码", max_length=40, blank=True)
    card_on = models.DateField("发卡日期", null=True)
    old_cards = models.JSONField("从前的卡证", default=list, editable=False)
    """Cards issued before the present one: ``{kind, no, on}``."""
    opinion = models.CharField("工会意见", max_length=200, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    ticket = models.CharField("查询号", max_length=12, blank=True, editable=False)
    """Given to whoever applied by phone, to ask with."""
    source = models.BigIntegerField("来源记录", null=True, editable=False)
    """Id of the membership that it goes on from."""

    class Meta(Record.Meta):
        indexes: ClassVar = [
            models.Index(fields=["person"], name="member_person"),
            models.Index(fields=["org", "state"], name="member_org"),
            models.Index(fields=["since", "id"], name="member_since"),
            models.Index(fields=["ticket"], name="member_ticket", condition=~models.Q(ticket="")),
            models.Index(fields=["source"], name="member_source", condition=models.Q(source__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(models.Q(until=None) | models.Q(until__gte=Coalesce("retained_on", "since")))
                & (models.Q(retained_on=None) | models.Q(retained_on__gte=models.F("since"))),
                name="member_days",
            ),
            models.CheckConstraint(
                condition=(~models.Q(state="left") | models.Q(until__isnull=False))
                & (~models.Q(state="retained") | models.Q(retained_on__isnull=False, until=None))
                & (~models.Q(state="active") | models.Q(retained_on=None, until=None)),
                name="member_state_is_dated",
            ),
            ExclusionConstraint(
                name="member_of_one_union",
                expressions=[("person", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
                condition=models.Q(state__in=HELD),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name}的会籍"

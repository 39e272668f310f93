"""What is followed over time: visits, pairings, scholarship commitments, survivors' pensions, maternity cases."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.kernel.journal.models import Record
from liuyou.kernel.people.models import Person
from liuyou.kernel.secrecy.fields import SealedText


class Visit(Record):
    """One visit to a home, a sick-bed, a linked village; `visited` names whoever is not a registered person."""

    register = "aid.visit"
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    visited = models.CharField("走访对象", max_length=60, blank=True)
    visited_on = models.DateField("走访日期")
    programme = models.CharField("项目", max_length=40, blank=True)
    form = models.CharField("走访形式", max_length=20, blank=True)
    visitors = models.CharField("走访人", max_length=100, blank=True)
    findings = SealedText(verbose_name="走访情况", default="")

    class Meta(Record.Meta):
        indexes: ClassVar = [models.Index(fields=["visited_on"], name="aid_visit_day")]


class Pairing(Record):
    """一帮一: a leader and the person he or she helps until a day; `due_on` is the plan's deadline."""

    register = "aid.pairing"
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    helper = models.CharField("帮扶人", max_length=60)
    helper_post = models.CharField("帮扶人职务", max_length=60, blank=True)
    plan = models.TextField("帮扶计划", blank=True)
    starts_on = models.DateField("结对日期")
    deadline = models.DateField("计划脱困期限", null=True)
    inspections = models.JSONField("检查记录", default=list)
    """``{on, note}`` in order."""
    ended_on = models.DateField("结束日期", null=True)
    outcome = models.CharField("结果", max_length=6, blank=True)

    class Meta(Record.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "helper"], condition=models.Q(state="active"), name="aid_pairing_once"
            ),
        ]


class Commitment(Record):
    """金秋助学: a student is helped every school year until the last one; the payments carry its id and the year."""

    register = "aid.commitment"
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="学生")
    parent = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    parent_name = models.CharField("家长姓名", max_length=60, blank=True)
    school_level = models.CharField("学段", max_length=12)
    first_year = models.PositiveSmallIntegerField("起始学年")
    years = models.PositiveSmallIntegerField("资助年数")
    yearly_amount = models.DecimalField("每年金额", max_digits=14, decimal_places=2)
    fund = models.CharField("资金来源", max_length=20, blank=True)
    paid_before = models.PositiveSmallIntegerField("登记前已发年数", default=0)
    confirmed = models.JSONField("已确认学年", default=list)
    starts_on = models.DateField("承诺日期")
    ended_on = models.DateField("结束日期", null=True)

    class Meta(Record.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(state="active"), name="aid_commitment_once"),
            models.CheckConstraint(
                condition=models.Q(yearly_amount__gt=0, years__gte=1, paid_before__lte=models.F("years")),
                name="aid_commitment_gives_something",
            ),
        ]


class Survivor(Record):
    """遗属: someone who lives on a monthly pension of a dead worker; `due_on` is the day of the next yearly recheck."""

    register = "aid.survivor"
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    deceased = models.CharField("亡故职工", max_length=60)
    relation = models.CharField("与亡故职工关系", max_length=6, blank=True)
    monthly_amount = models.DecimalField("每月金额", max_digits=14, decimal_places=2)
    fund = models.CharField("资金来源", max_length=20, blank=True)
    starts_on = models.DateField("起领日期")
    rechecked_on = models.DateField("最近核查日期", null=True)
    removed_on = models.DateField("退出日期", null=True)

    class Meta(Record.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "deceased"], condition=models.Q(state="receiving"), name="aid_survivor_once"
            ),
            models.CheckConstraint(condition=models.Q(monthly_amount__gt=0), name="aid_survivor_gets_something"),
        ]


class Maternity(Record):
    """One maternity-insurance case handled for a worker; the insurer's money, so it is not aid."""

    register = "aid.maternity"
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    handled_on = models.DateField("办结日期")
    amount = models.DecimalField("报销金额", max_digits=14, decimal_places=2, default=0)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="aid_maternity_not_negative"),
        ]

"""Hardship files (困难职工档案): one household one file, one person one file; what is sensitive is sealed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models

from liuyou.areas.aid.rules import Means
from liuyou.kernel.journal.models import Record
from liuyou.kernel.people.models import Person
from liuyou.kernel.secrecy.fields import SealedText
from liuyou.kernel.writing.permit import GUARD

LIVE = ("draft", "submitted", "to_visit", "to_check", "to_post", "on_notice", "on_file")
"""States in which a file is in force or on its way there."""


class HardshipFile(Record):
    """The file of one worker and household. Incomes and costs are 元 a year, kept as sealed text."""

    register = "aid.file"
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField("档案类型", max_length=12, default="城镇困难职工")
    category = models.CharField("困难类别", max_length=12, blank=True)
    cause = models.CharField("主要致困原因", max_length=12)
    second_cause = models.CharField("次要致困原因", max_length=12, blank=True)
    employer = models.CharField("工作单位", max_length=100, blank=True)
    household_size = models.PositiveSmallIntegerField("共同生活人口", default=1)
    special = models.BooleanField("有患病、上学、残疾或单亲情形", default=False)
    accident = models.BooleanField("遭遇意外或重病", default=False)
    income = SealedText(verbose_name="家庭年收入", default="")
    rigid_costs = SealedText(verbose_name="家庭年刚性支出", default="")
    illness_cost = SealedText(verbose_name="疾病或意外自付支出", default="")
    detail = SealedText(verbose_name="致困说明", default="")
    bank_card = SealedText(verbose_name="银行卡号", default="")
    visited_on = models.DateField("入户日期", null=True)
    visit_finding = SealedText(verbose_name="入户情况", default="")
    checked_on = models.DateField("核对日期", null=True)
    check_result = SealedText(verbose_name="核对结果", default="")
    filed_on = models.DateField("建档日期", null=True)
    spells = models.JSONField("在档经过", default=list)
    """Stretches in force: ``{since, until, category, kind, cause, opening, ending}``; another category begins one."""

    class Meta(Record.Meta):
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="aid_file_due")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state__in=LIVE), name="aid_file_one_a_person"
            ),
            models.CheckConstraint(condition=models.Q(household_size__gte=1), name="aid_file_household_not_empty"),
        ]

    def means(self) -> Means:
        def money(text: str) -> Decimal:
            return Decimal(text or 0)

        return Means(
            money(self.income),
            money(self.rigid_costs),
            self.household_size,
            money(self.illness_cost),
            self.special,
            self.accident,
        )

    @property
    def last_spell(self) -> dict[str, Any]:
        return self.spells[-1]  # type: ignore[no-any-return]


class HouseholdMember(models.Model):
    """Someone living in the household, children included: everything about them is sealed."""

    file = models.ForeignKey(HardshipFile, models.PROTECT, related_name="members")
    relation = models.CharField("关系", max_length=6)
    name = SealedText(verbose_name="姓名", default="")
    identity = SealedText(verbose_name="证件号码", default="")
    identity_hash = models.BinaryField(null=True, editable=False, db_index=True)
    health = SealedText(verbose_name="健康状况", default="")
    income = SealedText(verbose_name="月收入", default="")
    occupation = SealedText(verbose_name="单位或学校", default="")

    class Meta:
        triggers: ClassVar = [GUARD]

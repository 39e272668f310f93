"""Founding a union (建会): one case from the first wish to the approval of the election."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.areas.organising.models.unions import SECTORS, Form, Union
from liuyou.areas.organising.rules import formation as rules
from liuyou.areas.organising.rules.unions import FORMS
from liuyou.kernel.journal.models import Record
from liuyou.kernel.secrecy.fields import SealedText

FOUNDED_FORMS = [(form, str(Form(form).label)) for form in FORMS]


def _choices(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


class Formation(Record):
    """Its `org` is the federation that approves; the union comes into the tree with the approval."""

    register = "organising.formation"
    name = models.CharField("拟建工会名称", max_length=120)
    form = models.CharField("建会形式", max_length=8, choices=FOUNDED_FORMS, default=Form.SINGLE)
    sector = models.CharField("所属领域", max_length=8, choices=SECTORS, blank=True)
    employers = models.JSONField("用人单位", default=list, editable=False)
    """Numbers of the records in the register of employers."""
    site = models.CharField("项目工地", max_length=120, blank=True)
    workers = models.PositiveIntegerField("职工人数", default=0)
    responsible = models.CharField("一对一责任人", max_length=40, blank=True)
    contact = models.CharField("联系人", max_length=40, blank=True)
    phone = SealedText(verbose_name="联系电话", default="")
    intent_on = models.DateField("意向日期")
    note = models.CharField("备注", max_length=200, blank=True)

    applied_on = models.DateField("申请日期", null=True)
    applied_no = models.CharField("建会请示文号", max_length=60, blank=True)
    group = models.JSONField("筹备组", default=list, editable=False)
    """``[{name, role, post}]``"""
    prepared_on = models.DateField("同意筹建日期", null=True)
    prepared_no = models.CharField("同意筹建文号", max_length=60, blank=True)

    members = models.PositiveIntegerField("会员人数", null=True)
    women = models.PositiveIntegerField("其中女会员", null=True)
    congress_kind = models.CharField("大会形式", max_length=8, choices=_choices(rules.CONGRESSES), blank=True)
    planned_on = models.DateField("拟开会日期", null=True)
    seats = models.PositiveIntegerField("工会委员会委员名额", null=True)
    audit_seats = models.PositiveIntegerField("经审委员名额", null=True)
    congress_applied_on = models.DateField("成立大会请示日期", null=True)
    congress_approved_on = models.DateField("同意召开大会日期", null=True)
    congress_no = models.CharField("同意召开大会文号", max_length=60, blank=True)

    congress_on = models.DateField("大会日期", null=True)
    entitled = models.PositiveIntegerField("应到人数", null=True)
    present = models.PositiveIntegerField("实到人数", null=True)
    lowest_votes = models.PositiveIntegerField("最低当选票数", null=True)
    term_years = models.PositiveSmallIntegerField("任期（年）", null=True)
    chair = models.CharField("主席", max_length=40, blank=True)
    vice_chair = models.CharField("副主席", max_length=40, blank=True)
    committee = models.PositiveIntegerField("当选委员数", null=True)
    audit_committee = models.PositiveIntegerField("当选经审委员数", null=True)
    audit_head = models.CharField("经审委主任", max_length=40, blank=True)
    women_body = models.CharField(
        "女职工组织", max_length=8, choices=_choices((rules.WOMEN_COMMITTEE, rules.WOMEN_MEMBER)), blank=True
    )
    women_head = models.CharField("女工委主任（委员）", max_length=40, blank=True)

    reported_on = models.DateField("选举结果请示日期", null=True)
    approved_on = models.DateField("批复日期", null=True)
    approved_no = models.CharField("批复文号", max_length=60, blank=True)
    founded_on = models.DateField("成立日期", null=True)
    union = models.ForeignKey(
        Union, models.PROTECT, null=True, related_name="+", verbose_name="工会档案", editable=False
    )

    class Meta(Record.Meta):
        indexes: ClassVar = [
            models.Index(fields=["intent_on", "id"], name="formation_day"),
            models.Index(fields=["name"], name="formation_name"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(form__in=FORMS), name="formation_choices"),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | models.Q(founded_on__isnull=False, union__isnull=False),
                name="formation_approved_is_founded",
            ),
        ]

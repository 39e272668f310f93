"""A change of union, at two desks: the new union's request and the old union's answer, each a record of its own."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.areas.members.models.members import Member
from liuyou.kernel.journal.models import Record
from liuyou.kernel.orgs.models import Org
from liuyou.kernel.people.models import Person


class Release(Record):
    """The old union's side (转出). `transfer` is set where the old union began it."""

    register = "members.release"
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="姓名")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name="原会籍")
    to_org = models.ForeignKey(Org, models.PROTECT, related_name="+", editable=False, verbose_name="转往组织")
    to_union = models.CharField("转往工会", max_length=120)
    asked_on = models.DateField("提出日期")
    cause = models.CharField("转接原因", max_length=60, blank=True)
    reply = models.CharField("原工会意见", max_length=200, blank=True)
    ended_on = models.DateField("转出日期", null=True)
    transfer = models.ForeignKey(
        "members.Transfer", models.PROTECT, null=True, related_name="+", editable=False, verbose_name="对方的转入"
    )

    class Meta(Record.Meta):
        indexes: ClassVar = [models.Index(fields=["asked_on", "id"], name="release_day")]


class Transfer(Record):
    """The new union's side (转入). It never says where the person is a member now: the new union may not see that."""

    register = "members.transfer"
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="姓名")
    from_union = models.CharField("原工会（本人所述）", max_length=120, blank=True)
    asked_on = models.DateField("提出日期")
    channel = models.CharField("申请渠道", max_length=6, blank=True)
    employer = models.CharField("新工作单位", max_length=120, blank=True)
    position = models.CharField("职务或工种", max_length=60, blank=True)
    employment = models.CharField("用工形式", max_length=8, blank=True)
    job_from = models.DateField("入职日期", null=True)
    reply = models.CharField("原工会意见", max_length=200, blank=True)
    transferred_on = models.DateField("转入日期", null=True)
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", verbose_name="新会籍")
    release = models.ForeignKey(
        Release, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="原工会的转出"
    )
    """Set where the new union began it."""
    ticket = models.CharField("查询号", max_length=12, blank=True, editable=False)

    class Meta(Record.Meta):
        indexes: ClassVar = [
            models.Index(fields=["asked_on", "id"], name="transfer_day"),
            models.Index(fields=["ticket"], name="transfer_ticket", condition=~models.Q(ticket="")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state__in=["requested", "released"]),
                name="transfer_one_under_way",
            )
        ]

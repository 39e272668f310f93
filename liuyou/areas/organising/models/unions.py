"""The record of a union (工会档案): how it was founded, its seals, certificate, account and levy registration."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models

from liuyou.areas.organising.rules import unions as rules
from liuyou.kernel.journal.models import Record


class Form(models.TextChoices):
    """How employers stand in a union; branches and groups are within one."""

    SINGLE = "单独", "单独建会"
    JOINT = "联合", "联合工会"
    PROJECT = "项目", "项目工会"
    TRADE = "行业联合会", "行业工会联合会"
    AREA = "区域联合会", "区域工会联合会"
    BRANCH = "分会", "工会分会"
    GROUP = "小组", "工会小组"


SECTORS = [(word, word) for word in rules.SECTORS]


class Union(Record):
    """One for each union of the tree: its `org` is the union itself."""

    register = "organising.union"
    name = models.CharField("工会名称", max_length=120)
    form = models.CharField("建会形式", max_length=8, choices=Form.choices, default=Form.SINGLE)
    sector = models.CharField("所属领域", max_length=8, choices=SECTORS, blank=True)
    founded_on = models.DateField("成立日期")
    approval_no = models.CharField("批复文号", max_length=60, blank=True)
    responsible = models.CharField("一对一责任人", max_length=40, blank=True)
    grade = models.CharField("规范化等级", max_length=20, blank=True)

    seals_on = models.DateField("刻章日期", null=True)
    code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    certificate = models.CharField("法人资格证书号", max_length=40, blank=True)
    certified_on = models.DateField("发证日期", null=True)
    valid_until = models.DateField("证书有效期止", null=True)
    representative = models.CharField("法定代表人", max_length=40, blank=True)
    certify_by = models.DateField("申请法人登记期限", null=True, editable=False)
    changed_on = models.DateField("法人事项变动日期", null=True, editable=False)
    change_by = models.DateField("申请变更登记期限", null=True, editable=False)
    account_on = models.DateField("开户日期", null=True)
    bank = models.CharField("开户银行", max_length=60, blank=True)
    levy_on = models.DateField("经费登记日期", null=True)
    levy_no = models.CharField("缴费登记单号", max_length=40, blank=True)
    full_on = models.DateField("手续齐全之日", null=True, editable=False)

    certificates = models.JSONField("法人登记经过", default=list, editable=False)
    """``[{on, what, until, representative, late}]``, as they came."""
    sites = models.JSONField("工地", default=list, editable=False)
    """``[{since, until, place}]`` of a project union."""
    ceased_on = models.DateField("终止日期", null=True, editable=False)
    ceased_why = models.CharField("终止原因", max_length=60, blank=True, editable=False)
    deregistered_on = models.DateField("法人注销日期", null=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [
            models.Index(fields=["founded_on", "id"], name="union_day"),
            models.Index(fields=["state", "valid_until"], name="union_valid"),
            models.Index(fields=["name"], name="union_name"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org"], condition=~models.Q(state="void"), name="union_one_a_union"),
            models.UniqueConstraint(
                fields=["code"],
                condition=~models.Q(code="") & models.Q(state="standing"),
                name="union_one_a_code",
            ),
            models.CheckConstraint(
                condition=models.Q(form__in=Form.values) & models.Q(sector__in=["", *rules.SECTORS]),
                name="union_choices",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="ceased") | models.Q(ceased_on__isnull=False), name="union_ceased_is_dated"
            ),
        ]

    @property
    def limits(self) -> list[tuple[str, date]]:
        """What must be done next by which day; the nearest is `due_on`."""
        found = [("申请法人登记", self.certify_by), ("申请变更登记", self.change_by), ("到期换证", self.valid_until)]
        return [(title, day) for title, day in found if day]

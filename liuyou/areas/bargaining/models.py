"""Registers of collective bargaining: offers, agreements, checks of performance."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.kernel.journal.models import Record


class Scope(models.TextChoices):
    """Whom it is for (劳动合同法 §53)."""

    SINGLE = "单独", "单独"
    AREA = "区域性", "区域性"
    TRADE = "行业性", "行业性"


class Kind(models.TextChoices):
    """What it is about (劳动合同法 §51–52)."""

    GENERAL = "综合", "综合集体合同"
    WAGE = "工资", "工资专项集体合同"
    WOMEN = "女职工", "女职工权益保护专项集体合同"
    SAFETY = "劳动安全卫生", "劳动安全卫生专项集体合同"


class Ownership(models.TextChoices):
    PRIVATE = "非公", "非公有制"
    PUBLIC = "公有", "公有制"


class FollowUp(models.TextChoices):
    """What the union does about an offer that was refused or left unanswered (工会法 §54)."""

    HIGHER_UNION = "提请上级", "提请上级工会"
    ORDER = "责令改正", "提请责令改正"
    NONE = "不再跟进", "不再跟进"


class Result(models.TextChoices):
    FULL = "履行", "全面履行"
    PARTLY = "部分履行", "部分履行"
    NOT = "未履行", "未履行"


class Offer(Record):
    """A written proposal to bargain, to one employer or to the employers of an area or a trade."""

    register = "bargaining.offer"
    by = models.CharField("要约方", max_length=8, default="工会")
    scope = models.CharField("协商范围", max_length=8, choices=Scope.choices, default=Scope.SINGLE)
    kind = models.CharField("合同类型", max_length=12, choices=Kind.choices, default=Kind.WAGE)
    employer = models.CharField("用人单位", max_length=120)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    ownership = models.CharField("经济类型", max_length=8, choices=Ownership.choices, blank=True)
    sent_on = models.DateField("要约日期")
    replied_on = models.DateField("答复日期", null=True)
    follow_up = models.CharField("后续处理", max_length=8, choices=FollowUp.choices, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [models.Index(fields=["sent_on", "employer"], name="offer_day")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values, scope__in=Scope.values, by__in=["工会", "用人单位"]),
                name="offer_choices",
            ),
            models.CheckConstraint(
                condition=models.Q(replied_on=None) | models.Q(replied_on__gte=models.F("sent_on")),
                name="offer_replied_after_sent",
            ),
        ]


class Agreement(Record):
    """A collective agreement from the first meeting to its end. Both `starts_on` and `ends_on` are days of its term."""

    register = "bargaining.agreement"
    offer = models.ForeignKey(Offer, models.PROTECT, null=True, related_name="+", verbose_name="要约")
    renews = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name="所续合同")
    renewal = models.BooleanField("续签", default=False)
    kind = models.CharField("合同类型", max_length=12, choices=Kind.choices)
    scope = models.CharField("协商范围", max_length=8, choices=Scope.choices, default=Scope.SINGLE)
    employer = models.CharField("用人单位（区域、行业）", max_length=120)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    employers = models.PositiveIntegerField("覆盖企业数", default=1)
    workers = models.PositiveIntegerField("覆盖职工数")
    women = models.PositiveIntegerField("覆盖女职工数", default=0)

    worker_reps = models.PositiveIntegerField("职工方代表人数", null=True)
    employer_reps = models.PositiveIntegerField("用人单位方代表人数", null=True)
    worker_experts = models.PositiveIntegerField("职工方外聘人数", default=0)
    employer_experts = models.PositiveIntegerField("用人单位方外聘人数", default=0)
    entitled = models.PositiveIntegerField("应到人数", null=True)
    present = models.PositiveIntegerField("实到人数", null=True)
    in_favour = models.PositiveIntegerField("同意人数", null=True)

    worker_chief = models.CharField("职工方首席代表", max_length=40, blank=True)
    employer_chief = models.CharField("用人单位方首席代表", max_length=40, blank=True)
    signed_on = models.DateField("签订日期", null=True)
    starts_on = models.DateField("期限起", null=True)
    ends_on = models.DateField("期限止", null=True)
    renew_from = models.DateField("可提出续签之日", null=True, editable=False)
    file_by = models.DateField("报送期限", null=True, editable=False)
    filed_on = models.DateField("报送日期", null=True)
    review_by = models.DateField("审查期满", null=True, editable=False)
    opinion = models.CharField("审查意见书", max_length=60, blank=True)
    in_force_on = models.DateField("生效日期", null=True)
    publish_by = models.DateField("公布期限", null=True, editable=False)
    published_on = models.DateField("公布日期", null=True)
    succeeded_on = models.DateField("被续签合同接替之日", null=True, editable=False)
    terminated_on = models.DateField("终止日期", null=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [
            models.Index(fields=["employer", "kind"], name="agreement_employer"),
            models.Index(fields=["state", "ends_on"], name="agreement_end"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values, scope__in=Scope.values, employers__gte=1)
                & models.Q(women__lte=models.F("workers")),
                name="agreement_covers",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gt=models.F("starts_on")),
                name="agreement_term",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["in_force", "renewed", "terminated"])
                | models.Q(signed_on__isnull=False, in_force_on__isnull=False, ends_on__isnull=False),
                name="agreement_in_force_is_dated",
            ),
        ]


class Check(Record):
    """One look at how an agreement is carried out; `kind` and `scope` are the agreement's, so it counts by itself."""

    register = "bargaining.check"
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="checks", verbose_name="集体合同")
    kind = models.CharField("合同类型", max_length=12, choices=Kind.choices, editable=False)
    scope = models.CharField("协商范围", max_length=8, choices=Scope.choices, editable=False)
    checked_on = models.DateField("检查日期")
    result = models.CharField("履行情况", max_length=8, choices=Result.choices)
    asked = models.PositiveIntegerField("测评人数", default=0)
    satisfied = models.PositiveIntegerField("满意人数", default=0)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(result__in=Result.values, satisfied__lte=models.F("asked")), name="check_counts"
            ),
        ]

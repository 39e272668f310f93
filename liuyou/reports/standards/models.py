"""Standards as data, versioned; and appraisals: one union by one standard in one period."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models

from liuyou.kernel.journal.models import Record
from liuyou.kernel.orgs.models import Kind, Sector
from liuyou.reports.standards.rules.conditions import plain
from liuyou.reports.standards.rules.tree import ABSENT


class Standard(Record):
    """A tree of items with points. Its `org` is the federation that set it; it holds there and below.

    A published one never changes: what is improved becomes a new version, and appraisals keep theirs.
    """

    register = "standards.standard"
    code = models.SlugField("代码", max_length=40, db_index=False)
    title = models.CharField("标准名称", max_length=120)
    short = models.CharField("简称", max_length=20)
    """What it is called in figures: ``standards.reached[standard=六有]``."""
    version = models.PositiveSmallIntegerField("版本", default=1, editable=False)
    source = models.CharField("出处", max_length=200, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    drafted_on = models.DateField("起草日期", editable=False)
    starts_on = models.DateField("起用日期")
    ends_on = models.DateField("停用日期", null=True, blank=True)
    applies = models.JSONField("适用范围", default=dict, blank=True, editable=False)
    total = models.DecimalField("总分", max_digits=7, decimal_places=2, default=Decimal(100))
    grades = models.JSONField("等次", default=list, blank=True, editable=False)
    absent = models.CharField("不适用的项目", max_length=5, choices=list(ABSENT.items()), default="scale")
    tree = models.JSONField("项目", default=list, blank=True, editable=False)
    note = models.TextField("说明", blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [models.Index(fields=["drafted_on", "id"], name="standard_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org", "code", "version"], name="standard_version"),
            models.UniqueConstraint(
                fields=["org", "code"], condition=models.Q(state="draft"), name="standard_one_draft"
            ),
            models.CheckConstraint(condition=models.Q(absent__in=ABSENT), name="standard_choices"),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="standard_days_in_order",
            ),
        ]

    @property
    def definition(self) -> dict[str, Any]:
        """What `rules.reading` reads."""
        return {
            "total": plain(self.total),
            "grades": self.grades,
            "tree": self.tree,
            "applies": self.applies,
            "absent": self.absent,
        }

    def __str__(self) -> str:
        return f"{self.title}（第 {self.version} 版）"


class Appraisal(Record):
    """What one union got: marks by stage side by side, and what the ledger said at each stage, frozen.

    `marks`: item → stage → ``{points, met, reason, evidence, by}``. `frozen`: one entry a stage taken, never changed:
    ``{stage, at, total, auto: {item: {points, why, value, over, under}}}``. `results`: what was published, with each
    later correction behind it.
    """

    register = "standards.appraisal"
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="+", verbose_name="标准", editable=False)
    title = models.CharField("考核", max_length=160, editable=False)
    short = models.CharField("标准简称", max_length=20, editable=False)
    period = models.CharField("考核期", max_length=24, editable=False)
    starts_on = models.DateField("考核期起", editable=False)
    ends_on = models.DateField("考核期止", editable=False)
    kind = models.CharField("组织类型", max_length=24, choices=Kind.choices, editable=False)
    sector = models.CharField("所属领域", max_length=24, choices=Sector.choices, blank=True, editable=False)
    opened_on = models.DateField("布置日期", editable=False)
    review_by = models.DateField("初评期限", null=True, editable=False)
    appraise_by = models.DateField("考评期限", null=True, editable=False)

    marks = models.JSONField("各栏得分", default=dict, editable=False)
    frozen = models.JSONField("各环节取数", default=list, editable=False)
    findings = models.JSONField("现场检查", default=list, editable=False)
    """``[{on, who, found}]``"""
    sampled = models.BooleanField("抽查", default=False, editable=False)
    satisfied = models.PositiveIntegerField("满意", null=True, editable=False)
    fairly = models.PositiveIntegerField("基本满意", null=True, editable=False)
    unsatisfied = models.PositiveIntegerField("不满意", null=True, editable=False)
    rated_on = models.DateField("评家日期", null=True, editable=False)

    self_total = models.DecimalField("自查得分", max_digits=7, decimal_places=2, null=True, editable=False)
    self_on = models.DateField("自查日期", null=True, editable=False)
    review_total = models.DecimalField("初评得分", max_digits=7, decimal_places=2, null=True, editable=False)
    review_on = models.DateField("初评日期", null=True, editable=False)
    final_total = models.DecimalField("考评得分", max_digits=7, decimal_places=2, null=True, editable=False)
    appraised_on = models.DateField("考评日期", null=True, editable=False)
    verdicts = models.JSONField("必备和否决", default=list, editable=False)
    grade = models.CharField("等次", max_length=20, blank=True, editable=False)
    rank = models.PositiveIntegerField("名次", null=True, editable=False)
    ranked = models.PositiveIntegerField("同类单位数", null=True, editable=False)
    published_on = models.DateField("公布日期", null=True, editable=False)
    results = models.JSONField("公布的结果", default=list, editable=False)
    """``[{on, total, grade, rank, ranked, why}]``; the first is what was published."""
    until = models.DateField("等次有效至", null=True, editable=False)
    """First day on which the grade no longer stands: the next publication, or the end of the union."""

    objection = models.TextField("异议", blank=True, editable=False)
    objected_on = models.DateField("提出异议日期", null=True, editable=False)
    reply = models.TextField("答复", blank=True, editable=False)
    replied_on = models.DateField("答复日期", null=True, editable=False)
    upheld = models.BooleanField("异议成立", null=True, editable=False)
    demoted_on = models.DateField("降级日期", null=True, editable=False)
    demoted_to = models.CharField("降为", max_length=20, blank=True, editable=False)

    class Meta(Record.Meta):
        indexes: ClassVar = [
            models.Index(fields=["opened_on", "id"], name="appraisal_day"),
            models.Index(fields=["standard", "period", "state"], name="appraisal_round"),
            models.Index(fields=["org", "state"], name="appraisal_org"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["standard", "period", "org"],
                condition=~models.Q(state="void"),
                name="appraisal_once_a_period",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("published", "objection", "replied"))
                | models.Q(published_on__isnull=False, final_total__isnull=False),
                name="appraisal_published_is_dated",
            ),
        ]

    @property
    def standing_grade(self) -> str:
        """The grade that holds now: after a demotion the lower one."""
        return self.demoted_to if self.demoted_on else self.grade

    @property
    def group(self) -> str:
        """Among whom it is ranked: unions of the same sector, else of the same kind."""
        return self.get_sector_display() if self.sector else self.get_kind_display()

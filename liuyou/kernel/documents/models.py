"""Papers written from the ledger and the figures cited in them, signed; their numbers; templates."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.kernel.access.models import Actor
from liuyou.kernel.orgs.models import Org
from liuyou.kernel.writing.permit import APPEND_ONLY, GUARD


class TemplateState(models.TextChoices):
    DRAFT = "draft", "待启用"
    IN_USE = "in_use", "在用"
    RETIRED = "retired", "已停用"


class Template(models.Model):
    """One version of a Word template, of an org for all below it. The file itself never changes; its state does."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=40)
    version = models.SmallIntegerField("版本")
    content = models.BinaryField()
    """Sealed; see `store`."""
    sha256 = models.CharField(max_length=64)
    figures = models.IntegerField()
    starts = models.DateField("启用日期", null=True)
    state = models.CharField("状态", max_length=12, choices=TemplateState.choices, default=TemplateState.DRAFT)
    uploaded_at = models.DateTimeField()
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="+")

    class Meta:
        triggers: ClassVar = [GUARD]
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "name", "version"], name="template_version")]


class Document(models.Model):
    """One written paper (or one refresh of it): whose, for which period, as of which moment."""

    id = models.CharField(primary_key=True, max_length=12)
    kind = models.CharField(max_length=40)
    """`summary`, or the name of the union's own template."""
    org = models.ForeignKey(Org, models.PROTECT)
    period = models.CharField(max_length=32)
    as_of = models.DateTimeField()
    actor = models.ForeignKey(Actor, models.PROTECT)
    refreshes = models.ForeignKey("self", models.PROTECT, null=True)
    template = models.ForeignKey(Template, models.PROTECT, null=True, related_name="+")
    title = models.CharField("标题", max_length=120, blank=True, default="")
    number = models.CharField("发文字号", max_length=60, blank=True, default="")
    issued_on = models.DateField("成文日期", null=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    """Of the file as written. Empty for papers written before files were kept."""
    signature = models.BinaryField()
    """Ed25519 over the document and its citation list in canonical JSON."""

    class Meta:
        triggers: ClassVar = [GUARD, APPEND_ONLY]
        indexes: ClassVar = [models.Index(fields=["org", "-as_of"], name="document_org")]


class Citation(models.Model):
    """One figure in one paper."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="citations")
    number = models.IntegerField()
    code = models.CharField(max_length=500)
    formula = models.TextField()
    """What the code meant at the moment of writing, down to the measures: a named figure may change or go later."""
    org = models.ForeignKey(Org, models.PROTECT)
    period = models.CharField(max_length=32)
    unit = models.CharField(max_length=12)
    decimals = models.SmallIntegerField(null=True)
    value = models.DecimalField(max_digits=30, decimal_places=10, null=True)
    printed = models.CharField(max_length=60)
    mark = models.CharField(max_length=32)
    """Fingerprint of the entries behind the figure at the moment of writing."""

    class Meta:
        triggers: ClassVar = [GUARD, APPEND_ONLY]
        constraints: ClassVar = [models.UniqueConstraint(fields=["document", "number"], name="citation_once")]


class Numbering(models.Model):
    """机关代字: the word before the year in an org's numbers (示总工〔2016〕4号). No two orgs share one."""

    org = models.OneToOneField(Org, models.PROTECT, primary_key=True, related_name="+")
    word = models.CharField("机关代字", max_length=20, unique=True)

    class Meta:
        triggers: ClassVar = [GUARD]


class Number(models.Model):
    """发文字号, taken once and for ever: a void paper keeps its own."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    sequence = models.IntegerField()
    word = models.CharField(max_length=20)
    document = models.OneToOneField(Document, models.PROTECT, related_name="taken")

    class Meta:
        triggers: ClassVar = [GUARD, APPEND_ONLY]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org", "year", "sequence"], name="number_once"),
            models.UniqueConstraint(fields=["word", "year", "sequence"], name="number_reads_once"),
        ]


class Voided(models.Model):
    """作废: an issued paper that no longer counts, and why. The paper, its number and its figures stay."""

    document = models.OneToOneField(Document, models.PROTECT, primary_key=True, related_name="voided")
    at = models.DateTimeField()
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)

    class Meta:
        triggers: ClassVar = [GUARD, APPEND_ONLY]

"""What the web application keeps: what somebody is typing, how he or she likes a list, attachments, uploads."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from liuyou.kernel.access.models import Actor
from liuyou.kernel.intake.models import Load
from liuyou.kernel.jobs.models import Run
from liuyou.kernel.orgs.models import Org
from liuyou.kernel.secrecy.fields import SealedText
from liuyou.kernel.writing.permit import GUARD


class Draft(models.Model):
    """What somebody has typed into a form and not sent yet: JSON, field → list of texts. One person's own."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=160)
    values = SealedText(verbose_name="填写的内容", default="")
    saved_at = models.DateTimeField("保存时间", db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="draft_once")]


class SavedFilter(models.Model):
    """A list's filters under a name of one's own. `query`: the address's query string."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    register = models.CharField(max_length=60)
    title = models.CharField("名称", max_length=40)
    query = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "register", "title"], name="filter_once")]


class Columns(models.Model):
    """Which columns of a list somebody wants to see, in this order."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    register = models.CharField(max_length=60)
    names = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "register"], name="columns_once")]


class Attachment(models.Model):
    """A file that belongs to a record. Removed ones keep their line; the file itself stays for the auditor."""

    record = models.BigIntegerField()
    register = models.CharField(max_length=40)
    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)
    media = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("大小")
    sha256 = models.CharField("校验值", max_length=64)
    """Of the file as it was given."""
    path = models.CharField(max_length=64)
    """Digest of the sealed file: where it lies."""
    at = models.DateTimeField("上传时间")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField("移除时间", null=True)
    removed_by = models.ForeignKey(Actor, models.PROTECT, null=True, related_name="+")
    reason = models.TextField("移除理由", blank=True)

    class Meta:
        triggers: ClassVar = [GUARD]
        indexes: ClassVar = [models.Index(fields=["register", "record"], name="attachment_record")]


class Mapping(models.Model):
    """How an org reads sheets with these headers: as which register, and which column is which."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    register = models.CharField(max_length=60)
    signature = models.CharField(max_length=32)
    mapping = models.JSONField()
    """Position, from 0 → field of the register; positions left out are not read."""
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        triggers: ClassVar = [GUARD]
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "signature"], name="mapping_once")]


class Stage(models.TextChoices):
    NEW = "new", "等待检查"
    CHECKED = "checked", "已检查"
    LOADED = "loaded", "已导入"


class Upload(models.Model):
    """A workbook on its way in: the sealed file, how its sheets are to be read, and what the check has found."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="+")
    at = models.DateTimeField("上传时间")
    name = models.CharField("文件名", max_length=120)
    size = models.PositiveIntegerField("大小")
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=64)
    only = models.CharField("台账", max_length=60, blank=True)
    """The register chosen for the whole file; empty: recognised."""
    layovers = models.JSONField(default=dict)
    """Sheet → `intake.mapping.Layover` as JSON, where a person has changed what was recognised."""
    stage = models.CharField("进度", max_length=8, choices=Stage.choices, default=Stage.NEW)
    found = SealedText(verbose_name="检查结果", default="")
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+")
    load = models.ForeignKey(Load, models.PROTECT, null=True, related_name="+")

    class Meta:
        triggers: ClassVar = [GUARD]
        indexes: ClassVar = [models.Index(fields=["actor", "-at"], name="upload_of_actor")]

"""Which files were loaded: the same file, or the same rows saved again, is never loaded twice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.kernel.access.models import Actor
from liuyou.kernel.orgs.models import Org
from liuyou.kernel.writing.permit import APPEND_ONLY, GUARD


class Load(models.Model):
    """One workbook, loaded whole."""

    at = models.DateTimeField()
    actor = models.ForeignKey(Actor, models.PROTECT)
    org = models.ForeignKey(Org, models.PROTECT)
    file_name = models.CharField(max_length=255)
    register = models.CharField(max_length=60, blank=True)
    """The register it was read as by choice; empty when recognised."""
    sha256 = models.CharField(max_length=64)
    content = models.CharField(max_length=64)
    """Digest of the rows as understood: a file saved again by another program is still the same file."""
    counts = models.JSONField()
    """Register title → number of records made."""
    round = models.PositiveSmallIntegerField(default=0)
    """How often the same had been loaded and undone before."""

    class Meta:
        triggers: ClassVar = [GUARD, APPEND_ONLY]
        indexes: ClassVar = [models.Index(fields=["org", "-at"], name="load_of_org")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sha256", "org", "register", "round"], name="load_once_a_round"),
            models.UniqueConstraint(fields=["content", "round"], name="load_content_once"),
        ]


class Undone(models.Model):
    """A load was taken back as a whole: its records are void, its rows may come again."""

    load = models.OneToOneField(Load, models.PROTECT, related_name="undone")
    at = models.DateTimeField("撤销时间")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="+")
    reason = models.TextField("理由")

    class Meta:
        triggers: ClassVar = [GUARD, APPEND_ONLY]


class TakenRow(models.Model):
    """Keyed digests of a row that was taken in: of what makes it the same row, and of all it says.

    They go when the load is undone, so that the row may come again.
    """

    key = models.BinaryField(primary_key=True, max_length=16)
    whole = models.BinaryField(max_length=16)
    load = models.ForeignKey(Load, models.PROTECT, db_index=False)

    class Meta:
        triggers: ClassVar = [GUARD]

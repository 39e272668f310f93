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
    content = models.CharField(max_length=64, unique=True)
    """Digest of the rows as understood: a file saved again by another program is still the same file."""
    counts = models.JSONField()
    """Register code → number of records made."""

    class Meta:
        triggers: ClassVar = [GUARD, APPEND_ONLY]
        constraints: ClassVar = [models.UniqueConstraint(fields=["sha256", "org", "register"], name="load_once")]


class TakenRow(models.Model):
    """Keyed digests of a row that was taken in: of what makes it the same row, and of all it says."""

    key = models.BinaryField(primary_key=True, max_length=16)
    whole = models.BinaryField(max_length=16)
    load = models.ForeignKey(Load, models.PROTECT, db_index=False)

    class Meta:
        triggers: ClassVar = [GUARD, APPEND_ONLY]

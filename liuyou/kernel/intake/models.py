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
    sha256 = models.CharField(max_length=64, unique=True)
    content = models.CharField(max_length=64, unique=True)
    """Digest of the rows as understood: a file saved again by another program is still the same file."""
    counts = models.JSONField()
    """Register code → number of records made."""

    class Meta:
        triggers: ClassVar = [GUARD, APPEND_ONLY]

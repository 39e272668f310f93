"""Papers written from the ledger, and the figures cited in them, signed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.kernel.access.models import Actor
from liuyou.kernel.orgs.models import Org
from liuyou.kernel.writing.permit import APPEND_ONLY, GUARD


class Document(models.Model):
    """One written paper (or one refresh of it): whose, for which period, as of which moment."""

    id = models.CharField(primary_key=True, max_length=12)
    kind = models.CharField(max_length=40)
    org = models.ForeignKey(Org, models.PROTECT)
    period = models.CharField(max_length=32)
    as_of = models.DateTimeField()
    actor = models.ForeignKey(Actor, models.PROTECT)
    refreshes = models.ForeignKey("self", models.PROTECT, null=True)
    signature = models.BinaryField()
    """Ed25519 over the document and its citation list in canonical JSON."""

    class Meta:
        triggers: ClassVar = [GUARD, APPEND_ONLY]


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

"""The ledger: accounts (a measure with values of its dimensions) and the immutable entries posted to them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from liuyou.kernel.orgs.models import Org
from liuyou.kernel.people.models import Person
from liuyou.kernel.writing.permit import APPEND_ONLY, GUARD


class Account(models.Model):
    """``aid.money`` with ``{"programme": "送温暖"}``: few rows, so filters are read once per question."""

    id = models.AutoField(primary_key=True)
    measure = models.CharField(max_length=60)
    dims = models.JSONField()

    class Meta:
        triggers: ClassVar = [GUARD, APPEND_ONLY]
        constraints: ClassVar = [models.UniqueConstraint(fields=["measure", "dims"], name="account_once")]


class Posting(models.IntegerChoices):
    POSTED = 0, "入账"
    REVERSED = 1, "冲销"
    CORRECTED = 2, "更正"


class LedgerEntry(models.Model):
    """One amount. Never changed: a correction is a reversal and a new entry, later in `posted_at`, on the same day."""

    account = models.ForeignKey(Account, models.PROTECT, db_index=False)
    org = models.ForeignKey(Org, models.PROTECT, db_index=False)
    day = models.DateField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False)
    value = models.DecimalField(max_digits=18, decimal_places=2)
    record = models.BigIntegerField()
    posted_at = models.DateTimeField()
    nature = models.SmallIntegerField(choices=Posting.choices)
    seal = models.BigIntegerField()
    """64-bit digest of the entry; the xor over a figure's entries is its fingerprint in a citation."""

    class Meta:
        db_table = "ledger_entry"
        triggers: ClassVar = [GUARD, APPEND_ONLY]
        indexes: ClassVar = [
            models.Index(
                fields=["account", "day"],
                include=["org", "person", "value", "record", "posted_at", "seal"],  # as-of and fingerprints too
                name="entry_account",
            ),
            models.Index(fields=["org", "account", "day"], include=["person", "value"], name="entry_org"),
            models.Index(fields=["record"], name="entry_record"),
            BrinIndex(fields=["posted_at"], name="entry_posted"),
        ]

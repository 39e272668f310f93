"""Two people in the register who may be one (疑似重复): found where a document is missing, decided by a person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.kernel.journal.models import Record
from liuyou.kernel.people.models import Person


class Duplicate(Record):
    """Stands at the lowest union above both, so that whoever decides may see both. `other` was there before."""

    register = "members.duplicate"
    follows_mergers: ClassVar[bool] = False
    """It says which two were taken for one, also when they are (`kernel.actions.merging`)."""
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="新登记的人")
    other = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="原登记的人")
    alike = models.CharField("相同之处", max_length=40)
    found_on = models.DateField("发现日期")

    class Meta(Record.Meta):
        indexes: ClassVar = [models.Index(fields=["found_on", "id"], name="duplicate_day")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "other"], name="duplicate_pair_once")]

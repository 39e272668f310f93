"""Records and the journal of what was done to them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from liuyou.kernel.access.models import Actor
from liuyou.kernel.orgs.models import Org
from liuyou.kernel.secrecy.fields import SealedText
from liuyou.kernel.secrecy.keys import fingerprint
from liuyou.kernel.writing.permit import APPEND_ONLY, GUARD

RECORD_IDS = "journal_record_ids"


class Record(models.Model):
    """One row of a register: owned by one org, in one state. Ids are unique over all registers."""

    id = models.BigIntegerField(primary_key=True)
    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=24, db_index=True)
    state_since = models.DateField("状态起始")
    due_on = models.DateField("办理期限", null=True, editable=False)

    class Meta:
        abstract = True
        triggers: ClassVar = [GUARD]

    register: ClassVar[str]
    """Code of the register, `area.thing`; the same in permissions, journal and imports."""

    @classmethod
    def business_fields(cls) -> list[models.Field[Any, Any]]:
        return [field for field in cls._meta.concrete_fields if not field.primary_key]

    def snapshot(self) -> dict[str, Any]:
        """The record's values for the journal; of what is sealed only a fingerprint, so that a change is seen."""
        return {field.attname: _plain(self, field) for field in self.business_fields()}


def _plain(record: Record, field: models.Field[Any, Any]) -> Any:
    value = getattr(record, field.attname)
    if isinstance(field, SealedText) and value:
        purpose = f"{record.register}.{field.attname}.{record.pk}"  # alike in two records tells nothing
        return f"•{fingerprint(str(value), purpose)[:4].hex()}"
    return value if value is None or isinstance(value, str | int | bool | float | list | dict) else str(value)


class Line(models.Model):
    """Who did which action when to what, from what to what. Appended only."""

    at = models.DateTimeField()
    actor = models.ForeignKey(Actor, models.PROTECT, db_index=False)
    action = models.CharField(max_length=60)
    register = models.CharField(max_length=40)
    record = models.BigIntegerField()
    org = models.ForeignKey(Org, models.PROTECT, null=True, db_index=False)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        triggers: ClassVar = [GUARD, APPEND_ONLY]
        indexes: ClassVar = [
            models.Index(fields=["register", "record"], name="line_record"),
            models.Index(fields=["at", "id"], name="line_moment"),
            models.Index(fields=["org", "at", "id"], name="line_org"),
            models.Index(fields=["actor", "at", "id"], name="line_actor"),
        ]

"""A human being, once, whatever roles he or she has. Identity and phone are encrypted; equality by keyed hash."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.kernel.people.identity import Sex
from liuyou.kernel.secrecy.fields import SealedText
from liuyou.kernel.writing.permit import GUARD


class Person(models.Model):
    """One person. Without an identity document (small children, old lists) the hash is empty and no one is matched."""

    name = models.CharField("姓名", max_length=60)
    sex = models.CharField("性别", max_length=6, choices=[(sex.value, sex.label) for sex in Sex], blank=True)
    born = models.DateField("出生日期", null=True)
    identity_kind = models.CharField("证件类型", max_length=16, blank=True)
    identity = SealedText("证件号码", default="")
    identity_hash = models.BinaryField(null=True, unique=True, editable=False)
    phone = SealedText("联系电话", default="")

    class Meta:
        triggers: ClassVar = [GUARD]
        indexes: ClassVar = [models.Index(fields=["name"], name="person_name")]

"""A human being, once, whatever roles he or she has. Identity and phone are encrypted; equality by keyed hash."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Collate, Substr

from liuyou.kernel.base import pinyin
from liuyou.kernel.people.identity import Sex
from liuyou.kernel.secrecy.fields import SealedText
from liuyou.kernel.writing.permit import GUARD


class Person(models.Model):
    """One person. Without an identity document (small children, old lists) the hash is empty and no one is matched."""

    name = models.CharField("姓名", max_length=60)
    initials = models.CharField("姓名首字母", max_length=60, default="", editable=False, db_collation="C")
    pinyin = models.TextField("姓名拼音", default="", editable=False, db_collation="C")
    sex = models.CharField("性别", max_length=6, choices=[(sex.value, sex.label) for sex in Sex], blank=True)
    born = models.DateField("出生日期", null=True)
    identity_kind = models.CharField("证件类型", max_length=16, blank=True)
    identity = SealedText("证件号码", default="")
    identity_hash = models.BinaryField(null=True, unique=True, editable=False)
    phone = SealedText("联系电话", default="")

    class Meta:
        triggers: ClassVar = [GUARD]
        indexes: ClassVar = [
            models.Index(Collate("name", "C"), name="person_name_c"),
            models.Index(Collate(Substr("name", 2), "C"), name="person_given"),
            models.Index(fields=["initials", "id"], name="person_initials"),
            models.Index(fields=["pinyin", "id"], name="person_pinyin"),
            models.Index(fields=["born", "id"], name="person_born"),
            models.Index(fields=["pinyin", "id"], name="person_no_document", condition=models.Q(identity_hash=None)),
        ]

    @staticmethod
    def spelled(name: str) -> dict[str, str]:
        """The columns that follow from a name, for whoever writes one."""
        return pinyin.person_name(name)._asdict()

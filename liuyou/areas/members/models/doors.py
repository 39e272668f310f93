"""The way in by phone (扫码入会): a union opens it, shows its code, and may close it again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.kernel.journal.models import Record


class Door(Record):
    """While it is open, the union's address for applications works; a closed one never works again."""

    register = "members.door"
    opened_on = models.DateField("开放日期")
    closed_on = models.DateField("关闭日期", null=True)
    greeting = models.CharField("欢迎语", max_length=100, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [models.Index(fields=["opened_on", "id"], name="door_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org"], condition=models.Q(state="open"), name="door_one_open")
        ]

"""Places and model points (阵地和示范点): service stations, small homes, model unions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.kernel.journal.models import Record

KINDS = (
    "职工维权服务站",
    "村级工会服务站",
    "职工小家",
    "示范工会",
    "规范化示范点",
    "双亮双履示范点",
    "其他",
)
LEVELS = ("国家级", "省级", "市级", "县级", "乡镇级")


class Point(Record):
    """One place, in the charge of its org, from its opening to its end."""

    register = "organising.point"
    kind = models.CharField("类别", max_length=10, choices=[(word, word) for word in KINDS])
    name = models.CharField("名称", max_length=80)
    level = models.CharField("级别", max_length=4, choices=[(word, word) for word in LEVELS], blank=True)
    place = models.CharField("地点", max_length=120, blank=True)
    started_on = models.DateField("建立（命名）日期")
    ended_on = models.DateField("撤销日期", null=True, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [models.Index(fields=["started_on", "id"], name="point_day")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=KINDS)
                & (models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("started_on"))),
                name="point_in_order",
            ),
        ]

"""The figures that somebody wants to see first."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.kernel.accounts.models import User
from liuyou.kernel.writing.permit import GUARD


class FigureChoice(models.Model):
    """Codes in the order shown on the user's own first page."""

    user = models.OneToOneField(User, models.PROTECT, related_name="+")
    codes = models.JSONField("指标代码")

    class Meta:
        triggers: ClassVar = [GUARD]

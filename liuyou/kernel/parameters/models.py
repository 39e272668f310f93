"""Where an organisation departs from the parameter data, with reason and source. Plain rows; `definitions` decides."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from liuyou.kernel.parameters.definitions import Override
from liuyou.kernel.parameters.loading import typed
from liuyou.kernel.writing.permit import GUARD


class ParameterOverride(models.Model):
    """One value set by one organisation for itself and those below it.

    It holds up to and with `valid_to`; one that ends the day before it begins was taken back and never holds.
    """

    name = models.CharField("参数", max_length=100)
    org_id = models.BigIntegerField("工会组织")
    value = models.JSONField("值")
    valid_from = models.DateField("有效期起")
    valid_to = models.DateField("有效期止", null=True, blank=True)
    reason = models.TextField("理由")
    source = models.TextField("依据", blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.TextField("登记人")

    class Meta:
        app_label = "parameters"
        triggers = (GUARD,)
        verbose_name = "参数另定"
        verbose_name_plural = "参数另定"
        indexes = (models.Index(fields=["name", "org_id"], name="parameter_override_name_org"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from") - timedelta(days=1)),
                name="parameter_override_days",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def as_override(self, org_name: str = "") -> Override:
        """The row as `definitions.resolve` takes it."""
        return Override(
            name=self.name,
            value=typed(self.value),
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            reason=self.reason,
            source=self.source,
            org_id=self.org_id,
            org_name=org_name,
        )

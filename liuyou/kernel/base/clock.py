"""Today, in one place. Rules and figures never ask it: their dates are given."""

from __future__ import annotations

from datetime import date

from django.utils import timezone


def today() -> date:
    return timezone.localdate()

"""What the database remembers of its keys."""

from __future__ import annotations

from django.db import models


class KeyCheck(models.Model):
    """One row: a fingerprint by the index key, which never changes. It tells keys apart and nothing of them."""

    value = models.BinaryField()

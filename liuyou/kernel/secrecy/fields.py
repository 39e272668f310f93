"""A text column encrypted at rest: version byte, nonce of 12 bytes, AES-256-GCM bound to its table and column."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models

from liuyou.kernel.secrecy import keys


def seal(text: str, place: str) -> bytes:
    """Encrypt for `place` (table.column); a ciphertext moved to another column does not open."""
    version = keys.ring()["current"]
    nonce = secrets.token_bytes(12)
    return bytes([version]) + nonce + keys.cipher(version).encrypt(nonce, text.encode(), place.encode())


def unseal(stored: bytes, place: str) -> str:
    stored = bytes(stored)
    return keys.cipher(stored[0]).decrypt(stored[1:13], stored[13:], place.encode()).decode()


class SealedText(models.Field):
    """Reads and writes text; the database holds bytes. Empty text stays empty, so blank tells nothing."""

    description = "Text encrypted at rest"
    empty_strings_allowed = True

    def db_type(self, connection: Any) -> str:
        return "bytea"

    def place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value in (None, ""):
            return b"" if value == "" else None
        return seal(value, self.place())

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        if value is None:
            return None
        return unseal(value, self.place()) if len(value) else ""

    def value_to_string(self, obj: models.Model) -> str:
        return "" if self.value_from_object(obj) in (None, "") else "•"

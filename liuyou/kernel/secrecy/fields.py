"""A text column encrypted at rest: version byte, nonce of 12 bytes, AES-256-GCM bound to its table and column."""

from __future__ import annotations

import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from django.db import models

from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.secrecy import keys


def seal(text: str, place: str) -> bytes:
    """Encrypt for `place` (table.column); a ciphertext moved to another column does not open."""
    version = keys.ring()["current"]
    nonce = secrets.token_bytes(12)
    return bytes([version]) + nonce + keys.cipher(version).encrypt(nonce, text.encode(), place.encode())


def unseal(stored: bytes, place: str) -> str:
    """The text sealed for `place`. LiuyouError when the key is another, or the bytes were changed or moved."""
    stored = bytes(stored)
    try:
        return keys.cipher(stored[0]).decrypt(stored[1:13], stored[13:], place.encode()).decode()
    except (InvalidTag, ValueError):
        raise LiuyouError(
            f"加密的内容打不开（{place}）：密钥不是加密时的那一个，或内容被改动过。请恢复备份的 keys.json 或数据库。"
        ) from None


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

"""Files encrypted at rest, a megabyte at a time: each piece is bound to its place, number, and to being the last."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag

from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.secrecy import keys

MAGIC = b"LYF1"
PIECE = 1 << 20
TAG = 16
BROKEN = "加密的文件打不开：密钥不是加密时的那一个，或文件被改动过。请恢复备份的 keys.json 或文件。"


def seal_bytes(content: bytes, place: str) -> bytes:
    """Encrypt for `place`; what was sealed for another place does not open."""
    pieces = (content[start : start + PIECE] for start in range(0, len(content), PIECE))
    return b"".join(sealed(pieces, place))


def unseal_bytes(stored: bytes, place: str) -> bytes:
    return b"".join(unsealed(io.BytesIO(stored), place))


def sealed(pieces: Iterable[bytes], place: str) -> Iterator[bytes]:
    """Magic, key version, 8 bytes of nonce, then the pieces; each of `PIECE` bytes but the last."""
    version, prefix = keys.ring()["current"], secrets.token_bytes(8)
    cipher = keys.cipher(version)
    yield MAGIC + bytes([version]) + prefix
    held, number = b"", 0
    for piece in pieces:
        held += piece
        while len(held) > PIECE:
            yield cipher.encrypt(_nonce(prefix, number), held[:PIECE], _bound(place, number, last=False))
            held, number = held[PIECE:], number + 1
    yield cipher.encrypt(_nonce(prefix, number), held, _bound(place, number, last=True))


def unsealed(stored: BinaryIO, place: str) -> Iterator[bytes]:
    """The pieces again. LiuyouError as soon as one was changed, moved, left out or cut off."""
    head = stored.read(len(MAGIC) + 9)
    if len(head) < len(MAGIC) + 9 or not head.startswith(MAGIC):
        raise LiuyouError(BROKEN)
    cipher, prefix = keys.cipher(head[len(MAGIC)]), head[len(MAGIC) + 1 :]
    number, piece = 0, stored.read(PIECE + TAG)
    while True:
        following = stored.read(PIECE + TAG)
        try:
            yield cipher.decrypt(_nonce(prefix, number), piece, _bound(place, number, last=not following))
        except (InvalidTag, ValueError):
            raise LiuyouError(BROKEN) from None
        if not following:
            return
        number, piece = number + 1, following


def _nonce(prefix: bytes, number: int) -> bytes:
    return prefix + number.to_bytes(4, "big")


def _bound(place: str, number: int, *, last: bool) -> bytes:
    return f"{place}\0{number}\0{int(last)}".encode()

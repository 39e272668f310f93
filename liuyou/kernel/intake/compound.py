"""Reads an OLE container (.xls, .et, encrypted .xlsx) as far as the checks before reading need it."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.intake.archives import CORRUPT

# MS-CFB: 512-byte header, 109 sector numbers of the FAT in it, more in a chain; directory entries of 128 bytes.
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE = 0xFFFFFFFA  # this and above are marks, not sectors
_MINI_CUTOFF = 4096
_MINI_SIZE = 64


class Compound:
    """An OLE container held in memory: names of its streams and storages, and the bytes of a stream."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            (shift,) = struct.unpack_from("<H", content, 30)
            if shift not in (9, 12):
                raise BadInput(CORRUPT)
            self._size = 1 << shift
            self._fat = self._allocation()
            (directory,) = struct.unpack_from("<I", content, 48)
            self._streams = dict(self._directory(self._chain(directory)))
            self._small = self._small_streams()
        except (struct.error, IndexError, UnicodeDecodeError):
            raise BadInput(CORRUPT) from None

    @property
    def names(self) -> list[str]:
        return list(self._streams)

    def read(self, name: str) -> bytes:
        """Empty if there is no such stream."""
        start, size = self._streams.get(name, (_FREE, 0))
        if size >= _MINI_CUTOFF:
            return self._chain(start)[:size]
        parts = []
        for _ in range(size // _MINI_SIZE + 1):
            if start >= len(self._small[1]):
                break
            parts.append(self._small[0][start * _MINI_SIZE : (start + 1) * _MINI_SIZE])
            start = self._small[1][start]
        return b"".join(parts)[:size]

    def _small_streams(self) -> tuple[bytes, tuple[int, ...]]:
        """The stream that holds all streams below 4,096 bytes, in pieces of 64, and the chains through them."""
        (start,) = struct.unpack_from("<I", self._content, 60)
        chains = self._chain(start)
        root, _size = self._streams.get("Root Entry", (_FREE, 0))
        return self._chain(root), struct.unpack(f"<{len(chains) // 4}I", chains)

    def _allocation(self) -> list[int]:
        sectors = list(struct.unpack_from("<109I", self._content, 76))
        following, count = struct.unpack_from("<II", self._content, 68)
        per_sector = self._size // 4
        for _ in range(min(count, len(self._content) // self._size)):
            if following >= _FREE:
                break
            *more, following = struct.unpack(f"<{per_sector}I", self._sector(following))
            sectors += more
        used = [sector for sector in sectors if sector < _FREE][: len(self._content) // self._size]
        return [number for sector in used for number in struct.unpack(f"<{per_sector}I", self._sector(sector))]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        sector = self._content[start : start + self._size]
        return sector.ljust(self._size, b"\xff") if sector else sector

    def _chain(self, sector: int) -> bytes:
        parts = []
        for _ in range(len(self._content) // self._size + 1):  # a loop in the chain ends here
            if sector >= len(self._fat):
                break
            parts.append(self._sector(sector))
            sector = self._fat[sector]
        return b"".join(parts)

    def _directory(self, table: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
        for start in range(0, len(table) - 127, 128):
            (length,) = struct.unpack_from("<H", table, start + 64)
            name = table[start : start + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            if name:
                yield name, struct.unpack_from("<II", table, start + 116)

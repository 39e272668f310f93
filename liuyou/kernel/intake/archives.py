"""Looks into a zip or OLE container before anything reads it: bombs, macros, passwords, and what it really is."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from liuyou.kernel.base.errors import BadInput

CORRUPT = "文件不完整或已损坏：请在表格软件中打开后另存为 .xlsx，再重新上传"
MACROS = "文件含有宏，为安全起见不予读取：请另存为不含宏的 .xlsx 后重新上传"
PASSWORD = "文件设有打开密码：请在表格软件中去掉密码，另存后重新上传"  # noqa: S105 the words, not a secret
BOMB = "文件解压后过大，不像正常的表格：请另存为新的 .xlsx 后重新上传"
STEP = 1 << 20


class Archive:
    """A zip held in memory. The directory is checked first and every byte count is held to it while inflating."""

    def __init__(self, content: bytes, *, unpacked: int, ratio: int, members: int) -> None:
        self._content = content
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                entries = archive.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OSError):
            raise BadInput(CORRUPT) from None
        if len(entries) > members or sum(entry.file_size for entry in entries) > unpacked:
            raise BadInput(BOMB)
        if any(entry.file_size > max(STEP * 10, ratio * entry.compress_size) for entry in entries):
            raise BadInput(BOMB)
        self._entries = {entry.filename: entry for entry in entries}
        if len(self._entries) != len(entries):
            raise BadInput(CORRUPT)

    @property
    def names(self) -> list[str]:
        return list(self._entries)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The member's bytes, a megabyte at a time; BadInput as soon as they differ from what the directory says."""
        if (entry := self._entries.get(name)) is None or entry.flag_bits & 1:
            raise BadInput(PASSWORD if entry else CORRUPT)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BadInput(CORRUPT)
        packed = self._packed(entry)
        seen = crc = 0
        for chunk in _inflated(packed) if entry.compress_type else _sliced(packed):
            seen += len(chunk)
            if seen > entry.file_size:
                raise BadInput(BOMB)
            crc = zlib.crc32(chunk, crc)
            yield chunk
        if seen != entry.file_size or crc != entry.CRC:
            raise BadInput(CORRUPT)

    def read(self, name: str) -> bytes:
        return b"".join(self.chunks(name))

    def verify(self, name: str) -> None:
        for _ in self.chunks(name):
            pass

    def _packed(self, entry: zipfile.ZipInfo) -> memoryview:
        head = self._content[entry.header_offset : entry.header_offset + 30]
        if len(head) < 30 or head[:4] != b"PK\x03\x04":
            raise BadInput(CORRUPT)
        start = entry.header_offset + 30 + sum(struct.unpack("<HH", head[26:30]))
        return memoryview(self._content)[start : start + entry.compress_size]


def _sliced(packed: memoryview) -> Iterator[bytes]:
    for start in range(0, len(packed), STEP):
        yield bytes(packed[start : start + STEP])


def _inflated(packed: memoryview) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-15)
    waiting: bytes | memoryview = packed
    try:
        while not inflater.eof:
            chunk = inflater.decompress(waiting, STEP)
            waiting = inflater.unconsumed_tail
            if not chunk and not waiting:
                break
            yield chunk
    except zlib.error:
        raise BadInput(CORRUPT) from None

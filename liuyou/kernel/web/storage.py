"""Files that users hand in: sealed under LIUYOU_HOME, named by the digest of what is stored, checked when read."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.base.home import home
from liuyou.kernel.secrecy import files

FILES, UPLOADS, OPEN = "files", "uploads", "open"
MISSING = "文件没有找到：请从备份中恢复，或告诉系统管理员。"
CHANGED = "文件与保存时的校验值不符，没有打开：请从备份中恢复，或告诉系统管理员。"
LEFT_OPEN = 6 * 3600
"""Seconds after which an opened copy was left behind by a process that died."""


def folder(area: str) -> Path:
    path = home() / area
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def keep(area: str, pieces: Iterable[bytes], place: str) -> str:
    """Seal and store; the digest under which it lies. On the disk before this returns."""
    draft = folder(area) / f".{secrets.token_hex(8)}.new"
    digest = hashlib.sha256()
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in files.sealed(pieces, place):
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        target = _where(area, digest.hexdigest())
        target.parent.mkdir(mode=0o700, exist_ok=True)
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
    return digest.hexdigest()


def read(area: str, name: str, place: str) -> Iterator[bytes]:
    """The file again, piece by piece. LiuyouError when it is gone, or is no longer what was stored."""
    path = _where(area, name)
    try:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != name:
                raise LiuyouError(CHANGED)
            file.seek(0)
            yield from files.unsealed(file, place)
    except FileNotFoundError:
        raise LiuyouError(MISSING) from None


def drop(area: str, name: str) -> None:
    path = _where(area, name)
    path.unlink(missing_ok=True)
    with suppress(OSError):
        path.parent.rmdir()


@contextmanager
def opened(area: str, name: str, place: str, title: str) -> Iterator[Path]:
    """The file in the clear under its own name, for programs that want a path; gone afterwards."""
    with workplace() as where:
        path = where / title
        with path.open("wb") as file:
            for piece in read(area, name, place):
                file.write(piece)
        yield path


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder of one's own, for this process's user only; gone afterwards."""
    where = tempfile.mkdtemp(dir=folder(OPEN))
    try:
        yield Path(where)
    finally:
        shutil.rmtree(where, ignore_errors=True)


def sweep(area: str, known: set[str]) -> int:
    """Remove files of an area that nothing speaks of, and opened copies left behind; how many."""
    gone, before = 0, time.time() - LEFT_OPEN
    for path in folder(area).rglob("*"):
        if path.is_file() and path.name not in known and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            gone += 1
    for path in folder(OPEN).iterdir():
        if path.stat().st_mtime < before:
            shutil.rmtree(path, ignore_errors=True)
            gone += 1
    return gone


def _where(area: str, name: str) -> Path:
    return folder(area) / name[:2] / name

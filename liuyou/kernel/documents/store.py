"""Files of papers at rest: each sealed for its own id under LIUYOU_HOME/files/papers, to come back byte for byte."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidTag

from liuyou.kernel.base.errors import LiuyouError, NotFound
from liuyou.kernel.base.home import home
from liuyou.kernel.secrecy import keys

_ID = re.compile(r"[a-z][a-z0-9]{3,15}")


def seal_bytes(content: bytes, place: str) -> bytes:
    """Encrypt for `place`; as `secrecy.fields.seal`, for files. Moved to another place it does not open."""
    version = keys.ring()["current"]
    nonce = secrets.token_bytes(12)
    return bytes([version]) + nonce + keys.cipher(version).encrypt(nonce, content, place.encode())


def unseal_bytes(stored: bytes, place: str) -> bytes:
    try:
        return keys.cipher(stored[0]).decrypt(stored[1:13], stored[13:], place.encode())
    except (InvalidTag, ValueError, IndexError):
        raise LiuyouError(
            f"保存的文件打不开（{place}）：密钥不是加密时的那一个，或文件被改动过。"
            "请恢复备份的 keys.json 和 files 文件夹。"
        ) from None


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def path_of(document: str) -> Path:
    if not _ID.fullmatch(document):
        raise ValueError(document)
    return home() / "files" / "papers" / document[:2] / f"{document}.sealed"


def keep(document: str, content: bytes) -> Path:
    """Write the file so that it is on the disk before its paper is committed."""
    target = path_of(document)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, draft = tempfile.mkstemp(suffix=".part", dir=target.parent)  # backups leave .part out
    with os.fdopen(descriptor, "wb") as file:
        file.write(seal_bytes(content, f"papers.{document}"))
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, target)
    return target


def kept(document: str) -> bool:
    return path_of(document).is_file()


def load(document: str, sha256: str) -> bytes:
    """The file as it was written. NotFound where none was kept; LiuyouError where it is not the one signed for."""
    try:
        content = unseal_bytes(path_of(document).read_bytes(), f"papers.{document}")
    except FileNotFoundError:
        raise NotFound(
            "这份公文的文件没有保存在系统里（由命令行写出，或备份没有包括 files 文件夹）：请用您手上的文件。"
        ) from None
    if digest(content) != sha256:
        raise LiuyouError("保存的文件与登记的校验值不符，不能采信：请从备份恢复 files 文件夹。")
    return content

"""The installation's keys: one file of mode 0600 under LIUYOU_HOME, or LIUYOU_KEYS with the same JSON.

Data keys are versioned so that they can be rotated; the index key (equality search) and the signing key (papers) stay.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypedDict

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.base.home import home, locked

MISMATCH = "密钥文件与数据库不符：请恢复备份的 keys.json。"


class KeyRing(TypedDict):
    """As stored: base64 texts, each of 32 random bytes."""

    current: int
    data: dict[str, str]
    index: str
    signing: str
    web: str


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _path() -> Path:
    return home() / "keys.json"


def begin(in_use: Callable[[], bool]) -> None:
    """Make the key file at the very first start. LiuyouError beside a database in use: its own keys are missing."""
    if os.environ.get("LIUYOU_KEYS"):
        return
    with locked("keys"):
        if _path().exists():
            return
        if in_use():
            raise LiuyouError(MISMATCH)
        _write({"current": 1, "data": {"1": _new_key()}, "index": _new_key(), "signing": _new_key(), "web": _new_key()})


@cache
def ring() -> KeyRing:
    """The keys in force. LiuyouError when they are missing or incomplete."""
    given = os.environ.get("LIUYOU_KEYS")
    if given:
        return _parse(given, "环境变量 LIUYOU_KEYS")
    try:
        return _parse(_path().read_text(), f"密钥文件 {_path().name}")
    except FileNotFoundError:
        raise LiuyouError(f"没有找到密钥文件 {_path()}：请恢复备份的 keys.json。") from None


def _parse(text: str, where: str) -> KeyRing:
    try:
        found: KeyRing = json.loads(text)
        for name in (*found["data"].values(), found["index"], found["signing"], found["web"]):
            if len(base64.b64decode(name)) != 32:
                raise ValueError
        found["data"][str(found["current"])]
    except (ValueError, KeyError, TypeError) as error:
        raise LiuyouError(f"{where}内容不完整：请恢复备份的密钥，没有它已加密的资料无法读出。") from error
    return found


def _write(new: KeyRing) -> None:
    """Replace the key file in one step (a power cut leaves the old or the new one). For who holds the lock only."""
    descriptor, draft = tempfile.mkstemp(prefix="keys.", suffix=".new", dir=home())
    with os.fdopen(descriptor, "w") as file:
        json.dump(new, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, _path())
    folder = os.open(home(), os.O_RDONLY)
    os.fsync(folder)  # the new name, too, is on the disk before anything is sealed with it
    os.close(folder)


def add_data_key() -> int:
    """Begin a new data key version and return it; old versions stay readable."""
    if os.environ.get("LIUYOU_KEYS"):
        raise LiuyouError("密钥由环境变量 LIUYOU_KEYS 给定：请在那里加入新的版本并改 current，再运行本命令。")
    with locked("keys"):
        forget()
        old = ring()
        version = max(map(int, old["data"])) + 1
        _write({**old, "current": version, "data": {**old["data"], str(version): _new_key()}})
        forget()
    return version


def forget() -> None:
    """Drop what was read, after the file has changed."""
    for cached in (ring, cipher, index_key, signer):
        cached.cache_clear()


@cache
def cipher(version: int) -> AESGCM:
    """The cipher of one data key; a version this process has not seen yet is looked for in the file again."""
    if str(version) not in ring()["data"]:
        forget()
    key = ring()["data"].get(str(version))
    if key is None:
        raise LiuyouError(f"缺少第 {version} 版数据密钥：请恢复备份的密钥文件。")
    return AESGCM(base64.b64decode(key))


@cache
def index_key() -> bytes:
    return base64.b64decode(ring()["index"])


@cache
def signer() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(ring()["signing"]))


def web_secret() -> str:
    return ring()["web"]


def fingerprint(text: str, purpose: str) -> bytes:
    """Keyed hash for equality search of something that is stored encrypted. 32 bytes."""
    return hmac.digest(index_key(), f"{purpose}\0{text}".encode(), hashlib.sha256)

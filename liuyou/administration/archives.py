"""A backup as a file: a tar of database, attachments and a manifest with a checksum of each; how it is sealed."""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from liuyou.kernel.base.errors import BadInput, Refused

FORMAT = 1
MANIFEST, DUMP, KEYS, FILES = "manifest.json", "database.dump", "keys.json", "files/"
MAGIC = b"LIUYOU-BACKUP-1\n"
BLOCK = 1 << 20
SALT, NONCE, TAG = 16, 8, 16
SHORTEST = 10
"""Characters of a passphrase, at least."""
DAMAGED = "备份文件不完整或被改动过（{}）：没有恢复任何内容。请换另一份备份。"


@dataclass(slots=True)
class Manifest:
    """What a backup holds. `keys`: a fingerprint of the keys its sealed columns were written with."""

    made_at: str
    program: str
    postgres: str
    migrations: list[str]
    keys: str
    entries: int
    records: int
    sha256: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


def checksum(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


def pack(target: Path, manifest: Manifest, parts: Sequence[tuple[str, Path]]) -> None:
    """Write the archive in one step: it stands whole under its name, or not at all. Mode 0600."""
    for name, path in parts:
        with path.open("rb") as file:
            manifest.sha256[name] = checksum(file)
    draft = target.with_name(f".{target.name}.part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
                content = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
                header = tarfile.TarInfo(MANIFEST)
                header.size, header.mode = len(content), 0o600
                tar.addfile(header, io.BytesIO(content))
                for name, path in parts:
                    tar.add(path, name, recursive=False)
            out.flush()
            os.fsync(out.fileno())
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def manifest_of(path: Path) -> Manifest:
    """The manifest alone; BadInput when the file is no backup."""
    try:
        with tarfile.open(path) as tar:
            file = tar.extractfile(MANIFEST)
            found = Manifest(**json.load(file)) if file else None
    except (tarfile.TarError, KeyError, ValueError, TypeError, EOFError):
        found = None
    if found is None:
        raise BadInput(DAMAGED.format("读不出清单"))
    if found.format > FORMAT:
        raise BadInput("这份备份由更新版本的程序做成：请先升级程序再恢复。")
    return found


def unpack(path: Path, folder: Path) -> Manifest:
    """Check every part against the manifest while it is written into `folder`; BadInput names the part that differs."""
    manifest = manifest_of(path)
    left = dict(manifest.sha256)
    try:
        with tarfile.open(path) as tar:
            for member in tar:
                if member.name == MANIFEST:
                    continue
                if not member.isreg() or member.name not in left or not _inside(member.name):
                    raise BadInput(DAMAGED.format(f"多出 {member.name}"))
                _extract(tar, member, folder, left.pop(member.name))
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BadInput(DAMAGED.format(type(error).__name__)) from error
    if left or DUMP not in manifest.sha256:
        raise BadInput(DAMAGED.format(f"缺少 {'、'.join(left) or DUMP}"))
    return manifest


def _inside(name: str) -> bool:
    return name in (DUMP, KEYS) or (name.startswith(FILES) and ".." not in Path(name).parts)


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path, wanted: str) -> None:
    source = tar.extractfile(member)
    target = folder / member.name
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        while source and (block := source.read(BLOCK)):
            digest.update(block)
            out.write(block)
    if digest.hexdigest() != wanted:
        raise BadInput(DAMAGED.format(f"{member.name} 校验不符"))


def require_strong(passphrase: str) -> None:
    if len(passphrase) < SHORTEST:
        raise Refused(f"口令太短：至少 {SHORTEST} 个字，最好是几个不相干的词。")


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode()))


def sealed(source: IO[bytes], passphrase: str) -> Iterator[bytes]:
    """The file encrypted block by block (AES-256-GCM); order and end of the blocks are part of what is proven."""
    require_strong(passphrase)
    salt, nonce = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
    cipher, number = _cipher(passphrase, salt), 0
    yield MAGIC + salt + nonce
    block = source.read(BLOCK)
    while True:
        following = source.read(BLOCK)
        yield cipher.encrypt(nonce + number.to_bytes(4, "big"), block, b"more" if following else b"last")
        if not following:
            return
        block, number = following, number + 1


def is_sealed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def unseal(source: Path, target: Path, passphrase: str) -> None:
    """BadInput when the passphrase is another or the file was changed or cut."""
    with source.open("rb") as file, target.open("wb") as out:
        file.read(len(MAGIC))
        cipher, nonce, number = _cipher(passphrase, file.read(SALT)), file.read(NONCE), 0
        block = file.read(BLOCK + TAG)
        while True:
            following = file.read(BLOCK + TAG)
            try:
                mark = b"more" if following else b"last"
                out.write(cipher.decrypt(nonce + number.to_bytes(4, "big"), block, mark))
            except InvalidTag:
                raise BadInput("口令不对，或备份文件不完整：没有恢复任何内容。") from None
            if not following:
                return
            block, number = following, number + 1

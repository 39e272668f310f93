"""A backup as a file: whole or refused; sealed it opens with its passphrase only."""

from __future__ import annotations

import io
import tarfile

import pytest

from liuyou.administration import archives
from liuyou.kernel.base.errors import BadInput, Refused

WORDS = "correct horse battery"


@pytest.fixture
def packed(tmp_path):
    dump, file = tmp_path / "dump", tmp_path / "file"
    dump.write_bytes(bytes(range(256)) * 10_000)
    file.write_bytes(b"attachment")
    manifest = archives.Manifest("2026-01-01T00:00:00", "0.1.0", "18.0", [], "00", 1, 1)
    target = tmp_path / "a.tar"
    archives.pack(target, manifest, [(archives.DUMP, dump), ("files/ab/c", file)])
    return target


def test_it_comes_out_as_it_went_in(packed, tmp_path):
    manifest = archives.unpack(packed, tmp_path / "out")
    assert manifest.entries == 1
    assert (tmp_path / "out" / "files" / "ab" / "c").read_bytes() == b"attachment"
    assert (tmp_path / "out" / archives.DUMP).stat().st_size == 2_560_000


@pytest.mark.parametrize("cut", [100, 600, 1_000_000])
def test_cut_short_it_is_refused(packed, tmp_path, cut):
    packed.write_bytes(packed.read_bytes()[:cut])
    with pytest.raises(BadInput, match="不完整"):
        archives.unpack(packed, tmp_path / "out")


def test_a_changed_byte_is_refused(packed, tmp_path):
    content = bytearray(packed.read_bytes())
    content[len(content) // 2] ^= 1
    packed.write_bytes(content)
    with pytest.raises(BadInput, match="校验不符"):
        archives.unpack(packed, tmp_path / "out")


@pytest.mark.parametrize("name", ["../escaped", "files/../../escaped", "more"])
def test_a_member_that_is_not_in_the_manifest_is_refused(packed, tmp_path, name):
    with tarfile.open(packed, "a") as tar:
        member = tarfile.TarInfo(name)
        member.size = 1
        tar.addfile(member, io.BytesIO(b"x"))
    with pytest.raises(BadInput, match="多出"):
        archives.unpack(packed, tmp_path / "out")
    assert not (tmp_path / "escaped").exists()


def sealed(content: bytes) -> bytes:
    return b"".join(archives.sealed(io.BytesIO(content), WORDS))


@pytest.mark.parametrize("size", [0, 1, archives.BLOCK, archives.BLOCK * 2 + 5])
def test_sealed_and_opened(tmp_path, size):
    source, target = tmp_path / "s", tmp_path / "t"
    source.write_bytes(sealed(b"x" * size))
    assert archives.is_sealed(source)
    archives.unseal(source, target, WORDS)
    assert target.read_bytes() == b"x" * size


@pytest.mark.parametrize("harm", ["word", "byte", "cut", "swap"])
def test_a_sealed_file_opens_whole_or_not_at_all(tmp_path, harm):
    source, block = tmp_path / "s", archives.BLOCK + archives.TAG
    content, words, start = sealed(b"a" * archives.BLOCK + b"b" * archives.BLOCK + b"c"), WORDS, 40
    if harm == "word":
        words = "correct horse batterx"
    elif harm == "byte":
        content = content[:100] + bytes([content[100] ^ 1]) + content[101:]
    elif harm == "cut":
        content = content[: start + 2 * block]
    else:
        first, second = content[start : start + block], content[start + block : start + 2 * block]
        content = content[:start] + second + first + content[start + 2 * block :]
    source.write_bytes(content)
    with pytest.raises(BadInput, match="口令不对，或备份文件不完整"):
        archives.unseal(source, tmp_path / "t", words)


def test_a_short_passphrase_is_refused():
    with pytest.raises(Refused, match="口令太短"):
        list(archives.sealed(io.BytesIO(b""), "short"))

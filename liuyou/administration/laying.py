"""The keys of an installation that is made out of a backup: laid before its first start, without Django."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from liuyou.administration import archives
from liuyou.administration.archives import KEYS
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.base.home import home

OTHER_KEYS = "这份备份的加密资料要用当时的密钥：请把当时的 keys.json 放到安装目录，再恢复。"


def lay_keys(path: Path) -> Path | None:
    """Before the first start of an empty installation: its keys come from the backup, or must lie there already.

    The file that was laid, to be taken away again if the restoring fails.
    """
    target = home() / KEYS
    if target.exists() or os.environ.get("LIUYOU_KEYS"):
        return None
    with tempfile.TemporaryDirectory(dir=home()) as scratch:
        archives.unpack(path, Path(scratch))
        found = Path(scratch) / KEYS
        if not found.exists():
            raise Refused(OTHER_KEYS)
        os.replace(found, target)
    return target

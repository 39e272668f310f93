"""The folder of everything an installation keeps: database, keys."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """LIUYOU_HOME, or `var` in the working folder; made on first use."""
    path = Path(os.environ.get("LIUYOU_HOME") or "var").resolve()
    path.mkdir(parents=True, exist_ok=True)
    return path

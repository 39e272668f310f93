"""The folder of everything an installation keeps (database, keys), and how two processes take turns in it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def home() -> Path:
    """LIUYOU_HOME, or `var` in the working folder; made on first use."""
    path = Path(os.environ.get("LIUYOU_HOME") or "var").resolve()
    path.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def locked(name: str) -> Iterator[None]:
    """One process at a time, by the file `<name>.lock`. A killed process lets go of it by dying."""
    with (home() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

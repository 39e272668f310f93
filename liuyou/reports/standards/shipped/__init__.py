"""Standards that come with the program, to be copied by a federation and fitted to its own rules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
HEAD = ("title", "short", "source", "basis", "note", "applies", "total", "absent", "grades", "tree")


@dataclass(frozen=True, slots=True)
class Shipped:
    """One file: `values` are those of a draft."""

    code: str
    values: dict[str, Any]

    @property
    def title(self) -> str:
        return str(self.values["title"])

    @property
    def note(self) -> str:
        return str(self.values.get("note", ""))


@cache
def everything() -> dict[str, Shipped]:
    """By code, in the order of their titles."""
    found = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        values = {name: data[name] for name in HEAD if name in data}
        found[path.stem] = Shipped(path.stem, _texts(values))
    return found


def _texts(value: Any) -> Any:
    """Numbers as text, as the editor keeps them: 2.50 in a file is 2.5 points wherever it is read."""
    if isinstance(value, dict):
        return {name: _texts(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_texts(each) for each in value]
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value

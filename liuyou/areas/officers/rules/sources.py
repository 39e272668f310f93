"""A number set by law or locality together with where it is written, so that every refusal can name it."""

from __future__ import annotations

from typing import Any, NamedTuple


class Rule(NamedTuple):
    """What holds: the value, its unit, and the source that a refusal names."""

    value: Any
    unit: str
    source: str

    @property
    def basis(self) -> str:
        return f"（依据：{self.source}）"

"""What one area may ask of another without knowing it: questions by name, answered by whoever is installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

ANSWERS: dict[str, Callable[..., Any]] = {}
"""Question (``members.active``) → the function that answers it; filled as areas are loaded from `Area.answers`."""


def answer(question: str, *about: Any, default: Any = None) -> Any:
    """What the area that knows says, or `default` where no installed area knows."""
    found = ANSWERS.get(question)
    return default if found is None else found(*about)

"""What was filled in, as JSON that gives back days and amounts as they were."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any


def written(values: Mapping[str, Any]) -> str:
    return json.dumps(dict(values), default=_tagged, ensure_ascii=False) if values else ""


def read(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text, object_hook=_plain) if text else {}
    return found


def _tagged(value: Any) -> dict[str, str]:
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    if type(value) is date:
        return {"$date": value.isoformat()}
    raise TypeError(f"not for a run: {type(value).__name__}")


def _plain(value: dict[str, Any]) -> Any:
    match list(value.items()):
        case [("$decimal", text)]:
            return Decimal(text)
        case [("$date", text)]:
            return date.fromisoformat(text)
    return value

"""Records that are parts of one another by where their orgs stand in the tree.

`paths`: record → place of its org in the tree (``1.4.17``).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

Amount = TypeVar("Amount", int, Decimal)


def above(paths: Mapping[int, str]) -> dict[int, int]:
    """Record → the record of the nearest org above; those that are part of none are absent."""
    at = {path: record for record, path in paths.items()}
    found: dict[int, int] = {}
    for record, path in paths.items():
        labels = path.split(".")
        higher = (".".join(labels[:length]) for length in range(len(labels) - 1, 0, -1))
        nearest = next((at[each] for each in higher if each in at), None)
        if nearest is not None:
            found[record] = nearest
    return found


def handed(wholes: Mapping[int, int], values: Mapping[int, Amount]) -> dict[int, Amount]:
    """Record → what stands below it as records of their own. `wholes`: part → whole, `values`: those that stand."""
    found: dict[int, Amount] = {}
    for part, whole in wholes.items():
        if part in values:
            found[whole] = found[whole] + values[part] if whole in found else values[part]
    return found

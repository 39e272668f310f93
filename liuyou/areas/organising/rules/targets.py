"""Rules of targets: which target is part of which, so that a whole and its parts are not counted twice.

`paths`: record → place of its org in the tree (``1.4.17``).
"""

from __future__ import annotations

from collections.abc import Mapping


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


def parts(paths: Mapping[int, str], values: Mapping[int, int]) -> dict[int, int]:
    """Record → what is handed down of it: the values of the nearest targets below it in the tree."""
    handed = dict.fromkeys(paths, 0)
    for record, whole in above(paths).items():
        handed[whole] += values[record]
    return handed

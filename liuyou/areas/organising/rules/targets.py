"""Rules of targets: which target is part of which, so that a whole and its parts are not counted twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping


def parts(paths: Mapping[int, str], values: Mapping[int, int]) -> dict[int, int]:
    """Record → what is handed down of it: the values of the nearest targets below it in the tree.

    `paths`: record → place of its org in the tree (``1.4.17``); `values`: record → its target.
    """
    at = {path: record for record, path in paths.items()}
    handed: dict[int, int] = defaultdict(int)
    for record, path in paths.items():
        labels = path.split(".")
        above = (".".join(labels[:length]) for length in range(len(labels) - 1, 0, -1))
        nearest = next((at[each] for each in above if each in at), None)
        if nearest is not None:
            handed[nearest] += values[record]
    return {record: handed[record] for record in paths}

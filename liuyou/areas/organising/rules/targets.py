"""Rules of targets: which target is part of which, so that a whole and its parts are not counted twice.

`paths`: record → place of its org in the tree (``1.4.17``).
"""

from __future__ import annotations

from collections.abc import Mapping

from liuyou.kernel.base.families import above, handed


def parts(paths: Mapping[int, str], values: Mapping[int, int]) -> dict[int, int]:
    """Record → what is handed down of it: the values of the nearest targets below it in the tree."""
    return dict.fromkeys(paths, 0) | handed(above(paths), values)

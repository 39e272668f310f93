"""Every write of the organising registers, one module a noun."""

from __future__ import annotations

from liuyou.areas.organising.actions import census, comparison, employers, formation, points, targets, unions
from liuyou.areas.organising.actions.employers import cover_employers, uncover_employers

__all__ = [
    "census",
    "comparison",
    "cover_employers",
    "employers",
    "formation",
    "points",
    "targets",
    "uncover_employers",
    "unions",
]

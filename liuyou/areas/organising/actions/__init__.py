"""Every write of the organising registers, one module a noun."""

from liuyou.areas.organising.actions import census, comparison, employers, formation, points, targets, unions

__all__ = ["census", "comparison", "employers", "formation", "points", "targets", "unions"]

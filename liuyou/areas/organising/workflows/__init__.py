"""States and steps of the organising registers."""

from __future__ import annotations

from liuyou.areas.organising.workflows import employers, unions
from liuyou.areas.organising.workflows.employers import CALL, CAMPAIGN, COMPARISON, DIFFERENCE, EMPLOYER
from liuyou.areas.organising.workflows.unions import FORMATION, POINT, TARGET, UNION

ALL = (*employers.ALL, *unions.ALL)

__all__ = ["ALL", "CALL", "CAMPAIGN", "COMPARISON", "DIFFERENCE", "EMPLOYER", "FORMATION", "POINT", "TARGET", "UNION"]

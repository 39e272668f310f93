"""Registers of organising, one module a noun."""

from liuyou.areas.organising.models.census import Call, Campaign
from liuyou.areas.organising.models.comparison import Comparison, Difference
from liuyou.areas.organising.models.employers import Employer
from liuyou.areas.organising.models.formation import Formation
from liuyou.areas.organising.models.points import Point
from liuyou.areas.organising.models.targets import Target
from liuyou.areas.organising.models.unions import Union

__all__ = [
    "Call",
    "Campaign",
    "Comparison",
    "Difference",
    "Employer",
    "Formation",
    "Point",
    "Target",
    "Union",
]

"""Registers of committees, posts, elections, and the staff of federations."""

from liuyou.areas.officers.models.committees import Committee, Officer
from liuyou.areas.officers.models.elections import Election
from liuyou.areas.officers.models.staff import BaseVisit, SelfCheck, Staff

__all__ = ["BaseVisit", "Committee", "Election", "Officer", "SelfCheck", "Staff"]

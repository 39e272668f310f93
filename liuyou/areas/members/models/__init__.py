"""Registers of membership, one module a noun."""

from liuyou.areas.members.models.doors import Door
from liuyou.areas.members.models.dues import Dues
from liuyou.areas.members.models.duplicates import Duplicate
from liuyou.areas.members.models.members import HELD, Member
from liuyou.areas.members.models.transfers import Release, Transfer

__all__ = ["HELD", "Door", "Dues", "Duplicate", "Member", "Release", "Transfer"]

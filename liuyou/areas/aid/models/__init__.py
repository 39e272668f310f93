"""Registers of hardship aid, one module a noun."""

from liuyou.areas.aid.models.applications import Application, Batch, Programme
from liuyou.areas.aid.models.files import HardshipFile, HouseholdMember
from liuyou.areas.aid.models.followed import Commitment, Maternity, Pairing, Survivor, Visit
from liuyou.areas.aid.models.payments import Payment

__all__ = [
    "Application",
    "Batch",
    "Commitment",
    "HardshipFile",
    "HouseholdMember",
    "Maternity",
    "Pairing",
    "Payment",
    "Programme",
    "Survivor",
    "Visit",
]

"""What organising is counted by, and what one record amounts to in the ledger."""

from liuyou.areas.organising.measures import employers, unions

__all__ = ["employers", "unions"]

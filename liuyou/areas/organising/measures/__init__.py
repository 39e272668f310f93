"""What organising is counted by, and what one record amounts to in the ledger."""

from liuyou.areas.organising.measures.employers import CALLS, COVERED, DIFFERENCES, EMPLOYERS, HEADS
from liuyou.areas.organising.measures.unions import POINTS, TARGETS, UNIONS, UNIONS_FOUNDED

__all__ = ["CALLS", "COVERED", "DIFFERENCES", "EMPLOYERS", "HEADS", "POINTS", "TARGETS", "UNIONS", "UNIONS_FOUNDED"]

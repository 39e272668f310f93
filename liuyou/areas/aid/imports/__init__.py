"""Aid ledgers as workbooks, one module a noun."""

from liuyou.areas.aid.imports.files import FILES
from liuyou.areas.aid.imports.followed import COMMITMENTS, MATERNITY, PAIRINGS, SURVIVORS, VISITS
from liuyou.areas.aid.imports.payments import PAYMENTS

ALL = (PAYMENTS, FILES, VISITS, PAIRINGS, COMMITMENTS, SURVIVORS, MATERNITY)

__all__ = ["ALL", "COMMITMENTS", "FILES", "MATERNITY", "PAIRINGS", "PAYMENTS", "SURVIVORS", "VISITS"]

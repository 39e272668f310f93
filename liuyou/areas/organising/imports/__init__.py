"""Organising ledgers as workbooks, one module a noun."""

from __future__ import annotations

from liuyou.areas.organising.imports import unions
from liuyou.areas.organising.imports.comparison import FILE
from liuyou.areas.organising.imports.employers import COUNTS, EMPLOYERS

ALL = (*unions.ALL, COUNTS, FILE, EMPLOYERS)

__all__ = ["ALL", "COUNTS", "EMPLOYERS", "FILE"]

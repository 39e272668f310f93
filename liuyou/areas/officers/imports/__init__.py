"""The ledgers of officers as workbooks, and the forms of what is begun in the browser."""

from liuyou.areas.officers.imports import columns, committees, drafts, officers, staff

__all__ = ["columns", "committees", "drafts", "officers", "staff"]

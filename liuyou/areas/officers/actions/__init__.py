"""Every write of the registers of officers."""

from liuyou.areas.officers.actions import balloting, ceasing, committees, elections, officers, results, staff

__all__ = ["balloting", "ceasing", "committees", "elections", "officers", "results", "staff"]

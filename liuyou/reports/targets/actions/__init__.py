"""Every write of targets and supervision. Importing this module declares all of them."""

from liuyou.reports.targets.actions import circulars, letters, plans, sheets, supervision, targets

__all__ = ["circulars", "letters", "plans", "sheets", "supervision", "targets"]

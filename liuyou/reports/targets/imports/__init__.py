"""Ledgers of targets and key points as workbooks, and the forms by which records begin in the browser."""

from liuyou.reports.targets.imports import plans, supervision, targets

ALL = (targets.TARGETS, plans.KEYPOINTS, plans.MEETINGS, supervision.DIFFICULTIES)
"""What is kept as workbooks."""

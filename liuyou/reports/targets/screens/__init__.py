"""How the registers of targets and supervision look and are worked in the browser."""

from liuyou.reports.targets.screens import plans, supervision, targets

ALL = (*targets.ALL, *supervision.ALL, *plans.ALL)

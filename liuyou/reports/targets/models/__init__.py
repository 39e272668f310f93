"""Registers of targets and supervision. Read `area.py` first."""

from liuyou.reports.targets.models.plans import Keypoint, Meeting
from liuyou.reports.targets.models.supervision import Circular, Difficulty, Group, Visit
from liuyou.reports.targets.models.targets import Letter, Sheet, Target

__all__ = ["Circular", "Difficulty", "Group", "Keypoint", "Letter", "Meeting", "Sheet", "Target", "Visit"]

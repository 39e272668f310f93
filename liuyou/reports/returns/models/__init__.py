"""Registers of returns: forms, the returns of unions, and the sheets whose look the output keeps."""

from liuyou.reports.returns.models.forms import Form, Sheet
from liuyou.reports.returns.models.returns import Return

__all__ = ["Form", "Return", "Sheet"]

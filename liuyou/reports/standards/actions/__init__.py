"""Every write of standards and appraisals."""

from liuyou.reports.standards.actions import appraisals, published, standards

__all__ = ["appraisals", "published", "standards"]

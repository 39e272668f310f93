"""Regions in words."""

from __future__ import annotations

from django import template

from liuyou.kernel.base.regions import region_name

register = template.Library()


@register.filter
def region(code: str) -> str:
    """全国, 浙江省, or 浙江省 330102."""
    return region_name(code)

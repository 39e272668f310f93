"""Template tags: icons, numbers and dates as the union writes them, addresses with one part changed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.http import QueryDict
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from liuyou.kernel.base import clock
from liuyou.kernel.base.numbers import printed, tabular
from liuyou.kernel.workflow import deadlines

register = template.Library()


@register.simple_tag
def icon(name: str, title: str = "") -> SafeString:
    """One icon of the sprite; hidden from readers unless it has a title."""
    address = f"{static('web/icons.svg')}#{name}"
    if title:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', title, address)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', address)


@register.filter
def tab(value: Decimal | int | None, unit: str = "") -> str:
    """As tables write it: 240,000.00, 95.1%, 1,092."""
    return tabular(value, unit)


@register.filter
def said(value: Decimal | int | None, unit: str = "") -> str:
    """As sentences and cards write it, with its unit: 24万元, 95.1%, 145 人次."""
    text = printed(value, unit)
    return text if unit in ("元", "%", "") or value is None else f"{text} {unit}"


@register.filter
def money(value: Decimal | int | None) -> str:
    return tabular(value, "元")


def _local(value: date | datetime | None) -> date | datetime | None:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def day(value: date | datetime | None) -> str:
    """2016-01-28; nothing is a dash."""
    return f"{_local(value):%Y-%m-%d}" if value else "—"


@register.filter
def daycn(value: date | datetime | None) -> str:
    """2016年1月28日."""
    return f"{_local(value):%Y年%-m月%-d日}" if value else "—"


@register.filter
def minute(value: datetime | None) -> str:
    """2016-01-28 14:05."""
    return f"{_local(value):%Y-%m-%d %H:%M}" if value else "—"


@register.filter
def left(value: date | None) -> str:
    """还剩 3 个工作日, 今天到期, 已超期 2 天."""
    return deadlines.remaining_text(value, clock.today()) if value else ""


@register.filter
def urgency(value: date | None) -> str:
    """The state colour of a time limit: overdue, due soon, or in hand."""
    if value is None:
        return "draft"
    days = (value - clock.today()).days
    return "overdue" if days < 0 else "soon" if days <= 5 else "hand"


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The present query string with some parts changed; None takes a part away. Paging starts anew."""
    given: QueryDict = context["request"].GET.copy()
    given.pop("cursor", None)
    for name, value in changes.items():
        given.pop(name, None)
        if value is not None and value != "":
            given[name] = str(value)
    return f"?{given.urlencode()}" if given else "?"


@register.simple_tag(takes_context=True)
def without(context: dict[str, Any], name: str) -> str:
    """The present query string without one part."""
    return query(context, **{name: None})


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """``mapping|get:key``, empty where it is not there."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""

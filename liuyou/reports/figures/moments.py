"""As-of moments in an address: read from what people type, written so that the link means the same for ever."""

from __future__ import annotations

import unicodedata
from datetime import datetime, time

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from liuyou.kernel.base.errors import BadInput


def read(text: str) -> datetime | None:
    """None is now. A day means its end; what is still to come means now, because it cannot be known yet."""
    text = unicodedata.normalize("NFKC", text).strip()
    if "T" in text:
        text = text.replace(" ", "+")  # a plus sign that an address has lost
    if not text:
        return None
    try:
        found = parse_datetime(text)
        day = parse_date(text) if found is None or len(text) == 10 else None
    except ValueError:
        found = day = None
    if day:
        found = datetime.combine(day, time.max)
    if found is None or not 1900 < found.year < 9999:
        raise BadInput(f"时刻“{text}”读不懂：写法如 2016-07-05 或 2016-07-05T09:00。")
    exact = found if timezone.is_aware(found) else timezone.make_aware(found)
    return None if exact >= timezone.now() else exact


def written(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat()


def typed(moment: datetime | None) -> str:
    """As the field of a form holds it: exact, so that sending the form again changes nothing."""
    return (
        written(moment)
        if moment and moment.microsecond
        else f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"
        if moment
        else ""
    )


def shown(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y年%-m月%-d日 %H:%M}" if moment else "现在"

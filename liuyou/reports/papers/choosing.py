"""What a new paper is made from: template, period, dates; read from the address so that a preview can be sent round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from liuyou.kernel.base.errors import BadInput, NotFound
from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents import library
from liuyou.kernel.web.pages import Here
from liuyou.reports.summaries import SHIPPED

PARTS = [
    ("H1", "上半年"),
    ("H2", "下半年"),
    ("", "全年"),
    *((f"Q{number}", f"第{'一二三四'[number - 1]}季度") for number in range(1, 5)),
    *((f"-{month:02}", f"{month}月") for month in range(1, 13)),
    *((f"-{month:02}ytd", f"1—{month}月") for month in range(2, 12)),
]
TITLE = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """One template a paper may be written from."""

    value: str
    kind: str
    name: str
    ending: str
    origin: str
    number: int | None = None

    def title(self, org: str, period: Period) -> str:
        return f"{org}{period.label}{self.ending}"


@dataclass(frozen=True, slots=True)
class Wish:
    """A paper asked for. `as_of` None is now."""

    choice: Choice
    content: bytes
    period: Period
    on: date
    as_of: datetime | None
    title: str
    numbered: bool


def typed(text: str) -> str:
    """What somebody typed on one line: no control characters, single spaces."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def kind_title(kind: str) -> str:
    return SHIPPED[kind][0] if kind in SHIPPED else kind


def choices(org: int, today: date) -> list[Choice]:
    """Shipped templates, then those in use at an org."""
    found = [Choice(kind, kind, name, ending, "系统自带") for kind, (name, ending, _) in SHIPPED.items()]
    own = library.usable(org, today)
    return found + [Choice(f"t{each.pk}", each.name, each.name, each.name, "本单位或上级", each.pk) for each in own]


def choice_of(value: str, org: int, today: date) -> Choice:
    choice = next((each for each in choices(org, today) if each.value == value), None)
    if choice is None:
        raise NotFound("没有这份模板，或它已停用：请重新选择。")
    return choice


def content_of(choice: Choice, org: int, today: date) -> bytes:
    if choice.number is None:
        return SHIPPED[choice.kind][2].read_bytes()
    return library.content_of(library.find(choice.number, org, today))


def wish(request: HttpRequest, here: Here) -> Wish | None:
    """What was asked for; None while nothing was. BadInput in words for what cannot be read."""
    given = request.POST if request.method == "POST" else request.GET
    if not given.get("template"):
        return None
    choice = choice_of(given["template"], here.org, here.today)
    period = period_of(given)
    title = typed(given.get("title", "")) or choice.title(here.place.name, period)
    if len(title) > TITLE:
        raise BadInput(f"标题超过 {TITLE} 个字：请改短一些。")
    return Wish(
        choice,
        content_of(choice, here.org, here.today),
        period,
        _on(given.get("on", ""), here.today),
        moment(given.get("as_of", "")),
        title,
        given.get("numbered", "") == "1",
    )


def period_of(given: QueryDict) -> Period:
    """A period written out, or a year and a part of it."""
    written = given.get("period", "").strip()
    if written:
        return Period.parse(written)
    year, part = given.get("year", "").strip(), given.get("part", "")
    if not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise BadInput("年份应为四位数字，如 2016：请改正。")
    if part not in dict(PARTS):
        raise BadInput("请选择统计期。")
    return Period.parse(year + part)


def last_half(today: date) -> Period:
    """The half-year that has ended last: what a summary is usually written about."""
    return Period.parse(f"{today.year}H1" if today.month > 6 else f"{today.year - 1}H2")


def moment(text: str) -> datetime | None:
    """An as-of moment; a day means its end. None for nothing."""
    text = text.strip()
    if not text:
        return None
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise BadInput(f"截至时刻“{text}”读不懂：写法如 2016-07-05T09:00，不填就是现在。")
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _on(text: str, today: date) -> date:
    """成文日期: today unless given; never still to come."""
    if not text.strip():
        return today
    try:
        found = parse_date(text.strip())
    except ValueError:
        found = None
    if found is None:
        raise BadInput("成文日期读不懂：写法如 2016-07-05。")
    if found > today:
        raise BadInput("成文日期不能晚于今天：请改正。")
    return found

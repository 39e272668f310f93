"""Which people a list shows and in which order: the address holds filters, the session the text (sealed)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from liuyou.kernel.base.errors import BadInput, LiuyouError
from liuyou.kernel.people.identity import Sex
from liuyou.kernel.people.models import Person
from liuyou.kernel.search.finding import cleaned
from liuyou.kernel.search.people import matching
from liuyou.kernel.secrecy.fields import seal, unseal

SORTS = {
    "name": ("姓名", ("pinyin", "id")),
    "-name": ("姓名倒序", ("-pinyin", "-id")),
    "-id": ("最近登记", ("-id",)),
    "id": ("最早登记", ("id",)),
    "born": ("年长在前", ("born", "id")),
    "-born": ("年轻在前", ("-born", "-id")),
}
DOCUMENTS = {"yes": "有证件号码", "no": "没有证件号码"}
OLDEST = 150
PLACE = "session.people_text"
"""What the text in the session is sealed for."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Filters of the list. Ages are whole years on `today`, both ends included; None is no bound."""

    today: date
    text: str = ""
    sex: str = ""
    youngest: int | None = None
    oldest: int | None = None
    document: str = ""
    sort: str = "name"

    @property
    def order(self) -> tuple[str, ...]:
        return SORTS[self.sort][1]

    @property
    def narrowed(self) -> dict[str, Any]:
        """What was chosen, for the journal: without the text, which may be a name."""
        chosen = {name: getattr(self, name) for name in ("sex", "youngest", "oldest", "document")}
        return {name: value for name, value in chosen.items() if value not in ("", None)} | {"search": bool(self.text)}

    def of(self, people: QuerySet[Person]) -> QuerySet[Person]:
        if self.text:
            people = matching(people, self.text)
        if self.sex:
            people = people.filter(sex=self.sex)
        if self.youngest is not None:
            people = people.filter(born__lte=_years_before(self.today, self.youngest))
        if self.oldest is not None:
            people = people.filter(born__gt=_years_before(self.today, self.oldest + 1))
        if self.document:
            people = people.filter(identity_hash__isnull=self.document == "no")
        return people

    def words(self) -> Iterator[str]:
        """The filters as a reader sees them, for the exported file."""
        if self.text:
            yield "按姓名或号码查找"
        if self.sex:
            yield Sex(self.sex).label
        if self.youngest is not None:
            yield f"{self.youngest} 岁及以上"
        if self.oldest is not None:
            yield f"{self.oldest} 岁及以下"
        if self.document:
            yield DOCUMENTS[self.document]


def chosen(given: Mapping[str, str], text: str, today: date) -> Choice:
    """From an address; BadInput tells which part cannot be."""
    sex, document, sort = given.get("sex", ""), given.get("document", ""), given.get("sort", "") or "name"
    if sex not in ("", *(each.value for each in Sex)) or document not in ("", *DOCUMENTS) or sort not in SORTS:
        raise BadInput("列表的筛选条件不对：请重新选择。")
    youngest, oldest = _age(given.get("from", "")), _age(given.get("to", ""))
    if youngest is not None and oldest is not None and youngest > oldest:
        raise BadInput("年龄范围不对：前一个数应当不大于后一个数。")
    return Choice(today, cleaned(text), sex, youngest, oldest, document, sort)


def _age(text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and int(text) <= OLDEST):
        raise BadInput(f"年龄应是 0 至 {OLDEST} 的整数。")
    return int(text)


def _years_before(day: date, years: int) -> date:
    """29 February becomes 28 February in other years."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def kept(text: str) -> str:
    """As the session keeps it."""
    return seal(text, PLACE).hex() if text else ""


def opened(stored: str) -> str:
    try:
        return unseal(bytes.fromhex(stored), PLACE) if stored else ""
    except (LiuyouError, ValueError):
        return ""

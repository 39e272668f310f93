"""What appraisals are counted by: published results, unions that hold a grade, members' ratings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from liuyou.kernel.ledger.measures import STOCK, Entry, Measure, posting
from liuyou.reports.standards.models import Appraisal

STANDARD = {"standard": "标准"}
SECTOR = {"sector": "所属领域"}
APPRAISED = Measure("standards.appraised", "公布考核结果的工会", "家", dims=STANDARD | {"grade": "等次"} | SECTOR)
REACHED = Measure("standards.reached", "达到等次的工会", "家", STOCK, STANDARD | {"grade": "等次"} | SECTOR)
RATED = Measure("standards.rated", "会员评家", "人次", dims=STANDARD | {"answer": "评价"} | SECTOR)
NO_GRADE = "未达等次"
ANSWERS = {"satisfied": "满意", "fairly": "基本满意", "unsatisfied": "不满意"}


@posting("standards.appraisal", APPRAISED, REACHED, RATED)
def appraisal_entries(appraisal: Appraisal) -> Iterator[Entry]:
    """Counted on the day of publication; a grade stands from then until it is lowered or the next one comes."""
    if appraisal.state == "void":
        return
    sector = appraisal.get_sector_display() if appraisal.sector else ""
    dims: dict[str, Any] = {"standard": appraisal.short, "sector": sector}
    if appraisal.rated_on:
        for name, answer in ANSWERS.items():
            if number := getattr(appraisal, name):
                yield RATED.entry(number, on=appraisal.rated_on, answer=answer, **dims)
    if not appraisal.published_on:
        return
    yield APPRAISED.entry(1, on=appraisal.published_on, grade=appraisal.grade or NO_GRADE, **dims)
    lowered, until = appraisal.demoted_on, appraisal.until
    first = min((day for day in (lowered, until) if day), default=None)
    if appraisal.grade:
        yield from REACHED.span(1, since=appraisal.published_on, until=first, grade=appraisal.grade, **dims)
    if lowered and appraisal.demoted_to:
        yield from REACHED.span(1, since=lowered, until=until, grade=appraisal.demoted_to, **dims)

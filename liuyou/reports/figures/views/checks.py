"""Rules between figures (数据核对): which hold, which do not, here and in every org directly below."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from liuyou.kernel.base.numbers import printed
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.checks import CHECKS, Check, Finding, examine
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Status
from liuyou.kernel.web.pages import Here, page, show
from liuyou.reports.figures import words
from liuyou.reports.figures.asking import question, quick_periods


@dataclass(frozen=True, slots=True)
class Line:
    """One rule: what it says here, and the orgs below where it does not hold."""

    check: Check
    formula: str
    here: Finding
    text: str
    below: list[tuple[str, int, str]]

    @property
    def holds(self) -> bool:
        return self.here.holds and not self.below


@page("figures.read", methods=("GET", "HEAD"))
def checks_page(request: HttpRequest, here: Here) -> HttpResponse:
    """Broken ones first. `broken=1`: only those."""
    asked = question(request, here, need_code=False)
    below = [each for each in tree.children(here.org, asked.period.end, asked.as_of) if each.status == Status.ACTIVE]
    names = {each.org_id: each.name for each in below}
    findings = examine([here.org, *names], asked.period, as_of=asked.as_of)
    lines = sorted((_line(code, findings, here.org, names) for code in _codes(findings)), key=lambda each: each.holds)
    only = request.GET.get("broken") == "1"
    context = {
        "asked": asked,
        "lines": [each for each in lines if not (only and each.holds)],
        "count": len(lines),
        "broken": sum(not each.holds for each in lines),
        "only": only,
        "quick": quick_periods(here),
    }
    return show(request, "figures/checks.html", context)


def _codes(findings: list[Finding]) -> list[str]:
    return list(dict.fromkeys(each.check.code for each in findings))


def _line(code: str, findings: list[Finding], org: int, names: dict[int, str]) -> Line:
    mine = {each.org: each for each in findings if each.check.code == code}
    check = CHECKS[code]
    own = mine.get(org) or Finding(check, org, None)
    below = [(names[o], o, printed(each.value, "")) for o, each in mine.items() if o != org and not each.holds]
    return Line(check, words.spoken(codes.figure(code).formula), own, printed(own.value, ""), below)

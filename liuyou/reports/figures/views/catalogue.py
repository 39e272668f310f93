"""The catalogue of figures: what each means, what it is now, and the tag to paste into a paper."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from liuyou.kernel.catalogue import catalogue as areas
from liuyou.kernel.web.pages import Here, page, show
from liuyou.reports.figures import catalogue
from liuyou.reports.figures.asking import question, quick_periods


@page("figures.read", methods=("GET", "HEAD"))
def catalogue_page(request: HttpRequest, here: Here) -> HttpResponse:
    """All figures, or those of one area or that some words find; with values of the period."""
    asked = question(request, here, need_code=False)
    text, area = request.GET.get("q", "").strip()[:60], request.GET.get("area", "")
    everything = catalogue.items()
    chosen = catalogue.matching(everything, text, area)
    rows = catalogue.valued(chosen, here.org, asked.period, asked.as_of)
    if request.GET.get("used") == "1":
        rows = [row for row in rows if row.value or row.last]
    present = {item.area for item in everything}
    context = {
        "asked": asked,
        "text": text,
        "area": area,
        "used": request.GET.get("used") == "1",
        "areas": [(code, each.title) for code, each in areas.AREAS.items() if code in present],
        "groups": list(catalogue.by_area(rows)),
        "count": len(rows),
        "quick": quick_periods(here),
    }
    return show(request, "figures/catalogue.html", context)

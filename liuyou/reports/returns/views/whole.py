"""The form at this org's own grain as of any moment, and who below has reported."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.orgs import tree
from liuyou.kernel.web import exports
from liuyou.kernel.web.pages import Here, page, show
from liuyou.reports.returns import exporting, showing
from liuyou.reports.returns.models import Return
from liuyou.reports.returns.queries import asking, completeness, remembered
from liuyou.reports.returns.queries.completeness import Count, Matrix
from liuyou.reports.returns.rules import periods, values
from liuyou.reports.returns.showing import Marks
from liuyou.reports.returns.views import finding
from liuyou.reports.returns.views.finding import READ

PERIODS, SHOWN = 12, 24
"""So many are compared, so many can be chosen."""


@page(READ, methods=("GET", "HEAD"))
def consolidated(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """Figures asked for the whole subtree, typed cells from accepted returns directly below; no sums of figures."""
    form = finding.form_of(here, number)
    period = finding.period_of(form, request.GET.get("period", ""), here)
    form = finding.version_for(form, period) if form.state != "draft" else form
    as_of = _moment(request.GET.get("as_of", ""))
    own = Return.objects.filter(form_code=form.code, org_id=here.org, period=period.code).exclude(state="void").first()
    typed = own.typed if own else {}
    if as_of is None:
        filled = remembered.fill(form, period, here.org, typed)
    else:
        filled = asking.fill(form, period, {here.org: typed}, as_of=as_of)[here.org]
    if shape := request.GET.get("export", ""):
        return _export(here, form, period, filled, as_of, shape)
    about = showing.where(here, here.org, str(here.place.path), period, as_of)
    by = as_of.astimezone(timezone.get_current_timezone()).date() if as_of else here.today
    count = sum(completeness.counts(form.code, here.org, [period.code], by, here.today).values(), Count())
    context = {
        "form": form,
        "columns": form.parsed.columns,
        "period": period,
        "label": periods.label(period),
        "as_of": as_of,
        "as_of_text": request.GET.get("as_of", ""),
        "near": finding.near(form, here, SHOWN, period),
        "blocks": showing.blocks(form.parsed, filled.numbers, filled.texts, about, Marks(below=filled.below)),
        "checks": values.judged(form.parsed, filled.numbers),
        "waiting": filled.waiting,
        "own": own,
        "count": count,
        "below": tree.children(here.org, here.today),
    }
    return show(request, "returns/consolidated.html", context)


def _moment(text: str) -> datetime | None:
    """A day means its end; what is still to come means now."""
    text = text.strip()
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        raise BadInput(f"“截至何时”的“{text[:30]}”写法不对：请写成 2016-07-05 或 2016-07-05T09:00。") from None
    if "T" not in text and len(text) == 10:
        found = datetime.combine(found.date(), time.max)
    exact = found if timezone.is_aware(found) else timezone.make_aware(found)
    return None if exact >= timezone.now() else exact


def _export(here: Here, form: Any, period: Any, filled: Any, as_of: datetime | None, shape: str) -> HttpResponse:
    exporting.noted(form, here.org, 0, here.actor, shape)
    name, label = f"{form.title}-{here.place.name}-{period.code}", periods.label(period)
    if shape == "csv":
        head = {"填报单位": here.place.name, "报告期": label}
        return exporting.answer(exporting.as_csv(form, filled.numbers, filled.texts, head), f"{name}.csv")
    when = f"{timezone.localtime(as_of or timezone.now()):%Y年%-m月%-d日 %H:%M}"
    head_lines = [form.title, f"填报单位：{here.place.name}　报告期：{label}", f"截至 {when} 的台账"]
    return exporting.answer(exporting.workbook(form, filled.numbers, filled.texts, head_lines), f"{name}.xlsx")


@page(READ, methods=("GET", "HEAD"))
def completeness_page(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """Children by periods: due, in, accepted, late, exactly by the end of a day."""
    form = finding.form_of(here, number)
    by = finding.day_of(request.GET.get("by", ""), here).end
    deep = request.GET.get("deep", "1") != "0"
    known = completeness.periods_known(form.code, PERIODS)
    found = completeness.matrix(form.code, here.org, known, by, here.today, deep=deep)
    if request.GET.get("export"):
        return _export_matrix(request, here, form, found, by)
    chosen = request.GET.get("period", "") or (known[-1] if known else "")
    place = next((at for at, (code, _) in enumerate(found.periods) if code == chosen), len(known) - 1)
    context = {
        "form": form,
        "matrix": found,
        "by": by,
        "deep": deep,
        "chosen": found.periods[place] if found.periods else None,
        "now": found.total[place] if found.periods else Count(),
        "missing": [line for line in found.lines if line.counts[place].missing] if found.periods else [],
        "units": sum(line.counts[place].whole for line in found.lines) if found.periods else 0,
        "asked": sum(line.counts[place].due > 0 for line in found.lines) if found.periods else 0,
    }
    return show(request, "returns/completeness.html", context)


def _export_matrix(request: HttpRequest, here: Here, form: Any, found: Matrix, by: Any) -> HttpResponse:
    columns = [("单位", "text")]
    for _, label in found.periods:
        columns += [(f"{label}·{name}", "integer") for name in ("应报", "已报", "接收", "迟报")]
    rows = [
        [name, *(number for count in each for number in (count.due, count.submitted, count.accepted, count.late))]
        for name, each in [("合计", found.total), *((line.name, line.counts) for line in found.lines)]
    ]
    title, words = f"{form.title}上报情况", f"截至 {by}"
    return exports.export_list(request, here, "returns.return", columns, rows, len(rows), title=title, words=words)

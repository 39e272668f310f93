"""The form editor: lines and columns typed in the browser, figures by name, real numbers before it is out."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import BadInput, LiuyouError, NotFound, Problem
from liuyou.kernel.intake.workbooks import open_workbook
from liuyou.kernel.orgs.models import Kind, Sector
from liuyou.kernel.web.pages import Here, page, show
from liuyou.reports.returns import actions, editing, showing
from liuyou.reports.returns.actions.forms import faults, known
from liuyou.reports.returns.editing import Draft
from liuyou.reports.returns.models import Form
from liuyou.reports.returns.queries import asking
from liuyou.reports.returns.rules import formulas, periods, sheets, values
from liuyou.reports.returns.rules import layout as layouts
from liuyou.reports.returns.rules.layout import Layout
from liuyou.reports.returns.showing import Marks
from liuyou.reports.returns.views import finding
from liuyou.reports.returns.views.finding import MANAGE

LARGEST = 5 << 20
SOURCES = {"figure": "系统指标", "typed": "手填", "fact": "基本情况", "heading": "小标题"}


@page(MANAGE)
def new_form(request: HttpRequest, here: Here) -> HttpResponse:
    """A form of one's own: kept as a draft from the first save."""
    if request.method != "POST":
        return _edited(request, here, editing.blank(), None)
    draft = editing.read(request.POST)
    if editing.rearrange(draft, request.POST):
        return _edited(request, here, draft, None)
    try:
        row = _head(draft) | {"org_id": here.org, "layout": editing.layout_of(draft)}
        row["code"] = draft.head["code"] or _free_code(draft.head["title"])
        form = actions.draft_forms([row], actor=here.actor)[0]
    except LiuyouError as error:
        return _edited(request, here, draft, None, error=error)
    messages.success(request, f"已保存草稿“{form.title}”。")
    return _after(request, here, form)


@page(MANAGE)
def edit_form(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    form = finding.form_of(here, number, manage=True)
    if form.state != "draft":
        return redirect(reverse("returns-form", args=[form.pk]))
    if request.method != "POST":
        return _edited(request, here, editing.of_form(form), form)
    draft = editing.read(request.POST)
    if editing.rearrange(draft, request.POST):
        return _edited(request, here, draft, form)
    try:
        changes = _head(draft) | {"layout": editing.layout_of(draft)}
        form = actions.edit_form(form, changes=changes, actor=here.actor)
    except LiuyouError as error:
        if isinstance(error, NotFound):
            raise
        return _edited(request, here, draft, form, error=error)
    return _after(request, here, form)


def _after(request: HttpRequest, here: Here, form: Form) -> HttpResponse:
    """Published if that was asked for and nothing stands against it."""
    if "publish" not in request.POST:
        return redirect(reverse("returns-form-edit", args=[form.pk]))
    try:
        actions.publish_form(form, actor=here.actor)
    except LiuyouError as error:
        return _edited(request, here, editing.of_form(form), form, error=error)
    messages.success(request, f"“{form}”已发布：期末后自动布置，也可以现在布置。")
    return redirect(reverse("returns-form", args=[form.pk]))


def _head(draft: Draft) -> dict[str, Any]:
    """What stands above the table, as the record takes it; BadInput names the field."""
    found: dict[str, Any] = {name: draft.head[name] for name in ("title", "frequency", "purpose", "basis", "note")}
    if not found["title"]:
        raise BadInput("还没有报表名称：请填写。")
    _require_reasons(draft)
    found["starts_on"] = _day(draft.head["starts_on"], "启用日期") or clock.today().replace(day=1)
    found["ends_on"] = _day(draft.head["ends_on"], "停用日期")
    text = draft.head["due_day"]
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 120):
        raise BadInput(f"“期末后第几日上报”要填 1 到 120 的整数，现在是“{text}”。")
    found |= {"due_day": int(text), "due_unit": draft.head["due_unit"]}
    return found | {"applies": {"kinds": draft.kinds, "sectors": draft.sectors}}


def _require_reasons(draft: Draft) -> None:
    """A line that is to be typed says why; without it would silently become a heading."""
    for number, line in enumerate(draft.parts["row"], 1):
        if line.values["source"] == "typed" and line.values["title"] and not line.values["why"]:
            title = line.values["title"]
            raise BadInput(f"第 {number} 行“{title}”是手填：请写明为什么没有记录能给出这个数；只作标题的请选“小标题”。")


def _day(text: str, title: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{title}“{text[:20]}”写法不对：请写成 2016-01-28。") from None


def _free_code(title: str) -> str:
    return editing.code_for(title, set(Form.objects.exclude(state="withdrawn").values_list("code", flat=True)))


def _edited(
    request: HttpRequest, here: Here, draft: Draft, form: Form | None, *, error: LiuyouError | None = None
) -> HttpResponse:
    looked = _looked(here, draft, form)
    context = {
        "draft": draft,
        "form": form,
        "error": error,
        "problems": getattr(error, "problems", ()),
        "figures": editing.known_figures(),
        "kinds": layouts.COLUMNS,
        "sources": SOURCES,
        "facts": layouts.FACTS,
        "must": formulas.MUST,
        "consolidate": layouts.CONSOLIDATE,
        "frequencies": periods.FREQUENCIES,
        "units": periods.UNITS,
        "org_kinds": [each for each in Kind.choices if each[0] not in ("group",)],
        "sectors": Sector.choices,
        **looked,
    }
    return show(request, "returns/edit.html", context, status=409 if error else 200)


@page(MANAGE, methods=("POST",))
def preview(request: HttpRequest, here: Here) -> HttpResponse:
    """The table with the numbers of the last period, and what still stands against publishing. Nothing is kept."""
    return show(request, "returns/preview.html", _looked(here, editing.read(request.POST), None))


def _looked(here: Here, draft: Draft, form: Form | None) -> dict[str, Any]:
    """The preview: real numbers of the org at hand; what cannot be understood is left empty and told."""
    frequency = draft.head.get("frequency") or "月"
    try:
        data = editing.layout_of(draft)
        parsed = layouts.read(data)
        period = periods.before(frequency, periods.around(frequency, here.today))
    except BadInput as error:
        return {"faults": [Problem(str(error))], "blocks": [], "columns": []}
    trial = Form(org_id=here.org, code="", title=draft.head.get("title", ""), frequency=frequency, state="draft")
    trial.layout, trial.starts_on = data, here.today
    trial.purpose, trial.basis = draft.head.get("purpose", ""), draft.head.get("basis", "")
    trial.ends_on = here.today if draft.head.get("ends_on") else None
    told = faults(trial)
    sound = _sound(parsed)
    trial.__dict__["parsed"] = sound
    filled = asking.fill(trial, period, {here.org: {}})[here.org]
    about = showing.where(here, here.org, str(here.place.path), period)
    checks = values.judged(sound, filled.numbers)
    return {
        "faults": told,
        "blocks": showing.blocks(sound, filled.numbers, filled.texts, about, Marks()),
        "columns": sound.columns,
        "period_label": periods.label(period, frequency),
        "checks": checks,
        "keys": [(cell.key, cell.title) for cell in parsed.numbers][:600],
    }


def _sound(parsed: Layout) -> Layout:
    """The layout without what cannot be asked: unknown figures, formulas that cannot be read."""
    bad: dict[str, bool] = {}

    def fits(code: str) -> bool:
        if code not in bad:
            bad[code] = not code or bool(known(code))
        return not bad[code]

    rows = tuple(row if not row.figure or fits(row.figure) else replace(row, figure="") for row in parsed.rows)
    given = {key: each for key, each in (parsed.overrides or {}).items() if not isinstance(each, str) or fits(each)}
    checks = tuple(check for check in parsed.checks if _readable(check.formula))
    return replace(parsed, rows=rows, overrides=given, checks=checks)


def _readable(formula: str) -> bool:
    try:
        formulas.parse(formula)
    except BadInput:
        return False
    return True


@page(MANAGE, methods=("POST",))
def upload_sheet(request: HttpRequest, here: Here, number: int = 0) -> HttpResponse:
    """The city's own workbook: its lines and columns become the draft's, and the output will be that very sheet."""
    form = finding.form_of(here, number, manage=True) if number else None
    file = request.FILES.get("file")
    if file is None:
        raise BadInput("还没有选择文件：请选择一个 .xlsx 文件。")
    if (file.size or 0) > LARGEST:
        raise BadInput(f"文件超过 {LARGEST >> 20} MB：请删去图片后再试。")
    name, content = str(file.name), bytes(file.read())
    found = guessed(name, content)
    if form is None:
        title = found.title or name.rsplit(".", 1)[0][:80]
        row = {
            "org_id": here.org,
            "code": _free_code(title),
            "title": title,
            "frequency": "月",
            "starts_on": here.today.replace(day=1),
            "applies": {"kinds": ["primary_union", "joint_union"]},
            "layout": found.data,
        }
        form = actions.draft_forms([row], workbook=(name, content), actor=here.actor)[0]
    else:
        actions.edit_form(form, changes={"layout": found.data}, workbook=(name, content), actor=here.actor)
    rows, columns, matched = sheets.counted(found.data)
    messages.success(
        request,
        f"认出 {rows} 行 {columns} 栏，其中 {matched} 行找到同名指标：请逐行选定指标，没有记录的改为手填并写明原因。",
    )
    return redirect(reverse("returns-form-edit", args=[form.pk]))


def guessed(name: str, content: bytes) -> sheets.Guess:
    """The layout of a workbook's first sheet; only .xlsx keeps its look."""
    if not content.startswith(b"PK"):
        raise BadInput("只能用 .xlsx：请在表格软件中打开后另存为 .xlsx，再重新上传。")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(content)
        sheet = open_workbook(path).sheets[0]
        titles = editing.by_title()
        merges: Sequence[Any] = sheet.merges
        return sheets.guess(sheet.grid, merges, lambda title: titles.get(title, ""))

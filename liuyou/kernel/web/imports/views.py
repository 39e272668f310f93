"""The pages of importing: choose files, say how they are read, mend, take in; blank workbooks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from liuyou.kernel.base.errors import BadInput, LiuyouError, NotFound
from liuyou.kernel.catalogue import catalogue
from liuyou.kernel.intake.marking import blank, mark
from liuyou.kernel.intake.registers import Register
from liuyou.kernel.intake.workbooks import Limits
from liuyou.kernel.web import storage
from liuyou.kernel.web.exports import XLSX
from liuyou.kernel.web.imports import findings, past, saying, tasks, uploads
from liuyou.kernel.web.models import Stage, Upload
from liuyou.kernel.web.pages import Here, page, show

PERMISSION = "intake.load"
PAGE = 50
MOST_FILES = 50


@page(PERMISSION)
def start(request: HttpRequest, here: Here) -> HttpResponse:
    """Choose files; what is under way; what was taken in before."""
    only = request.GET.get("register", "")
    if request.method == "POST":
        return _received(request, here, request.POST.get("register", ""))
    waiting = Upload.objects.filter(actor=here.actor, org_id=here.org).exclude(stage=Stage.LOADED)
    registers = catalogue.registers()
    context = {
        "only": registers.get(only),
        "waiting": [(each, findings.summary(uploads.found_of(each))) for each in waiting.order_by("-at")[:PAGE]],
        "most": Limits().file_bytes >> 20,
        **past.listed(request, here),
    }
    return show(request, "web/import/start.html", context)


def _received(request: HttpRequest, here: Here, only: str) -> HttpResponse:
    files = request.FILES.getlist("file")[:MOST_FILES]
    taken: list[Upload] = []
    for given in files:
        try:
            upload = uploads.receive(given, actor=here.actor, org=here.org, only=only)
            tasks.begin(tasks.CHECK, upload, actor=here.actor)
        except BadInput as error:
            messages.error(request, str(error))
        else:
            taken.append(upload)
    if not files:
        messages.error(request, "没有选择文件：请选择一个或几个表格文件。")
    if len(taken) == 1:
        return redirect(reverse("import-file", args=[taken[0].pk]))
    if taken:
        messages.success(request, f"收到 {len(taken)} 份文件：逐份打开看检查结果，没有问题的就可以导入。")
    return redirect(reverse("import"))


@page(PERMISSION)
def file(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """One file: how its sheets are read, what is wrong, taking it in."""
    upload = uploads.upload_for(here.actor, number)
    if request.method == "POST":
        return _done(request, here, upload, request.POST.get("do", ""))
    if upload.stage == Stage.LOADED and upload.load_id:
        return redirect(reverse("import-load", args=[upload.load_id]))
    return show(request, "web/import/file.html", _context(request, here, upload))


def _done(request: HttpRequest, here: Here, upload: Upload, what: str) -> HttpResponse:
    back = redirect(reverse("import-file", args=[upload.pk]))
    try:
        match what:
            case "say":
                saying.say(upload, request.POST, actor=here.actor)
                tasks.begin(tasks.CHECK, upload, actor=here.actor)
            case "check":
                tasks.begin(tasks.CHECK, upload, actor=here.actor)
            case "mend":
                _mended(request, here, upload)
            case "commit":
                tasks.begin(tasks.COMMIT, upload, actor=here.actor)
            case "discard":
                uploads.discard(upload, actor=here.actor)
                kept = "已导入的记录不受影响" if upload.stage == Stage.LOADED else "没有导入任何内容"
                messages.success(request, f"已删除“{upload.name}”，{kept}。")
                return redirect(reverse("import"))
            case _:
                raise BadInput("没有这项操作：请用页面上的按钮。")
    except LiuyouError as error:
        messages.error(request, str(error))
        if isinstance(error, BadInput) and error.problems:  # something has come in since the check
            tasks.begin(tasks.CHECK, upload, actor=here.actor)
    return back


def _mended(request: HttpRequest, here: Here, upload: Upload) -> None:
    given = request.FILES.get("file")
    if given is None:
        raise BadInput("没有选择文件：请选择改好的表格。")
    uploads.receive_mended(upload, given, actor=here.actor)
    tasks.begin(tasks.CHECK, upload, actor=here.actor)


def _context(request: HttpRequest, here: Here, upload: Upload) -> dict[str, Any]:
    told, registers = uploads.found_of(upload), catalogue.registers()
    sheet, at = request.GET.get("sheet", ""), request.GET.get("page", "1")
    problems = [each for each in told.get("problems", ()) if not sheet or each[0] == sheet]
    number = min(max(int(at) if at.isdecimal() else 1, 1), max(-(-len(problems) // PAGE), 1))
    run = upload.run
    return {
        "upload": upload,
        "told": told,
        "run": run if run is not None and (run.under_way or run.state == "stopped") else None,
        "sheets": [saying.shown(each, registers) for each in told.get("sheets", ())],
        "groups": saying.choices(registers),
        "problems": findings.lines(told, problems[(number - 1) * PAGE : number * PAGE]),
        "count": len(problems),
        "page": number,
        "pages": max(-(-len(problems) // PAGE), 1),
        "first": (number - 1) * PAGE + 1,
        "ready": upload.stage == Stage.CHECKED and not told.get("problems") and bool(told.get("new")),
        "sheet": sheet,
    }


@page(PERMISSION, methods=("GET",))
def marked(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """The user's own workbook with every problem marked where it stands."""
    upload = uploads.upload_for(here.actor, number)
    problems = findings.problems_of(uploads.found_of(upload))
    if not problems:
        raise NotFound("这份文件没有需要标出的问题。")
    with uploads.opened(upload) as path, storage.workplace() as where:
        mark(path, problems, where / "marked.xlsx")
        return _sent(where / "marked.xlsx", f"{path.stem}-待修改.xlsx")


@page(PERMISSION, methods=("GET",))
def templates(request: HttpRequest, here: Here) -> HttpResponse:
    """Every register as a blank workbook to fill in."""
    words = request.GET.get("words", "").strip()
    groups = [
        (title, [each for each in registers if words in each.form.title])
        for title, registers in saying.choices(catalogue.registers())
    ]
    return show(request, "web/import/templates.html", {"groups": [g for g in groups if g[1]], "words": words})


@page(PERMISSION, methods=("GET",))
def template(request: HttpRequest, here: Here, register: str) -> HttpResponse:
    form = _register(register).form
    with storage.workplace() as where:
        blank(form, where / "blank.xlsx")
        return _sent(where / "blank.xlsx", f"{form.title}.xlsx")


def _register(code: str) -> Register:
    found = catalogue.registers().get(code)
    if found is None:
        raise NotFound("没有这种台账：请从空白表格的清单中选择。")
    return found


def _sent(path: Any, name: str) -> HttpResponse:
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=XLSX)  # type: ignore[return-value]

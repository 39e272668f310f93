"""The pages of attachments: the part of a record's page, adding, removing, downloading."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header

from liuyou.kernel.access.models import Actor
from liuyou.kernel.base.errors import LiuyouError, NotFound
from liuyou.kernel.journal.models import Record
from liuyou.kernel.web import attachments, filetypes
from liuyou.kernel.web.models import Attachment
from liuyou.kernel.web.pages import Here, page, show

Said = list[tuple[bool, str]]
"""What became of each file: whether it went well, and the words."""


def attachments_of(record: Record, actor: Actor) -> dict[str, Any]:
    """Context of ``web/attachments.html`` on a record's page. The caller has asked for the right to read."""
    return {
        "attached": attachments.standing(record),
        "attached_to": record,
        "may_attach": attachments.may_add(actor, record),
        "accept": ",".join(f".{each}" for each in (*filetypes.ALLOWED, "jpeg")),
        "accept_words": filetypes.WORDS,
    }


def _of_record(register: str, **_: Any) -> str:
    attachments.model_of(register)
    return attachments.reads(register)


def _of_file(number: int, **_: Any) -> str:
    register = Attachment.objects.filter(pk=number).values_list("register", flat=True).first()
    if register is None:
        raise NotFound(attachments.NO_FILE)
    return attachments.reads(register)


@page(_of_record)
def attach(request: HttpRequest, here: Here, register: str, record: int) -> HttpResponse:
    """The attachments of a record as a part; files sent are added, each by itself."""
    found = attachments.record_for(here.actor, register, record)
    said: Said = []
    if request.method == "POST":
        for given in request.FILES.getlist("file"):
            said.append(_added(found, given, here.actor))
        if not said:
            said.append((False, "没有选择文件：请先选择，再上传。"))
    return _answer(request, here, found, said)


def _added(record: Record, given: UploadedFile, actor: Actor) -> tuple[bool, str]:
    try:
        added = attachments.add_attachment(record, given, actor=actor)
    except NotFound:
        raise
    except LiuyouError as error:
        return False, str(error)
    return True, f"已添加附件“{added.name}”。"


@page(_of_file, methods=("POST",))
def detach(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    found, record = attachments.attachment_for(here.actor, number)
    try:
        attachments.remove_attachment(number, actor=here.actor, reason=request.POST.get("reason", ""))
    except NotFound:
        raise
    except LiuyouError as error:
        return _answer(request, here, record, [(False, str(error))])
    return _answer(request, here, record, [(True, f"已移除附件“{found.name}”。")])


def _answer(request: HttpRequest, here: Here, record: Record, said: Said) -> HttpResponse:
    """The part for htmx; otherwise back to the record's page."""
    if request.headers.get("HX-Request") or request.method in ("GET", "HEAD"):
        context = {**attachments_of(record, here.actor), "said": said}
        return show(request, "web/attached.html", context)
    for went_well, words in said:
        (messages.success if went_well else messages.error)(request, words)
    return redirect(reverse("record", args=[record.register, record.pk]))


@page(_of_file, methods=("GET",))
def download(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """The file as it was given; the right is asked each time and the journal says who took it."""
    found, content = attachments.content_of(number, actor=here.actor)
    answer = HttpResponse(content, content_type=found.media)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Content-Length"] = str(len(content))
    return answer

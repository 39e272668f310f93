"""Word files handed in by a browser: taken within bounds, and kept sealed for the minutes between two pages."""

from __future__ import annotations

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from liuyou.kernel.access.models import Actor
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.documents import package
from liuyou.kernel.web import storage

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SALT, MINUTES = "papers.refresh", 120
LATE = "等得太久，上传的文件已清除：请重新选择文件。"


def taken(request: HttpRequest) -> bytes:
    """The file of the form. BadInput in words when there is none, or it is too large to be looked at."""
    file = request.FILES.get("file")
    if file is None:
        raise BadInput("还没有选择文件：请选择或拖入一个 .docx 文件。")
    if (file.size or 0) > package.MAX_FILE:
        raise BadInput(f"文件超过 {package.MAX_FILE // 1024 // 1024} MB：请压缩文中图片后再试。")
    if not file.size:
        raise BadInput("文件是空的：请重新选择。")
    return bytes(file.read())


def hold(content: bytes, actor: Actor) -> str:
    """Seal a file until its user has decided; gives the token that brings it back, to the same actor only."""
    name = storage.keep(storage.UPLOADS, [content], _place(actor))
    return signing.dumps([name, actor.pk], salt=SALT)


def held(token: str, actor: Actor) -> bytes:
    return b"".join(storage.read(storage.UPLOADS, _name(token, actor), _place(actor)))


def let_go(token: str, actor: Actor) -> None:
    storage.drop(storage.UPLOADS, _name(token, actor))


def _name(token: str, actor: Actor) -> str:
    try:
        name, owner = signing.loads(token, salt=SALT, max_age=MINUTES * 60)
    except signing.BadSignature:
        raise BadInput(LATE) from None
    if owner != actor.pk:
        raise BadInput(LATE)
    return str(name)


def _place(actor: Actor) -> str:
    return f"papers.refresh.{actor.pk}"


def sent(content: bytes, title: str, ending: str, kind: str = DOCX) -> HttpResponse:
    """A file to keep, under its title."""
    safe = "".join("_" if sign in '\\/:*?"<>|\n\r\t' else sign for sign in title).strip() or "公文"
    response = HttpResponse(content, content_type=kind)
    disposition = content_disposition_header(as_attachment=True, filename=f"{safe[:80]}.{ending}")
    response["Content-Disposition"] = disposition or "attachment"
    return response

"""The backup page: make one, list, download encrypted. A backup holds everything about everyone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from liuyou.administration import archives, keeping
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import require_anywhere
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.jobs.models import Run
from liuyou.kernel.jobs.running import start_task
from liuyou.kernel.journal import lines
from liuyou.kernel.web.pages import Here, page, show
from liuyou.kernel.writing.permit import permit

MANAGE = "system.manage"
DOWNLOAD = "backups.backup.download"


@page(MANAGE, methods=("GET", "HEAD"))
def backup_list(request: HttpRequest, here: Here) -> HttpResponse:
    require_anywhere(here.actor, MANAGE)
    context = {
        "backups": keeping.kept(),
        "runs": Run.objects.filter(kind=keeping.MAKE).order_by("-pk")[:5],
        "keys_kept": keeping.keys_kept(),
        "shortest": archives.SHORTEST,
    }
    return show(request, "administration/backups.html", context)


@page(MANAGE, methods=("POST",))
def backup_make(request: HttpRequest, here: Here) -> HttpResponse:
    require_anywhere(here.actor, MANAGE)
    run = start_task(keeping.MAKE, actor=here.actor)
    return redirect("job", number=run.pk)


@page(MANAGE, methods=("POST",))
def backup_download(request: HttpRequest, here: Here, name: str) -> HttpResponse:
    passphrase, again = request.POST.get("passphrase", ""), request.POST.get("again", "")
    try:
        if passphrase != again:
            raise Refused(_("两次输入的口令不一样：请重新输入。"))
        archives.require_strong(passphrase)
        note_download(name, actor=here.actor, reason=request.POST.get("reason", "").strip())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("backups")
    content = _sealed(keeping.path_of(name), passphrase)
    response = StreamingHttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}.sealed"'
    return cast(HttpResponse, response)


def _sealed(path: Path, passphrase: str) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from archives.sealed(file, passphrase)


def note_download(name: str, *, actor: Actor, reason: str) -> None:
    """The journal line without which nothing leaves. Refused without a reason."""
    require_anywhere(actor, MANAGE)
    if not reason:
        raise Refused(_("下载备份须写明理由：它含有所有人的资料。"))
    keeping.path_of(name)
    with permit(DOWNLOAD) as stamp:
        line = ("backups.backup", 0, None, None, {"name": name})
        lines.append([line], at=stamp, actor=actor, action=DOWNLOAD, reason=reason)

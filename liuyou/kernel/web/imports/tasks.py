"""Checking, taking in and taking back as tasks: small files at once, large ones by the worker, with progress."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.catalogue import catalogue
from liuyou.kernel.intake import undoing
from liuyou.kernel.intake.models import Load
from liuyou.kernel.jobs import inputs
from liuyou.kernel.jobs.kinds import Progress, task
from liuyou.kernel.jobs.models import Run
from liuyou.kernel.jobs.running import start_task
from liuyou.kernel.web.imports import uploads
from liuyou.kernel.web.models import Upload
from liuyou.kernel.writing.permit import permit

CHECK, COMMIT, UNDO = "intake.check", "intake.commit", "intake.undo"
SMALL, FEW = 200_000, 2_000
"""Bytes of a file, records of a load, that are dealt with while the browser waits."""
NAMED = 20


def begin(kind: str, upload: Upload, *, actor: Actor) -> None:
    """Check or take in: at once when the file is small, else as a run that the upload's page shows."""
    if upload.size <= SMALL:
        if kind == CHECK:
            uploads.check(upload)
        else:
            uploads.commit(upload, actor=actor)
        return
    titles = {CHECK: "检查", COMMIT: "导入"}
    with permit("intake.upload.begin"):
        title = f"{titles[kind]}{upload.name}"[:120]
        upload.run = start_task(kind, actor=actor, org=upload.org_id, inputs={"upload": upload.pk}, title=title)
        upload.save(update_fields=["run"])


def begin_undo(load: Load, *, actor: Actor, reason: str) -> Run | None:
    """Take back at once, or as a run when there are many records."""
    registers = catalogue.registers()
    if sum(len(each.records) for each in undoing.made_by(load, registers)) <= FEW:
        undoing.undo(load, registers, actor=actor, reason=reason)
        return None
    if not reason.strip():
        raise Refused("撤销导入须写明理由。")
    title = f"撤销导入{load.file_name}"[:120]
    return start_task(UNDO, actor=actor, org=load.org_id, inputs={"load": load.pk}, reason=reason, title=title)


@task(CHECK, "检查台账")
def check_upload(run: Run, progress: Progress) -> str:
    uploads.check(_upload(run), _told(progress))
    return "检查完了：请打开文件看结果。"


@task(COMMIT, "导入台账", once=True)
def commit_upload(run: Run, progress: Progress) -> str:
    try:
        done = uploads.commit(_upload(run), actor=run.actor, progress=_told(progress))
    except BadInput as error:
        raise Refused(_with_problems(error)) from error
    return "，".join(f"{title} {count} 条" for title, count in done.made.items()) or "没有新的内容。"


@task(UNDO, "撤销导入", once=True)
def undo_load(run: Run, progress: Progress) -> str:
    today = clock.today()
    rows = visible_to(Load.objects.all(), run.actor, undoing.PERMISSION, today)
    load = rows.filter(pk=inputs.read(run.inputs)["load"]).first()
    if load is None:
        raise NotFound("没有这次导入，或不在您的管理范围内。")
    try:
        count = undoing.undo(load, catalogue.registers(), actor=run.actor, reason=run.reason)
    except BadInput as error:
        raise Refused(_with_problems(error)) from error
    return f"已撤销，作废 {count} 条记录。"


def _upload(run: Run) -> Upload:
    return uploads.upload_for(run.actor, inputs.read(run.inputs)["upload"])


def _told(progress: Progress) -> Callable[[str, int, int], Any]:
    return lambda what, done, total: progress(done, total, what)


def _with_problems(error: BadInput) -> str:
    said = [str(each) for each in error.problems[:NAMED]]
    more = [f"…… 另有 {len(error.problems) - NAMED} 处"] if len(error.problems) > NAMED else []
    return "\n".join([str(error), *said, *more])

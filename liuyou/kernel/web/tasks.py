"""Tasks of the web application; procrastinate's start-up imports this module in every process."""

from __future__ import annotations

from liuyou.kernel.jobs.kinds import Progress, task
from liuyou.kernel.jobs.models import Run
from liuyou.kernel.jobs.sweeping import NIGHTLY
from liuyou.kernel.web import drafts, exports
from liuyou.kernel.web.imports import tasks, uploads

PURGE = "web.purge"
DECLARED = (exports.TASK, tasks.CHECK, tasks.COMMIT, tasks.UNDO, PURGE)
"""What a worker can be asked to do here."""


@task(PURGE, "清理草稿和上传的文件")
def purge(run: Run, progress: Progress) -> str:
    """Drafts nobody came back to, workbooks nobody took in."""
    return f"清理草稿 {drafts.purge()} 份、上传的文件 {uploads.purge()} 份。"


if PURGE not in NIGHTLY:
    NIGHTLY.append(PURGE)

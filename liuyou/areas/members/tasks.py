"""What is done every night: transfers that the old union has not answered in time are let go."""

from __future__ import annotations

from liuyou.areas.members.actions.transfers import release_silent
from liuyou.kernel.base import clock
from liuyou.kernel.jobs.kinds import Progress, task
from liuyou.kernel.jobs.models import Run

SILENCE = "silence.members"


@task(SILENCE, "会籍转出逾期未答复的视为同意")
def silence(run: Run, progress: Progress) -> str:
    count = release_silent(run.actor, clock.today())
    return f"{count} 件转出逾期没有答复，已视为同意。"

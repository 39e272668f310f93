"""Every night the returns of periods that have ended are opened."""

from __future__ import annotations

from liuyou.kernel.base import clock
from liuyou.kernel.jobs.kinds import Progress, task
from liuyou.kernel.jobs.models import Run
from liuyou.kernel.jobs.sweeping import NIGHTLY
from liuyou.reports.returns.actions.opening import open_wanting

OPEN = "returns.open"


@task(OPEN, "按期布置报表", once=True)
def open_returns(run: Run, progress: Progress) -> str:
    opened = open_wanting(run.actor, clock.today())
    return f"已布置 {opened} 份报表。" if opened else "没有到期要布置的报表。"


if OPEN not in NIGHTLY:
    NIGHTLY.append(OPEN)

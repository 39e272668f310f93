"""What keeps the queue in order: runs whose worker died go on, old results go, every night the ledger is checked."""

from __future__ import annotations

import shutil
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from liuyou.kernel.access.models import Actor
from liuyou.kernel.base.home import home
from liuyou.kernel.jobs.kinds import Progress, task
from liuyou.kernel.jobs.models import Run, State
from liuyou.kernel.jobs.running import LOCK, enqueue, start_task
from liuyou.kernel.ledger import reconcile
from liuyou.kernel.writing.permit import permit

KEEP_RESULTS = timedelta(days=14)
KEEP_RUNS = timedelta(days=400)
CLOCK = "定时任务"
"""The actor of what is done at night."""
RECONCILE = "ledger.reconcile"
NIGHTLY = [RECONCILE]
"""Kinds of tasks done once a day, at the first tick after two in the morning; others add theirs."""
EARLIEST = 2


def clockwork() -> Actor:
    """The actor of scheduled work, made on first use. It holds no post: its tasks change no record."""
    found = Actor.objects.filter(name=CLOCK).first()
    if found is None:
        with permit("access.actor.start"):
            found = Actor.objects.create(name=CLOCK)
    return found


def sweep() -> int:
    """Put runs back into the queue that nobody works on though they are under way; how many."""
    swept = 0
    for run in Run.objects.filter(state__in=[State.WAITING, State.RUNNING]).order_by("pk"):
        if not _queued(run) and not _held(run):
            enqueue(run)
            swept += 1
    return swept


def _queued(run: Run) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM procrastinate_jobs WHERE task_name = 'jobs.do_run' AND status = 'todo' AND args->>'run' = %s",
            [str(run.pk)],
        )
        return cursor.fetchone() is not None


def _held(run: Run) -> bool:
    """Whether some worker holds the run's lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND objsubid = 2
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""",
            [LOCK, run.pk],
        )
        return cursor.fetchone() is not None


def start_nightly() -> list[str]:
    """Begin what has not been begun today; what was begun. A machine that is off at night catches up in the morning."""
    now = timezone.localtime()
    if now.hour < EARLIEST:
        return []
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    done = set(Run.objects.filter(kind__in=NIGHTLY, created_at__gte=midnight).values_list("kind", flat=True))
    due = [kind for kind in NIGHTLY if kind not in done]
    for kind in due:
        start_task(kind, actor=clockwork())
    return due


def purge() -> int:
    """Remove results and runs that are old enough; how many runs. The journal keeps what was done."""
    now = timezone.now()
    old = Run.objects.exclude(result="").filter(finished_at__lt=now - KEEP_RESULTS)
    for run in old:
        shutil.rmtree(run.folder, ignore_errors=True)
    with permit("jobs.run.purge"):
        old.update(result="")
        gone = Run.objects.filter(finished_at__lt=now - KEEP_RUNS)
        numbers = list(gone.values_list("pk", flat=True))
        gone.delete()
    known = {str(number) for number in Run.objects.exclude(result="").values_list("pk", flat=True)}
    under_way = {str(run.pk) for run in Run.objects.filter(state__in=[State.WAITING, State.RUNNING])}
    for folder in (home() / "results").glob("*"):
        if folder.is_dir() and folder.name not in known | under_way:
            shutil.rmtree(folder, ignore_errors=True)
    return len(numbers)


@task(RECONCILE, "账实核对")
def check_ledger(run: Run, progress: Progress) -> str:
    """Records against the ledger, all of them."""
    total = sum(model._default_manager.count() for model in reconcile.registers().values())
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        progress(done, total)

    found = reconcile.reconcile(advance)
    if found:
        return f"核对 {total} 条记录，有 {len(found)} 处出入：请运行 liuyou reconcile 查看，并告诉系统管理员。"
    return f"核对 {total} 条记录，账实一致。"

"""Starting, doing, stopping and resuming runs. Whatever the worker does, it does as the actor who began the run."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.action import ACTIONS, require_inputs
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import LiuyouError, NotFound, Refused
from liuyou.kernel.catalogue.catalogue import AREAS
from liuyou.kernel.jobs import inputs as forms
from liuyou.kernel.jobs.kinds import STOPPING, TASKS, Progress, Stopped, Task
from liuyou.kernel.jobs.models import ItemState, Run, RunItem, State
from liuyou.kernel.jobs.taking import take
from liuyou.kernel.journal import lines
from liuyou.kernel.workflow.declared import BoundStep
from liuyou.kernel.writing import bulk
from liuyou.kernel.writing.permit import permit

CHUNK = 1000
BREATH = 0.01
"""Seconds between two chunks in which whoever needs an exact moment gets in."""
LOCK = 660_010
REGISTER = "jobs.run"
log = logging.getLogger(__name__)


def step_of(code: str) -> BoundStep:
    """The step of an action; NotFound when there is none of that code."""
    for area in AREAS.values():
        for workflow in area.workflows:
            for bound in workflow.steps.values():
                if bound.code == code and code in ACTIONS:
                    return bound
    raise NotFound(f"没有办理“{code}”。")


def start_run(
    action: str,
    records: Sequence[int],
    *,
    actor: Actor,
    inputs: Mapping[str, Any] | None = None,
    reason: str = "",
    on: date | None = None,
    org: int | None = None,
) -> Run:
    """Have an action done to many records, in the order given. Each is judged when its turn comes, as this actor's."""
    bound, wanted = step_of(action), list(dict.fromkeys(records))
    if not wanted:
        raise Refused("没有选中记录：请先勾选要办理的记录。")
    if not bound.step.sources:
        raise Refused(f"“{bound.step.title}”不是对已有记录的办理。")
    require_inputs(bound, {**(inputs or {}), "reason": reason})
    with permit("jobs.run.start"):
        title = f"{bound.workflow.title}：{bound.step.title}"
        run = _begun(action, title, actor, org, inputs, reason, on or clock.today(), len(wanted))
        _list_items(run, wanted)
    return run


def _list_items(run: Run, records: Sequence[int]) -> None:
    rows = ((run.pk, number, record, ItemState.WAITING.value, "") for number, record in enumerate(records))
    bulk.copy_rows("jobs_runitem", ("run_id", "number", "record", "state", "message"), rows)


def start_task(
    kind: str,
    *,
    actor: Actor,
    org: int | None = None,
    inputs: Mapping[str, Any] | None = None,
    reason: str = "",
    title: str = "",
    records: Sequence[int] = (),
) -> Run:
    """Have a declared task done. Whoever calls has asked for the right; the task asks again as the actor.

    `records`: what it goes through; the task marks each itself, in the transaction that deals with it.
    """
    with permit("jobs.run.start"):
        run = _begun(kind, title or TASKS[kind].title, actor, org, inputs, reason, None, len(records))
        _list_items(run, records)
    return run


def _begun(
    kind: str,
    title: str,
    actor: Actor,
    org: int | None,
    inputs: Mapping[str, Any] | None,
    reason: str,
    on: date | None,
    total: int,
) -> Run:
    run = Run.objects.create(
        actor=actor,
        kind=kind,
        title=title,
        org_id=org,
        inputs=forms.written(inputs or {}),
        reason=reason,
        on=on,
        total=total,
        created_at=timezone.now(),
    )
    _note_line(run, "jobs.run.start", actor, reason, {"kind": kind, "total": total})
    enqueue(run)
    return run


def enqueue(run: Run) -> None:
    """Into the queue, in the transaction under way: the worker sees it when the run is committed."""
    from liuyou.kernel.jobs import tasks

    tasks.do_run.defer(run=run.pk)


def stop_run(run: Run, *, actor: Actor) -> None:
    """What is done stays done; the rest waits until somebody resumes it."""
    with permit("jobs.run.stop"):
        found = Run.objects.select_for_update().get(pk=run.pk)
        if not found.under_way:
            raise Refused("这项任务已经结束，不用停止。")
        _set(found, state=State.STOPPED, finished_at=timezone.now(), note="已由人工停下。")
        _note_line(found, "jobs.run.stop", actor)


def resume_run(run: Run, *, actor: Actor) -> None:
    with permit("jobs.run.resume"):
        found = Run.objects.select_for_update().get(pk=run.pk)
        if found.state != State.STOPPED:
            raise Refused("只有停下的任务可以继续。")
        _set(found, state=State.WAITING, finished_at=None, note="")
        _note_line(found, "jobs.run.resume", actor)
        enqueue(found)


def _note_line(run: Run, action: str, actor: Actor, reason: str = "", after: dict[str, Any] | None = None) -> None:
    with permit(action) as stamp:
        line = (REGISTER, run.pk, run.org_id, None, after)
        lines.append([line], at=stamp, actor=actor, action=action, reason=reason)


def _set(run: Run, **values: Any) -> None:
    for name, value in values.items():
        setattr(run, name, value)
    run.save(update_fields=list(values))


@contextmanager
def alone(run: int) -> Iterator[bool]:
    """Whether this worker may work on the run: a dead worker's connection lets go of the lock by itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, run])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, run])


def work(run: int) -> None:
    """Do a run from where it stands, to its end or until it is stopped. May be called any number of times."""
    with alone(run) as mine:
        if not mine or not (found := _take_up(run)):
            return
        try:
            if found.kind in TASKS:
                _do_task(found, TASKS[found.kind])
            else:
                while not STOPPING.is_set() and do_chunk(run):
                    time.sleep(BREATH)
        except Stopped:
            return
        except LiuyouError as error:
            _leave_off(run, str(error))
        except Exception as error:
            log.exception("run %s: %s", run, type(error).__name__)
            _leave_off(run, "程序出错，已停下，做完的部分有效：请把任务编号告诉系统管理员，排除后可以继续。")


def _take_up(run: int) -> Run | None:
    with permit("jobs.run.begin"):
        found = Run.objects.select_for_update().filter(pk=run).first()
        if not found or not found.under_way or _barred(found):
            return None
        _set(found, state=State.RUNNING, started_at=found.started_at or timezone.now())
        return found


def _barred(run: Run) -> bool:
    """Whether the account of whoever began the run is closed; the run is then left off, as the person is kept out."""
    account = getattr(run.actor, "user", None)
    if account is None or account.is_active:
        return False
    note = "办理人的账号已停用，已停下，做完的部分有效：账号恢复后可以继续，或由别人重新办理。"
    _set(run, state=State.STOPPED, finished_at=timezone.now(), note=note)
    return True


def _leave_off(run: int, note: str) -> None:
    with permit("jobs.run.fail"):
        found = Run.objects.select_for_update().get(pk=run)
        if found.under_way:
            _set(found, state=State.STOPPED, finished_at=timezone.now(), note=note)


def do_chunk(run: int) -> bool:
    """The next records and their results in one transaction; False when there are none left or the run was stopped."""
    with permit("jobs.run.take"):
        found = Run.objects.select_for_update().select_related("actor").get(pk=run)
        if found.state != State.RUNNING or _barred(found):
            return False
        waiting = found.items.filter(state=ItemState.WAITING).order_by("number")
        records = list(waiting.values_list("record", flat=True)[:CHUNK])
        if not records:
            _set(found, state=State.DONE, finished_at=timezone.now(), note=_summary(found))
            return False
        common = {"actor": found.actor, "on": found.on, "reason": found.reason, **forms.read(found.inputs)}
        refused = take(found.kind, records, **common)
        _mark(found, records, refused)
        _set(found, progress=found.progress + len(records), refused=found.refused + len(refused))
    return True


def _mark(run: Run, records: Sequence[int], refused: Mapping[int, str]) -> None:
    RunItem.objects.filter(run=run, record__in=[each for each in records if each not in refused]).update(
        state=ItemState.DONE
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE jobs_runitem i SET state = 'refused', message = n.message
               FROM unnest(%s::bigint[], %s::text[]) n(record, message) WHERE i.run_id = %s AND i.record = n.record""",
            [list(refused), list(refused.values()), run.pk],
        )


def _summary(run: Run) -> str:
    done = f"办理完成 {run.progress - run.refused} 条"
    return f"{done}，{run.refused} 条被拒绝：理由见下表。" if run.refused else f"{done}。"


def _do_task(run: Run, task: Task) -> None:
    progress = Progress(run, beside=task.once)
    try:
        if task.once:
            with permit(run.kind):
                note = task.function(run, progress)
                _finish(run, progress, note)
        else:
            note = task.function(run, progress)
            _finish(run, progress, note)
    finally:
        progress.close()


def _finish(run: Run, progress: Progress, note: str | None) -> None:
    with permit("jobs.run.finish"):
        found = Run.objects.select_for_update().get(pk=run.pk)
        if found.state != State.RUNNING:
            raise Stopped
        _set(
            found,
            state=State.DONE,
            finished_at=timezone.now(),
            note=note or "已完成。",
            result=progress.result,
            progress=found.total,
        )

"""What stands in the queue: runs, and what comes by the clock. Procrastinate finds this module by its name."""

from __future__ import annotations

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from liuyou.kernel.jobs import running, sweeping

DEAD_AFTER = 60.0
"""Seconds without a sign of life after which a worker counts as dead."""
KEEP_JOBS = 72
"""Hours that finished jobs of the queue are kept; runs are kept longer."""


@app.task(name="jobs.do_run")
def do_run(run: int) -> None:
    try:
        running.work(run)
    finally:
        connection.close_if_unusable_or_obsolete()


@app.periodic(cron="* * * * *")
@app.task(name="jobs.sweep", queueing_lock="jobs.sweep")
async def sweep(timestamp: int) -> None:
    """Jobs of dead workers are closed; their runs stand in the queue anew."""
    from asgiref.sync import sync_to_async

    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER):
        await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
    await sync_to_async(sweeping.sweep, thread_sensitive=False)()


@app.periodic(cron="*/10 * * * *")
@app.task(name="jobs.nightly", queueing_lock="jobs.nightly")
def nightly(timestamp: int) -> None:
    sweeping.start_nightly()


@app.periodic(cron="17 * * * *")
@app.task(name="jobs.purge", queueing_lock="jobs.purge")
async def purge(timestamp: int) -> None:
    from asgiref.sync import sync_to_async

    await app.job_manager.delete_old_jobs(nb_hours=KEEP_JOBS, include_failed=True, include_cancelled=True)
    await sync_to_async(sweeping.purge, thread_sensitive=False)()

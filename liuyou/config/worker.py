"""The worker: takes runs from the queue, and does what comes by the clock. A child of the supervisor."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from typing import Any

CONCURRENCY = 2
"""So that a long run does not hold up what comes by the clock."""
QUICKLY = 6.0
"""Seconds that work under way has to leave off once the worker is told to end."""


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liuyou.config.settings")
    import django

    from liuyou.kernel.base.errors import LiuyouError

    logging.basicConfig(level=logging.WARNING)
    try:
        django.setup()
        asyncio.run(_work())
    except LiuyouError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    finally:
        _leave()
    return 0


def _leave() -> None:
    """Last of all processes this one leaves the embedded database, which then stops; web servers end without a word."""
    from liuyou.config import database

    if not os.environ.get("DATABASE_URL"):
        database.forget_dead()


async def _work() -> None:
    from asgiref.sync import sync_to_async
    from procrastinate.contrib.django import app

    from liuyou.kernel.jobs import sweeping
    from liuyou.kernel.jobs.kinds import STOPPING

    await sync_to_async(sweeping.sweep, thread_sensitive=False)()
    connector: Any = app.connector
    with app.replace_connector(connector.get_worker_connector()) as working:
        async with working.open_async():
            task = asyncio.create_task(
                working.run_worker_async(
                    concurrency=CONCURRENCY,
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=QUICKLY,
                    update_heartbeat_interval=10,
                )
            )

            def end() -> None:
                STOPPING.set()
                task.cancel()

            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, end)
            try:
                await task
            except asyncio.CancelledError:
                if not STOPPING.is_set():
                    raise


if __name__ == "__main__":
    sys.exit(main())

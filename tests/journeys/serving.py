"""A server of its own for the journeys: web and worker in one process, and a calendar that can be moved.

    LIUYOU_HOME=… python -m tests.journeys.serving PORT [--county]

The day stands in the file LIUYOU_HOME/today; without the file it is today.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300


def main() -> int:
    port, home = int(sys.argv[1]), Path(os.environ["LIUYOU_HOME"])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liuyou.config.settings")
    import django

    django.setup()
    _move_calendar(home / "today")
    from django.core.management import call_command

    from tests.journeys import addresses, county

    call_command("migrate", verbosity=0)
    if "--county" in sys.argv:
        county.build()
    pages = home / "pages.json"
    if not pages.exists():
        pages.write_text(json.dumps(addresses.found(), ensure_ascii=False), encoding="utf-8")
    threading.Thread(target=_serve, args=(port,), daemon=True).start()
    from liuyou.config import worker

    asyncio.run(worker._work())
    return 0


def _move_calendar(file: Path) -> None:
    from django.utils import timezone

    from liuyou.kernel.base import clock

    def today() -> date:
        with suppress(OSError, ValueError):
            return date.fromisoformat(file.read_text().strip())
        return timezone.localdate()

    clock.today = today


def _serve(port: int) -> None:
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

    from liuyou.config.wsgi import application

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the journeys say what they did."""

    server = ThreadedWSGIServer(("127.0.0.1", port), Quiet)
    server.set_app(application)
    server.serve_forever()


# In the process of the tests


class Served:
    """A running server as its tests see it."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.address = home, f"http://127.0.0.1:{port}"

    def move_to(self, day: str) -> None:
        (self.home / "today").write_text(day)

    def as_it_is(self) -> None:
        """The real day, for pages that go by the moments of the database, such as the journal."""
        (self.home / "today").unlink(missing_ok=True)

    def pages(self) -> list[tuple[str, str, str]]:
        """(name, address, username) of every page that GET opens."""
        return [tuple(each) for each in json.loads((self.home / "pages.json").read_text(encoding="utf-8"))]


@contextmanager
def served(home: Path, port: int, *given: str) -> Iterator[Served]:
    """The server until the end of the block; its words stand in `serving.log`."""
    env = {**os.environ, "LIUYOU_HOME": str(home), "PYTHONPATH": str(ROOT)}
    env.pop("DATABASE_URL", None)
    with (home / "serving.log").open("wb") as log:
        command = [sys.executable, "-m", "tests.journeys.serving", str(port), *given]
        process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=log, stderr=log)
        try:
            _await(process, port, home / "serving.log")
            yield Served(home, port)
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise RuntimeError(f"the server of the journeys does not answer:\n{log.read_text(errors='replace')[-4000:]}")


if __name__ == "__main__":
    sys.exit(main())

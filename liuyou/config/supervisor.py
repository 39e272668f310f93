"""Supervises web and worker as child processes: starts them, restarts what dies, stops all. Imports next to nothing."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO

TERMINATE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
GRACE, QUICK, PATIENCE = 12.0, 10.0, 4
"""Seconds to end after SIGTERM; a life shorter than QUICK is a failed start, PATIENCE of them in a row are enough."""
libc = ctypes.CDLL(None)


def home() -> Path:
    path = Path(os.environ.get("LIUYOU_HOME") or "var").resolve()
    path.mkdir(parents=True, exist_ok=True)
    return path


def only_one() -> IO[str]:
    """The lock of the one that serves this installation; whoever dies lets go of it."""
    file = (home() / "serve.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        where = file.read().strip()
        sys.exit(f"网页已在运行{f'（{where}）' if where else ''}：一个安装目录只运行一个。")
    return file


class Child:
    """One program of ours, in a process group of its own."""

    def __init__(self, name: str, arguments: list[str]) -> None:
        self.name, self.arguments = name, arguments
        self.failures, self.began = 0, 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.began = time.monotonic()
        parent = os.getpid()

        def with_parent() -> None:
            os.setpgid(0, 0)
            libc.prctl(TERMINATE_WITH_PARENT, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(1)

        self.process = subprocess.Popen([sys.executable, *self.arguments], preexec_fn=with_parent)  # noqa: S603

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def clear(self) -> None:
        """Whatever a dead child has left in its group."""
        if self.process is not None:
            _kill(self.process.pid, signal.SIGKILL)

    def stop(self) -> None:
        if self.process is None:
            return
        if self.alive():
            _kill(self.process.pid, signal.SIGTERM, group=False)
            try:
                self.process.wait(GRACE)
            except subprocess.TimeoutExpired:
                self.clear()
                self.process.wait()
        self.clear()


def _kill(number: int, what: signal.Signals, *, group: bool = True) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        (os.killpg if group else os.kill)(number, what)


class Supervisor:
    """Web first, so that a page soon says something; the worker holds the embedded database and goes last."""

    def __init__(self, host: str, port: int, workers: int) -> None:
        self.host, self.port, self.stopping = host, port, False
        self.web = Child("网页", ["-m", "liuyou.config.web", host, str(port), str(workers)])
        self.worker = Child("后台任务", ["-m", "liuyou.config.worker"])
        self.children = [self.web, self.worker]

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.stop)
        try:
            for child in self.children:
                child.start()
            if not self.wait_until(self.answers):
                return 1
            if not self.stopping:
                print(f"网页已启动：http://{self.shown()}/", flush=True)  # noqa: T201
                print("按 Ctrl+C 停止。", flush=True)  # noqa: T201
            return 0 if self.wait_until(lambda: False) else 1
        finally:
            for child in self.children:
                child.stop()

    def stop(self, *_: object) -> None:
        self.stopping = True

    def wait_until(self, done: Callable[[], bool]) -> bool:
        """Look after the children until done or told to stop; False when one cannot be kept running."""
        while not self.stopping:
            well = [self.look_after(child) for child in self.children]
            if not all(well):
                return False
            if done():
                return True
            time.sleep(0.3)
        return True

    def look_after(self, child: Child) -> bool:
        if child is self.worker and child.alive() and self.database_died():
            child.stop()  # its next start starts the database too
        if child.alive():
            return True
        child.clear()
        lived = time.monotonic() - child.began
        child.failures = child.failures + 1 if lived < QUICK else 0
        if child.failures >= PATIENCE:
            print(f"{child.name}启动不了：原因见上面的提示，排除后请再运行 liuyou serve。", file=sys.stderr)  # noqa: T201
            return False
        child.start()
        return True

    def database_died(self) -> bool:
        """Whether our own database server, which stays when all is well, is gone."""
        if os.environ.get("DATABASE_URL") or time.monotonic() - self.worker.began < QUICK:
            return False
        try:
            os.kill(int((home() / "postgres" / "postmaster.pid").read_text().split()[0]), 0)
        except PermissionError:
            return False
        except (OSError, ValueError, IndexError):
            return True
        return False

    def shown(self) -> str:
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104
        return f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://{self.shown()}/healthz", timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False


def main() -> int:
    host, port, workers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with only_one() as lock:
        supervisor = Supervisor(host, port, workers)
        lock.truncate(0)
        lock.write(f"http://{supervisor.shown()}/")
        lock.flush()
        return supervisor.run()


if __name__ == "__main__":
    sys.exit(main())

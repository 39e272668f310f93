"""The web server as a child of the supervisor."""

from __future__ import annotations

import sys

from granian import Granian
from granian.constants import Interfaces


def main() -> None:
    host, port, workers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    Granian(
        "liuyou.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        respawn_failed_workers=True,
        workers_kill_timeout=8,
        log_enabled=False,
    ).serve()


if __name__ == "__main__":
    main()

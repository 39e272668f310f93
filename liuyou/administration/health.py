"""Is all well: the short answer for machines, and the page for whoever manages the system."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from liuyou.administration import keeping
from liuyou.kernel.base.home import home
from liuyou.kernel.jobs.models import Run, State
from liuyou.kernel.jobs.sweeping import RECONCILE
from liuyou.kernel.web.pages import PUBLIC, Here, page, show

MANAGE = "system.manage"
LOW = 2 * 1024**3
"""Bytes of free disk below which a warning is due."""
ALIVE = timedelta(seconds=45)
OLD = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the page. `advice` says what to do when it is not well."""

    title: str
    well: bool
    said: str
    advice: str = ""


@page(PUBLIC, methods=("GET", "HEAD"))
def healthz(request: HttpRequest) -> HttpResponse:
    """200 or 503 and nothing else: it is open to everybody."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("down", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


@page(MANAGE, methods=("GET", "HEAD"))
def health(request: HttpRequest, here: Here) -> HttpResponse:
    checks = list(look())
    return show(request, "administration/health.html", {"checks": checks, "well": all(each.well for each in checks)})


def look() -> Iterator[Check]:
    """Everything, in the order in which trouble is looked for."""
    yield _database()
    yield _schema()
    yield _worker()
    yield _queue()
    yield _disk()
    yield _ledger()
    yield _backup()
    yield _keys()


def _asked(statement: str) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return tuple(cursor.fetchone())


def _database() -> Check:
    version, size = _asked(
        "SELECT current_setting('server_version'), pg_size_pretty(pg_database_size(current_database()))"
    )
    return Check(_("数据库"), True, f"PostgreSQL {version.split()[0]}，占用 {size}")


def _schema() -> Check:
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    words = f"还有 {pending} 项升级没有执行" if pending else "与程序一致"
    return Check(_("数据库结构"), not pending, words, "停下网页，运行 liuyou init，再启动。")


def _worker() -> Check:
    [last] = _asked("SELECT max(last_heartbeat) FROM procrastinate_workers")
    well = last is not None and timezone.now() - last < ALIVE  # type: ignore[operator]
    said = "在运行" if well else "没有运行"
    return Check(_("后台任务"), well, said, "重新运行 liuyou serve：成批办理、导入导出和每晚的核对都要靠它。")


def _queue() -> Check:
    waiting = Run.objects.filter(state=State.WAITING).count()
    running = Run.objects.filter(state=State.RUNNING).count()
    oldest = timezone.now() - timedelta(minutes=30)
    late = Run.objects.filter(state=State.WAITING, created_at__lt=oldest).exists()
    return Check(_("排队"), not late, f"进行中 {running} 项，等待 {waiting} 项", "有任务等了半小时以上：请看任务列表。")


def _disk() -> Check:
    free = shutil.disk_usage(home()).free
    said = f"安装目录所在磁盘还有 {free / 1024**3:.1f} GB"
    return Check(_("磁盘"), free > LOW, said, "请清理磁盘，或换更大的磁盘：不足时无法登记。")


def _ledger() -> Check:
    run = _last(RECONCILE)
    if run is None:
        return Check(_("账实核对"), False, "还没有核对过", "每天夜里自动核对；也可运行 liuyou reconcile。")
    said = f"{timezone.localtime(run.finished_at):%Y-%m-%d %H:%M}：{run.note}"
    well = "一致" in run.note and timezone.now() - run.finished_at < OLD  # type: ignore[operator]
    return Check(_("账实核对"), well, said, "请运行 liuyou reconcile 查看是哪些记录。")


def _last(kind: str) -> Run | None:
    return Run.objects.filter(kind=kind, state=State.DONE).order_by("-finished_at").first()


def _backup() -> Check:
    kept = keeping.kept()
    if not kept:
        return Check(_("备份"), False, "还没有备份", "请在“备份”页做一次，并把文件存到别的机器上。")
    age = timezone.now() - kept[0].made
    said = f"最近一次 {timezone.localtime(kept[0].made):%Y-%m-%d %H:%M}，现存 {len(kept)} 份"
    return Check(_("备份"), age < OLD, said, "请在“备份”页做一次，并查看上一次为什么没有做成。")


def _keys() -> Check:
    if os.environ.get("LIUYOU_KEYS"):
        return Check(_("密钥"), True, "由环境变量给出")
    path = home() / "keys.json"
    if not path.exists():
        return Check(_("密钥"), False, "密钥文件不见了", "请立即从备份中恢复 keys.json：没有它，加密的资料读不出。")
    narrow = not path.stat().st_mode & 0o077
    backed = keeping.keys_kept()
    said = ("密钥文件在" if narrow else "密钥文件在，但别人也读得到") + ("，已另存" if backed else "，还没有登记过另存")
    return Check(
        _("密钥"), narrow and backed, said, "运行 liuyou backup --with-keys 存一份到安全的地方，与数据分开保管。"
    )

"""init, demo, serve: starting an installation."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from liuyou.cli import main, start
from liuyou.kernel.base.errors import BadInput, Refused

PREPARING = 660_002
"""The advisory lock of whoever prepares the database; LEDGER_LOCK is the one before."""


@main.command()
@click.option("--name", default="", help="最上级组织的名称，如 示例区总工会")
@click.option("--region", default="000000", help="行政区划代码（六位），决定适用的地方规定")
@click.option("--since", default="1950-01-01", help="最上级组织的成立日期")
def init(name: str, region: str, since: str) -> None:
    """建立数据库；给出 --name 时登记最上级组织。可以重复运行。

    \b
    例：liuyou init --name 示例区总工会 --region 620302
    """
    try:
        day = date.fromisoformat(since)
    except ValueError:
        raise BadInput(f"--since 的日期“{since}”读不懂：写法如 1950-01-01。") from None
    start()
    prepare(name, region, day)


def prepare(name: str, region: str, since: date) -> int | None:
    """Migrate, and enter the root org when there is none; its id. Two at once take turns."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
        try:
            return _prepare(name, region, since)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARING])


def _prepare(name: str, region: str, since: date) -> int | None:
    from django.core.management import call_command

    from liuyou.kernel.access.setup import appoint, operator
    from liuyou.kernel.actions.tree import establish_orgs
    from liuyou.kernel.orgs.changes import Founding
    from liuyou.kernel.orgs.models import Place
    from liuyou.kernel.secrecy import check
    from liuyou.kernel.writing.permit import permit

    call_command("migrate", verbosity=0)
    check.remember()
    root = Place.objects.filter(parent=None, superseded_at=None).first()
    if root is not None:
        if name and name != root.name:
            raise Refused(f"最上级组织已是“{root.name}”：改名请用组织变动办理。")
        click.echo(f"数据库已就绪，最上级组织：{root.name}")
        return root.org_id
    if not name:
        click.echo("数据库已就绪。下一步：liuyou init --name 最上级组织名称 --region 行政区划代码")
        return None
    with permit("orgs.org.start"):
        actor = operator()
        [number] = establish_orgs([Founding(name, "federation", None, since, region=region)], actor=actor)
        appoint(actor, number, "系统维护", ["*"], since=since)
    click.echo(f"数据库已就绪，登记了最上级组织：{name}")
    return number


@main.command()
@click.option("--no-serve", is_flag=True, help="写出总结后即结束，不启动网页")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=None, help="总结写到这个目录")
def demo(no_serve: bool, out: Path | None) -> None:
    """演示：导入一个区两年的台账，写出上半年总结，逐一核对。人员均为虚构。

    \b
    例：liuyou demo --no-serve --out 演示
    """
    start()
    from liuyou.cli.demonstration import run

    run(out or Path("var/demo"))
    if not no_serve:
        serve.main(args=[], standalone_mode=False)


@main.command()
@click.option("--host", default="127.0.0.1", help="监听地址；0.0.0.0 为本机所有地址")
@click.option("--port", default=8620, help="端口")
@click.option("--workers", default=1, type=click.IntRange(1, 16), help="网页进程数；每多一个多占约 100 MB 内存")
def serve(host: str, port: int, workers: int) -> None:
    """启动网页、后台任务和自带的数据库；一直运行到按下 Ctrl+C。

    \b
    例：liuyou serve --port 8620
    """
    start()
    from django.db import connection

    from liuyou.config.serving import run

    connection.ensure_connection()  # an unreachable database or wrong keys are said here, not on the pages
    run(host, port, workers)


@main.command("rotate-key")
def rotate_key() -> None:
    """换用新的加密密钥，并把已加密的资料全部改用新密钥。中断后可再次运行。"""
    start()
    from rich.progress import Progress

    from liuyou.kernel.access.setup import operator
    from liuyou.kernel.actions import keys

    with Progress(transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("重新加密", total=None)
        done = keys.rotate_key(actor=operator(), progress=lambda count: bar.update(task, completed=count))
    click.echo(f"已换用新密钥，重新加密 {done} 项。请立即备份 keys.json：旧密钥仍留在其中，供打开旧备份用。")

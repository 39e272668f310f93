"""backup, restore: the whole installation in one file, and back."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path

import click

from liuyou.cli import EXISTING, FILE, main, start
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.home import home

PASSPHRASE = "LIUYOU_PASSPHRASE"  # noqa: S105 - the name of a variable


@main.command()
@click.argument("file", required=False, type=FILE)
@click.option("--with-keys", is_flag=True, help="连同密钥：这份文件要单独保管，谁拿到谁就能看到全部资料")
def backup(file: Path | None, with_keys: bool) -> None:
    """把数据库和附件备份成一个文件；不给文件名时存到安装目录的 backups。可在使用中运行。

    \b
    例：liuyou backup /mnt/u盘/六有备份.tar
    """
    start()
    from liuyou.administration import keeping

    target = file or keeping.folder() / f"liuyou-{datetime.now().astimezone():%Y%m%d-%H%M%S}.tar"
    made = keeping.make(target.resolve(), with_keys=with_keys)
    click.echo(f"已备份到 {target}：台账分录 {made.entries} 条，{len(made.sha256)} 个文件。")
    if with_keys:
        click.echo("文件中有密钥：请单独保管，不要与平时的备份放在一起。")
    elif not keeping.keys_kept():
        click.echo("密钥不在其中，恢复时要用：请另做一份 liuyou backup --with-keys，放到别处保管。")


@main.command()
@click.argument("file", type=EXISTING)
@click.option("--replace", is_flag=True, help="替换已有内容的数据库：现有内容将被删除")
def restore(file: Path, replace: bool) -> None:
    """用备份恢复整个安装：先核对文件，再恢复、升级、核对账目，全部成功才启用。网页须先停下。

    \b
    例：liuyou restore 六有备份.tar
    """
    if not file.exists():
        raise BadInput(f"没有找到文件 {file}：请核对路径。")
    from liuyou.administration import archives

    with tempfile.TemporaryDirectory(dir=home(), prefix="unsealed-") as scratch:
        path = file
        if archives.is_sealed(file):
            words = os.environ.get(PASSPHRASE) or click.prompt("口令", hide_input=True)
            path = Path(scratch) / "backup.tar"
            archives.unseal(file, path, words)
        _restore(path, replace)


def _restore(path: Path, replace: bool) -> None:
    from liuyou.administration import archives

    archives.manifest_of(path)
    laid = None
    if not (home() / "keys.json").exists():
        from liuyou.administration.laying import lay_keys

        laid = lay_keys(path)
    try:
        start()
        from liuyou.administration.restoring import restore as put_back

        made = put_back(path, replace=replace)
    except BaseException:
        if laid:
            laid.unlink(missing_ok=True)
        raise
    click.echo(f"已恢复 {made.made_at[:16].replace('T', ' ')} 的备份：台账分录 {made.entries} 条，账实一致。")

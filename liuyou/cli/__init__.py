"""The `liuyou` command. Each group of commands stands in a module of its own; Django starts only when one runs."""

from __future__ import annotations

import os
from pathlib import Path

import click

from liuyou.cli.chinese import Group


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="liuyou", message="六有 %(version)s", help="显示版本")
def main() -> None:
    """六有：工会工作的账本。一件事只登记一次，每个数字都能看到名单。

    \b
    例：
      liuyou init --name 示例区总工会 --region 620302
      liuyou template aid.payment -o 救助发放.xlsx
      liuyou load 台账/*.xlsx
      liuyou figure "aid.money[programme=送温暖]" --org 示例区总工会 --period 2016H1 --rows
      liuyou write summary --org 示例区总工会 --period 2016H1 -o 半年总结.docx
      liuyou verify 半年总结.docx

    \b
    退出码：0 完成；1 被拒绝或输入有误（没有写入任何内容）；2 命令写法不对；3 核对有出入。
    """


def start() -> None:
    """Bring up Django (and the embedded database) for a command that needs them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liuyou.config.settings")
    import django

    django.setup()


FILE = click.Path(path_type=Path, dir_okay=False)
EXISTING = click.Path(path_type=Path, dir_okay=False, exists=False)

from liuyou.cli import accounts, backups, figures, papers, records, setup, steps  # noqa: E402 - they need `main`

__all__ = ["accounts", "backups", "figures", "main", "papers", "records", "setup", "start", "steps"]

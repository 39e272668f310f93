"""`manage.py activity_type list|check|add|renew`: which types there are; proves a file of types; puts it into use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from liuyou.areas.activities import actions, queries, reading
from liuyou.areas.activities.definitions import Definition
from liuyou.kernel.access.setup import operator
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.intake.columns import Column
from liuyou.kernel.orgs import tree


class Command(BaseCommand):
    help = "列出（list）活动类型，核对（check）类型文件，为一个工会及其下级启用新类型（add）或新版本（renew）。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["list", "check", "add", "renew"])
        parser.add_argument("file", type=Path, nargs="?", help="类型文件（yaml）")
        parser.add_argument("--org", help="启用的工会：名称或统一社会信用代码")
        parser.add_argument(
            "--from", dest="starts", type=date.fromisoformat, help="启用日期，如 2016-01-01；不写为今天"
        )

    def handle(
        self, *args: Any, what: str, file: Path | None, org: str | None, starts: date | None, **options: Any
    ) -> None:
        try:
            types = list(queries.in_use().values()) if what == "list" else self._read(file)
            if what in ("add", "renew"):
                self._enter(actions.add_type if what == "add" else actions.new_version, types, org, starts)
        except LiuyouError as error:
            raise CommandError(str(error)) from error
        done = {"list": "", "check": "：正确", "add": "：已启用", "renew": "：新版本已启用"}[what]
        for each in sorted(types, key=lambda each: each.group):
            self.stdout.write(f"{each.group} {each.title}（{each.code}）{done}")
            if what != "list":
                self.stdout.write(f"  列 {'、'.join(_marked(column) for column in each.columns)}")
            for measure in (count.measure for count in each.counts):
                dims = f" 按{'、'.join(measure.dims.values())}" if measure.dims else ""
                self.stdout.write(f"  指标 {measure.code} {measure.title}（{measure.unit}）{dims}")

    def _read(self, file: Path | None) -> list[Definition]:
        if file is None:
            raise CommandError("请写明类型文件，如 activity_type check 迎送.yaml")
        try:
            return reading.read(file.read_text("utf-8"), file.name)
        except OSError as error:
            raise CommandError(f"{file} 打不开：请核对文件名（{error.strerror}）") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{file} 不是 UTF-8 编码：请在编辑器中另存为 UTF-8") from error

    @transaction.atomic
    def _enter(self, action: Callable[..., Any], types: list[Definition], org: str | None, starts: date | None) -> None:
        if not org:
            raise CommandError("请用 --org 写明启用的工会，如 --org 示例县总工会")
        place = tree.find(org, clock.today())
        for each in types:
            action(each.data, org_id=place.org_id, starts=starts, actor=operator())


def _marked(column: Column) -> str:
    return f"{column.title}（必填）" if column.required else column.title

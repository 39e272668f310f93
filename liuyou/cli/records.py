"""load, template: workbooks in."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from liuyou.cli import main, start
from liuyou.cli.chinese import REFUSED, SHOWN
from liuyou.kernel.base.errors import BadInput, LiuyouError, NotFound


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--org", default="", help="为哪个工会导入，默认最上级组织")
@click.option("--register", default="", help="按哪种台账读取（代码），默认自动识别")
@click.option("--dry-run", is_flag=True, help="只检查，不写入")
@click.option("--errors", type=click.Path(path_type=Path, file_okay=False), help="把标出错误的工作簿写到这个目录")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def load(paths: tuple[Path, ...], org: str, register: str, dry_run: bool, errors: Path | None, as_json: bool) -> None:
    """导入工作簿（xlsx、xls、et、csv）。先全部检查，一处有错则该文件一行也不写。

    \b
    例：liuyou load 台账/*.xlsx --errors 待修改
    """
    start()
    results = [take(path, org, register, dry_run, errors, quiet=as_json) for path in files(paths)]
    if as_json:
        click.echo(json.dumps(results, ensure_ascii=False, indent=1))
    if not all(result["ok"] for result in results):
        sys.exit(REFUSED)


def files(paths: tuple[Path, ...]) -> list[Path]:
    """Folders give the workbooks in them, in order of name."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
        found += [each for each in inside if not each.name.startswith((".", "~$"))]
    return found


def take(path: Path, org: str, register: str, dry: bool, errors: Path | None, *, quiet: bool) -> dict[str, Any]:
    """Load one file and say what came of it; as a dictionary for --json."""
    from rich.progress import Progress

    from liuyou.kernel.access.setup import operator
    from liuyou.kernel.base import clock
    from liuyou.kernel.catalogue import catalogue
    from liuyou.kernel.intake import driver

    registers = catalogue.registers()
    if register and register not in registers:
        raise NotFound(f"没有台账“{register}”：可用的有 {'、'.join(registers)}。")
    with Progress(transient=True, disable=quiet or not sys.stderr.isatty()) as bar:
        task = bar.add_task(path.name, total=None)

        def progress(what: str, done: int, total: int) -> None:
            bar.update(task, description=f"{path.name} {what}", completed=done, total=total)

        common: dict[str, Any] = {
            "org": root_or(org),
            "on": clock.today(),
            "only": register or None,
            "progress": progress,
        }
        try:
            if dry:
                found = driver.dry_run(path, registers, **common)
                if found.problems:
                    raise BadInput(f"{path.name}：{len(found.problems)} 处需要修改。", found.problems)
                counts, known, notes, again = (
                    {r.register.form.title: len(r.rows) for r in found.readings},
                    0,
                    found.notes,
                    False,
                )
                if found.loaded_before:
                    again, notes = True, ["这份文件导入过。"]
            else:
                loaded = driver.load(path, registers, actor=operator(), **common)
                counts, known, notes, again = dict(loaded.made), loaded.known, list(loaded.notes), loaded.again
        except LiuyouError as error:
            return _refused(path, error, errors, quiet)
    if not quiet:
        what = "，".join(f"{title} {count} 条" for title, count in counts.items()) or "没有新的内容"
        click.echo(f"{path.name}：{'可以导入 ' if dry else ''}{what}")
        for note in notes:
            click.echo(f"  {note}")
    return {"file": path.name, "ok": True, "made": counts, "known": known, "again": again, "notes": notes}


def _refused(path: Path, error: LiuyouError, errors: Path | None, quiet: bool) -> dict[str, Any]:
    problems = error.problems if isinstance(error, BadInput) else []
    marked = _mark(path, problems, errors) if errors and problems else None
    if not quiet:
        click.echo(str(error), err=True)
        for problem in problems[:SHOWN]:
            click.echo(f"  {problem}", err=True)
        if len(problems) > SHOWN:
            click.echo(f"  …… 另有 {len(problems) - SHOWN} 处", err=True)
        if marked:
            click.echo(f"  已标出错误：{marked}", err=True)
    return {
        "file": path.name,
        "ok": False,
        "message": str(error),
        "problems": [
            {"sheet": each.sheet, "row": each.row, "column": each.column, "message": each.message} for each in problems
        ],
    }


def _mark(path: Path, problems: list[Any], folder: Path) -> Path | None:
    from liuyou.kernel.intake.marking import mark

    folder.mkdir(parents=True, exist_ok=True)
    out = folder / f"{path.stem}-待修改.xlsx"
    mark(path, problems, out)
    return out


def root_or(text: str) -> int:
    """The org meant, or the root."""
    from liuyou.kernel.base import clock
    from liuyou.kernel.orgs import tree

    today = clock.today()
    return (tree.find(text, today) if text else tree.root(today)).org_id


@main.command()
@click.argument("register", required=False)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="写到哪个文件")
def template(register: str | None, output: Path | None) -> None:
    """写出一种台账的空白工作簿；不给台账代码时列出全部台账。

    \b
    例：liuyou template aid.payment -o 救助发放.xlsx
    """
    start()
    from liuyou.kernel.catalogue import catalogue
    from liuyou.kernel.intake.marking import blank

    registers = catalogue.registers()
    if register is None:
        for each in registers.values():
            click.echo(f"{each.code:<36} {each.form.title}")
        return
    if register not in registers:
        raise NotFound(f"没有台账“{register}”：运行 liuyou template 可列出全部台账。")
    target = output or Path(f"{registers[register].form.title}.xlsx")
    blank(registers[register].form, target)
    click.echo(f"已写出 {target}")

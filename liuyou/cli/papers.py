"""write, verify, refresh: papers out of the ledger."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from liuyou.cli import main, start
from liuyou.cli.chinese import DIFFERS
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.periods import Period

if TYPE_CHECKING:
    from liuyou.kernel.documents.papers import Finding, Verification


@main.command()
@click.argument("kind", type=click.Choice(["summary", "annual", "plan"]))
@click.option("--org", required=True, help="工会名称、信用代码或编号")
@click.option("--period", required=True, help="统计期，如 2016H1")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="写到哪个文件")
@click.option("--template", "own", type=click.Path(path_type=Path, dir_okay=False), help="用自己的 Word 模板")
def write(kind: str, org: str, period: str, output: Path, own: Path | None) -> None:
    """写出公文（Word）：每个数字都取自台账，并留下可核对的引用。

    summary 是半年总结，annual 是年度总结（含与上年、目标比较和存在问题），plan 是年度计划。

    \b
    例：liuyou write summary --org 示例区总工会 --period 2016H1 -o 半年总结.docx
        liuyou write annual --org 示例区总工会 --period 2016 -o 年度总结.docx
    """
    start()
    from liuyou.kernel.base import clock
    from liuyou.kernel.orgs import tree

    place = tree.find(org, clock.today())
    figures = write_summary(place.org_id, Period.parse(period), output, own, kind)
    click.echo(f"已写出 {output}：{place.name} {Period.parse(period).label}，{figures} 个数字可核对。")


def write_summary(org: int, period: Period, output: Path, own: Path | None = None, kind: str = "summary") -> int:
    """Write a summary (or a plan) to a file; the number of figures in it."""
    from liuyou.kernel.access.setup import operator
    from liuyou.kernel.base import clock
    from liuyou.kernel.documents import papers
    from liuyou.reports.summaries import SHIPPED

    content = _bytes(own or SHIPPED[kind][2])
    with _saving(output) as save:
        written = papers.write(
            content, kind=kind, org=org, period=period, on=clock.today(), actor=operator(), save=save
        )
    return written.figures


@contextmanager
def _saving(target: Path) -> Iterator[Callable[[bytes], object]]:
    """What takes the bytes of a paper: a file beside the target, which takes its place once the paper is kept."""
    target = target.resolve()
    beside = target.with_name(f".liuyou-{os.getpid()}")
    there = target.exists()
    if there and not (target.is_file() and os.access(target, os.W_OK)):
        raise BadInput(f"{target} 不是可以改写的普通文件：请换一个文件名。")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield beside.write_bytes
        if there:
            shutil.copymode(target, beside)
        beside.replace(target)
    except OSError as error:
        raise BadInput(f"写不了文件 {target}：{error.strerror or error}。请换一个位置。") from None
    finally:
        if target.parent.is_dir():
            beside.unlink(missing_ok=True)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"打不开文件 {path}：{error.strerror or error}。") from None


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@click.option("--all", "everything", is_flag=True, help="相符的也列出")
def verify(file: Path, as_json: bool, everything: bool) -> None:
    """核对一份写出的公文：每个数字相符、文中被改动、台账已变化，还是找不到。有出入时退出码为 3。

    \b
    例：liuyou verify 半年总结.docx
    """
    start()
    from liuyou.kernel.access.setup import operator
    from liuyou.kernel.documents import papers

    report = papers.verify(_bytes(file), actor=operator())
    if as_json:
        _as_json(report)
    else:
        _as_text(report, everything)
    if not report.agrees:
        sys.exit(DIFFERS)


def _as_text(report: Verification, everything: bool) -> None:
    from liuyou.kernel.documents.papers import State

    counts = "，".join(f"{state.label} {report.count(state)}" for state in State if report.count(state))
    when = f"{report.document.as_of:%Y-%m-%d %H:%M:%S}"
    click.echo(
        f"公文 {report.document.pk}（{report.document.period}，{when} 写出）：{len(report.findings)} 个数字，{counts}。"
    )
    if not report.signed:
        click.echo("引用清单的签名不符：清单被改动过，不可采信。")
    if not report.reproduced:
        click.echo("按写出时刻重算，与引用清单不一致：台账的历史被改动过，请立即检查数据库。")
    for number, texts in report.copies.items():
        click.echo(f"第 {number} 个数字在文中出现了 {len(texts)} 处：{'、'.join(texts)}")
    if report.foreign:
        click.echo(
            f"文中混有其他公文（{'、'.join(sorted(report.foreign))}）的数字，本次没有核对：请删去，或核对原公文。"
        )
    for finding in report.findings:
        if everything or finding.state is not State.AGREES:
            _finding(finding)


def _finding(finding: Finding) -> None:
    from liuyou.kernel.documents.papers import State, described

    cited = finding.citation
    line = f"  第 {cited.number} 个 {cited.code}：{finding.state.label}，写出时 {cited.printed}"
    if finding.state is State.ALTERED:
        line += f"，文中现为 {finding.in_paper}"
    if finding.now != cited.printed:
        line += f"，台账现为 {finding.now}"
    click.echo(line)
    for _leaf, differences in finding.changes:
        for record, effect, causes in described(differences):
            click.echo(f"    记录 {record}：{'、'.join(causes)} {effect:+}")


def _as_json(report: Verification) -> None:
    from liuyou.kernel.documents.papers import described

    rows = [
        {
            "number": each.citation.number,
            "code": each.citation.code,
            "state": each.state.value,
            "cited": each.citation.printed,
            "in_paper": each.in_paper,
            "now": each.now,
            "changes": [
                {"record": record, "effect": float(effect), "causes": causes}
                for _, differences in each.changes
                for record, effect, causes in described(differences)
            ],
        }
        for each in report.findings
    ]
    answer = {
        "document": report.document.pk,
        "agrees": report.agrees,
        "signed": report.signed,
        "reproduced": report.reproduced,
        "foreign": sorted(report.foreign),
        "figures": rows,
    }
    click.echo(json.dumps(answer, ensure_ascii=False, indent=1))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="写到哪个文件，默认改写原文件")
def refresh(file: Path, output: Path | None) -> None:
    """把公文里的数字换成今天的，文字原样保留。

    \b
    例：liuyou refresh 半年总结.docx -o 半年总结-更新.docx
    """
    start()
    from liuyou.kernel.access.setup import operator
    from liuyou.kernel.documents import papers

    target, content = output or file, _bytes(file)
    with _saving(target) as save:
        result = papers.refresh(content, actor=operator(), save=save)
    click.echo(f"已更新 {target}：{len(result.changed)} 个数字有变化。")
    for number, (old, new) in result.changed.items():
        click.echo(f"  第 {number} 个：{old} → {new}")
    for each in result.missing:
        click.echo(f"  第 {each.number} 个 {each.code}：文中找不到，未更新")

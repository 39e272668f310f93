"""liuyou demo: two years of an invented district's ledgers become its half-year summary, before one's eyes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from liuyou.cli import demonstrating, papers, records, setup
from liuyou.kernel.base.errors import LiuyouError, NotFound, Refused
from liuyou.kernel.base.periods import Period

CITY, REGION, SINCE = "云州市总工会", "620300", date(1982, 3, 1)
DISTRICT = "云川区总工会"
PERIOD = Period.parse("2016H1")
FOLDERS = {
    "云川区": DISTRICT,
    "宽河县": "宽河县总工会",
    "牛山镇": "牛山镇总工会",
    "六和社区": "六和社区工会联合会",
}
"""Folder of workbooks → the federation that keeps and loads them."""
OTHERS = {"宽河县": Period.parse("2016-07ytd"), "牛山镇": PERIOD, "六和社区": PERIOD}
"""Federations beside the district whose summaries are written too, each of its own period."""
WORKBOOKS = Path(__file__).resolve().parents[2] / "demo" / "workbooks"


def run(out: Path) -> None:
    """Prepare, load, write, verify, reconcile; a step that fails is Refused (exit code 1) with what to do."""
    began = time.monotonic()
    files = workbooks()
    click.echo("演示数据：云州市及其单位、人员均为虚构。")
    click.echo("① 准备数据库")
    setup.prepare(CITY, REGION, SINCE)
    click.echo(f"② 导入 {len(files)} 个工作簿：{WORKBOOKS}")
    _load(files)
    org = records.root_or(DISTRICT)
    click.echo("③ 报表、目标和考核")
    for told in demonstrating.work(records.root_or(FOLDERS["宽河县"]), org):
        click.echo(f"   {told}")
    click.echo(f"④ 写出{PERIOD.label}工作总结")
    paper = out / f"summary-{PERIOD}.docx"
    count = papers.write_summary(org, PERIOD, paper)
    click.echo(f"   {count} 个数字，每个都取自台账并附有引用")
    for folder, period in OTHERS.items():
        more = papers.write_summary(records.root_or(FOLDERS[folder]), period, out / f"summary-{folder}-{period}.docx")
        click.echo(f"   {FOLDERS[folder]}{period.label}：{more} 个数字")
    click.echo("⑤ 逐个核对总结中的数字")
    _verify(paper, count)
    click.echo("⑥ 转成 PDF")
    pdf = _pdf(paper)
    click.echo("⑦ 逐条重算全部记录，与台账核对")
    _reconcile()
    click.echo("⑧ 开通演示账号")
    accounts = _accounts(org)
    click.echo(f"完成，用时 {time.monotonic() - began:.0f} 秒。")
    click.echo("\n".join(_where(out, paper, pdf)))
    click.echo("\n".join(accounts))


def workbooks() -> list[Path]:
    """In the order in which they are loaded: the city's own first, then folder by folder, organisations first."""
    if not WORKBOOKS.is_dir():
        raise NotFound(
            f"没有找到演示工作簿（{WORKBOOKS}）：演示数据只随源代码提供，请下载源代码后在其目录中运行 make demo。"
        )
    found = records.files((WORKBOOKS,))
    places = {folder: place for place, folder in enumerate(FOLDERS)}
    return sorted(found, key=lambda path: (places.get(path.parent.name, -1), path.name))


def _load(files: list[Path]) -> None:
    made: Counter[str] = Counter()
    known = 0
    for number, file in enumerate(files, 1):
        result = records.take(file, FOLDERS.get(file.parent.name, ""), "", False, None, quiet=True)
        if not result["ok"]:
            found = [f"  {each['sheet']} 第 {each['row']} 行 {each['message']}" for each in result["problems"][:5]]
            raise Refused("\n".join([result["message"], *found]))
        made.update(result["made"])
        known += bool(result["again"])
        click.echo(f"   [{number:>2}/{len(files)}] {file.name}：{_counted(result['made'])}")
    if known == len(files):
        click.echo("   全部工作簿以前都导入过，没有改动任何记录。")
    else:
        click.echo(f"   共登记 {sum(made.values())} 条，分属 {len(made)} 种台账")


def _counted(made: dict[str, int]) -> str:
    if not made:
        return "以前导入过，没有改动"
    if len(made) > 3:
        return f"{len(made)} 种台账 {sum(made.values())} 条"
    return "，".join(f"{title} {count} 条" for title, count in made.items())


def _verify(paper: Path, count: int) -> None:
    from liuyou.kernel.access.setup import operator
    from liuyou.kernel.documents.papers import verify

    report = verify(paper.read_bytes(), actor=operator())
    if not report.agrees or len(report.findings) != count:
        raise Refused(f"总结中有数字与台账不符：请运行 liuyou verify {paper} 查看。")
    click.echo(f"   {len(report.findings)} 个数字全部相符")


def _pdf(paper: Path) -> Path | None:
    from liuyou.kernel.documents import pdf

    if not pdf.available():
        click.echo("   这台电脑没有安装 LibreOffice，跳过；可用 Word 或 WPS 打开总结另存为 PDF")
        return None
    try:
        made = pdf.to_pdf(paper, paper.parent / "pdf")
    except LiuyouError as error:
        click.echo(f"   没有转成：{error}")
        return None
    click.echo(f"   {made}")
    return made


def _reconcile() -> None:
    from liuyou.kernel.ledger.reconcile import reconcile

    found = reconcile()
    if found:
        raise Refused(f"有 {len(found)} 条记录与台账不一致：请运行 liuyou reconcile 查看。")
    click.echo("   完全一致")


BASELINE = "aid.low_income_baseline"
PASSWORD = "Liuyou-demo-2026"  # noqa: S105 - invented people only; printed at the end
ACCOUNTS = (
    ("quzong", "演示·赵敏", "supervisor", DISTRICT),
    ("zhenzong", "演示·钱进", "township", "柳河镇总工会"),
    ("jiceng", "演示·孙平", "officer", ""),
    ("shenji", "演示·李正", "auditor", DISTRICT),
    ("xitong", "演示·周安", "system", CITY),
    ("anquan", "演示·吴守", "security", CITY),
    ("lingdao", "演示·郑长", "leader", DISTRICT),
    ("xianzong", "演示·王宽", "supervisor", FOLDERS["宽河县"]),
    ("niushan", "演示·冯山", "township", FOLDERS["牛山镇"]),
)
"""Username, invented name, role, union; the officer works in the first primary union below the township."""


def _accounts(district: int) -> Iterator[str]:
    """Accounts of the demonstration; without a second factor, because everything here is invented."""
    from liuyou.kernel.access.setup import operator
    from liuyou.kernel.accounts.starting import ensure_account
    from liuyou.kernel.actions.parameters import override_parameter
    from liuyou.kernel.base import clock
    from liuyou.kernel.catalogue.roles import ROLES
    from liuyou.kernel.orgs import tree
    from liuyou.kernel.parameters.models import ParameterOverride
    from liuyou.kernel.parameters.values import parameter

    today = clock.today()
    root = records.root_or(CITY)
    if parameter("accounts.totp_required", org=root, on=today).value:
        why = "演示数据均为虚构，便于试用；正式使用时须绑定动态口令"
        override_parameter("accounts.totp_required", False, org=root, since=SINCE, actor=operator(), reason=why)
    if not ParameterOverride.objects.filter(name=BASELINE, org_id=district).exists():
        why = "演示用数值：当地城市低保标准"
        override_parameter(BASELINE, 445, org=district, since=SINCE, actor=operator(), reason=why)
    town = tree.find("柳河镇总工会", today).org_id
    primary = next(each for each in tree.children(town, today) if each.kind == "primary_union")
    lines = [f"演示账号（密码都是 {PASSWORD}）："]
    for username, name, role, union in ACCOUNTS:
        place = tree.find(union, today) if union else primary
        ensure_account(username, name, PASSWORD, role, place.org_id, SINCE)
        lines.append(f"  {username:<10}{ROLES[role].title}（{place.name}）")
    return iter(lines)


def _where(out: Path, paper: Path, pdf: Path | None) -> Iterator[str]:
    yield f"总结：{paper}" + (f"\nPDF：{pdf}" if pdf else "")
    yield "接下来可以试试："
    yield f'  liuyou figure "aid.money[programme=送温暖]" --org {DISTRICT} --period {PERIOD} --by form --rows'
    yield f"  liuyou figure bargaining.offers --org {DISTRICT} --period {PERIOD} --children"
    yield f"  liuyou verify {paper} --all"

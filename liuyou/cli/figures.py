"""measures, figure, reconcile, parameter: asking the ledger."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click
import yaml

from liuyou.cli import main, start
from liuyou.cli.chinese import DIFFERS
from liuyou.kernel.base.errors import BadInput

if TYPE_CHECKING:
    from liuyou.kernel.ledger.codes import Filters
    from liuyou.kernel.ledger.rows import Behind


@main.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@click.argument("words", nargs=-1)
def measures(words: tuple[str, ...], as_json: bool) -> None:
    """列出全部指标：代码、名称、单位、分项。可给出词语筛选。

    \b
    例：liuyou measures 救助
    """
    start()
    from liuyou.kernel.ledger.codes import NAMED
    from liuyou.kernel.ledger.measures import REGISTRY

    REGISTRY.refresh()
    rows: list[dict[str, Any]] = [
        {"code": each.code, "title": each.title, "unit": each.unit, "kind": each.nature.value, "dims": dict(each.dims)}
        for each in REGISTRY.measures.values()
    ]
    rows += [
        {"code": each.code, "title": each.title, "unit": each.unit, "kind": "figure", "formula": each.formula}
        for each in NAMED.values()
    ]
    rows = [row for row in rows if all(word in f"{row['code']} {row['title']}" for word in words)]
    if as_json:
        return _json(rows)
    kinds = {"flow": "发生数", "stock": "时点数", "figure": "计算指标"}
    for row in sorted(rows, key=lambda each: str(each["code"])):
        detail = row.get("formula") or "、".join(f"{key}={title}" for key, title in row["dims"].items())
        click.echo(f"{row['code']:<44} {row['title']}（{row['unit']}，{kinds[str(row['kind'])]}）  {detail}")
    return None


@main.command()
@click.argument("code")
@click.option("--org", required=True, help="工会名称、信用代码或编号")
@click.option(
    "--period", required=True, help="统计期：2016、2016H1、2016Q2、2016-05、2016-05ytd、2016-01-01..2016-03-15"
)
@click.option("--where", multiple=True, metavar="分项=值", help="只算某个分项，可重复")
@click.option("--by", default="", metavar="分项", help="按分项列出")
@click.option("--children", is_flag=True, help="按下一级组织列出")
@click.option("--as-of", "as_of", default="", help="按过去某一时刻的台账计算，如 2016-07-05T09:00")
@click.option("--rows", is_flag=True, help="列出数字背后的记录")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON（格式见 docs/cli.md）")
def figure(
    code: str,
    org: str,
    period: str,
    where: tuple[str, ...],
    by: str,
    children: bool,
    as_of: str,
    rows: bool,
    as_json: bool,
) -> None:
    """查一个指标，可按下级、按分项展开，可看名单。

    \b
    例：liuyou figure "aid.money[programme=送温暖]" --org 示例区总工会 --period 2016H1 --children
        liuyou figure aid.people --org 3 --period 2016H1 --by programme --rows
    """
    start()
    from liuyou.kernel.base import clock
    from liuyou.kernel.base.numbers import tabular
    from liuyou.kernel.base.periods import Period
    from liuyou.kernel.ledger import codes, tables
    from liuyou.kernel.ledger import rows as listing
    from liuyou.kernel.orgs import tree

    when = moment_of(as_of)
    span = Period.parse(period)
    place = tree.find(org, clock.today())
    asked = codes.figure(code, _filters(where))
    table = tables.spread(asked, place.org_id, span, by=by, children=children, as_of=when)
    behind = listing.behind(asked, place.org_id, span, as_of=when) if rows else []
    if as_json:
        return _json(
            {
                "code": asked.code,
                "title": asked.title,
                "unit": asked.unit,
                "org": {"id": place.org_id, "name": place.name},
                "period": span.code,
                "as_of": when,
                "value": table[0].value,
                "parts": [{"name": row.name, "org": row.org, "value": row.value} for row in table[1:]],
                "leaves": [_leaf_json(each) for each in behind],
            }
        )
    click.echo(
        f"{asked.title}  {place.name}  {span.label}：{tabular(table[0].value, asked.unit)} {asked.unit.strip('%')}"
    )
    for row in table[1:]:
        click.echo(f"  {row.name:<30} {tabular(row.value, asked.unit):>16}")
    for each in behind:
        _list(each)
    return None


def _list(leaf: Behind) -> None:
    from liuyou.kernel.ledger.listing import describe

    behind = f"{len(leaf.records)} 条记录"
    behind += f"，{len(leaf.persons)} 人（不重复）" if leaf.leaf.distinct else f"，合计 {leaf.value}"
    click.echo(f"— {leaf.leaf.measure} {leaf.period.label}：{behind}")
    for line in describe(leaf):
        click.echo(f"  {line.day}  {line.org}  {line.person}  {line.dims}  {line.value}  （记录 {line.record}）")


def _leaf_json(leaf: Behind) -> dict[str, Any]:
    return {
        "measure": leaf.leaf.measure,
        "filters": {name: list(values) for name, values in leaf.leaf.filters},
        "distinct": leaf.leaf.distinct,
        "period": leaf.period.code,
        "value": leaf.value,
        "persons": leaf.persons if leaf.leaf.distinct else None,
        "entries": [
            {
                "id": row.id,
                "record": row.record,
                "org": row.org,
                "day": row.day,
                "person": row.person,
                "value": row.value,
            }
            for row in leaf.rows
        ],
    }


def _filters(where: tuple[str, ...]) -> Filters:
    from liuyou.kernel.ledger import codes

    pairs = [_pair(each) for each in where]
    names = [name for name, _ in pairs]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise BadInput(f"分项“{twice}”给了两次：几个值中任一个都算的，写成 --where {twice}=甲|乙。")
    return codes.filters_of(dict(pairs))


def _pair(text: str) -> tuple[str, str]:
    name, sign, wanted = text.partition("=")
    if not (name and sign and wanted):
        raise BadInput(f"筛选“{text}”写法不对：应为 分项=值，如 programme=送温暖。")
    return name, wanted


def moment_of(text: str) -> datetime | None:
    from django.utils import timezone
    from django.utils.dateparse import parse_date, parse_datetime

    if not text:
        return None
    try:
        found = parse_datetime(text)
        day = parse_date(text) if found is None else None
    except ValueError:
        found = day = None
    if day:
        found = datetime.combine(day, datetime.max.time())
    if found is None:
        raise BadInput(f"时刻“{text}”读不懂：写法如 2016-07-05 或 2016-07-05T09:00。")
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=_jsonable))


def _jsonable(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def reconcile(as_json: bool) -> None:
    """逐条重算全部记录，与台账核对；有出入时退出码为 3。"""
    start()
    from liuyou.kernel.ledger.reconcile import reconcile as check

    found = check()
    if as_json:
        _json(
            [
                {"register": each.register, "record": each.record, "due": each.due, "posted": each.posted}
                for each in found
            ]
        )
    elif not found:
        click.echo("记录与台账完全一致。")
    for each in found if not as_json else ():
        click.echo(f"{each.register or '无主'} 记录 {each.record}：应为 {each.due}，台账为 {each.posted}")
    if found:
        sys.exit(DIFFERS)


@main.command()
@click.argument("name")
@click.option("--org", required=True, help="工会名称、信用代码或编号")
@click.option("--on", default="", help="哪一天，默认今天；与 --set 同用时是起始日")
@click.option("--set", "wanted", default=None, help="为这个组织及其下级另定一个值")
@click.option("--reason", default="", help="另定的依据或理由")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def parameter(name: str, org: str, on: str, wanted: str | None, reason: str, as_json: bool) -> None:
    """查一个参数在某组织某日的值，以及为什么是这个值；也可另定。

    \b
    例：liuyou parameter bargaining.reply_days --org 示例区总工会 --on 2016-05-01
        liuyou parameter aid.low_income_baseline --org 示例区总工会 --on 2016-01-01 --set 445 --reason "区民政局文件"
    """
    start()
    from liuyou.kernel.access.setup import operator
    from liuyou.kernel.actions.parameters import override_parameter
    from liuyou.kernel.base import clock
    from liuyou.kernel.orgs import tree
    from liuyou.kernel.parameters.values import parameter as resolve

    try:
        day = date.fromisoformat(on) if on else clock.today()
    except ValueError:
        raise BadInput(f"日期“{on}”读不懂：写法如 2016-05-01。") from None
    place = tree.find(org, clock.today())
    if wanted is not None:
        value = yaml.safe_load(wanted)
        override_parameter(name, value, org=place.org_id, since=day, actor=operator(), reason=reason)
    found = resolve(name, org=place.org_id, on=day)
    if as_json:
        return _json(
            {"name": name, "value": found.value, "unit": found.unit, "why": found.why, "on": day, "org": place.name}
        )
    click.echo(f"{name} = {found.value} {found.unit}")
    click.echo(found.why)
    for candidate in found.candidates:
        click.echo(f"  {'✓' if candidate.applies else '×'} {candidate.origin.value}：{candidate.reason}")
    return None

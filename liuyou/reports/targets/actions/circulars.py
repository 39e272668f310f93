"""Every write of circulars: figures are frozen with their moment, the words are made from them and may be edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import require
from liuyou.kernel.actions.action import INPUT_TITLES, action
from liuyou.kernel.base import clock
from liuyou.kernel.base.days import check_order
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents import layout, papers
from liuyou.kernel.documents.models import Document
from liuyou.kernel.documents.store import digest
from liuyou.kernel.parameters.values import parameter
from liuyou.kernel.writing.permit import permit
from liuyou.reports.targets.models import Circular, Sheet
from liuyou.reports.targets.queries import board as boards
from liuyou.reports.targets.queries import measured
from liuyou.reports.targets.rules import circulars as rules
from liuyou.reports.targets.rules.values import shown
from liuyou.reports.targets.workflows import CIRCULAR

INPUT_TITLES |= {"targets.circular.issued_on": "印发日期"}
Values = dict[str, Any]
KIND = "circular"


@action(CIRCULAR.compose)
def compose_circulars(rows: Sequence[Values], *, on: date, **_: Any) -> list[Circular]:
    """Out of a sheet (`sheet_id`) or of figures (`codes`), for a period up to a day; the lines are parameters."""
    return [_composed(dict(row), on) for row in rows]


def _composed(row: Values, on: date) -> Circular:
    wanted = row.pop("codes", None) or []
    sheet = Sheet.objects.filter(pk=row["sheet_id"]).first() if row.get("sheet_id") else None
    wanted = [item["figure"] for item in sheet.items] if sheet and not wanted else wanted
    if not wanted:
        raise Refused("没有写明通报什么：请选择一张目标表，或填写指标代码。")
    figures = [measured.figure_of(code) for code in wanted]
    titles = {item["figure"]: item["title"] for item in sheet.items} if sheet else {}
    day = row.get("until") or on
    for name, code in (("praise", "targets.praise_from"), ("spur", "targets.spur_below")):
        if row.get(name) is None:
            row[name] = _share(parameter(code, org=row["org_id"], on=on).value)
    if row["spur"] > row["praise"]:
        raise Refused("督促线高于表扬线：同一个单位会既受表扬又被督促，请核对。")
    made = Circular(**row | {"until": day, "composed_on": row.get("composed_on") or on})
    made.period = Period.parse(str(row["period"])).code
    made.items = [
        {"figure": each.code, "title": titles.get(each.code, each.title), "unit": each.unit} for each in figures
    ]
    made.state_since = made.composed_on
    _freeze(made)
    return made


def _share(value: Any) -> Decimal:
    """A parameter that is a share: 1, or a fraction."""
    return Decimal(getattr(value, "numerator", value)) / Decimal(getattr(value, "denominator", 1))


def _freeze(circular: Circular) -> None:
    """One more copy of the figures, and the words made from it. What was frozen before stays."""
    codes = [item["figure"] for item in circular.items]
    with permit(CIRCULAR.compose.code) as moment:
        found = boards.board(circular.org_id, circular.period, circular.until, only=codes, as_of=moment)
    known = {head.code for head in found.heads}
    copy, texts = list[Values](), list[str]()
    for item in circular.items:
        if item["figure"] not in known:
            raise Refused(
                f"{Period.parse(circular.period).label}没有“{item['title']}”的目标：请先下达目标，或换一个指标。"
            )
        whole, lines = boards.lines(found, item["figure"])
        told = item | {"whole": _plain(whole), "lines": [_plain(each) for each in lines]}
        copy.append(told)
        day = f"{circular.until:%Y年%-m月%-d日}"
        texts.append(
            rules.text(item["title"], item["unit"], day, whole, lines, praise=circular.praise, spur=circular.spur)
        )
    circular.copies = [*circular.copies, {"as_of": moment.isoformat(), "items": copy}]
    circular.as_of = moment
    circular.text = "\n".join(texts)


def _plain(line: rules.Line) -> Values:
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(line).items()}


@action(CIRCULAR.refresh, Circular)
def refresh_circular(circular: Circular, *, until: date | None = None, **_: Any) -> None:
    """The figures of today, beside those of before; the words are made anew."""
    circular.until = until or circular.until
    _freeze(circular)


@action(CIRCULAR.edit, Circular)
def edit_circular(circular: Circular, *, changes: Values, **_: Any) -> None:
    for name, value in changes.items():
        setattr(circular, name, value)
    if not circular.text.strip():
        raise Refused("正文是空的：请填写，或办理“重新取数”重新生成。")


@action(CIRCULAR.issue, Circular)
def issue_circular(circular: Circular, *, issued_on: date, number: str = "", document: str = "", **_: Any) -> None:
    """Sent out. `document`: the paper it was written as (`issue_as_document`), else one that was made elsewhere."""
    check_order(("起草日期", circular.composed_on), ("印发日期", issued_on))
    circular.issued_on, circular.number, circular.document = issued_on, number, document


@action(CIRCULAR.void, Circular)
def void_circular(circular: Circular, **_: Any) -> None:
    """It no longer counts; a number it was given is voided with its paper."""


def issue_as_document(circular: Circular, *, on: date, actor: Actor, numbered: bool = True) -> str:
    """Write the circular as a Word paper, numbered and kept with all other papers, and issue it; both or neither.

    The number of the paper, empty where it was not numbered.
    """
    require(actor, CIRCULAR.issue.step.needs, circular.org_id, clock.today())
    if circular.state != "draft":
        raise Refused("这份通报已印发或已作废，不能再次印发。")
    kept: list[str] = []

    def issue(content: bytes) -> None:
        paper = Document.objects.get(sha256=digest(content), kind=KIND, org_id=circular.org_id)
        issue_circular(circular.pk, issued_on=on, number=paper.number, document=paper.pk, actor=actor)
        kept.append(paper.number)

    papers.write(
        template_of(circular),
        kind=KIND,
        org=circular.org_id,
        period=Period.parse(circular.period),
        on=on,
        actor=actor,
        save=issue,
        title=circular.title,
        numbered=numbered,
    )
    return kept[0]


def template_of(circular: Circular) -> bytes:
    """The paper before it has a number: what was typed stands in it as text, never as a tag."""
    paper = layout.Paper()
    paper.body("{%p if 文号 %}")
    paper.number("{{ 文号 }}")
    paper.body("{%p endif %}")
    paper.title("{{ 标题 }}")
    for line in circular.text.splitlines():
        if line.strip():
            paper.body(_no_tags(line.strip()))
    for item in circular.copies[-1]["items"]:
        paper.heading1(_no_tags(item["title"]))
        paper.table(("名次", "单位", "目标", "完成", "完成率"), [row_of(each, item["unit"]) for each in item["lines"]])
    moment = datetime.fromisoformat(circular.copies[-1]["as_of"])
    paper.note(f"数据截至{circular.until:%Y年%-m月%-d日}，取数时刻 {moment.astimezone():%Y-%m-%d %H:%M}。")
    paper.signature("{{ 单位 }}", "{{ 日期 }}")
    return paper.to_bytes()


def row_of(line: Values, unit: str) -> tuple[Any, ...]:
    """One frozen line as a table shows it."""
    value, done, share = (
        None if line[name] is None else Decimal(line[name]) for name in ("value", "done", "completion")
    )
    found = rules.Line(line["name"], value, done, share, line["rank"])
    return line["rank"] or "—", line["name"], shown(value, unit), shown(done, unit), found.percent


def _no_tags(text: str) -> str:
    return text.replace("{", "｛").replace("}", "｝")

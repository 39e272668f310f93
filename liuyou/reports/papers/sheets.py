"""A paper on the screen: its blocks, and each figure in it as a link to what stands behind the number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.utils import timezone

from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents.drafts import Cited
from liuyou.kernel.documents.papers import Finding, State
from liuyou.kernel.documents.showing import Block
from liuyou.kernel.ledger import codes

TONES = {State.AGREES: "done", State.ALTERED: "overdue", State.CHANGED: "soon", State.MISSING: "draft"}
ICONS = {
    State.AGREES: "circle-check",
    State.ALTERED: "alert-triangle",
    State.CHANGED: "refresh",
    State.MISSING: "circle-x",
}


@dataclass(frozen=True, slots=True)
class Link:
    """Where a figure leads: `query` for the explain panel and the page; `title` on hover."""

    query: str
    title: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    blocks: list[Block]
    links: Mapping[int, Link]


def title_of(code: str) -> str:
    """A figure's Chinese name with the values it is narrowed to; its code where it is not known any more."""
    try:
        title = codes.figure(code).title
    except LiuyouError:
        return code
    values = [part.partition("=")[2].strip() for part in code.partition("[")[2].rstrip("]").split(",") if "=" in part]
    return f"{title}（{'，'.join(values)}）" if values and "[" not in title else title


def query_of(code: str, org: int, period: str, as_of: datetime | None) -> str:
    given = {"code": code, "org": org, "period": period}
    return urlencode(given | ({"as_of": timezone.localtime(as_of).isoformat()} if as_of else {}))


def link(code: str, org: int, period: Period, as_of: datetime, tone: str = "", more: str = "") -> Link:
    moment = f"{timezone.localtime(as_of):%Y年%-m月%-d日 %H:%M}"
    title = f"{title_of(code)}（{period.label}，截至 {moment}）{more}"
    return Link(query_of(code, org, period.code, as_of), title, tone)


def of_preview(cited: Iterable[Cited], as_of: datetime) -> dict[int, Link]:
    return {
        number: link(each.cell.figure.code, each.cell.org, each.cell.period, as_of)
        for number, each in enumerate(cited, 1)
    }


def of_findings(findings: Iterable[Finding], as_of: datetime) -> dict[int, Link]:
    """Figures that are no longer what the paper says stand out."""
    found = {}
    for each in findings:
        cited, same = each.citation, each.state is State.AGREES
        more = "" if same else f"：{each.state.label}，现为 {each.now}"
        tone = "" if same else TONES[each.state]
        period = Period.parse(cited.period)
        found[cited.number] = link(cited.code, cited.org_id, period, as_of, tone, more)
    return found

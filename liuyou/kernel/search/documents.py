"""Papers by number, kind or period, within reach of `documents.read`."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents.models import Document
from liuyou.kernel.orgs.models import Place
from liuyou.kernel.search.hits import DOCUMENT, Hit

KIND = "公文"
READ = "documents.read"
TITLES = {"summary": "工作总结", "plan": "工作计划", "notice": "通知", "report": "报告", "briefing": "简报"}


def find(text: str, actor: Actor, on: date, limit: int) -> list[Hit]:
    kinds = [code for code, title in TITLES.items() if len(text) > 1 and text in title]
    wanted = Q(pk__istartswith=text) if len(text) >= 3 and text.isascii() else Q(pk=text)
    wanted |= Q(kind__in=[*kinds, text])
    wanted |= Q(number__icontains=text) | Q(title__icontains=text)
    if (period := _period(text)) is not None:
        wanted |= Q(period=period)
    rows = visible_to(Document.objects.filter(wanted), actor, READ, on).order_by("-as_of")[:limit]
    papers = list(rows)
    if not papers:
        return []
    current = Place.objects.filter(org_id__in={paper.org_id for paper in papers}, superseded_at=None)
    names = dict(current.order_by("valid_from").values_list("org_id", "name"))
    return [_hit(paper, names.get(paper.org_id, "")) for paper in papers]


def _period(text: str) -> str | None:
    try:
        return Period.parse(text).code
    except (BadInput, ValueError):
        return None


def _hit(paper: Document, org: str) -> Hit:
    label = paper.title or f"{Period.parse(paper.period).label}{TITLES.get(paper.kind, paper.kind)}"
    return Hit(KIND, label, DOCUMENT.format(paper.pk), f"{paper.number or paper.pk}　{org}")

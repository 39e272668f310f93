"""One template for many units below: a run that writes each its own paper, one transaction a paper, and goes on where
it was stopped. What was written is marked in the transaction that keeps it, so no unit gets two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F

from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import BadInput, LiuyouError, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents import drafts, papers
from liuyou.kernel.jobs import inputs
from liuyou.kernel.jobs.kinds import Progress, task
from liuyou.kernel.jobs.models import ItemState, Run, RunItem
from liuyou.kernel.jobs.running import start_task
from liuyou.kernel.ledger.figures import Answer, Cell
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Kind, Status
from liuyou.kernel.web.pages import Here
from liuyou.kernel.writing.permit import moment, permit
from liuyou.reports.papers import choosing
from liuyou.reports.papers.choosing import Wish

WRITE_MANY = "papers.write_many"
AT_ONCE = 30
"""Units whose figures are asked in one question."""
BELOW: dict[str, tuple[str, tuple[str, ...]]] = {
    "unions": ("各基层工会", (Kind.PRIMARY, Kind.JOINT)),
    "federations": ("各级总工会和联合会", (Kind.FEDERATION, Kind.INDUSTRY)),
    "all": ("所有单位", tuple(Kind.values)),
}
"""Choice → its words and the kinds of org that are meant."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a run writes. `title` stands after the name of each unit, or alone where `named` is not set."""

    content: bytes
    kind: str
    template_id: int | None
    period: Period
    on: date
    as_of: datetime
    title: str
    named: bool
    numbered: bool


def counted(here: Here) -> list[tuple[str, str, int]]:
    """The choices that mean anybody below, with how many."""
    there = Counter(kind for _, kind in _below(here.org))
    found = [(value, words, sum(there[kind] for kind in kinds)) for value, (words, kinds) in BELOW.items()]
    return [each for each in found if each[2]]


def _below(org: int) -> list[tuple[int, str]]:
    """Units in being below an org, with their kinds."""
    today = clock.today()
    top = tree.places(today).filter(org_id=org).values("path")[:1]
    rows = tree.places(today).filter(path__contained_by_path=top, status=Status.ACTIVE).exclude(org_id=org)
    return list(rows.order_by("path").values_list("org_id", "kind"))


def begin(wish: Wish, below: str, here: Here) -> Run:
    """Have the paper that was asked for here written for each unit below; the numbers are as of one moment."""
    if below not in BELOW:
        raise BadInput("请选择写给哪些单位。")
    words, kinds = BELOW[below]
    orgs = [org for org, kind in _below(here.org) if kind in kinds]
    if not orgs:
        raise Refused(f"{here.place.name}下面没有{words.removeprefix('各')}：请选别的单位。")
    now = moment()
    rest = wish.title.removeprefix(here.place.name)
    given: dict[str, Any] = {
        "template": wish.choice.value,
        "period": wish.period.code,
        "on": wish.on,
        "as_of": min(wish.as_of or now, now).isoformat(),
        "title": rest,
        "named": rest != wish.title,
        "numbered": wish.numbered,
    }
    title = f"为{words}写{wish.choice.name}（{wish.period.label}）"
    return start_task(WRITE_MANY, actor=here.actor, org=here.org, inputs=given, title=title, records=orgs)


@task(WRITE_MANY, "成批写公文")
def write_many(run: Run, progress: Progress) -> str:
    """Each unit that still waits gets its paper, or the reason why not; the right is asked for each."""
    order = _order(run)
    waiting = list(run.items.filter(state=ItemState.WAITING).order_by("number"))
    names = tree.names([each.record for each in waiting], order.period.end)
    for start in range(0, len(waiting), AT_ONCE):
        chunk = waiting[start : start + AT_ONCE]
        known = drafts.foreseen(order.content, [each.record for each in chunk], order.period, order.as_of)
        for number, item in enumerate(chunk, run.total - len(waiting) + start):
            progress(number)
            try:
                _write(order, run, item, names.get(item.record, ""), known)
            except LiuyouError as error:
                _refuse(item, f"{names.get(item.record, '')}：{error}".lstrip("："))
    left = run.items.filter(state=ItemState.REFUSED).count()
    done = f"已写出 {run.total - left} 份，都在“已发公文”里"
    return f"{done}；{left} 个单位没有写成，理由见下表。" if left else f"{done}。"


def _order(run: Run) -> Order:
    given = inputs.read(run.inputs)
    choice = choosing.choice_of(given["template"], run.org_id or 0, clock.today())
    return Order(
        choosing.content_of(choice, run.org_id or 0, clock.today()),
        choice.kind,
        choice.number,
        Period.parse(given["period"]),
        given["on"],
        datetime.fromisoformat(given["as_of"]),
        given["title"],
        given["named"],
        given["numbered"],
    )


def _write(order: Order, run: Run, item: RunItem, name: str, known: Mapping[Cell, Answer]) -> None:
    title = f"{name}{order.title}" if order.named else order.title

    def mark(_: bytes) -> None:
        RunItem.objects.filter(pk=item.pk).update(state=ItemState.DONE, message=title)

    papers.write(
        order.content,
        kind=order.kind,
        org=item.record,
        period=order.period,
        on=order.on,
        actor=run.actor,
        as_of=order.as_of,
        save=mark,
        title=title,
        numbered=order.numbered,
        template_id=order.template_id,
        known=known,
    )


def _refuse(item: RunItem, words: str) -> None:
    with permit(WRITE_MANY):
        RunItem.objects.filter(pk=item.pk).update(state=ItemState.REFUSED, message=words)
        Run.objects.filter(pk=item.run_id).update(refused=F("refused") + 1)

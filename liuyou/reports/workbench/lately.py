"""What has happened: this week's changes, what I worked on, what children have not recorded; and what I do most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from liuyou.kernel.catalogue import catalogue
from liuyou.kernel.web.pages import Here
from liuyou.kernel.web.screens import SCREENS
from liuyou.kernel.workflow.declared import Level
from liuyou.reports.figures import links
from liuyou.reports.workbench.waiting import SCOPE, watched

WEEK = timedelta(days=7)
MEMORY = timedelta(days=90)
FEW = 3
"""Up to so many forms of a register each have a button."""
"""How far back one's own habits and a register's use are looked at."""
LINES = 400
RECENT = 8
TASKS = 10


@dataclass(frozen=True, slots=True)
class Change:
    """So many of one action on one register."""

    register: str
    title: str
    action: str
    number: int
    link: str


@dataclass(frozen=True, slots=True)
class Touched:
    """A record that I worked on."""

    register: str
    number: int
    title: str
    action: str
    at: datetime
    link: str


@dataclass(frozen=True, slots=True)
class Start:
    """A task that may be begun with one click."""

    title: str
    link: str
    uses: int


@dataclass(frozen=True, slots=True)
class Silent:
    """A register that some children use and these have not used this month."""

    title: str
    names: list[str]
    more: int


def steps() -> dict[str, tuple[str, str, str]]:
    """Action code → register, register's title, step's title."""
    return {
        bound.code: (flow.code, flow.title, bound.step.title)
        for area in catalogue.AREAS.values()
        for flow in area.workflows
        for bound in flow.steps.values()
    }


def readable(here: Here) -> list[str]:
    """Registers whose records may be seen here."""
    path = str(here.place.path)
    return [each.register for each in watched() if here.rights.allow(f"{each.register.split('.')[0]}.read", path)]


def this_week(here: Here, known: Sequence[str]) -> list[Change]:
    """Actions of the last seven days at this org and below, the most frequent first."""
    found = _ask(
        here,
        """SELECT l.action, count(*) FROM journal_line l JOIN scope s ON s.org_id = l.org_id
           WHERE l.at >= %(since)s AND l.register = ANY(%(known)s) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 12""",
        since=timezone.now() - WEEK,
        known=list(known),
    )
    named = steps()
    return [
        Change(named[code][0], named[code][1], named[code][2], number, links.register(named[code][0]))
        for code, number in found
        if code in named
    ]


def own_lines(here: Here) -> list[tuple[str, int, str, datetime]]:
    """Register, record, action, moment of my own latest journal lines."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT register, record, action, at FROM journal_line WHERE actor_id = %s AND at >= %s
               ORDER BY at DESC, id DESC LIMIT %s""",
            [here.actor.pk, timezone.now() - MEMORY, LINES],
        )
        rows: list[tuple[str, int, str, datetime]] = cursor.fetchall()
        return rows


def recent(lines: Sequence[tuple[str, int, str, datetime]]) -> list[Touched]:
    """The last records that I worked on, each once."""
    named, found = steps(), dict[tuple[str, int], Touched]()
    for register, number, action, at in lines:
        if action in named and (register, number) not in found:
            title, step = named[action][1], named[action][2]
            found[register, number] = Touched(register, number, title, step, at, links.record(register, number))
        if len(found) == RECENT:
            break
    return list(found.values())


def starts(here: Here, lines: Sequence[tuple[str, int, str, datetime]]) -> list[Start]:
    """What I may begin here: what I do most first, then one form of each register before the second of any."""
    uses = Counter(action for _, _, action, _ in lines)
    found = [(number, Start(title, link, uses[code])) for number, code, title, link in _openings(here)]
    return [start for _, start in sorted(found, key=lambda pair: (-pair[1].uses, pair[0]))[:TASKS]]


def _openings(here: Here) -> Iterator[tuple[int, str, str, str]]:
    """Which form of its register, action code, words and address of each form that is this person's to fill in here.

    A register with many forms (activities) has one button, that leads to the choice of them.
    """
    path = str(here.place.path)
    for screen in SCREENS.values():
        entries = screen.entries()
        many = len(entries) > FEW
        for number, entry in enumerate(entries[:1] if many else entries):
            bound = screen.workflow.steps.get(entry.step)
            if bound is None or not here.rights.allow(bound.step.needs, path, from_above=bound.step.at is Level.PARENT):
                continue
            link = links.to("record-choose", screen.code) if many else links.to("record-new", screen.code, entry.code)
            title = f"登记{bound.workflow.title}" if many else entry.title or f"{bound.step.title}：{screen.name}"
            if link:
                yield number, bound.code, title, link


def silent(here: Here, known: Sequence[str], children: Sequence[tuple[int, str]]) -> list[Silent]:
    """Registers in use below in the last months, with the children that have entered nothing this month."""
    opening = [code for area in catalogue.AREAS.values() for flow in area.workflows for code in _opening(flow)]
    found = _ask(
        here,
        """SELECT l.register, s.child, count(*) FILTER (WHERE l.at >= %(month)s)
           FROM journal_line l JOIN scope s ON s.org_id = l.org_id
           WHERE l.at >= %(since)s AND s.depth > 0 AND l.register = ANY(%(known)s) AND l.action = ANY(%(opening)s)
           GROUP BY 1, 2""",
        month=_month(here.today),
        since=timezone.now() - MEMORY,
        known=list(known),
        opening=opening,
    )
    used: dict[str, set[int]] = {}
    for register, child, number in found:
        used.setdefault(register, set()).update({child} if number else ())
    titles = {each.register: each.workflow.title for each in watched()}
    lists = [(titles[code], [name for org, name in children if org not in active]) for code, active in used.items()]
    lists.sort(key=lambda pair: len(pair[1]))
    return [Silent(title, names[:6], max(0, len(names) - 6)) for title, names in lists if names]


def _opening(flow: Any) -> Iterator[str]:
    yield from (bound.code for bound in flow.steps.values() if not bound.step.sources)


def _month(today: date) -> datetime:
    return timezone.make_aware(datetime.combine(today.replace(day=1), time.min))


def _ask(here: Here, statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"{SCOPE} {statement}", {"path": str(here.place.path), "on": here.today, **parameters})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

"""What waits for whom, worked out from the workflows: states from which a further step is expected, and time limits.

A state waits when a plain step leads on from it. States that records usually rest in (on file, in force) do not, but
a time limit that runs there does once it is near. Corrections, withdrawals and refusals are nobody's duty.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db import connection

from liuyou.kernel.catalogue import catalogue
from liuyou.kernel.journal.models import Record
from liuyou.kernel.orgs import tree
from liuyou.kernel.web.pages import Here
from liuyou.kernel.workflow.declared import BoundStep, Level, Workflow

NEAR = timedelta(days=30)
"""A limit further off is no to-do yet, where the record rests."""
MINE, ALL = "mine", "all"
FIELDS = "register, id, org_id, state, state_since, due_on, person, org_name, path, depth"


@dataclass(frozen=True)
class Watched:
    """One register with its workflow."""

    model: type[Record]
    workflow: Workflow

    @property
    def register(self) -> str:
        return self.model.register

    @cached_property
    def waiting(self) -> dict[str, list[BoundStep]]:
        """State → the steps expected from it."""
        opened = {each.step.target for each in self.workflow.steps.values() if not each.step.sources}
        found = {}
        for state in self.workflow.states:
            steps = onward(self.workflow, state)
            further = any(onward(self.workflow, each.step.target) for each in steps)
            if steps and (further or state not in opened):
                found[state] = steps
        return found

    @cached_property
    def limited(self) -> dict[str, list[BoundStep]]:
        """State → the steps that end or renew a time limit running there."""
        steps = {
            state: [each for each in self.workflow.next_steps(state) if each.step.target and not _corrects(each)]
            for state in self.workflow.states
        }
        return {state: each for state, each in steps.items() if each}


def _corrects(bound: BoundStep) -> bool:
    return bound.step.needs.endswith(".correct")


def onward(workflow: Workflow, state: str) -> list[BoundStep]:
    """Plain steps to another state: no correction, none that must give a reason."""
    return [
        each
        for each in workflow.next_steps(state)
        if each.step.target not in ("", state) and "reason" not in each.step.ask and not _corrects(each)
    ]


def watched() -> Iterator[Watched]:
    """Every register of every area that has a workflow."""
    for area in catalogue.AREAS.values():
        flows = {flow.code: flow for flow in area.workflows}
        for model in area.models:
            if model.register in flows:
                yield Watched(model, flows[model.register])


@dataclass(frozen=True, slots=True)
class Task:
    """One record that waits. `steps`: titles of what this person may do now, the expected first."""

    register: str
    number: int
    org: str
    state: str
    due_on: date | None
    since: date
    steps: list[str]
    title: str
    person: str


@dataclass(frozen=True, slots=True)
class Count:
    register: str
    title: str
    number: int
    overdue: int


Where = Callable[[BoundStep], str]
"""SQL on `s` (scope) telling where a step's records are this person's to do; empty: nowhere."""


class Waiting:
    """The to-dos of one person at one org: one statement for the list, one for the counts, whatever the registers."""

    def __init__(self, here: Here, scope: str = MINE) -> None:
        self.here, self.scope = here, scope
        self.registers = {each.register: each for each in watched()}
        self.parameters: dict[str, Any] = {
            "path": str(here.place.path),
            "on": here.today,
            "today": here.today,
            "near": here.today + NEAR,
        }
        self._paths = tree.paths({org for org, _ in here.rights.held}, here.today) if scope == ALL else {}

    def where(self, bound: BoundStep) -> str:
        """My own org's records for steps taken here, my children's for steps of the org above; `ALL`: anywhere."""
        above = bound.step.at is Level.PARENT
        if self.scope == MINE:
            allowed = self.here.rights.allow(bound.step.needs, self.parameters["path"])
            return ("s.depth = 1" if above else "s.depth = 0") if allowed else ""
        tops = [self._paths[org] for org in self.here.rights.tops(bound.step.needs) if org in self._paths]
        if not tops:
            return ""
        key = f"t{len(self.parameters)}"
        self.parameters[key] = tops
        strictly = " AND s.path <> t.p" if above else ""
        return f"EXISTS (SELECT 1 FROM unnest(%({key})s::ltree[]) t(p) WHERE s.path <@ t.p{strictly})"

    def counts(self) -> list[Count]:
        """For each register with something to do: how many, how many overdue."""
        inner = self._union(self.where)
        if not inner:
            return []
        found = self._run(
            f"SELECT register, count(*), count(*) FILTER (WHERE due_on < %(today)s) FROM ({inner}) w GROUP BY 1"
        )
        counts = [Count(name, self.registers[name].workflow.title, number, late) for name, number, late in found]
        return sorted(counts, key=lambda each: (-each.overdue, -each.number, each.register))

    def tasks(self, *, limit: int, offset: int = 0, register: str = "", late: bool = False) -> list[Task]:
        """Overdue first, then by time limit, then by how long they have waited."""
        inner = self._union(self.where, register)
        if not inner:
            return []
        condition = "WHERE due_on < %(today)s" if late else ""
        found = self._run(
            f"""SELECT {FIELDS} FROM ({inner}) w {condition}
                ORDER BY due_on NULLS LAST, state_since, id LIMIT %(limit)s OFFSET %(offset)s""",
            limit=limit,
            offset=offset,
        )
        return [self._task(*row) for row in found]

    def _task(
        self,
        register: str,
        number: int,
        org: int,
        state: str,
        since: date,
        due: date | None,
        person: str | None,
        name: str,
        path: str,
        depth: int,
    ) -> Task:
        watched = self.registers[register]
        steps = dict.fromkeys([*watched.waiting.get(state, ()), *(watched.limited.get(state, ()) if due else ())])
        mine = [each.step.title for each in steps if self._may(each, path)]
        seen = self.here.rights.allow(f"{register.split('.')[0]}.read", path)
        title = watched.workflow.states[state]
        return Task(
            register, number, name, title, due, since, mine, watched.workflow.title, person or "" if seen else ""
        )

    def _may(self, bound: BoundStep, path: str) -> bool:
        return self.here.rights.allow(bound.step.needs, path, from_above=bound.step.at is Level.PARENT)

    def _union(self, where: Where, register: str = "") -> str:
        chosen = [each for each in self.registers.values() if register in ("", each.register)]
        return " UNION ALL ".join(filter(None, (self._part(each, where) for each in chosen)))

    def _part(self, watched: Watched, where: Where) -> str:
        conditions = [
            *_conditions(watched.waiting, where, ""),
            *_conditions(watched.limited, where, " AND r.due_on <= %(near)s"),
        ]
        if not conditions:
            return ""
        return part(watched, f"({' OR '.join(conditions)})")

    def _run(self, statement: str, **more: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(f"{SCOPE} {statement}", {**self.parameters, **more})
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows


SCOPE = f"""WITH scope AS MATERIALIZED (
    SELECT p.org_id, p.path, p.name, nlevel(p.path) - nlevel(%(path)s::ltree) AS depth,
           CASE WHEN p.path <> %(path)s::ltree THEN subpath(p.path, nlevel(%(path)s::ltree), 1)::text::int END AS child
    FROM orgs_place p WHERE p.path <@ %(path)s::ltree AND {tree.standing("p", None)})"""


def part(watched: Watched, condition: str) -> str:
    """The SELECT of one register. Names of tables and states are the program's own."""
    table = watched.model._meta.db_table
    of_people = any(field.attname == "person_id" for field in watched.model._meta.concrete_fields)
    join = "LEFT JOIN people_person pp ON pp.id = r.person_id" if of_people else ""
    return f"""SELECT '{watched.register}' AS register, r.id, r.org_id, r.state, r.state_since, r.due_on,
        {"pp.name" if of_people else "NULL"} AS person, s.name AS org_name, s.path::text AS path, s.depth, s.child
        FROM {table} r JOIN scope s ON s.org_id = r.org_id {join} WHERE {condition}"""


def _conditions(states: dict[str, list[BoundStep]], where: Where, limit: str) -> Iterator[str]:
    """One condition for all states that the same places are asked for."""
    grouped: dict[str, set[str]] = defaultdict(set)
    places: dict[tuple[str, Level], str] = {}
    for state, steps in states.items():
        for bound in steps:
            key = bound.step.needs, bound.step.at
            if key not in places:
                places[key] = where(bound)
            if places[key]:
                grouped[places[key]].add(state)
    for condition, names in grouped.items():
        listed = ", ".join(f"'{name}'" for name in sorted(names))
        yield f"(r.state IN ({listed}) AND {condition}{limit})"


@dataclass(frozen=True, slots=True)
class Owed:
    """What one child has let run over its time limit."""

    org: int
    name: str
    register: str
    title: str
    number: int
    oldest: date


def owed(here: Here) -> list[Owed]:
    """Overdue records below this org that wait for a step of their own org, by child and register; one statement."""
    readable = [
        each for each in watched() if here.rights.allow(f"{each.register.split('.')[0]}.read", str(here.place.path))
    ]
    parts = []
    for each in readable:
        states = [state for state, steps in each.limited.items() if any(step.step.at is Level.HERE for step in steps)]
        if states:
            listed = ", ".join(f"'{state}'" for state in states)
            parts.append(part(each, f"s.depth > 0 AND r.due_on < %(today)s AND r.state IN ({listed})"))
    if not parts:
        return []
    titles = {each.register: each.workflow.title for each in readable}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""{SCOPE} SELECT w.child, c.name, w.register, count(*), min(w.due_on)
                FROM ({" UNION ALL ".join(parts)}) w JOIN scope c ON c.org_id = w.child
                GROUP BY 1, 2, 3 ORDER BY 4 DESC, 5 LIMIT 30""",
            {"path": str(here.place.path), "on": here.today, "today": here.today},
        )
        return [Owed(org, name, code, titles[code], number, oldest) for org, name, code, number, oldest in cursor]


def overdue_below(here: Here) -> int:
    """How many records in the subtree are past their time limit, whoever's they are. No names."""
    parts: Sequence[str] = [
        part(each, f"r.due_on < %(today)s AND r.state IN ({', '.join(repr(state) for state in each.limited)})")
        for each in watched()
        if each.limited
    ]
    if not parts:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            f"{SCOPE} SELECT count(*) FROM ({' UNION ALL '.join(parts)}) w",
            {"path": str(here.place.path), "on": here.today, "today": here.today},
        )
        return int(cursor.fetchone()[0])

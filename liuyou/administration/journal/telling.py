"""Lines of the journal in words: Chinese titles and values, names for numbers, sealed values never shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import NoReverseMatch, reverse

from liuyou.administration.journal.words import ACTIONS, FIELDS, HIDDEN, OTHER, REGISTERS, VERBS
from liuyou.kernel.access.models import Actor
from liuyou.kernel.base.masking import mask_name
from liuyou.kernel.base.periods import Period
from liuyou.kernel.catalogue.catalogue import AREAS
from liuyou.kernel.catalogue.permissions import title_of as title_of_permission
from liuyou.kernel.journal.models import Line, Record
from liuyou.kernel.orgs.models import Org, Place
from liuyou.kernel.parameters.definitions import definitions
from liuyou.kernel.people.models import Person
from liuyou.kernel.web.fields import told as told_field
from liuyou.kernel.web.screens import SCREENS
from liuyou.kernel.workflow.declared import Workflow

SEALED = "已加密"
MARK = "•"
ADDRESSES = {"orgs.org": "org", "people.person": "person", "jobs.run": "job"}


@dataclass(frozen=True, slots=True)
class Change:
    """One field: what it was and what it is. `sealed`: only that it changed is known."""

    title: str
    before: str
    after: str
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One line in words. `opened`: there was nothing before."""

    number: int
    at: datetime
    who: str
    what: str
    register: str
    record: int
    org: str
    reason: str
    changes: list[Change]
    opened: bool
    address: str


@cache
def models_by_register() -> dict[str, type[Record]]:
    return {model.register: model for model in apps.get_models() if issubclass(model, Record)}


@cache
def workflows() -> dict[str, Workflow]:
    return {workflow.code: workflow for area in AREAS.values() for workflow in area.workflows}


def register_titles() -> dict[str, str]:
    """Code → Chinese name of every register that the journal may name."""
    return {**REGISTERS, **{code: workflow.title for code, workflow in workflows().items()}}


def action_titles() -> dict[str, dict[str, str]]:
    """Register's name → its actions by code, for a list to choose from."""
    found: dict[str, dict[str, str]] = {}
    for workflow in workflows().values():
        own = {bound.code: bound.step.title for bound in workflow.steps.values()}
        found.setdefault(workflow.title, {}).update(own)
    for code, title in ACTIONS.items():
        found.setdefault(REGISTERS.get(code.rpartition(".")[0], "台账导入"), {})[code] = title
    return found


def action_title(action: str) -> str:
    register, _, verb = action.rpartition(".")
    workflow = workflows().get(register)
    if workflow and verb in workflow.steps:
        return workflow.steps[verb].step.title
    return ACTIONS.get(action) or VERBS.get(verb, "办理")


@dataclass(slots=True)
class _Names:
    """Names behind the numbers of some lines, fetched at once."""

    orgs: Mapping[int, str]
    people: Mapping[int, str]
    actors: Mapping[int, str]


def told(lines: Sequence[Line], reached: Callable[[set[int]], set[int]] | None = None) -> list[Told]:
    """Lines in words; their `actor` should be at hand. `reached`: of which of some orgs the names may be told."""
    names = _names(lines, reached or set)
    return [
        Told(
            line.pk,
            line.at,
            line.actor.name,
            action_title(line.action),
            register_titles().get(line.register, "其他"),
            line.record,
            names.orgs.get(line.org_id or 0, ""),
            line.reason,
            list(_changes(line, names)),
            line.before is None,
            _address(line),
        )
        for line in lines
    ]


def _names(lines: Sequence[Line], reached: Callable[[set[int]], set[int]]) -> _Names:
    orgs = {line.org_id for line in lines if line.org_id}
    people: set[int] = set()
    actors: set[int] = set()
    for line in lines:
        for side in (line.before, line.after):
            for name, value in (side or {}).items():
                if isinstance(value, int) and not isinstance(value, bool):
                    target = _target(line.register, name)
                    (orgs if target is Org else people if target is Person else actors).add(value) if target else None
    rows = Place.objects.filter(org_id__in=reached(orgs), superseded_at=None).order_by("valid_from")
    masked = {number: mask_name(name) for number, name in _pairs(Person, people)}
    return _Names(dict(rows.values_list("org_id", "name")), masked, dict(_pairs(Actor, actors)))


def _pairs(model: type[models.Model], numbers: set[int]) -> Iterable[tuple[int, str]]:
    return model._default_manager.filter(pk__in=numbers).values_list("pk", "name")


def _target(register: str, name: str) -> type[models.Model] | None:
    """Which of the tables with names a number points to."""
    field = _field(register, name)
    related = field.related_model if field is not None and field.is_relation else None
    plain = {"org_id": Org, "parent_id": Org, "person_id": Person, "actor_id": Actor}
    found = related or (plain.get(name) if register not in models_by_register() else None)
    return found if found in (Org, Person, Actor) else None


def _field(register: str, name: str) -> Any:
    model: type[models.Model] | None = models_by_register().get(register)
    if model is None and register == "orgs.org":
        model = Place
    fields = {field.attname: field for field in model._meta.concrete_fields} if model else {}
    return fields.get(name)


def _changes(line: Line, names: _Names) -> Iterable[Change]:
    before, after = line.before or {}, line.after or {}
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if name in HIDDEN or (line.before is None and new in (None, "", [], {})):
            continue
        sealed = _is_sealed(old) or _is_sealed(new)
        yield Change(
            title_of(line.register, name), _word(line, name, old, names), _word(line, name, new, names), sealed
        )


def _is_sealed(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(MARK)


def title_of(register: str, name: str) -> str:
    """The Chinese name of a field."""
    field = _field(register, name)
    own = str(field.verbose_name) if field is not None else ""
    if own and not own.isascii():
        return own
    if register == "people.person" and name == "name":
        return "姓名"
    return FIELDS.get(name, OTHER if name.isascii() else name)


def _word(line: Line, name: str, value: Any, names: _Names) -> str:
    if _is_sealed(value):
        return SEALED
    if value in (None, "", [], {}):
        return "—"
    if line.register == "people.person" and name == "name":
        return mask_name(str(value))
    if name == "state" and line.register in workflows():
        return workflows()[line.register].states.get(value, str(value))
    if name == "permissions" and isinstance(value, list):
        return "、".join(map(title_of_permission, value))
    if line.register == "parameters.override" and name == "name":
        return definitions()[value].title if value in definitions() else str(value)
    if name == "period" and isinstance(value, str):
        return Period.parse(value).label
    if name == "field" and isinstance(value, str):
        return title_of(line.register, value)
    target = _target(line.register, name)
    if target is not None:
        known = names.orgs if target is Org else names.people if target is Person else names.actors
        return known.get(value, f"{value} 号")
    return _plain(_field(line.register, name), value)


def _plain(field: Any, value: Any) -> str:
    if isinstance(value, dict):
        shown = [f"{_key(key)} {_inner(each)}" for key, each in value.items()]
        return "、".join(shown)
    if isinstance(value, list):
        return f"{len(value)} 条" if any(isinstance(each, dict) for each in value) else "、".join(map(_inner, value))
    if field is not None and field.is_relation:
        return f"{value} 号"
    return told_field(field, value) if field is not None else _inner(value)


def _key(name: str) -> str:
    return FIELDS.get(name, OTHER) if name.isascii() else name


def _inner(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if _is_sealed(value):
        return SEALED
    return "—" if value in (None, "") else f"{len(value)} 项" if isinstance(value, list | dict) else str(value)


def _address(line: Line) -> str:
    """The page of what was changed, where there is one."""
    try:
        if line.register in SCREENS and line.record:
            return reverse("record", args=[line.register, line.record])
        if line.register in ADDRESSES and line.record:
            return reverse(ADDRESSES[line.register], args=[line.record])
    except NoReverseMatch:
        return ""
    return ""

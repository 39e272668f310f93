"""A field of a record as people read it: words for choices, names for people and orgs, masks for what is sealed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.urls import reverse

from liuyou.kernel.base.numbers import tabular
from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.journal.models import Record
from liuyou.kernel.people.models import Person
from liuyou.kernel.secrecy.fields import SealedText
from liuyou.kernel.web.screens import Screen
from liuyou.kernel.workflow.declared import BoundStep

GIVEN_UP = ("void", "refused", "withdrawn", "returned")
SEALED = "••••••"
NUMBER_FIELDS = (models.IntegerField, models.DecimalField)
LONG_WORDS = (
    "note",
    "findings",
    "finding",
    "detail",
    "grounds",
    "plan",
    "opinion",
    "reason",
    "result",
    "visit_finding",
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One value on a page. `sealed`: it is hidden, and may be looked at with a reason."""

    name: str
    title: str
    text: str
    number: bool = False
    sealed: bool = False
    address: str = ""
    state: str = ""
    """Colour class of a state."""


def shown(screen: Screen, record: Record, name: str, orgs: Mapping[int, str]) -> Shown:
    """The value of one field."""
    title = screen.title_of(name)
    if name == "state":
        text = screen.workflow.states[record.state]
        return Shown(name, title, text, state=tone(screen, record.state))
    if name == "org":
        return Shown(name, title, orgs.get(record.org_id, "—"))
    if name == "id":
        return Shown(name, title, str(record.pk))
    field: Any = record._meta.get_field(name)
    value = getattr(record, name)
    if name in screen.words:
        return Shown(name, title, screen.words[name](value))
    if isinstance(value, Person):
        return Shown(name, title, value.name, address=reverse("person", args=[value.pk]))
    if isinstance(value, Record):
        return Shown(name, title, f"{value.pk} 号", address=reverse("record", args=[value.register, value.pk]))
    if isinstance(field, SealedText):
        return Shown(name, title, SEALED if value else "—", sealed=bool(value))
    return Shown(name, title, told(field, value), number=isinstance(field, NUMBER_FIELDS) and not field.choices)


def told(field: models.Field[Any, Any], value: Any) -> str:
    """A plain value in words."""
    if value is None or value == "" or value == [] or value == {}:
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, Decimal):
        return tabular(value, "元")
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, dict):
        return "；".join(f"{key} {each}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return "、".join(map(str, value)) if not value or not isinstance(value[0], dict) else f"{len(value)} 条"
    return str(value)


def tone(screen: Screen, state: str) -> str:
    """The colour of a state: draft, done (nothing but corrections left), refused, or in hand."""
    if state == "draft":
        return "draft"
    if state in GIVEN_UP:
        return "overdue" if state == "refused" else "draft"
    return "hand" if any(map(onward, screen.workflow.next_steps(state))) else "done"


def onward(bound: BoundStep) -> bool:
    """Whether a step leads on, and is neither a correction nor a way back."""
    step = bound.step
    return bool(step.target) and step.target not in (*GIVEN_UP, "draft") and not step.needs.endswith(".correct")


def columns_of(screen: Screen, names: Iterable[str]) -> list[Column]:
    """Model fields as columns of a form; relations and lists are left out, they have steps of their own."""
    found = (column_of(screen, name) for name in names)
    return [column for column in found if column is not None]


def column_of(screen: Screen, name: str, *, required: bool = False) -> Column | None:
    """One model field as a column; None where it cannot be typed."""
    if name in ("person_id", "person"):
        return Column("person_id", "改为何人（身份证号）", Kind.IDENTITY, sensitive=True)
    try:
        field: Any = screen.model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    title = str(field.verbose_name)
    if field.is_relation or isinstance(field, models.JSONField):
        return None
    if field.choices:
        words = {str(label): value for value, label in field.flatchoices}
        return Column(
            name, title, Kind.CHOICE, choices=words | {value: value for value in words.values()}, required=required
        )
    kind = _kind(field)
    ahead = kind is Kind.DATE
    minimum = Decimal(0) if kind in (Kind.MONEY, Kind.INTEGER) else None
    sealed = isinstance(field, SealedText)
    column = Column(name, title, kind, minimum=minimum, ahead=ahead, sensitive=sealed, required=required)
    return replace(column, help="已加密，不显示；不改就空着") if sealed and not required else column


def is_sealed(screen: Screen, name: str) -> bool:
    return isinstance(screen.model._meta.get_field(name), SealedText)


def _kind(field: models.Field[Any, Any]) -> Kind:
    if isinstance(field, models.BooleanField):
        return Kind.BOOLEAN
    if isinstance(field, models.DateField):
        return Kind.DATE
    if isinstance(field, models.DecimalField):
        return Kind.MONEY
    if isinstance(field, models.IntegerField):
        return Kind.INTEGER
    return Kind.TEXT


def visible_groups(screen: Screen) -> Sequence[tuple[str, tuple[str, ...]]]:
    """The groups of the page; without a declaration all fields stand in one."""
    if screen.groups:
        return list(screen.groups.items())
    own = [field.name for field in screen.model.business_fields()]
    hidden = ("state", "state_since", "due_on", "org")
    return [("内容", (*(name for name in own if name not in hidden), "org"))]

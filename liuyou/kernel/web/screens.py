"""How a register looks and is worked in the browser and the API. An area declares one `Screen` a register.

PAYMENTS = Screen(
    Payment, workflows.PAYMENT,
    columns=("person", "paid_on", "programme", "amount", "org", "state"), day="paid_on",
    filters=("programme", "fund", "state"), totals=(Total("aid.money", "amount", ("paid",)),),
    entries=lambda: (Entry("record", imports.PAYMENTS),), changes={"correct": CORRECTABLE},
)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.intake.columns import Column
from liuyou.kernel.intake.registers import Register, Rows
from liuyou.kernel.journal.models import Record
from liuyou.kernel.people.models import Person
from liuyou.kernel.workflow.declared import Workflow


@dataclass(frozen=True, slots=True)
class Total:
    """A figure at the foot of the list. `field` is what its records add up to (empty: one each), in these states."""

    measure: str
    field: str = ""
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to make a new record: a step that opens one, and the register whose columns are its form."""

    step: str
    register: Register
    title: str = ""

    @property
    def code(self) -> str:
        return self.register.code


@dataclass(frozen=True, slots=True)
class Follow:
    """A record of another register that usually comes next: a button that opens its form with `column` filled."""

    title: str
    register: str
    code: str
    column: str
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A table or paragraph on the record's page beside its fields: title, column titles, rows."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of one record, printed from its page: title, the states in which there is one, what stands in it.

    `content(record)` gives paragraphs as text and tables as `Part`; `signs` the places for signatures below.
    `when(record)`: whether there is one, where the state does not tell.
    """

    code: str
    title: str
    content: Callable[[Any], Iterable[str | Part]]
    states: tuple[str, ...] = ()
    signs: tuple[str, ...] = ("经办人", "审核人", "单位（盖章）")
    when: Callable[[Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """One register.

    - `columns`: fields of the list, the first three make the card on phones; `groups`: title → fields of the page.
    - `day`: the date field that periods filter by and the list is sorted by, newest first; it has an index.
    - `filters`: fields with few values; `search`: text fields looked up by words, beside the person's name.
    - `changes`: step → fields that it takes as ``changes=``; `inputs`: step → columns of what it takes beside `ask`.
    - `choices`: field → its usual words, for suggestions where the model has no fixed choices.
    - `words`: field → what its stored values are called.
    - `path`: the states in their usual order, shown as steps.
    - `parts(record)`: what stands on the page beside the fields.
    - `papers`: what is printed of one record.
    - `asks(record, step)`: columns and present values of a step whose form depends on the record; None: as declared.
    - `prepare(step, record, inputs, actor=…)`: what was typed, as the action takes it, where that is not the same.
    """

    model: type[Record]
    workflow: Workflow
    columns: tuple[str, ...]
    day: str
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    filters: tuple[str, ...] = ("state",)
    search: tuple[str, ...] = ()
    totals: tuple[Total, ...] = ()
    entries: Callable[[], Sequence[Entry]] = tuple
    changes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    inputs: Mapping[str, tuple[Column | Rows, ...]] = field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    words: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    path: tuple[str, ...] = ()
    parts: Callable[[Any], Iterable[Part]] | None = None
    asks: Callable[[Any, str], tuple[Sequence[Column], Mapping[str, Any]] | None] | None = None
    prepare: Callable[..., dict[str, Any]] | None = None
    follows: tuple[Follow, ...] = ()
    papers: tuple[Paper, ...] = ()
    title: str = ""

    @property
    def code(self) -> str:
        return self.model.register

    @property
    def name(self) -> str:
        return self.title or self.workflow.title

    @property
    def area(self) -> str:
        return self.code.split(".")[0]

    @property
    def reads(self) -> str:
        """The permission to see its records."""
        return f"{self.area}.read"

    @property
    def of_people(self) -> bool:
        return has_field(self.model, "person")

    @property
    def day_title(self) -> str:
        return self.title_of(self.day)

    @property
    def has_limits(self) -> bool:
        return any(bound.step.limit for bound in self.workflow.steps.values())

    @property
    def numbers(self) -> set[str]:
        """Columns that are aligned to the right."""
        fields = (each for each in self.model.business_fields() if not each.choices)
        return {each.name for each in fields if isinstance(each, models.IntegerField | models.DecimalField)}

    def title_of(self, name: str) -> str:
        """The Chinese name of a field or column."""
        return {"org": "所属工会", "person": "姓名", "state": "状态", "id": "编号"}.get(name) or str(
            self.model._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        )

    def entry(self, code: str) -> Entry:
        found = next((each for each in self.entries() if each.code == code), None)
        if found is None:
            raise NotFound("没有这种登记表：请从列表页的“登记”按钮进入。")
        return found


def has_field(model: type[models.Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


SCREENS: dict[str, Screen] = {}
"""Every screen by the code of its register."""


def load(found: Iterable[Screen]) -> None:
    SCREENS.update((screen.code, screen) for screen in found)


def screen_of(register: str) -> Screen:
    if register not in SCREENS:
        raise NotFound("没有这种台账，或不在您的权限内。")
    return SCREENS[register]


def links(screen: Screen) -> list[tuple[str, str]]:
    """Fields that point to records of other registers that have a screen: name, register."""
    fields = (each for each in screen.model._meta.get_fields() if isinstance(each, models.ForeignKey))
    targets: list[tuple[str, Any]] = [(each.name, each.related_model) for each in fields]
    return [(name, target.register) for name, target in targets if _is_record(target) and target.register in SCREENS]


def pointing(screen: Screen) -> list[tuple[Screen, str]]:
    """Screens whose records point to this one's, by field; `source` holds the number of any record."""
    found = []
    for other in SCREENS.values():
        found += [(other, name) for name, register in links(other) if register == screen.code]
        if other is not screen and has_field(other.model, "source"):
            found.append((other, "source"))
    return found


def _is_record(model: Any) -> bool:
    return isinstance(model, type) and issubclass(model, Record) and model is not Person

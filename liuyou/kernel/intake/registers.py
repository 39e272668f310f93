"""A register that takes workbooks: its columns, whom a row speaks of, what makes two rows the same, and the action.

PAYMENTS = Register(
    Sheetform("aid.payment", "救助发放台账", columns=(…)), Payment, record_payments,
    key=("person_id", "programme", "form", "paid_on"), compare=("amount",), person=("name", "identity", "phone"),
)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from liuyou.kernel.intake.columns import Column, Sheetform

Values = dict[str, Any]
"""One row as the action takes it: field names of the model (``org_id``, ``person_id``, …)."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows within one record (the people of a batch, the members of a household): a small table in its form.

    `blank`: how many empty rows are offered.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    required: bool = False
    blank: int = 6


@dataclass(frozen=True, slots=True)
class Register:
    """One ledger (台账) as a workbook.

    - `load(rows, actor=…)`: the bulk action that makes the records.
    - `person`: columns of name, identity document and phone of the person the row is about; gives ``person_id``.
      The identity may be empty only where the column is not required.
    - a column of kind ORG named `org` gives ``org_id``; without one, or where it is empty, the loading org owns it.
    - `key`: fields that make two rows the same record; a row already in the register is passed over, one that agrees
      in `key` and differs in `compare` is a problem to be settled by a correction.
    - `check(values)`: problems of one row that need no database, as ``(column name, message)``.
    - `check_all(rows)`: problems that need the database or other rows, as ``(index, column name, message)``.
    - `existing(rows)`: for each row the stored `compare` values, or None when it is new; the default looks in `model`.
    - `inner`: tables within the record, for forms only; a workbook has one row a record.
    - `finish(values)`: fits parsed values to the model (constants, derived fields); called before key and check.
    """

    form: Sheetform
    model: type[Model]
    load: Callable[..., Sequence[Any]]
    key: tuple[str, ...]
    compare: tuple[str, ...] = ()
    person: tuple[str, str, str] | None = None
    check: Callable[[Values], Iterable[tuple[str, str]]] | None = None
    check_all: Callable[[Sequence[Values]], Iterable[tuple[int, str, str]]] | None = None
    existing: Callable[[Sequence[Values]], Sequence[tuple[Any, ...] | None]] | None = None
    finish: Callable[[Values], Values] | None = None
    inner: tuple[Rows, ...] = ()

    @property
    def code(self) -> str:
        return self.form.code

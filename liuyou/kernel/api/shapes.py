"""Records as JSON, and the schemas of it: of what is given out by model fields, of what is taken in by columns.

What is sealed is in neither: `given` leaves it out of the query, not only out of the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from liuyou.kernel.api.describing import ORG_SHAPE, Schema, array, number, obj, ref, text
from liuyou.kernel.intake.cells import LONGEST_TEXT, first_words
from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.intake.registers import Rows
from liuyou.kernel.journal.models import Record
from liuyou.kernel.people.models import Person
from liuyou.kernel.secrecy.fields import SealedText
from liuyou.kernel.web.fields import visible_groups
from liuyou.kernel.web.screens import Screen

OWN = ("org", "state", "state_since", "due_on")
DECIMAL = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
TEXTS = {Kind.NAME: 30, Kind.ORG: 200, Kind.TEXT: LONGEST_TEXT}


def named(code: str) -> str:
    """``aid.payment`` → AidPayment."""
    return "".join(part.title() for part in code.replace("_", ".").split("."))


# Out


def given(screen: Screen) -> list[models.Field[Any, Any]]:
    """The fields that are given out: those of the page and the list, without what is sealed."""
    wanted = [*screen.columns, *(name for _, names in visible_groups(screen) for name in names)]
    names = [name for name in dict.fromkeys(wanted) if name not in OWN]
    fields: list[Any] = [screen.model._meta.get_field(name) for name in names]
    return [each for each in fields if not isinstance(each, SealedText)]


def rows_of(screen: Screen, rows: models.QuerySet) -> models.QuerySet:
    """The same rows without their sealed columns, and with what they point to."""
    sealed = [each.name for each in screen.model.business_fields() if isinstance(each, SealedText)]
    related = [each.name for each in given(screen) if each.is_relation]
    people = [
        f"{each.name}__{hidden}"
        for each in given(screen)
        if each.is_relation and each.related_model is Person
        for hidden in ("identity", "phone")
    ]
    others = [
        f"{each.name}__{hidden.name}"
        for each in given(screen)
        if _to_record(each)
        for hidden in each.related_model._meta.concrete_fields  # type: ignore[union-attr]
        if isinstance(hidden, SealedText)
    ]
    return rows.select_related(*related).defer(*sealed, *people, *others) if related else rows.defer(*sealed)


def told(screen: Screen, record: Record, orgs: Mapping[int, str]) -> dict[str, Any]:
    """One record, as in lists."""
    return {
        "id": record.pk,
        "org": {"id": record.org_id, "name": orgs.get(record.org_id, "")},
        "state": record.state,
        "state_since": record.state_since.isoformat(),
        "due_on": record.due_on and record.due_on.isoformat(),
        "values": {each.name: _plain(getattr(record, each.name)) for each in given(screen)},
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Person):
        return {"id": value.pk, "name": value.name}
    if isinstance(value, Record):
        return {"id": value.pk, "register": value.register}
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def record_schema(screen: Screen) -> Schema:
    values = {each.name: _field(each) for each in given(screen)}
    states = "；".join(f"{code} {title}" for code, title in screen.workflow.states.items())
    found = obj(
        {
            "id": number("编号，全系统唯一"),
            "org": ref("Org", ORG_SHAPE),
            "state": text(f"状态：{states}", enum=list(screen.workflow.states)),
            "state_since": text("从哪天起是这个状态", format="date"),
            "due_on": text("办理期限", format="date", nullable=True),
            "values": ref(f"{named(screen.code)}Values", obj(values, description=f"{screen.name}的内容")),
        },
        description=screen.name,
    )
    return ref(named(screen.code), found)


def _field(field: models.Field[Any, Any]) -> Schema:
    shape: Schema
    if _to_record(field):
        shape = obj({"id": number(), "register": text()})
    elif field.is_relation:
        shape = obj({"id": number(), "name": text()})
    elif isinstance(field, models.BooleanField):
        shape = {"type": "boolean"}
    elif isinstance(field, models.IntegerField):
        shape = {"type": "integer"}
    elif isinstance(field, models.DecimalField):
        shape = dict(DECIMAL)
    elif isinstance(field, models.DateField):
        shape = text(format="date")
    elif isinstance(field, models.JSONField):
        return {"description": str(field.verbose_name)}
    else:
        shape = {"type": "string"}
    words = str(getattr(field, "verbose_name", field.name))
    words = "姓名" if field.name == "person" else words
    if field.choices:
        words += "：" + "；".join(f"{value} {label}" for value, label in field.flatchoices)
    return shape | {"description": words} | ({"nullable": True} if field.null else {})


def _to_record(field: models.Field[Any, Any]) -> bool:
    model = field.related_model if field.is_relation else None
    return isinstance(model, type) and issubclass(model, Record)


# In


def typed(columns: Iterable[Column | Rows], values: Mapping[str, Any]) -> dict[str, Any]:
    """JSON as a form takes it: texts, 是 and 否, rows numbered."""
    found: dict[str, Any] = {}
    for column in columns:
        value = values.get(column.name)
        if isinstance(column, Rows):
            rows = value if isinstance(value, list) else []
            found[f"{column.name}-count"] = str(len(rows))
            for number_, row in enumerate(rows):
                for each in column.columns:
                    cell = row.get(each.name) if isinstance(row, dict) else None
                    found[f"{column.name}-{number_}-{each.name}"] = _typed(cell)
        else:
            found[column.name] = _typed(value)
    return found


def _typed(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}" if abs(value) < 1e15 else repr(value)
    return str(value)[: LONGEST_TEXT + 1]


def faults(columns: Sequence[Column | Rows], values: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is there and should not be, or is of the wrong kind."""
    known = {each.name: each for each in columns}
    found = {str(name)[:60]: ["没有这一项。"] for name in list(values)[:100] if name not in known}
    for name, column in known.items():
        value = values.get(name)
        if isinstance(column, Rows):
            if value is not None and not _rows(column, value):
                found[name] = ["应为一列对象：[{…}, …]，只有说明里的那几项。"]
        elif isinstance(value, dict | list):
            found[name] = ["应为一个值，不是对象或列表。"]
    return found


def _rows(column: Rows, value: Any) -> bool:
    names = {each.name for each in column.columns}
    if not isinstance(value, list):
        return False
    plain = (isinstance(row, dict) and set(row) <= names for row in value)
    return all(plain) and not any(isinstance(cell, dict | list) for row in value for cell in row.values())


def columns_schema(columns: Iterable[Column | Rows], words: str) -> Schema:
    found = list(columns)
    shapes = {each.name: _column(each) for each in found}
    return obj(shapes, [each.name for each in found if each.required], description=words)


def _column(column: Column | Rows) -> Schema:
    if isinstance(column, Rows):
        return array(columns_schema(column.columns, column.title), column.title, maxItems=500)
    words = column.title + (f"（{column.help}）" if column.help else "")
    shape = _kind(column) | {"description": words}
    return shape if column.required else shape | {"nullable": True}


def _kind(column: Column) -> Schema:
    match column.kind:
        case Kind.CHOICE:
            return text(enum=[*first_words(column), *([] if column.required else [None])])
        case Kind.INTEGER | Kind.YEAR:
            return {"type": "integer"}
        case Kind.MONEY | Kind.DECIMAL:
            return {"anyOf": [{"type": "number"}, {"type": "string"}]}
        case Kind.DATE:
            return text(format="date")
        case Kind.MONTH:
            return text(pattern=r"^\d{4}-\d{2}$")
        case Kind.BOOLEAN:
            return {"type": "boolean"}
    return text(maxLength=TEXTS.get(column.kind, 100))

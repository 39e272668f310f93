"""Writing changed records back: only what has changed, each value as its field takes it, many rows in one statement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from psycopg import sql

from liuyou.kernel.actions import correcting
from liuyou.kernel.journal.models import Record

BATCH = 1000


class Changed:
    """Remembers records as they were read; `save` writes what differs then."""

    def __init__(self, model: type[Record], records: Sequence[Record]) -> None:
        self.model, self.records = model, records
        self.fields = model.business_fields()
        self.read = attrgetter(*(field.attname for field in self.fields))
        self.before = [self.read(record) for record in records]

    def save(self) -> None:
        changed = {
            field
            for record, old in zip(self.records, self.before, strict=True)
            for field, was, now in zip(self.fields, old, self.read(record), strict=True)
            if (was is not now and was != now) or isinstance(field, models.JSONField)  # a list is changed in place
        }
        fields = [field for field in self.fields if field in changed]
        for record in self.records:
            for field in fields:
                setattr(record, field.attname, correcting.taken(field, getattr(record, field.attname), record))
        for start in range(0, len(self.records) if fields else 0, BATCH):
            _update(self.model, fields, self.records[start : start + BATCH])


def _update(model: type[Record], fields: Sequence[models.Field[Any, Any]], records: Sequence[Record]) -> None:
    """JSON goes as one document for all rows: as an array of texts each of its many quotes would be escaped twice."""
    names = [sql.Identifier(str(field.column)) for field in fields]
    statement = sql.SQL("UPDATE {table} t SET {new} FROM ROWS FROM ({columns}) n(id, {names}) WHERE t.id = n.id")
    columns = [sql.SQL("unnest(%s::bigint[])"), *map(_column, fields)]
    with connection.cursor() as cursor:
        cursor.execute(
            statement.format(
                table=sql.Identifier(model._meta.db_table),
                new=sql.SQL(", ").join(map(_taken, fields, names)),
                columns=sql.SQL(", ").join(columns),
                names=sql.SQL(", ").join(names),
            ),
            [[record.pk for record in records], *(_values(field, records) for field in fields)],
        )


def _values(field: models.Field[Any, Any], records: Sequence[Record]) -> Any:
    values = (getattr(record, field.attname) for record in records)
    if isinstance(field, models.JSONField):
        return json.dumps(list(values), cls=field.encoder, ensure_ascii=False)
    return [field.get_db_prep_save(value, connections[DEFAULT_DB_ALIAS]) for value in values]


def _column(field: models.Field[Any, Any]) -> sql.SQL:
    """The values as rows. A type without its length: a cast to varchar(20) would cut what an assignment refuses."""
    if isinstance(field, models.JSONField):
        return sql.SQL("jsonb_array_elements(%s::jsonb)")
    kind = str(field.db_type(connection)).partition("(")[0].replace("varchar", "text")
    return sql.SQL(f"unnest(%s::{kind}[])")


def _taken(field: models.Field[Any, Any], name: sql.Identifier) -> sql.Composed:
    """None in a JSON column is NULL, as the model writes it."""
    shape = "{0} = nullif(n.{0}, 'null')" if isinstance(field, models.JSONField) else "{0} = n.{0}"
    return sql.SQL(shape).format(name)

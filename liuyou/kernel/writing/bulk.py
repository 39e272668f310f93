"""Many rows in one COPY: the one way in for one row and for a hundred thousand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from psycopg import sql

AS_THEY_ARE = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.DecimalField,
    models.DateField,
    models.ForeignKey,
)


def next_ids(sequence: str, count: int) -> list[int]:
    """Take `count` numbers from a sequence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [sequence, count])
        return [row[0] for row in cursor.fetchall()]


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY tuples into `table`; values are what psycopg adapts, jsonb wrapped in `Jsonb`."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def copy_models(objects: Sequence[models.Model]) -> None:
    """COPY unsaved instances of one model, every concrete column, as Django would prepare them."""
    if not objects:
        return
    meta = objects[0]._meta
    fields = [field for field in meta.concrete_fields if not field.generated]
    columns = [_prepared(field, map(attrgetter(field.attname), objects)) for field in fields]
    copy_rows(meta.db_table, [str(field.column) for field in fields], zip(*columns, strict=True))


def _prepared(field: models.Field, values: Iterable[Any]) -> Iterable[Any]:
    """Values as the database takes them; most are what they should be already."""
    if isinstance(field, AS_THEY_ARE):
        return values
    target = connections[DEFAULT_DB_ALIAS]  # `connection` looks it up at every touch
    return (field.get_db_prep_save(value, target) for value in values)

"""PostgreSQL's ltree as a Django column: the path of an org from the root, one label an org id."""

from __future__ import annotations

from typing import Any

from django.db import models


class LtreeField(models.Field):
    """Text such as ``1.14.233``; ``<@`` (is below) is written in SQL where it is needed."""

    description = "Path in the tree"

    def db_type(self, connection: Any) -> str:
        return "ltree"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s::ltree"


@LtreeField.register_lookup
class ContainsPath(models.Lookup):
    """``path__contains_path=other``: this path is `other` or above it."""

    lookup_name = "contains_path"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        return f"{left} @> {right}", (*left_values, *right_values)


@LtreeField.register_lookup
class ContainedByPath(models.Lookup):
    """``path__contained_by_path=other``: this path is `other` or below it."""

    lookup_name = "contained_by_path"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        return f"{left} <@ {right}", (*left_values, *right_values)

"""Activity ledgers as workbooks: one form for each type, built from its definition."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from liuyou.areas.activities import definitions, queries, rules
from liuyou.areas.activities.actions import HEAD, record_activities
from liuyou.areas.activities.definitions import AREA, Definition
from liuyou.areas.activities.models import Activity
from liuyou.kernel.intake.columns import Sheetform
from liuyou.kernel.intake.registers import Register, Values


def registers() -> list[Register]:
    """One for each type in use, also those that a federation has added meanwhile."""
    return [register(definition) for definition in queries.in_use().values()]


def register(definition: Definition) -> Register:
    """Two rows are the same when type, day, name, place and particulars are; they must agree in their numbers."""
    return Register(
        Sheetform(
            f"{AREA}.{definition.code}",
            f"{definition.title}台账",
            tuple(replace(each, ahead=each.name != "held_on") for each in definition.columns),
            (definition.title, *definition.hints),
            {"type_code": definition.code},
        ),
        Activity,
        record_activities,
        key=("type_code", "held_on", "subject", "place", "particulars"),
        compare=("quantities",),
        check=rules.days,
        finish=partial(finish, definition),
    )


def finish(definition: Definition, row: Values) -> Values:
    """A row as the action takes it: the type's own fields under `values`, and the words it is told apart by."""
    values, _ = definitions.clean_values(definition, {name: row.get(name) for name in definition.own})
    return {
        **{name: row.get(name) for name in ("org_id", "type_code", *HEAD)},
        "values": values,
        "particulars": definitions.particulars(definition, values),
        "quantities": definitions.quantities(definition, values),
    }

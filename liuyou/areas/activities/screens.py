"""How activities look and are worked in the browser: one list, and a form for each type, which is data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from liuyou.areas.activities import definitions, imports, queries, workflows
from liuyou.areas.activities.models import Activity
from liuyou.kernel.access.models import Actor
from liuyou.kernel.intake.columns import Column
from liuyou.kernel.web.screens import Entry, Part, Screen


def _entries() -> Sequence[Entry]:
    """One for each type in use, by its group and title."""
    found = sorted(queries.in_use().values(), key=lambda each: (each.group, each.title))
    return [Entry("record", imports.register(each), f"{each.group} · {each.title}") for each in found]


@cache
def _shipped_titles() -> Mapping[str, str]:
    return {code: each.title for (code, _), each in queries.shipped().items()}


def _type_title(code: str) -> str:
    """What a type is called; one of a federation's own is looked up."""
    return _shipped_titles().get(code) or next((each.title for each in queries.versions(code)[-1:]), code)


def _asks(record: Activity, step: str) -> tuple[Sequence[Column], Mapping[str, Any]] | None:
    """A correction offers the fields of the record's own type."""
    if step != "correct":
        return None
    columns = [column for column in queries.definition_of(record).columns if column.name != "org"]
    return columns, _now(record, columns)


def _now(record: Activity, columns: Iterable[Column]) -> dict[str, Any]:
    return {each.name: record.values.get(each.name, getattr(record, each.name, None)) for each in columns}


def _prepare(step: str, record: Activity | None, inputs: dict[str, Any], *, actor: Actor) -> dict[str, Any]:
    """What differs from the record, the type's own fields under `values`."""
    if step != "correct" or record is None:
        return inputs
    definition = queries.definition_of(record)
    columns = [column for column in definition.columns if column.name != "org"]
    now = _now(record, columns)
    typed = {each.name: inputs.pop(each.name, None) for each in columns}
    changed = {name: value for name, value in typed.items() if str(value or "") != str(now[name] or "")}
    own = {name: changed.pop(name) for name in list(changed) if name in definition.own}
    return inputs | {"changes": changed | ({"values": own} if own else {})}


def _parts(record: Activity) -> Iterable[Part]:
    """The type's own fields, and the sentence that the summary would print."""
    definition = queries.definition_of(record)
    rows = [(each.title, definitions.told(record.values.get(name))) for name, each in definition.own.items()]
    yield Part(f"{definition.title}的内容", ("项目", "内容"), [(title, text or "—") for title, text in rows])
    texts = {name: getattr(record, name) for name in definitions.TEXT_NAMES}
    yield Part("一句话", ("写进总结的样子",), [(definitions.sentence(definition, texts | record.values),)])


ACTIVITY = Screen(
    Activity,
    workflows.ACTIVITY,
    columns=("subject", "held_on", "type_code", "place", "quantities", "org", "state"),
    day="held_on",
    groups={
        "活动": ("subject", "type_code", "held_on", "ended_on", "place", "partners", "org"),
        "其他": ("particulars", "quantities", "note"),
    },
    filters=("type_code", "state"),
    search=("subject", "place", "partners", "particulars"),
    words={"type_code": _type_title},
    entries=_entries,
    parts=_parts,
    asks=_asks,
    prepare=_prepare,
    title="活动台账",
)
ALL = (ACTIVITY,)

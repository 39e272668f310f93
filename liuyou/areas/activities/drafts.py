"""A type as it is being typed: rows of fields and counts, told apart by keys; plain Python.

Whoever types it sees titles only. Names (for measures and stored values) are made from pinyin and kept once made; in
the sentence a place is written by its title, ``开放{开放天数}天``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from liuyou.areas.activities.definitions import TELLING, TEXT_NAMES, TEXTS, Definition
from liuyou.kernel.base import pinyin
from liuyou.kernel.intake.columns import NUMBERS, Column, Kind

KINDS = {
    "integer": "整数",
    "money": "金额（元）",
    "text": "文字",
    "choice": "选项",
    "date": "日期",
    "boolean": "是或否",
}
EACH_RECORD = ""
MOST_ROWS = 40
RESERVED = {
    "id",
    "state",
    "org",
    "org_id",
    "note",
    "held_on",
    "ended_on",
    "type_code",
    "values",
    "on",
    "value",
    "person",
}
RESERVED |= {"particulars", "quantities"}
_UNFIT = re.compile(r"[^a-z0-9_]")
_PLACE = re.compile(r"[{｛]([^{}｛｝]*)[}｝]")


@dataclass(slots=True)
class FieldRow:
    """One field. `choices`: one a line, other spellings after a colon. `kept`: parts the page does not show."""

    key: str
    title: str = ""
    kind: str = "integer"
    required: bool = False
    choices: str = ""
    minimum: str = ""
    maximum: str = ""
    name: str = ""
    kept: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kept_text(self) -> str:
        return json.dumps(dict(self.kept), ensure_ascii=False)


@dataclass(slots=True)
class CountRow:
    """One thing counted: 1 a record, or the sum of a number field (its key)."""

    key: str
    title: str = ""
    unit: str = ""
    of: str = EACH_RECORD
    dims: list[str] = field(default_factory=list)
    name: str = ""


@dataclass(slots=True)
class Draft:
    code: str = ""
    title: str = ""
    group: str = ""
    description: str = ""
    hints: str = ""
    wording: str = ""
    starts: str = ""
    fields: list[FieldRow] = field(default_factory=list)
    counts: list[CountRow] = field(default_factory=list)

    @property
    def number_fields(self) -> list[FieldRow]:
        return [row for row in self.fields if Kind(row.kind) in NUMBERS]

    @property
    def telling_fields(self) -> list[tuple[str, str]]:
        """Key and title of what counts may be split by."""
        own = [(row.key, row.title) for row in self.fields if Kind(row.kind) in TELLING and row.title]
        taken = {row.name for row in self.fields}
        return own + [(column.name, column.title) for column in TEXTS if column.name not in taken]

    @property
    def places(self) -> list[str]:
        """Titles that may stand in the sentence: counts first, then fields."""
        rows = [count.title for count in self.counts] + [row.title for row in self.fields]
        return list(dict.fromkeys(title.strip() for title in rows if title.strip()))


def blank() -> Draft:
    """What a new form begins with: one number, counted, and the number of times."""
    people = FieldRow("f1", "参加人次")
    return Draft(fields=[people], counts=[CountRow("c1", "", "次"), CountRow("c2", "", "人次", "f1")])


def suggested_code(title: str) -> str:
    spelled = _UNFIT.sub("", pinyin.org_name(title).pinyin)
    return _fit(spelled if len(spelled) <= 40 else pinyin.org_name(title).initials)


def _fit(name: str) -> str:
    name = name[:38]
    return name if name[:1].isalpha() and len(name) > 1 else f"x{name}" if name else "x1"


def with_names(draft: Draft) -> Draft:
    """Rows without a name get one of their own: a field from its title, a count from the field that it sums."""
    taken = {row.name for row in draft.fields if row.name} | RESERVED | set(TEXT_NAMES)
    for row in draft.fields:
        row.name = row.name or _free(_fit(pinyin.org_name(row.title).initials), taken)
        taken.add(row.name)
    by_key = {row.key: row.name for row in draft.fields}
    used = {row.name for row in draft.counts if row.name}
    for count in draft.counts:
        summed = by_key.get(count.of, "")
        stem = summed if summed and summed not in used else _fit(pinyin.org_name(count.title).initials)
        count.name = count.name or (stem if stem == summed else _free(stem, used | set(by_key.values())))
        used.add(count.name)
    return draft


def _free(stem: str, taken: Iterable[str]) -> str:
    names = set(taken)
    return next(name for name in (stem, *(f"{stem}{number}" for number in range(2, 999))) if name not in names)


def definition_data(draft: Draft) -> dict[str, Any]:
    """The definition as `reading.build` takes it. Names must have been made."""
    names = {row.key: row.name for row in draft.fields} | {name: name for name in TEXT_NAMES}
    return {
        "code": draft.code,
        "title": draft.title.strip(),
        "group": draft.group.strip(),
        "description": draft.description.strip(),
        "hints": _listed(draft.hints),
        "fields": [_field_data(row) for row in draft.fields],
        "measures": [_count_data(row, names) for row in draft.counts],
        "wording": written_wording(draft),
    }


def _listed(text: str) -> list[str]:
    return [part for part in re.split(r"[、，,;；\s]+", text.strip()) if part]


def _field_data(row: FieldRow) -> dict[str, Any]:
    found: dict[str, Any] = {**row.kept, "name": row.name, "title": row.title.strip(), "kind": row.kind}
    if row.required:
        found["required"] = True
    if row.kind == "choice":
        found["choices"] = _choices(row.choices)
    if Kind(row.kind) in NUMBERS:
        limits = {"minimum": row.minimum, "maximum": row.maximum}
        found |= {name: _number(text) for name, text in limits.items() if text.strip()}
    return found


def _choices(text: str) -> dict[str, list[str]]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    pairs = [re.split(r"[:：]", line, maxsplit=1) for line in lines]
    return {pair[0].strip(): _listed(pair[1]) if len(pair) > 1 else [] for pair in pairs}


def _number(text: str) -> int | float | str:
    """What is no number stays text, which `reading` refuses in words."""
    try:
        number = Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        return text
    return int(number) if number == number.to_integral_value() else float(number)


def _count_data(row: CountRow, names: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {"name": row.name, "title": row.title.strip(), "unit": row.unit.strip()}
    found["value"] = names.get(row.of, row.of) if row.of else 1
    dims = [names[key] for key in row.dims if key in names]
    return found | ({"dims": dims} if dims else {})


def written_wording(draft: Draft) -> str:
    """The sentence with names in its places."""
    names = {column.title: column.name for column in TEXTS}
    names |= {row.title.strip(): row.name for row in draft.fields} | {
        row.title.strip(): row.name for row in draft.counts
    }
    return _PLACE.sub(lambda found: f"{{{names.get(found[1].strip(), found[1].strip())}}}", draft.wording.strip())


def of_definition(definition: Definition) -> Draft:
    """A type in use as a draft of its next version."""
    fields = [_row(f"f{number}", column, definition) for number, column in enumerate(definition.fields, 1)]
    keys = {row.name: row.key for row in fields}
    counts = [
        CountRow(
            f"c{number}",
            count.measure.title,
            count.measure.unit,
            keys.get(count.value, EACH_RECORD),
            [keys.get(name, name) for name in count.measure.dims],
            count.name,
        )
        for number, count in enumerate(definition.counts, 1)
    ]
    draft = Draft(
        definition.code,
        definition.title,
        definition.group,
        definition.description,
        "、".join(definition.hints),
        fields=fields,
        counts=counts,
    )
    titles = {row.name: row.title for row in fields} | {row.name: row.title for row in counts}
    titles = {column.name: column.title for column in TEXTS} | titles
    wording = _PLACE.sub(lambda found: f"{{{titles.get(found[1], found[1])}}}", definition.wording)
    return replace(draft, wording=wording)


def _row(key: str, column: Column, definition: Definition) -> FieldRow:
    item = next(each for each in definition.data["fields"] if each["name"] == column.name)
    kept = {name: item[name] for name in ("synonyms", "help") if name in item}
    choices = "\n".join(_choice_line(value, words) for value, words in item.get("choices", {}).items())
    row = FieldRow(key, column.title, column.kind.value, column.required, choices, name=column.name, kept=kept)
    row.minimum, row.maximum = str(item.get("minimum", "")), str(item.get("maximum", ""))
    return row


def _choice_line(value: str, words: Iterable[str]) -> str:
    others = "、".join(map(str, words))
    return f"{value}：{others}" if others else str(value)


def example(definition: Definition) -> tuple[dict[str, Any], dict[str, str]]:
    """Made-up values: as the sentence takes them, and as they stand in the form, both by name."""
    typed: dict[str, str] = {}
    values: dict[str, Any] = {}
    for number, column in enumerate(definition.fields):
        values[column.name] = _sample(column, number)
        typed[column.name] = str(values[column.name])
    totals = {count.name: values.get(count.value, 3) if count.value else 3 for count in definition.counts}
    return {**values, **totals}, typed


def _sample(column: Column, number: int) -> Any:
    if column.kind is Kind.MONEY:
        return Decimal("12000.00")
    if column.kind is Kind.INTEGER:
        most = int(column.maximum) if column.maximum is not None else 10**7
        return max(int(column.minimum or 0), min((120, 36, 8, 500)[number % 4], most))
    if column.kind is Kind.CHOICE:
        return next(iter((column.choices or {"": ""}).values()))
    return {Kind.DATE: "2016-05-01", Kind.BOOLEAN: "是"}.get(column.kind, f"（{column.title}）")


def rows(draft: Draft) -> Iterator[FieldRow | CountRow]:
    yield from draft.fields
    yield from draft.counts

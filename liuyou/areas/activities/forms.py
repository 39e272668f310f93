"""The form of an activity type: read from what was posted, rows added and taken away, complaints put to their rows."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import QueryDict

from liuyou.areas.activities import drafts, queries, reading
from liuyou.areas.activities.definitions import Definition
from liuyou.areas.activities.drafts import KINDS, CountRow, Draft, FieldRow
from liuyou.areas.activities.models import ActivityType
from liuyou.kernel.base.errors import BadInput, Problem

Errors = dict[str, list[str]]
"""By where they are shown: the name of a head field, a row's key, or "" for the whole."""
HEAD = ("code", "title", "group", "description", "hints", "wording", "starts")
WORDS = {
    "measures": "计数",
    "choices": "选项",
    "minimum": "下限",
    "maximum": "上限",
    "wording": "总结里的一句话",
    "fields": "项目",
    "value": "数什么",
    "dims": "分项",
    "kind": "种类",
    "name": "代号",
    "unit": "单位",
    "title": "名称",
    "group": "分组",
    "code": "代码",
    "integer": "整数",
    "money": "金额",
    "choice": "选项",
    "text": "文字",
    "boolean": "是或否",
    "date": "日期",
}
_ASIDE = re.compile(r"^类型“[^”]*” ?")
_PART = re.compile(r"^(字段|计量项)“([^”]*)”：?")
_LATIN = re.compile(r"\b[a-z_][a-z0-9_]*\b")


def read(given: QueryDict) -> Draft:
    """The draft as posted."""
    draft = Draft()
    for name in HEAD:
        setattr(draft, name, given.get(name, "")[:2000])
    for key in given.getlist("field")[: drafts.MOST_ROWS]:
        kind = given.get(f"{key}-kind", "")
        row = FieldRow(
            key, _text(given, key, "title"), kind if kind in KINDS else "text", bool(given.get(f"{key}-required"))
        )
        row.choices, row.name = given.get(f"{key}-choices", "")[:2000], _text(given, key, "name")
        row.minimum, row.maximum = _text(given, key, "minimum"), _text(given, key, "maximum")
        row.kept = _kept(given.get(f"{key}-kept", ""))
        draft.fields.append(row)
    for key in given.getlist("count")[: drafts.MOST_ROWS]:
        count = CountRow(key, _text(given, key, "title"), _text(given, key, "unit"), _text(given, key, "of"))
        count.dims, count.name = given.getlist(f"{key}-dims"), _text(given, key, "name")
        draft.counts.append(count)
    return draft


def _text(given: QueryDict, key: str, part: str) -> str:
    return given.get(f"{key}-{part}", "").strip()[:200]


def _kept(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return (
        {name: value for name, value in found.items() if name in ("synonyms", "help")}
        if isinstance(found, dict)
        else {}
    )


def rearrange(draft: Draft, given: QueryDict) -> bool:
    """Add or take away the row whose button was pressed; whether there was one."""
    if "add-field" in given:
        draft.fields.append(FieldRow(_next("f", draft)))
    elif "add-count" in given:
        draft.counts.append(CountRow(_next("c", draft)))
    elif key := given.get("remove", ""):
        draft.fields = [row for row in draft.fields if row.key != key]
        draft.counts = [row for row in draft.counts if row.key != key]
    else:
        return "look" in given
    return True


def _next(letter: str, draft: Draft) -> str:
    taken = {row.key for row in drafts.rows(draft)}
    return next(f"{letter}{number}" for number in range(1, 999) if f"{letter}{number}" not in taken)


def settle(draft: Draft, *, code: str = "") -> tuple[Definition | None, Errors]:
    """The definition, or what is wrong by place. A new type without a code gets one from its title."""
    draft.code = code or draft.code.strip().lower() or _free_code(draft.title)
    errors = _gaps(draft)
    _forget_names(draft, code)
    drafts.with_names(draft)
    if errors:
        return None, errors
    try:
        return reading.build(drafts.definition_data(draft)), {}
    except BadInput as error:
        return None, placed(error.problems, draft)


def _forget_names(draft: Draft, code: str) -> None:
    """Names of earlier versions stay, so that their numbers go on; all others follow the titles as they are typed."""
    earlier = queries.versions(code) if code else []
    fields = {column.name for each in earlier for column in each.fields}
    counts = {count.name for each in earlier for count in each.counts}
    for row in draft.fields:
        row.name = row.name if row.name in fields else ""
    for count in draft.counts:
        count.name = count.name if count.name in counts else ""


def _free_code(title: str) -> str:
    stem = drafts.suggested_code(title) if title.strip() else ""
    taken = {each for each, _ in queries.shipped()} | set(ActivityType.objects.values_list("code", flat=True))
    return next((code for code in (stem, *(f"{stem[:37]}_{n}" for n in range(2, 99))) if code not in taken), stem)


def _gaps(draft: Draft) -> Errors:
    """What was left empty, or chosen twice, in plainer words than a file needs."""
    errors: Errors = defaultdict(list)
    for name, title in (("title", "名称"), ("group", "分组"), ("wording", "总结里的一句话")):
        if not getattr(draft, name).strip():
            errors[name].append(f"没有填写：请填写{title}。")
    for row in drafts.rows(draft):
        if not row.title:
            errors[row.key].append("没有名称：请填写，或删去这一行。")
    for count in draft.counts:
        if not count.unit:
            errors[count.key].append("没有单位：请填写，如 次、人次、元。")
        if count.of and count.of not in {row.key for row in draft.number_fields}:
            errors[count.key].append("选的项目不是整数或金额，或已删去：请另选。")
    for field in draft.fields:
        if field.kind == "choice" and not field.choices.strip():
            errors[field.key].append("没有选项：请每行写一个。")
    if not draft.counts:
        errors["counts"].append("至少数一样，如活动场次：请添加。")
    _twice(draft.counts, errors)
    return dict(errors)


def _twice(counts: Sequence[CountRow], errors: Errors) -> None:
    seen: set[str] = set()
    for count in counts:
        if count.title and count.title in seen:
            errors[count.key].append("名称和上面的一样：请换一个叫法。")
        seen.add(count.title)


def placed(problems: Sequence[Problem], draft: Draft) -> Errors:
    """The words of `reading` beside what they are about, with titles for names."""
    errors: Errors = defaultdict(list)
    keys = {"字段": {row.name: row.key for row in draft.fields}, "计量项": {row.name: row.key for row in draft.counts}}
    titles = WORDS | {row.name: row.title for row in drafts.rows(draft)}
    for problem in problems:
        words = _ASIDE.sub("", problem.message)
        part = _PART.match(words)
        where = keys[part[1]].get(part[2], "") if part else "wording" if words.startswith("wording") else ""
        where = where or ("code" if "代码" in words or words.startswith("：code") else "")
        said = words[part.end() :] if part else words.removeprefix("wording").lstrip("：")
        errors[where].append(_LATIN.sub(lambda found: titles.get(found[0], found[0]), said))
    return dict(errors)


def day(draft: Draft, today: date, errors: Errors) -> date:
    """The first day of the type."""
    try:
        return date.fromisoformat(draft.starts) if draft.starts.strip() else today
    except ValueError:
        errors.setdefault("starts", []).append("日期写法不对：请写成 2016-01-28。")
    return today

"""Reads definitions of activity types and says by file, line, type and field what is wrong with them. Plain Python."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from liuyou.areas.activities.definitions import (
    AREA,
    DATES,
    KINDS,
    NOTE,
    ORG,
    TELLING,
    TEXT_NAMES,
    TEXTS,
    Count,
    Definition,
    places,
)
from liuyou.kernel.base.errors import BadInput, Problem
from liuyou.kernel.intake.columns import NUMBERS, Column
from liuyou.kernel.ledger.measures import Measure

_LINE = "__line__"
_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}", re.ASCII)
_TYPE_KEYS = ({"code", "title", "group", "fields", "measures", "wording"}, {"version", "description", "hints"})
_FIELD_KEYS = ({"name", "title", "kind"}, {"synonyms", "required", "choices", "minimum", "maximum", "help"})
_MEASURE_KEYS = ({"name", "title", "unit"}, {"value", "dims"})
_TAKEN = {"id", "state", "org_id", "type_code", "values", "particulars", "quantities"} | {"on", "value", "person"}
_TAKEN |= {column.name for column in (*DATES, NOTE, ORG)}
Complaint = tuple[Mapping[str, Any], str, str]
"""The mapping it stands in (for the line), which part, what is wrong and what to do."""


class _Loader(yaml.SafeLoader):
    """The safe loader, with the line of every mapping, and without silent double keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        mapping = super().construct_mapping(node, deep=deep)
        if len(mapping) < len(node.value):
            raise yaml.MarkedYAMLError(problem="同一个名称写了两次", problem_mark=node.start_mark)
        return {**mapping, _LINE: node.start_mark.line + 1}


def read_folder(folder: Path) -> list[Definition]:
    """All types of the folder's ``*.yaml``. BadInput lists every problem of every file."""
    found: list[Definition] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            found += read(path.read_text("utf-8"), path.name)
        except BadInput as error:
            problems += error.problems
    repeated = Counter((each.code, each.version) for each in found)
    for (code, version), times in repeated.items():
        if times > 1:
            problems.append(Problem(f"类型“{code}”第 {version} 版在几个文件中都有：请改一个代码或版本号"))
    _raise(problems)
    return found


def read(text: str, file: str = "定义") -> list[Definition]:
    """The types of one file: ``group: …`` and ``types: [ … ]``. BadInput with every problem."""
    try:
        content = yaml.load(text, _Loader)  # noqa: S506 (a SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        why = f"{file} 第 {line} 行：不是正确的 YAML（{error.problem}）：请检查缩进、冒号后的空格和引号"
        raise BadInput(why, [Problem(why)]) from None
    types = content.get("types") if isinstance(content, dict) else None
    if not isinstance(types, list) or not all(isinstance(each, dict) for each in types):
        why = f"{file}：文件应写成“group: 分组名”和“types:”下的一列类型"
        raise BadInput(why, [Problem(why)])
    group = {"group": content["group"]} if "group" in content else {}
    found, problems = [], []
    for each in types:
        try:
            found.append(build({**group, **each}, file))
        except BadInput as error:
            problems += error.problems
    twice = [code for code, times in Counter((each.code, each.version) for each in found).items() if times > 1]
    problems += [Problem(f"{file} 类型“{code}”写了两次：请改一个代码或版本号") for code, _ in twice]
    _raise(problems)
    return found


def build(data: Mapping[str, Any], file: str = "") -> Definition:
    """One definition from its mapping. BadInput with every problem."""
    where = f"类型“{data.get('code', '')}”"
    problems = []
    for place, part, message in _complaints(data):
        line = f"第 {place[_LINE]} 行" if _LINE in place else ""
        problems.append(Problem(" ".join(filter(None, (file, line, where, part))) + f"：{message}"))
    _raise(problems)
    return _definition(plain(data))


def plain(data: Any) -> Any:
    """Without the lines that the loader noted."""
    if isinstance(data, Mapping):
        return {key: plain(value) for key, value in data.items() if key != _LINE}
    return [plain(item) for item in data] if isinstance(data, list) else data


def agrees(new: Definition, earlier: Iterable[Definition]) -> None:
    """A measure keeps its unit through all versions of a type: its entries are added up. BadInput otherwise."""
    units = {count.name: count.measure.unit for each in earlier for count in each.counts}
    _raise(
        Problem(
            f"类型“{new.code}” 计量项“{count.name}”：单位原来是“{units[count.name]}”，不能改成“{count.measure.unit}”："
            "请另起一个计量项"
        )
        for count in new.counts
        if units.get(count.name, count.measure.unit) != count.measure.unit
    )


def _raise(problems: Iterable[Problem]) -> None:
    found = list(problems)
    if found:
        raise BadInput("活动类型定义有错：\n" + "\n".join(map(str, found)), found)


def _complaints(data: Mapping[str, Any]) -> Iterator[Complaint]:
    before = list(_keys(data, _TYPE_KEYS, data, "", ("title", "group", "wording")))
    before += [*_lists(data), *_codes(data)]
    yield from before
    if before:
        return
    broken = False
    for kind, keys, texts in (("fields", _FIELD_KEYS, ("title",)), ("measures", _MEASURE_KEYS, ("title", "unit"))):
        word = "字段" if kind == "fields" else "计量项"
        for number, item in enumerate(data[kind], 1):
            for complaint in _keys(item, keys, data, f"{word}“{_name(item, number)}”", texts):
                broken = True
                yield complaint
    if broken:
        return
    fields = {str(item["name"]): item for item in data["fields"]}
    yield from _twice(data["fields"], "字段")
    yield from _titles_twice(data["fields"])
    for item in data["fields"]:
        yield from _field(item)
    yield from _twice(data["measures"], "计量项")
    for item in data["measures"]:
        yield from _measure(item, fields)
    yield from _wording(data, fields)


def _name(item: Any, number: int) -> str:
    return str(item["name"]) if isinstance(item, Mapping) and "name" in item else f"第 {number} 个"


def _keys(
    item: Any, keys: tuple[set[str], set[str]], parent: Mapping[str, Any], part: str, texts: Collection[str]
) -> Iterator[Complaint]:
    required, optional = keys
    if not isinstance(item, Mapping):
        yield parent, part, "应写成“名称: 内容”的形式，如 {name: people, title: 人数, kind: integer}"
        return
    for name in sorted(required - item.keys()):
        yield item, part, f"缺少 {name}：请补上"
    for name in sorted(map(str, item.keys() - required - optional - {_LINE})):
        near = difflib.get_close_matches(name, required | optional, 1)
        yield item, part, f"不认得 {name}：" + (f"是否应为 {near[0]}" if near else "请删去")
    for name in texts:
        if name in item and not (isinstance(item[name], str) and item[name].strip()):
            yield item, part, f"{name} 应是一段文字：请填写"


def _lists(data: Mapping[str, Any]) -> Iterator[Complaint]:
    for name in ("fields", "measures", "hints"):
        if name in data and not isinstance(data[name], list):
            yield data, "", f"{name} 应是一列：请每项前加“- ”"
    if data.get("measures") == []:
        yield data, "", "没有计量项：至少写一个，如 {name: events, title: 活动场次, unit: 次}"


def _codes(data: Mapping[str, Any]) -> Iterator[Complaint]:
    code, version = data.get("code"), data.get("version", 1)
    if "code" in data and not (isinstance(code, str) and _NAME.fullmatch(code)):
        yield data, "", "code 只能用小写英文字母、数字和下划线，2 至 40 个，字母开头：请改写，如 job_fair"
    if code in ("activity", "type"):
        yield data, "", f"代码 {code} 系统已用：请换一个代码"
    if type(version) is not int or version < 1:
        yield data, "", "version 应是 1、2、3 这样的整数：请改写"


def _twice(items: list[Any], word: str) -> Iterator[Complaint]:
    times = Counter(item["name"] for item in items)
    for item in items:
        if times[item["name"]] > 1:
            yield item, f"{word}“{item['name']}”", "名称写了两次：请改一个名称"
            return


def _titles_twice(fields: list[Any]) -> Iterator[Complaint]:
    """Two fields under one column title cannot be told apart in a workbook."""
    names = {item["name"] for item in fields}
    owner = {each.title: each.name for each in (*DATES, *TEXTS, NOTE, ORG) if each.name not in names}
    for item in fields:
        for word in dict.fromkeys([item["title"], *_words(item.get("synonyms"))]):
            if owner.setdefault(word, item["name"]) != item["name"]:
                other = owner[word]
                yield item, f"字段“{item['name']}”", f"列名“{word}”字段“{other}”已经用了：请换一个叫法"


def _field(item: Mapping[str, Any]) -> Iterator[Complaint]:
    name, kind = item["name"], item["kind"]
    part = f"字段“{name}”"
    if not (isinstance(name, str) and _NAME.fullmatch(name)):
        yield item, part, "name 只能用小写英文字母、数字和下划线，字母开头：请改写"
    if name in _TAKEN:
        yield item, part, "这个名称系统已用：请换一个名称"
    if kind not in KINDS:
        near = difflib.get_close_matches(str(kind), KINDS, 1)
        hint = f"，是否应为 {near[0]}" if near else ""
        yield item, part, f"种类“{kind}”不认得{hint}：可用的是 {'、'.join(KINDS)}"
    elif name in TEXT_NAMES and kind != "text":
        yield item, part, "名称、地点、合作单位只能是文字：请把 kind 写成 text，或换一个名称"
    if "synonyms" in item and _words(item["synonyms"]) != item["synonyms"]:
        yield item, part, "synonyms 应是一列文字：请写成 [人数, 参加人数]"
    if not isinstance(item.get("required", False), bool):
        yield item, part, "required 只能是 true 或 false：请改写"
    if kind in KINDS:
        yield from _choices(item, part)
        yield from _limits(item, part)


def _choices(item: Mapping[str, Any], part: str) -> Iterator[Complaint]:
    choices = plain(item.get("choices"))
    if item["kind"] != "choice":
        if choices is not None:
            yield item, part, "只有 kind 为 choice 的字段才有 choices：请改 kind 或删去 choices"
        return
    if not isinstance(choices, dict) or not choices or not all(isinstance(words, list) for words in choices.values()):
        yield item, part, "缺少可选的值：请写成 choices: {省总: [省级, 省总工会], 市总: []}"
        return
    owner: dict[str, str] = {}
    for value, words in choices.items():
        for word in dict.fromkeys([str(value), *map(str, words)]):
            if owner.setdefault(word, str(value)) != str(value):
                yield item, part, f"“{word}”既指“{owner[word]}”又指“{value}”：请只留一处"


def _limits(item: Mapping[str, Any], part: str) -> Iterator[Complaint]:
    given = [name for name in ("minimum", "maximum") if name in item]
    numeric = KINDS.get(str(item["kind"])) in NUMBERS
    if given and not numeric:
        yield item, part, "只有整数和金额才有上下限：请删去 minimum、maximum"
    elif any(type(item[name]) not in (int, float) for name in given):
        yield item, part, "上下限应是数字：请改写"
    elif numeric and len(given) == 2 and item["minimum"] > item["maximum"]:
        yield item, part, f"下限 {item['minimum']} 大于上限 {item['maximum']}：请对调"


def _measure(item: Mapping[str, Any], fields: Mapping[str, Mapping[str, Any]]) -> Iterator[Complaint]:
    part = f"计量项“{item['name']}”"
    if not (isinstance(item["name"], str) and _NAME.fullmatch(item["name"])):
        yield item, part, "name 只能用小写英文字母、数字和下划线，字母开头：请改写"
    numeric = [name for name, field in fields.items() if KINDS.get(str(field["kind"])) in NUMBERS]
    value = item.get("value", item["name"] if item["name"] in numeric else 1)
    if value != 1 and value not in fields:
        yield item, part, f"没有字段“{value}”：value 可写 {'、'.join([*numeric, '1'])}"
    elif value != 1 and value not in numeric:
        yield item, part, f"字段“{value}”不是整数或金额，不能相加：value 可写 {'、'.join([*numeric, '1'])}"
    dims = item.get("dims", [])
    if not isinstance(dims, list):
        yield item, part, "dims 应是一列字段名：请写成 [level]"
        return
    telling = [name for name, field in fields.items() if KINDS.get(str(field["kind"])) in TELLING]
    possible = "、".join(dict.fromkeys([*telling, *TEXT_NAMES]))
    for name in dims:
        if name not in fields and name not in TEXT_NAMES:
            yield item, part, f"分项“{name}”不是字段：dims 可写 {possible}"
        elif name in fields and name not in telling:
            yield item, part, f"分项“{name}”是数字或日期，不能用来分类：dims 可写 {possible}"


def _wording(data: Mapping[str, Any], fields: Collection[str]) -> Iterator[Complaint]:
    known = dict.fromkeys([*fields, *TEXT_NAMES, *(item["name"] for item in data["measures"])])
    try:
        named = places(data["wording"])
    except ValueError:
        yield data, "wording", "花括号不成对：请写成 {字段名}"
        return
    for name in named:
        if name not in known:
            yield data, "wording", f"没有“{name}”：花括号里可写 {'、'.join(map(str, known))}"


def _words(value: Any) -> list[str]:
    return [word for word in value if isinstance(word, str) and word] if isinstance(value, list) else []


def _definition(data: Mapping[str, Any]) -> Definition:
    fields = tuple(map(_column, data["fields"]))
    columns = {column.name: column for column in (*TEXTS, *fields)}
    return Definition(
        code=data["code"],
        title=data["title"],
        group=data["group"],
        version=data.get("version", 1),
        description=data.get("description", ""),
        hints=tuple(map(str, data.get("hints", []))),
        fields=fields,
        counts=tuple(_count(data["code"], item, columns) for item in data["measures"]),
        wording=data["wording"],
        data=data,
    )


def _column(item: Mapping[str, Any]) -> Column:
    """Numbers are not negative unless the definition says so."""
    kind = KINDS[item["kind"]]
    lowest = item.get("minimum", 0 if kind in NUMBERS else None)
    highest = item.get("maximum")
    choices = {str(word): str(value) for value, words in item.get("choices", {}).items() for word in (value, *words)}
    return Column(
        item["name"],
        item["title"],
        kind,
        tuple(item.get("synonyms", ())),
        item.get("required", False),
        choices or None,
        None if lowest is None else Decimal(str(lowest)),
        None if highest is None else Decimal(str(highest)),
        help=str(item.get("help", "")),
    )


def _count(code: str, item: Mapping[str, Any], columns: Mapping[str, Column]) -> Count:
    name = item["name"]
    summed = columns.get(name)
    value = item.get("value", name if summed and summed.kind in NUMBERS else 1)
    dims = {dim: columns[dim].title for dim in item.get("dims", [])}
    measure = Measure(f"{AREA}.{code}.{name}", item["title"], item["unit"], dims=dims)
    return Count(name, "" if value == 1 else value, measure)

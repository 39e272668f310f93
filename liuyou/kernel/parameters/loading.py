"""Reads parameter data files and says by file and line what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from liuyou.kernel.base.errors import BadInput, Problem

CONFIDENCE = {"high": "高", "medium": "中", "low": "低"}  # best first

_LINE = "__line__"
_PARAMETER_KEYS = ({"title", "unit", "description", "values"}, set[str]())
_VALUE_KEYS = ({"value", "region", "valid_from", "source", "confidence"}, {"valid_to", "note", "unit"})
_FRACTION = re.compile(r"(\d+)/([1-9]\d*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """One value as one source gives it for one region. `unit` only where it differs from the parameter's."""

    value: Any
    region: str
    valid_from: date
    source: str
    confidence: str
    valid_to: date | None = None
    note: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    title: str
    unit: str
    description: str
    values: tuple[ParameterValue, ...]


class _Loader(yaml.SafeLoader):
    """The safe loader, with the line of every mapping, and without silent double keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        mapping = super().construct_mapping(node, deep=deep)
        if len(mapping) < len(node.value):
            raise yaml.MarkedYAMLError(problem="同一个名称写了两次", problem_mark=node.start_mark)
        return {**mapping, _LINE: node.start_mark.line + 1}


def load(folder: Path) -> Mapping[str, Parameter]:
    """All parameters of the folder's `*.yaml` by name; BadInput lists every problem with file and line."""
    parameters: dict[str, Parameter] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        for name, entry in _entries(path, problems):
            parameter = _parameter(name, entry, path.name, problems)
            if name in parameters:
                _complain(problems, path.name, entry, f"{name} 已在别的文件中定义")
            elif parameter is not None:
                parameters[name] = parameter
    if problems:
        raise BadInput("参数文件有错：\n" + "\n".join(str(problem) for problem in problems), problems)
    return parameters


def typed(value: Any) -> Any:
    """A data or database value as Python counts with it: 0.5 is a Decimal, "2/3" a Fraction, the rest as it is."""
    if isinstance(value, dict):
        return {key: typed(item) for key, item in value.items() if key != _LINE}
    if isinstance(value, list):
        return [typed(item) for item in value]
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, str) and (parts := _FRACTION.fullmatch(value)):
        return Fraction(int(parts[1]), int(parts[2]))
    return value


def _entries(path: Path, problems: list[Problem]) -> list[tuple[str, Any]]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 (a SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problems.append(Problem(f"{path.name} 第 {line} 行：不是正确的 YAML：{error.problem}"))
        return []
    if not isinstance(content, dict):
        problems.append(Problem(f"{path.name}：应当是“名称: 内容”的列表"))
        return []
    return [(str(name), entry) for name, entry in content.items() if name != _LINE]


def _parameter(name: str, entry: Any, file: str, problems: list[Problem]) -> Parameter | None:
    if not _keys_fit(entry, _PARAMETER_KEYS, file, name, problems):
        return None
    if not isinstance(entry["values"], list) or not entry["values"]:
        _complain(problems, file, entry, f"{name} 的 values 至少要有一个值")
        return None
    values = [_value(name, item, file, problems) for item in entry["values"]]
    kept = tuple(value for value in values if value is not None)
    return Parameter(name, entry["title"], entry["unit"], entry["description"], kept)


def _value(name: str, item: Any, file: str, problems: list[Problem]) -> ParameterValue | None:
    if not _keys_fit(item, _VALUE_KEYS, file, f"{name} 的值", problems):
        return None
    begins, ends, before = item["valid_from"], item.get("valid_to"), len(problems)
    if not re.fullmatch(r"\d{6}", str(item["region"]), re.ASCII) or not isinstance(item["region"], str):
        _complain(problems, file, item, f"{name} 的 region 应为带引号的六位代码")
    if item["confidence"] not in CONFIDENCE:
        _complain(problems, file, item, f"{name} 的 confidence 应为 {'、'.join(CONFIDENCE)} 之一")
    if type(begins) is not date or type(ends) not in (date, type(None)) or (ends and ends < begins):
        _complain(problems, file, item, f"{name} 的 valid_from、valid_to 应为先后两个日期（年-月-日）")
    if len(problems) > before:
        return None
    content = {key: content for key, content in item.items() if key != _LINE}
    return ParameterValue(**{**content, "value": typed(item["value"])})


def _keys_fit(entry: Any, keys: tuple[set[str], set[str]], file: str, what: str, problems: list[Problem]) -> bool:
    required, optional = keys
    if not isinstance(entry, dict):
        problems.append(Problem(f"{file}：{what} 应当是“名称: 内容”的列表"))
        return False
    missing, unknown = required - entry.keys(), entry.keys() - required - optional - {_LINE}
    if missing:
        _complain(problems, file, entry, f"{what} 缺少 {'、'.join(sorted(missing))}")
    if unknown:
        _complain(problems, file, entry, f"{what} 有不认得的 {'、'.join(sorted(map(str, unknown)))}")
    return not (missing or unknown)


def _complain(problems: list[Problem], file: str, entry: Mapping[str, Any], what: str) -> None:
    problems.append(Problem(f"{file} 第 {entry[_LINE]} 行：{what}"))

"""Numbers set by law or locality (参数): what each means, which values are known, and which one holds here and now."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.base.numbers import printed
from liuyou.kernel.base.regions import NATION, covers, prefix, region_name
from liuyou.kernel.parameters.loading import CONFIDENCE, Parameter, ParameterValue, load

FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Override:
    """A value an organisation set for itself and those below it. It is in the unit of the value it replaces."""

    name: str
    value: Any
    valid_from: date
    reason: str
    source: str = ""
    valid_to: date | None = None
    org_id: int | None = None
    org_name: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that was looked at, and in Chinese why it holds or not."""

    origin: ParameterValue | Override
    applies: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """The value that holds, with the reason to print beside it and everything else that was looked at."""

    value: Any
    unit: str
    chosen: ParameterValue | Override
    why: str
    candidates: tuple[Candidate, ...]


@cache
def definitions() -> Mapping[str, Parameter]:
    """All parameters by name, from the data files; read once."""
    return load(FOLDER)


def parameter(name: str) -> Parameter:
    """NotFound names the nearest known ones."""
    known = definitions()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
        raise NotFound(f"没有名为“{name}”的参数" + (f"，是否指 {'、'.join(near)}" if near else ""))
    return known[name]


def resolve(name: str, *, region: str, on: date, overrides: Sequence[Override] = ()) -> Resolution:
    """The value of a parameter for a region (GB/T 2260, six digits) on a day.

    `overrides` come nearest organisation first and win over the data; those of other parameters are passed over.
    Among the data the most specific region wins, then the latest start, then the surer source. NotFound for an
    unknown name, Refused when nothing applies.
    """
    return resolve_among(parameter(name), region=region, on=on, overrides=overrides)


def resolve_among(about: Parameter, *, region: str, on: date, overrides: Sequence[Override] = ()) -> Resolution:
    """`resolve` for a parameter at hand."""
    if len(region) != len(NATION) or not region.isdecimal():
        raise BadInput(f"行政区划代码应为六位数字，现在是“{region}”")
    own = [override for override in overrides if override.name == about.name]
    ranked = own + sorted(about.values, key=_rank, reverse=True)
    holding = [origin for origin in ranked if not _obstacle(origin, region, on)]
    if not holding:
        raise Refused(f"“{about.title}”在{region_name(region)}、{on} 没有可用的值：请在参数中补入当地规定及其依据")
    chosen = holding[0]
    unit = next((origin.unit for origin in holding if isinstance(origin, ParameterValue)), "") or about.unit
    return Resolution(
        chosen.value, unit, chosen, _why(about, chosen, unit), tuple(_candidates(ranked, chosen, region, on))
    )


def _rank(value: ParameterValue) -> tuple[int, date, int]:
    return len(prefix(value.region)), value.valid_from, -list(CONFIDENCE).index(value.confidence)


def _obstacle(origin: ParameterValue | Override, region: str, on: date) -> str:
    if isinstance(origin, ParameterValue) and not covers(origin.region, region):
        return f"不适用：只用于{region_name(origin.region)}"
    if on < origin.valid_from:
        return f"不适用：{origin.valid_from} 起才有效"
    if origin.valid_to is not None and on > origin.valid_to:
        return f"不适用：{origin.valid_to} 后已失效"
    return ""


def _candidates(
    ranked: Sequence[ParameterValue | Override], chosen: ParameterValue | Override, region: str, on: date
) -> Iterator[Candidate]:
    for origin in ranked:
        obstacle = _obstacle(origin, region, on)
        reason = obstacle or ("采用" if origin is chosen else _beaten(origin, chosen))
        yield Candidate(origin, not obstacle, reason)


def _beaten(origin: ParameterValue | Override, chosen: ParameterValue | Override) -> str:
    if isinstance(chosen, Override):
        return f"可用，但{_setter(chosen)}另有规定"
    if isinstance(origin, Override) or prefix(origin.region) != prefix(chosen.region):
        return f"可用，但{region_name(chosen.region)}有更具体的规定"
    if origin.valid_from != chosen.valid_from:
        return f"可用，但 {chosen.valid_from} 起有更新的规定"
    return "可用，但另一来源更可靠" if origin.confidence != chosen.confidence else "可用，但列在所取来源之后"


def _why(about: Parameter, chosen: ParameterValue | Override, unit: str) -> str:
    amount = "" if isinstance(chosen.value, dict | list) else f"为 {_written(chosen.value, unit)}"
    if isinstance(chosen, Override):
        ground = f"{_setter(chosen)}规定，{chosen.valid_from} 起有效；理由：{chosen.reason}"
        return f"{about.title}{amount}：{ground}" + (f"；依据：{chosen.source}" if chosen.source else "")
    sure = "" if chosen.confidence == "high" else f"（可靠程度{CONFIDENCE[chosen.confidence]}，请核对原文）"
    note = f"；说明：{chosen.note}" if chosen.note else ""
    ground = f"{region_name(chosen.region)}，{chosen.valid_from} 起有效；依据：{chosen.source}{sure}{note}"
    return f"{about.title}{amount}：{ground}"


def _written(value: Any, unit: str) -> str:
    if unit == "比例":
        return printed(value, "%") if isinstance(value, Decimal) else str(value)
    return f"{value} {unit}".rstrip()


def _setter(override: Override) -> str:
    return override.org_name or "本级工会"

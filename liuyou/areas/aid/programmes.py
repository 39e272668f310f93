"""Programmes that unions know by name (programmes.yaml): one spelling for the many met in workbooks. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

YEAR = re.compile(r"^(19|20)\d\d年?(度)?")
QUOTES = str.maketrans("", "", "“”\"'《》 \t\u3000")


@dataclass(frozen=True, slots=True)
class Known:
    """`cap` names the parameter of the yearly limit a person; `temporary`: aid that needs no hardship file."""

    name: str
    group: str
    synonyms: tuple[str, ...] = ()
    cap: str = ""
    temporary: bool = False


@cache
def by_name() -> Mapping[str, Known]:
    items = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return {item["name"]: Known(**{**item, "synonyms": tuple(item["synonyms"])}) for item in items}


@cache
def spellings() -> Mapping[str, str]:
    return {text: known.name for known in by_name().values() for text in (known.name, *known.synonyms)}


def canonical(text: str) -> str:
    """“2016年送温暖活动” → 送温暖; a name nobody knows stays as it is, without quotation marks and spaces."""
    bare = text.translate(QUOTES)
    return spellings().get(YEAR.sub("", bare)) or spellings().get(bare) or bare


def needs_file(name: str) -> bool:
    known = by_name().get(name)
    return known is None or not known.temporary


def usual_cap(name: str) -> str:
    """The parameter that limits this programme a person and year, empty when there is none."""
    known = by_name().get(name)
    return known.cap if known else ""

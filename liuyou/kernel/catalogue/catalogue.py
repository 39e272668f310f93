"""What exists: areas, their actions, measures, named figures and registers, found from the areas' folders."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import yaml
from django.conf import settings

from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.catalogue.answers import ANSWERS
from liuyou.kernel.catalogue.area import Area
from liuyou.kernel.intake.registers import Register
from liuyou.kernel.ledger import checks, codes

AREAS: dict[str, Area] = {}
PARTS = ("measures", "actions")
"""Modules whose import declares things: measures post, actions write."""


def load() -> None:
    """Import each installed area's declaration and take in its figures."""
    for name, package in settings.AREA_APPS.items():
        for part in PARTS:
            import_module(f"{package}.{part}")
        declaration = import_module(f"{package}.area")
        AREAS[name] = declaration.AREA
        ANSWERS.update(declaration.AREA.answers)
        folder = Path(str(declaration.__file__)).parent
        if (figures := folder / "figures.yaml").exists():
            codes.define(read_figures(figures))
        if (rules := folder / "checks.yaml").exists():
            checks.define(rules)


def registers() -> dict[str, Register]:
    """Every register that takes workbooks, by code."""
    from liuyou.kernel.catalogue.registers import ORGS, PEOPLE

    return {each.code: each for each in (ORGS, PEOPLE, *(each for area in AREAS.values() for each in area.registers()))}


def read_figures(path: Path) -> dict[str, codes.Named]:
    """Named figures of a YAML file: a list of ``code, title, unit, formula, description``."""
    found = {}
    for number, item in enumerate(yaml.safe_load(path.read_text("utf-8")) or [], 1):
        try:
            found[item["code"]] = codes.Named(**item)
        except (TypeError, KeyError) as error:
            raise LiuyouError(
                f"{path.name} 第 {number} 项写法不对：需要 code、title、unit、formula（{error}）。"
            ) from error
    return found

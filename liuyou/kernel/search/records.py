"""Records by their number, of whatever register, within reach of the register's area."""

from __future__ import annotations

from datetime import date
from functools import cache

from django.apps import apps

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.catalogue import catalogue
from liuyou.kernel.journal.models import Line, Record
from liuyou.kernel.orgs import tree
from liuyou.kernel.search.hits import RECORD, Hit

KIND = "业务记录"
LARGEST = 2**63 - 1


def find(text: str, actor: Actor, on: date, limit: int) -> list[Hit]:
    """The one record of that number: its first journal line tells the register."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 19 else 0
    if not 0 < number <= LARGEST:
        return []
    known = registers()
    lines = Line.objects.filter(register__in=known, record=number).order_by("pk")
    register = lines.values_list("register", flat=True).first()
    if register is None:
        return []
    rows = visible_to(known[register]._default_manager.all(), actor, read(register), on)
    record = rows.filter(pk=number).first()
    if record is None:
        return []
    return [Hit(KIND, f"{title(register)} 第 {number} 号", RECORD.format(number), _details(record, on))]


def _details(record: Record, on: date) -> str:
    org = tree.places(on).filter(org_id=record.org_id).values_list("name", flat=True).first() or ""
    return "　".join(filter(None, (state_label(record.register, record.state), org)))


@cache
def registers() -> dict[str, type[Record]]:
    """Every register's model, by code."""
    return {model.register: model for model in apps.get_models() if issubclass(model, Record)}


def read(register: str) -> str:
    """The permission to see records of a register."""
    return f"{register.split('.')[0]}.read"


def _workflow(register: str) -> object:
    area = catalogue.AREAS.get(register.split(".")[0])
    return next((each for each in area.workflows if each.code == register), None) if area else None


def title(register: str) -> str:
    flow = _workflow(register)
    area = catalogue.AREAS.get(register.split(".")[0])
    return str(getattr(flow, "title", "")) or (area.title if area else "记录")


def state_label(register: str, state: str) -> str:
    return str(getattr(_workflow(register), "states", {}).get(state, ""))

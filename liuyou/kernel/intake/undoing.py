"""Taking back a whole load: each record is voided by its own action, all or none, while nothing depends on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.db import connection
from django.db.models import Max, Q

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import require
from liuyou.kernel.actions.action import ACTIONS
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import BadInput, Problem, Refused
from liuyou.kernel.intake import remembered
from liuyou.kernel.intake.models import Load, Undone
from liuyou.kernel.intake.registers import Register
from liuyou.kernel.journal import lines
from liuyou.kernel.journal.models import Line, Record
from liuyou.kernel.writing.permit import permit

PERMISSION = "intake.load"
LOAD_LOCK = 660_003
MOST = 200
"""Obstacles that are named."""


def alone() -> None:
    """One load, or one taking back, at a time. Until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOAD_LOCK])


def round_of(sha256: str, content: str) -> int:
    """How often the same file or content was loaded before."""
    last = Load.objects.filter(Q(sha256=sha256) | Q(content=content)).aggregate(last=Max("round"))["last"]
    return 0 if last is None else last + 1


@dataclass(frozen=True, slots=True)
class Made:
    """Records that a load made, of one kind of record."""

    register: str
    title: str
    model: type[Record]
    records: list[int]

    @property
    def void(self) -> str:
        return f"{self.register}.void"


def made_by(load: Load, registers: Mapping[str, Register]) -> list[Made]:
    """By the lines of the journal: what came into being at the very moment that stamps the load."""
    kinds = {getattr(each.model, "register", ""): each for each in registers.values()}
    found: dict[str, list[int]] = defaultdict(list)
    born = Line.objects.filter(at=load.at, actor_id=load.actor_id, before__isnull=True, register__in=set(kinds) - {""})
    for register, record in born.order_by("pk").values_list("register", "record"):
        found[register].append(record)
    return [
        Made(register, kinds[register].form.title, cast(type[Record], kinds[register].model), records)
        for register, records in found.items()
    ]


def obstacles(load: Load, made: list[Made]) -> list[Problem]:
    """Why the load cannot be taken back, record by record. Empty: it can."""
    if Undone.objects.filter(load=load).exists():
        return [Problem("这次导入已经撤销过了")]
    if Load.objects.filter(at=load.at, actor_id=load.actor_id).exclude(pk=load.pk).exists():
        return [Problem("它与另一份文件一起写入，不能单独撤销：请逐条作废")]
    if Line.objects.filter(at=load.at, actor_id=load.actor_id, register="orgs.org").exists():
        return [Problem("里面登记了工会组织：组织不能整批撤销，请在组织管理中逐个办理撤销或更名")]
    if not any(each.records for each in made):
        return [Problem("里面只登记了人员：人员登记以后一直有效，写错的请在人员页面更正")]
    found = [Problem("没有作废这一步，不能整批撤销", each.title) for each in made if each.void not in ACTIONS]
    for each in made:
        found += _changed(load, each)
        found += _referenced(each, made)
    return found


def _changed(load: Load, made: Made) -> list[Problem]:
    """Records that something was done to since; looking at one is no change."""
    since = Line.objects.filter(register=made.register, record__in=made.records, at__gt=load.at)
    since = since.exclude(before__isnull=True, after__isnull=True).order_by("record").distinct("record")
    return [
        Problem(f"导入之后又办理过（{at:%Y-%m-%d}）：请先把它单独作废或更正", made.title, record)
        for record, at in since.values_list("record", "at")[:MOST]
    ]


def _referenced(made: Made, others: list[Made]) -> Iterator[Problem]:
    """Records that stand, came in otherwise, and speak of one of these."""
    own = {number for each in others for number in each.records}
    for model, name in _pointing(made.model):
        rows = model._default_manager.filter(**{f"{name}__in": made.records}).exclude(state="void")
        for number, target in rows.values_list("pk", f"{name}_id")[:MOST]:
            if number not in own:
                yield Problem(f"被编号 {number} 的记录引用：请先办理那一条", made.title, target)
    for model in _with_source():
        rows = model._default_manager.filter(source__in=made.records).exclude(state="void")
        for number, target in rows.values_list("pk", "source")[:MOST]:
            if number not in own:
                yield Problem(f"已经据此登记了编号 {number} 的记录：请先办理那一条", made.title, target)


def _pointing(model: type[Record]) -> Iterator[tuple[Any, str]]:
    """Records with a key to these, however it is hidden; the model and the key's name."""
    for relation in model._meta.get_fields(include_hidden=True):
        other = relation.related_model
        if relation.auto_created and not relation.concrete and isinstance(other, type) and issubclass(other, Record):
            yield other, cast(Any, relation).field.name


def _with_source() -> list[Any]:
    """Records that name the record they came from by its id alone (ids are unique over all registers)."""
    from django.apps import apps

    models = [model for model in apps.get_models() if issubclass(model, Record)]
    return [model for model in models if any(field.name == "source" for field in model._meta.concrete_fields)]


def undo(load: Load, registers: Mapping[str, Register], *, actor: Actor, reason: str) -> int:
    """Void every record of a load and let its rows come again; how many records. BadInput names what stands against it.

    Right to load over the org, and each register's own right to void, asked by its action.
    """
    if not reason.strip():
        raise Refused("撤销导入须写明理由。")
    require(actor, PERMISSION, load.org_id, clock.today())
    with permit("intake.load.undo") as stamp:
        alone()
        made = made_by(load, registers)
        if problems := obstacles(load, made):
            raise BadInput(f"这次导入不能撤销，有 {len(problems)} 处原因，什么都没有改动。", problems)
        for each in made:
            ACTIONS[each.void](each.records, actor=actor, reason=reason)
        Undone.objects.create(load=load, at=stamp, actor=actor, reason=reason)
        remembered.forget(load.pk)
        count = sum(len(each.records) for each in made)
        change = ("intake.load", load.pk, load.org_id, {"undone": False}, {"undone": True, "records": count})
        lines.append([change], at=stamp, actor=actor, action="intake.load.undo", reason=reason)
    return count

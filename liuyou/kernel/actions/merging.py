"""Two people who are one: all that names the one names the other from then on. The journal is the trail and the undo.

Nothing is deleted: the person given up stays with name and number, but no org knows him or her any more, so that no
list shows both. What moved is one journal line a record, all of one moment; `part_persons` reads them back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from liuyou.kernel.access.knowing import knowing
from liuyou.kernel.access.models import Actor, Known
from liuyou.kernel.actions import knowing as known_by
from liuyou.kernel.actions import saving
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.journal import lines
from liuyou.kernel.journal.models import Line, Record
from liuyou.kernel.ledger import posting
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Status
from liuyou.kernel.people.models import Person
from liuyou.kernel.writing.permit import permit

ENTER = "people.enter"
REGISTER = "people.person"
MERGE, PART = "people.person.merge", "people.person.part"
MOVED = ("sex", "born", "identity_kind", "identity", "identity_hash", "phone")
"""What the person kept takes over where it is empty."""
EMPTY: dict[str, None] = {"born": None, "identity_hash": None}
"""What is nothing, rather than an empty text."""
ABSENT = "没有这个人，或不在您的管理范围内。"


def merge_persons(keep: int, gone: int, *, actor: Actor, reason: str) -> int:
    """`gone` is `keep`: every record that names the one names the other; how many. Undone by `part_persons`.

    The right to enter people over every standing union that knows either. Refused when both have a document, or when
    their records stand against each other (two files of one kind, two memberships of the same days).
    """
    if keep == gone:
        raise Refused("这是同一条人员记录，不用合并。")
    if not reason.strip():
        raise Refused("合并须写明理由。")
    with permit(MERGE) as stamp:
        people = Person.objects.select_for_update().in_bulk([keep, gone])
        if len(people) < 2:
            raise NotFound(ABSENT)
        _require_all(actor, keep, gone)
        if people[keep].identity_hash and people[gone].identity_hash:
            raise Refused("两个人都有证件号码而且不同，不是同一人：如号码登记有误，请先更正。")
        orgs = list(Known.objects.filter(person_id=gone).order_by("org_id").values_list("org_id", flat=True))
        moved = _take_over(people[keep], people[gone])
        actors = _repoint_actors(gone, keep)
        count = _repoint(gone, keep, None, stamp, actor, MERGE, reason)
        known_by.remember((keep, org) for org in orgs)
        Known.objects.filter(person_id=gone).delete()
        trail = {"merged_into": keep, "orgs": orgs, "moved": moved, "actors": actors, "records": count}
        told = [(REGISTER, gone, orgs[0] if orgs else None, {"name": people[gone].name}, trail)]
        lines.append(told, at=stamp, actor=actor, action=MERGE, reason=reason.strip())
    return count


def part_persons(gone: int, *, actor: Actor, reason: str) -> int:
    """Undo the last merger of `gone`: each record that moved then, and still names the other, goes back; how many."""
    if not reason.strip():
        raise Refused("撤销合并须写明理由。")
    with permit(PART) as stamp:
        merger = Line.objects.filter(register=REGISTER, record=gone, action__in=[MERGE, PART]).order_by("-pk").first()
        if merger is None or merger.action != MERGE or merger.after is None:
            raise Refused("这个人没有合并过，或已经撤销。")
        trail: dict[str, Any] = merger.after
        keep = trail["merged_into"]
        people = Person.objects.select_for_update().in_bulk([keep, gone])
        _require_all(actor, keep, gone)
        moved = Line.objects.filter(at=merger.at, action=MERGE).exclude(register=REGISTER)
        only = {(line.register, line.record) for line in moved}
        _give_back(people[keep], people[gone], trail["moved"])
        count = _repoint(keep, gone, only, stamp, actor, PART, reason)
        Actor.objects.filter(pk__in=trail["actors"], person_id=keep).update(person_id=gone)
        known_by.remember((gone, org) for org in trail["orgs"])
        told = [(REGISTER, gone, merger.org_id, {"merged_into": keep}, {"records": count})]
        lines.append(told, at=stamp, actor=actor, action=PART, reason=reason.strip())
    return count


def merged_into(person: int) -> int | None:
    """Whom a person given up has become; None for anybody else."""
    last = Line.objects.filter(register=REGISTER, record=person, action__in=[MERGE, PART]).order_by("-pk").first()
    return last.after["merged_into"] if last is not None and last.action == MERGE and last.after else None


def _require_all(actor: Actor, keep: int, gone: int) -> None:
    """Whoever merges two people may enter people in every standing union that knows one of them."""
    today = clock.today()
    reached = {
        org for each in (keep, gone) for org in knowing(each, actor, ENTER, today).values_list("org_id", flat=True)
    }
    if not reached:
        raise NotFound(ABSENT)
    others = Known.objects.filter(person_id__in=[keep, gone]).exclude(org_id__in=reached).values("org_id")
    if tree.places(today).filter(org_id__in=others, status=Status.ACTIVE).exists():
        raise Refused("您管理范围以外的工会也登记了其中一人，不能只由一方合并：请报共同的上级工会核对后合并。")


def _take_over(keep: Person, gone: Person) -> list[str]:
    """The document goes along where the person kept has none; which fields moved."""
    names = [name for name in MOVED if not getattr(keep, name) and getattr(gone, name)]
    if "identity_hash" not in names:
        names = [name for name in names if not name.startswith("identity")]
    _hand(gone, keep, names)
    return names


def _give_back(keep: Person, gone: Person, names: Sequence[str]) -> None:
    _hand(keep, gone, [name for name in names if getattr(keep, name)])


def _hand(giver: Person, taker: Person, names: Sequence[str]) -> None:
    """The number is unique, so the giver is written first."""
    for name in names:
        value = getattr(giver, name)
        setattr(giver, name, EMPTY.get(name, ""))
        setattr(taker, name, value)
    if names:
        giver.save(update_fields=list(names))
        taker.save(update_fields=list(names))


def _repoint_actors(old: int, new: int) -> list[int]:
    found = list(Actor.objects.filter(person_id=old).values_list("pk", flat=True))
    Actor.objects.filter(pk__in=found).update(person_id=new)
    return found


def _repoint(
    old: int, new: int, only: set[tuple[str, int]] | None, stamp: datetime, actor: Actor, code: str, reason: str
) -> int:
    """Records of every register that name `old`, in fields and in rows of their lists; `only` those, where given."""
    count = 0
    for model in _registers():
        records = [each for each in _naming(model, old) if only is None or (model.register, each.pk) in only]
        if records:
            _rename(model, records, old, new, stamp, actor, code, reason)
            count += len(records)
    return count


def _registers() -> Iterator[type[Record]]:
    """All but those that are about the two being two (`follows_mergers = False`)."""
    models_ = (model for model in apps.get_models() if issubclass(model, Record))
    yield from (model for model in models_ if getattr(model, "follows_mergers", True))


def _naming(model: type[Record], person: int) -> list[Record]:
    """Records that name a person, locked."""
    named = models.Q(pk__in=[])
    for name in known_by.person_fields(model):
        named |= models.Q(**{name: person})
    for name in _lists(model):
        named |= models.Q(**{f"{name}__contains": [{"person_id": person}]})
    return list(model._default_manager.filter(named).select_for_update().order_by("pk"))


def _lists(model: type[Record]) -> list[str]:
    fields = model._meta.concrete_fields
    return [each.attname for each in fields if isinstance(each, models.JSONField) and each.default is list]


def _rename(
    model: type[Record],
    records: Sequence[Record],
    old: int,
    new: int,
    stamp: datetime,
    actor: Actor,
    code: str,
    reason: str,
) -> None:
    before = [record.snapshot() for record in records]
    changed = saving.Changed(model, records)
    for record in records:
        _rename_one(record, old, new)
    try:
        with transaction.atomic():
            changed.save()
    except IntegrityError:
        raise Refused(
            "两个人在同一台账里都有记录，合并后互相冲突（一人一档、一人一处会籍）：请先作废或更正其中一条。"
        ) from None
    told = (
        (model.register, record.pk, record.org_id, *_different(then, record.snapshot()))
        for record, then in zip(records, before, strict=True)
    )
    lines.append(told, at=stamp, actor=actor, action=code, reason=reason.strip())
    posting.post(model.register, records, stamp, fresh=False)
    known_by.know_changed(records, before)


def _rename_one(record: Record, old: int, new: int) -> None:
    for name in known_by.person_fields(type(record)):
        if getattr(record, name) == old:
            setattr(record, name, new)
    for name in _lists(type(record)):
        rows = getattr(record, name) or []
        if any(isinstance(row, dict) and row.get("person_id") == old for row in rows):
            setattr(record, name, [_renamed(row, old, new) for row in rows])


def _renamed(row: Any, old: int, new: int) -> Any:
    return {**row, "person_id": new} if isinstance(row, dict) and row.get("person_id") == old else row


def _different(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    names = [name for name in after if before[name] != after[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}

"""Two people who are one: all that names the one names the other from then on. The journal is the trail and the undo.

Nothing is deleted: the person given up stays with name and number, but no org knows him or her any more, so that no
list shows both. What moved is one journal line a record, all of one moment; `part_persons` puts back by them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
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

Values = dict[str, Any]
Change = Callable[[Record], None]
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

    The right to enter people over every standing union that knows either. Refused when both have a document, when one
    was given up before, or when their records stand against each other (two files of one kind, two memberships of the
    same days).
    """
    if keep == gone:
        raise Refused("这是同一条人员记录，不用合并。")
    if not reason.strip():
        raise Refused("合并须写明理由。")
    with permit(MERGE) as stamp:
        people = _locked(keep, gone)
        _require_all(actor, keep, gone)
        if merged_into(keep) or merged_into(gone):
            raise Refused("其中一条人员记录已经并入别的记录，不能再次合并：确需改正的，请先撤销原来的合并。")
        if people[keep].identity_hash and people[gone].identity_hash:
            raise Refused("两个人都有证件号码而且不同，不是同一人：如号码登记有误，请先更正。")
        common: Values = {"at": stamp, "actor": actor, "action": MERGE, "reason": reason.strip()}
        knew, orgs = _orgs_knowing(keep), sorted(_orgs_knowing(gone))
        moved = _take_over(people[keep], people[gone])
        actors = _repoint_actors(gone, keep)
        count = 0
        for model in _registers():
            records = list(_naming(model, gone).select_for_update().order_by("pk"))
            count += _write(model, records, lambda each: _rename(each, gone, keep), common)
        known_by.remember((keep, org) for org in orgs)
        Known.objects.filter(person_id=gone).delete()
        learnt = sorted(_orgs_knowing(keep) - knew)
        trail = {"merged_into": keep, "orgs": orgs, "learnt": learnt, "moved": moved, "actors": actors}
        told = {"name": people[gone].name}, trail | {"records": count}
        lines.append([(REGISTER, gone, orgs[0] if orgs else None, *told)], **common)
    return count


def part_persons(gone: int, *, actor: Actor, reason: str) -> int:
    """Undo the merger of `gone`: what moved then, and still names the other, goes back; how many records.

    Refused while the other is merged into somebody: the later merger is undone first.
    """
    if not reason.strip():
        raise Refused("撤销合并须写明理由。")
    with permit(PART) as stamp:
        keep = merged_into(gone) or gone
        people, later = _locked(keep, gone), merged_into(keep)
        _require_all(actor, later or keep, gone)
        merger = _merger(gone)  # asked again, now that nobody else undoes it
        trail: Values = (merger and merger.after) or {}
        if merger is None or trail["merged_into"] != keep:
            raise Refused("这个人没有合并过，或已经撤销。")
        if later:
            raise Refused("这个人并入的人员记录后来又并入了别的记录：请先撤销后来的合并。")
        common: Values = {"at": stamp, "actor": actor, "action": PART, "reason": reason.strip()}
        _give_back(people[keep], people[gone], trail["moved"])
        count = _take_back(merger, keep, gone, common)
        Actor.objects.filter(pk__in=trail["actors"], person_id=keep).update(person_id=gone)
        known_by.remember((gone, org) for org in trail["orgs"])
        _forget(keep, trail.get("learnt", ()))
        told = {"merged_into": keep}, {"records": count}
        lines.append([(REGISTER, gone, merger.org_id, *told)], **common)
    return count


def merged_into(person: int) -> int | None:
    """Whom a person given up has become; None for anybody else."""
    merger = _merger(person)
    return merger.after["merged_into"] if merger and merger.after else None


def _merger(person: int) -> Line | None:
    """The journal's line of the merger by which a person was given up, unless it was undone."""
    last = Line.objects.filter(register=REGISTER, record=person, action__in=[MERGE, PART]).order_by("-pk").first()
    return last if last and last.action == MERGE else None


def _locked(keep: int, gone: int) -> dict[int, Person]:
    rows = Person.objects.filter(pk__in=[keep, gone]).select_for_update().order_by("pk")
    people = {each.pk: each for each in rows}
    if not people.keys() >= {keep, gone}:
        raise NotFound(ABSENT)
    return people


def _orgs_knowing(person: int) -> set[int]:
    return set(Known.objects.filter(person_id=person).values_list("org_id", flat=True))


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


def _take_back(merger: Line, keep: int, gone: int, common: Values) -> int:
    """By what the merger's own lines say was there before; a run of many mergers has one moment for all of them."""
    moved: dict[str, dict[int, Values]] = defaultdict(dict)
    for line in Line.objects.filter(at=merger.at, action=MERGE).exclude(register=REGISTER):
        before, after = line.before or {}, line.after or {}
        if _names(before, gone) and not _names(after, gone):
            moved[line.register][line.record] = before

    def put_back(record: Record) -> None:
        for name, was in moved[record.register][record.pk].items():
            now = getattr(record, name)
            if isinstance(was, list):
                setattr(record, name, _rows_back(was, now, keep, gone))
            elif was == gone and now == keep:
                setattr(record, name, gone)

    count = 0
    for model in _registers():
        records = model._default_manager.filter(pk__in=moved[model.register]).select_for_update().order_by("pk")
        count += _write(model, list(records), put_back, common)
    return count


def _forget(person: int, orgs: Sequence[int]) -> None:
    """The orgs no longer know the person, but for those of whose records one names him or her."""
    records = (record for model in _all_registers() for record in _naming(model, person)) if orgs else ()
    named = {org for record in records for who, org in known_by.named(record) if who == person}
    Known.objects.filter(person_id=person, org_id__in=set(orgs) - named).delete()


def _all_registers() -> list[type[Record]]:
    return [model for model in apps.get_models() if issubclass(model, Record)]


def _registers() -> list[type[Record]]:
    """All but those that are about the two being two (`follows_mergers = False`)."""
    return [model for model in _all_registers() if getattr(model, "follows_mergers", True)]


def _naming(model: type[Record], person: int) -> models.QuerySet[Record]:
    """Records that name a person, in fields or in rows of their lists."""
    named = models.Q(pk__in=[])
    for name in known_by.person_fields(model):
        named |= models.Q(**{name: person})
    for name in known_by.list_fields(model):
        named |= models.Q(**{f"{name}__contains": [{"person_id": person}]})
    return model._default_manager.filter(named)


def _write(model: type[Record], records: Sequence[Record], change: Change, common: Values) -> int:
    """Change, save, journal and post records of one register; how many are not as they were."""
    if not records:
        return 0
    before = [record.snapshot() for record in records]
    changed = saving.Changed(model, records)
    for record in records:
        change(record)
    try:
        with transaction.atomic():
            changed.save()
    except IntegrityError:
        raise Refused(
            "两个人在同一台账里都有记录，合并后互相冲突（一人一档、一人一处会籍）：请先作废或更正其中一条。"
        ) from None
    pairs = [(record, *lines.different(then, record.snapshot())) for record, then in zip(records, before, strict=True)]
    told = [(model.register, record.pk, record.org_id, old, new) for record, old, new in pairs if new]
    lines.append(told, **common)
    posting.post(model.register, records, common["at"], fresh=False)
    known_by.know_changed(records, before)
    return len(told)


def _rename(record: Record, old: int, new: int) -> None:
    for name in known_by.person_fields(type(record)):
        if getattr(record, name) == old:
            setattr(record, name, new)
    for name in known_by.list_fields(type(record)):
        rows = getattr(record, name) or []
        if any(_who(row) == old for row in rows):
            setattr(record, name, [{**row, "person_id": new} if _who(row) == old else row for row in rows])


def _rows_back(was: Sequence[Any], now: Sequence[Any], keep: int, gone: int) -> list[Any]:
    """`now`, its rows that were of `gone` naming it again, wherever they stand: the most alike, then the nearest."""
    then = [place for place, row in enumerate(was) if _who(row) in (keep, gone)]
    here = [place for place, row in enumerate(now) if _who(row) == keep]
    likely = sorted((_unlike(was[old], now[new]), abs(old - new), old, new) for old in then for new in here)
    found: dict[int, int] = {}
    for *_, old, new in likely:
        if old not in found and new not in found.values():
            found[old] = new
    back = {new for old, new in found.items() if _who(was[old]) == gone}
    return [{**row, "person_id": gone} if place in back else row for place, row in enumerate(now)]


def _unlike(one: Values, other: Values) -> int:
    """In how many values, but for the person, two rows differ."""
    return sum(one.get(name) != other.get(name) for name in one.keys() | other.keys() if name != "person_id")


def _names(values: Values, person: int) -> bool:
    """Whether what a line tells of a record names a person."""
    rows = (row for value in values.values() for row in (value if isinstance(value, list) else [{"person_id": value}]))
    return any(_who(row) == person for row in rows)


def _who(row: Any) -> Any:
    return row.get("person_id") if isinstance(row, dict) else None

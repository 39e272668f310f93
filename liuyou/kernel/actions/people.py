"""Entering people by a workbook of their own (人员名册), looking at what is masked, putting a person's facts right."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from liuyou.kernel.access.knowing import knowing as knowing_orgs
from liuyou.kernel.access.models import Actor, Known
from liuyou.kernel.access.reach import require
from liuyou.kernel.actions import knowing
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.base.pinyin import person_name
from liuyou.kernel.journal import lines
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Status
from liuyou.kernel.people.identity import parse_identity
from liuyou.kernel.people.models import Person
from liuyou.kernel.people.register import PEOPLE_LOCK, Named, ensure, identity_hash
from liuyou.kernel.secrecy.keys import fingerprint
from liuyou.kernel.writing.permit import permit

ENTER = "people.enter"
REVEAL = "people.reveal"
REGISTER = "people.person"
SEALED = {"identity": "证件号码", "phone": "联系电话"}
CORRECTABLE = ("name", "identity", "phone")
LONGEST_NAME = 60
ABSENT = "没有这个人，或不在您的管理范围内。"
NOT_IN_NAMES = re.compile(r"[0-9０-９<>=+@\"\\/{}\[\]|;]")
PHONE = re.compile(r"\+?[0-9][0-9\- ]{4,18}[0-9]")


def enter_people(rows: Sequence[dict[str, Any]], *, actor: Actor, **_: Any) -> list[int]:
    """Ids of the people of the rows. Each loading org must be in the actor's reach.

    Whoever loads a workbook has added and journaled the people already, as for every register (`people.register`);
    a refusal here takes that back with the rest of the load.
    """
    for org in {row["org_id"] for row in rows}:
        require(actor, ENTER, org, clock.today())
    knowing.remember((row["person_id"], row["org_id"]) for row in rows)
    return [row["person_id"] for row in rows]


def reveal_person(person: int, field: str, *, actor: Actor, reason: str) -> str:
    """The whole identity number or phone, once; each look stands in the journal with its reason."""
    org = _org_that_knows(person, REVEAL, actor)
    if field not in SEALED:
        raise BadInput("可以查看的是证件号码和联系电话。")
    if not reason.strip():
        raise Refused(f"查看{SEALED[field]}须写明理由。")
    with permit("people.person.reveal") as stamp:
        found = Person.objects.get(pk=person)
        lines.append(
            [(REGISTER, person, org, None, {"field": field})],
            at=stamp,
            actor=actor,
            action="people.person.reveal",
            reason=reason.strip(),
        )
    return str(getattr(found, field))


def correct_person(person: int, changes: Mapping[str, str], *, actor: Actor, reason: str) -> Person:
    """Put a name, identity number or phone right. Birth date and sex follow the number; nobody else may have it."""
    org = _org_that_knows(person, ENTER, actor)
    _nobody_else_knows(person, actor)
    if not reason.strip():
        raise Refused("更正人员资料须写明理由。")
    with permit("people.person.correct") as stamp:
        if "identity" in changes:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PEOPLE_LOCK])
        found = Person.objects.select_for_update().get(pk=person)
        before = _told(found)
        for name, value in changes.items():
            if name not in CORRECTABLE:
                raise Refused("可以更正的是姓名、证件号码和联系电话。")
            _SETTERS[name](found, value.strip())
        after = _told(found)
        different = [name for name in after if before[name] != after[name]]
        if not different:
            raise Refused("没有改动：请先修改要更正的内容。")
        found.save()
        old, new = ({name: said[name] for name in different} for said in (before, after))
        lines.append(
            [(REGISTER, person, org, old, new)],
            at=stamp,
            actor=actor,
            action="people.person.correct",
            reason=reason.strip(),
        )
    return found


def journal_export(count: int, *, org: int, actor: Actor, about: Mapping[str, Any]) -> None:
    """A list of people leaves the system: who took it, how many, narrowed by what."""
    with permit("people.person.export") as stamp:
        after = {"rows": count, **about}
        lines.append([(REGISTER, 0, org, None, after)], at=stamp, actor=actor, action="people.person.export")


def _org_that_knows(person: int, permission: str, actor: Actor) -> int:
    """The first org within reach that knows the person; NotFound when none does."""
    org = knowing_orgs(person, actor, permission, clock.today()).values_list("org_id", flat=True).first()
    if org is None:
        raise NotFound(ABSENT)
    return org


def _nobody_else_knows(person: int, actor: Actor) -> None:
    """What a person is called is so for every union: the one that may enter people in all of those corrects it."""
    today = clock.today()
    reached = knowing_orgs(person, actor, ENTER, today).values("org_id")
    others = Known.objects.filter(person_id=person).exclude(org_id__in=reached).values("org_id")
    if tree.places(today).filter(org_id__in=others, status=Status.ACTIVE).exists():
        raise Refused("您管理范围以外的工会也登记了这个人，不能只由一方更正：请报共同的上级工会核对后更正。")


def _told(person: Person) -> dict[str, Any]:
    """For the journal; of what is sealed only a fingerprint."""
    sealed = {
        name: f"•{fingerprint(value, f'{REGISTER}.{name}.{person.pk}')[:4].hex()}" if value else ""
        for name, value in ((name, str(getattr(person, name))) for name in SEALED)
    }
    return {"name": person.name, "sex": person.sex, "born": str(person.born or ""), **sealed}


def _set_name(person: Person, name: str) -> None:
    if not name:
        raise BadInput("姓名是空的：请填写姓名。")
    if len(name) > LONGEST_NAME or NOT_IN_NAMES.search(name):
        raise BadInput("姓名不对：只写姓名本身，不写数字和符号，最多 60 个字。")
    person.name = name
    person.initials, person.pinyin = person_name(name)


def _set_phone(person: Person, phone: str) -> None:
    if phone and not PHONE.fullmatch(phone):
        raise BadInput("联系电话不对：请填写手机号，或区号和号码。")
    person.phone = phone


def _set_identity(person: Person, text: str) -> None:
    document = parse_identity(text, on=clock.today())
    found = identity_hash(document)
    if Person.objects.filter(identity_hash=found).exclude(pk=person.pk).exists():
        raise Refused("这个证件号码已登记在另一个人名下：请核对号码。")
    person.identity_kind, person.identity, person.identity_hash = document.kind.value, document.number, found
    if document.born:
        person.born, person.sex = document.born, document.sex or ""


_SETTERS = {"name": _set_name, "phone": _set_phone, "identity": _set_identity}


def enter_named(people: Sequence[Named], *, actor: Actor) -> list[int]:
    """Ids of people named inside another record (the rows of a batch); who is new is added, with a journal line.

    Call within the permit of the action that names them, which asks for the right.
    """
    entered: list[int] = []
    with permit("people.person.enter") as stamp:
        ids = ensure(people, entered)
        names = dict(zip(ids, (each.name for each in people), strict=True))
        added = ((REGISTER, number, None, None, {"name": names[number]}) for number in entered)
        lines.append(added, at=stamp, actor=actor, action="people.person.enter")
    return ids

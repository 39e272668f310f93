"""Every read worth a name. What is shown goes through `visible_to`; what only limits a write looks at everything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Model, Q, QuerySet, Sum

from liuyou.areas.aid import rules
from liuyou.areas.aid.models import (
    Application,
    Batch,
    Commitment,
    HardshipFile,
    HouseholdMember,
    Pairing,
    Payment,
    Programme,
    Survivor,
    Visit,
)
from liuyou.areas.aid.models.files import LIVE
from liuyou.areas.aid.workflows import FILE
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.base.masking import mask_name
from liuyou.kernel.orgs import tree
from liuyou.kernel.parameters.values import parameter
from liuyou.kernel.people.models import Person
from liuyou.kernel.secrecy.fields import SealedText

READ = "aid.read"
GIVEN = F("amount") + F("goods_value")


def _seen(model: type[Model], actor: Actor, on: date) -> QuerySet:
    return visible_to(model._default_manager.order_by("pk"), actor, READ, on)


def payments(actor: Actor, on: date) -> QuerySet[Payment]:
    return _seen(Payment, actor, on)


def files(actor: Actor, on: date) -> QuerySet[HardshipFile]:
    return _seen(HardshipFile, actor, on)


def programmes(actor: Actor, on: date) -> QuerySet[Programme]:
    return _seen(Programme, actor, on)


def applications(actor: Actor, on: date) -> QuerySet[Application]:
    return _seen(Application, actor, on)


def batches(actor: Actor, on: date) -> QuerySet[Batch]:
    return _seen(Batch, actor, on)


def visits(actor: Actor, on: date) -> QuerySet[Visit]:
    return _seen(Visit, actor, on)


def pairings(actor: Actor, on: date) -> QuerySet[Pairing]:
    return _seen(Pairing, actor, on)


def commitments(actor: Actor, on: date) -> QuerySet[Commitment]:
    return _seen(Commitment, actor, on)


def survivors(actor: Actor, on: date) -> QuerySet[Survivor]:
    return _seen(Survivor, actor, on)


def overdue_files(actor: Actor, on: date) -> QuerySet[HardshipFile]:
    """Files in force whose yearly recheck was due before this day, the longest overdue first."""
    return files(actor, on).filter(state="on_file", due_on__lt=on).order_by("due_on", "pk")


def overdue_survivors(actor: Actor, on: date) -> QuerySet[Survivor]:
    return survivors(actor, on).filter(state="receiving", due_on__lt=on).order_by("due_on", "pk")


def overdue_pairings(actor: Actor, on: date) -> QuerySet[Pairing]:
    """Pairings past the deadline of their plan."""
    return pairings(actor, on).filter(state="active", due_on__lt=on).order_by("due_on", "pk")


def granted_by_person(actor: Actor, year: int, on: date) -> dict[int, Decimal]:
    """Person → 元 in cash and goods in the year, less what came back; of the payments the actor may see."""
    found = payments(actor, on).filter(state="paid", paid_on__year=year).order_by()
    return dict(found.values_list("person_id").annotate(given=Sum(GIVEN)))


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """All that a public notice may show of a person (个人信息保护法 §28): no document, card, illness or school."""

    name: str
    unit: str
    category: str
    amount: Decimal | None


def notice_rows(actor: Actor, on: date, *, of: Batch | None = None) -> list[NoticeRow]:
    """Rows for the notice board: files and applications on notice, or the list of one batch."""
    if of is not None:
        return _batch_notice(batches(actor, on).get(pk=of.pk), on)
    noticed_files = files(actor, on).filter(state="on_notice").select_related("person")
    noticed = applications(actor, on).filter(state="on_notice").select_related("person", "file")
    names = _org_names([*(each.org_id for each in noticed_files), *(each.org_id for each in noticed)], on)
    rows = [
        NoticeRow(mask_name(each.person.name), each.employer or names.get(each.org_id, ""), each.category, None)
        for each in noticed_files
    ]
    rows += [
        NoticeRow(
            mask_name(each.person.name),
            (each.file.employer if each.file else "") or names.get(each.org_id, ""),
            each.category or (each.file.category if each.file else ""),
            each.requested,
        )
        for each in noticed
    ]
    return rows


def _batch_notice(batch: Batch, on: date) -> list[NoticeRow]:
    people = Person.objects.in_bulk([row["person_id"] for row in batch.rows])
    names = _org_names([row.get("org_id", batch.org_id) for row in batch.rows], on)
    return [
        NoticeRow(
            mask_name(people[row["person_id"]].name),
            names.get(row.get("org_id", batch.org_id), ""),
            row.get("category") or batch.category,
            Decimal(row["amount"]),
        )
        for row in batch.rows
    ]


def _org_names(orgs: Iterable[int], on: date) -> dict[int, str]:
    return dict(tree.places(on).filter(org_id__in=set(orgs)).values_list("org_id", "name"))


def paid_already(actor: Actor, batch: Batch, on: date) -> list[tuple[str, date, Decimal]]:
    """Whoever on the batch's list was paid under the same programme in the same year: name, day, 元. A warning only."""
    people = [row["person_id"] for row in batch.rows]
    found = payments(actor, on).filter(
        person_id__in=people, programme=batch.programme, paid_on__year=batch.paid_on.year, state="paid"
    )
    rows = found.exclude(source=batch.pk).order_by("person__name", "paid_on")
    return list(rows.values_list("person__name", "paid_on", "amount"))


# Below: what limits a write. It must see every record, also those out of the actor's reach, and shows none of them.


def files_in_force(people: Collection[int]) -> dict[int, HardshipFile]:
    """Person → the file in force; sealed columns are left where they are."""
    found = HardshipFile.objects.filter(person_id__in=people, state="on_file").order_by("-pk")
    sealed = [each.name for each in HardshipFile._meta.concrete_fields if isinstance(each, SealedText)]
    return {file.person_id: file for file in found.defer(*sealed)}


def file_state(person: int) -> str | None:
    """The Chinese state of a file that stands in the way of another one."""
    states = (*LIVE, "lifted", "relieved")
    found = HardshipFile.objects.filter(person_id=person, state__in=states).order_by("-pk").first()
    return FILE.states[found.state] if found else None


def in_other_files(file: HardshipFile, hashes: Collection[bytes]) -> set[bytes]:
    """Of a household's document hashes, those of holders or members of another file in force or on its way."""
    others = HardshipFile.objects.filter(state__in=LIVE).exclude(pk=file.pk)
    holders = others.filter(person__identity_hash__in=hashes).values_list("person__identity_hash", flat=True)
    members = HouseholdMember.objects.filter(file__in=others, identity_hash__in=hashes)
    return {bytes(each) for each in (*holders, *members.values_list("identity_hash", flat=True)) if each}


def programmes_in_force(name: str, year: int) -> list[tuple[Programme, set[int]]]:
    """Programmes of this name and year, locked, each with the orgs it holds for: the nearest one above an org."""
    found = list(Programme.objects.select_for_update().filter(name=name, year=year).exclude(state="void"))
    day = date(year, 12, 31)
    paths = tree.paths([each.org_id for each in found], day)
    taken: set[int] = set()
    result = []
    for each in sorted(found, key=lambda each: -paths.get(each.org_id, "").count(".")):
        orgs = set(tree.subtree(each.org_id, day)) - taken
        taken |= orgs
        result.append((each, orgs))
    return result


def spent(
    programme: Programme, orgs: Collection[int], without: Sequence[int], people: Collection[int]
) -> tuple[dict[str, Decimal], dict[int, Decimal]]:
    """元 in cash and goods by fund, and by person for `people`, under a programme; `without`: payments left out."""
    found = Payment.objects.filter(
        Q(programme=programme.name, paid_on__year=programme.year, state="paid", org_id__in=orgs) & ~Q(pk__in=without)
    )
    by_fund: dict[str, Decimal] = defaultdict(Decimal, found.values_list("fund").annotate(given=Sum(GIVEN)))
    mine = found.filter(person_id__in=people)
    by_person: dict[int, Decimal] = defaultdict(Decimal, mine.values_list("person_id").annotate(given=Sum(GIVEN)))
    return by_fund, by_person


def cap_of(programme: Programme, category: str, on: date) -> Decimal | None:
    """元 a person and year: the programme's own number, else its parameter; months are times the 低保 standard."""
    name = programme.cap_parameter
    if programme.cap is not None or not name:
        return programme.cap
    if name == "aid.cap.living":
        rules.one_of(rules.category_word(category), rules.CATEGORIES.values(), "对象类别")
        name += f".{rules.code_of(category)}"
    found = parameter(name, org=programme.org_id, on=on)
    if found.unit != "个月":
        return Decimal(str(found.value))
    monthly = parameter("aid.low_income_baseline", org=programme.org_id, on=on)
    return Decimal(str(found.value)) * Decimal(str(monthly.value))


def lines_of(org: int, on: date) -> rules.Lines:
    """The lines of hardship that hold for an org on a day."""

    def value(name: str) -> Decimal:
        return Decimal(str(parameter(name, org=org, on=on).value))

    scheme = parameter("aid.categories", org=org, on=on).value
    by_cost = "deep" in scheme
    return rules.Lines(
        baseline=value("aid.low_income_baseline"),
        scheme=scheme,
        multiples={each: value(f"aid.multiplier.{each}") for each in scheme if not (by_cost and each == "accident")},
        includes_equal=parameter("aid.threshold_includes_equal", org=org, on=on).value,
        illness_share=value("aid.illness_share") if by_cost else None,
    )


def school_years_paid(commitment: Commitment) -> list[int]:
    paid = Payment.objects.filter(source=commitment.pk, state="paid").values_list("occasion", flat=True)
    return sorted(int(occasion[:4]) for occasion in paid)

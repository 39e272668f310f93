"""The book of members as a workbook (实名制会员台账): 100,000 rows are checked and taken in by sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from liuyou.areas.members import queries, rules
from liuyou.areas.members.actions.joining import load_members
from liuyou.areas.members.imports.columns import (
    ABOUT,
    BORN,
    FAMILY,
    IDENTITY,
    NAME,
    NOTE,
    ORG,
    PERSON,
    PHONE,
    SEX,
    same,
)
from liuyou.areas.members.models import Member
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import BadInput, Refused
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.registers import Register, Values
from liuyou.kernel.people import register as people
from liuyou.kernel.people.identity import parse_identity

WRONG_SEX = "与证件号码不一致：证件是{sex}，请核对其中一个。"
WRONG_BIRTH = "与证件号码不一致：证件上是 {born}，请核对其中一个。"


def finish(values: Values) -> Values:
    """What is empty is left out, so that the model's default stands; the birth date of a document is filled in."""
    row = {name: value for name, value in values.items() if value is not None or name in _ALWAYS}
    if row.get("born") is None:
        row["born"] = _told(row.get("identity"))[1]
    return row


_ALWAYS = ("name", "identity", "phone", "born", "since")


def _told(identity: str | None) -> tuple[str, Any]:
    """Sex in Chinese and birth date, where the document tells them."""
    if identity:
        with suppress(BadInput):
            found = parse_identity(identity)
            return (found.sex.label if found.sex else ""), found.born
    return "", None


def check(values: Values) -> Iterator[tuple[str, str]]:
    """The row against its document, and its days against one another."""
    sex, born = _told(values.get("identity"))
    if sex and values.get("sex") and values["sex"] != sex:
        yield "sex", WRONG_SEX.format(sex=sex)
    if born and values.get("born") and values["born"] != born:
        yield "born", WRONG_BIRTH.format(born=born)
    first, since = values.get("joined_union_on"), values.get("since")
    try:
        rules.in_order(("出生日期", values.get("born")), ("首次入会日期", first), ("入会日期", since))
        rules.in_order(("入会日期", since), ("发卡日期", values.get("card_on")))
    except Refused as error:
        yield ("since" if since else "joined_union_on"), str(error)


def check_all(rows: Sequence[Values]) -> Iterator[tuple[int, str, str]]:
    """Whoever is a member of another union, or stands twice; unions that no longer take anybody in.

    Which other union it is, is not told: whoever loads a workbook need not be allowed to see it.
    """
    today = clock.today()
    ceased = queries.ceased({row["org_id"] for row in rows if "org_id" in row}, today)
    texts = {text for row in rows if (text := row.get("identity"))}
    hashes = {text: people.identity_hash(parse_identity(text)) for text in texts}
    known = people.known(hashes.values())
    spans = queries.spans({number for number, _ in known.values()})
    seen: dict[str, int] = {}
    for index, row in enumerate(rows):
        org, text = row.get("org_id"), row.get("identity")
        if org in ceased:
            yield index, "org", str(rules.ceased_union(*ceased[org]))
        if not text:
            continue
        if seen.setdefault(text, index) != index and rows[seen[text]].get("org_id") != org:
            yield index, "identity", rules.TWICE
        there = known.get(hashes[text])
        for other in spans.get(there[0], ()) if there else ():
            if other.org == org:
                continue
            if other.kept or rules.overlaps(row.get("since") or today, None, [(other.since, other.until)]):
                yield index, "identity", rules.KEPT_ELSEWHERE if other.kept else rules.ELSEWHERE
                break


def existing(rows: Sequence[Values]) -> list[tuple[Any, ...] | None]:
    """A member in force in the same union is passed over; another day of joining is a problem to be corrected."""
    wanted = {row["person_id"] for row in rows if row.get("person_id")}
    states = ("active", "retained", "applied")
    found = Member.objects.filter(person_id__in=wanted, state__in=states)
    there = {(person, org): since for person, org, since in found.values_list("person_id", "org_id", "since")}
    result: list[tuple[Any, ...] | None] = []
    for row in rows:
        since = there.get((row["person_id"], row["org_id"])) if row.get("person_id") and "org_id" in row else None
        result.append(None if since is None else (since,) if row.get("since") else ())
    return result


MEMBERS = Register(
    Sheetform(
        "members.member",
        "会员台账",
        columns=(
            ORG,
            NAME,
            IDENTITY,
            PHONE,
            SEX,
            BORN,
            *ABOUT,
            FAMILY,
            Column("since", "入会日期", Kind.DATE, ("入会时间", "加入本工会时间", "入会年月")),
            Column("joined_union_on", "首次入会日期", Kind.DATE, ("首次入会时间", "加入工会时间")),
            Column(
                "how",
                "入会方式",
                Kind.CHOICE,
                ("会员来源",),
                choices=same(*rules.HOWS, 新发展="新入会", 新增="新入会"),
                default="新入会",
            ),
            Column("card_kind", "卡证种类", Kind.TEXT, ("会员卡种类", "卡种")),
            Column("card_no", "卡证号码", Kind.TEXT, ("会员证号", "会员卡号", "会员证号码", "工会卡号", "证卡号")),
            Column("card_on", "发卡日期", Kind.DATE, ("发证日期", "办卡日期", "发卡时间")),
            Column("opinion", "工会意见", Kind.TEXT, ("工会基层委员会意见", "基层工会意见")),
            NOTE,
        ),
        hints=("会员", "会员台账", "会员名册", "会员花名册", "实名制", "入会", "会籍"),
    ),
    Member,
    load_members,
    key=("person_id", "born", "since"),
    compare=("since",),
    person=PERSON,
    finish=finish,
    check=check,
    check_all=check_all,
    existing=existing,
)

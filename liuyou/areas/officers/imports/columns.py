"""Columns that the ledgers of officers share."""

from __future__ import annotations

from collections.abc import Sequence

from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.intake.registers import Values
from liuyou.kernel.people.identity import parse_identity
from liuyou.kernel.people.register import identity_hash, known

ORG = Column(
    "org",
    "所属工会",
    Kind.ORG,
    (
        *("工会名称", "工会组织", "所在工会", "所属基层工会", "基层工会", "基层工会名称", "所属工会组织"),
        *("单位", "单位名称", "填报单位", "上报单位", "报送单位", "填报工会"),
    ),
)
IDENTITY = Column("identity", "身份证号", Kind.IDENTITY, sensitive=True)
PHONE = Column("phone", "联系电话", Kind.PHONE, sensitive=True)
NOTE = Column("note", "备注", Kind.TEXT, ("说明", "备注说明"))
PERSON = ("name", "identity", "phone")


def named(*synonyms: str) -> Column:
    return Column("name", "姓名", Kind.NAME, synonyms, required=True)


def same(*words: str) -> dict[str, str]:
    return {word: word for word in words}


def settled(rows: Sequence[Values]) -> list[Values]:
    """The rows with `person_id`: the person of the document, or a number below nothing for somebody not known yet."""
    hashes = {row["identity"]: identity_hash(parse_identity(row["identity"])) for row in rows if row.get("identity")}
    there = known(hashes.values())
    numbers = {
        text: there[found][0] if found in there else -place for place, (text, found) in enumerate(hashes.items(), 1)
    }
    placed = []
    for index, row in enumerate(rows):
        person = numbers[row["identity"]] if row.get("identity") else -len(numbers) - index - 1
        placed.append(
            {name: value for name, value in row.items() if name not in ("identity", "phone")} | {"person_id": person}
        )
    return placed

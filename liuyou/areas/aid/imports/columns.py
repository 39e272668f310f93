"""Columns that the aid ledgers share."""

from __future__ import annotations

from decimal import Decimal

from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.intake.registers import Values

NOTHING = Decimal(0)
ORG = Column(
    "org",
    "所属工会",
    Kind.ORG,
    (
        *(
            "工会名称",
            "单位",
            "填报单位",
            "工会组织",
            "所在工会",
            "所属基层工会",
            "基层工会",
            "基层工会名称",
            "所属工会组织",
        ),
        *("工会", "所属镇街工会", "所属镇街", "所属单位工会", "上报单位", "报送单位", "填报工会"),
    ),
)
IDENTITY = Column("identity", "身份证号", Kind.IDENTITY, sensitive=True)
PHONE = Column("phone", "联系电话", Kind.PHONE, sensitive=True)
FUND = Column("fund", "资金来源", Kind.TEXT, ("经费来源", "资金渠道", "款项来源", "资金性质"), default="")
NOTE = Column("note", "备注", Kind.TEXT, ("说明", "备注说明"), default="")
PERSON = ("name", "identity", "phone")


def named(*synonyms: str) -> Column:
    return Column("name", "姓名", Kind.NAME, synonyms, required=True)


def texts(values: Values, *names: str) -> Values:
    """Empty cells of text fields as empty text."""
    return {**values, **{name: values.get(name) or "" for name in names}}


def same(*words: str) -> dict[str, str]:
    return {word: word for word in words}

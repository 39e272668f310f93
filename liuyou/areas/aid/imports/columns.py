"""Columns that the aid ledgers share."""

from __future__ import annotations

from decimal import Decimal

from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.intake.registers import Values

NOTHING = Decimal(0)
ORG = Column("org", "所属工会", Kind.ORG, ("工会名称", "单位", "填报单位", "工会组织", "所在工会"))
IDENTITY = Column(
    "identity", "身份证号", Kind.IDENTITY, ("身份证号码", "证件号码", "公民身份号码", "居民身份证号"), sensitive=True
)
PHONE = Column("phone", "联系电话", Kind.PHONE, ("电话", "手机号", "手机", "联系方式"), sensitive=True)
FUND = Column("fund", "资金来源", Kind.TEXT, ("经费来源", "资金渠道"), default="")
NOTE = Column("note", "备注", Kind.TEXT, ("说明",), default="")
PERSON = ("name", "identity", "phone")


def named(*synonyms: str) -> Column:
    return Column("name", "姓名", Kind.NAME, synonyms, required=True)


def texts(values: Values, *names: str) -> Values:
    """Empty cells of text fields as empty text."""
    return {**values, **{name: values.get(name) or "" for name in names}}


def same(*words: str) -> dict[str, str]:
    return {word: word for word in words}

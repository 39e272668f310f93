"""The register file of the authorities (法人单位名册) as a workbook: taken in, it is compared with the employers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from liuyou.areas.organising.actions.comparison import LISTED, compare_with_register
from liuyou.areas.organising.imports import columns as shared
from liuyou.areas.organising.models import Difference
from liuyou.kernel.base import clock
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.registers import Register, Values


def finish(values: Values) -> Values:
    """Another day's file is another comparison, even where its rows say the same."""
    return {"compared_on": clock.today(), **shared.given(values)}


def check_all(rows: Sequence[Values]) -> Iterator[tuple[int, str, str]]:
    seen: dict[str, str] = {}
    for index, row in enumerate(rows):
        code = row.get("credit_code")
        if code and seen.setdefault(code, row["name"]) != row["name"]:
            yield (
                index,
                "credit_code",
                f"与“{seen[code]}”代码相同：一个代码只对应一个单位（GB 32100-2015），请核对名册。",
            )


def existing(rows: Sequence[Values]) -> list[tuple[Any, ...] | None]:
    return [None] * len(rows)


FILE = Register(
    Sheetform(
        "organising.comparison",
        "法人单位名册比对",
        columns=(
            shared.ORG,
            Column("name", "名册单位名称", Kind.TEXT, shared.NAME.synonyms, required=True),
            shared.CODE,
            shared.heads(required=False)[0],
            Column("members", "会员人数", Kind.INTEGER, ("会员数", "工会会员数", "工会会员"), minimum=Decimal(0)),
            shared.ADDRESS,
            shared.CONTACT,
            shared.PHONE,
            Column("source", "数据来源", Kind.TEXT, ("来源", "来源部门", "提供部门")),
            Column(
                "scope",
                "比对范围",
                Kind.CHOICE,
                ("审核范围",),
                choices={word: word for word in ("全部", LISTED)},
                default="全部",
                help=f"名册只有一部分单位的（如只有非公企业），选“{LISTED}”，名册以外的单位不算差异",
            ),
            Column("compared_on", "比对日期", Kind.DATE, ("数据日期", "审核日期")),
        ),
        hints=("法人数据库", "法人单位名册", "市场主体名册", "法人库"),
    ),
    Difference,
    compare_with_register,
    key=("credit_code", "name", "compared_on"),
    finish=finish,
    check_all=check_all,
    existing=existing,
)

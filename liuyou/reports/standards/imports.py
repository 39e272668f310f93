"""The form by which a standard is begun; its items are written in the editor."""

from __future__ import annotations

from decimal import Decimal

from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.registers import Register, Values
from liuyou.reports.standards.actions.standards import draft_standards
from liuyou.reports.standards.models import Standard

COLUMNS = (
    Column("org", "制定标准的工会", Kind.ORG),
    Column("title", "标准名称", Kind.TEXT, required=True),
    Column("short", "简称", Kind.TEXT, required=True, help="指标里的叫法，如 六有、五有、六好"),
    Column("total", "总分", Kind.DECIMAL, default=Decimal(100), minimum=Decimal(1), maximum=Decimal(10000)),
    Column("starts_on", "起用日期", Kind.DATE, ahead=True),
    Column("source", "出处", Kind.TEXT, help="文件名称和文号"),
    Column("basis", "依据", Kind.TEXT),
    Column("note", "说明", Kind.TEXT),
)


def _given(values: Values) -> Values:
    """Without the empty cells: the model's own defaults stand there."""
    return {name: value for name, value in values.items() if value is not None}


STANDARDS = Register(
    Sheetform("standards.standard", "考核标准", COLUMNS),
    Standard,
    draft_standards,
    key=("org_id", "title", "starts_on"),
    finish=_given,
)

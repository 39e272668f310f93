"""Every write of the membership registers, one module a noun."""

from liuyou.areas.members.actions import doors, dues, duplicates, endings, following, joining, transfers
from liuyou.kernel.actions.action import INPUT_TITLES

INPUT_TITLES |= {
    "card_kind": "卡证种类",
    "retained_why": "保留原因",
    "decision": "决定或文号",
    "until": "去世日期",
    "paid_on": "交纳日期",
}

__all__ = ["doors", "dues", "duplicates", "endings", "following", "joining", "transfers"]

"""Every write of the aid registers, one module a noun."""

from liuyou.areas.aid.actions import applications, batches, commitments, files, followed, programmes, survivors
from liuyou.areas.aid.actions.payments import correct_payment, record_payments, return_payment, void_payment
from liuyou.kernel.actions.action import INPUT_TITLES

INPUT_TITLES |= {
    "returned_on": "退回日期",
    "visited_on": "入户日期",
    "application_signed": "申请书是否签字",
    "authorised": "授权书是否签字",
    "result": "核对结果",
    "ground": "注销原因",
    "category": "困难类别",
    "plan": "帮扶计划",
    "deadline": "期限",
    "note": "检查情况",
    "outcome": "结果",
    "school_year": "学年",
    "monthly_amount": "每月金额",
}

__all__ = [
    "applications",
    "batches",
    "commitments",
    "correct_payment",
    "files",
    "followed",
    "programmes",
    "record_payments",
    "return_payment",
    "survivors",
    "void_payment",
]

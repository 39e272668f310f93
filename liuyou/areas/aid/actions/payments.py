"""Payments: entered, put right, given back, made void."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from liuyou.areas.aid import rules, workflows
from liuyou.areas.aid.actions.limits import require_within
from liuyou.areas.aid.models import Payment
from liuyou.kernel.actions import correcting
from liuyou.kernel.actions.action import action
from liuyou.kernel.base.errors import Refused

CORRECTABLE = (
    "person_id",
    "programme",
    "form",
    "category",
    "fund",
    "amount",
    "goods",
    "goods_value",
    "paid_on",
    "returned_on",
    "note",
)


@action(workflows.PAYMENT.record)
def record_payments(payments: Sequence[dict[str, Any]], **_: Any) -> list[Payment]:
    """Enter payments that were made: one, or a batch of many, within what their programme allows."""
    made = [Payment(state_since=values["paid_on"], **values) for values in payments]
    require_within(made)
    return made


@action(workflows.PAYMENT.correct, Payment)
def correct_payment(payment: Payment, *, changes: dict[str, Any], **_: Any) -> None:
    """Put right what was mistyped: the ledger keeps the old entry, its reversal and the new one."""
    if payment.occasion and changes.keys() & {"person_id", "programme"}:
        raise Refused(f"这笔发放属于{payment.programme}的{payment.occasion}，不能改人或改项目：请作废后重新办理。")
    correcting.correct(payment, changes, CORRECTABLE)
    if payment.returned_on:
        rules.back_after_payment(payment.paid_on, payment.returned_on)
    if payment.state == "paid":
        require_within([payment], without=[payment.pk])


@action(workflows.PAYMENT.give_back, Payment)
def return_payment(payment: Payment, *, returned_on: date, **_: Any) -> None:
    """The money came back: taken off on that day, not on the day it was paid."""
    rules.back_after_payment(payment.paid_on, returned_on)
    payment.returned_on = returned_on


@action(workflows.PAYMENT.void, Payment)
def void_payment(payment: Payment, **_: Any) -> None:
    """It never happened: its entries are reversed on their own days."""

"""Batches: one sheet of many people (145 at one meeting) approved and paid together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from liuyou.areas.aid import programmes, rules, workflows
from liuyou.areas.aid.actions.limits import require_within
from liuyou.areas.aid.actions.payments import record_payments, void_payment
from liuyou.areas.aid.models import Batch, Payment
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions import correcting
from liuyou.kernel.actions.action import action
from liuyou.kernel.base.errors import Refused

EDITABLE = ("title", "programme", "form", "category", "fund", "paid_on")


@action(workflows.BATCH.draft)
def draft_batch(batch: Mapping[str, Any], **_: Any) -> Batch:
    """``org_id, title, programme, paid_on, rows`` and if wanted form, category, fund.

    A row is ``person_id, amount`` and if wanted goods, goods_value, category, org_id; count and totals are worked out.
    """
    made = Batch(**{**batch, "programme": programmes.canonical(batch["programme"])})
    _take_rows(made, batch["rows"])
    return made


@action(workflows.BATCH.revise, Batch)
def revise_batch(
    batch: Batch,
    *,
    changes: dict[str, Any] | None = None,
    rows: Sequence[Mapping[str, Any]] | None = None,
    **_: Any,
) -> None:
    if changes:
        correcting.correct(batch, changes, EDITABLE)
        batch.programme = programmes.canonical(batch.programme)
    if rows is not None:
        _take_rows(batch, rows)


@action(workflows.BATCH.submit, Batch)
def submit_batch(batch: Batch, **_: Any) -> None:
    """`queries.paid_already` lists who was paid this year before; that is for the approver to judge."""
    require_within([Payment(**each) for each in _payments(batch)])


@action(workflows.BATCH.approve, Batch)
def approve_batch(batch: Batch, *, opinion: str, **_: Any) -> None:
    """By the level above."""
    batch.opinion = opinion


@action(workflows.BATCH.approve_own, Batch)
def approve_own_batch(batch: Batch, *, opinion: str, **_: Any) -> None:
    """By a federation that may approve for itself (`aid.approve_own`)."""
    batch.opinion = opinion


@action(workflows.BATCH.supplement, Batch)
def send_back_batch(batch: Batch, **_: Any) -> None:
    """退回修改."""


@action(workflows.BATCH.refuse, Batch)
def refuse_batch(batch: Batch, **_: Any) -> None:
    """不予批准."""


@action(workflows.BATCH.withdraw, Batch)
def withdraw_batch(batch: Batch, **_: Any) -> None:
    """Taken back before it was paid."""


@action(workflows.BATCH.pay, Batch)
def pay_batch(batch: Batch, on: date, *, actor: Actor, **_: Any) -> None:
    """One payment a person on the batch's day; a row found wrong afterwards is that payment's correction."""
    record_payments(_payments(batch), actor=actor, on=on)


@action(workflows.BATCH.void, Batch)
def void_batch(batch: Batch, on: date, *, actor: Actor, reason: str, **_: Any) -> None:
    """The whole sheet was entered by mistake: every payment still standing is made void with it."""
    standing = list(Payment.objects.filter(source=batch.pk, state="paid"))
    if standing:
        void_payment(standing, actor=actor, on=on, reason=reason)


def _take_rows(batch: Batch, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        raise Refused("名单是空的：请至少填写一个人。")
    rules.no_duplicates([row["person_id"] for row in rows])
    for number, row in enumerate(rows, 1):
        if not rules.gives_something(Decimal(row.get("amount", 0)), Decimal(row.get("goods_value", 0))):
            raise Refused(f"第 {number} 行没有金额，也没有实物折价：请填写其中一项。")
    batch.rows = [{name: _plain(value) for name, value in row.items()} for row in rows]
    batch.count = len(rows)
    batch.total = sum((Decimal(row.get("amount", 0)) for row in rows), Decimal(0))
    batch.goods_total = sum((Decimal(row.get("goods_value", 0)) for row in rows), Decimal(0))


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def _payments(batch: Batch) -> list[dict[str, Any]]:
    return [
        {
            "org_id": row.get("org_id", batch.org_id),
            "person_id": row["person_id"],
            "programme": batch.programme,
            "form": batch.form,
            "category": row.get("category") or batch.category,
            "fund": batch.fund,
            "amount": Decimal(row.get("amount", 0)),
            "goods": row.get("goods", ""),
            "goods_value": Decimal(row.get("goods_value", 0)),
            "paid_on": batch.paid_on,
            "source": batch.pk,
        }
        for row in batch.rows
    ]

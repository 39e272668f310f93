"""What aid is counted by, and what one record amounts to in the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from liuyou.areas.aid.models import (
    Application,
    Batch,
    Commitment,
    HardshipFile,
    Maternity,
    Pairing,
    Payment,
    Programme,
    Survivor,
    Visit,
)
from liuyou.kernel.ledger.measures import STOCK, Entry, Measure, posting

DIMS = {"programme": "项目", "form": "发放形式", "category": "对象类别", "fund": "资金来源"}
PAYMENTS = Measure("aid.payments", "救助人次", "人次", dims=DIMS)
MONEY = Measure("aid.money", "救助金额", "元", dims=DIMS)
GOODS = Measure("aid.goods", "实物折价", "元", dims=DIMS)

FILE_DIMS = {"category": "困难类别", "kind": "档案类型", "cause": "致困原因"}
FILES = Measure("aid.files", "在档困难职工", "户", STOCK, FILE_DIMS)
FILES_OPENED = Measure("aid.files_opened", "建档", "户", dims={"kind": "建档方式", "category": "困难类别"})
FILES_CLOSED = Measure("aid.files_closed", "退出档案", "户", dims={"reason": "退出原因", **FILE_DIMS})

BUDGET = Measure("aid.budget", "救助预算", "元", dims={"programme": "项目", "fund": "资金来源"})
APPLICATIONS = Measure("aid.applications", "救助申请", "件", dims={"programme": "项目", "outcome": "办理结果"})
BATCHES = Measure("aid.batches", "集中发放", "批", dims={"programme": "项目", "form": "发放形式"})
VISITS = Measure("aid.visits", "走访", "次", dims={"programme": "项目", "form": "走访形式"})
PAIRINGS = Measure("aid.pairings", "结对帮扶", "对", STOCK)
PAIRINGS_ENDED = Measure("aid.pairings_ended", "结束结对", "对", dims={"outcome": "结果"})
COMMITMENTS = Measure("aid.commitments", "在助学生", "人", STOCK, {"school_level": "学段"})
SURVIVORS = Measure("aid.survivors", "遗属补助对象", "人", STOCK)
SURVIVORS_REMOVED = Measure("aid.survivors_removed", "退出遗属补助", "人")
MATERNITY = Measure("aid.maternity", "生育保险办理", "人次")
MATERNITY_MONEY = Measure("aid.maternity_money", "生育保险报销", "元")


@posting("aid.payment", PAYMENTS, MONEY, GOODS)
def payment_entries(payment: Payment) -> Iterator[Entry]:
    """A payment counts on the day it was made; one that came back is taken off on the day it came back."""
    if payment.state == "void":
        return
    dims = {name: getattr(payment, name) for name in DIMS}
    days = [(1, payment.paid_on)]
    if payment.state == "returned" and payment.returned_on:
        days.append((-1, payment.returned_on))
    for sign, day in days:
        yield PAYMENTS.entry(sign, on=day, person=payment.person_id, **dims)
        yield MONEY.entry(sign * payment.amount, on=day, person=payment.person_id, **dims)
        yield GOODS.entry(sign * payment.goods_value, on=day, person=payment.person_id, **dims)


@posting("aid.file", FILES, FILES_OPENED, FILES_CLOSED)
def file_entries(file: HardshipFile) -> Iterator[Entry]:
    """One household for each stretch in force; a stretch that only changes category neither opens nor closes."""
    if file.state == "void":
        return
    for spell in file.spells:
        since = date.fromisoformat(spell["since"])
        until = date.fromisoformat(spell["until"]) if spell["until"] else None
        dims = {name: spell[name] for name in FILE_DIMS}
        yield from FILES.span(1, since=since, until=until, person=file.person_id, **dims)
        if spell["opening"]:
            yield FILES_OPENED.entry(
                1, on=since, person=file.person_id, kind=spell["opening"], category=spell["category"]
            )
        if spell["ending"] and until:
            yield FILES_CLOSED.entry(1, on=until, person=file.person_id, reason=spell["ending"], **dims)


@posting("aid.programme", BUDGET)
def programme_entries(programme: Programme) -> Iterator[Entry]:
    """The budget counts on the first day of its year."""
    if programme.state != "void":
        for fund, budget in programme.budgets.items():
            yield BUDGET.entry(budget, on=date(programme.year, 1, 1), programme=programme.name, fund=fund)


OUTCOMES = {"approved": "批准", "paid": "批准", "refused": "不予救助", "withdrawn": "撤回"}


@posting("aid.application", APPLICATIONS)
def application_entries(application: Application) -> Iterator[Entry]:
    """An application counts on the day it was last submitted, under what became of it."""
    if application.submitted_on and application.state != "draft":
        yield APPLICATIONS.entry(
            1,
            on=application.submitted_on,
            person=application.person_id,
            programme=application.programme,
            outcome=OUTCOMES.get(application.state, "办理中"),
        )


@posting("aid.batch", BATCHES)
def batch_entries(batch: Batch) -> Iterator[Entry]:
    if batch.state == "paid":
        yield BATCHES.entry(1, on=batch.paid_on, programme=batch.programme, form=batch.form)


@posting("aid.visit", VISITS)
def visit_entries(visit: Visit) -> Iterator[Entry]:
    if visit.state != "void":
        yield VISITS.entry(1, on=visit.visited_on, person=visit.person_id, programme=visit.programme, form=visit.form)


@posting("aid.pairing", PAIRINGS, PAIRINGS_ENDED)
def pairing_entries(pairing: Pairing) -> Iterator[Entry]:
    if pairing.state == "void":
        return
    yield from PAIRINGS.span(1, since=pairing.starts_on, until=pairing.ended_on, person=pairing.person_id)
    if pairing.ended_on:
        yield PAIRINGS_ENDED.entry(1, on=pairing.ended_on, person=pairing.person_id, outcome=pairing.outcome)


@posting("aid.commitment", COMMITMENTS)
def commitment_entries(commitment: Commitment) -> Iterator[Entry]:
    if commitment.state != "void":
        yield from COMMITMENTS.span(
            1,
            since=commitment.starts_on,
            until=commitment.ended_on,
            person=commitment.person_id,
            school_level=commitment.school_level,
        )


@posting("aid.survivor", SURVIVORS, SURVIVORS_REMOVED)
def survivor_entries(survivor: Survivor) -> Iterator[Entry]:
    if survivor.state == "void":
        return
    yield from SURVIVORS.span(1, since=survivor.starts_on, until=survivor.removed_on, person=survivor.person_id)
    if survivor.removed_on:
        yield SURVIVORS_REMOVED.entry(1, on=survivor.removed_on, person=survivor.person_id)


@posting("aid.maternity", MATERNITY, MATERNITY_MONEY)
def maternity_entries(case: Maternity) -> Iterator[Entry]:
    if case.state != "void":
        yield MATERNITY.entry(1, on=case.handled_on, person=case.person_id)
        yield MATERNITY_MONEY.entry(case.amount, on=case.handled_on, person=case.person_id)

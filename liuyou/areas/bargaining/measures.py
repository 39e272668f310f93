"""What collective bargaining is counted by, and what one record amounts to in the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from liuyou.areas.bargaining.models import Agreement, Check, Kind, Offer
from liuyou.kernel.ledger.measures import STOCK, Entry, Measure, posting

DIMS = {"kind": "合同类型", "scope": "协商范围"}
OFFERS = Measure("bargaining.offers", "协商要约", "个", dims=DIMS | {"ownership": "经济类型", "reply": "回应情况"})
REPLIES = {"sent": "待回应", "accepted": "应约", "refused": "拒绝", "withdrawn": "撤回"}

AGREEMENTS = Measure("bargaining.agreements", "有效集体合同", "份", STOCK, DIMS)
EMPLOYERS = Measure("bargaining.employers", "集体合同覆盖企业", "家", STOCK, DIMS)
WORKERS = Measure("bargaining.workers", "集体合同覆盖职工", "人", STOCK, DIMS)
WOMEN_WORKERS = Measure("bargaining.women_workers", "女职工专项集体合同覆盖女职工", "人", STOCK, {"scope": "协商范围"})
SIGNED = Measure("bargaining.signed", "签订集体合同", "份", dims=DIMS | {"mode": "签订方式"})
RENEWED_EMPLOYERS = Measure("bargaining.renewed_employers", "续签企业", "家", dims=DIMS)
RENEWED_WORKERS = Measure("bargaining.renewed_workers", "续签覆盖职工", "人", dims=DIMS)
EXPIRING = Measure("bargaining.expiring", "期满集体合同", "份", dims=DIMS | {"outcome": "续签情况"})

CHECKS = Measure("bargaining.performance_checks", "履约检查", "次", dims=DIMS | {"result": "履行情况"})
ASKED = Measure("bargaining.asked", "满意度测评", "人次", dims=DIMS)
SATISFIED = Measure("bargaining.satisfied", "测评满意", "人次", dims=DIMS)

HAS_BEEN_IN_FORCE = frozenset({"in_force", "renewed", "terminated"})
IS_SIGNED = HAS_BEEN_IN_FORCE | {"signed", "filed"}


@posting("bargaining.offer", OFFERS)
def offer_entries(offer: Offer) -> Iterator[Entry]:
    """An offer counts on the day it was sent, whatever came of it; what came of it is a dimension."""
    if offer.state in REPLIES:
        yield OFFERS.entry(
            1,
            on=offer.sent_on,
            kind=offer.kind,
            scope=offer.scope,
            ownership=offer.ownership,
            reply=REPLIES[offer.state],
        )


@posting(
    "bargaining.agreement",
    *(AGREEMENTS, EMPLOYERS, WORKERS, WOMEN_WORKERS, SIGNED, RENEWED_EMPLOYERS, RENEWED_WORKERS, EXPIRING),
)
def agreement_entries(agreement: Agreement) -> Iterator[Entry]:
    """Signed and renewed on the day of signing; in stock while in force, until its end or its successor."""
    dims: dict[str, Any] = {"kind": agreement.kind, "scope": agreement.scope}
    if agreement.state in IS_SIGNED and agreement.signed_on:
        mode = "续签" if agreement.renewal else "新签"
        yield SIGNED.entry(1, on=agreement.signed_on, mode=mode, **dims)
        if agreement.renewal:
            yield RENEWED_EMPLOYERS.entry(agreement.employers, on=agreement.signed_on, **dims)
            yield RENEWED_WORKERS.entry(agreement.workers, on=agreement.signed_on, **dims)
    if agreement.state in HAS_BEEN_IN_FORCE and agreement.ends_on:
        since, until = term(agreement)
        yield from AGREEMENTS.span(1, since=since, until=until, **dims)
        yield from EMPLOYERS.span(agreement.employers, since=since, until=until, **dims)
        yield from WORKERS.span(agreement.workers, since=since, until=until, **dims)
        if agreement.kind == Kind.WOMEN:
            yield from WOMEN_WORKERS.span(agreement.women, since=since, until=until, scope=agreement.scope)
        if agreement.terminated_on is None or agreement.terminated_on > agreement.ends_on:
            outcome = "已续签" if agreement.succeeded_on else "未续签"
            yield EXPIRING.entry(1, on=agreement.ends_on, outcome=outcome, **dims)


def term(agreement: Agreement) -> tuple[date, date]:
    """First day in force and first day no longer: after its last day, or earlier by renewal or termination."""
    if not (agreement.in_force_on and agreement.ends_on):
        raise ValueError(f"agreement {agreement.pk} is not dated")  # the table's constraint forbids it
    after = agreement.ends_on + timedelta(days=1)
    return agreement.in_force_on, min(agreement.succeeded_on or after, agreement.terminated_on or after, after)


@posting("bargaining.check", CHECKS, ASKED, SATISFIED)
def check_entries(check: Check) -> Iterator[Entry]:
    if check.state == "void":
        return
    dims: dict[str, Any] = {"kind": check.kind, "scope": check.scope}
    yield CHECKS.entry(1, on=check.checked_on, result=check.result, **dims)
    yield ASKED.entry(check.asked, on=check.checked_on, **dims)
    yield SATISFIED.entry(check.satisfied, on=check.checked_on, **dims)

"""Every write of the bargaining registers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from liuyou.areas.bargaining import queries, rules, workflows
from liuyou.areas.bargaining.measures import term
from liuyou.areas.bargaining.models import Agreement, Check, Kind, Offer, Scope
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.action import INPUT_TITLES, action
from liuyou.kernel.actions.correcting import correct
from liuyou.kernel.base.days import check_order
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.parameters.definitions import Resolution
from liuyou.kernel.parameters.values import parameter
from liuyou.kernel.workflow import deadlines
from liuyou.kernel.writing.permit import permit

ASKED = {name for each in workflows.ALL for bound in each.steps.values() for name in bound.step.ask} - {"reason"}
INPUT_TITLES |= {
    field.name: str(field.verbose_name)
    for model in (Offer, Agreement)
    for field in model.business_fields()
    if field.name in ASKED
} | {"days": "接替日期"}
Values = dict[str, Any]
Numbers = Callable[..., Resolution]
"""`parameter`, or a memory of it for one call."""


def _by_kind(name: str, kind: str) -> str:
    """Wage agreements have limits of their own, the other kinds those of a comprehensive one."""
    return f"{name}.{'wage' if kind == Kind.WAGE else 'comprehensive'}"


def _due(name: str, org: int, start: date) -> date:
    limit = parameter(name, org=org, on=start)
    return deadlines.due(start, int(limit.value), deadlines.Unit(limit.unit))


def _set(record: Offer | Agreement | Check, changes: Mapping[str, Any], fixed: Iterable[str]) -> None:
    """Corrections; what the system works out, or what another record relies on, is not for correcting."""
    closed = {"org", "state", "state_since", *fixed}
    open_fields = [field.name for field in record.business_fields() if field.editable and field.name not in closed]
    correct(record, changes, open_fields)


# Offers


@action(workflows.OFFER.send)
def send_offers(offers: Sequence[Values], **_: Any) -> list[Offer]:
    """Enter offers that were sent: one, or a batch of many. The time for the reply begins on `sent_on`."""
    return [Offer(state_since=values["sent_on"], **values) for values in offers]


@action(workflows.OFFER.accept, Offer)
def accept_offer(offer: Offer, *, replied_on: date, **_: Any) -> None:
    """The other side agrees in writing to bargain."""
    _reply(offer, replied_on)


@action(workflows.OFFER.refuse, Offer)
def refuse_offer(offer: Offer, *, replied_on: date, follow_up: str, **_: Any) -> None:
    """The other side refuses; `follow_up` is what the union does about it."""
    _reply(offer, replied_on)
    offer.follow_up = follow_up


def _reply(offer: Offer, replied_on: date) -> None:
    check_order(("要约日期", offer.sent_on), ("答复日期", replied_on))
    offer.replied_on = replied_on


@action(workflows.OFFER.follow, Offer)
def follow_up_offer(offer: Offer, *, follow_up: str, **_: Any) -> None:
    """No answer, or a refusal: taken to the union above or to the authority."""
    offer.follow_up = follow_up


@action(workflows.OFFER.withdraw, Offer)
def withdraw_offer(offer: Offer, **_: Any) -> None:
    """Taken back before an answer: it was sent, but no answer is waited for."""


@action(workflows.OFFER.correct, Offer)
def correct_offer(offer: Offer, *, changes: Values, **_: Any) -> None:
    """Put right what was mistyped; the time for the reply follows the day of sending."""
    _set(offer, changes, ())
    check_order(("要约日期", offer.sent_on), ("答复日期", offer.replied_on))
    if offer.state == "sent":
        offer.state_since = offer.sent_on
        offer.due_on = _due(workflows.OFFER.send.step.limit, offer.org_id, offer.sent_on)


@action(workflows.OFFER.void, Offer)
def void_offer(offer: Offer, **_: Any) -> None:
    """It was never sent."""
    if Agreement.objects.filter(offer=offer).exclude(state="void").exists():
        raise Refused("这份要约已用于集体合同，不能作废：请先作废那份合同。")


def load_offers(rows: Sequence[Values], *, actor: Actor, **_: Any) -> list[Offer]:
    """A ledger of offers, those answered with their answer: `reply` is "accepted", "refused" or absent."""
    rows = [dict(row) for row in rows]
    replies = [(row.pop("reply", None), row.pop("replied_on", None), row.pop("follow_up", "")) for row in rows]
    with permit("bargaining.offer.load"):
        made: list[Offer] = send_offers(rows, actor=actor)
        answered: dict[tuple[Any, ...], list[Offer]] = defaultdict(list)
        for offer, reply in zip(made, replies, strict=True):
            answered[reply].append(offer)
        for (reply, replied_on, follow_up), offers in answered.items():
            if reply == "accepted":
                accept_offer(offers, replied_on=replied_on, actor=actor)
            elif reply == "refused":
                more = {"follow_up": follow_up or "不再跟进", "reason": "台账登记"}
                refuse_offer(offers, replied_on=replied_on, actor=actor, **more)
    return made


# Agreements


@action(workflows.AGREEMENT.open)
def open_agreements(agreements: Sequence[Values], *, on: date, **_: Any) -> list[Agreement]:
    """Begin to bargain, on an offer (`offer_id`), to renew (`renews_id`), or on neither."""
    made = [Agreement(**values) for values in agreements]
    for each in made:
        if each.offer and each.offer.state != "accepted":
            raise Refused("这份要约还没有应约：先登记应约，再开始协商。")
        if each.renews:
            _check_renewal(each, each.renews, on)
            each.renewal = True
    return made


def _check_renewal(new: Agreement, old: Agreement, on: date) -> None:
    standing = old.renew_from if old.state == "in_force" else None
    if (old.org_id, old.kind) != (new.org_id, new.kind) or standing is None:
        raise Refused("只能续签本工会同一类型、正在生效且尚未续签的集体合同：请核对所续合同。")
    if Agreement.objects.filter(renews=old).exclude(state="void").exists():
        raise Refused("这份合同的续签已经在协商：请继续办理那一份，或先将其作废。")
    rules.check_renewable(on, standing)


@action(workflows.AGREEMENT.draft, Agreement)
def draft_agreement(
    agreement: Agreement,
    *,
    worker_reps: int,
    employer_reps: int,
    worker_experts: int = 0,
    employer_experts: int = 0,
    large: bool = False,
    on: date,
    **_: Any,
) -> None:
    """The draft stands; those who negotiated it are enough on each side. `large`: 规模以上企业."""
    name = "bargaining.representatives_min" + (".large" if large else "")
    rules.check_representatives(worker_reps, employer_reps, int(parameter(name, org=agreement.org_id, on=on).value))
    share = parameter("bargaining.outside_experts_share", org=agreement.org_id, on=on).value
    rules.check_experts("职工方", worker_experts, worker_reps, share)
    rules.check_experts("用人单位方", employer_experts, employer_reps, share)
    agreement.worker_reps, agreement.employer_reps = worker_reps, employer_reps
    agreement.worker_experts, agreement.employer_experts = worker_experts, employer_experts


@action(workflows.AGREEMENT.vote, Agreement)
def pass_agreement(agreement: Agreement, *, entitled: int, present: int, in_favour: int, on: date, **_: Any) -> None:
    """The congress or the workers passed the draft. A vote that fails is refused: then `reopen_agreement`."""
    single = agreement.scope == Scope.SINGLE
    name = "bargaining.approval" if single else "bargaining.approval.regional"
    approval = parameter(name, org=agreement.org_id, on=on).value
    attend = parameter("bargaining.quorum", org=agreement.org_id, on=on).value if single else None
    rules.check_vote(entitled, present, in_favour, attend=attend, **approval)
    agreement.entitled, agreement.present, agreement.in_favour = entitled, present, in_favour


@action(workflows.AGREEMENT.sign, Agreement)
def sign_agreement(
    agreement: Agreement,
    *,
    signed_on: date,
    starts_on: date,
    ends_on: date,
    worker_chief: str,
    employer_chief: str,
    **_: Any,
) -> None:
    """Both chiefs sign; the time for filing begins."""
    agreement.signed_on, agreement.starts_on, agreement.ends_on = signed_on, starts_on, ends_on
    agreement.worker_chief, agreement.employer_chief = worker_chief, employer_chief
    _set_term(agreement)
    _start_limit(agreement, "file_by")


def _set_term(agreement: Agreement, numbers: Numbers = parameter) -> None:
    """Check the term and set the first day of the renewal window."""
    signed_on, starts_on, ends_on = agreement.signed_on, agreement.starts_on, agreement.ends_on
    if not (signed_on and starts_on and ends_on):
        raise Refused("签订日期、期限起、期限止没有填全：请补填。")
    years = queries.term_years(agreement.kind, agreement.org_id, signed_on, numbers)
    rules.check_term(starts_on, ends_on, *years)
    window = numbers(_by_kind("bargaining.renewal_days", agreement.kind), org=agreement.org_id, on=signed_on)
    agreement.renew_from = ends_on - timedelta(days=int(window.value))


LIMITS = {
    "file_by": ("signed_on", "bargaining.submission_days"),
    "review_by": ("filed_on", "bargaining.review_days"),
    "publish_by": ("in_force_on", "bargaining.publication_days"),
}
"""Last days by field: the day the limit begins on, and its parameter. They stay when the step is taken, late or not."""


def _start_limit(agreement: Agreement, name: str) -> None:
    begins, limit = LIMITS[name]
    if name != "review_by":
        limit = _by_kind(limit, agreement.kind)
    setattr(agreement, name, _due(limit, agreement.org_id, getattr(agreement, begins)))


@action(workflows.AGREEMENT.file, Agreement)
def file_agreement(agreement: Agreement, *, filed_on: date, **_: Any) -> None:
    """Handed to the labour authority; its review begins."""
    check_order(("签订日期", agreement.signed_on), ("报送日期", filed_on))
    agreement.filed_on = filed_on
    _start_limit(agreement, "review_by")


@action(workflows.AGREEMENT.reopen, Agreement)
def reopen_agreement(agreement: Agreement, **_: Any) -> None:
    """Back to the table: the vote failed, or the authority objected. What was signed and filed no longer holds."""
    for name in ("signed_on", "starts_on", "ends_on", "renew_from", "file_by", "filed_on", "review_by"):
        setattr(agreement, name, None)


@action(workflows.AGREEMENT.enter_into_force, Agreement)
def enter_into_force(
    agreement: Agreement, *, in_force_on: date, opinion: str = "", actor: Actor, on: date, **_: Any
) -> None:
    """No objection within the review, or `opinion`: the number of a written consent.

    In force from that day, though not before its term begins; the agreement it renews ends there.
    """
    if not (agreement.review_by and agreement.starts_on):
        raise Refused("报送日期、期限起没有填全：请先更正补填。")
    check_order(("报送日期", agreement.filed_on), ("生效日期", in_force_on), ("期限止", agreement.ends_on))
    rules.check_in_force(in_force_on, agreement.review_by, opinion)
    agreement.in_force_on, agreement.opinion = max(in_force_on, agreement.starts_on), opinion
    _start_limit(agreement, "publish_by")
    _succeed(agreement, actor, on)


def _succeed(agreement: Agreement, actor: Actor, on: date) -> None:
    if agreement.renews_id and agreement.in_force_on:
        succeed_agreements([agreement.renews_id], days={agreement.renews_id: agreement.in_force_on}, actor=actor, on=on)


@action(workflows.AGREEMENT.succeed, Agreement)
def succeed_agreements(agreement: Agreement, *, days: Mapping[int, date], **_: Any) -> None:
    """A renewed agreement ends where its successor begins. Taken only with the successor's own step."""
    check_order(("原合同生效日期", agreement.in_force_on), ("续签合同生效日期", days[agreement.pk]))
    agreement.succeeded_on = days[agreement.pk]


@action(workflows.AGREEMENT.restore, Agreement)
def restore_agreement(agreement: Agreement, *, successor: int = 0, **_: Any) -> None:
    """Its own end holds again. Taken only with the step that makes `successor` void."""
    if Agreement.objects.filter(renews=agreement).exclude(state="void").exclude(pk=successor).exists():
        raise Refused("接替它的续签合同还有效：请作废那一份，这份即恢复。")
    agreement.succeeded_on = None


@action(workflows.AGREEMENT.publish, Agreement)
def publish_agreement(agreement: Agreement, *, published_on: date, **_: Any) -> None:
    """All workers were told."""
    agreement.published_on = published_on


@action(workflows.AGREEMENT.terminate, Agreement)
def terminate_agreement(agreement: Agreement, *, terminated_on: date, **_: Any) -> None:
    """It ends before its term: `terminated_on` is the first day without it."""
    check_order(("生效日期", agreement.in_force_on), ("终止日期", terminated_on), ("期限止", agreement.ends_on))
    agreement.terminated_on = terminated_on


@action(workflows.AGREEMENT.correct, Agreement)
def correct_agreement(agreement: Agreement, *, changes: Values, actor: Actor, on: date, **_: Any) -> None:
    """Put right what was mistyped; a wrong kind or scope is voided and entered anew, as its limits hang on it."""
    _set(agreement, changes, ("kind", "scope", "offer", "renews"))
    check_order(("签订日期", agreement.signed_on), ("报送日期", agreement.filed_on))
    check_order(("生效日期", agreement.in_force_on), ("期限止", agreement.ends_on))
    if agreement.signed_on:
        _set_term(agreement)
    for name in LIMITS:
        if getattr(agreement, name):
            _start_limit(agreement, name)
    if "in_force_on" in changes:
        _succeed(agreement, actor, on)


@action(workflows.AGREEMENT.void, Agreement)
def void_agreement(agreement: Agreement, *, actor: Actor, on: date, reason: str, **_: Any) -> None:
    """It never was: the agreement it was to renew ends by its own term again."""
    if Agreement.objects.filter(renews=agreement).exclude(state="void").exists():
        raise Refused("这份合同已有续签合同，不能作废：请先作废续签的那一份。")
    if agreement.checks.exclude(state="void").exists():
        raise Refused("这份合同已有履约检查，不能作废：请先作废那些检查。")
    if agreement.renews and agreement.renews.state == "renewed":
        restore_agreement(agreement.renews, successor=agreement.pk, actor=actor, on=on, reason=reason)


@action(workflows.AGREEMENT.record)
def record_agreements(agreements: Sequence[Values], *, actor: Actor, on: date, **_: Any) -> list[Agreement]:
    """Enter agreements already in force, from a ledger: `in_force_on`, `ends_on`, `renewal`, `signed_on` if known.

    A renewal ends the same employer's earlier agreement of that kind, if the register has it; any other that
    overlaps with one is refused. Two of one employer and kind in the same batch are not seen: `load_agreements`.
    """
    known, numbers = queries.earlier(agreements), cache(parameter)
    made: list[Agreement] = []
    days: dict[int, date] = {}
    for values in agreements:
        first: date = values["in_force_on"]
        new = Agreement(**{"starts_on": first, "signed_on": first, "state_since": first} | values)
        _set_term(new, numbers)
        others = known.get(queries.key_of(values), [])
        rules.check_no_overlap(first, values["ends_on"], [term(each) for each in others], renewal=new.renewal)
        before = [each for each in others if new.renewal and term(each)[0] < first]
        if before and before[-1].state == "in_force":
            new.renews, days[before[-1].pk] = before[-1], first
        made.append(new)
    if days:
        succeed_agreements(list(days), days=days, actor=actor, on=on)
    return made


def load_agreements(rows: Sequence[Values], *, actor: Actor, **_: Any) -> list[Agreement]:
    """A ledger in which an employer may stand with several agreements: in waves, each after the one it follows."""
    waves: dict[int, list[Values]] = defaultdict(list)
    seen: Counter[queries.Key] = Counter()
    for row in sorted(rows, key=lambda each: each["in_force_on"]):
        waves[seen[queries.key_of(row)]].append(row)
        seen[queries.key_of(row)] += 1
    with permit("bargaining.agreement.load"):
        return [made for wave in waves.values() for made in record_agreements(wave, actor=actor)]


# Checks


@action(workflows.CHECK.record)
def record_checks(checks: Sequence[Values], **_: Any) -> list[Check]:
    """Enter checks of performance: ``agreement``, ``checked_on``, ``result``, ``asked``, ``satisfied``."""
    return [_check(values) for values in checks]


def _check(values: Values) -> Check:
    agreement: Agreement = values["agreement"]
    if agreement.state not in ("in_force", "renewed", "terminated"):
        raise Refused("这份合同还没有生效，不能登记履约检查。")
    check_order(("合同生效日期", agreement.in_force_on), ("检查日期", values["checked_on"]))
    facts = {"org_id": agreement.org_id, "kind": agreement.kind, "scope": agreement.scope}
    return Check(state_since=values["checked_on"], **facts, **values)


@action(workflows.CHECK.correct, Check)
def correct_check(check: Check, *, changes: Values, **_: Any) -> None:
    """Put right what was mistyped."""
    _set(check, changes, ("agreement",))


@action(workflows.CHECK.void, Check)
def void_check(check: Check, **_: Any) -> None:
    """It was not held."""

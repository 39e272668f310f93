"""The limits that a programme's record sets on payments: open, the cap a person and year, the budget a fund."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from decimal import Decimal
from functools import cache

from liuyou.areas.aid import queries, rules
from liuyou.areas.aid.models import Payment, Programme
from liuyou.kernel.actions.refusals import Refusals
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.people.models import Person


def require_within(payments: Sequence[Payment], without: Sequence[int] = (), *, together: bool = True) -> None:
    """Refused when one of these payments breaks a limit. `without`: ids whose stored amounts they replace.

    Each counts on top of those before it; not so when they are only granted (`together=False`). The refusal's `of` goes
    by `source`, the record they are paid for. A programme name with no record sets no limits: old ledgers are entered
    without setting up their programmes first.
    """
    groups: dict[tuple[str, int], list[Payment]] = defaultdict(list)
    for payment in payments:
        groups[payment.programme, payment.paid_on.year].append(payment)
    refusals = Refusals(len(payments))
    for (name, year), named in groups.items():
        for programme, orgs in queries.programmes_in_force(name, year):
            if mine := [payment for payment in named if payment.org_id in orgs]:
                _require(programme, orgs, mine, without, together, refusals)
    refusals.tell()


def _require(
    programme: Programme,
    orgs: Collection[int],
    payments: Sequence[Payment],
    without: Sequence[int],
    together: bool,
    refusals: Refusals,
) -> None:
    people = {payment.person_id for payment in payments}
    by_fund, by_person = queries.spent(programme, orgs, without, people)
    cap_of = cache(lambda category: queries.cap_of(programme, category, payments[0].paid_on))
    budgets = programme.budgets
    for payment in payments:
        with refusals.of(payment.source or 0):
            if programme.state != "open":
                closed = f"{programme.year} 年“{programme.name}”项目已关闭，不能再登记发放"
                raise Refused(f"{closed}：确需补登的，请先重新开放。")
            given, spent = payment.amount + payment.goods_value, by_person.get(payment.person_id, Decimal(0))
            cap = cap_of(payment.category)
            if cap is not None and spent + given > cap:
                rules.within_cap(spent, given, cap, f"{Person.objects.get(pk=payment.person_id).name}：")
            if budgets:
                rules.one_of(payment.fund, sorted(budgets), "资金来源")
                rules.within_budget(by_fund.get(payment.fund, Decimal(0)), given, budgets[payment.fund], payment.fund)
            if together:
                by_person[payment.person_id] = spent + given
                by_fund[payment.fund] = by_fund.get(payment.fund, Decimal(0)) + given

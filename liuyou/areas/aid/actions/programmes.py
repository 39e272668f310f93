"""Programmes: set up for a year, changed, closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from liuyou.areas.aid import programmes, queries, rules, workflows
from liuyou.areas.aid.models import Programme
from liuyou.kernel.actions.action import action
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.parameters.definitions import parameter as definition

UNSET: Any = object()


@action(workflows.PROGRAMME.open)
def open_programmes(rows: Sequence[dict[str, Any]], **_: Any) -> list[Programme]:
    """Set up programmes: ``org_id, name, year``, and if wanted ``funds`` (fund → 元), ``cap`` or ``cap_parameter``.

    Where neither cap is given the programme takes the one its name usually has (programmes.yaml), `cap_parameter=""`
    says there is none.
    """
    made = []
    for row in rows:
        name = programmes.canonical(row["name"])
        if Programme.objects.filter(org_id=row["org_id"], name=name, year=row["year"]).exclude(state="void").exists():
            raise Refused(f"{row['year']} 年已设立“{name}”项目：请在原项目上调整。")
        usual = "" if row.get("cap") is not None else programmes.usual_cap(name)
        parameter = row.get("cap_parameter", usual)
        _require_known(parameter)
        funds = _texts(row.get("funds", {}))
        made.append(Programme(**{**row, "name": name, "funds": funds, "cap_parameter": parameter}))
    return made


@action(workflows.PROGRAMME.change, Programme)
def change_programme(
    programme: Programme,
    *,
    funds: Mapping[str, Decimal] | None = None,
    cap: Decimal | None = UNSET,
    **_: Any,
) -> None:
    """Change budgets or cap; a budget below what is spent is refused, payments already made stay whatever the cap."""
    if cap is not UNSET:
        programme.cap = cap
    if funds is not None:
        programme.funds = _texts(funds)
        _require_covered(programme)


@action(workflows.PROGRAMME.close, Programme)
def close_programme(programme: Programme, **_: Any) -> None:
    """No more payments under it."""


@action(workflows.PROGRAMME.reopen, Programme)
def reopen_programme(programme: Programme, **_: Any) -> None:
    """Payments may be entered again."""


@action(workflows.PROGRAMME.void, Programme)
def void_programme(programme: Programme, **_: Any) -> None:
    """It was set up by mistake: neither budget nor limits hold any more."""


def _texts(funds: Mapping[str, Any]) -> dict[str, str]:
    if any(Decimal(amount) < 0 for amount in funds.values()):
        raise Refused("预算不能是负数：请核对各资金来源的金额。")
    return {fund: str(Decimal(amount)) for fund, amount in funds.items()}


def _require_known(parameter: str) -> None:
    if parameter and parameter != "aid.cap.living":
        definition(parameter)


def _require_covered(programme: Programme) -> None:
    for each, orgs in queries.programmes_in_force(programme.name, programme.year):
        if each.pk == programme.pk and programme.funds:
            spent, _ = queries.spent(programme, orgs, (), ())
            for fund, amount in spent.items():
                rules.within_budget(amount, Decimal(0), programme.budgets.get(fund, Decimal(0)), fund or "未写明来源")

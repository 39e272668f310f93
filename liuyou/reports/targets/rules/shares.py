"""Handing a target down: shares that come to the whole exactly, and what is said where they do not."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal

from liuyou.kernel.base.errors import Refused

EQUAL, LAST_YEAR, WORKERS, TYPED = "equal", "last_year", "workers", "typed"
WAYS = {EQUAL: "平均", LAST_YEAR: "按上年同期实际", WORKERS: "按职工人数", TYPED: "逐个填写"}
CENT = Decimal("0.01")


def grain(unit: str) -> Decimal:
    """The smallest part of a target: money goes down to the cent, what is counted is whole."""
    return CENT if unit == "元" else Decimal(1)


def split(whole: Decimal, weights: Mapping[int, Decimal], step: Decimal) -> dict[int, Decimal]:
    """Shares by weight in multiples of `step` that add up to the whole; what rounding leaves goes to the largest rests.

    A whole that is no multiple of the step leaves its odd end with the first. Refused where no weight says anything.
    """
    total = sum(weights.values(), Decimal(0))
    if not weights:
        raise Refused("没有可以分解到的下级工会。")
    if total <= 0 or any(weight < 0 for weight in weights.values()):
        raise Refused("下级都没有这个数，不能按它分解：请改为平均或逐个填写。")
    exact = {org: whole * weight / total for org, weight in weights.items()}
    shares = {org: (value / step).to_integral_value(ROUND_FLOOR) * step for org, value in exact.items()}
    left = whole - sum(shares.values(), Decimal(0))
    order = sorted(exact, key=lambda org: (shares[org] - exact[org], -weights[org], org))
    for org in order:
        if left < step:
            break
        shares[org] += step
        left -= step
    if left:
        shares[order[0]] += left
    return shares


def agrees(whole: Decimal, parts: Decimal) -> bool:
    return whole == parts


def difference(whole: Decimal, parts: Decimal) -> str:
    """The sum of the parts against the whole, in words without numbers' units."""
    left = whole - parts
    if not left:
        return "与总目标一致"
    return f"比总目标少 {_plain(left)}" if left > 0 else f"比总目标多 {_plain(-left)}"


def require_agreement(title: str, whole: Decimal, parts: Decimal, *, reason: str, required: bool) -> None:
    """目标分解应与总目标相等: settling parts that do not add up needs a reason (parameter `targets.sum_must_agree`)."""
    if required and not agrees(whole, parts) and not reason.strip():
        raise Refused(
            f"“{title}”分解到下级的合计 {_plain(parts)}，总目标 {_plain(whole)}，{difference(whole, parts)}："
            "请调整各下级的目标；确需如此的，填写理由后再确定。"
        )


def _plain(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

"""Size, term and extension of committees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from liuyou.areas.officers.rules.sources import Rule
from liuyou.kernel.base.days import months_after
from liuyou.kernel.base.errors import Refused

UNION, AUDIT, WOMEN, STANDING = "工会委员会", "经费审查委员会", "女职工委员会", "常务委员会"
KINDS = (UNION, AUDIT, WOMEN, STANDING, "劳动法律监督委员会", "劳动争议调解委员会", "劳动保护监督检查委员会")


def row_for(members: int, table: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The line of a table by number of members; `upto` is included."""
    return next(row for row in table if members <= row["upto"])


def check_size(seats: int, members: int, table: Rule) -> None:
    """Seats of a union committee by the number of members; a small union may have one chair or organiser only."""
    row = row_for(members, table.value)
    least, most, single, odd = row["min"], row["max"], row.get("single", False), row.get("odd", False)
    if (single and seats == 1) or (least <= seats <= most and not (odd and seats % 2 == 0)):
        return
    span = f"{least} 人" if least == most else f"{least} 至 {most} 人"
    words = span + ("，应为单数" if odd else "") + ("，或者只设主席（组织员）1 人" if single else "")
    raise Refused(f"会员 {members} 人，工会委员会委员 {seats} 人不合规定：应为 {words}{table.basis}。")


def check_span(seats: int, kind: str, span: Rule) -> None:
    """Seats of the audit and of the standing committee."""
    least, most = span.value["min"], span.value["max"]
    if not least <= seats <= most:
        raise Refused(f"{kind}委员 {seats} 人不合规定：应为 {least} 至 {most} 人{span.basis}。")


def check_women(seats: int, women: int, threshold: Rule) -> None:
    """Below the threshold of women members there is one delegate for women workers, no committee."""
    if women < threshold.value and seats > 1:
        raise Refused(
            f"女会员 {women} 人，不足 {threshold.value} 人，不建女职工委员会，只设女职工委员 1 人："
            f"请改应选人数{threshold.basis}。"
        )


def check_term(years: int, allowed: Rule) -> None:
    """A primary committee's term is one of the lengths that the law allows."""
    if years not in allowed.value:
        words = "或".join(f"{each} 年" for each in allowed.value)
        raise Refused(f"任期 {years} 年不合规定：每届任期为{words}，由会员大会或会员代表大会决定{allowed.basis}。")


def check_extension(ends_on: date, until: date, months: Rule) -> None:
    """A delayed election stays within the longest extension, counted from the end of the term."""
    latest = months_after(ends_on, int(months.value))
    if until <= ends_on:
        raise Refused(f"延期至 {until} 不晚于任期届满日 {ends_on}：请核对日期。")
    if until > latest:
        raise Refused(
            f"任期 {ends_on} 届满，延期至 {until} 超过 {months.value} 个月：最迟到 {latest}，请改期{months.basis}。"
        )

"""Rules of bargaining and of collective agreements: plain Python, numbers come in as arguments.

“以上、以内、届满” include the number (民法典 §1259): 过半数 is more than half, 半数以上 includes exactly half.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from liuyou.kernel.base.days import months_after
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.base.votes import quorum, votes_needed


def check_representatives(workers: int, employers: int, minimum: int) -> None:
    """Each side has at least `minimum` and the employer no more than the workers (集体合同规定 2004 §19)."""
    for side, number in (("职工方", workers), ("用人单位方", employers)):
        if number < minimum:
            raise Refused(f"{side}协商代表 {number} 人，每方至少 {minimum} 人（含首席代表）：请补足后再登记。")
    if employers > workers:
        raise Refused(f"用人单位方协商代表 {employers} 人，多于职工方的 {workers} 人：请按对等的人数确定代表。")


def check_experts(side: str, experts: int, representatives: int, share: Fraction) -> None:
    """Outside experts are at most `share` of their side, the share itself included (集体合同规定 2004 §23)."""
    most = math.floor(representatives * share)
    if experts > most:
        raise Refused(f"{side}外聘 {experts} 人，超过本方 {representatives} 名代表的 {share}（最多 {most} 人）。")


def check_vote(
    entitled: int, present: int, in_favour: int, *, attend: Fraction | None, share: Fraction, strict: bool
) -> None:
    """The draft's vote (集体合同规定 2004 §36); `attend` is None where the law asks for no quorum."""
    if not 0 <= in_favour <= present <= entitled or not entitled:
        raise Refused(f"应到 {entitled} 人、实到 {present} 人、同意 {in_favour} 人：人数应依次不增，请核对。")
    if attend is not None and present < (least := quorum(entitled, attend)):
        raise Refused(f"应到 {entitled} 人，实到 {present} 人，不足 {attend}（至少 {least} 人）：会议不能审议草案。")
    least = votes_needed(entitled, share, strict=strict)
    if in_favour < least:
        words = f"超过全体的 {share}" if strict else f"达到全体的 {share}"
        raise Refused(
            f"全体 {entitled} 人中同意 {in_favour} 人，应{words}（至少 {least} 人）：草案未获通过，请退回协商后再提交。"
        )


def check_term(starts: date, ends: date, least: int, most: int) -> None:
    """Whole years, both days in the term.

    A year from 1 July ends on 30 June or, as is often written, on the corresponding day 1 July (民法典 §202).
    """
    if ends < months_after(starts, 12 * least) - timedelta(days=1) or ends > months_after(starts, 12 * most):
        years = f"{least} 年" if least == most else f"{least} 至 {most} 年"
        raise Refused(f"期限 {starts} 至 {ends} 不合规定：这类合同的期限应为 {years}，请核对起止日期。")


def check_in_force(day: date, review_by: date, opinion: str) -> None:
    """Silence through the whole review period, or the authority's written consent (劳动合同法 §54)."""
    if not opinion and day <= review_by:
        raise Refused(
            f"审查期到 {review_by} 届满，{day} 尚不能生效：期满次日起无异议即生效；"
            "已收到无异议的审查意见书的，请填写其文号。"
        )


def check_renewable(on: date, renew_from: date) -> None:
    """Renewal may be proposed from the first day of the window (集体合同规定 2004 §38); late is not forbidden."""
    if on < renew_from:
        raise Refused(f"原合同 {renew_from} 起才能提出续签，现在是 {on}：请到期再办。")


def check_no_overlap(starts: date, ends: date, terms: Sequence[tuple[date, date]], *, renewal: bool) -> None:
    """An employer has one agreement of a kind at a time.

    `terms`: first day and first day after, of the employer's others, oldest first; a renewal ends the last that began
    before it.
    """
    before = [term for term in terms if term[0] < starts]
    standing = [term for term in terms if not (renewal and before and term == before[-1])]
    for first, gone in standing:
        if first <= ends and gone > starts:
            raise Refused(
                f"这家单位同类合同 {first} 至 {gone - timedelta(days=1)} 有效，与 {starts} 至 {ends} 重叠："
                "如是续签请在签订方式中填“续签”，否则请核对日期。"
            )

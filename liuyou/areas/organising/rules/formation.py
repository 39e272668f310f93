"""Rules of founding a union: who prepares it, how large its bodies are, and what elects them.

工会法 §11–12, §16; 工会基层组织选举工作条例 (总工发〔2016〕27号); 基层工会会员代表大会条例 (总工发〔2019〕6号).
“过半数” is more than half, “以上” includes the number (民法典 §1259).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from liuyou.areas.organising.rules.unions import SINGLE
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.base.votes import quorum, votes_needed

PARTY, WORKER, SENT = "党组织代表", "职工代表", "上级工会派员"
ROLES = (PARTY, WORKER, SENT)
"""Who may sit in a preparatory group (选举条例 §7)."""
ALL_MEMBERS, DELEGATES = "会员大会", "会员代表大会"
CONGRESSES = (ALL_MEMBERS, DELEGATES)
HALF = Fraction(1, 2)
WOMEN_COMMITTEE, WOMEN_MEMBER = "女职工委员会", "女职工委员"


def check_employers(form: str, number: int) -> None:
    """A union of one employer covers one; joint unions and federations at least two (工会法 §11)."""
    if form == SINGLE and number != 1:
        raise Refused(f"单独建会的只能有一个用人单位，现在是 {number} 个：几个单位合建的，建会形式请选“联合”。")
    if form == "联合" and number < 2:
        raise Refused(f"联合工会由两个以上单位组成，现在是 {number} 个：一个单位的，建会形式请选“单独”。")


def check_preparatory(roles: Sequence[str]) -> None:
    """Workers, and the party organisation or whom the union above sends (选举条例 §7)."""
    if WORKER not in roles:
        raise Refused("筹备组里没有职工代表：筹备组由党组织代表和职工代表组成（选举工作条例第七条），请补上。")
    if not {PARTY, SENT} & set(roles):
        raise Refused(
            "筹备组里没有党组织代表：单位没有党组织的，由上级工会派员参加（选举工作条例第七条），请补上其中一种。"
        )


def bounds(table: Sequence[Mapping[str, Any]], members: int) -> tuple[int, int]:
    """Fewest and most members of the committee for that many union members (选举条例 §8); `upto` is within."""
    row = next(each for each in table if each["upto"] is None or members <= each["upto"])
    return int(row["min"]), int(row["max"])


def check_committee(size: int, members: int, table: Sequence[Mapping[str, Any]], required: int) -> None:
    """The size by the table; below `required` members one chair or organiser may do instead (工会法 §11)."""
    least, most = bounds(table, members)
    if members < required and size == 1:
        return
    if not least <= size <= most:
        also = "，或者只选主席、组织员 1 人" if members < required else ""
        raise Refused(
            f"会员 {members} 人的工会，委员会应有委员 {least}–{most} 人{also}（选举工作条例第八条）：现在是 {size} 人。"
        )


def check_audit(size: int, least: int, most: int, *, chair: str, head: str) -> None:
    """The audit committee's size; who leads the union does not audit it."""
    if not least <= size <= most:
        raise Refused(f"经费审查委员会应有委员 {least}–{most} 人，现在是 {size} 人：请核对。")
    if head and head == chair:
        raise Refused(f"{head}不能同时任主席和经审委主任：经费审查委员会与工会委员会分开，请另选一人。")


def women_body(women: int, threshold: int) -> str:
    """What women members must have: a committee from `threshold` on, else a member for women's affairs."""
    return WOMEN_COMMITTEE if women >= threshold else WOMEN_MEMBER if women else ""


def check_women(body: str, women: int, threshold: int) -> None:
    """A committee where one is due; with fewer women members either body is right (选举条例 §38)."""
    due = women_body(women, threshold)
    if due and not body:
        raise Refused(f"女会员 {women} 人，应同时产生{due}：请填写。")
    if due == WOMEN_COMMITTEE and body != WOMEN_COMMITTEE:
        raise Refused(f"女会员 {women} 人，达到 {threshold} 人应建立女职工委员会，不能只设女职工委员：请同时建立。")


def check_members(members: int, women: int) -> None:
    if members < 1:
        raise Refused("还没有发展会员：先收入会申请书、登记会员，再申请召开成立大会。")
    if women > members:
        raise Refused(f"女会员 {women} 人多于会员 {members} 人：请核对。")


def check_congress(kind: str, members: int, entitled: int, delegates_from: int) -> None:
    """Below `delegates_from` members all meet; then as many are entitled as there are members."""
    if kind == DELEGATES and members < delegates_from:
        raise Refused(
            f"会员 {members} 人，不足 {delegates_from} 人应召开会员大会（会员代表大会条例），不能召开会员代表大会。"
        )
    if kind == ALL_MEMBERS and entitled != members:
        raise Refused(f"会员大会应到的是全体会员 {members} 人，现在填的应到是 {entitled} 人：请核对其中一个。")
    if entitled > members:
        raise Refused(f"应到代表 {entitled} 人多于会员 {members} 人：请核对。")


def check_election(entitled: int, present: int, votes: int, share: Fraction) -> None:
    """Quorum and the lowest vote of those elected (选举条例 §18: 过应到会人数的半数)."""
    if not 0 <= votes <= present <= entitled or not entitled:
        raise Refused(f"应到 {entitled} 人、实到 {present} 人、最低当选票 {votes} 票：应依次不增，请核对。")
    if present < (least := quorum(entitled, share)):
        raise Refused(
            f"应到 {entitled} 人，实到 {present} 人，不足 {share}（至少 {least} 人）：大会不能选举，请另定日期。"
        )
    if votes < (least := votes_needed(entitled, HALF, strict=True)):
        raise Refused(
            f"应到 {entitled} 人，最低当选票 {votes} 票，应超过应到会人数的半数（至少 {least} 票）："
            "没有过半数的不能当选，请另行选举。"
        )


def check_term(years: int, allowed: Sequence[int]) -> None:
    """3 or 5 years, as the congress decided (工会法 §16)."""
    if years not in allowed:
        words = "或者".join(str(each) for each in allowed)
        raise Refused(f"任期 {years} 年不行：基层工会委员会每届任期 {words} 年（工会法第十六条）。")

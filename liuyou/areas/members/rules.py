"""Conditions of membership: who may join, move, be retained, leave; what dues are; who is due for the clean-up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from liuyou.kernel.base.errors import Refused

JOINED, MOVED_IN, RESTORED, ASSIGNED = "新入会", "转入", "恢复", "划入"
HOWS = (JOINED, MOVED_IN, RESTORED, ASSIGNED)
MOVED_OUT, LEFT, EXPELLED, LAPSED, DIED = "转出", "退会", "除名", "视为退会", "去世"
KEPT, REASSIGNED = "转保留", "划出"
WHYS = (MOVED_OUT, LEFT, EXPELLED, LAPSED, DIED, KEPT, REASSIGNED)
RETAINED_FOR = ("退休", "失业", "单位终止", "其他")
EMPLOYMENTS = ("在编", "合同制", "劳务派遣", "新就业形态", "灵活就业", "其他")
EDUCATIONS = ("博士研究生", "硕士研究生", "大学本科", "大学专科", "中专", "技工学校", "高中", "初中", "小学", "其他")
POLITICS = ("中共党员", "中共预备党员", "共青团员", "民主党派", "无党派人士", "群众")
MARITALS = ("未婚", "已婚", "离异", "丧偶")
YES, NO = "是", "否"
CARD_KINDS = ("会员证", "会员卡", "工惠卡", "电子会员卡")
CHANNELS = ("口头", "书面", "手机", "台账")
RULE = "《工会会员会籍管理办法》（2016年12月12日）规定：会员劳动关系在哪里，会籍就在哪里，一人只有一处会籍"
ELSEWHERE = f"这个人已是另一个工会的在册会员。{RULE}；换了单位的，请办理“转入”，不要重复入会。"
KEPT_ELSEWHERE = f"这个人的会籍正保留在另一个工会。{RULE}；重新就业的，请办理“转入”，不要重复入会。"
KEPT_HERE = "这个人的会籍正保留在本工会：请在原记录上办理“恢复会籍”，不要重复入会。"
HERE_ALREADY = "这个人已是本工会的在册会员：请在原记录上办理，不要重复登记。"
TWICE = f"同一个人在这一批里出现了两次。{RULE}：请只留一行。"
FIRST_COHORT = 1950


class Standing(NamedTuple):
    """What a person's state allows in a union: `vote` and `stand` follow from it; `why` says why not."""

    active: bool
    vote: bool
    stand: bool
    why: str


ACTIVE = Standing(True, True, True, "")
RETAINED = Standing(
    False,
    False,
    False,
    "会籍保留期间不交会费，没有选举权、被选举权和表决权（《工会基层组织选举工作条例》第四条）",
)
ABSENT = Standing(False, False, False, "不是本工会的在册会员")


def cohort(born: date | None) -> str:
    """出生年代: 80后 for 1980–1989; whoever was born earlier than 1950 is 50前."""
    if born is None:
        return ""
    return "50前" if born.year < FIRST_COHORT else f"{born.year // 10 * 10 % 100:02}后"


def one_of(given: str, known: Collection[str], what: str) -> None:
    if given and given not in known:
        raise Refused(f"{what}“{given}”不在可选范围内：请从{'、'.join(known)}中选择。")


def in_order(*days: tuple[str, date | None]) -> None:
    """Each day that is given is not before the one given ahead of it."""
    known = [(what, day) for what, day in days if day is not None]
    for (first, before), (second, after) in pairwise(known):
        if after < before:
            raise Refused(f"{second} {after} 早于{first} {before}：请核对其中一个。")


def overlaps(since: date, until: date | None, others: Iterable[tuple[date, date | None]]) -> bool:
    """Whether ``[since, until)`` shares a day with another span; None: without an end. Empty spans share none."""
    for first, last in others:
        starts, ends = max(since, first), min(until or date.max, last or date.max)
        if starts < ends:
            return True
    return False


def ceased_union(name: str, status: str) -> Refused:
    """工会法 §13: a union that has ceased takes nobody in."""
    return Refused(f"“{name}”{status}，不能再接收会员（《工会法》第十三条）：请选择承接它的工会，或它的上级工会。")


def may_lapse(unpaid_months: int | None, limit: int) -> None:
    """视为退会: as many months in a row without dues as the constitution of the unions says; `limit` itself counts."""
    if unpaid_months is None:
        raise Refused("没有会费收缴记录，看不出连续几个月没交：请先登记会费，或按“退会”办理。")
    if unpaid_months < limit:
        raise Refused(
            f"连续未交会费 {unpaid_months} 个月，不到 {limit} 个月，不能视为退会（《中国工会章程》）："
            "请先催交教育，满期仍不改正的再办理。"
        )


def dues(wage: Decimal, rate: Decimal, step: Decimal) -> Decimal:
    """元 a month: the rate of the wage without what is below a full step (10 元), to the cent."""
    return (wage // step * step * rate).quantize(Decimal("0.01"), ROUND_HALF_UP)


def not_negative(amount: Decimal) -> None:
    if amount < 0:
        raise Refused("会费不能是负数：请核对金额。")


def unpaid_in_a_row(months: Sequence[tuple[date, bool]]) -> int:
    """Of the months on record (first days, any order; paid or not), how many of the latest in a row are unpaid."""
    count = 0
    for _, paid in sorted(months, reverse=True):
        if paid:
            break
        count += 1
    return count


def years_on(born: date, day: date) -> int:
    """Full years of age; born on 29 February: the birthday of other years is 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def decision_given(text: str) -> None:
    if len(text.strip()) < 2:
        raise Refused("除名须有工会委员会的决定：请写明决定的日期或文号（《中国工会章程》）。")


class Likeness(NamedTuple):
    """What two people who may be one have in common. None: not known of one of them."""

    born: bool | None
    phone: bool | None
    employer: bool | None

    @property
    def speaks(self) -> bool:
        """The same name, no contradiction in the birth date, and at least one more thing in common."""
        return self.born is not False and True in self

    @property
    def words(self) -> str:
        titles = zip(("出生日期", "联系电话", "工作单位"), self, strict=True)
        return "、".join(("姓名", *(title for title, same in titles if same)))


def likeness(one: Sequence[Any], other: Sequence[Any]) -> Likeness:
    """Of ``(born, phone, employer)`` of two people of one name."""
    same = [a == b if a and b else None for a, b in zip(one, other, strict=True)]
    return Likeness(*same)

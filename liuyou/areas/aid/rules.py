"""Conditions of hardship aid: who counts as what, what may be given, when a step may be taken. Plain Python."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from liuyou.kernel.base.errors import Refused

CATEGORIES = {
    "low": "低保户",
    "edge": "低保边缘户",
    "deep": "深度困难",
    "relative": "相对困难",
    "accident": "意外致困",
}
"""Codes of the parameter `aid.categories` and their words; 意外致困户 of 2014–2019 is the same code as 意外致困."""
OLDER_WORDS = {"意外致困户": "意外致困", "深度困难职工": "深度困难", "相对困难职工": "相对困难"}
KINDS = ("城镇困难职工", "困难农民工")
CAUSES = ("本人大病", "供养直系亲属大病", "意外灾害", "残疾", "收入低", "下岗失业", "子女上学", "单亲", "其他")
"""致困原因 as the national file system lists them; 子女上学 and 单亲 are met in union lists."""
CLOSED_FOR = ("退休", "调离", "死亡", "重复", "不实")


def category_word(text: str) -> str:
    return OLDER_WORDS.get(text, text)


def code_of(word: str) -> str:
    """The parameter code of a category's word; empty for words outside the scheme (市级劳模)."""
    return next((code for code, name in CATEGORIES.items() if name == category_word(word)), "")


def in_scheme(category: str, scheme: Collection[str], day: date) -> None:
    """Categories go by period: 低保户 … until 2019, 深度困难 … since 2020 (domain: 困难职工认定口径)."""
    if code_of(category) not in scheme:
        names = "、".join(CATEGORIES[code] for code in scheme)
        raise Refused(f"{day.year} 年的困难类别是{names}，不能填“{category}”：请按建档时的口径选择。")


def one_of(given: str, known: Collection[str], what: str) -> None:
    if given not in known:
        raise Refused(f"{what}“{given}”不在可选范围内：请从{'、'.join(known)}中选择。")


@dataclass(frozen=True, slots=True)
class Means:
    """A household's year: income and costs in 元. `special`: illness, study, disability or single parent;
    `accident`: hit by disaster, accident, epidemic or serious illness."""

    income: Decimal
    rigid_costs: Decimal
    size: int
    illness_cost: Decimal = Decimal(0)
    special: bool = False
    accident: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one place and time: 低保 a month and head, the scheme's codes, multiples of 低保 by code."""

    baseline: Decimal
    scheme: Sequence[str]
    multiples: Mapping[str, Decimal]
    includes_equal: Collection[str] = ()
    illness_share: Decimal | None = None


def per_head(means: Means, *, deduct: bool) -> Decimal:
    """元 a month and head: (income − rigid costs) ÷ 12 ÷ size; before 2020 without the deduction. May be negative."""
    if means.size < 1:
        raise Refused("共同生活人口至少为 1 人：请核对家庭成员。")
    return (means.income - (means.rigid_costs if deduct else 0)) / 12 / means.size


def category(means: Means, lines: Lines) -> str:
    """Code of the category this household falls into, empty for none; the first of the scheme that fits.

    “低于” is less than the line, “不超过” (2014–2019 edge and accident) includes it. Since 2020 accident goes by cost:
    more than the share (80 %) of the year's income, equal is not enough.
    """
    return next((code for code in lines.scheme if _fits(code, means, lines)), "")


def _fits(code: str, means: Means, lines: Lines) -> bool:
    if code == "accident" and lines.illness_share is not None:
        return means.accident or means.illness_cost > lines.illness_share * means.income
    line = lines.baseline * lines.multiples[code]
    head = per_head(means, deduct="deep" in lines.scheme)
    below = head <= line if code in lines.includes_equal else head < line
    return below and {"edge": means.special, "accident": means.accident}.get(code, True)


def agrees(chosen: str, found: str) -> None:
    """The category on the file is the one its checked income leads to."""
    if not found:
        raise Refused("按核对的收入和支出，这个家庭不符合建档条件：请核对收入，确实不符的办理“不予建档”。")
    if code_of(chosen) != found:
        raise Refused(f"按核对的收入和支出应为“{CATEGORIES[found]}”，填报的是“{chosen}”：请更正类别或收入。")


def notice_has_run(last_day: date | None, on: date) -> None:
    """The notice must stand through its last day; the step may be taken from the day after."""
    if last_day is None or on <= last_day:
        end = f"到 {last_day:%Y-%m-%d} 才满" if last_day else "还没有开始"
        raise Refused(f"公示期{end}：期满没有异议，才能批准。")


def signed(application_signed: bool, authorised: bool) -> None:
    """入户 brings back two signed papers: 困难职工帮扶申请书 and 家庭经济状况核对授权委托书."""
    missing = [
        name
        for name, there in (("困难职工帮扶申请书", application_signed), ("家庭经济状况核对授权委托书", authorised))
        if not there
    ]
    if missing:
        raise Refused(f"还缺本人签字的《{'》《'.join(missing)}》：入户时请一并签好。")


def one_file(state: str | None) -> None:
    """一人一档: `state` is the Chinese state of a file the person already has."""
    if state in ("已脱困", "已解困"):
        raise Refused(f"这个人已有档案（{state}）：再次困难的，请在原档案上办理“返困”，不要另建。")
    if state:
        raise Refused(f"这个人已有档案（{state}），一人一档：请在原档案上办理。")


def one_household(names: Sequence[str]) -> None:
    """一户一档: `names` of household members who stand in another file in force."""
    if names:
        raise Refused(f"{'、'.join(names)}已在另一份有效档案中，一户一档：请核对后并入同一户。")


def file_in_force(there: bool, needed: bool) -> None:
    """先建档、后帮扶; temporary aid is for those outside the files."""
    if needed and not there:
        raise Refused("这个人没有在档的困难职工档案：请先建档，或改办临时救助。")


def within_cap(granted: Decimal, amount: Decimal, cap: Decimal, who: str = "") -> None:
    """Up to the cap is allowed, the cap included. All in 元 of one year."""
    if granted + amount > cap:
        raise Refused(f"{who}本年度已救助 {granted} 元，再给 {amount} 元将超过上限 {cap} 元。")


def within_budget(spent: Decimal, amount: Decimal, budget: Decimal, fund: str) -> None:
    if spent + amount > budget:
        raise Refused(f"“{fund}”预算 {budget} 元，已用 {spent} 元，再发 {amount} 元将超出：请调整预算或资金来源。")


def gives_something(amount: Decimal, goods_value: Decimal) -> bool:
    return amount >= 0 and goods_value >= 0 and amount + goods_value > 0


def back_after_payment(paid_on: date, returned_on: date) -> None:
    if returned_on < paid_on:
        raise Refused(f"退回日期 {returned_on} 早于发放日期 {paid_on}：请核对。")


def after(day: date, since: date, what: str) -> None:
    """Nothing ends before it began."""
    if day < since:
        raise Refused(f"{what}日期 {day} 早于起始日期 {since}：请核对。")


def no_duplicates(people: Sequence[int]) -> None:
    """Line numbers of one sheet, from 1."""
    first: dict[int, int] = {}
    for number, person in enumerate(people, 1):
        if person in first:
            raise Refused(f"第 {number} 行与第 {first[person]} 行是同一个人：一批之内每人一行。")
        first[person] = number


def school_year_open(year: int, first: int, years: int, paid: Collection[int], paid_before: int) -> None:
    """金秋助学 for `years` school years from `first`: one payment each, none after the last.

    `paid`: school years already paid here; `paid_before`: how many years were paid before the register began.
    """
    if len(paid) + paid_before >= years:
        raise Refused(f"承诺资助 {years} 年，已经发满 {years} 次，不能再发。")
    if year in paid:
        raise Refused(f"{year} 学年的助学金已经发过，一学年只发一次。")
    if not first + paid_before <= year < first + years:
        raise Refused(f"承诺的是 {first + paid_before} 至 {first + years - 1} 学年，{year} 学年不在其中。")

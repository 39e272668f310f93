"""Quorum, majority and the count of one ballot (选票): every number checked against every other.

“过半数” is more than half, “半数以上” includes exactly half (民法典 §1259); the share is of all who should have come.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from liuyou.areas.officers.rules.sources import Rule
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.base.votes import quorum, votes_needed


def needed(entitled: int, majority: Rule) -> int:
    """Fewest votes in favour that are the majority of those who should come."""
    return votes_needed(entitled, Fraction(majority.value["share"]), strict=majority.value["strict"])


def candidates_needed(seats: int, rate: Decimal | int) -> int:
    """Fewest candidates for so many seats: the surplus is rounded up to a whole person."""
    return seats + math.ceil(seats * Fraction(rate))


def check_quorum(entitled: int, present: int, share: Rule) -> None:
    """The meeting may elect."""
    if entitled < 1:
        raise Refused("应到会人数至少为 1：请核对会员名册或代表名册。")
    if present > entitled:
        raise Refused(f"实到 {present} 人，多于应到的 {entitled} 人：请核对签到表。")
    least = quorum(entitled, Fraction(share.value))
    if present < least:
        raise Refused(
            f"应到 {entitled} 人，实到 {present} 人，不足应到会人数的 {share.value}（至少 {least} 人），"
            f"不能进行选举：请另行召集大会{share.basis}。"
        )


@dataclass(frozen=True, slots=True)
class Vote:
    """Ticks for one name; one written in by voters (另选人) has only votes in favour."""

    name: str
    yes: int
    no: int = 0
    abstain: int = 0
    write_in: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The result sheet of one ballot: seats to fill, ballots issued, returned and valid, votes by name."""

    race: str
    seats: int
    issued: int
    returned: int
    valid: int
    votes: Sequence[Vote]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sheet decides. `void`: why the ballot must be repeated; `tied`: equal at the cut, to be voted on again."""

    elected: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    vacant: int = 0
    void: str = ""


def check_sheet(sheet: Sheet, candidates: Sequence[str], present: int, basis: str) -> None:
    """Refused with every number of the sheet that does not fit another, and the rule."""
    found = list(_problems(sheet, candidates, present))
    if found:
        raise Refused(f"计票结果对不上，请核对计票报告单：{'；'.join(found)}{basis}。")


def _problems(sheet: Sheet, candidates: Sequence[str], present: int) -> Iterator[str]:
    race = sheet.race
    if sheet.issued < 1:
        yield f"“{race}”没有发出选票"
    if sheet.issued > present:
        yield f"“{race}”发出选票 {sheet.issued} 张，多于实到的 {present} 人（一人一票，不得委托他人投票）"
    if sheet.returned > sheet.issued:
        return  # the ballot is void: what was counted does not matter
    if sheet.valid > sheet.returned:
        yield f"“{race}”有效票 {sheet.valid} 张，多于收回的 {sheet.returned} 张"
    yield from _names(sheet, candidates)
    yield from _votes(sheet)


def _names(sheet: Sheet, candidates: Sequence[str]) -> Iterator[str]:
    given = [vote.name for vote in sheet.votes]
    for name in candidates:
        if name not in given:
            yield f"“{sheet.race}”缺少候选人“{name}”的得票"
    for name in sorted({name for name in given if given.count(name) > 1}):
        yield f"“{sheet.race}”中“{name}”填了两行"


def _votes(sheet: Sheet) -> Iterator[str]:
    race, valid = sheet.race, sheet.valid
    for vote in sheet.votes:
        total = vote.yes + vote.no + vote.abstain
        if vote.write_in:
            if vote.no or vote.abstain:
                yield f"“{race}”另选人“{vote.name}”只能有赞成票"
            if vote.yes > valid:
                yield f"“{race}”另选人“{vote.name}”得票 {vote.yes}，多于有效票 {valid} 张"
        elif total != valid:
            yield (
                f"“{race}”中“{vote.name}”赞成 {vote.yes}、不赞成 {vote.no}、弃权 {vote.abstain}，合计 {total}，"
                f"应等于有效票 {valid} 张"
            )
    yes = sum(vote.yes for vote in sheet.votes)
    if yes > valid * sheet.seats:
        yield f"“{race}”赞成票合计 {yes}，多于有效票 {valid} 张乘以应选 {sheet.seats} 人的 {valid * sheet.seats}"
    others = sum(vote.yes for vote in sheet.votes if vote.write_in)
    against = sum(vote.no for vote in sheet.votes)
    if others > against:
        yield f"“{race}”另选他人共 {others} 票，多于不赞成的 {against} 票（不赞成的才可另选他人）"


def decide(sheet: Sheet, needed: int) -> Outcome:
    """Who is elected with at least `needed` votes: the highest first, nobody of a tie at the cut."""
    if sheet.returned > sheet.issued:
        return Outcome(
            vacant=sheet.seats, void=f"收回选票 {sheet.returned} 张，多于发出的 {sheet.issued} 张，选举无效，重新投票"
        )
    passed = sorted((vote for vote in sheet.votes if vote.yes >= needed), key=lambda vote: -vote.yes)
    if len(passed) <= sheet.seats:
        return Outcome(tuple(vote.name for vote in passed), (), sheet.seats - len(passed))
    cut = passed[sheet.seats - 1].yes
    if passed[sheet.seats].yes < cut:
        return Outcome(tuple(vote.name for vote in passed[: sheet.seats]))
    above = tuple(vote.name for vote in passed if vote.yes > cut)
    tied = tuple(vote.name for vote in passed if vote.yes == cut)
    return Outcome(above, tied, sheet.seats - len(above))

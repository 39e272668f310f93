"""An election before the count: meeting, races, candidates, vetting, posting, tellers; after it: posts given out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from liuyou.areas.officers.rules import committees, posts, voting
from liuyou.areas.officers.rules.sources import Rule
from liuyou.kernel.base.errors import Refused

GENERAL, DELEGATES, COMMITTEE = "会员大会", "会员代表大会", "工会委员会全体会议"
MEETINGS = (GENERAL, DELEGATES, COMMITTEE)
NEW, FIRST, BY_ELECTION = "换届", "首届", "补选"
RACES = (committees.UNION, committees.AUDIT, committees.WOMEN, posts.CHAIR, posts.VICE)
BALLOT_TITLE = {
    committees.UNION: "工会委员会委员",
    committees.AUDIT: "经费审查委员会委员",
    committees.WOMEN: "女职工委员会委员",
    posts.CHAIR: "工会主席",
    posts.VICE: "工会副主席",
}
FIT, UNFIT = "合格", "不合格"
WRITTEN_IN = "另选人"
SEPARATORS = re.compile(r"[、，,；;\s]+")
REMARK = re.compile(r"[（(].*[）)]$")
Row = Mapping[str, Any]


def names(text: str) -> list[str]:
    """Names in a line of text, in order, each once."""
    return list(dict.fromkeys(each for each in SEPARATORS.split(text.strip()) if each))


def plain(label: str) -> str:
    """A name without the remark that tells namesakes apart: 王伟（一车间） → 王伟."""
    return REMARK.sub("", label)


def check_meeting(meeting: str, members: int, delegates: int, *, kind: str, least: Rule, table: Rule) -> None:
    """Which meeting elects, and how many delegates it has."""
    if meeting == COMMITTEE:
        if kind != BY_ELECTION:
            raise Refused("工会委员会全体会议只能补选主席、副主席：换届和首届选举请召开会员大会或会员代表大会。")
        return
    if meeting == GENERAL:
        return
    if members < least.value:
        raise Refused(
            f"会员 {members} 人，不足 {least.value} 人，应召开会员大会，不能召开会员代表大会："
            f"请改会议形式{least.basis}。"
        )
    row = committees.row_for(members, table.value)
    if not row["min"] <= delegates <= row["max"]:
        raise Refused(
            f"会员 {members} 人，会员代表 {delegates} 人不合规定：应为 {row['min']} 至 {row['max']} 人{table.basis}。"
        )


def check_races(races: Sequence[Row], meeting: str) -> None:
    """Each ballot once; a committee's meeting elects only its chair and vice-chairs."""
    if not races:
        raise Refused("没有写明选举什么：请至少填一行选举项目和应选人数。")
    for race, count in Counter(row["race"] for row in races).items():
        if count > 1:
            raise Refused(f"选举项目“{race}”填了 {count} 行：请合并为一行。")
    for row in races:
        if row["seats"] < 1:
            raise Refused(f"“{row['race']}”应选人数至少为 1：请核对。")
        if row["race"] == posts.CHAIR and row["seats"] != 1:
            raise Refused("主席应选 1 人：请核对应选人数。")
        if meeting == COMMITTEE and row["race"] not in (posts.CHAIR, posts.VICE):
            raise Refused(f"工会委员会全体会议不能选举“{row['race']}”：请改会议形式。")


def check_candidates(
    candidates: Sequence[Row], races: Sequence[Row], *, enterprise: bool, barred: Rule, incompatible: Rule
) -> None:
    """Who stands where: known races, each name once a race, nobody barred, no incompatible posts."""
    known = {row["race"] for row in races}
    seen: Counter[tuple[str, str]] = Counter((row["race"], row["name"]) for row in candidates)
    for (race, name), count in seen.items():
        if race not in known:
            raise Refused(f"候选人“{name}”的选举项目“{race}”不在这次选举中：请改为{'、'.join(sorted(known))}之一。")
        if count > 1:
            raise Refused(f"“{race}”候选人“{name}”填了 {count} 行：同名的人请在姓名后注明部门，如“{name}（一车间）”。")
    for row in candidates:
        posts.check_barred(row["name"], row["capacity"], row["race"], enterprise=enterprise, rule=barred)
    for name in dict.fromkeys(row["name"] for row in candidates):
        titles = [(posts.MEMBER_TITLE[row["race"]], False) for row in candidates if row["name"] == name]
        posts.check_compatible(name, titles, incompatible)


def nominated(candidates: Sequence[Row]) -> list[Row]:
    """Without those whom voters wrote on the ballot: they were elected, perhaps, but are no candidates."""
    return [row for row in candidates if row.get("by") != WRITTEN_IN]


def standing(candidates: Sequence[Row], race: str) -> list[Row]:
    """Who stands for a race: nominated and not found unfit."""
    return [row for row in nominated(candidates) if row["race"] == race and row.get("verdict") != UNFIT]


def check_surplus(candidates: Sequence[Row], races: Sequence[Row], rates: Rule) -> None:
    """Enough candidates found fit for each race (差额选举)."""
    for row in races:
        race, seats = row["race"], row["seats"]
        rate = Fraction(rates.value[race])
        least = voting.candidates_needed(seats, rates.value[race])
        count = len(standing(candidates, race))
        if count < least:
            words = f"差额不少于 {float(rate):.0%}，至少 {least} 名" if rate else f"至少 {least} 名"
            raise Refused(f"“{race}”应选 {seats} 人，合格候选人 {count} 名，候选人{words}：请补提候选人{rates.basis}。")


def check_vetting(group: Sequence[str], candidates: Sequence[Row]) -> None:
    """Nobody vets himself, and whoever is found unfit is told why."""
    if not group:
        raise Refused("没有填写资格审查组成员：请填写姓名。")
    standing = {row["name"] for row in candidates}
    for name in group:
        if name in standing:
            raise Refused(
                f"“{name}”是候选人，不能参加资格审查组：请另定审查人员；"
                f"如是同名的人，请注明部门，如“{name}（办公室）”（依据：本人应当回避，企业工会主席产生办法和选举办法）。"
            )
    for row in candidates:
        if row.get("verdict") not in (FIT, UNFIT):
            raise Refused(f"候选人“{row['name']}”没有审查结论：请填“合格”或“不合格”。")
        if row["verdict"] == UNFIT and not row.get("why"):
            raise Refused(f"候选人“{row['name']}”审查不合格：请写明理由。")


def check_posting(taken_down_on: date, posted_on: date, last: date, days: Rule) -> None:
    """The list hangs for all its days; `last` is the last of them, the day it was put up not counted."""
    if taken_down_on < last:
        raise Refused(
            f"{posted_on} 公示，公示期 {days.value} 个{days.unit}到 {last} 才满（公示当日不算），"
            f"{taken_down_on} 撤下少于规定：请公示期满后再办{days.basis}。"
        )


def check_officials(scrutineers: Sequence[str], tellers: Sequence[str], standing: Iterable[str], basis: str) -> None:
    """Scrutineers and tellers are there, are not the same people, and do not stand themselves."""
    candidates = set(standing)
    for title, group in (("监票人", scrutineers), ("计票人", tellers)):
        if not group:
            raise Refused(f"没有填写{title}：请填写姓名{basis}。")
        for name in group:
            if name in candidates:
                raise Refused(
                    f"“{name}”是候选人，不能担任{title}：请另推{title}；"
                    f"如是同名的人，请注明部门，如“{name}（办公室）”{basis}。"
                )
    both = set(scrutineers) & set(tellers)
    if both:
        raise Refused(f"“{'、'.join(sorted(both))}”既是监票人又是计票人：请分开确定{basis}。")

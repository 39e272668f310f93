"""The list of candidates, and its public notice. Neither shows documents or addresses."""

from __future__ import annotations

from collections.abc import Iterator

from liuyou.areas.officers.models import Election
from liuyou.areas.officers.papers import words
from liuyou.areas.officers.rules import elections
from liuyou.areas.officers.rules.elections import BALLOT_TITLE
from liuyou.kernel.web.screens import Part


def candidates(election: Election) -> Iterator[str | Part]:
    yield f"经酝酿提名，现提出{words.union(election)}{words.term(election)}委员会候选人建议名单（按姓氏笔画为序）。"
    for row in election.races:
        found = [each for each in elections.nominated(election.candidates) if each["race"] == row["race"]]
        lines = [
            (
                *(each["name"], each["by"], "是" if each.get("front_line") else ""),
                *(each.get("verdict") or "待审查", each.get("why") or ""),
            )
            for each in found
        ]
        title = f"{BALLOT_TITLE[row['race']]}（应选 {row['seats']} 名，候选人 {len(found)} 名）"
        yield Part(title, ("姓名", "提名方式", "一线职工", "资格审查", "理由"), lines)
    if election.vetting_group:
        yield f"资格审查组：{words.joined(election.vetting_group)}。审查日期：{words.day(election.vetted_on)}。"
    if election.party_opinion:
        yield f"党组织意见：{election.party_opinion}"


def posting(election: Election) -> Iterator[str | Part]:
    yield f"经提名和资格审查，现将{words.union(election)}{words.term(election)}委员会候选人予以公示（按姓氏笔画为序）。"
    for row in election.races:
        names = [each["name"] for each in elections.standing(election.candidates, row["race"])]
        yield f"{BALLOT_TITLE[row['race']]}候选人：{words.joined(names)}。"
    yield f"公示时间：{words.day(election.posted_on)}至{words.day(election.posted_until)}。"
    yield "会员对候选人有意见的，请在公示期内向工会或上级工会反映。反映情况应当实事求是。"

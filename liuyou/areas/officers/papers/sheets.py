"""Papers of the meeting: attendance, ballots, scrutineers and tellers, the result sheet of every round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from liuyou.areas.officers.actions.numbers import rule
from liuyou.areas.officers.models import Election
from liuyou.areas.officers.papers import words
from liuyou.areas.officers.rules import committees, elections, posts, rounds
from liuyou.areas.officers.rules.elections import BALLOT_TITLE
from liuyou.kernel.base.votes import quorum
from liuyou.kernel.web.screens import Part


def attendance(election: Election) -> Iterator[str | Part]:
    if election.entitled is None or election.present is None or election.held_on is None:
        return
    share = rule("quorum", election.org_id, election.held_on)
    least = quorum(election.entitled, Fraction(share.value))
    yield "各位会员（代表）："
    yield (
        f"本次{election.meeting}应到 {election.entitled} 人，实到 {election.present} 人，"
        f"缺席 {election.entitled - election.present} 人。"
    )
    yield f"按照规定，实到人数应达到应到人数的 {share.value}，即 {least} 人。现已达到，可以进行选举。"
    if election.roll_note:
        yield f"名册 {election.on_roll} 人，差异说明：{election.roll_note}"
    yield f"依据：{share.source}。"


def _ballot(election: Election, *races: str) -> Iterator[str | Part]:
    for race in races:
        row = next((each for each in election.races if each["race"] == race), None)
        if row is None:
            yield f"这次选举没有“{BALLOT_TITLE[race]}”一项。"
            continue
        seats, names = row["seats"], [each["name"] for each in elections.standing(election.candidates, race)]
        if election.state == "convened" and election.rounds:  # the next round: only what is still open
            left = rounds.open_races(election.races, election.candidates, election.rounds)
            now = next((each for each in left if each.race == race), None)
            if now is None:
                yield f"“{BALLOT_TITLE[race]}”已经选出，不再投票。"
                continue
            seats, names = now.seats, list(now.names)
        whose = f"{words.union(election)}{words.term(election)}{BALLOT_TITLE[race]}选票"
        yield f"{whose}（应选 {seats} 名，按姓氏笔画为序）"
        lines = [(name, "", "", "", "") for name in names] + [("　", "", "", "", "")]
        yield Part("", ("候选人", "赞成 ○", "不赞成 ×", "弃权", "另选他人"), lines)
    yield "说明：赞成的画“○”，不赞成的画“×”，弃权的不画；不赞成的可以在“另选他人”栏写上另选人的姓名并画“○”。"
    yield "所选人数等于或者少于应选人数的有效，多于应选人数的无效。（加盖工会印章有效）"


def ballot_union(election: Election) -> Iterator[str | Part]:
    yield from _ballot(election, committees.UNION)


def ballot_audit(election: Election) -> Iterator[str | Part]:
    yield from _ballot(election, committees.AUDIT)


def ballot_women(election: Election) -> Iterator[str | Part]:
    yield from _ballot(election, committees.WOMEN)


def ballot_chair(election: Election) -> Iterator[str | Part]:
    yield from _ballot(election, posts.CHAIR, posts.VICE)


def officials(election: Election) -> Iterator[str | Part]:
    yield f"提请{election.meeting}表决通过："
    yield f"总监票人：{election.scrutineers[0] if election.scrutineers else '—'}"
    yield f"监票人：{words.joined(election.scrutineers)}"
    yield f"计票人：{words.joined(election.tellers)}"
    yield "监票人都不是候选人；计票人在监票人监督下工作。"


def count(election: Election) -> Iterator[str | Part]:
    """Every round, void and refused ones too."""
    if not election.rounds:
        yield "还没有登记计票结果。"
    for each in election.rounds:
        held = date.fromisoformat(each["held_on"])
        yield (
            f"第 {each['no']} 轮投票，{words.day(held)}：应到 {each['entitled']} 人，实到 {each['present']} 人，"
            f"赞成票达到 {each['needed']} 票始得当选。"
        )
        yield ballots_part(each)
        yield votes_part(each)
        if each.get("rejected"):
            yield f"上级工会不予批准，本轮不作数：{each['rejected']}"


def ballots_part(each: Mapping[str, Any]) -> Part:
    rows = [
        [
            *(sheet[key] for key in ("race", "kind", "seats", "issued", "returned")),
            *(("—", "—") if sheet["void"] else (sheet["valid"], sheet["returned"] - sheet["valid"])),
            outcome(sheet),
        ]
        for sheet in each["races"]
    ]
    title = f"第 {each['no']} 轮选票（应到 {each['entitled']}，实到 {each['present']}，当选须 {each['needed']} 票）"
    if each.get("rejected"):
        title += "：不予批准，不作数"
    return Part(title, ("项目", "投票", "应选", "发出", "收回", "有效", "无效", "结果"), rows)


def votes_part(each: Mapping[str, Any]) -> Part:
    rows = []
    for sheet in each["races"]:
        for vote in sorted(sheet["votes"], key=lambda vote: -vote["yes"]):
            name = vote["name"] + ("（另选人）" if vote["write_in"] else "")
            numbers = [vote["yes"], *(["—", "—"] if vote["write_in"] else [vote["no"], vote["abstain"]])]
            rows.append([sheet["race"], name, *numbers, _mark(sheet, vote["name"])])
    return Part(f"第 {each['no']} 轮得票", ("项目", "姓名", "赞成", "不赞成", "弃权", "结果"), rows)


def _mark(sheet: Mapping[str, Any], name: str) -> str:
    if sheet["void"]:
        return "无效"
    return "当选" if name in sheet["elected"] else "平票" if name in sheet["tied"] else "未当选"


def outcome(sheet: Mapping[str, Any]) -> str:
    """What one sheet decides, in words."""
    if sheet["void"]:
        return str(sheet["void"])
    found = [f"当选 {len(sheet['elected'])} 人：{words.joined(sheet['elected'])}"]
    if sheet["tied"]:
        found.append(f"{words.joined(sheet['tied'])}票数相等，再次投票选 {sheet['vacant']} 人")
    elif sheet["vacant"]:
        found.append(f"还差 {sheet['vacant']} 人")
    if sheet.get("reduced"):
        found.append(f"经多数同意减少名额 {sheet['reduced']} 人")
    return "；".join(found)

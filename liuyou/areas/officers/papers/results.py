"""Report of the result, its approval, division of work, change of the legal representative."""

from __future__ import annotations

from collections.abc import Iterator

from liuyou.areas.officers.models import Election
from liuyou.areas.officers.papers import words
from liuyou.areas.officers.papers.sheets import outcome
from liuyou.areas.officers.rules import posts, rounds
from liuyou.areas.officers.rules.elections import BALLOT_TITLE
from liuyou.kernel.web.screens import Part


def report(election: Election) -> Iterator[str | Part]:
    yield f"{words.above(election)}："
    yield (
        f"{words.union(election)}于{words.day(election.held_on)}召开{election.meeting}，应到 {election.entitled} 人，"
        f"实到 {election.present} 人，以无记名投票方式进行了{words.kind(election)}，共投票 {len(election.rounds)} 轮。"
    )
    for each in rounds.counting(election.rounds):
        for sheet in each["races"]:
            yield f"第 {each['no']} 轮 {BALLOT_TITLE[sheet['race']]}：{outcome(sheet)}。"
    yield _posts(election)
    yield f"{words.tenure(election, words.day(election.held_on))}。现将选举结果报上，请予审批。"


def _posts(election: Election) -> Part:
    rows = [(row["title"], row["name"], row.get("votes", "—"), row.get("division", "")) for row in election.posts]
    return Part("当选人员", ("职务", "姓名", "委员会赞成票", "分工"), rows)


def approval(election: Election) -> Iterator[str | Part]:
    yield f"{words.union(election)}："
    yield f"你会{words.day(election.reported_on)}关于选举结果的报告收悉。经研究，同意选举结果。"
    for title in dict.fromkeys(row["title"] for row in election.posts):
        names = [row["name"] for row in election.posts if row["title"] == title]
        yield f"{title}：{words.joined(names)}。"
    yield f"{words.tenure(election, f'选举之日（{words.day(election.held_on)}）')}。"
    yield f"文号：{election.approval}　批复日期：{words.day(election.approved_on)}"


def division(election: Election) -> Iterator[str | Part]:
    yield f"经{words.day(election.first_meeting_on)}第一次全体会议研究，{words.union(election)}委员分工如下。"
    yield _posts(election)


def legal(election: Election) -> Iterator[str | Part]:
    """For the registration authority: the new chair is the legal representative."""
    chair = next((row["name"] for row in election.posts if row["title"] == posts.CHAIR), "")
    if election.legal_change_by is None:
        yield "这次选举没有更换主席，不需要变更法定代表人。"
        return
    facts = (
        ("工会名称", words.union(election)),
        ("变更事项", "法定代表人"),
        ("现任法定代表人（主席）", chair),
        ("选举日期", words.day(election.held_on)),
        ("选举结果批复", f"{election.approval}，{words.day(election.approved_on)}"),
        ("任期", f"{words.years(election)}，自{words.day(election.held_on)}起"),
        ("申请期限", f"{words.day(election.legal_change_by)}前"),
        ("变更日期", words.day(election.legal_changed_on)),
    )
    yield Part("", (), facts)

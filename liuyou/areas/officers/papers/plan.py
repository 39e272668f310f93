"""Request, reply, electoral method."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from liuyou.areas.officers.actions.elections import posting_rules
from liuyou.areas.officers.actions.numbers import rule
from liuyou.areas.officers.models import Election
from liuyou.areas.officers.papers import words
from liuyou.areas.officers.rules import voting
from liuyou.areas.officers.rules.elections import BALLOT_TITLE, BY_ELECTION
from liuyou.kernel.web.screens import Part


def request(election: Election) -> Iterator[str | Part]:
    yield f"{words.above(election)}："
    why = {"换届": "任期届满", "首届": "已完成筹备", "补选": "有职务空缺"}[election.kind]
    yield (
        f"{words.union(election)}{why}，现有会员 {election.members} 人，其中女会员 {election.women} 人。"
        f"拟于{words.day(election.planned_on)}召开{election.meeting}，进行{words.term(election)}委员会{words.kind(election)}。"
    )
    if election.delegates:
        yield f"会员代表 {election.delegates} 名。"
    yield f"应选：{words.seats(election)}。{words.tenure(election, '选举之日')}。"
    yield f"主席由{'大会直接选举' if election.direct else '委员会选举'}产生。选举办法（草案）附后。"
    yield "妥否，请批示。"


def reply(election: Election) -> Iterator[str | Part]:
    yield f"{words.union(election)}："
    yield f"你会的请示收悉。经研究，同意你会于{words.day(election.planned_on)}召开{election.meeting}进行选举。"
    yield f"同意应选{words.seats(election)}，{words.tenure(election)}；同意选举办法（草案），由大会通过后施行。"
    yield "请严格按照规定做好提名、资格审查、公示和选举工作，选举结果及时报批。"
    yield f"文号：{election.plan_approval}"


def method(election: Election) -> Iterator[str | Part]:
    """The rules of this election with their numbers, as the parameters say for the day of the meeting."""
    org, on = election.org_id, election.held_on or election.planned_on
    share, majority, surplus = rule("quorum", org, on), rule("majority", org, on), rule("surplus", org, on)
    postings = [rule(name, org, on) for name in posting_rules(election)]
    vacant = "空缺的职务" if election.kind == BY_ELECTION else ""
    yield (
        f"一、根据工会法、中国工会章程和工会基层组织选举工作条例，制定本办法。"
        f"{words.term(election)}委员会{vacant}由{election.meeting}选举产生，{words.tenure(election)}。"
    )
    rows = []
    for row in election.races:
        least = voting.candidates_needed(row["seats"], surplus.value[row["race"]])
        kind = "差额" if least > row["seats"] else "可以等额"
        rows.append((BALLOT_TITLE[row["race"]], row["seats"], least, kind))
    yield Part("二、应选名额和候选人", ("项目", "应选", "候选人至少", "方式"), rows)
    yield "三、候选人由组织推荐和个人自荐提出，经资格审查后确定，按姓氏笔画为序排列。"
    days = [f"不少于 {each.value} 个{each.unit}" for each in postings]
    yield f"四、候选人名单公示{'，企业工会主席候选人'.join(days)}。"
    yield f"五、实到人数达到应到人数的 {share.value} 方可进行选举。选举采用无记名投票，不得委托他人投票。"
    yield (
        "六、对候选人可以投赞成票、不赞成票或者弃权；投不赞成票的可以另选他人。"
        "所选人数不超过应选人数的选票有效，多于应选人数的无效。"
    )
    yield "七、收回的选票等于或者少于发出的选票，选举有效；多于发出的选票，选举无效，重新投票。"
    half = "超过" if majority.value["strict"] else "达到"
    yield (
        f"八、赞成票{half}应到会人数的 {Fraction(majority.value['share'])} 始得当选。"
        "当选人多于应选名额的，得票多的当选；票数相等不能确定的，就票数相等的再次投票。"
    )
    yield "九、当选人少于应选名额的，另行选举；接近应选名额、符合规定的，征得多数同意也可以减少名额。"
    yield "十、监票人从不是候选人的会员（代表）中推选，计票人在监票人监督下工作。计票结果当场宣布。"
    yield "十一、本办法由大会通过后施行。"

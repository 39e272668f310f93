"""What targets, letters, supervision, meetings and key points amount to in the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from liuyou.kernel.ledger.measures import STOCK, Entry, Measure, posting
from liuyou.reports.targets.models import Circular, Difficulty, Keypoint, Letter, Meeting, Target, Visit
from liuyou.reports.targets.models.targets import STANDING
from liuyou.reports.targets.rules import sheets

ITEM = {"item": "目标"}
SET = Measure("targets.set", "确定的目标", "项", dims=ITEM)
VALUE = Measure("targets.value", "目标值（可相加的指标）", "", dims=ITEM)
LETTERS = Measure("targets.letters", "下达责任书", "份", dims={"signed": "是否签订"})
VISITS = Measure("targets.visits", "督查", "次", dims={"announced": "是否通知"})
FINDINGS = Measure("targets.findings", "督查发现问题", "个", dims={"announced": "是否通知"})
DIFFICULTIES = Measure("targets.difficulties", "未销号的难点和整改", "项", STOCK, {"kind": "类别"})
CONFIRMED = Measure("targets.confirmed", "销号的难点和整改", "项", dims={"kind": "类别"})
CIRCULARS = Measure("targets.circulars", "印发通报", "期")
MEETINGS = Measure("targets.meetings", "推进会", "次", dims={"kind": "形式"})
PARTICIPANTS = Measure("targets.meeting_participants", "推进会参加人次", "人次", dims={"kind": "形式"})
KEYPOINTS = Measure("targets.keypoints", "工作要点", "项", dims={"outcome": "完成情况"})
OUTCOMES = {"planned": "未开始", "under_way": "进行中", "done": "完成", "unfinished": "未完成", "carried": "转入下年"}


@posting("targets.target", SET, VALUE)
def target_entries(target: Target) -> Iterator[Entry]:
    """One on the first day of its period; of what adds up the value without what stands below as its parts."""
    if target.state in STANDING:
        item = sheets.name(target.title)
        yield SET.entry(1, on=target.starts_on, item=item)
        if target.summable:
            yield VALUE.entry(target.value - target.handed, on=target.starts_on, item=item)


@posting("targets.letter", LETTERS)
def letter_entries(letter: Letter) -> Iterator[Entry]:
    if letter.issued_on and letter.state in ("issued", "signed", "assessed"):
        yield LETTERS.entry(1, on=letter.issued_on, signed="否" if letter.state == "issued" else "是")


@posting("targets.visit", VISITS, FINDINGS)
def visit_entries(visit: Visit) -> Iterator[Entry]:
    if visit.visited_on and visit.state in ("done", "closed"):
        announced = "通知" if visit.announced else "不通知"
        yield VISITS.entry(1, on=visit.visited_on, announced=announced)
        yield FINDINGS.entry(len(visit.findings), on=visit.visited_on, announced=announced)


@posting("targets.difficulty", DIFFICULTIES, CONFIRMED)
def difficulty_entries(difficulty: Difficulty) -> Iterator[Entry]:
    """In stock in each spell, until it is confirmed; it is confirmed on the day the last spell ends."""
    if difficulty.state == "void":
        return
    for spell in difficulty.spells:
        until = date.fromisoformat(spell["until"]) if spell["until"] else None
        since = date.fromisoformat(spell["since"])
        yield from DIFFICULTIES.span(1, since=since, until=until, kind=difficulty.kind)
    if difficulty.confirmed_on:
        yield CONFIRMED.entry(1, on=difficulty.confirmed_on, kind=difficulty.kind)


@posting("targets.circular", CIRCULARS)
def circular_entries(circular: Circular) -> Iterator[Entry]:
    if circular.issued_on and circular.state == "issued":
        yield CIRCULARS.entry(1, on=circular.issued_on)


@posting("targets.meeting", MEETINGS, PARTICIPANTS)
def meeting_entries(meeting: Meeting) -> Iterator[Entry]:
    if meeting.state == "held":
        yield MEETINGS.entry(1, on=meeting.held_on, kind=meeting.kind)
        yield PARTICIPANTS.entry(meeting.participants, on=meeting.held_on, kind=meeting.kind)


@posting("targets.keypoint", KEYPOINTS)
def keypoint_entries(keypoint: Keypoint) -> Iterator[Entry]:
    """On the first day of its year, under what has become of it."""
    if keypoint.state in OUTCOMES:
        yield KEYPOINTS.entry(1, on=date(keypoint.year, 1, 1), outcome=OUTCOMES[keypoint.state])

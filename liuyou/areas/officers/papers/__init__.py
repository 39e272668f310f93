"""Papers of an election, in the order in which they are needed (选举条例; domain list of thirteen)."""

from __future__ import annotations

from liuyou.areas.officers.papers import nomination, plan, results, sheets
from liuyou.kernel.web.screens import Paper

VOTED = ("convened", "elected", "allocated", "reported", "approved", "filed", "repeat")
DECIDED = ("elected", "allocated", "reported", "approved", "filed")
MEETING = ("ready", *VOTED)
LISTED = ("nominated", "vetted", "posted", *MEETING)
PLANNED = ("preparing", "submitted", "plan_approved", *LISTED)
SEAL, ABOVE = ("工会（盖章）",), ("上级工会（盖章）",)

ELECTION = (
    Paper("request", "选举请示", plan.request, PLANNED, SEAL),
    Paper("plan_reply", "关于同意选举的批复", plan.reply, ("plan_approved", *LISTED), ABOVE),
    Paper("method", "选举办法（草案）", plan.method, PLANNED, ()),
    Paper("candidates", "候选人建议名单", nomination.candidates, LISTED, ("党组织（盖章）", "工会（盖章）")),
    Paper("posting", "候选人公示", nomination.posting, ("posted", *MEETING), SEAL),
    Paper("attendance", "应到实到人数报告", sheets.attendance, VOTED, ("大会主持人",)),
    Paper("ballot_union", "选票：工会委员会委员", sheets.ballot_union, MEETING, ()),
    Paper("ballot_audit", "选票：经费审查委员会委员", sheets.ballot_audit, MEETING, ()),
    Paper("ballot_women", "选票：女职工委员会委员", sheets.ballot_women, MEETING, ()),
    Paper("ballot_chair", "选票：主席、副主席", sheets.ballot_chair, MEETING, ()),
    Paper("officials", "监票人、计票人名单", sheets.officials, VOTED, ("大会主持人",)),
    Paper("count", "计票结果报告单", sheets.count, VOTED, ("总监票人", "监票人", "计票人")),
    Paper("result", "关于选举结果的报告", results.report, ("allocated", "reported", "approved", "filed"), SEAL),
    Paper("approval", "关于当选人员的批复", results.approval, ("approved", "filed"), ABOVE),
    Paper("division", "委员分工", results.division, ("allocated", "reported", "approved", "filed"), SEAL),
    Paper(
        "legal",
        "工会法定代表人变更登记表",
        results.legal,
        ("approved", "filed"),
        ("经办人", "工会（盖章）", "登记机关"),
    ),
)

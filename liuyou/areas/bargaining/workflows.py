"""States and steps of collective bargaining."""

from __future__ import annotations

from liuyou.kernel.workflow.declared import Step, Workflow

OFFER = Workflow(
    "bargaining.offer",
    "协商要约",
    {"sent": "已发出", "accepted": "已应约", "refused": "已拒绝", "withdrawn": "已撤回", "void": "已作废"},
    send=Step("-> sent", "发出要约", needs="bargaining.offer", limit="bargaining.reply_days"),
    accept=Step("sent -> accepted", "登记应约", needs="bargaining.offer", ask=("replied_on",)),
    refuse=Step("sent -> refused", "登记拒绝", needs="bargaining.offer", ask=("replied_on", "follow_up", "reason")),
    follow=Step("sent|refused ->", "登记后续处理", needs="bargaining.offer", ask=("follow_up",)),
    withdraw=Step("sent -> withdrawn", "撤回要约", needs="bargaining.offer", ask=("reason",)),
    correct=Step("sent|accepted|refused|withdrawn ->", "更正", needs="bargaining.correct", ask=("reason",)),
    void=Step("sent|accepted|refused|withdrawn -> void", "作废", needs="bargaining.correct", ask=("reason",)),
)

AGREEMENT = Workflow(
    "bargaining.agreement",
    "集体合同",
    {
        "negotiating": "协商中",
        "drafted": "已形成草案",
        "passed": "已审议通过",
        "signed": "已签订",
        "filed": "已报送",
        "in_force": "生效",
        "renewed": "已续签",
        "terminated": "已终止",
        "void": "已作废",
    },
    open=Step("-> negotiating", "开始协商", needs="bargaining.agree"),
    record=Step("-> in_force", "登记生效合同", needs="bargaining.agree"),
    draft=Step("negotiating -> drafted", "形成草案", needs="bargaining.agree", ask=("worker_reps", "employer_reps")),
    vote=Step("drafted -> passed", "审议通过", needs="bargaining.agree", ask=("entitled", "present", "in_favour")),
    sign=Step(
        "passed -> signed",
        "签订",
        needs="bargaining.agree",
        ask=("signed_on", "starts_on", "ends_on", "worker_chief", "employer_chief"),
    ),
    file=Step("signed -> filed", "报送审查", needs="bargaining.agree", ask=("filed_on",)),
    reopen=Step("drafted|passed|signed|filed -> negotiating", "退回协商", needs="bargaining.agree", ask=("reason",)),
    enter_into_force=Step("filed -> in_force", "生效", needs="bargaining.agree", ask=("in_force_on",)),
    publish=Step("in_force ->", "公布", needs="bargaining.agree", ask=("published_on",)),
    succeed=Step(
        "in_force|renewed -> renewed", "由续签合同接替", needs="bargaining.agree", ask=("days",), internal=True
    ),
    restore=Step("renewed -> in_force", "撤销接替", needs="bargaining.agree", internal=True),
    terminate=Step("in_force|renewed -> terminated", "终止", needs="bargaining.agree", ask=("terminated_on", "reason")),
    correct=Step(
        "negotiating|drafted|passed|signed|filed|in_force|renewed|terminated ->",
        "更正",
        needs="bargaining.correct",
        ask=("reason",),
    ),
    void=Step(
        "negotiating|drafted|passed|signed|filed|in_force|renewed|terminated -> void",
        "作废",
        needs="bargaining.correct",
        ask=("reason",),
    ),
)

CHECK = Workflow(
    "bargaining.check",
    "履约检查",
    {"done": "已检查", "void": "已作废"},
    record=Step("-> done", "登记履约检查", needs="bargaining.agree"),
    correct=Step("done ->", "更正", needs="bargaining.correct", ask=("reason",)),
    void=Step("done -> void", "作废", needs="bargaining.correct", ask=("reason",)),
)

ALL = [OFFER, AGREEMENT, CHECK]

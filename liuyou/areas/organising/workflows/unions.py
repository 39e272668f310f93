"""States and steps of union records, of founding a union, of points and of targets."""

from __future__ import annotations

from liuyou.kernel.workflow.declared import Step, Workflow

READ, RECORD, APPROVE = "organising.read", "organising.record", "organising.approve"
CORRECT, MANAGE = "organising.correct", "organising.manage"

UNION = Workflow(
    "organising.union",
    "工会档案",
    {"standing": "存续", "ceased": "已终止", "void": "已作废"},
    enter=Step("-> standing", "登记已有工会", needs=RECORD),
    found=Step("-> standing", "批准成立", needs=APPROVE, internal=True),
    seal=Step("standing ->", "登记刻章", needs=RECORD, ask=("seals_on",)),
    certify=Step(
        "standing ->",
        "登记法人资格",
        needs=RECORD,
        ask=("code", "certificate", "certified_on", "valid_until", "representative"),
    ),
    open_account=Step("standing ->", "登记开户", needs=RECORD, ask=("account_on",)),
    register_levy=Step("standing ->", "登记经费关系", needs=RECORD, ask=("levy_on",)),
    change=Step("standing ->", "法人事项变动", needs=RECORD, ask=("changed_on", "what")),
    file_change=Step("standing ->", "办结变更登记", needs=RECORD, ask=("filed_on",)),
    renew=Step("standing -> standing", "换（补）证", needs=RECORD, ask=("why", "renewed_on", "valid_until")),
    rate=Step("standing ->", "评定等级", needs=APPROVE, ask=("grade",)),
    move_site=Step("standing ->", "迁移工地", needs=RECORD, ask=("place", "since")),
    deregister=Step("ceased ->", "登记法人注销", needs=RECORD, ask=("deregistered_on",)),
    cease=Step("standing -> ceased", "随组织撤并终止", needs=RECORD, ask=("ceased_why",), internal=True),
    correct=Step("standing|ceased ->", "更正", needs=CORRECT, ask=("reason",)),
    void=Step("standing|ceased -> void", "作废", needs=CORRECT, ask=("reason",)),
)

_OPEN = "intent|applied|preparing|congress_applied|congress_approved|elected|reported"
FORMATION = Workflow(
    "organising.formation",
    "建会办理",
    {
        "intent": "有意向",
        "applied": "已申请筹建",
        "preparing": "筹建中",
        "congress_applied": "已申请开会",
        "congress_approved": "同意开会",
        "elected": "已选举",
        "reported": "已报选举结果",
        "approved": "已批准成立",
        "refused": "不予批准",
        "withdrawn": "已撤回",
        "void": "已作废",
    },
    intend=Step("-> intent", "登记意向", needs=RECORD),
    apply=Step(
        "intent -> applied",
        "提交建会请示",
        needs=RECORD,
        ask=("applied_on", "group"),
        limit="organising.formation_reply_days",
    ),
    agree=Step(
        "applied -> preparing",
        "同意筹建",
        needs=APPROVE,
        ask=("prepared_on", "prepared_no"),
        limit="organising.preparing_months",
    ),
    apply_congress=Step(
        "preparing -> congress_applied",
        "申请召开成立大会",
        needs=RECORD,
        ask=("members", "women", "congress_kind", "planned_on", "seats", "congress_applied_on"),
        limit="organising.congress_reply_days",
    ),
    approve_congress=Step(
        "congress_applied -> congress_approved",
        "同意召开大会",
        needs=APPROVE,
        ask=("congress_approved_on", "congress_no"),
    ),
    elect=Step(
        "congress_approved -> elected",
        "登记选举结果",
        needs=RECORD,
        ask=("congress_on", "entitled", "present", "lowest_votes", "term_years", "chair", "committee"),
    ),
    report=Step(
        "elected -> reported",
        "报送选举结果",
        needs=RECORD,
        ask=("reported_on",),
        limit="organising.election_approval_days",
    ),
    approve=Step("reported -> approved", "批准成立", needs=APPROVE, ask=("approved_on", "approved_no", "founded_on")),
    return_application=Step("applied -> intent", "退回补正", needs=APPROVE, ask=("reason",)),
    return_congress=Step("congress_applied -> preparing", "退回补正", needs=APPROVE, ask=("reason",)),
    repeat=Step("elected|reported -> congress_approved", "退回重新选举", needs=APPROVE, ask=("reason",)),
    refuse=Step("applied|congress_applied|reported -> refused", "不予批准", needs=APPROVE, ask=("reason",)),
    withdraw=Step(f"{_OPEN} -> withdrawn", "撤回", needs=RECORD, ask=("reason",)),
    hand_over=Step(f"{_OPEN} ->", "随组织并入移交", needs=RECORD, internal=True),
    correct=Step(f"{_OPEN} ->", "更正", needs=CORRECT, ask=("reason",)),
    void=Step(f"{_OPEN}|refused|withdrawn -> void", "作废", needs=CORRECT, ask=("reason",)),
)

POINT = Workflow(
    "organising.point",
    "阵地和示范点",
    {"standing": "在用", "ended": "已撤销", "void": "已作废"},
    record=Step("-> standing", "登记阵地", needs=RECORD),
    end=Step("standing -> ended", "登记撤销", needs=RECORD, ask=("ended_on", "reason")),
    correct=Step("standing|ended ->", "更正", needs=CORRECT, ask=("reason",)),
    void=Step("standing|ended -> void", "作废", needs=CORRECT, ask=("reason",)),
)

TARGET = Workflow(
    "organising.target",
    "建会目标",
    {"set": "已下达", "void": "已作废"},
    set=Step("-> set", "下达目标", needs=MANAGE),
    settle=Step("set ->", "重算分解", needs=MANAGE, internal=True),
    adjust=Step("set ->", "调整目标", needs=MANAGE, ask=("value", "reason")),
    void=Step("set -> void", "作废", needs=MANAGE, ask=("reason",)),
)

ALL = (FORMATION, UNION, POINT, TARGET)

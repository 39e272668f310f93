"""States and steps of committees, posts, elections, staff, self-checks and visits."""

from __future__ import annotations

from liuyou.kernel.workflow.declared import PARENT, Step, Workflow

RECORD, APPROVE, ELECT, CORRECT = "officers.record", "officers.approve", "officers.election", "officers.correct"

COMMITTEE = Workflow(
    "officers.committee",
    "委员会",
    {"standing": "任期内", "asked": "申请延期", "extended": "延期中", "ended": "已终止", "void": "已作废"},
    enter=Step("-> standing", "登记委员会", needs=RECORD),
    form=Step("-> standing", "选举产生", needs=APPROVE, internal=True),
    ask_extension=Step("standing -> asked", "申请延期换届", needs=RECORD, ask=("extend_to", "reason")),
    extend=Step("asked -> extended", "批准延期", needs=APPROVE, at=PARENT, ask=("approval",)),
    refuse_extension=Step("asked -> standing", "不同意延期", needs=APPROVE, at=PARENT, ask=("reason",)),
    end=Step("standing|asked|extended -> ended", "终止", needs=RECORD, ask=("ended_on", "reason")),
    replace=Step("standing|asked|extended -> ended", "换届终止", needs=APPROVE, internal=True),
    correct=Step("standing|asked|extended|ended ->", "更正", needs=CORRECT, ask=("reason",)),
    void=Step("standing|asked|extended|ended -> void", "作废", needs=CORRECT, ask=("reason",)),
)

OFFICER = Workflow(
    "officers.officer",
    "任职",
    {"serving": "在任", "ended": "已离任", "void": "已作废"},
    enter=Step("-> serving", "登记任职", needs=RECORD),
    elect=Step("-> serving", "当选", needs=APPROVE, internal=True),
    send=Step("-> serving", "选派第一主席", needs=APPROVE, at=PARENT),
    train=Step("serving|ended ->", "登记上岗培训", needs=RECORD, ask=("trained_on",)),
    shift=Step("serving ->", "改为专职或兼职", needs=RECORD, ask=("from_on",)),
    leave=Step("serving -> ended", "离任", needs=RECORD, ask=("until", "ending")),
    succeed=Step("serving -> ended", "换届离任", needs=APPROVE, internal=True),
    correct=Step("serving|ended ->", "更正", needs=CORRECT, ask=("reason",)),
    void=Step("serving|ended -> void", "作废", needs=CORRECT, ask=("reason",)),
)

ELECTION = Workflow(
    "officers.election",
    "工会选举",
    {
        "preparing": "筹备中",
        "submitted": "已报筹备请示",
        "plan_approved": "同意筹备",
        "nominated": "已提名",
        "vetted": "已资格审查",
        "posted": "公示中",
        "ready": "候选人已确定",
        "convened": "大会进行中",
        "elected": "已宣布结果",
        "allocated": "已分工",
        "reported": "已报选举结果",
        "approved": "已批复",
        "filed": "已归档",
        "repeat": "须重新选举",
        "withdrawn": "已撤回",
        "void": "已作废",
    },
    prepare=Step("-> preparing", "筹备选举", needs=ELECT),
    revise=Step("preparing ->", "修改方案", needs=ELECT),
    submit=Step("preparing -> submitted", "报送请示和选举办法", needs=ELECT),
    approve_plan=Step("submitted -> plan_approved", "批复同意", needs=APPROVE, at=PARENT, ask=("plan_approval",)),
    return_plan=Step("submitted -> preparing", "退回修改", needs=APPROVE, at=PARENT, ask=("reason",)),
    nominate=Step("plan_approved|nominated -> nominated", "提名候选人", needs=ELECT, ask=("candidates",)),
    vet=Step("nominated -> vetted", "资格审查", needs=ELECT, ask=("vetted_on", "vetting_group", "candidates")),
    renominate=Step("vetted|posted|ready|repeat -> nominated", "重新提名", needs=ELECT, ask=("reason",)),
    post=Step("vetted -> posted", "公示", needs=ELECT, ask=("posted_on",)),
    confirm=Step("posted -> ready", "公示期满", needs=ELECT, ask=("taken_down_on",)),
    convene=Step(
        "ready|repeat -> convened",
        "召开大会",
        needs=ELECT,
        ask=("held_on", "entitled", "present", "scrutineers", "tellers"),
    ),
    count=Step("convened ->", "登记计票结果", needs=ELECT, ask=("ballots", "votes")),
    reduce=Step("convened ->", "减少应选名额", needs=ELECT, ask=("race", "consent", "reason")),
    adjourn=Step("convened -> ready", "休会另行召开", needs=ELECT, ask=("reason",)),
    announce=Step("convened -> elected", "宣布选举结果", needs=ELECT, ask=("announced_on",)),
    allocate=Step(
        "elected|allocated -> allocated", "第一次全体会议和分工", needs=ELECT, ask=("first_meeting_on", "posts")
    ),
    report=Step(
        "allocated -> reported", "报送选举结果", needs=ELECT, ask=("reported_on",), limit="officers.result_reply_days"
    ),
    approve=Step("reported -> approved", "批复当选", needs=APPROVE, at=PARENT, ask=("approval",)),
    refuse=Step("reported -> repeat", "不予批准、重新选举", needs=APPROVE, at=PARENT, ask=("reason",)),
    register_legal=Step("approved|filed ->", "登记法人变更", needs=ELECT, ask=("legal_changed_on",)),
    file=Step("approved -> filed", "归档", needs=ELECT, ask=("filed_on", "archive_no")),
    withdraw=Step(
        "preparing|submitted|plan_approved|nominated|vetted|posted|ready|repeat -> withdrawn",
        "撤回",
        needs=ELECT,
        ask=("reason",),
    ),
    close=Step(
        "preparing|submitted|plan_approved|nominated|vetted|posted|ready|convened|elected|allocated|reported|repeat"
        " -> withdrawn",
        "随组织撤并终止",
        needs=ELECT,
        internal=True,
    ),
    retract=Step("convened ->", "撤销最近一轮计票登记", needs=CORRECT, ask=("reason",)),
    correct=Step("preparing|approved|filed ->", "更正", needs=CORRECT, ask=("reason",)),
    void=Step(
        "preparing|submitted|plan_approved|nominated|vetted|posted|ready|convened|elected|allocated|repeat -> void",
        "作废",
        needs=CORRECT,
        ask=("reason",),
    ),
)

STAFF = Workflow(
    "officers.staff",
    "工会工作人员",
    {"serving": "在岗", "ended": "已离岗", "void": "已作废"},
    enter=Step("-> serving", "登记人员", needs=RECORD),
    assign=Step("serving ->", "调整岗位职责", needs=RECORD),
    leave=Step("serving -> ended", "离岗", needs=RECORD, ask=("until", "ending")),
    close=Step("serving -> ended", "随组织撤并离岗", needs=RECORD, internal=True),
    correct=Step("serving|ended ->", "更正", needs=CORRECT, ask=("reason",)),
    void=Step("serving|ended -> void", "作废", needs=CORRECT, ask=("reason",)),
)

SELFCHECK = Workflow(
    "officers.selfcheck",
    "季度自查",
    {"submitted": "已自查", "checked": "镇街已评", "assessed": "区县已评", "void": "已作废"},
    submit=Step("-> submitted", "提交自查", needs=RECORD),
    check=Step("submitted -> checked", "镇街评分", needs=APPROVE, ask=("items",)),
    assess=Step("checked -> assessed", "区县评定", needs=APPROVE, at=PARENT, ask=("items",)),
    hand_back=Step("checked -> submitted", "退回重评", needs=APPROVE, at=PARENT, ask=("reason",)),
    void=Step("submitted|checked|assessed -> void", "作废", needs=CORRECT, ask=("reason",)),
)

BASEVISIT = Workflow(
    "officers.basevisit",
    "下基层走访",
    {"open": "待解决", "done": "已办结", "void": "已作废"},
    record=Step("-> open", "登记走访", needs=RECORD),
    record_done=Step("-> done", "登记已办结走访", needs=RECORD),
    solve=Step("open -> done", "办结", needs=RECORD, ask=("solved_on", "done")),
    correct=Step("open|done ->", "更正", needs=CORRECT, ask=("reason",)),
    void=Step("open|done -> void", "作废", needs=CORRECT, ask=("reason",)),
)

ALL = [COMMITTEE, OFFICER, ELECTION, STAFF, SELFCHECK, BASEVISIT]

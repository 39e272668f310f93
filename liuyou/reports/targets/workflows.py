"""States and steps of targets, letters, supervision and key points.

A target is handed down and settled by the org above (`PARENT`). What an org that has nobody above it here was given
from outside is recorded, revised and cancelled by steps of its own.
"""

from __future__ import annotations

from liuyou.kernel.workflow.declared import PARENT, Step, Workflow

READ, MANAGE, ANSWER, RECORD = "targets.read", "targets.manage", "targets.answer", "targets.record"
SUPERVISE, CORRECT = "targets.supervise", "targets.correct"

_OPEN = "drafted|proposed|countered"
TARGET = Workflow(
    "targets.target",
    "目标",
    {
        "drafted": "已拟定",
        "proposed": "征求意见",
        "countered": "下级有意见",
        "settled": "已确定",
        "signed": "已签责任书",
        "withdrawn": "已撤回",
        "void": "已作废",
    },
    draft=Step("-> drafted", "拟定下级目标", needs=MANAGE, at=PARENT),
    record=Step("-> settled", "登记上级下达的目标", needs=MANAGE),
    propose=Step(f"{_OPEN} -> proposed", "下达征求意见", needs=MANAGE, at=PARENT, limit="targets.reply_days"),
    counter=Step("proposed -> countered", "提出意见", needs=ANSWER, ask=("value", "reason")),
    agree=Step("proposed ->", "同意", needs=ANSWER),
    settle=Step("proposed|countered -> settled", "确定", needs=MANAGE, at=PARENT),
    split=Step("proposed|countered|settled|signed ->", "分解到下级", needs=MANAGE, ask=("way",)),
    sign=Step("settled -> signed", "随责任书签订", needs=MANAGE, internal=True),
    unsign=Step("signed -> settled", "责任书撤销", needs=MANAGE, internal=True),
    regroup=Step(f"{_OPEN}|settled|signed ->", "重算分解", needs=MANAGE, internal=True),
    adjust=Step("settled|signed ->", "调整", needs=MANAGE, at=PARENT, ask=("value", "reason")),
    revise=Step("settled|signed ->", "调整（上级下达的）", needs=MANAGE, ask=("value", "reason")),
    withdraw=Step(f"{_OPEN} -> withdrawn", "撤回", needs=MANAGE, at=PARENT, ask=("reason",)),
    void=Step("settled|signed -> void", "作废", needs=CORRECT, at=PARENT, ask=("reason",)),
    cancel=Step("settled|signed -> void", "作废（上级下达的）", needs=CORRECT, ask=("reason",)),
)

SHEET = Workflow(
    "targets.sheet",
    "目标表",
    {"draft": "草稿", "in_use": "在用", "retired": "已停用", "void": "已作废"},
    make=Step("-> draft", "制定目标表", needs=MANAGE),
    adopt=Step("draft -> in_use", "启用", needs=MANAGE),
    hand_out=Step("in_use ->", "按表下达", needs=MANAGE),
    revise=Step("draft ->", "修改", needs=MANAGE),
    retire=Step("in_use -> retired", "停用", needs=MANAGE, ask=("reason",)),
    void=Step("draft -> void", "作废", needs=CORRECT, ask=("reason",)),
)

LETTER = Workflow(
    "targets.letter",
    "目标责任书",
    {"draft": "草稿", "issued": "待签订", "signed": "已签订", "assessed": "已考核", "void": "已作废"},
    draft=Step("-> draft", "拟定责任书", needs=MANAGE, at=PARENT),
    revise=Step("draft ->", "修改", needs=MANAGE, at=PARENT),
    issue=Step("draft -> issued", "下达签订", needs=MANAGE, at=PARENT, ask=("issued_on", "signed_by_above")),
    sign=Step("issued -> signed", "签订", needs=ANSWER, ask=("signed_on", "signed_by")),
    recall=Step("issued -> draft", "收回修改", needs=MANAGE, at=PARENT, ask=("reason",)),
    assess=Step("signed -> assessed", "考核", needs=MANAGE, at=PARENT, ask=("assessed_on", "result")),
    reopen=Step("assessed -> signed", "重新考核", needs=MANAGE, at=PARENT, ask=("reason",)),
    void=Step("draft|issued|signed -> void", "作废", needs=CORRECT, at=PARENT, ask=("reason",)),
)

GROUP = Workflow(
    "targets.group",
    "督查组",
    {"standing": "在岗", "ended": "已结束", "void": "已作废"},
    form=Step("-> standing", "组成督查组", needs=SUPERVISE),
    assign=Step("standing ->", "调整分工", needs=SUPERVISE, ask=("reason",)),
    end=Step("standing -> ended", "结束", needs=SUPERVISE, ask=("until",)),
    void=Step("standing|ended -> void", "作废", needs=CORRECT, ask=("reason",)),
)

VISIT = Workflow(
    "targets.visit",
    "督查",
    {"planned": "计划", "done": "已督查", "closed": "已办结", "cancelled": "已取消", "void": "已作废"},
    plan=Step("-> planned", "安排督查", needs=SUPERVISE),
    postpone=Step("planned ->", "改期", needs=SUPERVISE, ask=("planned_on", "reason")),
    do=Step("planned -> done", "登记督查情况", needs=SUPERVISE, ask=("visited_on",)),
    close=Step("done -> closed", "办结", needs=SUPERVISE),
    cancel=Step("planned -> cancelled", "取消", needs=SUPERVISE, ask=("reason",)),
    correct=Step("done ->", "更正", needs=CORRECT, ask=("reason",)),
    void=Step("done|closed -> void", "作废", needs=CORRECT, ask=("reason",)),
)

DIFFICULTY = Workflow(
    "targets.difficulty",
    "难点和整改",
    {
        "open": "待跟踪",
        "following": "跟踪中",
        "resolved": "待销号",
        "confirmed": "已销号",
        "reopened": "重新打开",
        "void": "已作废",
    },
    open=Step("-> open", "登记难点", needs=RECORD),
    find=Step("-> open", "督查交办", needs=SUPERVISE, internal=True),
    take_up=Step("open|reopened -> following", "开始跟踪", needs=RECORD, ask=("progress",)),
    follow=Step("following ->", "登记跟踪情况", needs=RECORD, ask=("progress",)),
    resolve=Step("open|following|reopened -> resolved", "登记解决结果", needs=RECORD, ask=("resolved_on", "result")),
    confirm=Step("resolved -> confirmed", "销号", needs=SUPERVISE, at=PARENT, ask=("confirmed_on",)),
    confirm_own=Step("resolved -> confirmed", "本级销号", needs=SUPERVISE, ask=("confirmed_on", "reason")),
    reopen=Step("resolved|confirmed -> reopened", "退回重办", needs=SUPERVISE, at=PARENT, ask=("finish_by", "reason")),
    extend=Step("open|following|reopened ->", "延期", needs=SUPERVISE, at=PARENT, ask=("finish_by", "reason")),
    correct=Step("open|following|reopened ->", "更正", needs=CORRECT, ask=("reason",)),
    void=Step("open|following|reopened|resolved -> void", "作废", needs=CORRECT, at=PARENT, ask=("reason",)),
)

CIRCULAR = Workflow(
    "targets.circular",
    "通报",
    {"draft": "草稿", "issued": "已印发", "void": "已作废"},
    compose=Step("-> draft", "起草通报", needs=SUPERVISE),
    refresh=Step("draft ->", "重新取数", needs=SUPERVISE),
    edit=Step("draft ->", "修改正文", needs=SUPERVISE),
    issue=Step("draft -> issued", "登记已印发", needs=SUPERVISE, ask=("issued_on",)),
    void=Step("draft|issued -> void", "作废", needs=CORRECT, ask=("reason",)),
)

MEETING = Workflow(
    "targets.meeting",
    "推进会",
    {"held": "已召开", "void": "已作废"},
    hold=Step("-> held", "登记会议", needs=RECORD),
    report=Step("held ->", "登记任务落实", needs=RECORD, ask=("done_on",)),
    correct=Step("held ->", "更正", needs=CORRECT, ask=("reason",)),
    void=Step("held -> void", "作废", needs=CORRECT, ask=("reason",)),
)

KEYPOINT = Workflow(
    "targets.keypoint",
    "工作要点",
    {
        "planned": "已列入",
        "under_way": "进行中",
        "done": "已完成",
        "unfinished": "未完成",
        "carried": "转入下年",
        "void": "已作废",
    },
    plan=Step("-> planned", "列入要点", needs=RECORD),
    begin=Step("planned -> under_way", "开始推进", needs=RECORD),
    report=Step("under_way ->", "登记进展", needs=RECORD, ask=("progress",)),
    finish=Step("planned|under_way -> done", "完成", needs=RECORD, ask=("done_on", "result")),
    leave=Step("planned|under_way -> unfinished", "年内未完成", needs=RECORD, ask=("reason",)),
    carry=Step("unfinished -> carried", "转入下年", needs=RECORD, ask=("finish_by", "reason")),
    reopen=Step("done|unfinished -> under_way", "重新推进", needs=CORRECT, ask=("reason",)),
    correct=Step("planned|under_way ->", "更正", needs=CORRECT, ask=("reason",)),
    void=Step("planned|under_way|unfinished -> void", "作废", needs=CORRECT, ask=("reason",)),
)

ALL = [TARGET, SHEET, LETTER, GROUP, VISIT, DIFFICULTY, CIRCULAR, MEETING, KEYPOINT]

"""States and steps of employers, of the census, and of the comparison with the authorities' register."""

from __future__ import annotations

from liuyou.kernel.workflow.declared import Step, Workflow

EMPLOYER = Workflow(
    "organising.employer",
    "用人单位",
    {"open": "正常", "suspended": "停业", "closed": "注销", "void": "已作废"},
    register=Step("-> open", "登记单位", needs="organising.record"),
    count=Step("open|suspended ->", "更新人数", needs="organising.record", ask=("counted_on",)),
    change=Step("open|suspended ->", "变更情况", needs="organising.record", ask=("since",)),
    cover=Step("open|suspended ->", "登记建会", needs="organising.record", ask=("coverage", "covered_on")),
    uncover=Step("open|suspended ->", "撤销建会", needs="organising.record", ask=("uncovered_on", "reason")),
    move=Step("open|suspended ->", "划转", needs="organising.manage", ask=("to", "since", "reason")),
    suspend=Step("open -> suspended", "登记停业", needs="organising.record", ask=("since", "reason")),
    close=Step("open|suspended -> closed", "登记注销", needs="organising.record", ask=("since", "reason")),
    reopen=Step("suspended|closed -> open", "恢复经营", needs="organising.record", ask=("since", "reason")),
    cover_internal=Step("open|suspended ->", "随建会登记", needs="organising.record", internal=True),
    uncover_internal=Step("open|suspended ->", "随工会撤并变更", needs="organising.record", internal=True),
    move_internal=Step("open|suspended ->", "随组织并入划转", needs="organising.record", internal=True),
    correct=Step("open|suspended|closed ->", "更正", needs="organising.correct", ask=("reason",)),
    void=Step("open|suspended|closed -> void", "作废", needs="organising.correct", ask=("reason",)),
)

CAMPAIGN = Workflow(
    "organising.campaign",
    "普查",
    {"running": "进行中", "ended": "已结束", "void": "已作废"},
    open=Step("-> running", "开展普查", needs="organising.manage"),
    end=Step("running -> ended", "结束普查", needs="organising.manage"),
    reopen=Step("ended -> running", "重新开放", needs="organising.manage", ask=("reason",)),
    correct=Step("running|ended ->", "更正", needs="organising.correct", ask=("reason",)),
    void=Step("running|ended -> void", "作废", needs="organising.correct", ask=("reason",)),
)

CALL = Workflow(
    "organising.call",
    "走访核查",
    {"assigned": "待走访", "done": "已走访", "absent": "未走访到", "void": "已作废"},
    assign=Step("-> assigned", "分派走访", needs="organising.record"),
    find=Step("-> done", "登记新发现的单位", needs="organising.record"),
    hand_over=Step("assigned|absent ->", "改派走访人", needs="organising.record", ask=("visitor",)),
    record=Step(
        "assigned|absent -> done", "登记走访结果", needs="organising.record", ask=("called_on", "workers", "union")
    ),
    miss=Step("assigned -> absent", "登记未走访到", needs="organising.record", ask=("called_on", "why_absent")),
    correct=Step("assigned|done|absent ->", "更正", needs="organising.correct", ask=("reason",)),
    void=Step("assigned|done|absent -> void", "作废", needs="organising.correct", ask=("reason",)),
)

COMPARISON = Workflow(
    "organising.comparison",
    "法人数据库审核",
    {"open": "审核中", "ended": "已完成", "void": "已作废"},
    open=Step("-> open", "开始比对", needs="organising.manage"),
    end=Step("open -> ended", "完成审核", needs="organising.manage"),
    correct=Step("open|ended ->", "更正", needs="organising.correct", ask=("reason",)),
    void=Step("open|ended -> void", "作废", needs="organising.correct", ask=("reason",)),
)

DIFFERENCE = Workflow(
    "organising.difference",
    "比对差异",
    {"open": "待处理", "agreed": "一致", "adopted": "已采纳", "rejected": "不采纳", "void": "已作废"},
    open=Step("-> open", "记下差异", needs="organising.record", internal=True),
    match=Step("-> agreed", "记下一致", needs="organising.record", internal=True),
    agree=Step("open -> agreed", "核对无误", needs="organising.record"),
    adopt=Step("open -> adopted", "按名册采纳", needs="organising.record"),
    reject=Step("open -> rejected", "不采纳", needs="organising.record", ask=("reason",)),
    reopen=Step("agreed|rejected -> open", "重新核对", needs="organising.record", ask=("reason",)),
    void=Step("open|agreed|adopted|rejected -> void", "作废", needs="organising.correct", ask=("reason",)),
)

ALL = (EMPLOYER, CAMPAIGN, CALL, COMPARISON, DIFFERENCE)

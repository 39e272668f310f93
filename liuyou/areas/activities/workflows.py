"""States and steps of activities and of the types that federations add."""

from __future__ import annotations

from liuyou.kernel.workflow.declared import Step, Workflow

ACTIVITY = Workflow(
    "activities.activity",
    "活动",
    {"recorded": "已登记", "void": "已作废"},
    record=Step("-> recorded", "登记", needs="activities.record"),
    correct=Step("recorded ->", "更正", needs="activities.correct", ask=("changes", "reason")),
    void=Step("recorded -> void", "作废", needs="activities.correct", ask=("reason",)),
)

TYPE = Workflow(
    "activities.type",
    "活动类型",
    {"in_use": "在用", "retired": "已停用"},
    add=Step("-> in_use", "新增类型", needs="activities.manage"),
    renew=Step("-> in_use", "启用新版本", needs="activities.manage"),
    retire=Step("in_use -> retired", "停用", needs="activities.manage", ask=("reason",)),
)

"""States and steps of forms and of returns."""

from __future__ import annotations

from liuyou.kernel.workflow.declared import PARENT, Step, Workflow

FORM = Workflow(
    "returns.form",
    "报表格式",
    {"draft": "草稿", "published": "在用", "retired": "已停用", "withdrawn": "已撤回"},
    draft=Step("-> draft", "起草报表", needs="returns.manage"),
    edit=Step("draft ->", "修改表样", needs="returns.manage"),
    publish=Step("draft -> published", "发布", needs="returns.manage"),
    new_version=Step("-> draft", "起草新版本", needs="returns.manage"),
    succeed=Step("published ->", "由新版本接替", needs="returns.manage", internal=True),
    retire=Step("published -> retired", "停用", needs="returns.manage", ask=("ends_on", "reason")),
    withdraw=Step("draft -> withdrawn", "撤回草稿", needs="returns.manage", ask=("reason",)),
)

RETURN = Workflow(
    "returns.return",
    "报表",
    {
        "open": "填报中",
        "submitted": "已上报",
        "sent_back": "退回修改",
        "accepted": "已接收",
        "reopened": "重新填报",
        "void": "已作废",
    },
    open=Step("-> open", "布置填报", needs="returns.manage"),
    begin=Step("-> open", "按期布置", needs="returns.manage", internal=True),
    fill=Step("open|sent_back|reopened ->", "填写", needs="returns.fill"),
    submit=Step("open|sent_back|reopened -> submitted", "上报", needs="returns.fill"),
    declare_nil=Step("open|sent_back|reopened -> submitted", "零报告", needs="returns.fill"),
    accept=Step("submitted -> accepted", "接收", needs="returns.check", at=PARENT),
    send_back=Step(
        "submitted -> sent_back",
        "退回修改",
        needs="returns.check",
        at=PARENT,
        ask=("reason",),
        limit="returns.mend_days",
    ),
    reopen=Step(
        "accepted -> reopened",
        "重新填报",
        needs="returns.check",
        at=PARENT,
        ask=("reason",),
        limit="returns.mend_days",
    ),
    void=Step(
        "open|submitted|sent_back|accepted|reopened -> void",
        "作废",
        needs="returns.manage",
        at=PARENT,
        ask=("reason",),
    ),
)

ALL = [FORM, RETURN]

"""States and steps of the membership registers."""

from __future__ import annotations

from liuyou.kernel.workflow.declared import Step, Workflow

ENROL, APPROVE, CORRECT = "members.enrol", "members.approve", "members.correct"
TRANSFERS, CLEAN, COLLECT = "members.transfer", "members.clean", "members.dues"

MEMBER = Workflow(
    "members.member",
    "会员",
    {
        "applied": "待批准",
        "active": "在册",
        "retained": "保留会籍",
        "left": "已离会",
        "refused": "不予入会",
        "withdrawn": "已撤回",
        "void": "已作废",
    },
    apply=Step("-> applied", "申请入会", needs=ENROL, limit="members.approval_days"),
    enter=Step("-> active", "登记在册会员", needs=ENROL),
    take_in=Step("-> active", "接收", needs=APPROVE, internal=True),
    hold=Step("-> retained", "接收保留会籍", needs=APPROVE, internal=True),
    edit=Step("applied ->", "修改申请", needs=ENROL),
    approve=Step("applied -> active", "批准入会", needs=APPROVE),
    refuse=Step("applied -> refused", "不予入会", needs=APPROVE, ask=("reason",)),
    withdraw=Step("applied -> withdrawn", "撤回申请", needs=ENROL, ask=("reason",)),
    call_off=Step("applied -> withdrawn", "随组织撤回", needs=ENROL, internal=True),
    change=Step("active|retained ->", "变更资料", needs=ENROL),
    card=Step("active|retained ->", "发放卡证", needs=ENROL, ask=("card_kind",)),
    retain=Step("active -> retained", "保留会籍", needs=APPROVE, ask=("retained_why",)),
    restore=Step("retained -> left", "恢复会籍", needs=APPROVE),
    leave=Step("active|retained -> left", "退会", needs=APPROVE, ask=("reason",)),
    lapse=Step("active -> left", "视为退会", needs=APPROVE, ask=("reason",)),
    expel=Step("active|retained -> left", "除名", needs=APPROVE, ask=("decision", "reason")),
    decease=Step("active|retained -> left", "登记去世", needs=APPROVE, ask=("until",)),
    hand_over=Step("active|retained -> left", "移出", needs=APPROVE, internal=True),
    correct=Step("active|retained|left ->", "更正", needs=CORRECT, ask=("reason",)),
    void=Step("applied|active|retained|left -> void", "作废", needs=CORRECT, ask=("reason",)),
)
TRANSFER = Workflow(
    "members.transfer",
    "转入",
    {
        "requested": "待原工会办理",
        "released": "待接收",
        "done": "已转入",
        "refused": "原工会不同意",
        "declined": "未接收",
        "withdrawn": "已撤回",
    },
    request=Step("-> requested", "申请转入", needs=TRANSFERS),
    arrive=Step("-> released", "原工会转来", needs=TRANSFERS, internal=True),
    agree=Step("requested -> released", "原工会同意", needs=TRANSFERS, internal=True),
    object=Step("requested -> refused", "原工会不同意", needs=TRANSFERS, internal=True),
    accept=Step("released -> done", "接收", needs=TRANSFERS),
    decline=Step("released -> declined", "不接收", needs=TRANSFERS, ask=("reason",)),
    withdraw=Step("requested|released -> withdrawn", "撤回", needs=TRANSFERS, ask=("reason",)),
    call_off=Step("requested|released -> withdrawn", "随对方撤回", needs=TRANSFERS, internal=True),
)
RELEASE = Workflow(
    "members.release",
    "转出",
    {
        "asked": "待同意",
        "released": "待对方接收",
        "done": "已转出",
        "refused": "不同意",
        "returned": "对方未接收",
        "withdrawn": "已撤回",
    },
    ask=Step("-> asked", "对方申请转入", needs=TRANSFERS, internal=True, limit="members.transfer_silence"),
    send=Step("-> released", "转出到其他工会", needs=TRANSFERS),
    agree=Step("asked -> released", "同意转出", needs=TRANSFERS),
    refuse=Step("asked -> refused", "不同意转出", needs=TRANSFERS, ask=("reason",)),
    lapse=Step("asked -> released", "逾期未答复，视为同意", needs=TRANSFERS, internal=True),
    complete=Step("released -> done", "对方已接收", needs=TRANSFERS, internal=True),
    hand_back=Step("asked|released -> returned", "对方未接收", needs=TRANSFERS, internal=True),
    recall=Step("released -> withdrawn", "撤回转出", needs=TRANSFERS, ask=("reason",)),
)
DUES = Workflow(
    "members.dues",
    "会费收缴",
    {"open": "收缴中", "closed": "已结清", "void": "已作废"},
    open=Step("-> open", "编制当月名单", needs=COLLECT),
    collect=Step("open ->", "登记收缴", needs=COLLECT, ask=("paid_on",)),
    assess=Step("open ->", "核定应交", needs=COLLECT),
    close=Step("open -> closed", "结清", needs=COLLECT),
    reopen=Step("closed -> open", "重新收缴", needs=CORRECT, ask=("reason",)),
    void=Step("open|closed -> void", "作废", needs=CORRECT, ask=("reason",)),
)
DUPLICATE = Workflow(
    "members.duplicate",
    "疑似重复",
    {"open": "待核对", "unsure": "暂不能定", "same": "同一人", "different": "不是同一人"},
    find=Step("-> open", "发现", needs=CLEAN, internal=True),
    same=Step("open|unsure -> same", "是同一人，合并", needs=CLEAN, ask=("reason",)),
    different=Step("open|unsure -> different", "不是同一人", needs=CLEAN, ask=("reason",)),
    unsure=Step("open -> unsure", "暂不能定", needs=CLEAN),
    part=Step("same -> open", "撤销合并", needs=CLEAN, ask=("reason",)),
    again=Step("different -> open", "重新核对", needs=CLEAN, ask=("reason",)),
)
DOOR = Workflow(
    "members.door",
    "扫码入会",
    {"open": "开放", "closed": "已关闭"},
    open=Step("-> open", "开放扫码入会", needs=ENROL),
    close=Step("open -> closed", "关闭", needs=ENROL),
    shut=Step("open -> closed", "随组织关闭", needs=ENROL, internal=True),
)
ALL = [MEMBER, TRANSFER, RELEASE, DUES, DUPLICATE, DOOR]

"""States and steps of the aid registers. Whoever makes payments holds `aid.record`, wherever the step stands."""

from __future__ import annotations

from liuyou.kernel.workflow.declared import PARENT, Step, Workflow

PAYMENT = Workflow(
    "aid.payment",
    "救助发放",
    {"paid": "已发放", "returned": "已退回", "void": "已作废"},
    record=Step("-> paid", "登记发放", needs="aid.record"),
    correct=Step("paid|returned ->", "更正", needs="aid.correct", ask=("reason",)),
    give_back=Step("paid -> returned", "登记退回", needs="aid.correct", ask=("returned_on", "reason")),
    void=Step("paid|returned -> void", "作废", needs="aid.correct", ask=("reason",)),
)

FILE = Workflow(
    "aid.file",
    "困难职工档案",
    {
        "draft": "草稿",
        "submitted": "待初审",
        "to_visit": "待入户",
        "to_check": "待核对",
        "to_post": "待公示",
        "on_notice": "公示中",
        "on_file": "在档",
        "lifted": "已脱困",
        "relieved": "已解困",
        "closed": "已注销",
        "refused": "不予建档",
        "withdrawn": "已撤回",
        "void": "已作废",
    },
    draft=Step("-> draft", "起草", needs="aid.apply"),
    enter=Step("-> on_file", "登记在册档案", needs="aid.record", limit="aid.recheck_months"),
    edit=Step("draft ->", "修改", needs="aid.apply"),
    household=Step("draft|submitted|to_visit|to_check|on_file ->", "登记家庭成员", needs="aid.apply"),
    submit=Step("draft -> submitted", "提交", needs="aid.apply"),
    first_check=Step("submitted -> to_visit", "初审", needs="aid.verify"),
    visit=Step(
        "to_visit -> to_check",
        "入户调查",
        needs="aid.verify",
        ask=("visited_on", "application_signed", "authorised"),
    ),
    check=Step("to_check -> to_post", "经济状况核对", needs="aid.check", at=PARENT, ask=("result",)),
    post=Step("to_post -> on_notice", "公示", needs="aid.verify", limit="aid.notice_days"),
    object=Step("on_notice -> to_check", "有异议，退回核对", needs="aid.verify", ask=("reason",)),
    approve=Step("on_notice -> on_file", "批准建档", needs="aid.approve", at=PARENT, limit="aid.recheck_months"),
    supplement=Step("submitted|to_visit|to_check|to_post -> draft", "退回补正", needs="aid.verify", ask=("reason",)),
    refuse=Step(
        "submitted|to_visit|to_check|to_post|on_notice -> refused", "不予建档", needs="aid.verify", ask=("reason",)
    ),
    withdraw=Step(
        "draft|submitted|to_visit|to_check|to_post|on_notice -> withdrawn", "撤回", needs="aid.apply", ask=("reason",)
    ),
    recheck=Step("on_file -> on_file", "年度复核", needs="aid.verify", ask=("result",), limit="aid.recheck_months"),
    lift=Step("on_file -> lifted", "脱困", needs="aid.verify", ask=("reason",)),
    relieve=Step("on_file -> relieved", "解困", needs="aid.verify", ask=("reason",)),
    close=Step("on_file -> closed", "注销", needs="aid.verify", ask=("ground",)),
    fall_back=Step(
        "lifted|relieved -> on_file",
        "返困",
        needs="aid.approve",
        at=PARENT,
        ask=("category", "reason"),
        limit="aid.recheck_months",
    ),
    correct=Step("on_file|lifted|relieved|closed ->", "更正", needs="aid.correct", ask=("reason",)),
    void=Step("on_file|lifted|relieved|closed -> void", "作废", needs="aid.correct", ask=("reason",)),
)

PROGRAMME = Workflow(
    "aid.programme",
    "救助项目",
    {"open": "开放", "closed": "已关闭", "void": "已作废"},
    open=Step("-> open", "设立项目", needs="aid.plan"),
    change=Step("open ->", "调整预算或上限", needs="aid.plan", ask=("reason",)),
    close=Step("open -> closed", "关闭项目", needs="aid.plan"),
    reopen=Step("closed -> open", "重新开放", needs="aid.plan", ask=("reason",)),
    void=Step("open|closed -> void", "作废", needs="aid.plan", ask=("reason",)),
)

APPLICATION = Workflow(
    "aid.application",
    "救助申请",
    {
        "draft": "草稿",
        "submitted": "已提交",
        "verified": "已核实",
        "on_notice": "公示中",
        "approved": "已批准",
        "paid": "已发放",
        "refused": "不予救助",
        "withdrawn": "已撤回",
    },
    draft=Step("-> draft", "起草申请", needs="aid.apply"),
    edit=Step("draft ->", "修改", needs="aid.apply"),
    submit=Step("draft -> submitted", "提交", needs="aid.apply"),
    verify=Step("submitted -> verified", "核实", needs="aid.verify", ask=("visit",)),
    post=Step("verified -> on_notice", "公示", needs="aid.verify", limit="aid.notice_days"),
    object=Step("on_notice -> verified", "有异议，退回核实", needs="aid.verify", ask=("reason",)),
    approve=Step("on_notice -> approved", "批准", needs="aid.approve", at=PARENT, ask=("amount", "opinion")),
    supplement=Step("submitted|verified -> draft", "退回补正", needs="aid.verify", ask=("reason",)),
    refuse=Step("submitted|verified|on_notice -> refused", "不予救助", needs="aid.verify", ask=("reason",)),
    withdraw=Step(
        "draft|submitted|verified|on_notice|approved -> withdrawn", "撤回", needs="aid.apply", ask=("reason",)
    ),
    pay=Step("approved -> paid", "发放", needs="aid.record", at=PARENT, ask=("voucher",)),
    unpay=Step("paid -> approved", "退回待发", needs="aid.correct", at=PARENT, ask=("reason",)),
)

BATCH = Workflow(
    "aid.batch",
    "集中发放",
    {
        "draft": "草稿",
        "submitted": "已提交",
        "approved": "已批准",
        "paid": "已发放",
        "refused": "不予批准",
        "withdrawn": "已撤回",
        "void": "已作废",
    },
    draft=Step("-> draft", "编制名单", needs="aid.apply"),
    revise=Step("draft ->", "修改名单", needs="aid.apply"),
    submit=Step("draft -> submitted", "提交", needs="aid.apply"),
    approve=Step("submitted -> approved", "批准", needs="aid.approve", at=PARENT, ask=("opinion",)),
    approve_own=Step("submitted -> approved", "本级批准", needs="aid.approve_own", ask=("opinion",)),
    supplement=Step("submitted|approved -> draft", "退回修改", needs="aid.verify", ask=("reason",)),
    refuse=Step("submitted -> refused", "不予批准", needs="aid.approve", at=PARENT, ask=("reason",)),
    withdraw=Step("draft|submitted|approved -> withdrawn", "撤回", needs="aid.apply", ask=("reason",)),
    pay=Step("approved -> paid", "发放", needs="aid.record"),
    void=Step("paid -> void", "整批作废", needs="aid.correct", ask=("reason",)),
)

VISIT = Workflow(
    "aid.visit",
    "走访",
    {"visited": "已走访", "void": "已作废"},
    record=Step("-> visited", "登记走访", needs="aid.record"),
    correct=Step("visited ->", "更正", needs="aid.correct", ask=("reason",)),
    void=Step("visited -> void", "作废", needs="aid.correct", ask=("reason",)),
)

PAIRING = Workflow(
    "aid.pairing",
    "结对帮扶",
    {"active": "结对中", "ended": "已结束", "void": "已作废"},
    pair=Step("-> active", "结对", needs="aid.record"),
    plan=Step("active ->", "修订计划", needs="aid.record", ask=("plan", "deadline")),
    inspect=Step("active ->", "检查", needs="aid.verify", ask=("note",)),
    end=Step("active -> ended", "结束结对", needs="aid.verify", ask=("outcome",)),
    correct=Step("active|ended ->", "更正", needs="aid.correct", ask=("reason",)),
    void=Step("active|ended -> void", "作废", needs="aid.correct", ask=("reason",)),
)

COMMITMENT = Workflow(
    "aid.commitment",
    "助学承诺",
    {"active": "资助中", "completed": "已完成", "ended": "提前终止", "void": "已作废"},
    commit=Step("-> active", "登记承诺", needs="aid.record"),
    confirm=Step("active ->", "确认在读", needs="aid.verify", ask=("school_year",)),
    pay=Step("active ->", "发放当年助学金", needs="aid.record", ask=("school_year",)),
    complete=Step("active -> completed", "完成", needs="aid.verify"),
    end=Step("active -> ended", "提前终止", needs="aid.verify", ask=("reason",)),
    correct=Step("active|completed|ended ->", "更正", needs="aid.correct", ask=("reason",)),
    void=Step("active|completed|ended -> void", "作废", needs="aid.correct", ask=("reason",)),
)

SURVIVOR = Workflow(
    "aid.survivor",
    "遗属补助对象",
    {"receiving": "领取中", "removed": "已退出", "void": "已作废"},
    enrol=Step("-> receiving", "登记", needs="aid.record", limit="aid.survivor_recheck_months"),
    recheck=Step(
        "receiving -> receiving",
        "年度核查",
        needs="aid.verify",
        ask=("result",),
        limit="aid.survivor_recheck_months",
    ),
    change=Step("receiving ->", "调整标准", needs="aid.record", ask=("monthly_amount", "reason")),
    remove=Step("receiving -> removed", "退出", needs="aid.verify", ask=("reason",)),
    correct=Step("receiving|removed ->", "更正", needs="aid.correct", ask=("reason",)),
    void=Step("receiving|removed -> void", "作废", needs="aid.correct", ask=("reason",)),
)

MATERNITY = Workflow(
    "aid.maternity",
    "生育保险办理",
    {"handled": "已办理", "void": "已作废"},
    record=Step("-> handled", "登记办理", needs="aid.record"),
    correct=Step("handled ->", "更正", needs="aid.correct", ask=("reason",)),
    void=Step("handled -> void", "作废", needs="aid.correct", ask=("reason",)),
)

ALL = (
    PAYMENT,
    FILE,
    PROGRAMME,
    APPLICATION,
    BATCH,
    VISIT,
    PAIRING,
    COMMITMENT,
    SURVIVOR,
    MATERNITY,
)

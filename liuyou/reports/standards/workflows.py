"""States and steps of standards and appraisals.

A round (布置, 公布) is done to the standard by the federation that set it; what becomes of each appraisal then are
internal steps. The county's steps on an appraisal are checked in the action against the federation of the standard.
"""

from __future__ import annotations

from liuyou.kernel.workflow.declared import PARENT, Step, Workflow

SELF, REVIEW, APPRAISE, MANAGE = "standards.selfcheck", "standards.review", "standards.appraise", "standards.manage"
CORRECT = "standards.correct"

STANDARD = Workflow(
    "standards.standard",
    "考核标准",
    {"draft": "草稿", "published": "已发布", "retired": "已停用"},
    draft=Step("-> draft", "起草标准", needs=MANAGE),
    new_version=Step("-> draft", "起草新版本", needs=MANAGE),
    edit=Step("draft ->", "修改", needs=MANAGE),
    publish=Step("draft -> published", "发布", needs=MANAGE),
    open_round=Step("published ->", "布置考核", needs=MANAGE, ask=("period", "check_by")),
    announce=Step("published ->", "公布结果", needs=MANAGE, ask=("period",)),
    retire=Step("draft|published -> retired", "停用", needs=MANAGE, ask=("reason",)),
    replace=Step("published -> retired", "由新版本接替", needs=MANAGE, internal=True),
)

APPRAISAL = Workflow(
    "standards.appraisal",
    "考核",
    {
        "self_check": "自查中",
        "checked_by_self": "已自查",
        "reviewed": "乡镇已初评",
        "appraised": "县区已考评",
        "published": "已公布",
        "objection": "有异议",
        "replied": "异议已答复",
        "void": "已作废",
    },
    open=Step("-> self_check", "布置考核", needs=MANAGE, internal=True),
    self_check=Step("self_check -> checked_by_self", "提交自查", needs=SELF),
    rate=Step(
        "self_check|checked_by_self|reviewed ->",
        "登记会员评家",
        needs=SELF,
        ask=("satisfied", "fairly", "unsatisfied", "rated_on"),
    ),
    review=Step("checked_by_self -> reviewed", "初评", needs=REVIEW, at=PARENT),
    appraise=Step("checked_by_self|reviewed -> appraised", "考评", needs=APPRAISE, at=PARENT),
    hand_back=Step(
        "checked_by_self|reviewed|appraised -> self_check", "退回自查", needs=REVIEW, at=PARENT, ask=("reason",)
    ),
    sample=Step("checked_by_self|reviewed|appraised ->", "列为抽查", needs=REVIEW, at=PARENT),
    inspect=Step(
        "checked_by_self|reviewed|appraised ->",
        "登记现场检查",
        needs=REVIEW,
        at=PARENT,
        ask=("visited_on", "who", "found"),
    ),
    publish=Step("appraised -> published", "公布结果", needs=MANAGE, internal=True),
    object=Step("published -> objection", "提出异议", needs=SELF, ask=("reason",)),
    reply=Step("objection -> replied", "答复异议", needs=APPRAISE, at=PARENT, ask=("reply", "upheld")),
    correct=Step("published|objection|replied ->", "更正结果", needs=CORRECT, at=PARENT, ask=("reason",)),
    demote=Step("published|objection|replied ->", "降低等次", needs=CORRECT, at=PARENT, ask=("demoted_on", "reason")),
    supersede=Step("published|objection|replied ->", "由新结果接替", needs=MANAGE, internal=True),
    void=Step(
        "self_check|checked_by_self|reviewed|appraised -> void", "作废", needs=CORRECT, at=PARENT, ask=("reason",)
    ),
    call_off=Step(
        "self_check|checked_by_self|reviewed|appraised -> void", "随组织撤并作废", needs=MANAGE, internal=True
    ),
)

ALL = [STANDARD, APPRAISAL]

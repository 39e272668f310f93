"""会员会籍: who is a member where and since when, transfers, retention, dues, clean-up. Read this page first."""

from __future__ import annotations

from liuyou.areas.members import imports, models, queries, screens, workflows
from liuyou.kernel.catalogue.area import Area

AREA = Area(
    "members",
    "会员",
    models=[models.Member, models.Transfer, models.Release, models.Dues, models.Duplicate, models.Door],
    workflows=workflows.ALL,
    registers=lambda: imports.ALL,
    permissions={
        "members.read": "查看会员",
        "members.enrol": "登记会员、变更资料、发放卡证",
        "members.approve": "批准入会、保留和离会",
        "members.transfer": "会籍转接",
        "members.clean": "核对疑似重复、年度清理",
        "members.correct": "更正和作废",
        "members.dues": "会费收缴",
    },
    roles=dict.fromkeys(("officer", "township", "supervisor"), ("members.*",)),
    section="会员",
    screens=lambda: screens.ALL,
    answers={
        "members.active": queries.active_count,
        "members.women": queries.women_count,
        "members.roll": queries.roll,
        "members.standing": queries.standing,
    },
)

"""考核: standards as data, appraisals by them with every point explained, rounds, grades. Read this page first."""

from __future__ import annotations

from liuyou.kernel.catalogue.area import Area
from liuyou.reports.standards import gaps, imports, models, queries, screens, workflows

AREA = Area(
    "standards",
    "考核",
    models=[models.Standard, models.Appraisal],
    workflows=workflows.ALL,
    registers=lambda: [imports.STANDARDS],
    permissions={
        "standards.read": "查看考核标准和得分",
        "standards.selfcheck": "自查、登记会员评家、提出异议",
        "standards.review": "初评、抽查和现场检查（上级）",
        "standards.appraise": "考评、答复异议（制定标准的工会）",
        "standards.correct": "更正结果、降低等次、作废（制定标准的工会）",
        "standards.manage": "制定标准、布置考核、公布结果",
    },
    roles={
        "officer": ("standards.*",),
        "township": ("standards.*",),
        "supervisor": ("standards.*",),
        "auditor": ("standards.read",),
    },
    section="考核报表",
    order=30,
    screens=lambda: screens.ALL,
    answers={"standards.lost_points": queries.lost_points, "standards.todos": gaps.todos},
)

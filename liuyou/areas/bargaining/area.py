"""集体协商: offers to bargain, collective agreements, checks of performance. Read this page first."""

from __future__ import annotations

from liuyou.areas.bargaining import imports, models, screens, search, workflows
from liuyou.kernel.catalogue.area import Area

AREA = Area(
    "bargaining",
    "集体协商",
    models=[models.Offer, models.Agreement, models.Check],
    workflows=workflows.ALL,
    registers=lambda: [imports.OFFERS, imports.AGREEMENTS],
    permissions={
        "bargaining.read": "查看要约和集体合同",
        "bargaining.offer": "登记要约和答复",
        "bargaining.agree": "办理集体合同和履约检查",
        "bargaining.correct": "更正和作废",
    },
    roles=dict.fromkeys(("officer", "township", "supervisor"), ("bargaining.*",)),
    section="维权协商",
    screens=lambda: screens.ALL,
    search=search.employers,
)

"""报表: what a federation asks of those below it, filled from the ledger when it is opened. Read this page first."""

from __future__ import annotations

from liuyou.kernel.catalogue.area import Area
from liuyou.reports.returns import answers, models, screens, workflows

AREA = Area(
    "returns",
    "报表",
    models=[models.Form, models.Return],
    workflows=workflows.ALL,
    permissions={
        "returns.read": "查看报表",
        "returns.fill": "填写和上报报表",
        "returns.check": "审核、接收和退回下级报表",
        "returns.manage": "设计、发布和布置报表",
    },
    roles={
        "officer": ("returns.read", "returns.fill"),
        "township": ("returns.read", "returns.fill", "returns.check"),
        "supervisor": ("returns.*",),
        "auditor": ("returns.read",),
    },
    section="考核报表",
    order=10,
    screens=lambda: screens.ALL,
    answers={"returns.timely": answers.timely},
)

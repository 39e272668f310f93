"""帮扶服务: hardship files, programmes, applications, batches, payments, and what is followed. Read this page first."""

from __future__ import annotations

from liuyou.areas.aid import imports, models, screens, workflows
from liuyou.kernel.catalogue.area import Area

AREA = Area(
    "aid",
    "帮扶服务",
    models=[
        models.Payment,
        models.HardshipFile,
        models.Programme,
        models.Application,
        models.Batch,
        models.Visit,
        models.Pairing,
        models.Commitment,
        models.Survivor,
        models.Maternity,
    ],
    workflows=workflows.ALL,
    registers=lambda: imports.ALL,
    permissions={
        "aid.read": "查阅",
        "aid.apply": "申请和起草",
        "aid.verify": "初审、入户、公示、复核",
        "aid.check": "经济状况核对（上级）",
        "aid.approve": "审批（上级）",
        "aid.approve_own": "本级审批",
        "aid.record": "登记和发放",
        "aid.correct": "更正和作废",
        "aid.plan": "项目与预算",
    },
    roles={
        "officer": ("aid.read", "aid.apply", "aid.verify", "aid.record", "aid.correct"),
        "township": ("aid.read", "aid.apply", "aid.verify", "aid.check", "aid.approve", "aid.record", "aid.correct"),
        "supervisor": ("aid.*",),
    },
    section="帮扶服务",
    screens=lambda: screens.ALL,
)

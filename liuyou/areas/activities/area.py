"""活动: simple dated work, whose types are data. Read this page first; the types stand in `types/*.yaml`."""

from __future__ import annotations

from liuyou.areas.activities import imports, models, screens, workflows
from liuyou.kernel.catalogue.area import Area

AREA = Area(
    "activities",
    "活动",
    models=[models.Activity, models.ActivityType],
    workflows=[workflows.ACTIVITY, workflows.TYPE],
    registers=imports.registers,
    permissions={
        "activities.read": "查看活动",
        "activities.record": "登记活动",
        "activities.correct": "更正活动",
        "activities.manage": "管理活动类型",
    },
    roles={
        "officer": ("activities.read", "activities.record", "activities.correct"),
        "township": ("activities.*",),
        "supervisor": ("activities.*",),
    },
    section="活动阵地",
    screens=lambda: screens.ALL,
)

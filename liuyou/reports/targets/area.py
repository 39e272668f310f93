"""目标与督查: targets up and down the tree, letters, supervision, circulars, key points. Read this page first."""

from __future__ import annotations

from liuyou.kernel.catalogue.area import Area
from liuyou.reports.targets import imports, models, screens, workflows
from liuyou.reports.targets.queries import supervision
from liuyou.reports.targets.queries import targets as queries

AREA = Area(
    "targets",
    "目标与督查",
    models=[
        models.Target,
        models.Sheet,
        models.Letter,
        models.Group,
        models.Visit,
        models.Difficulty,
        models.Circular,
        models.Meeting,
        models.Keypoint,
    ],
    workflows=workflows.ALL,
    registers=lambda: imports.ALL,
    permissions={
        "targets.read": "查看目标、督查和工作要点",
        "targets.manage": "拟定、分解和确定目标，目标表，责任书",
        "targets.answer": "对目标提出意见、签订责任书",
        "targets.record": "登记难点、推进会和工作要点",
        "targets.supervise": "督查、销号和通报（上级）",
        "targets.correct": "更正和作废",
    },
    roles={
        "officer": ("targets.read", "targets.answer", "targets.record", "targets.correct"),
        "township": ("targets.*",),
        "supervisor": ("targets.*",),
        "auditor": ("targets.read",),
    },
    section="考核报表",
    order=20,
    screens=lambda: screens.ALL,
    answers={
        "targets.values": queries.values,
        "targets.standing": queries.standing,
        "targets.open_difficulties": supervision.open_difficulties,
        "targets.unfinished_keypoints": supervision.unfinished_keypoints,
    },
)

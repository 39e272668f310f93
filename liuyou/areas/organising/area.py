"""组织建设: employers, census, comparison with the authorities' register, unions and how they come into being.

Read this page first.
"""

from __future__ import annotations

from liuyou.areas.organising import imports, models, screens, search, workflows
from liuyou.areas.organising.queries.employers import workers_of_unions
from liuyou.kernel.catalogue.area import Area

AREA = Area(
    "organising",
    "组织建设",
    models=[
        models.Employer,
        models.Campaign,
        models.Call,
        models.Comparison,
        models.Difference,
        models.Formation,
        models.Union,
        models.Point,
        models.Target,
    ],
    workflows=workflows.ALL,
    registers=lambda: imports.ALL,
    permissions={
        "organising.read": "查阅组织建设台账",
        "organising.record": "登记单位、走访和建会申请",
        "organising.approve": "审批建会（上级）",
        "organising.manage": "普查、划转、目标和法人数据库审核",
        "organising.correct": "更正和作废",
    },
    roles={
        "officer": ("organising.read", "organising.record", "organising.correct"),
        "township": ("organising.*",),
        "supervisor": ("organising.*",),
    },
    section="组织",
    screens=lambda: screens.ALL,
    search=search.employers,
    answers={"organising.union_workers": lambda unions, on: workers_of_unions(unions)},
)

"""工会干部: committees and their terms, posts, elections, staff of federations. Read this page first."""

from __future__ import annotations

from liuyou.areas.officers import imports, models, queries, screens, workflows
from liuyou.kernel.catalogue.area import Area

AREA = Area(
    "officers",
    "工会干部",
    models=[
        *(models.Committee, models.Officer, models.Election),
        *(models.Staff, models.SelfCheck, models.BaseVisit),
    ],
    workflows=workflows.ALL,
    registers=lambda: [
        *(imports.committees.COMMITTEES, imports.officers.OFFICERS),
        *(imports.staff.STAFF, imports.staff.VISITS),
    ],
    permissions={
        "officers.read": "查看委员会、干部和选举",
        "officers.record": "登记委员会、任职和工作人员",
        "officers.election": "办理选举",
        "officers.approve": "批复选举和延期、评定自查",
        "officers.correct": "更正和作废",
    },
    roles={
        "officer": ("officers.read", "officers.record", "officers.election", "officers.correct"),
        **dict.fromkeys(("township", "supervisor"), ("officers.*",)),
    },
    section="组织",
    order=50,
    screens=lambda: screens.ALL,
    answers={"officers.chair": queries.chair, "officers.held_by": queries.held_by},
)

"""Staff of federations as a workbook; self-checks and visits as forms and a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from liuyou.areas.officers.actions import staff as actions
from liuyou.areas.officers.actions.numbers import given
from liuyou.areas.officers.imports.columns import IDENTITY, NOTE, ORG, PERSON, PHONE, named, same, settled
from liuyou.areas.officers.models import BaseVisit, SelfCheck, Staff
from liuyou.areas.officers.models.staff import STAFF_KINDS
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.registers import Register, Rows, Values
from liuyou.kernel.writing.permit import permit

ONE, NOTHING = Decimal(1), Decimal(0)
KINDS = same(*STAFF_KINDS) | {
    "社会化": "社会化工会工作者",
    "社会化工作者": "社会化工会工作者",
    "聘用": "社会化工会工作者",
    "专职干部": "专职",
    "兼职干部": "兼职",
    "专职工会工作人员": "专职",
    "兼职工会工作人员": "兼职",
}


def _staff_problems(rows: Sequence[Values]) -> Iterator[tuple[int, str, str]]:
    for index, (column, message) in actions.refusals(settled(rows)).items():
        yield index, column, message


STAFF = Register(
    Sheetform(
        "officers.staff",
        "工会工作人员名册",
        columns=(
            ORG,
            named("工作人员姓名", "人员姓名"),
            IDENTITY,
            PHONE,
            Column("kind", "人员类别", Kind.CHOICE, ("类别", "用工性质", "人员性质"), required=True, choices=KINDS),
            Column("post", "岗位", Kind.TEXT, ("职务", "工作岗位")),
            Column("duties", "职责分工", Kind.TEXT, ("岗位职责", "工作职责", "分工")),
            Column("since", "到岗日期", Kind.DATE, ("到岗时间", "入职日期", "聘用日期", "上岗时间"), required=True),
            NOTE,
        ),
        hints=("工会工作人员", "社会化工会工作者", "工作者名册"),
    ),
    Staff,
    actions.enter_staff,
    key=("person_id", "since"),
    compare=("kind",),
    person=PERSON,
    finish=given,
    check_all=_staff_problems,
)
ITEMS = Rows(
    "items",
    "自查项目",
    (
        Column("item", "项目", Kind.TEXT, required=True),
        Column("full", "满分", Kind.DECIMAL, required=True, minimum=NOTHING),
        Column("own", "自评分", Kind.DECIMAL, required=True, minimum=NOTHING),
    ),
    required=True,
    blank=6,
)


def _submit(rows: Sequence[Values], *, actor: Actor, **_: Any) -> Any:
    """The person is named by the number of the staff record, which decides the federation."""
    found = visible_to(Staff.objects.select_related("person"), actor, "officers.read", clock.today())
    made = []
    for row in rows:
        staff = found.filter(pk=row["staff"]).first()
        if staff is None:
            raise NotFound(f"没有编号为 {row['staff']} 的工会工作人员，或不在您的管理范围内。")
        made.append({"org_id": staff.org_id} | row | {"staff": staff})
    return actions.submit_selfchecks(made, actor=actor)


SELFCHECKS = Register(
    Sheetform(
        "officers.selfcheck.submit",
        "季度自查",
        columns=(
            Column("staff", "工会工作人员编号", Kind.INTEGER, required=True, minimum=ONE),
            Column("quarter", "季度", Kind.TEXT, required=True, help="如 2016Q1"),
            Column("work", "工作小结", Kind.TEXT),
        ),
    ),
    SelfCheck,
    _submit,
    key=("staff", "quarter"),
    existing=lambda rows: [None] * len(rows),
    inner=(ITEMS,),
)


def load_visits(rows: Sequence[Values], *, actor: Actor, **_: Any) -> list[BaseVisit]:
    """Visits with a problem and no result stay open; the others are done."""
    waits = [bool(row.get("found")) and not row.get("done") for row in rows]
    with permit("officers.basevisit.load"):
        open_rows = [row for row, wait in zip(rows, waits, strict=True) if wait]
        done_rows = [
            row | ({"solved_on": row.get("solved_on") or row["visited_on"]} if row.get("found") else {})
            for row, wait in zip(rows, waits, strict=True)
            if not wait
        ]
        opened = iter(actions.record_visits(open_rows, actor=actor) if open_rows else [])
        done = iter(actions.record_done_visits(done_rows, actor=actor) if done_rows else [])
        return [next(opened) if wait else next(done) for wait in waits]


def check_visit(values: Values) -> Iterator[tuple[str, str]]:
    if values.get("solved_on") and values["solved_on"] < values["visited_on"]:
        yield "solved_on", f"解决日期 {values['solved_on']} 早于走访日期 {values['visited_on']}：请核对。"
    if values.get("done") and not values.get("found"):
        yield "found", "写了处理结果而没有写发现的问题：请补填。"


VISITS = Register(
    Sheetform(
        "officers.basevisit",
        "下基层走访台账",
        columns=(
            ORG,
            Column("visitors", "走访人员", Kind.TEXT, ("走访人", "带队领导", "下基层人员"), required=True),
            Column("visitor_count", "走访人数", Kind.INTEGER, minimum=ONE, maximum=Decimal(200)),
            Column("place", "走访单位", Kind.TEXT, ("走访企业", "走访地点", "联系点"), required=True),
            Column("visited_on", "走访日期", Kind.DATE, ("走访时间", "下基层时间"), required=True),
            Column("met", "面谈职工数", Kind.INTEGER, ("座谈人数", "走访职工数"), minimum=NOTHING),
            Column("content", "走访内容", Kind.TEXT, ("主要内容", "调研内容")),
            Column("found", "发现的问题", Kind.TEXT, ("存在问题", "反映问题", "问题")),
            Column("done", "处理结果", Kind.TEXT, ("解决情况", "办理结果", "处理情况")),
            Column("solved_on", "解决日期", Kind.DATE, ("办结日期", "解决时间")),
        ),
        hints=("下基层", "走访台账"),
    ),
    BaseVisit,
    load_visits,
    key=("place", "visited_on", "visitors"),
    finish=given,
    check=check_visit,
)

"""Officers in office as a workbook (工会干部花名册), and first chairs sent down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from liuyou.areas.officers.actions import officers as actions
from liuyou.areas.officers.actions.numbers import given
from liuyou.areas.officers.imports.columns import IDENTITY, NOTE, ORG, PERSON, PHONE, named, same, settled
from liuyou.areas.officers.models import Officer
from liuyou.areas.officers.rules.posts import FIRST_CHAIR, TITLES
from liuyou.kernel.access.models import Actor
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.registers import Register, Values
from liuyou.kernel.writing.permit import permit

SPELLINGS = same(*TITLES) | {
    "工会主席": "主席",
    "工会副主席": "副主席",
    "常务副主席": "副主席",
    "常务委员": "常委",
    "工会委员": "委员",
    "经审主任": "经审委主任",
    "经审会主任": "经审委主任",
    "经费审查委员会主任": "经审委主任",
    "经审副主任": "经审委副主任",
    "经审委员": "经审委委员",
    "经费审查委员": "经审委委员",
    "经费审查委员会委员": "经审委委员",
    "女工主任": "女工委主任",
    "女职工委员会主任": "女工委主任",
    "女职委主任": "女工委主任",
    "女工委员": "女工委委员",
    "女职工委员": "女工委委员",
    "女职工委员会委员": "女工委委员",
    "财务": "财务和资产管理人员",
    "会计": "财务和资产管理人员",
    "出纳": "财务和资产管理人员",
    "财务人员": "财务和资产管理人员",
}
FULL_TIME = {"专职": "专职", "兼职": "兼职", "全职": "专职", "是": "专职", "否": "兼职"}


def finish(values: Values) -> Values:
    values = given(values)
    if "full_time" in values:
        values["full_time"] = values["full_time"] in (True, "专职")
    return values


def check(values: Values) -> Iterator[tuple[str, str]]:
    trained, until = values.get("trained_on"), values.get("until")
    if trained and trained < values["since"]:
        yield "trained_on", f"上岗培训日期 {trained} 早于任职日期 {values['since']}：请核对。"
    if until and until <= values["since"]:
        yield "until", f"离任日期 {until} 不晚于任职日期 {values['since']}：请核对。"


def check_all(rows: Sequence[Values]) -> Iterator[tuple[int, str, str]]:
    for index, (column, message) in actions.refusals(settled(rows)).items():
        yield index, column, message


def load_officers(rows: Sequence[Values], *, actor: Actor, **_: Any) -> list[Officer]:
    """A roll of officers; those who have left with the day they left."""
    rows = [dict(row) for row in rows]
    leaving = [(row.pop("until", None), row.pop("ending", "其他")) for row in rows]
    order = sorted(range(len(rows)), key=lambda index: (leaving[index][0] is None, rows[index]["since"]))
    made: dict[int, Officer] = {}
    with permit("officers.officer.load"):
        for gone in (True, False):  # who has left first: the post is free for whoever followed
            some = [index for index in order if (leaving[index][0] is not None) is gone]
            for wave in _waves(rows, some) if gone else [some]:
                entered = actions.enter_officers([rows[index] for index in wave], actor=actor) if wave else []
                made |= dict(zip(wave, entered, strict=True))
                if gone:
                    _leave(wave, entered, leaving, actor)
    return [made[index] for index in range(len(rows))]


def _waves(rows: Sequence[Values], order: Sequence[int]) -> list[list[int]]:
    """Of one union's same title, one after another."""
    seen: dict[tuple[int, str], int] = defaultdict(int)
    waves: dict[int, list[int]] = defaultdict(list)
    for index in order:
        key = (rows[index]["org_id"], rows[index]["title"])
        waves[seen[key]].append(index)
        seen[key] += 1
    return [waves[number] for number in sorted(waves)]


def _leave(wave: Sequence[int], entered: Sequence[Officer], leaving: Sequence[Any], actor: Actor) -> None:
    by_day: dict[Any, list[int]] = defaultdict(list)
    for index, officer in zip(wave, entered, strict=True):
        by_day[leaving[index]].append(officer.pk)
    for (until, ending), numbers in by_day.items():
        actions.leave_office(numbers, until=until, ending=ending, actor=actor)


SINCE = Column(
    "since",
    "任职日期",
    Kind.DATE,
    ("任职时间", "当选时间", "任现职时间", "上任时间", "任职起始日期"),
    required=True,
)
OFFICERS = Register(
    Sheetform(
        "officers.officer",
        "工会干部花名册",
        columns=(
            ORG,
            named("干部姓名", "主席姓名", "工会干部姓名", "职工姓名"),
            IDENTITY,
            PHONE,
            Column(
                "title",
                "职务",
                Kind.CHOICE,
                ("工会职务", "担任职务", "现任工会职务", "任职职务"),
                required=True,
                choices=SPELLINGS,
            ),
            Column("full_time", "专兼职", Kind.CHOICE, ("专职或兼职", "是否专职", "专/兼职"), choices=FULL_TIME),
            SINCE,
            Column("until", "离任日期", Kind.DATE, ("离任时间", "卸任日期", "免职日期")),
            Column("ending", "离任原因", Kind.CHOICE, ("免职原因",), choices=same(*actions.LEFT, actions.ELECTION_END)),
            Column("direct", "直选", Kind.BOOLEAN, ("是否直选", "直接选举")),
            Column("by_election", "补选", Kind.BOOLEAN, ("是否补选",)),
            Column("acting", "代理", Kind.BOOLEAN, ("是否代理", "代理主席")),
            Column("finance", "分管财务", Kind.BOOLEAN, ("是否分管财务", "分管财务资产")),
            Column("trained_on", "上岗培训日期", Kind.DATE, ("培训日期", "培训时间", "上岗培训时间")),
            Column("division", "分工", Kind.TEXT, ("委员分工", "职责分工", "分管工作")),
            NOTE,
        ),
        hints=("工会干部", "花名册", "主席", "任职", "委员名单"),
    ),
    Officer,
    load_officers,
    key=("person_id", "title", "since"),
    person=PERSON,
    finish=finish,
    check=check,
    check_all=check_all,
)
FIRST_CHAIRS = Register(
    Sheetform(
        "officers.officer.send",
        "选派第一主席",
        columns=(
            ORG,
            named(),
            IDENTITY,
            PHONE,
            SINCE,
            Column("full_time", "专兼职", Kind.CHOICE, choices=FULL_TIME),
            Column("sent_by", "选派单位", Kind.TEXT, ("派出单位",), required=True),
            Column("division", "分工", Kind.TEXT),
            NOTE,
        ),
    ),
    Officer,
    actions.send_first_chairs,
    key=("person_id", "title", "since"),
    person=PERSON,
    finish=lambda values: finish(values) | {"title": FIRST_CHAIR},
    existing=lambda rows: [None] * len(rows),
)

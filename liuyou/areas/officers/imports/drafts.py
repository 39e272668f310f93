"""An election is begun in the browser; the tables within it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from liuyou.areas.officers.actions.elections import prepare_elections
from liuyou.areas.officers.actions.numbers import given
from liuyou.areas.officers.imports.columns import NOTE, ORG, same
from liuyou.areas.officers.models import Election
from liuyou.areas.officers.rules import elections, posts
from liuyou.kernel.access.models import Actor
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.registers import Register, Rows, Values

ONE, NOTHING = Decimal(1), Decimal(0)
RACE_WORDS = (
    same(*elections.RACES)
    | {title: race for race, title in elections.BALLOT_TITLE.items()}
    | {
        "经审委员会": "经费审查委员会",
        "经审会": "经费审查委员会",
        "女工委": "女职工委员会",
    }
)
RACE = Column("race", "选举项目", Kind.CHOICE, required=True, choices=RACE_WORDS)
NAME = Column("name", "姓名", Kind.TEXT, required=True)
RACES = Rows(
    "races",
    "选举项目和应选人数",
    (RACE, Column("seats", "应选人数", Kind.INTEGER, minimum=ONE, maximum=Decimal(100))),
    required=True,
    blank=3,
)
USUAL = (
    {"race": "工会委员会", "seats": ""},
    {"race": "经费审查委员会", "seats": ""},
    {"race": "女职工委员会", "seats": ""},
)
CAPACITIES = same(
    *(posts.NOBODY, "行政主要负责人", "法定代表人", "合伙人", "以上人员的近亲属"),
    *("行政副职", "人力资源部门负责人", "外籍职工"),
) | {"近亲属": "以上人员的近亲属", "董事长": "法定代表人", "总经理": "行政主要负责人", "人事经理": "人力资源部门负责人"}
BY = same("组织推荐", "个人自荐", "分会（小组）推荐", "上级推荐") | {
    "自荐": "个人自荐",
    "组织": "组织推荐",
    "推荐": "组织推荐",
}
CANDIDATES = Rows(
    "candidates",
    "候选人",
    (
        NAME,
        RACE,
        Column("by", "提名方式", Kind.CHOICE, choices=BY),
        Column("capacity", "身份情形", Kind.CHOICE, choices=CAPACITIES),
        Column("front_line", "一线职工", Kind.BOOLEAN),
        Column("strokes", "姓氏笔画", Kind.INTEGER, minimum=ONE, maximum=Decimal(40)),
        Column("identity", "身份证号", Kind.IDENTITY),
    ),
    required=True,
    blank=6,
)
VERDICTS = Rows(
    "candidates",
    "审查结论",
    (
        NAME,
        RACE,
        Column("verdict", "结论", Kind.CHOICE, required=True, choices=same(elections.FIT, elections.UNFIT)),
        Column("why", "理由", Kind.TEXT),
    ),
    required=True,
    blank=0,
)
BALLOTS = Rows(
    "ballots",
    "选票",
    (
        RACE,
        Column("issued", "发出", Kind.INTEGER, required=True, minimum=NOTHING),
        Column("returned", "收回", Kind.INTEGER, required=True, minimum=NOTHING),
        Column("valid", "有效", Kind.INTEGER, minimum=NOTHING),
    ),
    required=True,
    blank=0,
)
VOTES = Rows(
    "votes",
    "得票（另选人加在后面，只填赞成票）",
    (
        NAME,
        Column("yes", "赞成", Kind.INTEGER, minimum=NOTHING),
        Column("no", "不赞成", Kind.INTEGER, minimum=NOTHING),
        Column("abstain", "弃权", Kind.INTEGER, minimum=NOTHING),
        RACE,
    ),
    required=True,
    blank=3,
)
POSTS = Rows(
    "posts",
    "职务和分工（不填职务的即为委员）",
    (
        NAME,
        Column(
            "title", "职务", Kind.CHOICE, choices=same(*(title for title, kind in posts.COMMITTEE_OF.items() if kind))
        ),
        Column("votes", "委员会赞成票", Kind.INTEGER, minimum=NOTHING),
        Column("full_time", "专职", Kind.BOOLEAN),
        Column("finance", "分管财务", Kind.BOOLEAN),
        Column("division", "分工", Kind.TEXT),
    ),
    required=True,
    blank=3,
)


def seated(values: Values) -> Values:
    """Races with a number of seats: one left empty is not elected."""
    values = given(values)
    values["races"] = [row for row in values.get("races") or () if row.get("seats")]
    return values


def _prepare(rows: Sequence[Values], *, actor: Actor, **_: Any) -> Any:
    return prepare_elections(rows, actor=actor)


ELECTIONS = Register(
    Sheetform(
        "officers.election.prepare",
        "筹备选举",
        columns=(
            ORG,
            Column("kind", "选举类型", Kind.CHOICE, required=True, choices=same("换届", "首届", "补选")),
            Column("term_no", "届次", Kind.INTEGER, minimum=ONE, maximum=Decimal(99)),
            Column(
                "term_years",
                "任期（年）",
                Kind.INTEGER,
                required=True,
                help="三年或五年",
                minimum=ONE,
                maximum=Decimal(10),
            ),
            Column("planned_on", "拟召开日期", Kind.DATE, required=True, ahead=True),
            Column("meeting", "会议形式", Kind.CHOICE, required=True, choices=same(*elections.MEETINGS)),
            Column("members", "会员数", Kind.INTEGER, help="不填的，从会员台账带出", minimum=ONE),
            Column("women", "女会员数", Kind.INTEGER, help="不填的，从会员台账带出", minimum=NOTHING),
            Column("delegates", "会员代表数", Kind.INTEGER, help="召开会员代表大会的填写", minimum=NOTHING),
            Column("enterprise", "企业工会", Kind.BOOLEAN, default=True),
            NOTE,
        ),
        constants={"races": USUAL},
    ),
    Election,
    _prepare,
    key=("kind", "planned_on"),
    finish=seated,
    existing=lambda rows: [None] * len(rows),
    inner=(RACES,),
)

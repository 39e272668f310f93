"""The kernel's own registers as workbooks: the union organisations themselves, and people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from liuyou.kernel.access.knowing import pairs
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.people import enter_people
from liuyou.kernel.actions.tree import establish_orgs
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.regions import NATION, PROVINCES
from liuyou.kernel.catalogue.placing import Placing
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.registers import Register, Values
from liuyou.kernel.orgs.changes import Founding
from liuyou.kernel.orgs.codes import check_union_code
from liuyou.kernel.orgs.models import Kind as OrgKind
from liuyou.kernel.orgs.models import Org, Sector
from liuyou.kernel.people.models import Person


def _spellings(choices: Any, **more: str) -> dict[str, str]:
    return {label: value for value, label in choices} | more


KINDS = _spellings(
    OrgKind.choices,
    总工会="federation",
    区总工会="federation",
    县总工会="federation",
    市总工会="federation",
    乡镇总工会="federation",
    街道总工会="federation",
    行业工会联合会="industry_federation",
    产业工会="industry_federation",
    工会联合会="industry_federation",
    基层="primary_union",
    单独工会="primary_union",
    单独基层工会="primary_union",
    联合基层工会="joint_union",
    分工会="branch",
    联合工会="joint_union",
    分会="branch",
    小组="group",
)
SECTORS = _spellings(
    Sector.choices,
    非公="private_enterprise",
    非公企业="private_enterprise",
    国有企业="public_enterprise",
    公有="public_enterprise",
)


def _new_orgs(rows: Sequence[Values], *, actor: Actor, **_: Any) -> list[int]:
    """Parents before children; parents named in the same sheet are the rows themselves."""
    placing = Placing(rows)
    made: dict[int, Founding] = {}
    for index in placing.ordered():
        row, (orgs, new) = rows[index], placing.parents(index)
        parent = min(orgs) if orgs else made[min(new)]
        founding = Founding(row["name"], row["kind"], parent, row["since"], row.get("code") or None)
        founding.sector, founding.ownership = row.get("sector") or "", row.get("ownership") or ""
        founding.region = row.get("region") or NATION
        made[index] = founding
    if len(made) != len(rows):
        raise BadInput("有的行已经登记，或上级关系成了圈：请重新导入这份文件。")
    return establish_orgs(list(made.values()), actor=actor)


def _known_orgs(rows: Sequence[Values]) -> list[tuple[Any, ...] | None]:
    return [None if known is None else () for known in Placing(rows).known]


def _finish_org(row: Values) -> Values:
    """The credit code as it is registered; a wrong one stays as typed, for `_check_org` to tell."""
    with suppress(BadInput):
        return row | {"code": check_union_code(row.get("code") or "")}
    return row


def _check_org(row: Values) -> Iterator[tuple[str, str]]:
    if row.get("code"):
        try:
            check_union_code(row["code"])
        except BadInput as error:
            yield "code", str(error)
    region = row.get("region")
    if region and not (len(region) == 6 and region.isdecimal() and region[:2] in PROVINCES):
        yield "region", f"“{region}”不是行政区划代码：请填六位数字（GB/T 2260），如 330102；不知道的可以不填。"


def _known_people(rows: Sequence[Values]) -> list[tuple[Any, ...] | None]:
    """Someone whom the org of the row knows is passed over; whom only others know becomes known to it."""
    there = pairs({(row["person_id"], row["org_id"]) for row in rows if row["person_id"]})
    return [() if (row["person_id"], row["org_id"]) in there else None for row in rows]


ORGS = Register(
    Sheetform(
        "orgs.org",
        "工会组织台账",
        columns=(
            Column(
                "name",
                "工会名称",
                Kind.TEXT,
                ("组织名称", "工会组织名称", "单位名称", "工会全称", "基层工会名称", "工会组织全称", "基层工会"),
                required=True,
            ),
            Column(
                "parent",
                "上级工会",
                Kind.TEXT,
                (
                    "隶属",
                    "主管工会",
                    "上级组织",
                    "上级工会名称",
                    "所属上级工会",
                    "隶属工会",
                    "上级工会组织",
                    "隶属上级工会",
                ),
                required=True,
            ),
            Column(
                "kind",
                "组织类型",
                Kind.CHOICE,
                ("类型", "工会类型", "工会组织类型", "工会类别", "组织形式", "建会形式", "工会性质"),
                required=True,
                choices=KINDS,
            ),
            Column(
                "since",
                "成立日期",
                Kind.DATE,
                ("建会时间", "建会日期", "成立时间", "组建时间", "组建日期", "批复时间", "批准成立时间", "批复日期"),
                required=True,
            ),
            Column("code", "统一社会信用代码", Kind.TEXT, ("信用代码", "法人代码", "组织代码")),
            Column("sector", "所属领域", Kind.CHOICE, ("领域", "单位性质", "企业性质"), choices=SECTORS),
            Column("ownership", "单位类别代码", Kind.TEXT, ("经济类型", "单位类别")),
            Column("region", "行政区划代码", Kind.TEXT, ("区划代码",), help="区县以上工会填写，决定适用的地方规定"),
        ),
        hints=("组织", "建会", "工会组织", "花名册"),
    ),
    Org,
    _new_orgs,
    key=("name", "parent"),
    check=_check_org,
    check_all=lambda rows: Placing(rows).problems(),
    existing=_known_orgs,
    finish=_finish_org,
)
PEOPLE = Register(
    Sheetform(
        "people.person",
        "人员名册",
        columns=(
            Column("name", "姓名", Kind.NAME, ("职工姓名", "会员姓名", "人员姓名", "工会会员姓名"), required=True),
            Column(
                "identity",
                "身份证号",
                Kind.IDENTITY,
                required=True,
                sensitive=True,
            ),
            Column("phone", "联系电话", Kind.PHONE, sensitive=True),
        ),
        hints=("名册", "花名册", "会员名单", "职工名单"),
    ),
    Person,
    enter_people,
    key=("person_id",),
    person=("name", "identity", "phone"),
    existing=_known_people,
)

"""Ledgers of unions, of cases of founding, of points and of targets, as workbooks and forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any

from liuyou.areas.organising.actions.formation import intend_formations
from liuyou.areas.organising.actions.points import record_points
from liuyou.areas.organising.actions.targets import load_targets
from liuyou.areas.organising.actions.unions import load_unions
from liuyou.areas.organising.imports.columns import NOTE, ORG, given
from liuyou.areas.organising.models.formation import Formation
from liuyou.areas.organising.models.points import KINDS as POINT_KINDS
from liuyou.areas.organising.models.points import LEVELS, Point
from liuyou.areas.organising.models.targets import Target
from liuyou.areas.organising.models.unions import Form, Union
from liuyou.areas.organising.queries import unions as queries
from liuyou.areas.organising.rules.unions import FORMS, SECTORS
from liuyou.kernel.access.models import Actor
from liuyou.kernel.base import clock
from liuyou.kernel.base.days import check_order
from liuyou.kernel.base.errors import BadInput, Problem, Refused
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.registers import Register, Values
from liuyou.kernel.orgs.codes import check_union_code

FORM_WORDS = {
    **{str(label): value for value, label in Form.choices},
    **{value: value for value in Form.values},
    **dict.fromkeys(("单独工会", "独立", "独立建会", "单独组建", "基层工会", "单独基层工会"), "单独"),
    **dict.fromkeys(("联合建会", "联合基层工会", "联合组建", "村级联合工会", "村联合工会"), "联合"),
    **dict.fromkeys(("项目部工会", "项目部", "重点项目工会"), "项目"),
    **dict.fromkeys(("行业工会", "行业联合工会", "行业性工会联合会", "行业性"), "行业联合会"),
    **dict.fromkeys(("区域工会", "区域性工会联合会", "村（社区）工会联合会", "社区工会联合会", "工联会"), "区域联合会"),
    **dict.fromkeys(("分工会", "车间工会"), "分会"),
}
SECTOR_WORDS = {
    **{word: word for word in SECTORS},
    **dict.fromkeys(("非公", "非公企业", "非公有制", "民营", "民营企业", "私营企业", "外资企业"), "非公有制企业"),
    **dict.fromkeys(("公有", "公有制", "国有企业", "国有", "国企", "集体企业"), "公有制企业"),
    **dict.fromkeys(("事业", "学校"), "事业单位"),
    **dict.fromkeys(("机关单位", "党政机关"), "机关"),
    **dict.fromkeys(("民办非企业", "社会团体", "民非"), "社会组织"),
}
SECTOR = Column(
    "sector", "所属领域", Kind.CHOICE, ("领域", "单位性质", "企业性质", "经济类型", "所有制"), choices=SECTOR_WORDS
)
SEPARATORS = re.compile(r"[、,，;；\n]+")
ABOVE = ("隶属", "主管工会", "上级组织", "上级工会名称", "所属上级工会", "隶属工会", "所属镇街工会", "所属乡镇", "乡镇")


# Union records


def _finish_union(values: Values) -> Values:
    """A certificate without its day counts from the founding; with a certificate there are seals."""
    values = given(values)
    if values.get("certificate") or values.get("valid_until"):
        values.setdefault("certified_on", values.get("founded_on"))
    if values.get("certified_on"):
        values.setdefault("seals_on", values["certified_on"])
    if values.get("code"):
        with suppress(BadInput):  # a wrong one stays as typed, for `_check_union` to tell
            values["code"] = check_union_code(values["code"])
    return values


def _check_union(row: Values) -> Iterator[tuple[str, str]]:
    if row.get("code"):
        try:
            check_union_code(row["code"])
        except BadInput as error:
            yield "code", str(error)
    titles = {"seals_on": "刻章日期", "certified_on": "发证日期", "account_on": "开户日期", "levy_on": "经费登记日期"}
    for name, title in titles.items():
        try:
            check_order(("成立日期", row.get("founded_on")), (title, row.get(name)))
        except Refused as error:
            yield name, str(error)
    if row.get("valid_until") and row["valid_until"] <= row["certified_on"]:
        yield "valid_until", f"有效期止 {row['valid_until']} 不晚于发证日期 {row['certified_on']}：请核对。"


def _check_unions(rows: Sequence[Values]) -> Iterator[tuple[int, str, str]]:
    """Unions that cannot be told or placed; codes that another union bears."""
    known, placing = queries.placed(rows)
    for index, row in enumerate(rows):
        if known[index] is None and not row.get("parent"):
            yield (
                index,
                "name",
                f"工会组织中没有（或不止一个）“{row['name']}”：请核对名称；还没有登记的，请填写上级工会。",
            )
    for index, name, message in placing.problems():
        yield index, {"since": "founded_on"}.get(name, name), message
    holders = queries.holders_of({row["code"] for row in rows if row.get("code")})
    for index, row in enumerate(rows):
        holder = holders.get(row.get("code") or "")
        if holder and holder.org_id != known[index]:
            yield index, "code", f"这个代码已登记给“{holder.name}”：一个代码只能是一个工会，请核对。"


def _known_unions(rows: Sequence[Values]) -> list[tuple[Any, ...] | None]:
    known, _ = queries.placed(rows)
    records = queries.unions_of({org for org in known if org is not None})
    found = [records.get(org) if org is not None else None for org in known]
    return [None if each is None else (each.form, each.founded_on) for each in found]


UNIONS = Register(
    Sheetform(
        "organising.union",
        "工会档案",
        columns=(
            Column(
                "name",
                "工会名称",
                Kind.TEXT,
                ("基层工会名称", "工会全称", "工会组织名称", "工会组织全称", "基层工会", "新建工会名称", "建会名称"),
                required=True,
            ),
            Column("parent", "上级工会", Kind.TEXT, ABOVE, help="工会组织中还没有的，填上级工会，随档案一并建立"),
            Column(
                "form",
                "建会形式",
                Kind.CHOICE,
                ("组建形式", "组织形式", "工会类型", "工会类别", "建会类型", "组织类型", "工会性质", "工会组织类型"),
                choices=FORM_WORDS,
                required=True,
            ),
            Column(
                "founded_on",
                "成立日期",
                Kind.DATE,
                ("建会时间", "建会日期", "成立时间", "组建时间", "组建日期", "批复时间", "批复日期", "批准成立时间"),
                required=True,
            ),
            SECTOR,
            Column("approval_no", "批复文号", Kind.TEXT, ("文号", "批准文号")),
            Column("code", "统一社会信用代码", Kind.TEXT, ("工会代码", "信用代码", "工会统一社会信用代码", "法人代码")),
            Column("certificate", "法人资格证书号", Kind.TEXT, ("证书号", "法人证书号", "证书编号", "法人资格证号")),
            Column("certified_on", "发证日期", Kind.DATE, ("发证时间", "法人登记日期", "法人登记时间")),
            Column(
                "valid_until",
                "证书有效期止",
                Kind.DATE,
                ("有效期止", "有效期至", "证书有效期", "证书到期日期", "法人证书有效期"),
                ahead=True,
            ),
            Column("representative", "法定代表人", Kind.TEXT, ("工会主席", "主席", "主席姓名", "法人代表")),
            Column("seals_on", "刻章日期", Kind.DATE, ("刻章时间",), help="空着而已有法人证书的，按发证日期"),
            Column("account_on", "开户日期", Kind.DATE, ("开户时间", "工会账户", "账户开立日期", "银行开户日期")),
            Column("bank", "开户银行", Kind.TEXT, ("开户行",)),
            Column("levy_on", "经费登记日期", Kind.DATE, ("经费登记", "经费登记时间", "缴费登记日期", "税务登记日期")),
            Column("responsible", "一对一责任人", Kind.TEXT, ("责任人", "包联责任人", "建会责任人", "联系人")),
            NOTE,
        ),
        hints=("工会档案", "基层工会", "建会", "组建", "工会组织"),
    ),
    Union,
    load_unions,
    key=("name", "parent"),
    compare=("form", "founded_on"),
    finish=_finish_union,
    check=_check_union,
    check_all=_check_unions,
    existing=_known_unions,
)

# Founding


def employers_of(rows: Sequence[Values], actor: Actor) -> list[list[int]]:
    """Numbers of the employers that each row names or gives the codes of, set apart by 、 or ；.

    One question for all; BadInput names every row and employer that is not found.
    """
    words = [[each for part in SEPARATORS.split(row.get("employers") or "") if (each := part.strip())] for row in rows]
    found = queries.found_employers({word for each in words for word in each}, actor, clock.today())
    problems = [
        Problem(
            f"“{row['name']}”的用人单位，单位台账中{'有几个同名的' if found[word] else '没有'}“{word}”："
            "请写统一社会信用代码，或先登记这个用人单位。",
            column="用人单位",
        )
        for row, those in zip(rows, words, strict=True)
        for word in those
        if len(found[word]) != 1
    ]
    if problems:
        raise BadInput(f"{len(problems)} 处用人单位查不到：{problems[0].message}", problems)
    return [list(dict.fromkeys(number for word in those for number in found[word])) for those in words]


def _intended(rows: Sequence[Values], *, actor: Actor, **_: Any) -> list[Formation]:
    """Employers are given by name or code; the form has them in one line."""
    made = [row | {"employers": numbers} for row, numbers in zip(rows, employers_of(rows, actor), strict=True)]
    return intend_formations(made, actor=actor)  # type: ignore[no-any-return]


def _check_formations(rows: Sequence[Values]) -> Iterator[tuple[int, str, str]]:
    taken = queries.bearing({row["name"] for row in rows})
    for index, row in enumerate(rows):
        if row["name"] in taken:
            yield index, "name", f"已有名为“{row['name']}”的工会：请加镇街名或单位名以示区别。"


FORMATIONS = Register(
    Sheetform(
        "organising.formation",
        "建会意向",
        columns=(
            Column("org", "批准建会的工会", Kind.ORG, ORG.synonyms),
            Column("name", "拟建工会名称", Kind.TEXT, ("工会名称", "拟建工会"), required=True),
            Column(
                "form",
                "建会形式",
                Kind.CHOICE,
                ("组建形式", "组织形式", "工会类型"),
                choices={word: form for word, form in FORM_WORDS.items() if form in FORMS},
                required=True,
            ),
            SECTOR,
            Column(
                "employers",
                "用人单位",
                Kind.TEXT,
                ("企业名称", "单位名称", "所含单位"),
                help="名称或统一社会信用代码，几个单位用顿号隔开",
            ),
            Column("site", "项目工地", Kind.TEXT, ("工地", "项目地点"), help="项目工会填写"),
            Column("workers", "职工人数", Kind.INTEGER, ("职工数", "人数"), minimum=Decimal(0)),
            Column("responsible", "一对一责任人", Kind.TEXT, ("责任人", "包联责任人")),
            Column("contact", "联系人", Kind.TEXT),
            Column("phone", "联系电话", Kind.PHONE, sensitive=True),
            Column("intent_on", "意向日期", Kind.DATE, ("登记日期", "申请意向日期"), required=True),
            NOTE,
        ),
        hints=("建会意向", "拟建", "筹建"),
    ),
    Formation,
    _intended,
    key=("name", "intent_on"),
    finish=given,
    check_all=_check_formations,
)

# Points and targets

POINT_WORDS = {
    **{word: word for word in POINT_KINDS},
    **dict.fromkeys(("维权服务站", "企业职工维权服务站", "职工服务站"), "职工维权服务站"),
    **dict.fromkeys(("村级服务站", "村工会服务站", "服务站"), "村级工会服务站"),
    **dict.fromkeys(("小家", "职工信赖的小家", "模范职工小家"), "职工小家"),
    **dict.fromkeys(("示范村工会", "百家示范村工会", "示范点"), "示范工会"),
    **dict.fromkeys(("规范化建设示范点", "规范化"), "规范化示范点"),
    **dict.fromkeys(("双亮双履", "双亮双履行"), "双亮双履示范点"),
}
POINTS = Register(
    Sheetform(
        "organising.point",
        "阵地和示范点台账",
        columns=(
            Column("org", "所属工会", Kind.ORG, ORG.synonyms),
            Column("kind", "类别", Kind.CHOICE, ("阵地类别", "类型", "示范点类别"), choices=POINT_WORDS, required=True),
            Column("name", "名称", Kind.TEXT, ("阵地名称", "示范点名称", "服务站名称"), required=True),
            Column("level", "级别", Kind.CHOICE, ("命名级别",), choices={word: word for word in LEVELS}),
            Column("place", "地点", Kind.TEXT, ("地址", "位置")),
            Column(
                "started_on",
                "建立（命名）日期",
                Kind.DATE,
                ("建立日期", "命名日期", "建立时间", "命名时间", "建成时间"),
                required=True,
            ),
            NOTE,
        ),
        hints=("阵地", "示范点", "服务站", "职工小家"),
    ),
    Point,
    record_points,
    key=("kind", "name"),
    compare=("started_on",),
    finish=given,
)
TARGETS = Register(
    Sheetform(
        "organising.target",
        "建会目标分解表",
        columns=(
            Column("org", "所属工会", Kind.ORG, ("承担工会", "责任工会", *ORG.synonyms)),
            Column("year", "年度", Kind.YEAR, ("年份", "目标年度"), required=True),
            Column(
                "kind",
                "目标",
                Kind.CHOICE,
                ("目标类别", "目标项目"),
                choices={
                    **dict.fromkeys(("建会", "新建工会", "建会数", "组建"), "建会"),
                    **dict.fromkeys(("会员", "发展会员", "会员数", "入会"), "会员"),
                },
                required=True,
            ),
            Column(
                "value", "目标数", Kind.INTEGER, ("任务数", "目标任务", "指标数"), required=True, minimum=Decimal(0)
            ),
            Column("set_on", "下达日期", Kind.DATE, ("下达时间",), required=True),
            NOTE,
        ),
        hints=("目标", "分解", "任务"),
    ),
    Target,
    load_targets,
    key=("year", "kind"),
    compare=("value",),
    finish=given,
)
ALL = (UNIONS, FORMATIONS, POINTS, TARGETS)

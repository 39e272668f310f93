"""What is begun in the browser: requests for a file, applications, batches, programmes. Each form is one row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from liuyou.areas.aid import programmes, rules
from liuyou.areas.aid.actions.applications import draft_applications
from liuyou.areas.aid.actions.batches import draft_batch
from liuyou.areas.aid.actions.files import draft_files
from liuyou.areas.aid.actions.programmes import open_programmes
from liuyou.areas.aid.imports.columns import FUND, NOTHING, ORG, PERSON, PHONE, named, same, texts
from liuyou.areas.aid.imports.files import CATEGORY_CHOICES, CAUSE_CHOICES, finish_file
from liuyou.areas.aid.models import Application, Batch, HardshipFile, Programme
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.people import enter_named
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.registers import Register, Rows, Values
from liuyou.kernel.people.identity import parse_identity
from liuyou.kernel.people.register import Named
from liuyou.kernel.writing.permit import permit

IDENTITY = Column(
    "identity", "身份证号", Kind.IDENTITY, required=True, sensitive=True, help="填写后自动带出出生日期和性别"
)
YES_NO = Kind.BOOLEAN
PROGRAMME = Column("programme", "项目", Kind.TEXT, required=True, words=programmes.spellings())
SHEET = Rows(
    "rows",
    "名单",
    (
        Column("name", "姓名", Kind.NAME, required=True),
        Column("identity", "身份证号", Kind.IDENTITY),
        Column("amount", "金额（元）", Kind.MONEY, minimum=NOTHING),
        Column("goods", "实物", Kind.TEXT),
        Column("goods_value", "实物折价（元）", Kind.MONEY, minimum=NOTHING),
    ),
    required=True,
)
HOUSEHOLD = Rows(
    "members",
    "家庭成员（不含本人）",
    (
        Column("relation", "关系", Kind.TEXT, required=True),
        Column("name", "姓名", Kind.TEXT, required=True),
        Column("identity", "证件号码", Kind.IDENTITY),
        Column("health", "健康状况", Kind.TEXT),
        Column("income", "月收入（元）", Kind.MONEY, minimum=NOTHING),
        Column("occupation", "单位或学校", Kind.TEXT),
    ),
)


def _none_before(rows: Sequence[Values]) -> list[None]:
    """A draft repeats nothing: what may stand beside what is for the rules of its steps."""
    return [None] * len(rows)


def _batches_before(rows: Sequence[Values]) -> list[tuple[Any, ...] | None]:
    """A sheet of the same name, programme and day is the same sheet, unless it was given up."""
    open_ones = Batch.objects.exclude(state__in=["void", "refused", "withdrawn"])
    names = ("org_id", "title", "programme", "paid_on")
    return [() if open_ones.filter(**_same(row, names)).exists() else None for row in rows]


def _same(row: Values, names: Sequence[str]) -> Values:
    return {name: row[name] for name in names} | {"programme": programmes.canonical(row["programme"])}


def sheet_rows(rows: Sequence[Values], *, actor: Actor) -> list[Values]:
    """The people of a sheet as `Batch.rows` holds them; who is new is entered."""
    people = [Named(row["name"], parse_identity(row["identity"]) if row.get("identity") else None) for row in rows]
    ids = enter_named(people, actor=actor)
    kept = []
    for row, person in zip(rows, ids, strict=True):
        values: Values = {"person_id": person, "amount": row.get("amount") or NOTHING}
        if row.get("goods") or row.get("goods_value"):
            values |= {"goods": row.get("goods") or "", "goods_value": row.get("goods_value") or NOTHING}
        kept.append(values)
    return kept


def household_rows(rows: Sequence[Values]) -> list[dict[str, str]]:
    """Members as `set_household` takes them: all text, nothing for what is empty."""
    return [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]


def _draft_batches(rows: Sequence[Values], *, actor: Actor, **common: Any) -> list[Batch]:
    with permit("aid.batch.enter"):
        made = []
        for row in rows:
            people = sheet_rows(row["rows"], actor=actor)
            made.append(draft_batch({**row, "rows": people}, actor=actor))
        return made


def _finish_batch(row: Values) -> Values:
    return texts(row, "form", "category", "fund")


def _finish_application(row: Values) -> Values:
    return texts(row, "category", "fund", "form", "grounds")


def _finish_programme(row: Values) -> Values:
    row = dict(row)
    funds = row.pop("funds") or []
    row["funds"] = {each["fund"]: str(each["budget"]) for each in funds}
    if row.get("cap") is None:
        row.pop("cap")
    return row


def _finish_draft(row: Values) -> Values:
    row = finish_file(row)
    row.pop("filed_on", None)
    row.pop("rechecked_on", None)
    return row


FUNDS = Rows(
    "funds",
    "资金来源与预算",
    (
        Column("fund", "资金来源", Kind.TEXT, required=True),
        Column("budget", "预算（元）", Kind.MONEY, required=True, minimum=NOTHING),
    ),
    blank=3,
)
FILE_DRAFTS = Register(
    Sheetform(
        "aid.file.draft",
        "困难职工建档申请",
        columns=(
            ORG,
            named(),
            replace(IDENTITY, help="实名建档，一人一档；填写后自动带出出生日期和性别"),
            PHONE,
            Column("kind", "档案类型", Kind.CHOICE, choices=same(*rules.KINDS)),
            Column("category", "困难类别", Kind.CHOICE, choices=CATEGORY_CHOICES),
            Column("cause", "主要致困原因", Kind.CHOICE, required=True, choices=CAUSE_CHOICES),
            Column("second_cause", "次要致困原因", Kind.CHOICE, choices=CAUSE_CHOICES),
            Column("employer", "工作单位", Kind.TEXT),
            Column("household_size", "家庭人口", Kind.INTEGER, minimum=Decimal(1), maximum=Decimal(30)),
            Column("income", "家庭年收入", Kind.MONEY, minimum=NOTHING, sensitive=True),
            Column("rigid_costs", "家庭年刚性支出", Kind.MONEY, minimum=NOTHING, sensitive=True),
            Column("illness_cost", "疾病或意外自付支出", Kind.MONEY, minimum=NOTHING, sensitive=True),
            Column("special", "有患病、上学、残疾或单亲情形", YES_NO, default=False),
            Column("accident", "遭遇意外或重病", YES_NO, default=False),
            Column("detail", "致困说明", Kind.TEXT, sensitive=True),
            Column("bank_card", "银行卡号", Kind.TEXT, sensitive=True),
        ),
    ),
    HardshipFile,
    draft_files,
    key=("person_id",),
    person=PERSON,
    finish=_finish_draft,
    existing=_none_before,
)
APPLICATIONS = Register(
    Sheetform(
        "aid.application.draft",
        "救助申请",
        columns=(
            ORG,
            named(),
            IDENTITY,
            PHONE,
            PROGRAMME,
            Column("requested", "申请金额", Kind.MONEY, required=True, minimum=Decimal("0.01")),
            Column("category", "对象类别", Kind.TEXT, help="有困难职工档案的自动带出"),
            FUND,
            Column("form", "发放形式", Kind.TEXT),
            Column("grounds", "申请理由", Kind.TEXT, sensitive=True),
        ),
    ),
    Application,
    draft_applications,
    key=("person_id", "programme"),
    person=PERSON,
    finish=_finish_application,
    existing=_none_before,
)
BATCHES = Register(
    Sheetform(
        "aid.batch.draft",
        "集中发放名单",
        columns=(
            ORG,
            Column("title", "名称", Kind.TEXT, required=True),
            PROGRAMME,
            Column("paid_on", "发放日期", Kind.DATE, required=True, ahead=True),
            Column("form", "发放形式", Kind.TEXT),
            Column("category", "对象类别", Kind.TEXT),
            FUND,
        ),
    ),
    Batch,
    _draft_batches,
    key=("title", "programme", "paid_on"),
    finish=_finish_batch,
    existing=_batches_before,
    inner=(SHEET,),
)
PROGRAMMES = Register(
    Sheetform(
        "aid.programme.open",
        "救助项目",
        columns=(
            ORG,
            Column("name", "项目", Kind.TEXT, required=True, words=programmes.spellings()),
            Column("year", "年度", Kind.YEAR, required=True),
            Column("cap", "每人每年上限", Kind.MONEY, minimum=NOTHING, help="不填则按该项目通常的上限参数"),
        ),
    ),
    Programme,
    open_programmes,
    key=("name", "year"),
    finish=_finish_programme,
    existing=_none_before,
    inner=(FUNDS,),
)

"""How the aid registers look and are worked in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from liuyou.areas.aid import imports, models, papers, programmes, rules, workflows
from liuyou.areas.aid.actions import applications, batches, commitments, files, followed, survivors
from liuyou.areas.aid.actions.payments import CORRECTABLE as PAYMENT_FIELDS
from liuyou.areas.aid.imports import drafts
from liuyou.areas.aid.models import HouseholdMember
from liuyou.kernel.access.models import Actor
from liuyou.kernel.base.numbers import tabular
from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.people.models import Person
from liuyou.kernel.web.screens import Entry, Part, Screen, Total

PROGRAMMES = tuple(programmes.by_name())
CATEGORIES = tuple(rules.CATEGORIES.values())
FUNDS = ("工会经费", "中央财政", "省级财政", "地方财政", "社会捐助")
FORMS = ("现金", "转账", "实物", "现金和实物")
COMMON = {"programme": PROGRAMMES, "category": CATEGORIES, "fund": FUNDS, "form": FORMS}


def _one_of(name: str, title: str, words: tuple[str, ...], *, required: bool = True) -> Column:
    return Column(name, title, Kind.CHOICE, required=required, choices={word: word for word in words})


def _household(record: Any) -> Iterator[Part]:
    """Members by relation only: names, documents and incomes are sealed."""
    rows = HouseholdMember.objects.filter(file=record).values_list("relation", flat=True)
    yield Part("家庭成员", ("关系", "姓名", "收入"), [(relation, "（已加密）", "（已加密）") for relation in rows])
    spells = [
        (each["since"], each["until"] or "至今", each["category"], each["opening"], each["ending"] or "—")
        for each in record.spells
    ]
    yield Part("在档经过", ("起", "止", "类别", "建档", "退出"), spells)


def _sheet(record: Any) -> Iterator[Part]:
    """The people of a batch."""
    names = dict(Person.objects.filter(pk__in=[row["person_id"] for row in record.rows]).values_list("pk", "name"))
    rows = [
        (
            names.get(row["person_id"], "—"),
            tabular(Decimal(row.get("amount", 0)), "元"),
            row.get("goods", ""),
            row.get("category", "") or record.category,
        )
        for row in record.rows
    ]
    yield Part(f"名单（{len(rows)} 人）", ("姓名", "金额（元）", "实物", "类别"), rows)


def _inspections(record: Any) -> Iterator[Part]:
    yield Part("检查记录", ("日期", "情况"), [(each["on"], each["note"]) for each in record.inspections])


def _prepare(step: str, record: Any, inputs: dict[str, Any], *, actor: Actor) -> dict[str, Any]:
    """Tables within a record as the actions take them; one left empty changes nothing."""
    if step == "household":
        return inputs | {"members": drafts.household_rows(inputs["members"])}
    if step == "revise":
        rows = inputs.pop("rows", None)
        return inputs | ({"rows": drafts.sheet_rows(rows, actor=actor)} if rows else {})
    if step == "change":
        funds = inputs.pop("funds", None)
        return inputs | ({"funds": {each["fund"]: each["budget"] for each in funds}} if funds else {})
    return inputs


PAYMENT = Screen(
    models.Payment,
    workflows.PAYMENT,
    columns=("person", "paid_on", "programme", "amount", "category", "fund", "org", "state"),
    day="paid_on",
    groups={
        "受助人": ("person", "category", "org"),
        "发放": (
            "programme",
            "form",
            "fund",
            "amount",
            "goods",
            "goods_value",
            "paid_on",
            "returned_on",
            "occasion",
            "note",
        ),
    },
    filters=("programme", "category", "fund", "state"),
    search=("goods", "note"),
    totals=(Total("aid.payments", "", ("paid",)), Total("aid.money", "amount", ("paid",))),
    entries=lambda: (Entry("record", imports.PAYMENTS, "登记发放"),),
    changes={"correct": PAYMENT_FIELDS},
    inputs={"give_back": (Column("returned_on", "退回日期", Kind.DATE, required=True),)},
    choices=COMMON,
    papers=papers.PAYMENT,
)
FILE = Screen(
    models.HardshipFile,
    workflows.FILE,
    columns=("person", "category", "cause", "employer", "filed_on", "org", "state"),
    day="state_since",
    groups={
        "本人": ("person", "kind", "category", "cause", "second_cause", "employer", "org"),
        "家庭和收支": (
            "household_size",
            "special",
            "accident",
            "income",
            "rigid_costs",
            "illness_cost",
            "detail",
            "bank_card",
        ),
        "调查和核对": ("visited_on", "visit_finding", "checked_on", "check_result", "filed_on"),
    },
    filters=("category", "cause", "kind", "state"),
    search=("employer",),
    entries=lambda: (Entry("draft", drafts.FILE_DRAFTS, "申请建档"), Entry("enter", imports.FILES, "登记在册档案")),
    changes={"edit": files.EDITABLE, "correct": files.CORRECTABLE, "check": files.EDITABLE, "recheck": files.EDITABLE},
    inputs={
        "household": (drafts.HOUSEHOLD,),
        "visit": (
            Column("visited_on", "入户日期", Kind.DATE, required=True),
            Column("application_signed", "申请书已签字", Kind.BOOLEAN, required=True),
            Column("authorised", "核对授权书已签字", Kind.BOOLEAN, required=True),
            Column("finding", "入户情况", Kind.TEXT, sensitive=True),
        ),
        "check": (Column("result", "核对结果", Kind.TEXT, required=True, sensitive=True),),
        "recheck": (Column("result", "复核结果", Kind.TEXT, required=True, sensitive=True),),
        "close": (_one_of("ground", "注销原因", rules.CLOSED_FOR),),
        "fall_back": (_one_of("category", "困难类别", CATEGORIES),),
    },
    choices={"kind": rules.KINDS, "category": CATEGORIES, "cause": rules.CAUSES, "second_cause": rules.CAUSES},
    path=("draft", "submitted", "to_visit", "to_check", "to_post", "on_notice", "on_file"),
    parts=_household,
    prepare=_prepare,
    papers=papers.FILE,
)
PROGRAMME = Screen(
    models.Programme,
    workflows.PROGRAMME,
    columns=("name", "year", "cap", "funds", "org", "state"),
    day="state_since",
    filters=("year", "state"),
    search=("name",),
    entries=lambda: (Entry("open", drafts.PROGRAMMES, "设立项目"),),
    inputs={
        "change": (Column("cap", "每人每年上限", Kind.MONEY, minimum=Decimal(0), help="不填则不变"), drafts.FUNDS),
    },
    choices={"name": PROGRAMMES},
    prepare=_prepare,
)
APPLICATION = Screen(
    models.Application,
    workflows.APPLICATION,
    columns=("person", "programme", "requested", "amount", "submitted_on", "org", "state"),
    day="state_since",
    groups={
        "申请人": ("person", "file", "category", "org"),
        "申请": ("programme", "fund", "form", "requested", "grounds", "submitted_on"),
        "办理": ("finding", "amount", "opinion", "voucher"),
    },
    filters=("programme", "category", "fund", "state"),
    entries=lambda: (Entry("draft", drafts.APPLICATIONS, "申请救助"),),
    changes={"edit": applications.EDITABLE},
    inputs={
        "verify": (Column("visit", "入户调查情况", Kind.TEXT, required=True, sensitive=True),),
        "approve": (
            Column("amount", "批准金额", Kind.MONEY, required=True, minimum=Decimal(0)),
            Column("opinion", "审批意见", Kind.TEXT, required=True),
        ),
        "pay": (Column("voucher", "凭证号", Kind.TEXT, required=True),),
    },
    choices=COMMON,
    path=("draft", "submitted", "verified", "on_notice", "approved", "paid"),
    papers=papers.APPLICATION,
)
BATCH = Screen(
    models.Batch,
    workflows.BATCH,
    columns=("title", "paid_on", "programme", "count", "total", "org", "state"),
    day="paid_on",
    groups={
        "发放": ("title", "programme", "form", "category", "fund", "paid_on", "org"),
        "合计": ("count", "total", "goods_total", "opinion"),
    },
    filters=("programme", "state"),
    search=("title",),
    entries=lambda: (Entry("draft", drafts.BATCHES, "编制发放名单"),),
    changes={"revise": batches.EDITABLE},
    inputs={"revise": (replace(drafts.SHEET, required=False, title="新名单（整份替换；不改名单就空着）"),)},
    choices=COMMON,
    path=("draft", "submitted", "approved", "paid"),
    parts=_sheet,
    prepare=_prepare,
    papers=papers.BATCH,
)
VISIT = Screen(
    models.Visit,
    workflows.VISIT,
    columns=("person", "visited", "visited_on", "programme", "visitors", "org", "state"),
    day="visited_on",
    filters=("programme", "form", "state"),
    search=("visited", "visitors"),
    totals=(Total("aid.visits", "", ("visited",)),),
    entries=lambda: (Entry("record", imports.VISITS, "登记走访"),),
    changes={"correct": followed.VISIT_FIELDS},
    choices={"programme": PROGRAMMES},
)
PAIRING = Screen(
    models.Pairing,
    workflows.PAIRING,
    columns=("person", "helper", "helper_post", "starts_on", "deadline", "org", "state"),
    day="starts_on",
    filters=("outcome", "state"),
    search=("helper",),
    entries=lambda: (Entry("pair", imports.PAIRINGS, "登记结对"),),
    changes={"correct": followed.PAIRING_FIELDS},
    inputs={"end": (_one_of("outcome", "结果", followed.OUTCOMES),)},
    parts=_inspections,
)
COMMITMENT = Screen(
    models.Commitment,
    workflows.COMMITMENT,
    columns=("person", "school_level", "first_year", "years", "yearly_amount", "org", "state"),
    day="starts_on",
    filters=("school_level", "fund", "state"),
    search=("parent_name",),
    entries=lambda: (Entry("commit", imports.COMMITMENTS, "登记承诺"),),
    changes={"correct": commitments.CORRECTABLE},
    inputs={
        "confirm": (Column("school_year", "学年", Kind.YEAR, required=True),),
        "pay": (Column("school_year", "学年", Kind.YEAR, required=True),),
    },
    choices={"fund": FUNDS},
)
SURVIVOR = Screen(
    models.Survivor,
    workflows.SURVIVOR,
    columns=("person", "deceased", "relation", "monthly_amount", "starts_on", "org", "state"),
    day="starts_on",
    filters=("relation", "fund", "state"),
    search=("deceased",),
    entries=lambda: (Entry("enrol", imports.SURVIVORS, "登记遗属"),),
    changes={"correct": survivors.CORRECTABLE},
    inputs={"recheck": (_one_of("result", "核查结果", ("符合", "不符合")),)},
    choices={"fund": FUNDS},
)
MATERNITY = Screen(
    models.Maternity,
    workflows.MATERNITY,
    columns=("person", "handled_on", "amount", "org", "state"),
    day="handled_on",
    filters=("state",),
    entries=lambda: (Entry("record", imports.MATERNITY, "登记办理"),),
    changes={"correct": followed.MATERNITY_FIELDS},
)
ALL = (PAYMENT, FILE, APPLICATION, BATCH, VISIT, PAIRING, COMMITMENT, SURVIVOR, MATERNITY, PROGRAMME)

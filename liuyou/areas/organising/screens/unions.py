"""How union records, cases of founding, points and targets look and are worked in the browser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from liuyou.areas.organising import papers
from liuyou.areas.organising.actions import formation, points, unions
from liuyou.areas.organising.imports import unions as imports
from liuyou.areas.organising.models.formation import Formation
from liuyou.areas.organising.models.points import Point
from liuyou.areas.organising.models.targets import KINDS, Target
from liuyou.areas.organising.models.unions import Union
from liuyou.areas.organising.queries import unions as queries
from liuyou.areas.organising.rules import formation as rules
from liuyou.areas.organising.workflows import unions as workflows
from liuyou.kernel.access.models import Actor
from liuyou.kernel.base import clock
from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.intake.registers import Rows
from liuyou.kernel.orgs import tree
from liuyou.kernel.web.screens import Entry, Part, Screen, Total

ONE, NOTHING = Decimal(1), Decimal(0)


def _one_of(name: str, title: str, words: Sequence[str], *, required: bool = True) -> Column:
    return Column(name, title, Kind.CHOICE, required=required, choices={word: word for word in words})


def _day(name: str, title: str, *, ahead: bool = False) -> Column:
    return Column(name, title, Kind.DATE, required=True, ahead=ahead)


def _count(name: str, title: str, *, required: bool = True, help: str = "") -> Column:
    return Column(name, title, Kind.INTEGER, required=required, minimum=NOTHING, help=help)


# Union records


def _union_parts(union: Union) -> Iterator[Part]:
    """How far its founding has come, what is due, its certificates, sites and employers."""
    steps = (
        ("刻章", union.seals_on),
        ("法人资格", union.certified_on),
        ("开户", union.account_on),
        ("经费登记", union.levy_on),
    )
    yield Part("建会手续", ("事项", "日期"), [(title, day or "未办") for title, day in steps])
    if union.limits:
        yield Part("期限", ("事项", "最后日期"), [(title, day) for title, day in union.limits])
    if union.certificates:
        rows = [
            (
                each["on"],
                each["what"],
                each["until"] or "—",
                each["representative"] or "—",
                "逾期" if each["late"] else "按期",
            )
            for each in union.certificates
        ]
        yield Part("法人登记经过", ("日期", "事项", "有效期止", "法定代表人", "是否按期"), rows)
    if union.sites:
        places = [(each["place"], each["since"], each["until"] or "至今") for each in union.sites]
        yield Part("工地", ("地点", "起", "止"), places)
    covered = queries.covered_by(union.org_id)
    if covered:
        firms = [(each.name, each.workers, each.covered_on or "—") for each in covered]
        yield Part(f"覆盖的用人单位（{len(covered)} 家）", ("单位名称", "职工人数", "建会日期"), firms)


UNION = Screen(
    Union,
    workflows.UNION,
    columns=("name", "founded_on", "form", "sector", "representative", "valid_until", "full_on", "state"),
    day="founded_on",
    groups={
        "工会": ("name", "form", "sector", "founded_on", "approval_no", "responsible", "grade", "org"),
        "法人资格": (
            *("code", "certificate", "certified_on", "valid_until", "representative", "certify_by", "changed_on"),
            *("change_by", "deregistered_on"),
        ),
        "印章、账户和经费": ("seals_on", "account_on", "bank", "levy_on", "levy_no", "full_on"),
        "终止": ("ceased_on", "ceased_why", "note"),
    },
    filters=("form", "sector", "grade", "state"),
    search=("name", "code", "representative"),
    totals=(Total("organising.unions_founded", "", ("standing", "ceased")),),
    entries=lambda: (Entry("enter", imports.UNIONS, "登记已有工会"),),
    changes={"correct": unions.CORRECTABLE},
    inputs={
        "certify": (
            Column("code", "统一社会信用代码", Kind.CREDIT_CODE, required=True, help="工会的代码，以 8 开头"),
            Column("valid_until", "证书有效期止", Kind.DATE, required=True, ahead=True),
        ),
        "open_account": (Column("bank", "开户银行", Kind.TEXT),),
        "register_levy": (Column("levy_no", "缴费登记单号", Kind.TEXT),),
        "change": (_one_of("what", "变动事项", unions.WHAT), _day("changed_on", "变动日期")),
        "file_change": (
            _day("filed_on", "办结日期"),
            Column("representative", "新法定代表人", Kind.TEXT, help="没有变就空着"),
            Column("name", "新名称", Kind.TEXT, help="没有变就空着；组织更名另在“工会组织”办理"),
        ),
        "renew": (
            _one_of("why", "换证原因", unions.WHY_RENEWED),
            _day("renewed_on", "换证日期"),
            Column("valid_until", "新证有效期止", Kind.DATE, required=True, ahead=True),
            Column("certificate", "新证书号", Kind.TEXT, help="没有变就空着"),
            Column("representative", "法定代表人", Kind.TEXT, help="没有变就空着"),
        ),
        "move_site": (Column("place", "新工地", Kind.TEXT, required=True), _day("since", "进场日期")),
    },
    parts=_union_parts,
    papers=papers.UNION,
)

# Founding

GROUP = Rows(
    "group",
    "筹备组",
    (
        Column("name", "姓名", Kind.TEXT, required=True),
        _one_of("role", "代表", rules.ROLES),
        Column("post", "单位职务", Kind.TEXT),
    ),
    required=True,
)
CONGRESS = (
    _count("members", "会员人数"),
    _count("women", "其中女会员"),
    _one_of("congress_kind", "大会形式", rules.CONGRESSES),
    _day("planned_on", "拟开会日期", ahead=True),
    _count("seats", "工会委员会委员名额"),
    _count("audit_seats", "经审委员名额", required=False, help="只选主席或组织员一人的，不填"),
)
ELECTION = (
    _count("lowest_votes", "最低当选票数", help="当选的委员中得票最少的一位的票数"),
    _count("committee", "当选委员数"),
    Column("vice_chair", "副主席", Kind.TEXT),
    _count("audit_committee", "当选经审委员数", required=False),
    Column("audit_head", "经审委主任", Kind.TEXT),
    _one_of("women_body", "女职工组织", (rules.WOMEN_COMMITTEE, rules.WOMEN_MEMBER), required=False),
    Column("women_head", "女工委主任（委员）", Kind.TEXT),
)
APPROVAL = (_day("approved_on", "批复日期"), Column("approved_no", "批复文号", Kind.TEXT, required=True))
EMPLOYERS = Column("employers", "用人单位", Kind.TEXT, help="名称或统一社会信用代码，几个单位用顿号隔开；不改就空着")


def _formation_parts(record: Formation) -> Iterator[Part]:
    names = queries.employer_names(record.employers)
    rows = [(number, names.get(number, "—")) for number in record.employers]
    yield Part(f"用人单位（{len(rows)} 家）", ("编号", "名称"), rows)
    if record.group:
        members = [(each["name"], each["role"], each["post"] or "—") for each in record.group]
        yield Part("筹备组", ("姓名", "代表", "单位职务"), members)


def _formation_asks(record: Formation, step: str) -> tuple[Sequence[Column], Mapping[str, Any]] | None:
    """The founding day is the day of the congress unless the reply says otherwise."""
    if step != "approve":
        return None
    columns = (*APPROVAL, _day("founded_on", "成立日期"))
    return columns, {"approved_on": clock.today(), "founded_on": record.congress_on}


def _formation_prepare(step: str, record: Formation | None, inputs: dict[str, Any], *, actor: Actor) -> dict[str, Any]:
    if step == "correct" and isinstance(inputs.get("employers"), str):
        row = {"name": record.name if record else "", "employers": inputs["employers"]}
        return inputs | {"employers": imports.employers_of([row], actor)[0]}
    return inputs


FORMATION = Screen(
    Formation,
    workflows.FORMATION,
    columns=("name", "intent_on", "form", "workers", "responsible", "org", "state"),
    day="intent_on",
    groups={
        "拟建工会": (
            *("name", "form", "sector", "site", "workers", "responsible", "contact", "phone", "intent_on", "org"),
        ),
        "筹建": ("applied_on", "applied_no", "prepared_on", "prepared_no"),
        "成立大会": (
            *("members", "women", "congress_kind", "planned_on", "seats", "audit_seats", "congress_applied_on"),
            *("congress_approved_on", "congress_no"),
        ),
        "选举结果": (*formation.RESULT, "reported_on"),
        "批准": ("approved_on", "approved_no", "founded_on", "union", "note"),
    },
    filters=("form", "sector", "responsible", "state"),
    search=("name", "contact", "responsible"),
    entries=lambda: (Entry("intend", imports.FORMATIONS, "登记建会意向"),),
    changes={"correct": formation.CORRECTABLE},
    inputs={
        "apply": (GROUP, Column("applied_no", "建会请示文号", Kind.TEXT)),
        "apply_congress": CONGRESS,
        "elect": ELECTION,
        "correct": (EMPLOYERS,),
    },
    path=("intent", "applied", "preparing", "congress_applied", "congress_approved", "elected", "reported", "approved"),
    parts=_formation_parts,
    asks=_formation_asks,
    prepare=_formation_prepare,
    papers=papers.FORMATION,
)

# Points and targets

POINT = Screen(
    Point,
    workflows.POINT,
    columns=("name", "kind", "started_on", "level", "place", "ended_on", "org", "state"),
    day="started_on",
    filters=("kind", "level", "state"),
    search=("name", "place"),
    totals=(Total("organising.points_set_up", "", ("standing", "ended")),),
    entries=lambda: (Entry("record", imports.POINTS, "登记阵地"),),
    changes={"correct": points.CORRECTABLE},
    inputs={"end": (_day("ended_on", "撤销日期"),)},
)


def _target_parts(target: Target) -> Iterator[Part]:
    """The parts of a target against the whole."""
    below = queries.parts_of(target)
    if not below:
        return
    names = tree.names(each.org_id for each in below)
    rows: list[tuple[Any, ...]] = [(names.get(each.org_id, "—"), each.value) for each in below]
    left = target.value - target.handed
    words = f"还有 {left} 未分解" if left > 0 else f"比总目标多 {-left}" if left < 0 else "与总目标一致"
    yield Part("分解到下级", ("工会", KINDS[target.kind]), [*rows, (f"合计（{words}）", target.handed)])


TARGET = Screen(
    Target,
    workflows.TARGET,
    columns=("org", "year", "kind", "value", "handed", "set_on", "state"),
    day="set_on",
    filters=("year", "kind", "state"),
    entries=lambda: (Entry("set", imports.TARGETS, "下达目标"),),
    parts=_target_parts,
)
ALL = (FORMATION, UNION, POINT, TARGET)

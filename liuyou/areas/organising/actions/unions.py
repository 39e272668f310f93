"""Every write of union records, and what follows when a union ceases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from liuyou.areas.organising.actions.employers import cover_employers, uncover_employers
from liuyou.areas.organising.models.employers import Employer
from liuyou.areas.organising.models.unions import Union
from liuyou.areas.organising.queries import unions as queries
from liuyou.areas.organising.rules import unions as rules
from liuyou.areas.organising.workflows.unions import APPROVE, UNION
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.action import INPUT_TITLES, action
from liuyou.kernel.actions.correcting import correct
from liuyou.kernel.actions.tree import FOLLOWERS, establish_orgs
from liuyou.kernel.base.days import check_order
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.orgs.changes import Founding
from liuyou.kernel.orgs.codes import check_union_code
from liuyou.kernel.parameters.values import parameter
from liuyou.kernel.workflow import deadlines
from liuyou.kernel.writing.permit import permit

STEPS = UNION
Values = dict[str, Any]
CORRECTABLE = (
    *("name", "form", "sector", "founded_on", "approval_no", "responsible", "grade", "seals_on", "code", "certificate"),
    *("certified_on", "valid_until", "representative", "account_on", "bank", "levy_on", "levy_no"),
    *("deregistered_on", "note"),
)
INPUT_TITLES |= {
    field.name: str(field.verbose_name)
    for field in Union.business_fields()
    if any(field.name in bound.step.ask for bound in STEPS.steps.values())
} | {
    "what": "变动事项",
    "organising.union.filed_on": "办结日期",
    "why": "换证原因",
    "renewed_on": "换证日期",
    "place": "新工地",
    "since": "起始日期",
}
WHAT = ("法定代表人", "名称", "住所", "登记管理机关")
WHY_RENEWED = ("到期换证", "换届换证", "遗失补办")


@action(STEPS.enter)
def enter_unions(unions: Sequence[Values], **_: Any) -> list[Union]:
    """Records of unions that stand in the tree already: `org_id`, `name`, `founded_on`, and what is known."""
    made = [_opened(values) for values in unions]
    taken = queries.unions_of({each.org_id for each in made})
    if taken:
        names = "、".join(sorted(each.name for each in taken.values())[:5])
        raise Refused(f"已有工会档案：{names}。一个工会只有一份档案，请在原档案上办理。")
    return made


def _opened(values: Values) -> Union:
    union = Union(state_since=values["founded_on"], **values)
    if union.certified_on:
        union.certificates = [_line(union.certified_on, "首次登记", union)]
    _tidy(union)
    return union


def _tidy(union: Union) -> None:
    """What follows from the fields: order of days, the day all is there, the next limit."""
    for title, day in (("刻章日期", union.seals_on), ("开户日期", union.account_on), ("经费登记日期", union.levy_on)):
        check_order(("成立日期", union.founded_on), (title, day))
    check_order(("成立日期", union.founded_on), ("发证日期", union.certified_on), ("有效期止", union.valid_until))
    union.full_on = rules.full_since(union.seals_on, union.certified_on, union.account_on, union.levy_on)
    union.due_on = min((day for _, day in union.limits), default=None)


def _line(day: date, what: str, union: Union, *, late: bool = False) -> dict[str, Any]:
    until = union.valid_until.isoformat() if union.valid_until else ""
    return {
        "on": day.isoformat(),
        "what": what,
        "until": until,
        "representative": union.representative,
        "late": late,
    }


def _due(name: str, org: int, start: date) -> date:
    limit = parameter(name, org=org, on=start)
    return deadlines.due(start, int(limit.value), deadlines.Unit(limit.unit))


@action(STEPS.found)
def found_unions(unions: Sequence[Values], *, approved_on: date, **_: Any) -> list[Union]:
    """Records of unions just founded; the time to apply for legal personality begins with the approval."""
    name = "organising.legal_person_apply_days"
    return [_opened(each | {"certify_by": _due(name, each["org_id"], approved_on)}) for each in unions]


@action(STEPS.seal, Union)
def seal_union(union: Union, *, seals_on: date, **_: Any) -> None:
    """公章、财务章、法人章 were made and registered."""
    union.seals_on = seals_on
    _tidy(union)


@action(STEPS.certify, Union)
def certify_union(
    union: Union,
    *,
    code: str,
    certificate: str,
    certified_on: date,
    valid_until: date,
    representative: str,
    **_: Any,
) -> None:
    """Both certificates were issued (基层工会法人登记管理办法, 2020)."""
    if union.certified_on:
        raise Refused("已登记过法人资格：到期、换届或者遗失的，请办理“换（补）证”；登记有误的，请办理更正。")
    union.code = check_union_code(code)
    queries.require_free_code(union)
    _check_certificate(union, certified_on, valid_until)
    union.certificate, union.representative = certificate, representative
    union.certified_on, union.valid_until, union.certify_by = certified_on, valid_until, None
    union.certificates = [*union.certificates, _line(certified_on, "首次登记", union)]
    _tidy(union)


def _check_certificate(union: Union, issued: date, valid_until: date) -> None:
    years = parameter("organising.certificate_years", org=union.org_id, on=issued)
    rules.check_certificate(issued, valid_until, int(years.value))


@action(STEPS.open_account, Union)
def open_account(union: Union, *, account_on: date, bank: str = "", **_: Any) -> None:
    """The account is the union's own; it needs the approval, seals and certificates."""
    if not (union.seals_on and union.certified_on):
        raise Refused("开户要有批复、印章和法人资格证书：请先登记刻章和法人资格。")
    union.account_on, union.bank = account_on, bank or union.bank
    _tidy(union)


@action(STEPS.register_levy, Union)
def register_levy(union: Union, *, levy_on: date, levy_no: str = "", **_: Any) -> None:
    """工会经费（筹备金）缴费登记单 was filed with the tax office."""
    union.levy_on, union.levy_no = levy_on, levy_no or union.levy_no
    _tidy(union)


@action(STEPS.change, Union)
def change_union(union: Union, *, changed_on: date, what: str, **_: Any) -> None:
    """Name, domicile, representative or authority changed: to be filed within the limit (登记管理办法 2020)."""
    if not union.certified_on:
        raise Refused("还没有法人资格，不用办理变更登记：请先登记法人资格。")
    check_order(("发证日期", union.certified_on), ("变动日期", changed_on))
    union.changed_on = changed_on
    union.change_by = _due("organising.legal_person_change_days", union.org_id, changed_on)
    union.certificates = [*union.certificates, _line(changed_on, f"{what}变动", union)]
    _tidy(union)


@action(STEPS.file_change, Union)
def file_change(union: Union, *, filed_on: date, representative: str = "", name: str = "", **_: Any) -> None:
    """The change stands in the register; what was late stays told."""
    if not union.change_by:
        raise Refused("没有待办的法人事项变动：请先登记“法人事项变动”。")
    check_order(("变动日期", union.changed_on), ("办结日期", filed_on))
    late = filed_on > union.change_by
    union.representative, union.name = representative or union.representative, name or union.name
    union.changed_on = union.change_by = None
    union.certificates = [*union.certificates, _line(filed_on, "变更登记", union, late=late)]
    _tidy(union)


@action(STEPS.renew, Union)
def renew_certificate(
    union: Union,
    *,
    why: str,
    renewed_on: date,
    valid_until: date,
    certificate: str = "",
    representative: str = "",
    **_: Any,
) -> None:
    """A new certificate for one that ends, that a new committee needs, or that was lost; it settles a change too."""
    if not union.certified_on:
        raise Refused("还没有法人资格证书：请先办理“登记法人资格”。")
    check_order(("首次发证日期", union.certified_on), ("换证日期", renewed_on))
    _check_certificate(union, renewed_on, valid_until)
    late = bool(union.valid_until and renewed_on > union.valid_until)
    union.certificate = certificate or union.certificate
    union.representative = representative or union.representative
    union.valid_until, union.changed_on, union.change_by = valid_until, None, None
    union.certificates = [*union.certificates, _line(renewed_on, why, union, late=late)]
    _tidy(union)


@action(STEPS.rate, Union)
def rate_union(union: Union, *, grade: str, **_: Any) -> None:
    """How far it is standardised, as the federation above found."""
    union.grade = grade


@action(STEPS.move_site, Union)
def move_site(union: Union, *, place: str, since: date, **_: Any) -> None:
    """A project union moves with the work; it stays the same union."""
    if union.form != rules.PROJECT:
        raise Refused("只有项目工会随工地迁移：其他工会变更住所，请办理“法人事项变动”。")
    check_order(("成立日期", union.founded_on), ("进场日期", since))
    union.sites = rules.moved(union.sites, place, since)


@action(STEPS.deregister, Union)
def deregister_union(union: Union, *, deregistered_on: date, **_: Any) -> None:
    """The certificates of a union that ceased were handed in (法人注销登记)."""
    if not union.certified_on:
        raise Refused("这个工会没有登记法人资格，不用注销。")
    check_order(("终止日期", union.ceased_on), ("注销日期", deregistered_on))
    union.deregistered_on = deregistered_on


@action(STEPS.cease, Union)
def cease_union(union: Union, *, on: date, ceased_why: str, **_: Any) -> None:
    """With the tree: `on` is the first day without it."""
    check_order(("成立日期", union.founded_on), ("终止日期", on))
    union.ceased_on, union.ceased_why = on, ceased_why


@action(STEPS.correct, Union)
def correct_union(union: Union, *, changes: Values, **_: Any) -> None:
    """Put right what was mistyped."""
    correct(union, changes, CORRECTABLE)
    if union.code:
        union.code = check_union_code(union.code)
        queries.require_free_code(union)
    if union.certified_on:
        union.certify_by = None
    _tidy(union)
    if union.state == "ceased":
        union.due_on = None


@action(STEPS.void, Union)
def void_union(union: Union, **_: Any) -> None:
    """Entered by mistake: the org stays in the tree and may get another record."""


def load_unions(rows: Sequence[Values], *, actor: Actor, **_: Any) -> list[Union]:
    """A ledger of unions: those that are not in the tree yet are founded below their `parent` first."""
    with permit("organising.union.load"):
        known, placing = queries.placed(rows)
        made: dict[int, Founding] = {}
        for index in placing.ordered():
            if known[index] is None:
                made[index] = _founding(rows[index], *placing.parents(index), made)
        if set(made) != {index for index, org in enumerate(known) if org is None}:
            raise Refused("有的行上级关系成了圈，或者上级还没有登记：请核对“上级工会”后重新导入。")
        establish_orgs(list(made.values()), actor=actor, needs=APPROVE)
        orgs = [made[index].id if org is None else org for index, org in enumerate(known)]
        sectors = queries.sectors_of(org for org in known if org is not None)
        values = [
            {"sector": sectors.get(org, "")} | {name: row[name] for name in row if name != "parent"} | {"org_id": org}
            for row, org in zip(rows, orgs, strict=True)
        ]
        return enter_unions(values, actor=actor)  # type: ignore[no-any-return]


def _founding(row: Values, orgs: set[int], new: set[int], made: dict[int, Founding]) -> Founding:
    parent = min(orgs) if orgs else made[min(new)]
    founding = Founding(row["name"], rules.ORG_KINDS[row["form"]], parent, row["founded_on"], row.get("code") or None)
    founding.sector = rules.SECTORS.get(row.get("sector", ""), "")
    return founding


def follow_ceased(org: int, into: int | None, *, on: date, actor: Actor, reason: str) -> None:
    """Its record ends, and its employers are its successor's from that day, or nobody's."""
    records = queries.unions_of({org} | ({into} if into else set()))
    if org in records and records[org].state == "standing":
        why = f"并入{records[into].name}" if into in records else "并入其他工会" if into else "撤销"
        cease_union(records[org], on=on, ceased_why=why, actor=actor, reason=reason)
    covered = queries.covered_by(org)
    if into is None:
        if covered:
            uncover_employers(covered, uncovered_on=on, actor=actor, on=on, reason=reason)
        return
    form = records[into].form if into in records else ""
    groups: dict[str, list[Employer]] = defaultdict(list)
    for each in covered:
        groups[rules.COVERAGE.get(form, each.coverage)].append(each)
    for coverage, those in sorted(groups.items()):
        cover_employers(those, union=into, coverage=coverage, covered_on=on, actor=actor, on=on, reason=reason)


FOLLOWERS.append(follow_ceased)

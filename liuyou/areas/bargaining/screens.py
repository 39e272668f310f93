"""How the bargaining registers look and are worked in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from liuyou.areas.bargaining import imports, models, papers, workflows
from liuyou.areas.bargaining.actions import open_agreements, record_checks
from liuyou.areas.bargaining.models import Agreement, Offer, Result
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.registers import Register, Values
from liuyou.kernel.web.screens import Entry, Follow, Screen, Total

ONE = Decimal(1)
FIXED = {"org", "state", "state_since"}


def _open_fields(model: Any, *closed: str) -> tuple[str, ...]:
    """What a correction may touch: typed fields that nothing else hangs on."""
    fields = (field for field in model.business_fields() if field.editable and not field.is_relation)
    return tuple(field.name for field in fields if field.name not in FIXED | set(closed))


def _opened(rows: Sequence[Values], *, actor: Actor, **common: Any) -> list[Agreement]:
    """Agreements begun from a form: the offer and the agreement renewed are named by their numbers."""
    today = clock.today()
    for row in rows:
        for name, model in (("offer_id", Offer), ("renews_id", Agreement)):
            number = row.get(name)
            if number is None:
                row.pop(name, None)
            elif not visible_to(model._default_manager.filter(pk=number), actor, "bargaining.read", today).exists():
                raise NotFound(
                    f"没有编号为 {number} 的{'要约' if model is Offer else '集体合同'}，或不在您的管理范围内。"
                )
    return open_agreements(rows, actor=actor)  # type: ignore[no-any-return]


def _checked(rows: Sequence[Values], *, actor: Actor, **common: Any) -> Any:
    """Checks from a form; the agreement is named by its number and decides the union."""
    found = visible_to(Agreement.objects.all(), actor, "bargaining.read", clock.today())
    made = []
    for row in rows:
        values = {name: value for name, value in row.items() if name not in ("org_id",) and value is not None}
        agreement = found.filter(pk=values["agreement"]).first()
        if agreement is None:
            raise NotFound(f"没有编号为 {values['agreement']} 的集体合同，或不在您的管理范围内。")
        made.append(values | {"agreement": agreement})
    return record_checks(made, actor=actor)


def _given(row: Values) -> Values:
    return {name: value for name, value in row.items() if value is not None}


NEGOTIATIONS = Register(
    Sheetform(
        "bargaining.agreement.open",
        "开始协商",
        columns=(
            imports.ORG,
            Column("employer", "用人单位（区域、行业）", Kind.TEXT, required=True),
            imports.CREDIT_CODE,
            Column("kind", "合同类型", Kind.CHOICE, required=True, choices=imports.KINDS),
            imports.SCOPE,
            Column("employers", "覆盖企业数", Kind.INTEGER, default=1, minimum=ONE),
            Column("workers", "覆盖职工数", Kind.INTEGER, required=True, minimum=Decimal(0)),
            Column("women", "其中女职工", Kind.INTEGER, default=0, minimum=Decimal(0)),
            Column("offer_id", "要约编号", Kind.INTEGER, help="由要约开始协商的，填要约的编号", minimum=ONE),
            Column("renews_id", "所续合同编号", Kind.INTEGER, help="续签的，填原合同的编号", minimum=ONE),
            imports.NOTE,
        ),
    ),
    Agreement,
    _opened,
    key=("employer", "kind"),
    finish=_given,
    existing=lambda rows: [None] * len(rows),
)
CHECKS = Register(
    Sheetform(
        "bargaining.check.record",
        "履约检查",
        columns=(
            Column("agreement", "集体合同编号", Kind.INTEGER, required=True, minimum=ONE),
            Column("checked_on", "检查日期", Kind.DATE, required=True),
            Column("result", "履行情况", Kind.CHOICE, required=True, choices={str(r.label): r.value for r in Result}),
            Column("asked", "测评人数", Kind.INTEGER, default=0, minimum=Decimal(0)),
            Column("satisfied", "满意人数", Kind.INTEGER, default=0, minimum=Decimal(0)),
            imports.NOTE,
        ),
    ),
    models.Check,
    _checked,
    key=("agreement", "checked_on"),
    existing=lambda rows: [None] * len(rows),
)
OFFER = Screen(
    Offer,
    workflows.OFFER,
    columns=("employer", "sent_on", "kind", "scope", "replied_on", "org", "state"),
    day="sent_on",
    groups={
        "要约": ("employer", "credit_code", "ownership", "by", "kind", "scope", "sent_on", "org"),
        "答复": ("replied_on", "follow_up", "note"),
    },
    filters=("kind", "scope", "ownership", "state"),
    search=("employer", "credit_code"),
    totals=(Total("bargaining.offers", "", ("sent", "accepted", "refused", "withdrawn")),),
    entries=lambda: (Entry("send", imports.OFFERS, "登记要约"),),
    changes={"correct": _open_fields(Offer)},
    path=("sent", "accepted"),
    follows=(Follow("开始协商", "bargaining.agreement", "bargaining.agreement.open", "offer_id", ("accepted",)),),
    papers=papers.OFFER,
)
AGREEMENT = Screen(
    Agreement,
    workflows.AGREEMENT,
    columns=("employer", "kind", "workers", "signed_on", "in_force_on", "ends_on", "org", "state"),
    day="state_since",
    groups={
        "合同": ("employer", "credit_code", "kind", "scope", "renewal", "employers", "workers", "women", "org"),
        "协商和审议": (
            *("worker_reps", "employer_reps", "worker_experts", "employer_experts"),
            *("entitled", "present", "in_favour", "worker_chief", "employer_chief"),
        ),
        "期限": (
            *("signed_on", "starts_on", "ends_on", "file_by", "filed_on", "review_by", "opinion"),
            *("in_force_on", "publish_by", "published_on", "renew_from", "succeeded_on", "terminated_on", "note"),
        ),
    },
    filters=("kind", "scope", "renewal", "state"),
    search=("employer", "credit_code"),
    entries=lambda: (
        Entry("open", NEGOTIATIONS, "开始协商"),
        Entry("record", imports.AGREEMENTS, "登记生效合同"),
    ),
    changes={"correct": _open_fields(Agreement, "kind", "scope", "offer", "renews")},
    inputs={
        "draft": (
            Column("worker_reps", "职工方代表人数", Kind.INTEGER, required=True, minimum=ONE),
            Column("employer_reps", "用人单位方代表人数", Kind.INTEGER, required=True, minimum=ONE),
            Column("worker_experts", "职工方外聘人数", Kind.INTEGER, default=0, minimum=Decimal(0)),
            Column("employer_experts", "用人单位方外聘人数", Kind.INTEGER, default=0, minimum=Decimal(0)),
            Column("large", "规模以上企业", Kind.BOOLEAN, default=False),
        ),
        "enter_into_force": (Column("opinion", "审查意见书文号", Kind.TEXT, help="审查期未满而已书面同意的，填文号"),),
    },
    path=("negotiating", "drafted", "passed", "signed", "filed", "in_force"),
    follows=(
        Follow("登记履约检查", "bargaining.check", "bargaining.check.record", "agreement", ("in_force", "renewed")),
        Follow("协商续签", "bargaining.agreement", "bargaining.agreement.open", "renews_id", ("in_force",)),
    ),
    papers=papers.AGREEMENT,
)
CHECK = Screen(
    models.Check,
    workflows.CHECK,
    columns=("agreement", "checked_on", "kind", "result", "asked", "satisfied", "org", "state"),
    day="checked_on",
    filters=("kind", "result", "state"),
    totals=(Total("bargaining.performance_checks", "", ("done",)),),
    entries=lambda: (Entry("record", CHECKS, "登记履约检查"),),
    changes={"correct": _open_fields(models.Check, "agreement")},
)
ALL = (OFFER, AGREEMENT, CHECK)

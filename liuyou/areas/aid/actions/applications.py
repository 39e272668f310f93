"""Applications to programmes: from draft to the payment that `pay` makes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from liuyou.areas.aid import programmes, queries, rules, workflows
from liuyou.areas.aid.actions.limits import require_within
from liuyou.areas.aid.actions.payments import record_payments
from liuyou.areas.aid.models import Application, Payment
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions import correcting
from liuyou.kernel.actions.action import action
from liuyou.kernel.actions.refusals import Refusals
from liuyou.kernel.base.errors import Refused

EDITABLE = ("programme", "category", "fund", "form", "requested", "grounds")


@action(workflows.APPLICATION.draft)
def draft_applications(rows: Sequence[dict[str, Any]], **_: Any) -> list[Application]:
    """Begin applications: ``org_id, person_id, programme, requested`` (元), and if known category, fund, grounds."""
    made = [Application(**{**row, "programme": programmes.canonical(row["programme"])}) for row in rows]
    _attach_files(made)
    return made


@action(workflows.APPLICATION.edit, Application)
def edit_application(application: Application, *, changes: dict[str, Any], **_: Any) -> None:
    correcting.correct(application, changes, EDITABLE)
    application.programme = programmes.canonical(application.programme)
    _attach_files([application])


@action(workflows.APPLICATION.submit, Application, in_sets=True)
def submit_application(applications: Sequence[Application], on: date, **_: Any) -> None:
    _attach_files(applications)
    for application in applications:
        application.submitted_on = on


@action(workflows.APPLICATION.verify, Application)
def verify_application(application: Application, *, visit: str, **_: Any) -> None:
    """What the home visit found; sealed."""
    application.finding = visit


@action(workflows.APPLICATION.post, Application)
def post_application(application: Application, **_: Any) -> None:
    """公示."""


@action(workflows.APPLICATION.object, Application)
def object_to_application(application: Application, **_: Any) -> None:
    """An objection was raised: verified again."""


@action(workflows.APPLICATION.approve, Application, in_sets=True)
def approve_application(
    applications: Sequence[Application], on: date, *, amount: Decimal, opinion: str, **_: Any
) -> None:
    """Grant an amount within cap and budget, once the notice has run. What is granted only counts when it is paid."""
    refusals = Refusals(len(applications))
    for application in applications:
        with refusals.of(application.pk):
            rules.notice_has_run(application.due_on, on)
            if amount <= 0:
                raise Refused("批准金额须大于零；不予救助的请办理“不予救助”。")
            application.amount, application.opinion = amount, opinion
    refusals.tell()
    _attach_files(applications)
    require_within([Payment(**_payment(application, on)) for application in applications], together=False)


@action(workflows.APPLICATION.supplement, Application)
def send_back_application(application: Application, **_: Any) -> None:
    """退回补正: the reason says what is missing."""


@action(workflows.APPLICATION.refuse, Application)
def refuse_application(application: Application, **_: Any) -> None:
    """不予救助."""


@action(workflows.APPLICATION.withdraw, Application)
def withdraw_application(application: Application, **_: Any) -> None:
    """The applicant takes it back."""


@action(workflows.APPLICATION.pay, Application, in_sets=True)
def pay_application(applications: Sequence[Application], on: date, *, actor: Actor, voucher: str, **_: Any) -> None:
    """Pay what was granted, on this day."""
    _attach_files(applications)
    for application in applications:
        application.voucher = voucher
    record_payments([_payment(application, on) for application in applications], actor=actor, on=on)


@action(workflows.APPLICATION.unpay, Application)
def unpay_application(application: Application, **_: Any) -> None:
    """The payment came back or was void: it can be paid again."""
    if Payment.objects.filter(source=application.pk, state="paid").exists():
        raise Refused("这笔申请的发放记录还有效：请先在发放台账中登记退回或作废。")
    application.voucher = ""


def _attach_files(applications: Sequence[Application]) -> None:
    """先建档、后帮扶: the file in force on this step, unless the programme is for those without one."""
    files = queries.files_in_force([application.person_id for application in applications])
    refusals = Refusals(len(applications))
    for application in applications:
        file = files.get(application.person_id)
        with refusals.of(application.pk):
            rules.file_in_force(file is not None, programmes.needs_file(application.programme))
        application.file = file
        if file and not application.category:
            application.category = file.category
    refusals.tell()


def _payment(application: Application, on: date) -> dict[str, Any]:
    return {
        "org_id": application.org_id,
        "person_id": application.person_id,
        "programme": application.programme,
        "form": application.form,
        "category": application.category,
        "fund": application.fund,
        "amount": application.amount,
        "paid_on": on,
        "source": application.pk,
    }

"""Forms of what is begun in the browser: applications, transfers from either side, dues, the way in by phone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

from liuyou.areas.members.actions.doors import open_doors
from liuyou.areas.members.actions.dues import open_dues
from liuyou.areas.members.actions.joining import load_applications
from liuyou.areas.members.actions.transfers import request_transfers, send_releases
from liuyou.areas.members.imports.columns import (
    ABOUT,
    BORN,
    EMPLOYMENT,
    FAMILY,
    IDENTITY,
    NAME,
    NOTE,
    ORG,
    PERSON,
    PHONE,
    SEX,
    same,
)
from liuyou.areas.members.imports.members import check, finish
from liuyou.areas.members.models import Door, Dues, Member, Release, Transfer
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import BadInput, NotFound
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.registers import Register, Values
from liuyou.kernel.orgs import tree

DOCUMENT = replace(IDENTITY, required=True)
EMPLOYER, POSITION = (next(each for each in ABOUT if each.name == name) for name in ("employer", "position"))
JOB_FROM = next(each for each in ABOUT if each.name == "job_from")
CHANNEL = Column("channel", "申请渠道", Kind.CHOICE, choices=same("口头", "书面"), default="书面")


def _none_before(rows: Sequence[Values]) -> list[None]:
    """What may stand beside what is for the rules of the steps."""
    return [None] * len(rows)


def filled(values: Values) -> Values:
    return {name: value for name, value in values.items() if value is not None or name in (*PERSON, "born")}


APPLICATIONS = Register(
    Sheetform(
        "members.member.apply",
        "入会申请",
        columns=(
            ORG,
            NAME,
            DOCUMENT,
            PHONE,
            SEX,
            BORN,
            *ABOUT,
            FAMILY,
            Column("applied_on", "申请日期", Kind.DATE, required=True),
            CHANNEL,
            NOTE,
        ),
    ),
    Member,
    load_applications,
    key=("person_id", "applied_on"),
    person=PERSON,
    finish=finish,
    check=check,
    existing=_none_before,
)
TRANSFERS = Register(
    Sheetform(
        "members.transfer.request",
        "申请转入",
        columns=(
            ORG,
            NAME,
            DOCUMENT,
            PHONE,
            Column(
                "from_union", "原工会（本人所述）", Kind.TEXT, help="只作参考：系统按证件号码找到原工会，并请它同意"
            ),
            Column("asked_on", "提出日期", Kind.DATE, required=True),
            CHANNEL,
            EMPLOYER,
            POSITION,
            EMPLOYMENT,
            JOB_FROM,
        ),
    ),
    Transfer,
    request_transfers,
    key=("person_id", "asked_on"),
    person=PERSON,
    finish=filled,
    existing=_none_before,
)


def _to_union(values: Values) -> Values:
    """The union sent to by its name; what cannot be found stays as typed, for `_check_release` to tell."""
    row = filled(values)
    with suppress(BadInput, NotFound):
        row["to_org_id"] = tree.find(row["to"], clock.today()).org_id
    return row


def _check_release(values: Values) -> Iterator[tuple[str, str]]:
    if "to_org_id" not in values:
        try:
            tree.find(values["to"], clock.today())
        except (BadInput, NotFound) as error:
            yield "to", str(error)


RELEASES = Register(
    Sheetform(
        "members.release.send",
        "转出到其他工会",
        columns=(
            ORG,
            NAME,
            DOCUMENT,
            PHONE,
            Column("to", "转往工会", Kind.TEXT, required=True, help="写工会全称或统一社会信用代码"),
            Column("cause", "转接原因", Kind.TEXT, default="工作调动"),
        ),
    ),
    Release,
    send_releases,
    key=("person_id",),
    person=PERSON,
    finish=_to_union,
    check=_check_release,
    existing=_none_before,
)
DUES = Register(
    Sheetform(
        "members.dues.open",
        "编制会费名单",
        columns=(
            ORG,
            Column("month", "月份", Kind.MONTH, required=True, ahead=True),
            Column("each", "统一标准（元）", Kind.MONEY, minimum=Decimal(0), help="每人应交多少；不填就照上一次的名单"),
            NOTE,
        ),
    ),
    Dues,
    open_dues,
    key=("month",),
    finish=filled,
    existing=_none_before,
)
DOORS = Register(
    Sheetform(
        "members.door.open",
        "开放扫码入会",
        columns=(ORG, Column("greeting", "欢迎语", Kind.TEXT, default="欢迎加入工会")),
    ),
    Door,
    open_doors,
    key=("greeting",),
    finish=filled,
    existing=_none_before,
)

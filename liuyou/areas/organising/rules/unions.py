"""Rules of the union record: forms, days in order, certificates, when a union is fully set up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from liuyou.kernel.base.days import check_order, months_after
from liuyou.kernel.base.errors import Refused

SINGLE, JOINT, PROJECT, TRADE, AREA = "单独", "联合", "项目", "行业联合会", "区域联合会"
FORMS = (SINGLE, JOINT, PROJECT, TRADE, AREA)
"""Forms of a union that is founded with the approval of the federation above it."""
BRANCH, GROUP = "分会", "小组"
INNER_FORMS = (BRANCH, GROUP)
"""Forms within a union: counted as branches, not as unions."""
COVERAGE = {SINGLE: "单独", JOINT: "联合", PROJECT: "项目", TRADE: "联合", AREA: "联合"}
"""Form of the union → how its employers are covered."""
ORG_KINDS = {
    SINGLE: "primary_union",
    JOINT: "joint_union",
    PROJECT: "primary_union",
    TRADE: "industry_federation",
    AREA: "industry_federation",
    BRANCH: "branch",
    GROUP: "group",
}
"""Form → kind of the org in the tree (`orgs.models.Kind`)."""
SECTORS = {
    "公有制企业": "public_enterprise",
    "非公有制企业": "private_enterprise",
    "事业单位": "institution",
    "机关": "government",
    "社会组织": "social",
}
"""Word → sector of the org in the tree (`orgs.models.Sector`)."""
SECTOR_OF = {sector: word for word, sector in SECTORS.items()}


def check_certificate(issued: date, valid_until: date, years: int) -> None:
    """A certificate ends after it begins, at most `years` later: as long as the committee's term."""
    if valid_until <= issued:
        raise Refused(f"证书有效期止 {valid_until} 不晚于发证日期 {issued}：请核对。")
    last = months_after(issued, 12 * years)
    if valid_until > last:
        raise Refused(
            f"证书有效期止 {valid_until} 超过发证日期 {issued} 后 {years} 年（{last}）："
            "证书有效期与委员会任期一致，请按证书填写。"
        )


def full_since(*days: date | None) -> date | None:
    """The day the last of seals, certificate, account and levy registration was there; None while one is missing."""
    known = [day for day in days if day]
    return max(known) if len(known) == len(days) else None


def moved(sites: Iterable[Mapping[str, Any]], place: str, since: date) -> list[dict[str, Any]]:
    """The sites of a project union with a new one from `since`; the one before ends there."""
    known = [dict(each) for each in sites]
    if known:
        last = known[-1]
        check_order(("上一工地进场日期", date.fromisoformat(last["since"])), ("进场日期", since))
        if last["place"] == place:
            raise Refused(f"现在的工地就是“{place}”：迁移请填新的工地。")
        last["until"] = since.isoformat()
    return [*known, {"since": since.isoformat(), "until": "", "place": place}]

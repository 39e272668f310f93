"""Every named figure once, on one small round."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from liuyou.areas.organising.actions.unions import enter_unions
from liuyou.kernel.actions.tree import reclassify_org
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.figures import value

YEAR = Period.parse("2016")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("short", "code", "expected"),
    [
        ("六有", "standards.six_haves_rate", "0.5"),
        ("六有", "standards.six_haves_public_rate", "1"),
        ("六有", "standards.six_haves_private_rate", "0"),
        ("合格职工之家", "standards.home_qualified_rate", "0.5"),
        ("先进职工之家", "standards.home_advanced_rate", "0.5"),
        ("六有", "standards.graded_rate", "0.5"),
    ],
)
def test_a_share_of_unions_by_type(round_, short, code, expected):
    county = round_.county
    sectors = {
        county.east1: "government",
        county.east2: "institution",
        county.west1: "private_enterprise",
        county.west2: "social",
    }
    words = {
        "government": "机关",
        "institution": "事业单位",
        "private_enterprise": "非公有制企业",
        "social": "社会组织",
    }
    for org, sector in sectors.items():
        reclassify_org(org, on=date(2016, 1, 1), actor=round_.actor, reason="登记", sector=sector)
    rows = [
        {"org_id": org, "name": f"{org}", "founded_on": date(2015, 1, 1), "form": "单独", "sector": words[sector]}
        for org, sector in sectors.items()
    ]
    enter_unions(rows, actor=round_.actor, on=date(2016, 6, 1))
    for org in (county.east1, county.east2):
        round_.workers(org, 10, 10)
        round_.agree(org)
    round_.announced(round_.published(short=short))
    assert value(code, county.root, YEAR) == Decimal(expected)

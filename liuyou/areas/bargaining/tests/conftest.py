"""Agreements brought to a state by the actions themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from liuyou.areas.bargaining import actions
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.writing.permit import permit

STEPS = ("draft", "vote", "sign", "file", "force")


class Bargaining:
    """What the tests do again and again, by an actor of the county."""

    def __init__(self, county: Any) -> None:
        self.county, self.actor = county, county.actor

    def clerk(self, org: int, *permissions: str) -> Actor:
        with permit("access.actor.start"):
            actor = Actor.objects.create(name=f"干事{Actor.objects.count()}")
        appoint(actor, org, "干事", list(permissions), since=date(2010, 1, 1))
        return actor

    def offer(self, **more: Any) -> Any:
        row = {"org_id": self.county.east1, "employer": "东一厂", "sent_on": date(2016, 3, 1)} | more
        return actions.send_offers([row], actor=self.actor)[0]

    def recorded(self, **more: Any) -> Any:
        """A wage agreement from 1 July 2015 to 30 June 2016 with 100 workers, from a ledger."""
        row = {
            "org_id": self.county.east1,
            "kind": "工资",
            "employer": "东一厂",
            "workers": 100,
            "in_force_on": date(2015, 7, 1),
            "ends_on": date(2016, 6, 30),
        }
        return actions.record_agreements([row | more], actor=self.actor)[0]

    def opened(self, **more: Any) -> Any:
        row = {"org_id": self.county.east1, "kind": "工资", "employer": "东一厂", "workers": 120}
        return actions.open_agreements([row | more], actor=self.actor, on=date(2016, 5, 3))[0]

    def take(self, agreement: Any, until: str = "force", **more: Any) -> Any:
        """Through the steps up to and with `until`: signed 1 June 2016, filed 3 June, in force 1 July."""
        default: dict[str, dict[str, Any]] = {
            "draft": {"worker_reps": 3, "employer_reps": 3},
            "vote": {"entitled": 90, "present": 60, "in_favour": 46},
            "sign": {
                "signed_on": date(2016, 6, 1),
                "starts_on": date(2016, 7, 1),
                "ends_on": date(2017, 6, 30),
                "worker_chief": "王一",
                "employer_chief": "李二",
            },
            "file": {"filed_on": date(2016, 6, 3)},
            "force": {"in_force_on": date(2016, 7, 1)},
        }
        steps = {
            "draft": actions.draft_agreement,
            "vote": actions.pass_agreement,
            "sign": actions.sign_agreement,
            "file": actions.file_agreement,
            "force": actions.enter_into_force,
        }
        for name in STEPS[: STEPS.index(until) + 1]:
            given = default[name] | {key: value for key, value in more.items() if key in default[name]}
            agreement = steps[name](agreement, actor=self.actor, on=date(2016, 7, 1), **given)
        return agreement


@pytest.fixture
def bargaining(county: Any) -> Bargaining:
    return Bargaining(county)

"""Elections brought to a state by the actions themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from liuyou.areas.officers.actions import balloting, committees, elections, officers, results
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.writing.permit import permit

UNION, AUDIT, WOMEN = "工会委员会", "经费审查委员会", "女职工委员会"
HELD = date(2016, 3, 25)
STEPS = ("submit", "plan", "nominate", "vet", "post", "confirm", "convene", "count", "announce", "allocate", "report")
NAMES = {
    UNION: ("王一", "李二", "张三", "赵四", "周五", "吴六", "郑七", "冯八"),
    AUDIT: ("陈甲", "朱乙", "秦丙"),
    WOMEN: ("许花", "何兰"),
    "主席": ("王一", "李二"),
}


class Officers:
    """What the tests do again and again, by an actor of the county."""

    def __init__(self, county: Any) -> None:
        self.county, self.actor = county, county.actor

    def clerk(self, org: int, *permissions: str) -> Actor:
        with permit("access.actor.start"):
            actor = Actor.objects.create(name=f"干事{Actor.objects.count()}")
        appoint(actor, org, "干事", list(permissions), since=date(2010, 1, 1))
        return actor

    def committee(self, **more: Any) -> Any:
        row = {"org_id": self.county.east1, "kind": UNION, "term_years": 3, "elected_on": date(2013, 3, 1)}
        return committees.enter_committees([row | more], actor=self.actor)[0]

    def officer(self, name: str = "孙前", title: str = "主席", **more: Any) -> Any:
        person = more.pop("person_id", None) or self.county.people(name)[0]
        row = {"org_id": self.county.east1, "person_id": person, "title": title, "since": date(2013, 3, 1)}
        return officers.enter_officers([row | more], actor=self.actor)[0]

    def prepared(self, **more: Any) -> Any:
        """A direct election of a union of 120 members: seven of the committee, three, one, and the chair."""
        row = {
            "org_id": self.county.east1,
            "kind": "换届",
            "term_no": 2,
            "term_years": 3,
            "planned_on": HELD,
            "meeting": "会员大会",
            "members": 120,
            "women": 30,
            "races": [
                *({"race": UNION, "seats": 7}, {"race": AUDIT, "seats": 3}),
                *({"race": WOMEN, "seats": 2}, {"race": "主席", "seats": 1}),
            ],
        }
        return elections.prepare_elections([row | more], actor=self.actor)[0]

    def candidates(self, election: Any) -> list[dict[str, Any]]:
        return [{"name": name, "race": row["race"]} for row in election.races for name in NAMES[row["race"]]]

    def ballots(self, election: Any, issued: int = 100, returned: int = 98, valid: int = 97) -> list[dict[str, Any]]:
        numbers = {"issued": issued, "returned": returned, "valid": valid}
        return [{"race": each.race, **numbers} for each in balloting.still_open(election)]

    def votes(self, election: Any, valid: int = 97, **yes: int) -> list[dict[str, Any]]:
        """Everybody whom there is a seat for gets 80 votes, the others 10, unless `yes` says so by name."""
        rows = []
        for each in balloting.still_open(election):
            for place, name in enumerate(each.names):
                votes = yes.get(f"{each.race}{name}", 80 if place < each.seats else 10)
                rows.append({"name": name, "race": each.race, "yes": votes, "no": valid - votes, "abstain": 0})
        return rows

    def inputs(self, election: Any) -> dict[str, dict[str, Any]]:
        verdicts = [row | {"verdict": "合格"} for row in self.candidates(election)]
        return {
            "plan": {"plan_approval": "东工发〔2016〕3号"},
            "nominate": {"candidates": self.candidates(election)},
            "vet": {"vetted_on": date(2016, 3, 8), "vetting_group": "钱审、孙审", "candidates": verdicts},
            "post": {"posted_on": date(2016, 3, 9)},
            "confirm": {"taken_down_on": date(2016, 3, 16)},
            "convene": {
                "held_on": HELD,
                "entitled": 120,
                "present": 100,
                "scrutineers": "马监、牛监",
                "tellers": "杨计、史计",
            },
            "announce": {"announced_on": HELD},
            "allocate": {
                "first_meeting_on": HELD,
                "posts": [
                    *(
                        {"name": "张三", "title": "副主席", "votes": 6},
                        {"name": "陈甲", "title": "经审委主任", "votes": 2},
                    ),
                    *({"name": "许花", "title": "女工委主任"}, {"name": "赵四", "division": "组织"}),
                ],
            },
            "report": {"reported_on": date(2016, 3, 28)},
        }

    def take(self, election: Any, until: str = "report", **more: Any) -> Any:
        """Through the steps up to and with `until`: held 25 March 2016, reported on 28 March."""
        steps = {
            "submit": elections.submit_plan,
            "plan": elections.approve_plan,
            "nominate": elections.nominate,
            "vet": elections.vet_candidates,
            "post": elections.post_candidates,
            "confirm": elections.confirm_candidates,
            "convene": balloting.convene_meeting,
            "count": balloting.count_ballots,
            "announce": balloting.announce_result,
            "allocate": results.allocate_posts,
            "report": results.report_result,
        }
        given = self.inputs(election)
        for name in STEPS[: STEPS.index(until) + 1]:
            if name == "count":
                given[name] = {"ballots": self.ballots(election), "votes": self.votes(election)}
            inputs = given.get(name, {}) | {key: value for key, value in more.items() if key in given.get(name, {})}
            election = steps[name](election, actor=self.actor, on=date(2016, 3, 28), **inputs)
        return election

    def approve(self, election: Any) -> Any:
        return results.approve_result(election, approval="东工发〔2016〕9号", actor=self.actor, on=date(2016, 4, 5))


@pytest.fixture
def office(county: Any) -> Officers:
    return Officers(county)

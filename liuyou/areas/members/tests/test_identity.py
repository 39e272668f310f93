"""After any sequence of steps: members at the end = at the start + in − out, and nobody is in two unions at once."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from liuyou.areas.members.actions import endings, joining, transfers
from liuyou.areas.members.models import HELD, Member, Release, Transfer
from liuyou.areas.members.tests.conftest import TODAY
from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.ledger.reconcile import reconcile

FIRST = date(2023, 1, 1)
LAST = TODAY


class Play:
    """Random steps with random days; refusals are part of the play."""

    def __init__(self, office, seed: int) -> None:
        self.office, self.dice = office, random.Random(seed)
        county = office.county
        self.unions = [county.east1, county.east2, county.west1, county.west2]
        self.people = [office.person() for _ in range(8)]
        self.done: Counter[str] = Counter()

    def day(self) -> date:
        return FIRST + timedelta(days=self.dice.randrange((LAST - FIRST).days + 1))

    def some(self, *states: str) -> Member:
        found = list(Member.objects.filter(state__in=states).order_by("pk"))
        return self.dice.choice(found)

    def join(self) -> None:
        row = {"org_id": self.dice.choice(self.unions), "person_id": self.dice.choice(self.people), "since": self.day()}
        joining.load_members([row], actor=self.office.actor, on=TODAY)

    def transfer(self) -> None:
        member = self.some("active", "retained")
        row = {"org_id": self.dice.choice(self.unions), "person_id": member.person_id}
        made = transfers.request_transfers([row], actor=self.office.actor, on=TODAY)[0]
        transfers.agree_release(Release.objects.get(state="asked"), actor=self.office.actor)
        try:
            transfers.accept_transfer(made, actor=self.office.actor, transferred_on=self.day())
        except LiuyouError:
            transfers.withdraw_transfer(made, actor=self.office.actor, reason="日期不对")
            raise

    def retain(self) -> None:
        act = {"retained_why": "退休", "retained_on": self.day()}
        endings.retain_member(self.some("active"), actor=self.office.actor, **act)

    def restore(self) -> None:
        endings.restore_members(self.some("retained"), actor=self.office.actor, restored_on=self.day())

    def leave(self) -> None:
        member = self.some("active", "retained")
        endings.leave_member(member, actor=self.office.actor, until=self.day(), reason="辞职")

    def change(self) -> None:
        changes = {"employment": self.dice.choice(["在编", "合同制"])}
        joining.change_member(self.some("active"), actor=self.office.actor, changes=changes, changed_on=self.day())

    def correct(self) -> None:
        member = self.some(*HELD)
        names = [name for name in ("since", "retained_on", "until") if getattr(member, name)]
        changes = {self.dice.choice(names): self.day()}
        joining.correct_member(member, actor=self.office.actor, changes=changes, reason="抄错")

    def void(self) -> None:
        if self.dice.random() < 0.3:
            joining.void_member(self.some(*HELD), actor=self.office.actor, reason="误录")

    def step(self) -> None:
        steps = (
            self.join,
            self.join,
            self.transfer,
            self.retain,
            self.restore,
            self.leave,
            self.change,
            self.correct,
            self.void,
        )
        step = self.dice.choice(steps)
        try:
            step()
        except (LiuyouError, IndexError):
            self.done["refused"] += 1
        else:
            self.done[step.__name__] += 1

    def holds(self) -> None:
        county = self.office.county
        for org in (county.root, county.east, *self.unions):
            for period in ("2023", "2023-07", "2024-01-01..2024-03-15", "2024"):
                assert self.office.count("members.balance", org, period) == 0
        assert not Transfer.objects.filter(state__in=["requested", "released"]).exists()
        spans = [
            (each.person_id, each.since, each.retained_on or each.until or date.max)
            for each in Member.objects.filter(state__in=HELD)
        ]
        for day in (FIRST + timedelta(days=number) for number in range(0, (LAST - FIRST).days, 7)):
            there = Counter(person for person, since, until in spans if since <= day < until)
            assert not there or max(there.values()) == 1
            code = f"{day}"
            assert self.office.count("members.count", county.root, code) == len(there)


@pytest.mark.parametrize("seed", range(6))
def test_the_stock_is_what_came_in_less_what_went_out(office, seed):
    play = Play(office, seed)
    for _ in range(60):
        play.step()
    play.holds()
    assert len(play.done) >= 6, play.done  # the play was one
    assert reconcile() == []

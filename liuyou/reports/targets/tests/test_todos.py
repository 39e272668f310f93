"""What the workbench says to whom: proposals to answer, rectifications and key points that are due."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from liuyou.kernel.base import clock
from liuyou.reports.targets.actions import plans, supervision
from liuyou.reports.targets.actions import targets as actions
from liuyou.reports.targets.models import Difficulty

pytestmark = pytest.mark.django_db
TODAY = date(2024, 5, 13)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def todo(client: Client, **asked: str) -> str:
    return client.get("/todo/", asked).content.decode()


def test_a_proposal_waits_with_the_unit_until_it_is_answered(targets, county):
    one = targets.part(county.east)
    town = targets.browser(county.east, "targets.read", "targets.answer")
    sister = targets.browser(county.west, "targets.read", "targets.answer")
    above = targets.browser(county.root, "targets.*")
    assert f"目标 第 {one.pk} 号" not in todo(town)
    one = actions.propose_targets(one, actor=targets.actor, on=date(2024, 5, 9))
    assert f"目标 第 {one.pk} 号" in todo(town)
    assert "提出意见" in todo(town)
    assert f"目标 第 {one.pk} 号" not in todo(sister)
    actions.agree_to_target(one, actor=targets.clerk(county.east, "targets.answer"), on=TODAY)
    assert f"目标 第 {one.pk} 号" not in todo(town)
    assert f"目标 第 {one.pk} 号" in todo(above)  # to be settled
    one.refresh_from_db()
    again = actions.propose_targets(one, value=700, actor=targets.actor, on=TODAY)
    assert again.due_on == date(2024, 5, 20)
    assert f"目标 第 {one.pk} 号" in todo(town)


def test_a_rectification_is_due_where_it_is_to_be_done_and_then_to_be_struck_off_above(targets, county):
    row = {"org_id": county.east, "title": "台账不全", "kind": "整改", "owner": "孙六"}
    row |= {"found_on": date(2024, 4, 1), "finish_by": date(2024, 5, 1)}
    each: Difficulty = supervision.open_difficulties([row], actor=targets.actor, on=date(2024, 4, 1))[0]
    name = f"难点和整改 第 {each.pk} 号"
    town, above = targets.browser(county.east, "targets.*"), targets.browser(county.root, "targets.*")
    assert name in todo(town)
    each = supervision.take_up_difficulty(each, progress="已布置", actor=targets.actor, on=date(2024, 4, 2))
    assert name in todo(town, late="1")
    assert name not in todo(above)
    assert "下级欠办" in above.get("/").content.decode()
    done = {"resolved_on": date(2024, 5, 10), "result": "已补齐"}
    supervision.resolve_difficulty(each, **done, actor=targets.actor, on=date(2024, 5, 10))
    assert name not in todo(town)
    assert name in todo(above)


def test_a_key_point_is_due_by_its_day(targets, county):
    row = {"org_id": county.east, "year": 2024, "title": "印发办法", "owner": "王一", "deliverable": "办法"}
    one = plans.plan_keypoints([row | {"finish_by": date(2024, 5, 1)}], actor=targets.actor)[0]
    name = f"工作要点 第 {one.pk} 号"
    town = targets.browser(county.east, "targets.read", "targets.record")
    assert name in todo(town)
    one = plans.begin_keypoint(one, actor=targets.actor, on=date(2024, 2, 1))
    assert name in todo(town, late="1")
    plans.finish_keypoint(one, done_on=TODAY, result="已印发", actor=targets.actor, on=TODAY)
    assert name not in todo(town)

"""Steps that only other actions take: in their right, and never by themselves."""

from datetime import date

import pytest

from liuyou.areas.organising.actions import employers
from liuyou.areas.organising.models import Employer
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.catalogue.answers import ANSWERS, answer
from liuyou.kernel.journal.models import Line
from liuyou.kernel.writing.permit import permit


@pytest.fixture
def employer(county):
    return employers.register_employers([{"org_id": county.east, "name": "东一厂"}], actor=county.actor)[0]


@pytest.fixture
def neighbour(county):
    """Somebody with every right in the other town."""
    with permit("access.actor.start"):
        actor = Actor.objects.create(name="西镇干部")
    appoint(actor, county.west, "工会干部", ["*"], since=date(2010, 1, 1))
    return actor


def test_an_internal_step_is_not_taken_by_itself(county, employer):
    with pytest.raises(RuntimeError, match="only by other actions"):
        employers.take_over_employers([employer], to=county.west, since=date(2026, 1, 1), actor=county.actor)


def test_inside_another_action_it_asks_for_no_right_of_its_own_and_is_journaled(county, employer, neighbour):
    with pytest.raises(NotFound):
        employers.move_employers([employer], to=county.west, since=date(2026, 1, 1), reason="试", actor=neighbour)
    with permit("tests.outer"):
        employers.take_over_employers([employer], to=county.west, since=date(2026, 12, 1), actor=neighbour)
    assert Employer.objects.get(pk=employer.pk).org_id == county.west
    last = Line.objects.filter(record=employer.pk).latest("pk")
    assert (last.action, last.actor) == ("organising.employer.move_internal", neighbour)


def test_a_question_that_no_area_answers_has_its_default(monkeypatch):
    monkeypatch.setitem(ANSWERS, "tests.twice", lambda number: 2 * number)
    assert answer("tests.twice", 21) == 42
    assert answer("tests.nobody", 21, default="不知道") == "不知道"

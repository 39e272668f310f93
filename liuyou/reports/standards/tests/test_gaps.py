"""The gap list as to-dos: to whom, what, by when, where; and acting on it raises the score by what it promised."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from liuyou.kernel.access.reach import rights
from liuyou.kernel.accounts.models import User
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.orgs import tree
from liuyou.kernel.web.pages import SIGNED_IN, Here
from liuyou.reports.standards import forms, gaps, sheets
from liuyou.reports.standards.actions import appraisals
from liuyou.reports.standards.models import Appraisal
from liuyou.reports.standards.rules.reading import read
from liuyou.reports.standards.tests.sheets import look, standard, tiers
from liuyou.reports.standards.tests.test_pages import signed_in, text

pytestmark = pytest.mark.django_db
TODAY = date(2024, 6, 20)
OFFICER = ("standards.read", "standards.selfcheck", "members.*", "bargaining.*")


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def todos(client: Client, org: int) -> list[gaps.Todo]:
    user = User.objects.get(pk=client.session["_auth_user_id"])
    here = Here(user, TODAY, rights(user.actor, TODAY), tree.place(org, TODAY), SIGNED_IN)
    return gaps.todos(here)


def total(one: Appraisal) -> Decimal:
    one.refresh_from_db()
    return sheets.lay(one, within=one.org_id).auto.total


@pytest.fixture
def opened(round_: Any) -> Appraisal:
    """17 members of 20 workers, no collective agreement."""
    round_.workers(round_.county.east1, 20, 17)
    return next(each for each in round_.opened(check_by=date(2024, 7, 1)) if each.org_id == round_.county.east1)  # type: ignore[no-any-return]


def test_each_says_what_it_is_worth_by_when_and_where_one_acts(round_, opened):
    client = signed_in(round_, opened.org_id, *OFFICER)
    agreement, rate = todos(client, opened.org_id)
    assert (agreement.item, agreement.worth, agreement.sure) == ("2 集体合同", 40, True)
    assert (agreement.due_on, agreement.until) == (date(2024, 7, 1), date(2016, 6, 30))
    assert (rate.item, rate.worth) == ("1.1 入会率", 20)
    assert "再增加 2 人" in rate.words
    for address in (reverse("home"), reverse("todo"), reverse("todo") + "?register=standards.gaps"):
        shown = text(client.get(address))
        assert "怎样再得分" in shown
        assert agreement.words in shown
        assert f'href="{agreement.link}"' in shown
        assert client.get(agreement.link).status_code == 200
    assert "提交自查" not in text(client.get(reverse("todo") + "?register=standards.gaps"))


def test_acting_raises_the_score_by_what_was_promised_and_the_to_do_is_gone(round_, opened):
    client = signed_in(round_, opened.org_id, *OFFICER)
    before, (agreement, rate) = total(opened), todos(client, opened.org_id)
    round_.agree(opened.org_id)
    assert total(opened) - before == agreement.worth
    round_.join(opened.org_id, 2)
    assert total(opened) - before == agreement.worth + rate.worth
    assert todos(client, opened.org_id) == []
    assert "怎样再得分" not in text(client.get(reverse("home")))


def test_they_are_the_unions_own_until_the_county_has_appraised(round_, opened):
    town = signed_in(round_, round_.county.east, *OFFICER, "standards.review")
    reader = signed_in(round_, opened.org_id, "standards.read")
    assert todos(town, round_.county.east) == todos(reader, opened.org_id) == []
    assert "怎样再得分" not in text(reader.get(reverse("home")))
    officer = signed_in(round_, opened.org_id, *OFFICER)
    checked = appraisals.self_check(opened, actor=round_.actor, entered=round_.ANSWERS, on=TODAY)
    assert [each.item for each in todos(officer, opened.org_id)] == ["2 集体合同", "1.1 入会率", "1.2 班子健全"]
    for step in (appraisals.review, appraisals.appraise):
        checked = step(checked, actor=round_.actor, on=TODAY)
    assert todos(officer, opened.org_id) == []


# Where a tier ends


@pytest.mark.parametrize(
    ("line", "tier"),
    [
        ("95% = 4", {"at": "95%", "points": "4"}),
        ("≥ 95% 得 4 分", {"at": "95%", "points": "4"}),
        ("90% 至 95% = 2", {"at": "90%", "points": "2", "until": "95%"}),
        ("90%~95%：2", {"at": "90%", "points": "2", "until": "95%"}),
        ("90%-95% 2", {"at": "90%", "points": "2", "until": "95%"}),
        ("九成", {"at": "九成", "points": ""}),
    ],
)
def test_a_tier_is_read_as_it_is_written(line, tier):
    assert forms.tiers(line) == [tier]


def test_where_a_tier_ends_is_kept_and_checked_against_the_better_one():
    item = tiers(("95%", "4"), ("90%", "2"))
    item["tiers"][1]["until"] = "95%"
    [row] = forms.rows_of([item])
    assert row.values["tiers"] == "95% = 4\n90% 至 95% = 2"
    assert forms.tree_of([row])[0]["tiers"] == item["tiers"]
    read(standard(item), look)
    row.values["tiers"] = "95% = 4\n90% 至 94% = 2"
    with pytest.raises(BadInput, match="两档之间有空档或重叠"):
        read(standard(*forms.tree_of([row])), look)

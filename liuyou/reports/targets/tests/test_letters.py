"""Target sheets and letters of responsibility, from the sheet to the frozen assessment."""

from __future__ import annotations

from datetime import date

import pytest

from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.reports.targets.actions import letters, sheets
from liuyou.reports.targets.actions import targets as actions
from liuyou.reports.targets.models import Letter, Sheet, Target
from liuyou.reports.targets.queries import targets as queries
from liuyou.reports.targets.tests.conftest import COUNT, DAY, MONEY

ITEMS = [{"figure": MONEY, "value": "500", "points": "10"}, {"figure": COUNT, "title": "救助人次", "value": "5"}]


def made(targets, county, **more) -> Sheet:
    row = {"org_id": county.root, "title": "乡镇目标", "year": 2016, "items": ITEMS, "made_on": DAY}
    sheet = sheets.make_sheets([row | more], actor=targets.actor)[0]
    return sheets.adopt_sheet(sheet, actor=targets.actor)


def test_a_sheet_makes_the_targets_of_all_it_is_for_once(targets, county):
    sheet = made(targets, county)
    sheets.hand_out_sheet(sheet, actor=targets.actor, propose=True, on=DAY)
    found = Target.objects.filter(sheet=sheet)
    assert set(found.values_list("org_id", flat=True)) == {county.east, county.west}
    assert set(found.values_list("title", "amount", "state")) == {
        ("救助金额", "500元", "proposed"),
        ("救助人次", "5人次", "proposed"),
    }
    with pytest.raises(Refused, match="都已有"):
        sheets.hand_out_sheet(sheet, actor=targets.actor, on=DAY)
    actions.withdraw_targets(found.filter(org_id=county.east).first(), reason="x", actor=targets.actor)
    sheets.hand_out_sheet(sheet, actor=targets.actor, on=DAY)
    assert found.filter(org_id=county.east, state="drafted").count() == 1


def test_a_sheet_for_one_kind_reaches_only_that(targets, county):
    sheet = made(targets, county, reach="全部下级", applies={"kinds": ["primary_union"]})
    orgs = [county.east1, county.east2, county.west1, county.west2]
    assert queries.applicable(sheet, date(2016, 12, 31)) == sorted(orgs)
    branches = made(targets, county, title="分会", applies={"kinds": ["branch"]})
    with pytest.raises(Refused, match="没有适用"):
        sheets.hand_out_sheet(branches, actor=targets.actor)


def test_a_sheet_with_an_unknown_figure_is_refused_with_its_row(targets, county):
    with pytest.raises(BadInput) as error:
        made(targets, county, items=[*ITEMS, {"figure": "aid.mony"}])
    assert error.value.problems[0].row == 3
    assert "aid.money" in str(error.value)


def test_a_sheet_is_revised_only_before_it_is_used(targets, county):
    row = {"org_id": county.root, "title": "乡镇目标", "year": 2016, "items": ITEMS}
    sheet = sheets.make_sheets([row], actor=targets.actor)[0]
    sheet = sheets.revise_sheet(sheet, items=ITEMS[:1], actor=targets.actor)
    assert len(sheet.items) == 1
    sheet = sheets.adopt_sheet(sheet, actor=targets.actor)
    with pytest.raises(Refused):
        sheets.revise_sheet(sheet, items=ITEMS, actor=targets.actor)
    assert sheets.retire_sheet(sheet, reason="换新表", actor=targets.actor).state == "retired"
    sister = targets.clerk(county.east, "targets.*")
    with pytest.raises(NotFound):
        sheets.hand_out_sheet(made(targets, county, title="二"), actor=sister)


def letter(targets, county, **more) -> Letter:
    row = {
        "org_id": county.east,
        "title": "2016年目标责任书",
        "year": 2016,
        "drafted_on": DAY,
        "duties": ["按月报送", " "],
    }
    return letters.draft_letters([row | more], actor=targets.actor)[0]


def issued(targets, county) -> Letter:
    return letters.issue_letters(
        letter(targets, county), issued_on=date(2016, 2, 1), signed_by_above="赵县", actor=targets.actor
    )


def test_a_letter_is_signed_on_both_sides_and_its_targets_with_it(targets, county):
    target = targets.settled(county.east, 1000)
    town = targets.clerk(county.east, "targets.answer")
    made = issued(targets, county)
    assert [(each["title"], each["amount"]) for each in made.items] == [("救助金额", "1000元")]
    assert (made.issuer_id, made.duties) == (county.root, ["按月报送"])
    assert targets.figure("targets.signing_rate") == 0
    with pytest.raises(Refused, match="早于下达日期"):
        letters.sign_letter(made, signed_on=DAY, signed_by="钱镇", actor=town)
    signed = letters.sign_letter(made, signed_on=date(2016, 2, 3), signed_by="钱镇", actor=town)
    assert (signed.state, signed.signed_by_above, signed.signed_by) == ("signed", "赵县", "钱镇")
    assert Target.objects.get(pk=target.pk).state == "signed"
    assert targets.figure("targets.signing_rate") == 1
    with pytest.raises(Refused, match="责任书"):
        actions.void_targets(target.pk, reason="x", actor=targets.actor)
    letters.void_letter(signed, reason="重签", actor=targets.actor)
    assert Target.objects.get(pk=target.pk).state == "settled"
    assert reconcile() == []


def test_an_assessment_is_frozen_and_the_next_stands_beside_it(targets, county):
    """Completion is not clamped: 100.32 %, then 232.34 % when more is known; the first copy is not touched."""
    targets.settled(county.east, 1000)
    signed = letters.sign_letter(
        issued(targets, county), signed_on=date(2016, 2, 3), signed_by="钱镇", actor=targets.actor
    )
    targets.pay(county.east1, "1003.20")
    on = date(2016, 12, 31)
    done = letters.assess_letters(signed, assessed_on=on, result="优秀", actor=targets.actor)
    assert done.outcome[0]["rows"][0]["percent"] == "100.32%"
    assert done.outcome[0]["rows"][0]["done"] == "1003.20"
    targets.pay(county.east2, "1320.20")
    again = letters.reopen_letter(done, reason="补录", actor=targets.actor)
    again = letters.assess_letters(again, assessed_on=on, result="优秀", actor=targets.actor)
    assert [copy["rows"][0]["percent"] for copy in again.outcome] == ["100.32%", "232.34%"]
    assert again.outcome[0]["as_of"] < again.outcome[1]["as_of"]
    assert reconcile() == []


def test_only_those_above_draw_up_and_assess(targets, county):
    own, sister = targets.clerk(county.east, "targets.*"), targets.clerk(county.west, "targets.*")
    made = letter(targets, county)
    with pytest.raises(NotFound):
        letters.issue_letters(made, issued_on=DAY, signed_by_above="自己", actor=own)
    made = issued(targets, county)
    with pytest.raises(NotFound):
        letters.sign_letter(made, signed_on=date(2016, 2, 3), signed_by="别人", actor=sister)
    with pytest.raises(Refused, match="待签订"):
        letters.assess_letters(made, assessed_on=DAY, result="x", actor=targets.actor)
    back = letters.recall_letter(made, reason="改目标", actor=targets.actor)
    assert (back.state, back.items, back.issued_on) == ("draft", [], None)
    with pytest.raises(NotFound):
        letter(targets, county, org_id=county.root)
    empty = letter(targets, county, duties=[])
    with pytest.raises(Refused, match="没有已确定的目标"):
        letters.issue_letters(empty, issued_on=date(2016, 2, 1), signed_by_above="赵县", actor=targets.actor)

"""Pages: what they show, whom they let do what, and how many questions they ask for few and many unions."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liuyou.kernel.accounts.models import User
from liuyou.kernel.actions.tree import establish_orgs
from liuyou.kernel.base import clock
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.kernel.orgs.changes import Founding
from liuyou.kernel.writing.permit import permit
from liuyou.reports.standards import shipped
from liuyou.reports.standards.actions import appraisals, standards
from liuyou.reports.standards.models import Appraisal, Standard

pytestmark = pytest.mark.django_db
TODAY = date(2024, 6, 20)
READ = ("standards.read", "figures.read")


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def signed_in(round_: Any, org: int, *permissions: str) -> Client:
    actor = round_.clerk(org, *permissions)
    with permit("accounts.account.start") as stamp:
        user = User(
            username=f"u{actor.pk}", actor=actor, org_id=org, created_at=stamp, password_changed_at=stamp,
            must_change_password=False,
        )  # fmt: skip
        user.set_password("Lantian-2016x")
        user.save()
    client = Client()
    client.force_login(user, backend="liuyou.kernel.accounts.adapters.ByPassword")
    return client


@pytest.fixture
def whole(round_):
    return signed_in(round_, round_.county.root, "standards.*", "figures.read", "members.*", "people.read")


def text(response: Any) -> str:
    return response.content.decode()


# The sheet


def test_the_sheet_tells_why_and_what_would_gain_more(round_):
    round_.workers(round_.county.east1, 20, 17)
    one = round_.opened()[0]
    client = signed_in(round_, one.org_id, *READ, "standards.selfcheck", "members.*")
    shown = text(client.get(reverse("standards-sheet", args=[one.pk])))
    assert "入会率 85 %（17/20），达到 ≥ 80 % 档，得 20 分" in shown
    assert "会员人数再增加 2 人，入会率可到 95 %，+20 分" in shown
    assert "/r/members.member/new/" in shown
    assert "figure/records/?code=members.count" in shown
    assert "提交自查" in shown


def test_a_union_checks_itself_on_the_sheet_and_nothing_typed_is_lost(round_):
    one = round_.opened()[0]
    client = signed_in(round_, one.org_id, *READ, "standards.selfcheck")
    address = reverse("standards-sheet", args=[one.pk])
    refused = client.post(address, {"p-1.2": "25", "r-1.2": "有批复"})
    assert refused.status_code == 409
    assert 'value="25"' in text(refused)
    assert "应在 0 到 20 之间" in text(refused)
    assert "请选未出现或出现" in text(refused)
    assert client.post(address, {"p-1.2": "15", "p-3": "未出现"}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.marks["1.2"]["self"]["points"]) == ("checked_by_self", "15")


def test_each_level_fills_its_own_column_on_the_same_page(round_):
    one = round_.take(round_.opened()[0], "self")
    address = reverse("standards-sheet", args=[one.pk])
    union = signed_in(round_, one.org_id, "standards.*")
    assert '<button class="btn btn-primary">' not in text(union.get(address))
    town = signed_in(round_, round_.county.east, "standards.*")
    assert "初评" in text(town.get(address))
    assert town.post(address, {"p-1.2": "10"}).status_code == 409  # without a reason
    assert town.post(address, {"p-1.2": "10", "r-1.2": "缺批复"}).status_code == 302
    assert "正在考评" not in text(town.get(address))
    county = signed_in(round_, round_.county.root, "standards.*")
    assert "正在考评" in text(county.get(address))
    assert county.post(address, {}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.final_total) == ("appraised", 10)
    assert "初评理由：缺批复" in text(county.get(address))


def test_a_published_result_is_corrected_on_the_sheet(round_):
    one = round_.announced(on=TODAY)[0]
    county = signed_in(round_, round_.county.root, "standards.*")
    address = reverse("standards-sheet", args=[one.pk]) + "?step=correct"
    assert "更正理由" in text(county.get(address))
    assert county.post(address, {"p-1.2": "20", "p-3": "未出现", "reason": "核实"}).status_code == 302
    one.refresh_from_db()
    assert [each["total"] for each in one.results] == ["18", "20"]


def test_a_result_that_stands_opens_the_records_of_its_moment(round_, whole):
    round_.agree(round_.county.east1)
    one = round_.take(round_.opened()[0], "county")
    shown = text(whole.get(reverse("standards-sheet", args=[one.pk])))
    link = html.unescape(re.search(r'href="([^"]+bargaining.agreements[^"]+)"', shown)[1])
    assert "as_of=" in link
    assert whole.get(link).status_code == 200


def test_a_sheet_out_of_reach_is_as_if_absent(round_):
    one = round_.opened()[0]
    for org in (round_.county.west, round_.county.east2):
        assert signed_in(round_, org, "standards.*").get(reverse("standards-sheet", args=[one.pk])).status_code == 404


def test_the_generic_form_takes_the_same_step(round_):
    one = round_.opened()[0]
    client = signed_in(round_, one.org_id, "standards.*")
    address = reverse("record-step", args=["standards.appraisal", one.pk, "self_check"])
    assert "1.2 班子健全" in text(client.get(address))
    assert (
        client.post(address, {"p0": "0", "p1": "15", "p2": "0", "p3": "未出现", "on": "2024-06-20"}).status_code == 302
    )
    one.refresh_from_db()
    assert one.self_total == 15


# Rounds


@pytest.mark.parametrize("name", ["standards-round", "standards-ranking", "standard"])
def test_pages_of_a_standard(round_, whole, name):
    one = round_.announced(on=TODAY)[0]
    shown = whole.get(reverse(name, args=[one.standard_id]))
    assert shown.status_code == 200
    assert "六有工会标准" in text(shown)


def test_a_round_counts_grades_and_children(round_, whole):
    round_.workers(round_.county.east1, 20, 20)
    round_.agree(round_.county.east1)
    standard = round_.announced(on=TODAY)[0].standard
    shown = text(whole.get(reverse("standards-round", args=[standard.pk])))
    assert "东镇总工会" in shown
    assert "24.5%" in shown or "平均" in shown
    ranked = text(whole.get(reverse("standards-ranking", args=[standard.pk])))
    assert ranked.index("东一厂工会") < ranked.index("西一厂工会")
    book = whole.get(reverse("standards-ranking", args=[standard.pk]) + "?export=1")
    assert book.status_code == 200


def more(round_: Any, number: int) -> None:
    """So many unions more in the east town."""
    new = [Founding(f"东{n}矿工会", "primary_union", round_.county.east, round_.county.since) for n in range(number)]
    establish_orgs(new, actor=round_.actor)


@pytest.mark.parametrize("name", ["standards", "standards-round", "standards-ranking"])
def test_questions_do_not_grow_with_unions(round_, name):
    """Four unions against thirty, all of them with marks in every column."""
    client = signed_in(round_, round_.county.root, *READ)
    standard = round_.published()
    counts = []
    for number in (0, 26):
        more(round_, number)
        for one in round_.opened(standard):
            if one.state == "self_check":
                round_.take(one, "county")
        address = reverse(name) if name == "standards" else reverse(name, args=[standard.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        counts.append(len(caught))
    assert Appraisal.objects.count() == 30
    assert counts[0] == counts[1]


def test_scoring_asks_as_often_for_three_as_for_thirty(round_):
    def asked(number: int, period: str) -> int:
        from liuyou.reports.standards import asking

        rows = list(Appraisal.objects.filter(period=period).select_related("standard"))[:number]
        sheet = asking.sheet_of(rows[0].standard)
        with CaptureQueriesContext(connection) as caught:
            found = asking.automatic(sheet, rows)
        assert len(found) == number
        return len(caught)

    more(round_, 30)
    round_.opened(period="2016H1")
    asked(3, "2016H1")
    assert asked(3, "2016H1") == asked(30, "2016H1")


def test_a_round_is_opened_and_announced_from_the_page_of_the_standard(round_, whole):
    standard = round_.published()
    step = reverse("record-step", args=["standards.standard", standard.pk, "open_round"])
    sent = {"period": "2016H1", "check_by": "2024-07-01", "on": "2024-06-20"}
    assert whole.post(step, sent).status_code == 302
    for one in Appraisal.objects.all():
        round_.take(one, "county")
    announce = reverse("record-step", args=["standards.standard", standard.pk, "announce"])
    assert whole.post(announce, {"period": "2016H1", "on": "2024-06-20"}).status_code == 302
    assert {one.state for one in Appraisal.objects.all()} == {"published"}
    assert reconcile() == []


# The editor


def form_of(client: Client, standard: Standard) -> dict[str, Any]:
    """What the browser would send back unchanged."""
    from liuyou.reports.standards import forms

    head = forms.head_of(standard)
    sent: dict[str, Any] = {**head, "item": []}
    for row in forms.rows_of(standard.tree):
        sent["item"].append(row.key)
        sent |= {f"{row.key}-{name}": value for name, value in row.values.items()}
        sent |= {f"{row.key}-depth": str(row.depth), f"{row.key}-kinds": row.kinds, f"{row.key}-sectors": row.sectors}
    return sent


@pytest.mark.parametrize("code", sorted(shipped.everything()))
def test_a_standard_sent_back_unchanged_is_the_same(round_, whole, code):
    values = shipped.everything()[code].values
    [draft] = standards.draft_standards([{"org_id": round_.county.root, "code": code, **values}], actor=round_.actor)
    before = draft.definition
    answer = whole.post(reverse("standard", args=[draft.pk]), form_of(whole, draft) | {"save": "1"})
    assert answer.status_code == 302, text(answer)
    draft.refresh_from_db()
    assert plain(draft.definition) == plain(before)


def plain(value: Any) -> Any:
    """Without empty applicability, which says the same as none, and numbers as text."""
    if isinstance(value, dict):
        kept = {name: plain(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if each not in ({}, [], {"kinds": [], "sectors": []})}
    return [plain(each) for each in value] if isinstance(value, list) else str(value)


def test_a_local_standard_is_made_in_the_browser_without_code(round_, whole):
    made = whole.post(
        reverse("record-new", args=["standards.standard", "standards.standard"]),
        {"org": "示例县总工会", "title": "村工会五有标准", "short": "五有", "total": "10", "starts_on": "2016-01-01"},
    )
    assert made.status_code == 302, text(made)
    draft = Standard.objects.get()
    page = reverse("standard", args=[draft.pk])
    head = {"title": "村工会五有标准", "short": "五有", "total": "10", "starts_on": "2016-01-01", "absent": "scale",
            "grades": "达标 ≥ 8", "kinds": ["primary_union"]}  # fmt: skip
    added = whole.post(page, head | {"do": "add:"})
    assert 'name="n1-title"' in text(added)
    rows = {
        "item": ["n1", "n2"],
        "n1-depth": "1", "n1-code": "1", "n1-title": "有会员", "n1-points": "6", "n1-mode": "tiers",
        "n1-figure": "members.count", "n1-boundary": "≥", "n1-tiers": "10 = 6\n5 = 3",
        "n2-depth": "1", "n2-code": "2", "n2-title": "有牌子", "n2-points": "3", "n2-mode": "hand",
    }  # fmt: skip
    refused = whole.post(page, head | rows | {"publish": "1"})
    assert "下级各项合计 9 分，与 10 分不符" in text(refused)
    looked = whole.post(reverse("standard-check", args=[draft.pk]), head | rows | {"union": str(round_.county.east1)})
    assert "合计 9 分" in text(looked)
    rows["n2-points"] = "4"
    round_.join(round_.county.east1, 6)
    tried = whole.post(
        reverse("standard-check", args=[draft.pk]), head | rows | {"union": str(round_.county.east1), "period": "2016"}
    )
    assert "会员人数 6 人，达到 ≥ 5 人 档，得 3 分" in text(tried)
    assert whole.post(page, head | rows | {"publish": "1"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.grades) == ("published", [{"name": "达标", "boundary": "≥", "threshold": "8"}])


def test_an_unknown_figure_is_told_at_its_row(round_, whole):
    draft = round_.drafted()
    sent = form_of(whole, draft) | {"save": "1", "i4-figure": "bargaining.agreement"}
    answer = text(whole.post(reverse("standard", args=[draft.pk]), sent))
    assert "最接近的是bargaining.agreements" in answer
    assert 'value="bargaining.agreement"' in answer
    draft.refresh_from_db()
    assert draft.tree[1]["figure"] == "bargaining.agreements"


def test_rows_are_moved_added_and_taken_away(round_, whole):
    draft = round_.drafted()
    page, sent = reverse("standard", args=[draft.pk]), form_of(whole, draft)
    order = lambda answer: [key for key in ("i1", "i2", "i3", "i4", "n1") if f'value="{key}"' in answer]  # noqa: E731
    down = text(whole.post(page, sent | {"do": "down:i1"}))
    assert down.index('name="i4-title"') < down.index('name="i1-title"') < down.index('name="i2-title"')
    assert order(text(whole.post(page, sent | {"do": "drop:i1"}))) == ["i4"]
    child = text(whole.post(page, sent | {"do": "child:i4"}))
    assert child.index('name="i4-title"') < child.index('name="n1-title"') < child.index('name="i5-title"')
    assert 'name="n1-depth" value="2"' in child


def test_a_standard_is_copied_from_what_is_shipped_and_from_above(round_, whole):
    shelf = reverse("standards-shipped")
    assert "“六有”基层工会建设标准" in text(whole.get(shelf))
    assert whole.post(shelf, {"code": "six_haves"}).status_code == 302
    assert Standard.objects.get().short == "六有"
    published = standards.publish_standard(Standard.objects.get(), actor=round_.actor)
    town = signed_in(round_, round_.county.east, "standards.*")
    assert town.post(reverse("standard-copy", args=[published.pk])).status_code == 302
    own = Standard.objects.get(org_id=round_.county.east)
    assert (own.state, own.tree) == ("draft", published.tree)


def test_a_draft_is_nobody_elses(round_):
    draft = round_.drafted()
    town = signed_in(round_, round_.county.east, "standards.*")
    assert town.get(reverse("standard", args=[draft.pk])).status_code == 404
    assert town.post(reverse("standard", args=[draft.pk]), {"save": "1"}).status_code == 404


def test_figures_are_found_by_words(whole):
    shown = text(whole.get(reverse("standards-figures") + "?q=入会率"))
    assert 'value="organising.membership_rate"' in shown


# Papers


@pytest.mark.parametrize(
    ("code", "state", "words"),
    [
        ("notice", "opened", "2016年1月1日至2016年6月30日"),
        ("selfcheck", "self", "自查得分合计：18 分"),
        ("score", "published", "得 18 分，未达到等次，在 4 家基层工会类单位中列第 1 名"),
        ("ranking", "published", "按单位类别公布如下（共 4 家）"),
    ],
)
def test_papers_are_printed_and_written_in_word(round_, whole, code, state, words):
    if state == "published":
        one = round_.announced(on=TODAY)[0]
    else:
        one = round_.opened()[0]
        one = round_.take(one, "self") if state == "self" else one
    address = reverse("record-paper", args=["standards.appraisal", one.pk, code])
    assert words in text(whole.get(address))
    assert whole.get(address + "?form=docx").headers["Content-Type"].endswith("document")


def test_the_self_check_waits_on_the_workbench_until_its_day(round_):
    """At the union's desk; the town has nothing to do before it is handed in."""
    one = round_.opened(check_by=date(2024, 7, 1))[0]
    client = signed_in(round_, one.org_id, "standards.*")
    assert "提交自查" in text(client.get(reverse("todo")))
    appraisals.self_check(one, actor=round_.actor, entered=round_.ANSWERS, on=TODAY)
    assert "提交自查" not in text(client.get(reverse("todo")))
    town = text(signed_in(round_, round_.county.east, "standards.*").get(reverse("todo")))
    assert "初评" in town
    assert "自查中" not in town

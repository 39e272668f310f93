"""Registers in the browser: lists with totals, making a record, taking steps, looking at what is sealed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from liuyou.areas.aid.models import Application, Batch, HardshipFile, Payment
from liuyou.kernel.base import clock
from liuyou.kernel.base.periods import Period
from liuyou.kernel.journal.models import Line
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.people.models import Person

IDENTITY, OTHER = "11010519491231002X", "440524188001010014"
RIGHTS = ["aid.read", "aid.apply", "aid.verify", "aid.record", "aid.correct", "people.read", "figures.read"]
SignIn = Callable[..., Client]


@pytest.fixture
def officer(county: Any, sign_in: SignIn) -> Client:
    return sign_in("sun", county.east1, RIGHTS)


def typed(**more: str) -> dict[str, str]:
    return {
        "org": "",
        "name": "张三",
        "identity": IDENTITY,
        "programme": "送温暖",
        "amount": "500",
        "paid_on": "2016-01-28",
    } | more


def enter(client: Client, **more: str) -> Payment:
    answer = client.post(reverse("record-new", args=["aid.payment", "aid.payment"]), typed(**more))
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Payment.objects.latest("pk")


def text(answer: Any) -> str:
    return answer.content.decode()


def test_a_payment_typed_in_is_a_record_an_entry_and_a_figure(county: Any, officer: Client) -> None:
    payment = enter(officer)
    assert (payment.org_id, payment.amount, payment.person.name) == (county.east1, Decimal(500), "张三")
    assert value("aid.money", county.root, Period.parse("2016")) == 500
    page = text(officer.get(reverse("record", args=["aid.payment", payment.pk])))
    assert "张三" in page
    assert "救助金额" in page
    assert "500.00" in page


def test_a_wrong_identity_number_comes_back_beside_its_field_with_all_that_was_typed(officer: Client) -> None:
    answer = officer.post(
        reverse("record-new", args=["aid.payment", "aid.payment"]), typed(identity="110105194912310021")
    )
    assert answer.status_code == 200
    assert "校验" in text(answer)
    assert 'value="张三"' in text(answer)
    assert not Payment.objects.exists()
    assert not Person.objects.filter(name="张三").exists()


def test_the_rules_of_the_workbook_hold_in_the_form(officer: Client) -> None:
    enter(officer)
    again = officer.post(reverse("record-new", args=["aid.payment", "aid.payment"]), typed())
    assert "已经登记过" in text(again)
    nothing = officer.post(
        reverse("record-new", args=["aid.payment", "aid.payment"]), typed(amount="", paid_on="2016-02-01")
    )
    assert "至少填写一项" in text(nothing)
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    assert "还没有到" in text(
        officer.post(reverse("record-new", args=["aid.payment", "aid.payment"]), typed(paid_on=tomorrow))
    )
    elsewhere = officer.post(reverse("record-new", args=["aid.payment", "aid.payment"]), typed(org="西一厂工会"))
    assert "没有“西一厂工会”" in text(elsewhere)
    assert Payment.objects.count() == 1


def test_the_list_shows_its_own_subtree_and_its_totals_are_figures(
    county: Any, officer: Client, sign_in: SignIn
) -> None:
    enter(officer)
    enter(officer, name="李四", identity=OTHER, amount="300", programme="金秋助学")
    supervisor = sign_in("zhao", county.root, RIGHTS)
    [stranger] = county.people("王五")
    county.pay(county.west1, stranger, "900", date(2016, 3, 1))
    assert "王五" in text(supervisor.get(reverse("records", args=["aid.payment"])))
    mine = text(officer.get(reverse("records", args=["aid.payment"])))
    assert "张三" in mine
    assert "王五" not in mine
    narrowed = {"period": "2016H1", "programme": "送温暖"}
    assert "李四" not in text(officer.get(reverse("records", args=["aid.payment"]), narrowed))
    feet = text(officer.get(reverse("record-totals", args=["aid.payment"]), narrowed))
    assert "500.00" in feet
    assert "与台账一致" in feet


def test_people_are_found_in_the_list_by_pinyin_and_by_number(officer: Client) -> None:
    payment = enter(officer)
    enter(officer, name="李四", identity=OTHER)
    for words in ("zs", "zhangsan", "张", str(payment.pk)):
        page = text(officer.get(reverse("records", args=["aid.payment"]), {"words": words}))
        assert "张三" in page, words
        assert "李四" not in page, words


def test_a_sister_union_sees_nothing_and_can_do_nothing(county: Any, officer: Client, sign_in: SignIn) -> None:
    payment = enter(officer)
    sister = sign_in("qian", county.west1, RIGHTS)
    for name, args in (("record", ()), ("record-step", ("correct",))):
        assert sister.get(reverse(name, args=["aid.payment", payment.pk, *args])).status_code == 404
    url = reverse("record-step", args=["aid.payment", payment.pk, "void"])
    assert sister.post(url, {"reason": "无"}).status_code == 404
    assert sister.get(reverse("records", args=["aid.payment"]), {"org": county.east1}).status_code == 404
    payment.refresh_from_db()
    assert payment.state == "paid"


def test_a_correction_needs_a_reason_and_moves_the_figure(county: Any, officer: Client) -> None:
    payment = enter(officer)
    url = reverse("record-step", args=["aid.payment", payment.pk, "correct"])
    form = text(officer.get(url))
    assert 'value="500"' in form
    wrong = officer.post(url, {"amount": "600", "programme": "送温暖", "paid_on": "2016-01-28"})
    assert "这是必填项" in text(wrong)
    done = officer.post(
        url, {"amount": "600", "programme": "送温暖", "paid_on": "2016-01-28", "reason": "凭证为 600 元"}
    )
    assert done.status_code == 302
    assert value("aid.money", county.east1, Period.parse("2016H1")) == 600
    page = text(officer.get(reverse("record", args=["aid.payment", payment.pk])))
    assert "凭证为 600 元" in page
    assert "冲销" in page
    line = Line.objects.filter(action="aid.payment.correct").get()
    assert (line.before, line.after) == ({"amount": "500.00"}, {"amount": "600"}) or line.before["amount"] == "500.00"


def test_what_is_sealed_is_shown_with_a_reason_only_and_journaled(
    county: Any, officer: Client, sign_in: SignIn
) -> None:
    given = {
        "name": "张三",
        "identity": IDENTITY,
        "cause": "收入低",
        "category": "低保户",
        "income": "12345",
        "special": "否",
    }
    answer = officer.post(reverse("record-new", args=["aid.file", "aid.file.draft"]), given)
    assert answer.status_code == 302, text(answer)
    file = HardshipFile.objects.get()
    page = text(officer.get(reverse("record", args=["aid.file", file.pk])))
    assert "12345" not in page
    url = reverse("record-reveal", args=["aid.file", file.pk, "income"])
    assert officer.post(url, {"reason": "核对"}).status_code == 404  # without the right
    seer = sign_in("zhou", county.east, [*RIGHTS, "people.reveal"])
    assert seer.post(url, {"reason": ""}).status_code == 409
    assert "12345" in text(seer.post(url, {"reason": "年度核对"}))
    line = Line.objects.get(action="aid.file.reveal")
    assert (line.reason, line.after) == ("年度核对", {"field": "income"})


def test_steps_are_offered_to_those_who_may_take_them(county: Any, officer: Client, sign_in: SignIn) -> None:
    [person] = county.people("张三")
    from liuyou.areas.aid import actions

    row = {"org_id": county.east1, "person_id": person, "programme": "临时救助", "requested": Decimal(800)}
    [application] = actions.applications.draft_applications([row], actor=county.actor)
    page = reverse("record", args=["aid.application", application.pk])
    assert "提交" in text(officer.get(page))
    assert officer.post(reverse("record-step", args=["aid.application", application.pk, "submit"])).status_code == 302
    assert (
        officer.post(
            reverse("record-step", args=["aid.application", application.pk, "verify"]), {"visit": "属实"}
        ).status_code
        == 302
    )
    assert officer.post(reverse("record-step", args=["aid.application", application.pk, "post"])).status_code == 302
    assert "批准（上级工会）" in text(officer.get(page))
    approve = reverse("record-step", args=["aid.application", application.pk, "approve"])
    assert officer.get(approve).status_code == 404  # nobody approves for himself
    above = sign_in("wu", county.east, ["aid.read", "aid.approve"])
    early = above.post(approve, {"amount": "800", "opinion": "同意"})
    assert early.status_code == 200
    assert "公示" in text(early)
    assert 'value="800"' in text(early)
    application.refresh_from_db()
    assert application.state == "on_notice"


def test_a_batch_is_typed_with_its_people_and_comes_back_when_one_is_wrong(officer: Client, county: Any) -> None:
    url = reverse("record-new", args=["aid.batch", "aid.batch.draft"])
    given = {"title": "春节送温暖", "programme": "送温暖", "paid_on": "2016-01-28", "rows-count": "3"}
    people = {"rows-0-name": "张三", "rows-0-identity": IDENTITY, "rows-0-amount": "500", "rows-1-name": "李四"}
    wrong = officer.post(url, given | people | {"rows-1-amount": "五百多"})
    assert "第 2 行" in text(wrong)
    assert "五百多" in text(wrong)
    done = officer.post(url, given | people | {"rows-1-amount": "300"})
    assert done.status_code == 302, text(done)
    batch = Batch.objects.get()
    assert (batch.count, batch.total) == (2, Decimal(800))
    page = text(officer.get(reverse("record", args=["aid.batch", batch.pk])))
    assert "李四" in page


def test_the_identity_number_tells_birth_and_who_is_known(officer: Client) -> None:
    url = reverse("person-hint", args=["aid.payment", "aid.payment"])
    assert "1949年12月31日" in text(officer.post(url, {"identity": IDENTITY}))
    assert "校验" in text(officer.post(url, {"identity": "110105194912310021"}))
    enter(officer)
    assert "张三" in text(officer.post(url, {"identity": IDENTITY}))


def test_the_hint_never_names_a_person_of_a_sister_union(county: Any, officer: Client, sign_in: SignIn) -> None:
    enter(officer)
    sister = sign_in("qian", county.west1, RIGHTS)
    assert "张三" not in text(
        sister.post(reverse("person-hint", args=["aid.payment", "aid.payment"]), {"identity": IDENTITY})
    )


def test_a_bulk_step_becomes_a_run_over_records_in_reach_only(county: Any, officer: Client) -> None:
    from liuyou.kernel.jobs.models import Run, RunItem

    mine = enter(officer)
    [stranger] = county.people("王五")
    theirs = county.pay(county.west1, stranger, "900", date(2016, 3, 1))
    url = reverse("record-bulk", args=["aid.payment"])
    chosen = {"step": "void", "record": [mine.pk, theirs.pk]}
    assert "1 条" in text(officer.post(url, chosen))
    started = officer.post(url, chosen | {"sure": "1", "reason": "重复登记"})
    assert started.status_code == 302, text(started)
    assert list(RunItem.objects.filter(run=Run.objects.get()).values_list("record", flat=True)) == [mine.pk]


def test_a_filter_is_kept_under_a_name_for_its_owner_only(county: Any, officer: Client, sign_in: SignIn) -> None:
    officer.post(
        reverse("filter-save", args=["aid.payment"]), {"title": "送温暖", "query": "programme=送温暖&cursor=x"}
    )
    assert "?programme=" in text(officer.get(reverse("records", args=["aid.payment"])))
    other = sign_in("li", county.east1, RIGHTS)
    assert "?programme=" not in text(other.get(reverse("records", args=["aid.payment"])))


def test_an_activity_of_a_type_that_is_data_is_entered_and_corrected_by_its_own_form(
    county: Any, sign_in: SignIn
) -> None:
    from liuyou.areas.activities.models import Activity

    organiser = sign_in("feng", county.east1, ["activities.read", "activities.record", "activities.correct"])
    choose = text(organiser.get(reverse("record-choose", args=["activities.activity"])))
    assert "培训" in choose
    from liuyou.kernel.web.screens import screen_of

    entry = next(each for each in screen_of("activities.activity").entries() if "培训" in each.title)
    code = entry.code
    form = text(organiser.get(reverse("record-new", args=["activities.activity", code])))
    assert "必填" in form
    columns = entry.register.form.columns
    given = {column.name: "5" for column in columns if column.required and column.kind.value in ("integer", "money")}
    given |= {each.name: next(iter(each.choices)) for each in columns if each.required and each.choices}
    given |= {"held_on": "2016-03-01", "subject": "安全培训"}
    made = organiser.post(reverse("record-new", args=["activities.activity", code]), given)
    assert made.status_code == 302, text(made)
    activity = Activity.objects.get()
    url = reverse("record-step", args=["activities.activity", activity.pk, "correct"])
    changed = organiser.post(url, given | {"subject": "安全生产培训", "reason": "名称写错"})
    assert changed.status_code == 302, text(changed)
    activity.refresh_from_db()
    assert activity.subject == "安全生产培训"


def test_an_agreement_is_negotiated_from_its_offer(county: Any, sign_in: SignIn) -> None:
    from liuyou.areas.bargaining.models import Agreement, Offer

    negotiator = sign_in("chen", county.east1, ["bargaining.read", "bargaining.offer", "bargaining.agree"])
    offer = {
        "employer": "云川机械厂",
        "sent_on": "2016-03-01",
        "kind": "工资专项集体合同",
        "scope": "单独",
        "by": "工会",
    }
    answer = negotiator.post(reverse("record-new", args=["bargaining.offer", "bargaining.offer"]), offer)
    assert answer.status_code == 302, text(answer)
    number = Offer.objects.get().pk
    url = reverse("record-step", args=["bargaining.offer", number, "accept"])
    assert negotiator.post(url, {"replied_on": "2016-03-10"}).status_code == 302
    page = text(negotiator.get(reverse("record", args=["bargaining.offer", number])))
    opening = reverse("record-new", args=["bargaining.agreement", "bargaining.agreement.open"])
    assert f"{opening}?offer_id={number}" in page
    assert f'value="{number}"' in text(negotiator.get(opening, {"offer_id": number}))
    given = {"employer": "云川机械厂", "kind": "工资", "workers": "120", "offer_id": str(number)}
    assert negotiator.post(opening, given).status_code == 302
    assert Agreement.objects.get().offer_id == number


def test_nothing_is_open_without_signing_in_or_without_a_post(county: Any, officer: Client) -> None:
    payment = enter(officer)
    page = reverse("record", args=["aid.payment", payment.pk])
    assert Client().get(page).status_code == 302


def test_application_list_filters_by_time_limit(county: Any, officer: Client) -> None:
    assert officer.get(reverse("records", args=["aid.application"]), {"due": "over"}).status_code == 200
    assert not Application.objects.exists()


def test_a_papers_notice_is_masked_and_there_only_when_it_is_due(county: Any, officer: Client) -> None:
    url = reverse("record-new", args=["aid.batch", "aid.batch.draft"])
    given = {"title": "春节送温暖", "programme": "送温暖", "paid_on": "2016-01-28", "rows-count": "1"}
    officer.post(url, given | {"rows-0-name": "张三", "rows-0-identity": IDENTITY, "rows-0-amount": "500"})
    batch = Batch.objects.get()
    notice = text(officer.get(reverse("record-paper", args=["aid.batch", batch.pk, "notice"])))
    assert "张*" in notice
    assert "张三" not in notice
    word = officer.get(reverse("record-paper", args=["aid.batch", batch.pk, "notice"]), {"form": "docx"})
    file = Document(BytesIO(b"".join(word.streaming_content)))  # type: ignore[attr-defined]
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    assert "张*" in cells
    assert "张三" not in cells
    assert officer.get(reverse("record-paper", args=["aid.batch", batch.pk, "receipts"])).status_code == 404


def test_a_correction_leaves_alone_what_is_sealed_and_was_not_typed_anew(county: Any, officer: Client) -> None:
    from liuyou.areas.aid.actions.followed import record_visits
    from liuyou.areas.aid.models import Visit

    row = {"org_id": county.east1, "visited": "敬老院", "visited_on": date(2016, 1, 28), "findings": "身体尚好"}
    [visit] = record_visits([row], actor=county.actor)
    url = reverse("record-step", args=["aid.visit", visit.pk, "correct"])
    assert "身体尚好" not in text(officer.get(url))
    given = {"visited": "夕阳红敬老院", "visited_on": "2016-01-28", "findings": "", "reason": "名称写全"}
    assert officer.post(url, given).status_code == 302
    visit = Visit.objects.get()
    assert (visit.visited, visit.findings) == ("夕阳红敬老院", "身体尚好")
    assert officer.post(url, given | {"findings": "已住院"}).status_code == 302
    assert Visit.objects.get().findings == "已住院"


def test_a_correction_over_a_colleagues_one_asks_again_and_says_what_was_done(county: Any, officer: Client) -> None:
    payment = enter(officer)
    url = reverse("record-step", args=["aid.payment", payment.pk, "correct"])
    page = text(officer.get(url))
    [version] = re.findall(r'name="version" value="(\d+)"', page)
    same = {"programme": "送温暖", "paid_on": "2016-01-28", "goods_value": "0"}
    assert officer.post(url, same | {"amount": "800", "reason": "凭证", "version": version}).status_code == 302
    late = officer.post(url, same | {"amount": "500", "note": "补记", "reason": "补记", "version": version})
    assert late.status_code == 200
    assert "500.00 → 800" in text(late)
    payment.refresh_from_db()
    assert payment.amount == 800


def test_a_bulk_step_over_a_filter_that_cannot_be_read_or_a_set_that_changed_does_not_start(
    county: Any, officer: Client
) -> None:
    from liuyou.kernel.jobs.models import Run

    enter(officer)
    url = reverse("record-bulk", args=["aid.payment"])
    wrong = {"step": "void", "all": "period=2015-13", "sure": "1", "reason": "试"}
    assert officer.post(url, wrong).status_code == 400
    asked = {"step": "void", "all": "programme=送温暖"}
    [mark] = re.findall(r'name="set" value="(\w+)"', text(officer.post(url, asked)))
    enter(officer, name="李四", identity=OTHER)
    again = officer.post(url, asked | {"sure": "1", "set": mark, "reason": "试"})
    assert "有了变化" in text(again)
    assert not Run.objects.exists()

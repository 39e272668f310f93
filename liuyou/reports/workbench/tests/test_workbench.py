"""The workbench: what waits for whom, what is shown to whom, and how many statements it takes."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from liuyou.areas.aid.actions import batches
from liuyou.areas.aid.actions.applications import draft_applications, submit_application
from liuyou.areas.bargaining.actions import send_offers
from liuyou.kernel.access.reach import rights
from liuyou.kernel.base import clock
from liuyou.kernel.journal.models import Line
from liuyou.kernel.orgs import tree
from liuyou.kernel.web.pages import SIGNED_IN, Here
from liuyou.reports.figures.tests.conftest import signed_in
from liuyou.reports.workbench import screen
from liuyou.reports.workbench.models import FigureChoice
from liuyou.reports.workbench.waiting import ALL, MINE, Waiting, watched


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:500]
    return response.content.decode()


@pytest.fixture
def offers(county):
    """One offer long past its answer in each town's first factory, one sent today."""
    rows = [
        {"org_id": org, "employer": f"{name}厂", "sent_on": day, "scope": "单独", "kind": "工资"}
        for org, name, day in (
            (county.east1, "东一", date(2016, 1, 4)),
            (county.west1, "西一", date(2016, 1, 5)),
            (county.east2, "东二", clock.today()),
        )
    ]
    return send_offers(rows, actor=county.actor)


def test_a_state_waits_only_where_a_plain_step_leads_on():
    waiting = {each.register: set(each.waiting) for each in watched()}
    assert waiting["aid.application"] == {"draft", "submitted", "verified", "on_notice", "approved"}
    assert "on_file" not in waiting["aid.file"]
    assert "on_notice" in waiting["aid.file"]
    assert waiting["aid.programme"] == waiting["aid.pairing"] == waiting["aid.payment"] == set()
    assert waiting["bargaining.offer"] == set()  # an answer is awaited: the time limit tells when it is due
    assert {"negotiating", "filed"} <= waiting["bargaining.agreement"]


def test_what_is_overdue_stands_first_and_belongs_to_its_own_org(offers, county):
    east1 = signed_in("east1", county.east1, ["bargaining.read", "bargaining.offer"])
    text = page(east1, "/todo/")
    assert f"协商要约 第 {offers[0].pk} 号" in text
    assert f"第 {offers[1].pk} 号" not in text
    assert "已超期" in text
    assert "登记应约" in text


def test_children_that_are_overdue_are_told_to_the_org_above(offers, county):
    east = signed_in("east", county.east, ["bargaining.read", "bargaining.offer"])
    text = page(east, "/")
    assert "下级欠办" in text
    assert "东一厂工会" in text
    assert "西一厂工会" not in text
    assert f"第 {offers[0].pk} 号" not in text  # it is the factory's own to do
    everything = page(east, "/todo/?scope=all")
    assert f"第 {offers[0].pk} 号" in everything
    assert f"第 {offers[1].pk} 号" not in everything
    assert f"第 {offers[0].pk} 号" in page(east, "/todo/?scope=all&late=1&register=bargaining.offer")


def test_without_the_right_to_the_step_nothing_waits(offers, county):
    reader = signed_in("reader", county.east1, ["bargaining.read"])
    assert "没有等您办的事" in page(reader, "/todo/")


def test_an_application_waits_with_its_own_org_and_not_with_a_sister(county):
    person = county.people("王一")[0]
    row = {"org_id": county.east1, "person_id": person, "programme": "临时救助", "requested": Decimal(500)}
    application = draft_applications([row], actor=county.actor)[0]
    submit_application(application, actor=county.actor)
    verifier = signed_in("verifier", county.east1, ["aid.read", "aid.verify"])
    sister = signed_in("sister", county.west1, ["aid.read", "aid.verify"])
    assert f"第 {application.pk} 号" in page(verifier, "/todo/")
    assert "核实" in page(verifier, "/todo/")
    assert f"第 {application.pk} 号" not in page(sister, "/todo/?scope=all")


def tasks(client, org, scope=MINE):
    """What waits for somebody at an org, without the pages (approving needs a second factor there)."""
    today = clock.today()
    here = Here(client.user, today, rights(client.user.actor, today), tree.place(org, today), SIGNED_IN)
    return {(task.register, task.number): task.steps for task in Waiting(here, scope).tasks(limit=50)}


def test_an_approval_waits_with_the_org_above_and_never_with_the_one_that_asks(county):
    rows = [{"person_id": county.people("王一")[0], "amount": Decimal(500), "org_id": county.east1}]
    sheet = {"org_id": county.east, "title": "春节慰问", "programme": "送温暖", "paid_on": clock.today(), "rows": rows}
    batch = batches.submit_batch(batches.draft_batch(sheet, actor=county.actor), actor=county.actor)
    above = signed_in("above", county.root, ["aid.read", "aid.approve"])
    asking = signed_in("asking", county.east, ["aid.read", "aid.approve"])
    assert tasks(above, county.root) == {("aid.batch", batch.pk): ["批准"]}
    assert tasks(above, county.root, ALL) == {("aid.batch", batch.pk): ["批准"]}
    assert tasks(asking, county.east) == tasks(asking, county.east, ALL) == {}


def test_figures_of_the_first_page_can_be_chosen_and_are_journaled(county):
    county.pay(county.east1, county.people("王一")[0], "20000", date(clock.today().year, 1, 1))
    user = signed_in("user", county.root, ["figures.read"])
    assert "本会指标" in page(user, "/")
    answer = user.post("/home/figures/", {"code": ["aid.money"]})
    assert answer.status_code == 302
    text = page(user, "/")
    assert text.count('class="figure-card"') == 1
    assert ">2 <" in text.replace('<span class="unit">', "<")
    assert FigureChoice.objects.get().codes == ["aid.money"]
    assert Line.objects.filter(action=screen.CHOOSE).count() == 1
    assert user.post("/home/figures/", {"code": []}).status_code == 400


def test_whoever_has_no_post_is_told_so(county):
    nobody = signed_in("nobody", county.root, [])
    assert "没有任何在任的职务" in page(nobody, "/")
    assert "没有任何在任的职务" in page(nobody, "/todo/")


def test_what_happened_this_week_and_what_i_did(county):
    user = signed_in("user", county.root, ["bargaining.read", "bargaining.offer"])
    row = {"org_id": county.east1, "employer": "东一厂", "sent_on": clock.today(), "scope": "单独", "kind": "工资"}
    offer = send_offers([row], actor=user.user.actor)[0]
    text = page(user, "/")
    assert "近七天的变动" in text
    assert "发出要约" in text
    assert "1 条" in text
    assert f"协商要约 第 {offer.pk} 号" in text
    assert "本月还没有登记的" in text
    assert "西镇总工会" in text
    sister = signed_in("sister", county.west, ["bargaining.read"])
    assert "发出要约" not in page(sister, "/")


def test_tasks_that_i_do_most_are_offered_first(county):
    user = signed_in(
        "user", county.root, ["bargaining.read", "bargaining.offer", "bargaining.agree", "aid.read", "aid.apply"]
    )
    first = re.findall(r'<a class="btn" href="(/r/[^"]+)">', page(user, "/"))
    row = {"org_id": county.east1, "employer": "东一厂", "sent_on": clock.today(), "scope": "单独", "kind": "工资"}
    send_offers([row], actor=user.user.actor)
    then = re.findall(r'<a class="btn" href="(/r/[^"]+)">', page(user, "/"))
    assert set(first) == set(then)
    assert then[0].startswith("/r/bargaining.offer/new/")
    reader = signed_in("reader", county.root, ["bargaining.read"])
    assert "/new/" not in page(reader, "/")


def test_the_screen_shows_numbers_and_no_names(offers, county):
    county.pay(county.east1, county.people("王一")[0], "20000", date(clock.today().year, 1, 1))
    leader = signed_in("leader", county.root, ["figures.read"])
    text = page(leader, "/cockpit/")
    assert "救助金额" in text
    assert "超期未办 2 件" in text
    assert "王一" not in text
    assert "东一厂" not in text.replace("东一厂工会", "")
    assert 'content="300"' in text


def test_every_figure_of_the_settings_exists():
    found = screen.settings()
    wanted = [each["code"] for section in found["sections"] for each in section["figures"]]
    assert 8 <= len(wanted) <= 12
    for code in [*wanted, *found["home"], found["trend"], found["tree"]]:
        assert screen.figure_or_none(code), code


def test_the_first_page_takes_a_fixed_number_of_statements(offers, county, django_assert_max_num_queries):
    user = signed_in(
        "user", county.root, ["figures.read", "aid.read", "aid.verify", "bargaining.read", "bargaining.offer"]
    )
    page(user, "/")
    for number in range(20):
        county.pay(county.west1, county.people(f"人{number}")[0], "10", clock.today())
    with django_assert_max_num_queries(36):  # eleven of them are the frame's: session, gates, rights, place
        page(user, "/")
    with django_assert_max_num_queries(16):
        page(user, "/todo/?scope=all")

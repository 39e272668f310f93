"""Pages: lists by time, forms prefilled from the record, refusals that lose nothing typed, papers."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from liuyou.areas.officers.actions import balloting
from liuyou.areas.officers.models import Election
from liuyou.areas.officers.screens import elections as screens
from liuyou.areas.officers.tests.conftest import UNION
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.accounts.models import User
from liuyou.kernel.web import totals
from liuyou.kernel.writing.permit import permit


@pytest.fixture
def browser(county: Any) -> Client:
    """Somebody of the county who may do everything here."""
    with permit("accounts.account.start"):
        now = timezone.now()
        actor = Actor.objects.create(name="张三")
        user = User(username="user001", actor=actor, org_id=county.root, created_at=now, must_change_password=False)
        user.password_changed_at = now
        user.save()
    appoint(
        actor,
        county.root,
        "工会干部",
        ["officers.*", "people.read", "people.enter", "figures.read"],
        since=county.since,
    )
    client = Client()
    client.force_login(user, backend="liuyou.kernel.accounts.adapters.ByPassword")
    return client


def address(election: Election, step: str) -> str:
    return reverse("record-step", args=["officers.election", election.pk, step])


def typed(page: str) -> dict[str, str]:
    """Every input of a page with its value."""
    tags = re.findall(r"<input[^>]*>", page)
    named = ((re.search(r' name="([^"]+)"', tag), re.search(r' value="([^"]*)"', tag)) for tag in tags)
    return {name[1]: value[1] if value else "" for name, value in named if name}


def test_the_lists_by_time(browser, office):
    office.committee()
    office.officer("孙前")
    page = browser.get(reverse("officers-terms")).content.decode()
    assert "逾期未换届（1）" in page
    assert "主席未参加上岗培训（1）" in page
    assert "孙前" in page
    assert "没有待变更的法定代表人" in page


def test_an_election_is_prepared_in_the_browser_and_a_wrong_one_comes_back_as_typed(browser, office, county):
    form = reverse("record-new", args=["officers.election", "officers.election.prepare"])
    assert "经费审查委员会" in browser.get(form).content.decode()
    given = {
        **{"org": "东一厂工会", "kind": "换届", "term_years": "4", "planned_on": "2016-03-25", "meeting": "会员大会"},
        **{"members": "120", "women": "30", "enterprise": "是", "races-count": "2"},
        **{"races-0-race": "工会委员会", "races-0-seats": "7", "races-1-race": "经费审查委员会", "races-1-seats": ""},
    }
    back = browser.post(form, given)
    assert back.status_code == 200
    text = back.content.decode()
    assert "任期 4 年不合规定" in text
    assert "工会法第十六条" in text
    assert 'value="工会委员会"' in text
    done = browser.post(form, given | {"term_years": "3"})
    assert done.status_code == 302, re.findall(r"invalid-feedback[^<]*<?[^<]*", done.content.decode())
    assert Election.objects.get().races == [{"race": UNION, "seats": 7}]


def test_a_list_of_what_is_still_to_come_has_a_period(browser, office, county):
    """The foot of a list without a period: from the first day to the last, today among them."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    office.prepared(planned_on=tomorrow)
    here = SimpleNamespace(org=county.root, today=timezone.localdate())
    listing = SimpleNamespace(screen=screens.ELECTION, here=here, within=Election.objects.all)
    period = totals._all_time(listing)  # type: ignore[arg-type]
    assert (period.start, period.end) == (here.today, tomorrow)
    assert browser.get(reverse("record-totals", args=["officers.election"])).status_code == 200


def test_votes_are_typed_in_one_table_prefilled_with_the_candidates(browser, office):
    election = office.take(office.prepared(), "convene")
    page = browser.get(address(election, "count")).content.decode()
    sent = typed(page)
    names = [value for name, value in sent.items() if re.fullmatch(r"votes-\d+-name", name) and value]
    assert len(names) == 15
    assert sent["ballots-0-issued"] == "100"
    for name in list(sent):
        if re.fullmatch(r"ballots-\d+-race", name) and sent[name]:
            sent |= {name.replace("race", "returned"): "98", name.replace("race", "valid"): "97"}
        if re.fullmatch(r"votes-\d+-name", name) and sent[name]:
            place = name.split("-")[1]
            sent |= {f"votes-{place}-yes": "10", f"votes-{place}-no": "87", f"votes-{place}-abstain": "0"}
    back = browser.post(address(election, "count"), sent | {"votes-0-yes": "12"})
    text = back.content.decode()
    assert "合计 99，应等于有效票 97 张" in text
    assert typed(text)["votes-0-yes"] == "12"
    assert Election.objects.get().rounds == []
    assert browser.post(address(election, "count"), sent).status_code == 302
    assert {each.kind for each in balloting.still_open(Election.objects.get())} == {"另行选举"}


@pytest.mark.parametrize("step", ["nominate", "vet", "convene", "allocate", "reduce"])
def test_every_form_that_follows_from_the_record_opens(browser, office, step):
    until = {"nominate": "plan", "vet": "nominate", "convene": "confirm", "allocate": "announce", "reduce": "count"}
    election = office.take(office.prepared(), until[step])
    page = browser.get(address(election, step))
    assert page.status_code == 200
    assert "None" not in page.content.decode()


def test_the_record_page_shows_the_rounds_and_every_paper_opens(browser, office):
    election = office.approve(office.take(office.prepared()))
    page = browser.get(reverse("record", args=["officers.election", election.pk])).content.decode()
    assert "第 1 轮选票（应到 120，实到 100，当选须 61 票）" in page
    papers = re.findall(r'href="([^"]*/papers?/[^"]*)"', page)
    assert len(papers) == 16, papers
    for paper in papers:
        assert browser.get(paper).status_code == 200
    for register in ("committee", "officer", "election", "staff", "selfcheck", "basevisit"):
        assert browser.get(reverse("records", args=[f"officers.{register}"])).status_code == 200


def test_an_election_goes_through_its_pages_to_the_file(browser, office):
    """What the form shows is sent back with what is new in it, as a person does; nothing else is called."""
    election = office.prepared()

    def take(step: str, **more: str) -> None:
        page = browser.get(address(election, step))
        assert page.status_code == 200, step
        sent = typed(page.content.decode()) | {"on": "2016-03-28"} | more
        back = browser.post(address(election, step), sent)
        assert back.status_code == 302, (step, re.findall(r"[^>]*请[^<]*", back.content.decode()))

    names = office.candidates(election)
    rows = {f"candidates-{place}-{key}": row[key] for place, row in enumerate(names) for key in row}
    verdicts = {f"candidates-{place}-verdict": "合格" for place in range(len(names))}
    take("submit")
    take("approve_plan", plan_approval="东工发〔2016〕3号")
    take("nominate", **rows, **{"candidates-count": str(len(names))})
    take("vet", vetted_on="2016-03-08", vetting_group="钱审、孙审", **verdicts)
    take("post", posted_on="2016-03-09")
    take("confirm", taken_down_on="2016-03-16")
    meeting = {"held_on": "2016-03-25", "entitled": "120", "present": "100", "scrutineers": "马监", "tellers": "杨计"}
    take("convene", **meeting)
    election.refresh_from_db()
    votes = office.votes(election)
    table = {f"votes-{place}-{key}": str(row[key]) for place, row in enumerate(votes) for key in row}
    numbers = {
        f"ballots-{place}-{key}": number for place in range(4) for key, number in (("returned", "98"), ("valid", "97"))
    }
    take("count", **table, **numbers)
    take("announce", announced_on="2016-03-25")
    given = {"posts-0-title": "", "first_meeting_on": "2016-03-25"}
    page = typed(browser.get(address(election, "allocate")).content.decode())
    place = {value: name.split("-")[1] for name, value in page.items() if name.endswith("-name")}
    given |= {f"posts-{place['张三']}-title": "副主席", f"posts-{place['张三']}-votes": "6"}
    given |= {f"posts-{place['陈甲']}-title": "经审委主任", f"posts-{place['陈甲']}-votes": "2"}
    take("allocate", **given)
    take("report", reported_on="2016-03-28")
    take("approve", approval="东工发〔2016〕9号")
    take("file", filed_on="2016-04-01", archive_no="2016-1")
    election.refresh_from_db()
    assert election.state == "filed"
    assert [row["title"] for row in election.posts].count("主席") == 1

"""Joining by phone, the clean-up page, and the register's own pages, as they answer."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.generate import identity
from liuyou.areas.members import screens
from liuyou.areas.members.actions import doors, dues, endings, joining, transfers
from liuyou.areas.members.models import Door, Dues, Member, Release, Transfer
from liuyou.areas.members.tests.conftest import TODAY
from liuyou.kernel.accounts.models import User
from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.kernel.people.identity import parse_identity
from liuyou.kernel.people.register import Named
from liuyou.kernel.web.records import papers_of
from liuyou.kernel.writing.permit import permit


@pytest.fixture(autouse=True)
def fresh_count():
    cache.clear()


@pytest.fixture
def sign_in(office):
    def signed(org, *permissions):
        actor = office.clerk(org, *permissions)
        with permit("access.actor.start"):
            user = User.objects.create(
                username=actor.name, actor=actor, org_id=org, must_change_password=False, created_at=timezone.now()
            )
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return client

    return signed


@pytest.fixture
def door(office):
    return doors.open_doors([{"org_id": office.county.east1, "greeting": "欢迎"}], actor=office.actor, on=TODAY)[0]


def send(door, number=5000, name="新人", **more):
    values = {"name": name, "identity": identity(number * 997), "phone": "13900001111", "employer": "东一厂"} | more
    return Client().post(reverse("join", args=[doors.token_of(door)]), values)


def outcome(door, **given):
    """What the applicant sees, without the number."""
    client = Client()
    values = {"name": "新人", "identity": identity(5000 * 997), "phone": "13900001111", "employer": "东一厂"} | given
    answer = client.post(reverse("join", args=[doors.token_of(door)]), values, follow=True)
    ticket = client.session["ticket"]
    asked = client.post(reverse("join-done", args=[doors.token_of(door)]), {"ticket": ticket})
    words = (answer.content + asked.content).decode().replace(ticket, "")
    return answer.status_code, [line for line in words.splitlines() if "csrf" not in line.lower()]


def test_an_application_by_phone_is_taken_and_asked_about(office, door):
    assert send(door).status_code == 302
    member = Member.objects.get()
    assert (member.state, member.channel, member.org_id) == ("applied", "手机", office.county.east1)
    assert doors.state_of(member.ticket)[0] == "办理中"
    joining.approve_members(member, actor=office.actor)
    assert doors.state_of(member.ticket)[0] == "已办结：您已是本工会会员"
    assert doors.state_of("ZZZZZZZZZZ") is None
    assert reconcile() == []


def test_the_page_never_tells_what_is_known(office, door):
    stranger = outcome(door)
    elsewhere = office.member(office.county.west1)
    here = office.member(office.county.east1)
    told = [outcome(door, name=each.person.name, identity=each.person.identity) for each in (elsewhere, here)]
    told.append(outcome(door, name="别名", identity=elsewhere.person.identity))
    assert all(each == stranger for each in told)
    assert Transfer.objects.get().person_id == elsewhere.person_id
    assert Release.objects.get().org_id == office.county.west1
    notes = list(Member.objects.filter(state="applied").exclude(note="").values_list("note", flat=True))
    assert sorted(each[:4] for each in notes) == ["所填证件", "本人已有"]


def test_an_answer_of_another_union_does_not_show_in_the_day(office, door):
    there = office.member(office.county.west1)
    send(door, name=there.person.name, identity=there.person.identity)
    ticket = Transfer.objects.get().ticket
    transfers.agree_release(Release.objects.get(), actor=office.actor, on=TODAY + timedelta(days=3))
    assert doors.state_of(ticket) == ("办理中", TODAY)
    transfers.accept_transfer(Transfer.objects.get(), actor=office.actor, on=TODAY + timedelta(days=4))
    assert doors.state_of(ticket) == ("已办结：您已是本工会会员", TODAY + timedelta(days=4))


@pytest.mark.parametrize(("name", "most"), [("employer", 120), ("position", 60), ("education", 10)])
def test_what_is_too_long_is_refused_alike_whatever_is_known(office, door, name, most):
    there = office.member(office.county.west1).person
    known = Named(there.name, parse_identity(there.identity))
    told = set()
    for who in (known, Named("新人", parse_identity(identity(5000 * 997)))):
        with pytest.raises(BadInput) as error:
            doors.apply_by_phone(door, who, {name: "长" * (most + 1)}, on=TODAY)
        told.add(str(error.value))
    assert len(told) == 1
    assert not Transfer.objects.exists()


def test_what_is_wrong_comes_back_in_the_form(door):
    answer = send(door, identity="330102199001011235", phone="")
    assert answer.status_code == 409
    assert "校验位" in answer.content.decode()
    assert "没有填写" in answer.content.decode()
    assert not Member.objects.exists()


def test_a_closed_door_and_a_made_up_address(office, door):
    doors.close_door(door, actor=office.actor)
    assert send(door).status_code == 404
    assert Client().get(reverse("join", args=["made-up"])).status_code == 404
    with pytest.raises(NotFound):
        doors.close_door(door, actor=office.clerk(office.county.west, "members.*"))
    again = doors.open_doors([{"org_id": office.county.east1}], actor=office.actor, on=TODAY)
    assert again[0].pk != door.pk
    with pytest.raises(Refused, match="已经开放"):
        doors.open_doors([{"org_id": office.county.east1}], actor=office.actor, on=TODAY)


def test_so_many_from_one_address_and_no_more(door):
    answers = [send(door, 5000 + number).status_code for number in range(21)]
    assert answers == [302] * 20 + [409]


def test_so_many_an_hour_for_one_union(office, door):
    from liuyou.kernel.actions.parameters import override_parameter

    about = {"org": office.county.root, "since": date(2020, 1, 1), "actor": office.actor}
    override_parameter("members.door_hourly", 2, reason="试", **about)
    assert [send(door, 5000 + number).status_code for number in range(3)] == [302, 302, 409]


def test_the_self_service_actor_may_only_apply(office, door):
    send(door)
    actor = doors.self_service(TODAY)
    with pytest.raises(NotFound):
        joining.approve_members(Member.objects.get(), actor=actor)
    assert not joining.Member.objects.filter(state="active").exists()


def test_the_code_page_is_the_union_s_own(office, door, sign_in):
    address = reverse("member-door", args=[door.pk])
    page = sign_in(office.county.east1, "members.*").get(address)
    assert page.status_code == 200
    assert doors.token_of(door) in page.content.decode()
    assert "<svg" in page.content.decode()
    other = sign_in(office.county.west, "members.*")
    assert other.get(address).status_code == 404
    assert "还没有开放" in other.get(reverse("member-own-door")).content.decode()
    assert Client().get(address).status_code == 302


def test_the_clean_up_is_taken_in_bulk(office, sign_in):
    members = [office.member(job_until=date(2024, 1, 1)) for _ in range(3)]
    client = sign_in(office.county.east, "members.*")
    page = client.get(reverse("member-cleanup"))
    assert page.content.decode().count("2024-01-01 离职") == 3
    answer = client.post(reverse("member-cleanup"), {"member": [each.pk for each in members[:2]]})
    assert answer.status_code == 302
    other = sign_in(office.county.west, "members.*")
    assert "没有要清理的会员" in other.get(reverse("member-cleanup")).content.decode()


@pytest.mark.parametrize("register", ["member", "transfer", "release", "dues", "duplicate", "door"])
def test_lists_and_records_open(office, door, sign_in, register):
    from liuyou.areas.members.actions.dues import open_dues
    from liuyou.kernel.web.screens import screen_of

    member = office.member(employment="合同制")
    joining.change_member(member, actor=office.actor, changes={"employment": "在编"}, changed_on=date(2023, 1, 1))
    joining.issue_card(member, actor=office.actor, card_kind="会员证", card_on=date(2024, 1, 1))
    open_dues([{"org_id": office.county.east1, "month": TODAY, "each": 5}], actor=office.actor)
    office.member(office.county.east2, person=office.person("张一", document=False), employer="甲")
    office.member(office.county.east1, person=office.person("张一"), employer="甲")
    transfers.request_transfers(
        [{"org_id": office.county.east2, "person_id": member.person_id}], actor=office.actor, on=TODAY
    )
    client = sign_in(office.county.root, "members.*", "people.read")
    screen = screen_of(f"members.{register}")
    assert client.get(reverse("records", args=[screen.code])).status_code == 200
    record = screen.model._default_manager.order_by("pk").first()
    page = client.get(reverse("record", args=[screen.code, record.pk]))
    assert page.status_code == 200
    for bound in screen.workflow.next_steps(record.state):
        assert client.get(reverse("record-step", args=[screen.code, record.pk, bound.name])).status_code == 200
    for entry in screen.entries():
        assert client.get(reverse("record-new", args=[screen.code, entry.code])).status_code == 200


def test_a_member_s_page_shows_what_the_number_is_made_of(office, sign_in):
    member = office.member(since=date(2024, 2, 1))
    gone = office.member()
    endings.leave_member(gone, actor=office.actor, until=date(2024, 3, 1), reason="辞职")
    page = sign_in(office.county.east1, "members.*").get(reverse("record", args=["members.member", member.pk]))
    text = page.content.decode()
    assert "本工会2024年会员增减" in text
    assert "平衡" in text
    assert "年初" in text


def test_the_letter_of_introduction_is_for_whoever_moved_out(office):
    moved, left = office.member(), office.member()
    endings.leave_member(left, actor=office.actor, reason="辞职")
    row = {"org_id": office.county.east1, "person_id": moved.person_id, "to_org_id": office.county.west1}
    transfers.send_releases([row], actor=office.actor, on=TODAY)
    transfers.accept_transfer(Transfer.objects.get(), actor=office.actor)
    papers = [
        [paper.code for paper in papers_of(screens.MEMBER, Member.objects.get(pk=each.pk))] for each in (moved, left)
    ]
    assert papers == [["form", "letter"], ["form"]]


def test_of_namesakes_on_a_list_the_document_tells_who_paid(office, sign_in):
    two = [office.member(person=office.person("同名")) for _ in range(2)]
    [listed] = dues.open_dues([{"org_id": office.county.east1, "month": TODAY, "each": 5}], actor=office.actor)
    client = sign_in(office.county.east1, "members.*")
    address = reverse("record-step", args=["members.dues", listed.pk, "collect"])
    given = {"paid_on": "2024-06-01", "rows-count": "1", "rows-0-name": "同名", "rows-0-paid": "5"}
    answer = client.post(address, given).content.decode()
    assert "请填写身份证号" in answer
    assert client.post(address, given | {"rows-0-identity": two[1].person.identity}).status_code == 302
    assert [row["person_id"] for row in Dues.objects.get().rows if row["paid_on"]] == [two[1].person_id]


def test_forms_make_records(office, sign_in):
    client = sign_in(office.county.east1, "members.*")
    values = {"org": "东一厂工会", "name": "王五", "identity": identity(7 * 997), "applied_on": "2024-05-01"}
    answer = client.post(reverse("record-new", args=["members.member", "members.member.apply"]), values)
    assert answer.status_code == 302, answer.content.decode()
    answer = client.post(reverse("record-new", args=["members.door", "members.door.open"]), {"org": "东一厂工会"})
    assert answer.status_code == 302
    assert Door.objects.get().greeting == "欢迎加入工会"
    there = office.member(office.county.west1)
    sent = {"name": there.person.name, "identity": there.person.identity, "asked_on": "2024-06-01"}
    answer = client.post(reverse("record-new", args=["members.transfer", "members.transfer.request"]), sent)
    assert answer.status_code == 302, answer.content.decode()
    release = Release.objects.get()
    west = sign_in(office.county.west1, "members.*")
    step = reverse("record-step", args=["members.release", release.pk, "agree"])
    assert west.post(step, {"reply": "同意"}).status_code == 302
    assert client.get(reverse("record", args=["members.release", release.pk])).status_code == 404
    step = reverse("record-step", args=["members.transfer", Transfer.objects.get().pk, "accept"])
    assert client.post(step, {}).status_code == 302
    assert office.count("members.count", office.county.east1) == 1

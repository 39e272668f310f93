"""Notices: signed, tried again, given up, never to where they may not go, never with personal data."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from liuyou.kernel.api import deliveries, hearing, outward, webhooks
from liuyou.kernel.api.models import Delivery, Webhook
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.journal.models import Line
from liuyou.kernel.writing.permit import permit


@pytest.fixture
def receiver(settings: Any) -> Iterator[Any]:
    """A real server on this machine that keeps what it is sent and answers `.code`."""
    settings.API_WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    found = SimpleNamespace(code=200, got=[])

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.got.append((self.path, dict(self.headers), body))
            self.send_response(found.code)
            if found.code == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Taking)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}/take"
    yield found
    server.shutdown()
    server.server_close()


def set_up(county, url, *actions, org=None):
    wanted = actions or ("aid.payment.*",)
    return webhooks.start("政务平台", org or county.root, url, wanted, actor=county.actor)


def jobs(name: str) -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'", [name])
        return [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in cursor.fetchall()]


def announce(job: dict[str, str]) -> None:
    deliveries.announce(job["action"], datetime.fromisoformat(job["at"]))


def work() -> None:
    """What the worker would do."""
    for job in jobs("api.announce"):
        announce(job)
    for webhook in deliveries.due():
        deliveries.send(webhook)


def again_now() -> None:
    with permit("test"):
        Delivery.objects.filter(state="waiting").update(next_at=timezone.now() - timedelta(seconds=1))


def test_an_action_is_told_signed_and_without_personal_data(county, receiver):
    webhook, secret = set_up(county, receiver.url)
    payment = county.pay(county.east1, county.people("王小明")[0], "500", date(2016, 1, 28), note="透析")
    work()
    ((path, headers, body),) = receiver.got
    wanted = hmac.new(secret.encode(), f"{headers['X-Liuyou-Timestamp']}.".encode() + body, hashlib.sha256).hexdigest()
    assert path == "/take"
    assert headers["X-Liuyou-Signature"] == f"sha256={wanted}"
    (event,) = json.loads(body)["events"]
    line = Line.objects.get(register="aid.payment", record=payment.pk)
    assert event == {
        "line": line.pk,
        "register": "aid.payment",
        "record": payment.pk,
        "action": "aid.payment.record",
        "state": "paid",
        "org": county.east1,
        "at": line.at.isoformat(),
    }
    assert "王小明" not in body.decode()
    assert "透析" not in body.decode()
    delivery = webhook.deliveries.get()
    assert (delivery.state, delivery.code, delivery.attempts) == ("delivered", 200, 1)


def test_only_what_was_chosen_in_the_subtree_is_told(county, receiver):
    set_up(county, receiver.url, "aid.payment.void", org=county.east)
    county.pay(county.east1, county.people("甲乙")[0], "5", date(2016, 1, 2))
    assert jobs("api.announce") == []
    from liuyou.areas.aid.actions.payments import void_payment

    away = county.pay(county.west1, county.people("丙丁")[0], "5", date(2016, 1, 2))
    void_payment(away, actor=county.actor, reason="误登")
    assert len(jobs("api.announce")) == 1
    work()
    assert receiver.got == []


def test_one_job_for_many_lines_and_messages_of_a_hundred(county, receiver):
    from liuyou.areas.aid.actions import record_payments

    set_up(county, receiver.url)
    person = county.people("王小明")[0]
    common = {"org_id": county.east1, "person_id": person, "amount": 5, "programme": "送温暖"}
    record_payments(
        [common | {"paid_on": date(2015, 1, 1) + timedelta(days=day)} for day in range(230)], actor=county.actor
    )
    assert len(jobs("api.announce")) == 1
    work()
    counts = [len(json.loads(body)["events"]) for _, _, body in receiver.got]
    assert counts == [100, 100, 30]
    for job in jobs("api.announce"):
        announce(job)  # a job done twice tells nothing twice
    assert Delivery.objects.count() == 3


def test_without_a_webhook_the_journal_asks_nothing_more(county, django_assert_num_queries):
    hearing.EAR.forget()
    assert not hearing.EAR.wants("aid.payment.record")
    with django_assert_num_queries(0):
        assert not hearing.EAR.wants("aid.payment.record")
    county.pay(county.east1, county.people("甲乙")[0], "5", date(2016, 1, 2))
    assert jobs("api.announce") == []


def test_what_was_rolled_back_is_not_told(county, receiver):
    from django.db import transaction

    set_up(county, receiver.url)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        county.pay(county.east1, county.people("甲乙")[0], "5", date(2016, 1, 2))
        raise ZeroDivisionError
    assert jobs("api.announce") == []


def test_it_is_tried_again_with_the_same_body_and_then_delivered(county, receiver):
    webhook, _ = set_up(county, receiver.url)
    county.pay(county.east1, county.people("甲乙")[0], "5", date(2016, 1, 2))
    receiver.code = 503
    work()
    delivery = webhook.deliveries.get()
    assert (delivery.state, delivery.code, delivery.attempts) == ("waiting", 503, 1)
    assert delivery.next_at > timezone.now()
    assert deliveries.due() == []
    receiver.code = 204
    again_now()
    work()
    assert webhook.deliveries.get().state == "delivered"
    assert receiver.got[0][2] == receiver.got[1][2]


def test_it_is_given_up_after_so_many_attempts_and_can_be_sent_again(county, receiver, monkeypatch):
    monkeypatch.setattr(deliveries, "installed", lambda name: 3)
    webhook, _ = set_up(county, receiver.url)
    county.pay(county.east1, county.people("甲乙")[0], "5", date(2016, 1, 2))
    receiver.code = 500
    work()
    for _ in range(5):
        again_now()
        work()
    delivery = webhook.deliveries.get()
    assert (delivery.state, delivery.attempts, len(receiver.got)) == ("given_up", 3, 3)
    receiver.code = 200
    assert webhooks.again(webhook.pk, actor=county.actor) == 1
    work()
    assert webhook.deliveries.get().state == "delivered"


def test_a_redirect_is_not_followed(county, receiver):
    webhook, _ = set_up(county, receiver.url)
    receiver.code = 302
    found = deliveries.trial(webhook)
    assert (found.state, found.code, len(receiver.got)) == ("given_up", 302, 1)


def test_nobody_there_puts_all_of_them_off_together(county, receiver, monkeypatch):
    webhook, _ = set_up(county, receiver.url)
    for day in (1, 2, 3):
        county.pay(county.east1, county.people(f"人{'一二三'[day - 1]}")[0], "5", date(2016, 1, day))
    asked = []

    def nobody(*given: Any) -> int:
        asked.append(given)
        raise outward.Unreachable("连接不上。")

    monkeypatch.setattr(outward, "post", nobody)
    work()
    assert len(asked) == 1
    assert set(webhook.deliveries.values_list("state", "attempts")) == {("waiting", 1)}


def test_one_switched_off_is_told_nothing_more(county, receiver):
    webhook, _ = set_up(county, receiver.url)
    webhooks.switch(webhook.pk, active=False, actor=county.actor, reason="对方维护")
    county.pay(county.east1, county.people("甲乙")[0], "5", date(2016, 1, 2))
    assert jobs("api.announce") == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x",
        "https://127.0.0.1/x",
        "https://localhost/x",
        "https://10.1.2.3/",
        "https://192.168.1.1/",
        "https://172.16.0.9:8443/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[fd00::1]/",
        "https://[fe80::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://0.0.0.0/",
        "https://100.64.0.1/",
        "https://224.0.0.1/",
        "https://2130706433/",
        "http://93.184.216.34/",
        "ftp://93.184.216.34/",
        "https://user:pass@93.184.216.34/",
        "https:///x",
        "https://93.184.216.34:0/",
        "https://93.184.216.34:99999/",
        "https://93.184.216.34/a b",
        "https://93.184.216.34/\r\nX-Evil: 1",
        "file:///etc/passwd",
        "",
    ],
)
def test_it_may_not_go_anywhere_inside_or_unencrypted(county, url):
    with pytest.raises(Refused):
        set_up(county, url)
    assert not Webhook.objects.exists()


def test_a_name_is_checked_by_what_it_stands_for_each_time(county, monkeypatch):
    stands_for = ["93.184.216.34"]
    monkeypatch.setattr(
        outward.socket, "getaddrinfo", lambda host, port, **_: [(2, 1, 6, "", (each, port)) for each in stands_for]
    )
    webhook, _ = set_up(county, "https://notices.example.cn/take")
    connected = []
    monkeypatch.setattr(outward.socket, "create_connection", lambda where, *_: connected.append(where) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        deliveries.trial(webhook)
    assert connected == [("93.184.216.34", 443)]
    stands_for[:] = ["93.184.216.34", "127.0.0.1"]
    found = deliveries.trial(webhook)
    assert found.state == "given_up"
    assert "内部网络" in found.said
    assert len(connected) == 1


def test_one_tells_only_of_what_one_may_read(county, receiver):
    from datetime import date as day

    from liuyou.kernel.access.models import Actor
    from liuyou.kernel.access.setup import appoint

    with permit("access.actor.start"):
        actor = Actor.objects.create(name="东镇主席")
    appoint(actor, county.east, "主席", ["api.tokens", "bargaining.read"], since=day(2015, 1, 1))
    with pytest.raises(Refused, match="能看的业务"):
        webhooks.start("甲", county.east, receiver.url, ["aid.payment.*"], actor=actor)
    with pytest.raises(NotFound):
        webhooks.start("甲", county.west, receiver.url, ["bargaining.offer.*"], actor=actor)
    made, secret = webhooks.start("甲", county.east, receiver.url, ["bargaining.offer.*"], actor=actor)
    line = Line.objects.get(action="api.webhook.start", record=made.pk)
    assert secret not in str(line.after)

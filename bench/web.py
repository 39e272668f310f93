"""The table page of 3,600 cells through HTTP, against its bare SQL; and a record's way to another user's page."""

from __future__ import annotations

import http.client
import re
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from bench import bulk
from bench.generate import Size, measure

USERNAME, PASSWORD = "bench", "Liuyou-bench-2026"
CLIENTS, SECONDS, ROUNDS = 8, 15, 7
PAGE = "/figure/?" + urlencode(
    {"code": [measure(n) for n in range(10)], "period": "2024", "rows": "children", "columns": "months"}, doseq=True
)


class Browser:
    """One signed-in connection that keeps its cookies."""

    def __init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", bulk.PORT, timeout=60)
        self.cookies: dict[str, str] = {}
        _, page = self.ask("/account/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, page[:500]
        given = {"login": USERNAME, "password": PASSWORD, "csrfmiddlewaretoken": token[1].decode()}
        status, _ = self.ask("/account/login/", urlencode(given))
        assert status == 302, status

    def ask(self, path: str, body: str = "") -> tuple[int, bytes]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://127.0.0.1:{bulk.PORT}/",
            }
        self.connection.request("POST" if body else "GET", path, body or None, headers)
        answer = self.connection.getresponse()
        for each in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = each.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read()


def prepare() -> None:
    """An account that sees the whole county, without a second factor."""
    from liuyou.kernel.access.setup import operator
    from liuyou.kernel.accounts.starting import ensure_account
    from liuyou.kernel.actions.parameters import override_parameter
    from liuyou.kernel.orgs.models import Place

    root, since = Place.objects.get(parent=None).org_id, date(2010, 1, 1)
    override_parameter("accounts.totp_required", False, org=root, since=since, actor=operator(), reason="测速")
    ensure_account(USERNAME, "测速", PASSWORD, "supervisor", root, since)


def measured(size: Size) -> Iterator[tuple[str, float]]:
    """Median seconds of the page for one client, and requests a second for eight."""
    with bulk.scratch(size) as name, tempfile.TemporaryDirectory() as folder:
        prepare()
        with bulk.served(name, folder):
            browser = Browser()
            times = []
            for _ in range(ROUNDS):
                began = time.perf_counter()
                status, page = browser.ask(PAGE)
                times.append(time.perf_counter() - began)
                assert status == 200, page[:2000]
                assert page.count(b"figure-link") > 3_600, page.count(b"figure-link")
            yield "one", statistics.median(times[1:])
            yield "eight", _rate()


def _rate() -> float:
    counts = [0] * CLIENTS
    browsers = [Browser() for _ in range(CLIENTS)]
    until = time.monotonic() + SECONDS

    def ask(number: int) -> None:
        while time.monotonic() < until:
            status, _ = browsers[number].ask(PAGE)
            assert status == 200, status
            counts[number] += 1

    clients = [threading.Thread(target=ask, args=(number,)) for number in range(CLIENTS)]
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    return sum(counts) / SECONDS

"""What a browser, and whoever sits between or plays one, may try: frames, forms, texts, files, addresses, logs."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import unquote, urlsplit
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from liuyou.kernel.accounts import actions as accounts
from liuyou.kernel.actions.parameters import override_parameter
from liuyou.kernel.actions.tree import establish_orgs
from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.orgs.changes import Founding
from liuyou.kernel.people.models import Person
from liuyou.kernel.web.screens import SCREENS
from tests.neighbours import LINK, PASSWORD, PNG, Neighbours, words_of
from tests.routes import addresses, sample

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
RAW = ("<script>alert(1)", "<img src=x")
FORMULA = "=HYPERLINK(1)"
ELSEWHERE = "//evil.example/"
TYPED_INTO = {"aid.payment", "aid.visit", "bargaining.offer", "activities.activity"}
"""Registers that take any words in their texts."""
LOOKED_AT = 120
"""Pages that the crawl opens."""


@pytest.fixture
def whole(world: Neighbours, db: None) -> Any:
    """Somebody who may do everything everywhere."""
    return world.sign_in("whole", ["*"], "parent")


def every_address(world: Neighbours) -> Iterator[tuple[Any, str]]:
    """One address of each route."""
    for route in sample():
        kwargs = addresses(route, world, "own")[0]
        yield route, reverse(route.name, kwargs=kwargs) if route.name else "/" + route.path


def asked(client: Any, method: str, path: str, *given: Any, **headers: Any) -> Any:
    """One request whose writes and cookies are taken back."""
    before = client.cookies.copy()
    try:
        with transaction.atomic():
            response = getattr(client, method)(path, *given, **headers)
            transaction.set_rollback(True)
    finally:
        client.cookies = before
    return response


# The frame


@pytest.mark.parametrize("path", ["/", "/account/login/", "/no-such-page/", "/r/aid.payment/", "/r/none/"])
def test_every_answer_has_the_headers(whole: Any, path: str) -> None:
    response = whole.get(path)
    policy = dict(part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";"))
    assert policy["script-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in policy["default-src"] + policy["script-src"] + policy["style-src"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


def test_pages_hold_no_inline_script(world: Neighbours, whole: Any) -> None:
    """The policy forbids it, so a page that has one is broken."""
    inline = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<[^>]+\son[a-z]+=|<style|javascript:", re.I)
    wrong = []
    for _, path in every_address(world):
        response = asked(whole, "get", path)
        if response.get("Content-Type", "").startswith("text/html") and (found := inline.search(words_of(response))):
            wrong.append(f"{path}: {found.group()[:80]}")
    assert not wrong, "\n".join(wrong)


def test_cookies_are_for_the_server_alone(world: Neighbours, db: None, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True  # what LIUYOU_HTTPS=1 sets
    client, _ = _entered(world)
    for name in ("sessionid", "csrftoken"):
        cookie = client.cookies[name]
        assert cookie["httponly"], name
        assert cookie["secure"], name
        assert cookie["samesite"] == "Lax", name
    assert client.get("/").status_code == 200


def _entered(world: Neighbours) -> tuple[Client, Any]:
    """Somebody who has signed in by the form; his posts see nothing that asks for a second factor."""
    user = world.account("walker", ["figures.read"], "own")
    user.authenticator_set.all().delete()
    client = Client()
    client.get(reverse("account_login"))
    response = client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    assert response.status_code == 302, words_of(response)
    return client, user


def test_no_form_is_taken_without_its_token(world: Neighbours, whole: Any) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies = whole.cookies.copy()
    taken = []
    for route, path in every_address(world):
        response = asked(client, "post", path, {})
        if response.status_code not in (401, 403, 405) and route.name != "api-nowhere":
            taken.append(f"{route}: {response.status_code}")
    assert not taken, "\n".join(taken)


def test_unknown_methods_are_refused(world: Neighbours, whole: Any) -> None:
    wrong = []
    for route, path in every_address(world):
        for method, fine in (("delete", {401, 403, 404, 405}), ("options", {200, 204, 302, 401, 403, 404, 405})):
            status = asked(whole, method, path).status_code
            if status not in fine and not (method == "delete" and path.startswith("/api/") and status < 500):
                wrong.append(f"{method} {route}: {status}")
        got, head = asked(whole, "get", path).status_code, asked(whole, "head", path)
        if head.status_code >= 500 or (got == 200 and head.status_code not in (200, 405)):
            wrong.append(f"head {route}: {head.status_code}, get {got}")
    assert not wrong, "\n".join(wrong)


def test_a_strange_host_is_refused(whole: Any) -> None:
    assert whole.get("/", HTTP_HOST="evil.example").status_code == 400
    assert whole.get("/", HTTP_X_FORWARDED_HOST="evil.example").status_code == 200


def test_nobody_is_led_elsewhere(world: Neighbours, whole: Any) -> None:
    led = []
    for client in (whole, world.clients["nobody"]):
        for route, path in every_address(world):
            if path.startswith("/api/v1/"):
                continue  # answers in JSON, leads nowhere
            for next_ in (ELSEWHERE, "https:evil.example", "/\\evil.example"):
                given = {"next": next_, "org": world.orgs["own"], "login": "x", "password": "y", "theme": "dark"}
                for method in ("get", "post"):
                    response = asked(client, method, path, given)
                    target = urlsplit(response.get("Location", "").replace("\\", "/"))
                    if "evil" in target.netloc or target.path.startswith("//"):
                        led.append(f"{method} {route} next={next_}: {response['Location']}")
                if route.name not in ("switch", "look") and not route.name.startswith(("account_", "mfa_")):
                    break
    assert not led, "\n".join(led)


# Sessions


def test_a_new_password_ends_other_sessions(world: Neighbours, db: None) -> None:
    client, user = _entered(world)
    assert client.get("/").status_code == 200
    accounts.change_own_password(user, "another-Pa55-word-of-tests")
    assert client.get("/")["Location"].startswith(reverse("account_login"))


def test_a_disabled_account_is_out_at_once(world: Neighbours, db: None) -> None:
    client, user = _entered(world)
    accounts.disable_account(user.pk, actor=world.actor, reason="离职")
    assert client.get("/")["Location"].startswith(reverse("account_login"))


# What people type


def test_typed_texts_are_never_markup(world: Neighbours, whole: Any) -> None:
    pages = ["/", "/todo/", "/search/", "/orgs/", "/papers/", "/people/", "/journal/", "/activity-types/"]
    establish_orgs([Founding(EVIL[:60], "primary_union", world.orgs["own"], date(2016, 1, 1))], actor=world.actor)
    taken = set()
    for screen in SCREENS.values():
        number = _with_words(world, screen, EVIL[:16])  # short enough for every column
        taken |= {screen.code} if number else set()
        pages.append(reverse("records", args=[screen.code]))
        if number:
            steps = [name for name, bound in screen.workflow.steps.items() if not bound.step.internal]
            pages += [reverse("record", args=[screen.code, number])]
            pages += [reverse("record-step", args=[screen.code, number, each]) for each in steps]
    assert taken >= TYPED_INTO
    wrong = [page for page in pages if any(raw in words_of(asked(whole, "get", page)) for raw in RAW)]
    wrong += [page for page in ("/search/", "/search/suggest/", "/people/") if _echoes(whole, page)]
    assert not wrong, "\n".join(wrong)


def _echoes(client: Any, page: str) -> bool:
    response = client.post(page, {"q": EVIL[:50]}, follow=True)
    return any(raw in words_of(response) for raw in RAW)


def _with_words(world: Neighbours, screen: Any, word: str) -> int | None:
    """A record with the word in each text that takes it; None where the area knows better."""
    for entry in list(screen.entries())[:2][::-1]:
        try:
            with transaction.atomic():
                return world.record(screen, entry, "own", **world.cells(entry, "own", word))
        except (LookupError, LiuyouError):
            continue
    return None


def test_workbooks_hold_no_formula_out_of_a_text(world: Neighbours, whole: Any) -> None:
    establish_orgs([Founding(FORMULA, "primary_union", world.orgs["own"], date(2016, 1, 1))], actor=world.actor)
    assert {screen.code for screen in SCREENS.values() if _with_words(world, screen, FORMULA)} >= TYPED_INTO
    exports = [("get", reverse("record-export", args=[code])) for code in SCREENS]
    exports += [("post", path) for route, path in every_address(world) if route.name.endswith("export")]
    found, books = [], 0
    for method, path in exports:
        response = asked(whole, method, path, {})
        if "sheet" not in response.get("Content-Type", ""):
            continue
        books += 1
        with ZipFile(io.BytesIO(b"".join(response) if response.streaming else response.content)) as book:
            sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        found += [path for sheet in sheets if "<f>" in sheet or "<f " in sheet]
    assert not found, f"formulas in {found}"
    assert books >= len(SCREENS)
    table = f"{reverse('figure-export')}?code=aid.money&rows=children&period=2016&org={world.orgs['own']}"
    plain = words_of(asked(whole, "post", table, {"form": "csv"})).splitlines()
    assert any(FORMULA in line for line in plain), plain
    assert not [line for line in plain if line.lstrip('\ufeff"')[:1] in ("=", "+", "@")]


# Files


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("说明.html", b"<html><script>alert(1)</script></html>"),
        ("图.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("图.png", b"MZ\x90\x00" + b"\0" * 200),
        ("程序.exe", b"MZ\x90\x00" + b"\0" * 200),
        ("大.png", PNG + b"\0" * (1 << 20)),
        ("../../图.php", PNG),
    ],
)
def test_unfit_files_are_refused(world: Neighbours, whole: Any, name: str, content: bytes) -> None:
    limit = {"since": date(2015, 1, 1), "actor": world.actor, "reason": "试"}
    override_parameter("attachments.megabytes", 1, org=world.orgs["own"], **limit)
    record = world.records["aid.payment", "own"]
    sent = {"file": SimpleUploadedFile(name, content)}
    whole.post(reverse("attach", args=["aid.payment", record]), sent, HTTP_HX_REQUEST="true")
    page = words_of(whole.get(reverse("attach", args=["aid.payment", record])))
    assert name.rpartition("/")[2] not in page


def test_too_many_fields_are_refused(whole: Any) -> None:
    response = whole.post("/search/", {f"q{number}": "x" for number in range(5100)})
    assert response.status_code == 400


# Addresses and logs


def test_no_address_names_a_person(world: Neighbours, db: None) -> None:
    client = world.sign_in("crawler", _supervising(), "parent")
    names = [
        each for pair in Person.objects.values_list("name", "initials", "pinyin") for each in pair if len(each) > 2
    ]
    numbers = re.compile(r"\d{17}[\dXx]|1\d{10}")
    names = [each for each in names if not each.isascii()]
    waiting, seen, wrong = ["/"], {"/"}, []
    while waiting and len(seen) < LOOKED_AT * 3:
        page = waiting.pop(0)
        response = asked(client, "get", page)
        if not response.get("Content-Type", "").startswith("text/html"):
            continue
        for link in LINK.findall(words_of(response)):
            address = unquote(link.replace("&amp;", "&"))
            if numbers.search(address) or any(name in address for name in names):
                wrong.append(f"{page}: {address}")
            shape = re.sub(r"\d+", "0", address.split("?")[0])
            if link.startswith("/") and not link.startswith(("/static/", "/account/")) and shape not in seen:
                if len(seen) < LOOKED_AT:
                    waiting.append(link.replace("&amp;", "&"))
                seen.add(shape)
    assert not wrong, "\n".join(sorted(set(wrong)))
    assert len(seen) > 30, "the crawl found hardly any page"


def _supervising() -> list[str]:
    from liuyou.kernel.catalogue.roles import permissions_of

    return list(permissions_of("supervisor"))


def test_logs_hold_no_secret_and_nobodys_name(world: Neighbours, whole: Any, caplog: pytest.LogCaptureFixture) -> None:
    person = Person.objects.get(pk=world.made["own"]["person"])
    typed = ("13800001111", "my-secret-Pa55", person.name, person.identity or "none")
    caplog.set_level(logging.DEBUG)
    for name in ("django.request", "django.security", "axes", "allauth", "liuyou"):
        caplog.set_level(logging.DEBUG, logger=name)
    nobody = world.clients["nobody"]
    asked(nobody, "post", reverse("account_login"), {"login": typed[0], "password": typed[1]})
    asked(
        nobody, "post", reverse("account_login"), {"login": world.clients["leader"].user.username, "password": typed[1]}
    )
    for page in ("/search/", "/search/suggest/", "/people/"):
        asked(whole, "post", page, {"q": person.name})
        asked(whole, "post", page, {"q": person.identity or ""})
    asked(whole, "post", reverse("person-correct", args=[person.pk]), {"name": person.name, "identity": "x" + typed[3]})
    said = "\n".join(
        f"{each.name} {each.getMessage()}" for each in caplog.records if not each.name.startswith("django.db")
    )
    assert [each for each in typed if each in said] == []


ODD_QUERIES = (
    "period=x&cursor=x&page=-1&sort=drop&where=&code=%5D&on=x&at=x&as_of=x&from=x&to=x&state=x&column=x&due=x&by=x&dim=x",
    "org=999999999999999999999&number=99999999999999999999",
    "org=abc",
    "org=%00",
    "org=%C2%B2",
    "at=99999999999999999999999&cursor=99999999999999999999&number=99999999999999999999&words=99999999999999999999",
    "words={w}&q={w}&period={w}&code={w}&sort={w}&cursor={w}&state={w}&programme={w}&title={w}&actor={w}".format(
        w="x" * 600
    ),
    "words=%00&q=%00&period=%00&code=%00&sort=%00&cursor=%00&state=%00&programme=%00&action=%00&register=%00&who=%00&kind=%00",
    "words=%ED%A0%80&q=%ED%A0%80&period=%ED%A0%80&code=%ED%A0%80&state=%F0%9F%98%80&words=%F0%9F%98%80",
    "period=9999&year=0&year=99999&on=0000-00-00&on=9999-12-31&period=0001",
    "period=2016&code=aid.money%5Bprogramme%3D&by=child&period=2016..2015&as_of=9999-12-31T23:59:59",
)


WITH_ORG = ("home", "switch", "orgs", "org", "org-choose", "records", "record-new", "figure", "api-tokens", "job")
"""Where an odd org is tried: it is read in one place for all pages but these few."""
ODD_VALUES = ("x", "-1", "9" * 24, "\0", "😀" * 200, "2016..2015")


def test_odd_parameters_break_no_answer_of_the_api(world: Neighbours, whole: Any) -> None:
    broken, seen = [], set()
    for route, path in every_address(world):
        area = route.screen.area if route.screen else route.name
        takes = () if area in seen else getattr(getattr(route.view, "cls", None), "takes", ())
        seen |= {area} if takes else set()
        for name in (*takes, "org") if takes else ():
            for value in ODD_VALUES:
                given = {"code": "aid.money", "period": "2016"} if "code" in takes else {}
                response = asked(whole, "get", path, given | {name: value})
                if response.status_code >= 500 or response.status_code == 429:
                    broken.append(f"{route} {name}={value[:9]!r}: {response.status_code} {_why(response)}")
    assert len(seen) > 5
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("query", ODD_QUERIES, ids=lambda query: query[:24])
def test_odd_parameters_break_no_page(world: Neighbours, whole: Any, query: str) -> None:
    broken = []
    for route, path in every_address(world):
        if path.startswith("/api/v1/") or (query.startswith("org=") and route.name not in WITH_ORG):
            continue
        response = asked(whole, "get", f"{path}?{query}")
        if response.status_code >= 500:
            broken.append(f"{route}: {response.status_code} {_why(response)}")
    assert not broken, "\n".join(broken)


def test_odd_numbers_break_no_page(world: Neighbours, whole: Any) -> None:
    broken = []
    for route in sample():
        for odd in ("99999999999999999999999", "0"):
            kwargs = {
                name: odd if isinstance(value, int) else value
                for name, value in addresses(route, world, "own")[0].items()
            }
            response = asked(whole, "get", reverse(route.name, kwargs=kwargs))
            if response.status_code >= 500:
                broken.append(f"{route} {odd}: {_why(response)}")
    assert not broken, "\n".join(broken)


def test_odd_words_break_no_form(world: Neighbours, whole: Any) -> None:
    broken = []
    for word in ("😀" * 300, "-1"):
        given = dict.fromkeys(
            ("q", "words", "org", "name", "title", "reason", "on", "step", "record", "query", "drop"), word
        )
        for route, path in every_address(world):
            sent = (json.dumps(given), "application/json") if path.startswith("/api/v1/") else (given,)
            response = asked(whole, "post", path, *sent)
            if response.status_code >= 500:
                broken.append(f"{route} {word[:5]!r}: {_why(response)}")
    assert not broken, "\n".join(broken)


def _why(response: Any) -> str:
    error = getattr(response, "exc_info", None)
    return repr(error[1])[:160] if error else ""

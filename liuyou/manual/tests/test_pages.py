"""The manual held to the code: buttons it names exist, pictures it shows are listed, and it is written in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from liuyou.administration.orgs.changes import CHANGES, FOUND
from liuyou.kernel.access.models import Actor
from liuyou.kernel.accounts.models import User
from liuyou.kernel.accounts.views import ACTS
from liuyou.kernel.catalogue.catalogue import AREAS
from liuyou.kernel.web.menu import ENTRIES, SECTIONS
from liuyou.kernel.web.screens import SCREENS
from liuyou.kernel.writing.permit import permit
from liuyou.manual import chapters

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(chapters.PAGES.glob("[0-9][0-9]-*.md"))
LISTED: list[dict[str, Any]] = yaml.safe_load((chapters.PAGES / "images.yaml").read_text("utf-8"))
ROLES = {"", "quzong", "zhenzong", "jiceng", "shenji", "xitong", "anquan", "lingdao"}
IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)]*)\)")
BUTTON = re.compile(r"\*\*“([^”]+)”\*\*")
MENU = re.compile(r"\*\*([\u4e00-\u9fff]+) → ([\u4e00-\u9fff]+)(?: →)?\*\*")
NAMES = {"Word", "Excel", "LibreOffice", "HTTPS", "OIDC", "PostgreSQL", "Python", "Linux"}
"""Names of software and standards, which have no Chinese form."""
VALUE = "\0"


def _pieces(template: str) -> Iterator[str]:
    """Words on what can be pressed; a value is a NUL. Read twice: branches joined to what is around, and apart."""
    template = re.sub(r'\{% icon "[^"]*"(?: "([^"]*)")? %\}', r"\n\1\n", template)
    template = re.sub(r"\{\{.*?\}\}", VALUE, template)
    apart = re.sub(r"\{%.*?%\}", "\n", template)
    joined = re.sub(r"\{%.*?%\}", "", re.sub(r"\{% (?:else|elif|for|endfor)\b.*?%\}", "\n", template))
    for text in (apart, joined):
        yield from re.findall(r'(?:title|aria-label)="([^"]*)"', text)
        for _, inside in re.findall(r"(?s)<(button|a|summary|label|strong)\b[^>]*>(.*?)</\1>", text):
            yield from re.split(r"<[^>]*>|\n", inside)


@cache
def labels() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """What can be pressed on the screen: plain words, and patterns where a value stands within."""
    found = {each.strip() for path in ROOT.rglob("templates/**/*.html") for each in _pieces(path.read_text("utf-8"))}
    for area in AREAS.values():
        found |= {bound.step.title for flow in area.workflows for bound in flow.steps.values()}
    for screen in SCREENS.values():
        found |= {paper.title for paper in screen.papers}
        if screen.area != "activities":  # whose types are rows of the database
            found |= {entry.title for entry in screen.entries()} | {follow.title for follow in screen.follows}
    found |= {each.title for each in (*CHANGES.values(), FOUND, *ACTS.values())}
    found |= {entry.title for entry in ENTRIES.values()} | set(SECTIONS)
    plain = frozenset(each for each in found if each and VALUE not in each)
    mixed = (each for each in found if VALUE in each and len(each.replace(VALUE, "").strip()) > 1)
    patterns = (re.compile(".+".join(re.escape(part) for part in each.split(VALUE))) for each in mixed)
    return plain, tuple(patterns)


def on_screen(words: str) -> bool:
    plain, patterns = labels()
    return words in plain or any(pattern.fullmatch(words) for pattern in patterns)


@pytest.fixture
def reader(county: Any) -> Client:
    with permit("access.actor.start"):
        actor = Actor.objects.create(name="读手册的")
        User.objects.create(
            username="reader", actor=actor, org_id=county.root, must_change_password=False, created_at=timezone.now()
        )
    client = Client()
    client.force_login(User.objects.get(), backend="liuyou.kernel.accounts.adapters.ByPassword")
    return client


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_button_the_manual_names_is_on_some_page(path: Path) -> None:
    unknown = [words for words in BUTTON.findall(path.read_text("utf-8")) if not on_screen(words)]
    assert not unknown


def test_the_check_of_buttons_can_fail() -> None:
    assert on_screen("登记发放")
    assert on_screen("开始办理 20 条")
    assert not on_screen("一键搞定")
    assert not on_screen("登记发放吧")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_way_through_the_menu_is_there(path: Path) -> None:
    wrong = [way for way in MENU.findall(path.read_text("utf-8")) if way not in ENTRIES]
    assert not wrong


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_text_is_chinese_and_calm(path: Path) -> None:
    text = re.sub(r"(?s)```.*?```|`[^`]*`|\{\{.*?\}\}|\{%.*?%\}", "", path.read_text("utf-8"))
    text = re.sub(r"\]\([^)]*\)", "]", text)
    assert set(re.findall(r"[A-Za-z]{4,}", text)) <= NAMES
    assert not re.search(r"[!！](?!\[)", text)


def test_the_pictures_are_those_of_the_list() -> None:
    used = {src for path in FILES for alt, src in IMAGE.findall(path.read_text("utf-8"))}
    assert used == {f"images/{each['name']}.png" for each in LISTED}
    assert len({each["name"] for each in LISTED}) == len(LISTED)
    for path in FILES:
        assert all(alt for alt, _ in IMAGE.findall(path.read_text("utf-8")))


@pytest.mark.parametrize("each", LISTED, ids=lambda each: each["name"])
def test_each_picture_can_be_taken(each: dict[str, Any]) -> None:
    assert set(each) <= {"name", "role", "url", "width", "height", "selector", "press", "note"}
    assert each["role"] in ROLES
    assert each["width"] in (1440, 390)
    assert on_screen(each.get("press", "登记"))
    assert resolve(urlsplit(each["url"].replace("{first}", "1")).path).func


def test_a_picture_not_taken_yet_is_said_in_words(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chapters, "IMAGES", chapters.PAGES / "no-such-folder")
    made = chapters._read("x", "# 题\n\n![登录页](images/sign-in.png)\n")
    assert "<img" not in made.html
    assert "登录页" in made.html


def test_the_pictures_there_are_given_out(reader: Client) -> None:
    for each in LISTED:
        there = (chapters.IMAGES / f"{each['name']}.png").is_file()
        assert reader.get(f"/help/images/{each['name']}.png").status_code == (200 if there else 404)


def test_every_chapter_can_be_read_and_leads_on(reader: Client) -> None:
    for slug, chapter in chapters.chapters().items():
        response = reader.get(f"/help/{slug}/")
        assert response.status_code == 200
        assert chapter.headings
        for link in re.findall(r'(?:href|src)="(/[^"#]*)', chapter.html):
            assert reader.get(link).status_code == 200, link
        assert not re.search(r'href="(?!/|#)', chapter.html), "a link leads out of the manual"

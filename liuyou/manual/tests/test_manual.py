"""The manual: every chapter opens, its links lead somewhere, no HTML gets through, pictures only by their names."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from liuyou.kernel.access.models import Actor
from liuyou.kernel.accounts.models import User
from liuyou.kernel.writing.permit import permit
from liuyou.manual import chapters


@pytest.fixture
def reader(county: Any) -> Client:
    """Somebody with an account and no post at all."""
    with permit("access.actor.start"):
        actor = Actor.objects.create(name="新来的")
        User.objects.create(
            username="new", actor=actor, org_id=county.root, must_change_password=False, created_at=timezone.now()
        )
    client = Client()
    client.force_login(User.objects.get(), backend="liuyou.kernel.accounts.adapters.ByPassword")
    return client


def text(response: Any) -> str:
    return response.content.decode()  # type: ignore[no-any-return]


def test_every_chapter_opens_and_its_links_lead_somewhere(reader: Client) -> None:
    contents = text(reader.get("/help/"))
    for slug, chapter in chapters.chapters().items():
        assert chapter.title in contents
        page = text(reader.get(f"/help/{slug}/"))
        for link in re.findall(r'(?:href|src)="(/help/[^"#]*)', page):
            assert reader.get(link).status_code == 200, link
        for anchor in re.findall(r'href="#(s\d+)"', page):
            assert f'id="{anchor}"' in page


def test_one_turns_the_pages_in_order() -> None:
    slugs = list(chapters.chapters())
    assert chapters.neighbours(slugs[0])[0] is None
    assert chapters.neighbours(slugs[-1])[1] is None
    assert [chapters.neighbours(slug)[1].slug for slug in slugs[:-1]] == slugs[1:]  # type: ignore[union-attr]


def test_a_stranger_has_to_sign_in_first() -> None:
    assert Client().get("/help/").status_code == 302


def test_words_are_found_with_what_stands_around_them_and_told_when_not(reader: Client) -> None:
    page = text(reader.get("/help/", {"words": "签名不符"}))
    assert "<mark>签名不符</mark>" in page
    assert "/help/papers/#s" in page
    none = text(reader.get("/help/", {"words": "<b>没有的"}))
    assert "没有找到“&lt;b&gt;没有的”" in none


def test_html_in_a_chapter_is_shown_as_text() -> None:
    made = chapters._read(
        "x", "# 题\n\n<script>alert(1)</script>\n\n[a](javascript:alert(1)) ![p](http://x.invalid/p.png)\n"
    )
    assert "<script" not in made.html
    assert "javascript:" not in made.html.replace("[a](javascript:alert(1))", "")
    assert "x.invalid" not in made.html


@pytest.mark.parametrize("name", ["../04-papers.md", "04-papers.md", "x.svg", "..%2f..%2fkeys.png", "no-such.png"])
def test_only_pictures_of_the_manual_are_given_out(reader: Client, name: str) -> None:
    assert reader.get(f"/help/images/{name}").status_code == 404


def test_a_file_that_only_calls_itself_a_picture_is_not_one(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.png").write_bytes(b"<svg onload=alert(1)>")
    (tmp_path / "b.png").write_bytes(chapters.PNG + b"more")
    monkeypatch.setattr(chapters, "IMAGES", tmp_path)
    assert chapters.picture("a.png") is None
    assert chapters.picture("b.png") == chapters.PNG + b"more"

"""Chapters of the manual: read once, rendered without HTML of their own, searched by words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.urls import reverse
from markdown_it import MarkdownIt
from markdown_it.token import Token

PAGES = Path(__file__).with_name("pages")
IMAGES = PAGES / "images"
_FILE = re.compile(r"(\d\d)-([a-z][a-z0-9-]*)\.md")
_IMAGE = re.compile(r"[a-z0-9][a-z0-9-]*\.png")
_LINK = re.compile(r"(?:\d\d-)?([a-z][a-z0-9-]*)\.md(#[\w\u4e00-\u9fff-]+)?")
PNG = b"\x89PNG\r\n\x1a\n"
AROUND, FOUND = 40, 30


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One file. `html` is safe: the renderer passes no HTML through."""

    slug: str
    title: str
    html: str
    headings: list[Heading]
    sections: list[tuple[Heading, str]]
    """Each section's heading and its plain text, for the search."""


@dataclass(frozen=True, slots=True)
class Hit:
    chapter: Chapter
    heading: Heading
    before: str
    match: str
    after: str


@cache
def chapters() -> dict[str, Chapter]:
    """All chapters by slug, in the order of their numbers."""
    found = {}
    for path in sorted(PAGES.glob("*.md")):
        named = _FILE.fullmatch(path.name)
        if named:
            found[named[2]] = _read(named[2], path.read_text("utf-8"))
    return found


def neighbours(slug: str) -> tuple[Chapter | None, Chapter | None]:
    """The chapters before and after."""
    line = list(chapters().values())
    here = next(number for number, each in enumerate(line) if each.slug == slug)
    return (line[here - 1] if here else None, line[here + 1] if here + 1 < len(line) else None)


def find(words: str) -> list[Hit]:
    """Sections that hold the words, in order; titles count too."""
    return list(_hits(words.casefold()))[:FOUND] if words else []


def _hits(words: str) -> Iterator[Hit]:
    for chapter in chapters().values():
        for heading, text in chapter.sections:
            place = text.casefold().find(words)
            if place >= 0:
                end = place + len(words)
                before = ("…" if place > AROUND else "") + text[max(0, place - AROUND) : place]
                yield Hit(chapter, heading, before, text[place:end], text[end : end + AROUND])
            elif words in heading.title.casefold():
                yield Hit(chapter, heading, "", "", text[: AROUND * 2])


def picture(name: str) -> bytes | None:
    """A picture of the manual by its plain name; None for anything else, whatever it is called."""
    path = IMAGES / name
    if not _IMAGE.fullmatch(name) or not path.is_file():
        return None
    content = path.read_bytes()
    return content if content.startswith(PNG) else None


def _read(slug: str, text: str) -> Chapter:
    tool = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = tool.parse(text)
    headings, sections, title = list[Heading](), list[tuple[Heading, list[str]]](), slug
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            words = _plain(tokens[number + 1])
            heading = Heading(int(token.tag[1]), words, f"s{len(sections)}")
            token.attrSet("id", heading.anchor)
            title = words if heading.level == 1 else title
            headings += [heading] if heading.level == 2 else []
            sections.append((heading, []))
        elif token.type == "inline":
            _adapt(token)
            if sections and tokens[number - 1].type != "heading_open":
                sections[-1][1].append(_plain(token))
        elif token.type == "table_open":
            token.attrSet("class", "table")
    first = 3 if tokens and tokens[0].tag == "h1" else 0  # the title stands at the head of the page already
    html = tool.renderer.render(tokens[first:], tool.options, {})
    return Chapter(slug, title, html, headings, [(heading, " ".join(words)) for heading, words in sections])


def _plain(token: Token) -> str:
    return "".join(each.content for each in token.children or [] if each.type in ("text", "code_inline"))


def _adapt(token: Token) -> None:
    """Links between files become addresses; pictures come from the guarded view, with their size left to the page."""
    for each in token.children or []:
        if each.type == "link_open":
            link = _LINK.fullmatch(str(each.attrGet("href") or ""))
            if link:
                each.attrSet("href", reverse("manual-page", args=[link[1]]) + (link[2] or ""))
        elif each.type == "image":
            name = str(each.attrGet("src") or "").removeprefix("images/")
            if picture(name) is None:  # not taken yet: its words stand in its place
                each.type, each.tag, each.content = "text", "", f"（图：{each.content}）"
                continue
            each.attrSet("src", reverse("manual-image", args=[name]))
            each.attrSet("loading", "lazy")

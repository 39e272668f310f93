"""The manual on the screen: contents, chapters, search, pictures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.web.pages import SIGNED_IN, Here, page, show
from liuyou.manual import chapters

GONE = "手册里没有这一章：请从目录进入。"
LONGEST = 40


@page(SIGNED_IN, methods=("GET", "HEAD"))
def contents(request: HttpRequest, here: Here) -> HttpResponse:
    words = " ".join(request.GET.get("words", "").split())[:LONGEST]
    context = {"chapters": chapters.chapters().values(), "words": words, "hits": chapters.find(words)}
    return show(request, "manual/contents.html", context)


@page(SIGNED_IN, methods=("GET", "HEAD"))
def chapter(request: HttpRequest, here: Here, slug: str) -> HttpResponse:
    found = chapters.chapters().get(slug)
    if found is None:
        raise NotFound(GONE)
    before, after = chapters.neighbours(slug)
    context = {"chapter": found, "chapters": chapters.chapters().values(), "before": before, "after": after}
    return show(request, "manual/chapter.html", context)


@page(SIGNED_IN, methods=("GET", "HEAD"))
def image(request: HttpRequest, here: Here, name: str) -> HttpResponse:
    content = chapters.picture(name)
    if content is None:
        raise NotFound("手册里没有这张图。")
    return HttpResponse(content, content_type="image/png", headers={"Cache-Control": "private, max-age=3600"})

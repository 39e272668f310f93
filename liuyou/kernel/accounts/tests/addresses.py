"""The addresses of accounts, and an empty page for each other one that the shell leads to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from liuyou.kernel.web.pages import SIGNED_IN, page


@page(SIGNED_IN)
def elsewhere(request: HttpRequest, here: Any) -> HttpResponse:
    return HttpResponse("别处")


NAMES = ("switch", "look", "todo", "search", "suggest", "manual")
urlpatterns = [
    path("", include("liuyou.kernel.accounts.urls")),
    path("", elsewhere, name="home"),
    *(path(f"{name}/", elsewhere, name=name) for name in NAMES),
]

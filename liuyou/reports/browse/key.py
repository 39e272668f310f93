"""Only who has the key printed at the start may look: the pages show people in trouble."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

COOKIE = "liuyou_key"
PLAIN = "text/plain; charset=utf-8"
REFUSAL = "请用启动 liuyou serve 时打印的地址打开本页。"
UNREADABLE = "网址中有不能识别的字符：请核对网址，或从首页重新打开。"


def key_required(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or any("\0" in text for pair in request.GET.lists() for text in (pair[0], *pair[1])):
            return HttpResponse(UNREADABLE, status=400, content_type=PLAIN)  # no text in the database can hold it
        key = os.environ.get("LIUYOU_WEB_KEY", "")
        if _opens(request.COOKIES.get(COOKIE, ""), key):
            return get_response(request)
        if _opens(request.GET.get("key", ""), key):
            response = HttpResponseRedirect(request.path)
            response.set_cookie(COOKIE, key, httponly=True, samesite="Strict")
            return response
        return HttpResponse(REFUSAL, status=403, content_type=PLAIN)

    return middleware


def _opens(given: str, key: str) -> bool:
    return bool(key) and secrets.compare_digest(given.encode(errors="replace"), key.encode())

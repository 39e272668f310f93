"""Only who has the key printed at the start may look: the pages show people in trouble."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

COOKIE = "liuyou_key"
REFUSAL = "请用启动 liuyou serve 时打印的地址打开本页。"


def key_required(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        key = os.environ.get("LIUYOU_WEB_KEY", "")
        if key and secrets.compare_digest(request.COOKIES.get(COOKIE, ""), key):
            return get_response(request)
        if key and secrets.compare_digest(request.GET.get("key", ""), key):
            response = HttpResponseRedirect(request.path)
            response.set_cookie(COOKIE, key, httponly=True, samesite="Strict")
            return response
        return HttpResponse(REFUSAL, status=403, content_type="text/plain; charset=utf-8")

    return middleware

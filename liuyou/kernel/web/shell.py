"""What every page's frame needs: menu, where one is, how it looks. A context processor and two small middlewares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from liuyou.kernel.web import menu

CSP = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",  # charts place their tooltips by style attributes
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
LOOKS = {"theme": ("light", "dark"), "size": ("normal", "large"), "rail": ("open", "closed")}
"""Cookies of how it looks, and the values they may have."""

Next = Callable[[HttpRequest], HttpResponse]


def secure_headers(get_response: Next) -> Next:
    """No script but our own, nothing from other hosts, no page kept by shared caches."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Content-Security-Policy", CSP)
        response.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
        response.setdefault("Referrer-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "no-store")
        return response

    return answer


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: looks, and for whoever is signed in the menu and the present org."""
    looks = {name: request.COOKIES.get(name) for name in LOOKS}
    context: dict[str, Any] = {
        "looks": {name: value if value in LOOKS[name] else LOOKS[name][0] for name, value in looks.items()}
    }
    here = getattr(request, "here", None)
    if here is not None:
        context |= {"here": here, "menu": list(menu.sections(here)), "path": request.path}
    return context

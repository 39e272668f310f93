"""What stands between a signed-in person and the pages: idle time-out, a password to be changed, a second factor.

Only the pages that open a gate stay reachable while it is closed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from liuyou.kernel.accounts import policy
from liuyou.kernel.accounts.models import User
from liuyou.kernel.base import clock

ALWAYS_OPEN = {"account_logout", "account_reauthenticate", "account_login"}
PASSWORD_PAGES = {"account_change_password"}
FACTOR_PAGES = {"mfa_activate_totp", "mfa_reauthenticate", "mfa_view_recovery_codes", "mfa_download_recovery_codes"}
SEEN, IDLE = "seen", "idle_minutes"
TIMED_OUT = "liuyou.timed_out"


class Gates:
    """Middleware; after Django's AuthenticationMiddleware and MessageMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            _end_if_idle(request, request.user)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        name = (match.url_name if match else "") or ""
        if not isinstance(request.user, User) or name in ALWAYS_OPEN or getattr(view, "own_gates", False):
            return None
        target, words = closed_gate(request.user)
        if not target or name == target or name in (PASSWORD_PAGES if target in PASSWORD_PAGES else FACTOR_PAGES):
            return None
        messages.info(request, words)
        return _go(request, target)


def closed_gate(user: User) -> tuple[str, str]:
    """Name of the page that has to be done first and why; empty when the way is free."""
    if user.must_change_password:
        return "account_change_password", "这是管理员给的初始密码，只能用一次：请先换成自己的密码。"
    days = int(policy.for_user("accounts.password_days", user))
    if user.password_changed_at and timezone.now() - user.password_changed_at > timedelta(days=days):
        return "account_change_password", f"密码已用满 {days} 天：请换一个新密码。"
    if not policy.has_second_factor(user) and policy.second_factor_required(user, clock.today()):
        return "mfa_activate_totp", "您的职务能看敏感信息或办理资金，须先绑定动态口令。"
    return "", ""


def _end_if_idle(request: HttpRequest, user: User) -> None:
    """End the session when nothing was asked for too long; the moment is noted at most once a minute."""
    now, session = int(time.time()), request.session
    if IDLE not in session or SEEN not in session:
        session[IDLE], session[SEEN] = int(policy.for_user("accounts.idle_minutes", user)), now
        return
    minutes = session[IDLE]
    if now - session[SEEN] > minutes * 60:
        request.META[TIMED_OUT] = "1"
        logout(request)
        messages.info(request, f"超过 {minutes} 分钟没有操作，已自动退出：请重新登录。")
    elif now - session[SEEN] >= 60:
        session[SEEN] = now


def _go(request: HttpRequest, name: str) -> HttpResponse:
    answer = redirect(name)
    if request.headers.get("HX-Request"):  # htmx would put the page into a part of the old one
        return HttpResponse(headers={"HX-Redirect": answer["Location"]})
    return answer


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """Says the same whether the account exists or not."""
    minutes = int(policy.locked_for(request).total_seconds() // 60)
    return render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "accounts/form_expired.html", status=403)

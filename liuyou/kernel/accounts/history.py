"""The history of signing in: kept when Django and allauth tell of an attempt."""

from __future__ import annotations

from typing import Any

from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from liuyou.kernel.accounts.models import Outcome, SignIn, User
from liuyou.kernel.journal import lines
from liuyou.kernel.writing.permit import permit

REGISTER = "accounts.user"
KINDS = {Authenticator.Type.TOTP: "动态口令", Authenticator.Type.RECOVERY_CODES: "备用码"}


def listen() -> None:
    user_logged_in.connect(_entered, dispatch_uid="accounts.entered")
    user_logged_out.connect(_left, dispatch_uid="accounts.left")
    user_login_failed.connect(_refused, dispatch_uid="accounts.refused")
    user_locked_out.connect(_locked, dispatch_uid="accounts.locked")
    for signal, verb in (
        (mfa_signals.authenticator_added, "bind"),
        (mfa_signals.authenticator_reset, "renew"),
        (mfa_signals.authenticator_removed, "unbind"),
    ):
        signal.connect(_second_factor(verb), weak=False, dispatch_uid=f"accounts.factor.{verb}")


def note(request: HttpRequest | None, user: User | None, outcome: Outcome, reason: str = "") -> None:
    address = request.META.get("REMOTE_ADDR") if request is not None else None
    with permit("accounts.sign_in.note") as stamp:
        SignIn.objects.create(at=stamp, user=user, address=address or None, outcome=outcome, reason=reason)


def _entered(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    note(request, user, Outcome.ENTERED)


def _left(sender: Any, request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        note(request, user, Outcome.LEFT, "长时间没有操作" if request.META.get("liuyou.timed_out") else "")


def _refused(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    if getattr(request, "axes_locked_out", False):
        return  # told as locked
    user = User.objects.filter(username=str(credentials.get("username") or "").lower()).first()
    reason = "" if user is None else "账号已停用" if not user.is_active else "密码不对"
    note(request, user, Outcome.REFUSED, reason or "没有这个用户名")


def _locked(sender: Any, request: HttpRequest, username: str | None = None, **_: Any) -> None:
    user = User.objects.filter(username=(username or "").lower()).first()
    note(request, user, Outcome.LOCKED, "连续失败次数过多")


def _second_factor(verb: str) -> Any:
    def note_change(sender: Any, user: User, authenticator: Authenticator, **_: Any) -> None:
        action = f"accounts.factor.{verb}"
        after = {"factor": KINDS.get(Authenticator.Type(authenticator.type), authenticator.type)}
        with permit(action) as stamp:
            change = (REGISTER, user.pk, user.org_id, None, after)
            lines.append([change], at=stamp, actor=user.actor, action=action)

    return note_change

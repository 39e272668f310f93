"""Who calls, and what for: a token or a session becomes an actor, and a view's permission a place within reach."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from liuyou.kernel.access.reach import rights
from liuyou.kernel.accounts.gates import closed_gate
from liuyou.kernel.accounts.models import User
from liuyou.kernel.api import tokens
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Place
from liuyou.kernel.web.pages import SIGNED_IN, Here

if TYPE_CHECKING:
    from liuyou.kernel.api.models import Token

WORD = "Bearer"
NO_TOKEN = "令牌不对、已停用或已到期：请向上级工会重新申领。"  # noqa: S105 (words)
NOT_HERE = "没有这个地址，或不在您的权限内。"
NO_ORG = "没有这个组织，或不在您的管理范围内。"


class Bearer:
    """Whoever holds a token, in the place of a user."""

    is_authenticated = is_active = True

    def __init__(self, token: Token) -> None:
        self.token, self.actor = token, token.actor

    @property
    def who(self) -> str:
        return f"token:{self.token.pk}"


class ByToken(BaseAuthentication):
    """``Authorization: Bearer <token>``."""

    def authenticate(self, request: Request) -> tuple[Bearer, Token] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != WORD.lower().encode():
            return None
        token = tokens.find(words[1].decode("latin-1")) if len(words) == 2 else None
        if token is None:
            raise exceptions.AuthenticationFailed(NO_TOKEN)
        tokens.note_use(token)
        return Bearer(token), token

    def authenticate_header(self, request: Request) -> str:
        return WORD


class BySession(SessionAuthentication):
    """Whoever is signed in in the browser; writing needs the CSRF token, and no gate may be closed."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        found = super().authenticate(request)
        if found is None:
            return None
        _, words = closed_gate(found[0])
        if words:
            raise exceptions.PermissionDenied(words)
        return found


def who(user: User | Bearer) -> str:
    """A name for the counters."""
    return user.who if isinstance(user, Bearer) else f"user:{user.pk}"


class Declared(BasePermission):
    """Nobody without an account or token, and no view that has not declared what it needs."""

    def has_permission(self, request: Request, view: Any) -> bool:
        needs = view.permission(request.method)
        if request.user is None or not needs:
            return False
        view.here = arrive(cast("User | Bearer", request.user), needs, request.query_params.get("org", ""))
        return True


def arrive(user: User | Bearer, permission: str, asked: str = "") -> Here:
    """The org asked for, else the first within reach of the permission. NotFound out of reach."""
    today = clock.today()
    held = rights(user.actor, today)
    tops = held.tops(permission) if permission != SIGNED_IN else list(dict.fromkeys(org for org, _ in held.held))
    if not tops:
        raise NotFound(NOT_HERE)
    place = _asked(asked, tops, today) if asked else _first(tops, today)
    return Here(cast(User, user), today, held, place, permission)


def _asked(text: str, tops: list[int], today: date) -> Place:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    place = tree.places(today).filter(org_id=number).first()
    if place is None or not {int(label) for label in str(place.path).split(".")} & set(tops):
        raise NotFound(NO_ORG)
    return place


def _first(tops: list[int], today: date) -> Place | None:
    found = {place.org_id: place for place in tree.places(today).filter(org_id__in=tops)}
    return next((found[org] for org in tops if org in found), None)

"""What signing in demands: numbers set as parameters, and who needs a second factor.

Standard: GB/T 22239-2019 (等保 2.0) 8.1.4.1 身份鉴别: a) complexity and change of passwords, b) limits on failed
attempts and idle time-out, d) two kinds of credentials.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.http import HttpRequest

from liuyou.kernel.access.models import Grant
from liuyou.kernel.accounts.models import User
from liuyou.kernel.base import clock
from liuyou.kernel.base.regions import NATION
from liuyou.kernel.orgs.models import Place
from liuyou.kernel.parameters.definitions import resolve
from liuyou.kernel.parameters.values import parameter

REVEALING = {"people.reveal"}
PAYING_AREAS = {"aid", "funds"}
PAYING_VERBS = {"pay", "record", "approve"}


def is_sensitive(permission: str) -> bool:
    """Whether a granted permission, wildcards included, shows what is masked or moves money."""
    area, _, verb = permission.partition(".")
    if verb in ("", "*"):
        return area == "*" or area in PAYING_AREAS or any(each.startswith(f"{area}.") for each in REVEALING)
    return permission in REVEALING or (area in PAYING_AREAS and verb.rpartition(".")[2] in PAYING_VERBS)


def present_grants(user: User, on: date) -> list[tuple[int, str]]:
    """(org, permission) of the posts held on a day."""
    held = Grant.objects.filter(post__actor_id=user.actor_id, post__starts__lte=on)
    held = held.filter(Q(post__ends=None) | Q(post__ends__gt=on))
    return list(held.values_list("post__org_id", "permission"))


def second_factor_required(user: User, on: date) -> bool:
    """Whether a present post sees sensitive fields or pays, and its org has not decided otherwise."""
    orgs = {org for org, permission in present_grants(user, on) if is_sensitive(permission)}
    return any(parameter("accounts.totp_required", org=org, on=on).value is True for org in orgs)


def has_second_factor(user: User) -> bool:
    return bool(Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists())


def installed(name: str) -> Any:
    """The value that holds for the whole installation: that of the root org, before there is one the nation's."""
    today = clock.today()
    root = Place.objects.filter(parent=None, superseded_at=None, valid_to__gt=today).first()
    if root is None:
        return resolve(name, region=NATION, on=today, overrides=[]).value
    return parameter(name, org=root.org_id, on=today).value


def for_user(name: str, user: User) -> Any:
    return parameter(name, org=user.org_id, on=clock.today()).value


def lock_after(request: HttpRequest | None, credentials: dict[str, Any] | None) -> int:
    return int(installed("accounts.lock_after"))


def locked_for(request: HttpRequest | None) -> timedelta:
    return timedelta(minutes=int(installed("accounts.lock_minutes")))


def typed_username(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The name under which failures are counted: whoever it belongs to, or nobody."""
    given = (credentials or {}).get("username") or (request.POST.get("login") if request is not None else "")
    return str(given or "").strip().lower()[:150]

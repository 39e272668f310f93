"""Signing in by others' accounts (OpenID Connect, DingTalk, Feishu, WeChat): addresses of what is configured."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from allauth.socialaccount import views as social
from django.conf import settings
from django.urls import URLPattern, URLResolver, path

Wrap = Callable[[Callable[..., Any]], Callable[..., Any]]


def urls(public: Wrap, signed_in: Wrap) -> list[URLPattern | URLResolver]:
    """Own addresses, and those of each configured provider with its views declared as public."""
    own: list[URLPattern | URLResolver] = [
        path("", signed_in(social.connections), name="socialaccount_connections"),
        path("cancelled/", public(social.login_cancelled), name="socialaccount_login_cancelled"),
        path("error/", public(social.login_error), name="socialaccount_login_error"),
        path("closed/", public(social.signup), name="socialaccount_signup"),
    ]
    for name in settings.SOCIALACCOUNT_PROVIDERS:
        found = import_module(f"allauth.socialaccount.providers.{name}.urls").urlpatterns
        own.extend(_declared(found, public))
    return own


def _declared(found: list[Any], wrap: Wrap) -> list[URLPattern | URLResolver]:
    for each in found:
        if isinstance(each, URLResolver):
            _declared(each.url_patterns, wrap)
        else:
            each.callback = wrap(each.callback)
    return found

"""Addresses of signing in (allauth's views, only those that we use), of one's own account, and of managing accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account import views as entrance
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from liuyou.kernel.accounts import views
from liuyou.kernel.web.pages import PUBLIC, SIGNED_IN, page


def public(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """A view of allauth's that guards itself, open to whoever is not signed in yet."""

    @page(PUBLIC)
    def run(request: HttpRequest, **given: Any) -> HttpResponse:
        return view(request, **given)  # type: ignore[no-any-return]

    return run


def signed_in(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    @page(SIGNED_IN)
    def run(request: HttpRequest, here: Any, **given: Any) -> HttpResponse:
        return view(request, **given)  # type: ignore[no-any-return]

    return run


OWN = [
    path("", views.account, name="account"),
    path("sign-ins/", views.own_sign_ins, name="account.sign_ins"),
    path("login/", public(entrance.login), name="account_login"),
    path("logout/", public(entrance.logout), name="account_logout"),
    path("inactive/", public(entrance.account_inactive), name="account_inactive"),
    path("no-sign-up/", views.no_sign_up, name="account_signup"),
    path("forgotten/", views.no_sign_up, name="account_reset_password"),
    path("password/", views.own_password, name="account_change_password"),
    path("again/", signed_in(entrance.reauthenticate), name="account_reauthenticate"),
    path("code/", public(factor.authenticate), name="mfa_authenticate"),
    path("code/again/", signed_in(factor.reauthenticate), name="mfa_reauthenticate"),
    path("code/about/", views.to_account, name="mfa_index"),
    path("code/bind/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("code/unbind/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("code/spare/", signed_in(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("code/spare/new/", signed_in(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("code/spare/file/", signed_in(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
]
ACCOUNTS = [
    path("", views.accounts, name="accounts"),
    path("new/", views.new_account, name="accounts.new"),
    path("<int:number>/", views.one_account, name="accounts.one"),
    path("<int:number>/appoint/", views.appoint_administrator, name="accounts.appoint"),
    path("<int:number>/posts/<int:post>/end/", views.end_administrator, name="accounts.end"),
    path("<int:number>/<slug:what>/", views.act, name="accounts.act"),
]
POSTS = [
    path("", views.holders, name="posts"),
    path("<int:number>/", views.one_holder, name="posts.one"),
    path("<int:number>/appoint/", views.appoint_holder, name="posts.appoint"),
    path("<int:number>/posts/<int:post>/end/", views.end_holder, name="posts.end"),
]
urlpatterns = [
    path("account/", include(OWN)),
    path("administration/accounts/", include(ACCOUNTS)),
    path("administration/posts/", include(POSTS)),
    path("administration/sign-ins/", views.all_sign_ins, name="sign_ins"),
]
if settings.SOCIALACCOUNT_PROVIDERS:
    from liuyou.kernel.accounts import others

    urlpatterns.append(path("account/other/", include(others.urls(public, signed_in))))

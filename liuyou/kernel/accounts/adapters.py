"""Where allauth asks us: words, no sign-up, passwords through our action, secrets sealed, redirects local only."""

from __future__ import annotations

import base64
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from liuyou.kernel.accounts import actions, policy
from liuyou.kernel.accounts.models import User
from liuyou.kernel.base import clock
from liuyou.kernel.secrecy.fields import seal, unseal

PLACE = "mfa_authenticator.data"
WRONG = "用户名或密码不对：请核对大小写后再试。忘记密码请找安全管理员重置。"


class ByPassword(AuthenticationBackend):  # type: ignore[misc]
    """Allauth's, but a closed account is answered like a wrong password instead of being told of."""

    @classmethod
    def _stash_user(cls, user: Any) -> None:
        """Allauth keeps the closed account here to lead it to a page of its own."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": WRONG,
        "invalid_login": WRONG,
        "username_password_mismatch": WRONG,
        "enter_current_password": "现在的密码不对：请重新输入。",
        "incorrect_password": "密码不对：请重新输入。",
        "incorrect_code": "口令不对：请核对手机时间，等下一个口令再试。",
        "too_many_login_attempts": "失败次数过多：请过几分钟再试。",
        "rate_limited": "操作过于频繁：请过一分钟再试。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only a path of this site."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def set_password(self, user: User, password: str) -> None:
        actions.change_own_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "您的职务必须使用动态口令，不能停用；换手机请找安全管理员解除绑定。",
        "cannot_generate_recovery_codes": "绑定动态口令后才有备用码。",
        "incorrect_code": "口令不对：请核对手机时间，等下一个口令再试。",
        "rate_limited": "失败次数过多：请过几分钟再试。",
    }

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text, PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(base64.b64decode(encrypted_text), PLACE)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not policy.second_factor_required(authenticator.user, clock.today())

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail: the journal keeps it."""


class OtherSignInAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Others' accounts only open an account that exists and has been tied to them by its owner."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

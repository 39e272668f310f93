"""How people sign in: Django's sessions, allauth's pages, axes' lock. Wiring only; the rules are in kernel.accounts."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from liuyou.kernel.base.home import home

BEFORE = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages"]
PROVIDERS = ["openid_connect", "dingtalk", "weixin", "feishu"]
AFTER = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    *(f"allauth.socialaccount.providers.{name}" for name in PROVIDERS),
    "axes",
]
"""Apps after ours, so that our templates are found before theirs."""

SIGN_IN_MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "liuyou.kernel.accounts.gates.Gates",
    "axes.middleware.AxesMiddleware",
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "liuyou.kernel.accounts.adapters.ByPassword",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"liuyou.kernel.accounts.passwords.{name}"} for name in ("LongEnough", "Mixed", "NotCommon", "NotOwnName")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

HTTPS = os.environ.get("LIUYOU_HTTPS") == "1"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600
"""However busy, once a day one signs in anew; idle time-out is the parameter accounts.idle_minutes."""
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "liuyou.kernel.accounts.gates.form_expired"

ACCOUNT_ADAPTER = "liuyou.kernel.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {
    "change_password": "10/m/user",
    "reauthenticate": "10/m/user",
    "login": "120/m/ip",  # a union office shares one address
    "login_failed": "60/m/ip,10/5m/key",
}
ACCOUNT_FORMS = {
    "login": "liuyou.kernel.accounts.forms.SignInForm",
    "change_password": "liuyou.kernel.accounts.forms.NewPasswordForm",
    "reauthenticate": "liuyou.kernel.accounts.forms.SayPasswordForm",
}

MFA_ADAPTER = "liuyou.kernel.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "六有"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "liuyou.kernel.accounts.forms.CodeForm",
    "reauthenticate": "liuyou.kernel.accounts.forms.SayCodeForm",
    "activate_totp": "liuyou.kernel.accounts.forms.BindForm",
}

AXES_FAILURE_LIMIT = "liuyou.kernel.accounts.policy.lock_after"
AXES_COOLOFF_TIME = "liuyou.kernel.accounts.policy.locked_for"
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "liuyou.kernel.accounts.policy.typed_username"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "liuyou.kernel.accounts.gates.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SOCIALACCOUNT_ADAPTER = "liuyou.kernel.accounts.adapters.OtherSignInAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False


def _providers() -> dict[str, Any]:
    """What LIUYOU_HOME/sign-in.json says in allauth's own form, and one OpenID Connect server from LIUYOU_OIDC_*."""
    path = Path(os.environ.get("LIUYOU_SIGN_IN_FILE") or home() / "sign-in.json")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    server = os.environ.get("LIUYOU_OIDC_SERVER")
    if server:
        app = {
            "provider_id": "oidc",
            "name": os.environ.get("LIUYOU_OIDC_NAME", "统一身份认证"),
            "client_id": os.environ.get("LIUYOU_OIDC_CLIENT", ""),
            "secret": os.environ.get("LIUYOU_OIDC_SECRET", ""),
            "settings": {"server_url": server},
        }
        found.setdefault("openid_connect", {}).setdefault("APPS", []).append(app)
    return found


SOCIALACCOUNT_PROVIDERS = _providers()

SILENCED_SYSTEM_CHECKS = ["axes.W006"]
"""The lock counts by user name alone, which no change of address or browser gets around."""

"""Forms of signing in, in Chinese; what they check is allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCode
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms

from liuyou.kernel.accounts import policy

REQUIRED = "请填写这一项。"


def in_chinese(form: forms.Form, labels: dict[str, str], *, focus: str = "") -> None:
    """Labels, the required message, and the look of the inputs."""
    for name, field in form.fields.items():
        field.label = labels.get(name, field.label)
        field.error_messages["required"] = REQUIRED
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs["class"] = "form-control"
        if name == focus:
            field.widget.attrs["autofocus"] = True


class SignInForm(LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        in_chinese(self, {"login": "用户名", "password": "密码"}, focus="login")


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].help_text = ""
        in_chinese(
            self,
            {"oldpassword": "现在的密码", "password1": "新密码", "password2": "再输一次新密码"},
            focus="oldpassword",
        )

    @property
    def least(self) -> int:
        """Characters a password must have."""
        return int(policy.installed("accounts.password_min_length"))

    def clean(self) -> Any:
        cleaned = forms.Form.clean(self)
        first, again = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and again and first != again:
            self.add_error("password2", "两次输入的新密码不一样：请重新输入。")
        if first and first == self.cleaned_data.get("oldpassword"):
            self.add_error("password1", "新密码不能和现在的密码相同。")
        return cleaned


class SayPasswordForm(ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        in_chinese(self, {"password": "密码"}, focus="password")


def _numeric(form: forms.Form, label: str) -> None:
    in_chinese(form, {"code": label}, focus="code")
    form.fields["code"].widget.attrs.update({"inputmode": "numeric", "autocomplete": "one-time-code"})


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _numeric(self, "动态口令或备用码")


class SayCodeForm(ReauthenticateByCode):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _numeric(self, "动态口令或备用码")


class BindForm(ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _numeric(self, "手机上显示的 6 位动态口令")

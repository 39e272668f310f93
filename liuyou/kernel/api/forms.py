"""Forms of the pages. They say what a field is for; whether it may be done is decided by the actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from liuyou.kernel.accounts.screens import Plain
from liuyou.kernel.catalogue.permissions import title_of

Choices = Sequence[tuple[str, str]]


class Checks(forms.CheckboxSelectMultiple):
    """Boxes to tick, in as many columns as there is room for."""

    template_name = "api/checks.html"


def _date() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d")


class NewToken(Plain):
    name = forms.CharField(label="名称", max_length=40, help_text="写明给哪个系统用，如：财务软件。")
    ends = forms.DateField(label="到期日期", widget=_date(), help_text="从这一天起不能再用。")
    permissions = forms.MultipleChoiceField(label="权限", widget=Checks)
    reason = forms.CharField(label="依据或说明", max_length=200, required=False, help_text="写进办理日志。")

    def __init__(self, *args: Any, givable: Sequence[str], today: date, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, initial={"ends": today + timedelta(days=min(365, longest))}, **kwargs)
        _choose(self, "permissions", [(code, title_of(code)) for code in givable])


class Reason(Plain):
    reason = forms.CharField(label="理由", max_length=200, help_text="写进办理日志，如：系统已下线。")


class NewWebhook(Plain):
    name = forms.CharField(label="名称", max_length=40, help_text="写明通知哪个系统，如：区政务平台。")
    url = forms.CharField(label="地址", max_length=300, help_text="以 https:// 开头，由对方系统提供。")
    actions = forms.MultipleChoiceField(label="通知哪些办理", widget=Checks)
    reason = forms.CharField(label="依据或说明", max_length=200, required=False, help_text="写进办理日志。")

    def __init__(self, *args: Any, offered: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "actions", offered)


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 (for the type checker)
    field.choices = list(choices)

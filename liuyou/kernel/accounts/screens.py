"""Forms of the management pages. They say what a field is for; whether it may be done is decided by the actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from liuyou.kernel.accounts.forms import in_chinese
from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.catalogue.permissions import title_of
from liuyou.kernel.catalogue.roles import ROLES, permissions_of


class Plain(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_chinese(self, {})
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.error_messages["invalid"] = "日期应写成 2016-01-28。"
                field.widget = forms.DateInput(attrs={**field.widget.attrs, "type": "date"}, format="%Y-%m-%d")
            if isinstance(field, forms.ChoiceField):
                field.error_messages["invalid_choice"] = "没有这一项：请从列出的里面选。"
                field.widget.attrs["class"] = "form-select"
            if isinstance(field, forms.MultipleChoiceField):
                field.error_messages["invalid_choice"] = "没有“%(value)s”这项权限，或您不能授予。"
                field.widget.attrs["class"] = "check-list"

    def refuse(self, error: LiuyouError) -> None:
        self.add_error(None, str(error))


def reason(label: str, example: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=200, help_text=example)


class NewAccount(Plain):
    name = forms.CharField(label="姓名", max_length=28)
    username = forms.CharField(label="用户名", max_length=30, help_text="3 至 30 位小写字母或数字，登录时用。")
    reason = forms.CharField(label="依据或说明", max_length=200, required=False)


class Reason(Plain):
    reason = reason("理由", "写进办理日志，如：本人来电，核对无误。")


class EndPost(Plain):
    on = forms.DateField(label="卸任日期", help_text="从这一天起不再有这个职务的权限。")
    reason = reason("依据或理由", "如：某总工〔2016〕3 号。")


class Appointment(Plain):
    title = forms.CharField(label="职务", max_length=60, required=False, help_text="不填就用角色的名称。")
    role = forms.ChoiceField(label="角色", required=False)
    permissions = forms.MultipleChoiceField(label="权限", required=False, widget=forms.CheckboxSelectMultiple)
    starts = forms.DateField(label="任职日期")
    ends = forms.DateField(label="卸任日期", required=False, help_text="从这一天起不再有权限；不定期就不填。")
    reason = reason("依据", "如：某总工〔2016〕3 号。")

    def __init__(self, *args: Any, givable: Sequence[str], today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"starts": today}, **kwargs)
        roles = [role for role in ROLES.values() if set(permissions_of(role.code)) <= _with_own(role.code, givable)]
        self.choose("role", [("", "自选权限"), *((role.code, f"{role.title}：{role.help}") for role in roles)])
        self.choose("permissions", [(code, title_of(code)) for code in givable])

    def choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (for the type checker)
        field.choices = choices

    def permissions_wanted(self) -> Sequence[str]:
        role = self.cleaned_data["role"]
        return permissions_of(role) if role else self.cleaned_data["permissions"]

    def title_wanted(self) -> str:
        role = self.cleaned_data["role"]
        return str(self.cleaned_data["title"]).strip() or (ROLES[role].title if role else "")


def _with_own(role: str, givable: Sequence[str]) -> set[str]:
    """What may be given, and for an administrator's role what it is made of."""
    from liuyou.kernel.accounts.separation import ADMINISTRATORS

    key = next((permission for permission, code in ADMINISTRATORS.items() if code == role), None)
    return {*givable, *(permissions_of(role) if key in givable else ())}

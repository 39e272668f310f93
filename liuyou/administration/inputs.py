"""The look of typed input, alike on all pages of administration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Lines(forms.Textarea):
    def __init__(self, rows: int = 2) -> None:
        super().__init__(attrs={"rows": rows})


class Form(forms.Form):
    """Fields of the house's look, for ``{% include "web/form.html" %}``."""

    auto: tuple[str, ...] = ()
    suggestions: tuple[Any, ...] = ()
    required_css_class = "required"

    def __init__(self, *given: Any, **more: Any) -> None:
        more.setdefault("label_suffix", "")
        super().__init__(*given, **more)
        dress(self)


def dress(form: forms.Form) -> None:
    """Classes, and words for what is missing or cannot be read."""
    for name, field in form.fields.items():
        select = isinstance(field.widget, forms.Select)
        if not isinstance(field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple | forms.HiddenInput):
            field.widget.attrs.setdefault("class", "form-select" if select else "form-control")
        field.error_messages["required"] = f"没有填写：请填写{field.label or name}。"
        if isinstance(field, forms.DateField):
            field.error_messages["invalid"] = "日期写法不对：请写成 2016-01-28。"


def suggesting(url: str, target: str) -> dict[str, str]:
    """Attributes of a text field that offers what matches; without JavaScript it is a plain text field."""
    return {
        "list": target,
        "autocomplete": "off",
        "hx-get": reverse(url),
        "hx-trigger": "input changed delay:250ms",
        "hx-target": f"#{target}",
        "hx-sync": "this:replace",
    }


def errors_of(form: forms.Form) -> list[str]:
    """Every complaint with the title of its field."""
    found = []
    for name, words in form.errors.items():
        title = form.fields[name].label if name in form.fields else ""
        found += [f"{title}：{each}" if title else str(each) for each in words]
    return found

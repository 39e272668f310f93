"""Shape of what is typed for changes of the tree. Rules of the tree stand in the actions."""

from __future__ import annotations

from typing import Any

from django import forms

from liuyou.administration import inputs
from liuyou.administration.orgs import queries
from liuyou.kernel.actions.tree import MANAGE
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.orgs.codes import check_union_code
from liuyou.kernel.orgs.models import Kind, Org, Place, Sector, Status
from liuyou.kernel.web.pages import Here

MOST_PARTS = 6


class ChangeForm(inputs.Form):
    """Day and reason, which every change of an org has."""

    on = forms.DateField(
        label="变动日期", widget=inputs.Day, help_text="从这一天起按新的情况算；查以前某一天，仍是当时的样子。"
    )
    reason = forms.CharField(
        label="依据或理由", widget=inputs.Lines, max_length=500, help_text="如批复文号、会议决定。"
    )

    def __init__(self, here: Here, place: Place, *given: Any, **more: Any) -> None:
        self.here, self.place = here, place
        super().__init__(*given, **more)
        self.order_fields([name for name in self.fields if name not in ("on", "reason")])
        self.initial.setdefault("on", here.today)

    def org_named(self, name: str) -> Place | None:
        """The org typed into a field; what is wrong with it goes to that field."""
        day = self.cleaned_data.get("on") or self.here.today
        try:
            return queries.named(self.here, self.cleaned_data[name].strip(), day, MANAGE)
        except BadInput as error:
            self.add_error(name, str(error))
        return None


class Rename(ChangeForm):
    name = forms.CharField(label="新的名称", max_length=120)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if name == self.place.name:
            raise forms.ValidationError("和现在的名称一样：请填写新的名称。")
        return name


class _Toward(ChangeForm):
    """Changes that name another org."""

    other = forms.CharField(label="上级", max_length=120)
    title = ""

    def __init__(self, here: Here, place: Place, *given: Any, **more: Any) -> None:
        super().__init__(here, place, *given, **more)
        self.fields["other"].label = self.title
        self.fields["other"].help_text = "写全称、统一社会信用代码，或能分清的几个字。"
        self.fields["other"].widget.attrs |= inputs.suggesting("org-choose", "orgs-found")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("other"):
            found["target"] = self.org_named("other")
            if found["target"] is not None and found["target"].org_id == self.place.org_id:
                self.add_error("other", "不能是它自己：请另选组织。")
        return found


class Move(_Toward):
    title = "新的上级"


class Merge(_Toward):
    title = "并入哪个组织"


class Dissolve(ChangeForm):
    pass


class Reclassify(ChangeForm):
    kind = forms.ChoiceField(label="类型", choices=Kind.choices)
    sector = forms.ChoiceField(label="所属领域", choices=[("", "未分类"), *Sector.choices], required=False)
    ownership = forms.CharField(label="经济类型代码", max_length=3, required=False, help_text="三位代码，可以不填。")

    def __init__(self, here: Here, place: Place, *given: Any, **more: Any) -> None:
        super().__init__(here, place, *given, **more)
        for name in ("kind", "sector", "ownership"):
            self.initial.setdefault(name, getattr(place, name))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        names = ("kind", "sector", "ownership")
        found["facts"] = {
            name: found[name] for name in names if name in found and found[name] != getattr(self.place, name)
        }
        if not found["facts"] and not self.errors:
            raise forms.ValidationError("没有改动：请先选择新的类型或领域。")
        return found


class Found(ChangeForm):
    """A new org below `place`."""

    name = forms.CharField(label="名称", max_length=120)
    kind = forms.ChoiceField(label="类型", choices=Kind.choices, initial=Kind.PRIMARY)
    code = forms.CharField(label="统一社会信用代码", required=False, help_text="18 位，以 8 开头；还没有的可以不填。")
    region = forms.RegexField(r"^\d{6}$", label="行政区划代码", error_messages={"invalid": "应为六位数字，如 330102。"})
    sector = forms.ChoiceField(label="所属领域", choices=[("", "未分类"), *Sector.choices], required=False)
    ownership = forms.CharField(label="经济类型代码", max_length=3, required=False, help_text="三位代码，可以不填。")

    def __init__(self, here: Here, place: Place, *given: Any, **more: Any) -> None:
        super().__init__(here, place, *given, **more)
        self.initial.setdefault("region", place.org.region)
        self.auto = ("region",)
        self.fields["on"].label = "成立日期"
        self.fields["on"].help_text = "从这一天起在组织树中。"

    def clean_code(self) -> str | None:
        if not self.cleaned_data["code"].strip():
            return None
        try:
            code = check_union_code(self.cleaned_data["code"])
        except BadInput as error:
            raise forms.ValidationError(str(error)) from error
        if Org.objects.filter(code=code).exists():
            raise forms.ValidationError("这个代码已经登记在另一个组织名下：请核对。")
        return code

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        same = Place.objects.filter(name=name, parent_id=self.place.org_id, superseded_at=None, status=Status.ACTIVE)
        if same.filter(valid_to__gt=self.here.today).exists():
            raise forms.ValidationError("这个上级下面已有同名的组织：请核对，或把名称写得更完整。")
        return name


class Split(ChangeForm):
    """Names of the new orgs, and for each org below the old one where it goes."""

    def __init__(self, here: Here, place: Place, *given: Any, **more: Any) -> None:
        super().__init__(here, place, *given, **more)
        self.parts = min(max(self._typed_parts(), 1), MOST_PARTS)
        self.below = queries.branch(_active(here, place), place.org_id)[0]
        numbers = range(1, self.parts + 1)
        for number in numbers:
            self.fields[f"name{number}"] = forms.CharField(label=f"新组织 {number} 的名称", max_length=120)
        choices = [("", "留在原组织"), *((str(number), f"划入新组织 {number}") for number in numbers)]
        for node in self.below:
            field = forms.ChoiceField(label=node.place.name, choices=choices, required=False)
            self.fields[f"to{node.place.org_id}"] = field
        inputs.dress(self)
        names = [f"name{number}" for number in numbers]
        self.order_fields([*names, *(f"to{node.place.org_id}" for node in self.below)])

    def _typed_parts(self) -> int:
        text = str(self.data.get("parts", "1"))
        return int(text) + ("more" in self.data) if text.isdecimal() and len(text) < 3 else 1

    @property
    def name_fields(self) -> list[forms.BoundField]:
        return [self[f"name{number}"] for number in range(1, self.parts + 1)]

    @property
    def below_fields(self) -> list[forms.BoundField]:
        return [self[f"to{node.place.org_id}"] for node in self.below]

    @property
    def common_fields(self) -> list[forms.BoundField]:
        return [self["on"], self["reason"]]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        going = {number: [] for number in range(1, self.parts + 1)}  # type: dict[int, list[int]]
        for node in self.below:
            chosen = found.get(f"to{node.place.org_id}")
            if chosen:
                going[int(chosen)].append(node.place.org_id)
        names = [str(found.get(f"name{number}", "")).strip() for number in going]
        if len(set(names)) < len(names) and not self.errors:
            raise forms.ValidationError("新组织的名称有重复：请各取一个。")
        found["split"] = [(name, going[number]) for number, name in enumerate(names, 1)]
        return found


def _active(here: Here, place: Place) -> Any:
    return queries.reached(here, here.today, MANAGE).filter(status=Status.ACTIVE)

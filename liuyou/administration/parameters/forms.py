"""The form of an own value, made for the kind of value that the parameter has."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms

from liuyou.administration import inputs
from liuyou.administration.parameters import shapes
from liuyou.administration.parameters.shapes import Shape
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.parameters.definitions import Resolution
from liuyou.kernel.parameters.loading import Parameter
from liuyou.kernel.parameters.models import ParameterOverride
from liuyou.kernel.web.pages import Here

SPARE = 2
"""Empty rows offered below the steps of a table."""


class OverrideForm(inputs.Form):
    since = forms.DateField(label="起始日期", widget=inputs.Day, help_text="从这一天起按新的值办。")
    source = forms.CharField(label="依据文件", max_length=300, required=False, help_text="文件名称和文号，如有。")
    reason = forms.CharField(label="理由", widget=inputs.Lines, max_length=500)

    def __init__(
        self, about: Parameter, here: Here, now: Resolution | None, words: dict[str, str], *given: Any, **more: Any
    ) -> None:
        self.about, self.here, self.words = about, here, words
        self.unit = now.unit if now else about.unit
        self.example = shapes.sample(about)
        self.shape = shapes.shape_of(self.example)
        self.current = now.value if now else self.example
        super().__init__(*given, **more)
        self.initial.setdefault("since", here.today)
        self._add_value()
        inputs.dress(self)
        self.order_fields([name for name in self.fields if name not in ("since", "source", "reason")])

    def _add_value(self) -> None:
        if self.shape is Shape.YES_NO:
            choices = [("yes", "是"), ("no", "否")]
            self.fields["value"] = forms.ChoiceField(label="值", choices=choices)
            self.initial["value"] = "yes" if self.current else "no"
        elif self.shape is Shape.LIST:
            known = {code for each in self.about.values for code in each.value} | set(self.current)
            boxes = [(code, self.words.get(code, code)) for code in sorted(known | _alike(self.words, known))]
            field = forms.MultipleChoiceField(
                label="包括", choices=boxes, widget=forms.CheckboxSelectMultiple, required=False
            )
            self.fields["value"] = field
            self.initial["value"] = list(self.current)
        elif self.shape not in (Shape.TABLE, Shape.ROWS):
            hints = {Shape.FRACTION: "写成 2/3、70% 或 0.7。", Shape.NUMBERS: "几个数字用顿号隔开。"}
            hint = hints.get(self.shape, f"单位：{self.unit}。" + ("可以写成 80%。" if self.unit == "比例" else ""))
            self.fields["value"] = forms.CharField(label="值", max_length=100, help_text=hint)
            self.initial["value"] = shapes.typed_text(self.current)

    @property
    def cells(self) -> list[shapes.Cell]:
        return shapes.cells(self.example)

    @property
    def rows(self) -> list[list[tuple[str, shapes.Cell, str]]]:
        """The table as inputs: name, part, what stands in it."""
        if self.shape not in (Shape.TABLE, Shape.ROWS):
            return []
        present = self.current if isinstance(self.current, list) else [self.current]
        spare: list[dict[str, Any]] = [{}] * SPARE if self.shape is Shape.ROWS else []
        return [
            [(f"r{number}-{cell.name}", cell, self._typed(f"r{number}-{cell.name}", cell, row)) for cell in self.cells]
            for number, row in enumerate([*present, *spare])
        ]

    def _typed(self, name: str, cell: shapes.Cell, row: dict[str, Any]) -> str:
        if self.is_bound:
            return str(self.data.get(name, ""))
        if cell.shape is Shape.YES_NO:
            return "yes" if row.get(cell.name) else ""
        return shapes.typed_text(row.get(cell.name))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if "value" in self.fields and "value" not in found:
            return found
        try:
            found["kept"] = self._read(found)
        except BadInput as error:
            self.add_error("value" if "value" in self.fields else None, str(error))
        return found

    def _read(self, found: dict[str, Any]) -> Any:
        """The value as it is kept."""
        if self.shape is Shape.YES_NO:
            return found["value"] == "yes"
        if self.shape is Shape.LIST:
            return list(found["value"])
        if self.shape is Shape.NUMBERS:
            return shapes.read_numbers(found["value"], self.unit)
        if self.shape is Shape.FRACTION:
            return shapes.read_fraction(found["value"])
        if self.shape is Shape.NUMBER:
            return shapes.read_number(found["value"], self.unit)
        rows = [row for row in self.rows if any(text.strip() for _, cell, text in row)]
        read = [{cell.name: shapes.read_cell(cell, text, self.unit) for _, cell, text in row} for row in rows]
        if not read:
            raise BadInput("表是空的：请至少填写一行。")
        _ordered(read)
        return read if self.shape is Shape.ROWS else read[0]


def _alike(words: dict[str, str], known: set[str]) -> set[str]:
    """Other codes that the area's descriptions explain, where the known ones are explained there too."""
    return set(words) if known <= set(words) else set()


def _ordered(rows: list[dict[str, Any]]) -> None:
    for number, row in enumerate(rows, 1):
        least, most = row.get("min"), row.get("max")
        if least is not None and most is not None and least > most:
            raise BadInput(f"第 {number} 行最少 {least} 大于最多 {most}：请核对。")
    steps = [row["upto"] for row in rows if "upto" in row]
    bounded = [step for step in steps if step is not None]
    if bounded != sorted(set(bounded)) or (None in steps[:-1]):
        raise BadInput("分档应从小到大，不设上限的只能是最后一档：请调整。")


class EndForm(inputs.Form):
    """The last day of an own value; the day before it began takes it back altogether."""

    ends = forms.DateField(label="最后有效的一天", widget=inputs.Day)
    reason = forms.CharField(label="理由", widget=inputs.Lines, max_length=500)

    def __init__(self, override: ParameterOverride, here: Here, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.override = override
        self.initial.setdefault("ends", max(here.today, override.valid_from - timedelta(days=1)))
        never = override.valid_from - timedelta(days=1)
        self.fields["ends"].help_text = f"从第二天起恢复原来的规定。要全部收回（自始不用），请填 {never}。"

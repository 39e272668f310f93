"""Forms out of columns: what a workbook cell is refused for, a form field is refused for, in the same words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from liuyou.kernel.actions.action import input_title
from liuyou.kernel.base.errors import BadInput, Problem
from liuyou.kernel.intake.cells import first_words, parser
from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.intake.registers import Rows
from liuyou.kernel.journal.models import Record
from liuyou.kernel.web.fields import LONG_WORDS, column_of
from liuyou.kernel.web.screens import Screen
from liuyou.kernel.workflow.declared import BoundStep

REASON = Column("reason", "理由", Kind.TEXT, required=True, help="写明依据或原因，会记入办理日志")
MOST_ROWS = 500
ON = Column("on", "办理日期", Kind.DATE, help="不填就是今天", ahead=True)
HINTS = {
    Kind.DATE: "如 2016-05-01",
    Kind.MONEY: "单位：元",
    Kind.YEAR: "如 2016",
    Kind.MONTH: "如 2016-05",
}


class CellField(forms.Field):
    """One column of a register as a field of a form."""

    def __init__(self, column: Column, suggestions: Sequence[str] = ()) -> None:
        self.column, self.suggestions = column, suggestions
        self.read = parser(column)
        super().__init__(
            required=column.required,
            label=column.title,
            help_text=column.help or HINTS.get(column.kind, ""),
            widget=_widget(column, suggestions),
            error_messages={"required": "没有填写：这是必填项。"},
        )

    def clean(self, value: Any) -> Any:
        if self.column.kind is Kind.BOOLEAN and value in (None, "") and self.required:
            raise ValidationError("请选择是或否。")
        super().validate(value)
        try:
            return self.read(value)
        except BadInput as error:
            raise ValidationError(f"{error}。" if not str(error).endswith("。") else str(error)) from None


def _widget(column: Column, suggestions: Sequence[str]) -> forms.Widget:
    plain = {"class": "form-control", "autocomplete": "off"}
    match column.kind:
        case Kind.CHOICE:
            words = [("", "请选择")] + [(word, word) for word in first_words(column)]
            return forms.Select(choices=words, attrs={"class": "form-select"})
        case Kind.BOOLEAN:
            return forms.Select(choices=[("", "请选择"), ("是", "是"), ("否", "否")], attrs={"class": "form-select"})
        case Kind.DATE:
            return forms.DateInput(attrs={**plain, "type": "date"}, format="%Y-%m-%d")
        case Kind.MONEY | Kind.DECIMAL:
            return forms.TextInput(attrs={**plain, "inputmode": "decimal"})
        case Kind.INTEGER | Kind.YEAR | Kind.PHONE:
            return forms.TextInput(attrs={**plain, "inputmode": "numeric"})
    if column.name in LONG_WORDS:
        return forms.Textarea(attrs={**plain, "rows": 3})
    if suggestions:
        plain["list"] = f"words-{column.name}"
    return forms.TextInput(attrs=plain)


class RowsWidget(forms.Widget):
    """A table of text inputs; a row whose cells are all empty is no row."""

    template_name = "web/rows.html"

    def __init__(self, rows: Rows) -> None:
        super().__init__()
        self.rows = rows

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        count = str(data.get(f"{name}-count", ""))
        number = min(int(count), MOST_ROWS) if count.isdecimal() else 0
        names = [column.name for column in self.rows.columns]
        return [{each: str(data.get(f"{name}-{row}-{each}", "")).strip() for each in names} for row in range(number)]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        filled = [row for row in value or [] if any(row.values())]
        cells = [[(column, row.get(column.name, "")) for column in self.rows.columns] for row in filled]
        cells += [[(column, "") for column in self.rows.columns]] * self.rows.blank
        context = super().get_context(name, value, attrs)
        return context | {"columns": self.rows.columns, "lines": cells, "count": len(cells)}


class RowsField(forms.Field):
    """Rows within a record: each cell is read as a workbook's cell is."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        super().__init__(required=rows.required, label=rows.title, widget=RowsWidget(rows))

    def clean(self, value: Any) -> list[dict[str, Any]]:
        found, problems = [], []
        for number, row in enumerate((row for row in value if any(row.values())), 1):
            cells = {}
            for column in self.rows.columns:
                try:
                    cells[column.name] = parser(column)(row[column.name])
                    if cells[column.name] is None and column.required:
                        raise BadInput("没有填写：这是必填项")
                except BadInput as error:
                    problems.append(ValidationError(f"第 {number} 行 {column.title}：{error}"))
            found.append(cells)
        if problems:
            raise ValidationError(problems)
        if self.required and not found:
            raise ValidationError("一行也没有填写：请至少填一行。")
        return found


class CellForm(forms.Form):
    """A form made of columns. `auto`: names of fields that were filled by the system."""

    use_required_attribute = False
    template_name = "web/form.html"
    auto: frozenset[str] = frozenset()

    def values(self) -> dict[str, Any]:
        """What was typed, as each column's type; empty ones are None, unless the column has a default."""
        cleaned = {}
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            column = getattr(field, "column", None)
            cleaned[name] = column.default if value is None and column is not None else value
        return cleaned

    def tell(self, problems: Iterable[Problem], message: str = "") -> None:
        """Put each problem beside its field; what belongs to none stands above."""
        by_title = {str(field.label): name for name, field in self.fields.items()}
        told = False
        for problem in problems:
            name = by_title.get(problem.column)
            self.add_error(name, problem.message if name else str(problem))
            told = True
        if message and not told:
            self.add_error(None, message)

    @property
    def suggestions(self) -> list[tuple[str, Sequence[str]]]:
        """Word lists for the fields that have one."""
        fields = ((name, getattr(field, "suggestions", ())) for name, field in self.fields.items())
        return [(f"words-{name}", words) for name, words in fields if words]


def form_of(
    columns: Iterable[Column | Rows],
    given: Mapping[str, Any] | None = None,
    *,
    initial: Mapping[str, Any] | None = None,
    choices: Mapping[str, Sequence[str]] | None = None,
    auto: Iterable[str] = (),
) -> CellForm:
    """A form of these columns, bound to `given` when there is something."""
    form = CellForm(given, initial={name: typed(value) for name, value in (initial or {}).items()})
    for column in columns:
        if isinstance(column, Rows):
            form.fields[column.name] = RowsField(column)
            continue
        words = (choices or {}).get(column.name) or _words(column)
        form.fields[column.name] = CellField(column, words)
    form.auto = frozenset(auto)
    return form


def recall(form: CellForm, typed: QueryDict | None) -> bool:
    """Fill a form with what was typed before and not sent; whether there was something."""
    for name, field in form.fields.items() if typed else ():
        form.initial[name] = field.widget.value_from_datadict(typed, {}, name)
    return bool(typed)


def _words(column: Column) -> list[str]:
    return list(dict.fromkeys(column.words.values())) if column.words else []


def typed(value: Any) -> Any:
    """A value as one would type it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value.isoformat() if isinstance(value, date) else value


def asked_of(screen: Screen, bound: BoundStep, record: Record) -> tuple[list[Column | Rows], dict[str, Any]]:
    """Columns of a step's form for one record, and the values it has now. What is sealed is not shown again."""
    own = screen.asks(record, bound.name) if screen.asks else None
    if own is not None:
        columns, current = own
        reason = [REASON] if "reason" in bound.step.ask else []
        return [*columns, *reason, ON], dict(current)
    found = columns_for(screen, bound)
    changing = screen.changes.get(bound.name, ())
    names = [each.name for each in found if isinstance(each, Column) and each.name in changing and not each.sensitive]
    return found, {name: getattr(record, name, None) for name in names}


def columns_for(screen: Screen, bound: BoundStep) -> list[Column | Rows]:
    """What a step asks: declared inputs, questions, the fields it changes; a reason where one is asked; the day."""
    declared = {column.name: column for column in screen.inputs.get(bound.name, ())}
    found: list[Column | Rows] = []
    for name in bound.step.ask:
        if name in ("reason", "changes"):
            continue
        column = declared.pop(name, None) or column_of(screen, name, required=True)
        found.append(column or Column(name, input_title(bound, name), Kind.TEXT, required=True))
    found += declared.values()
    for name in screen.changes.get(bound.name, ()):
        column = column_of(screen, name)
        if column is not None:
            found.append(column)
    if "reason" in bound.step.ask:
        found.append(REASON)
    return [*found, ON]

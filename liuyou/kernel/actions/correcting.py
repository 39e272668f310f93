"""Putting right what was mistyped: only named fields, each value as its field takes it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from liuyou.kernel.base.errors import BadInput, Refused
from liuyou.kernel.journal.models import Record
from liuyou.kernel.secrecy.fields import SealedText


def correct(record: Record, changes: Mapping[str, Any], allowed: Collection[str]) -> None:
    """Set the changed fields; Refused when there is nothing to change or a field has a step of its own."""
    if not changes:
        raise Refused("没有写明要更正哪一项。")
    fields = {name: field for field in record.business_fields() for name in (field.name, field.attname)}
    for name in changes:
        if name not in allowed:
            known = "、".join(str(fields[each].verbose_name) for each in allowed)
            title = fields[name].verbose_name if name in fields else name
            raise Refused(f"“{title}”不能用更正修改：可以更正的是{known}；其他的请作废后重新登记。")
    for name, value in changes.items():
        setattr(record, name, taken(fields[name], value, record))


def taken(field: models.Field[Any, Any], value: Any, record: Record) -> Any:
    """The value as its field takes it; BadInput names the field that it does not fit."""
    if value is None and not field.null and isinstance(field, models.CharField | models.TextField | SealedText):
        return ""
    if value is None and not field.null and not field.has_default() and not field.primary_key:
        raise BadInput(f"“{field.verbose_name}”不能空着：请填写。")
    if value is None and not field.null and field.has_default():
        return field.get_default()  # cleared: as if it had never been filled
    if field.is_relation or value in (None, "") or isinstance(field, models.JSONField) or _fits(field, value):
        return value
    try:
        return field.clean(value, record)
    except ValidationError as error:
        words = "；".join(error.messages)
        raise BadInput(f"“{field.verbose_name}”的值“{str(value)[:20]}”不合要求：{words}") from None


def _fits(field: models.Field[Any, Any], value: Any) -> bool:
    """Whether a value is beyond doubt, as nearly all are: a bulk load has no time to ask every validator."""
    if isinstance(field, models.CharField):
        return isinstance(value, str) and not field.choices and len(value) <= (field.max_length or 0)
    if isinstance(field, models.DateField):
        return type(value) is date
    if isinstance(field, models.DecimalField):
        whole = field.max_digits - field.decimal_places
        exponent = value.as_tuple().exponent if isinstance(value, Decimal) else None
        return isinstance(exponent, int) and exponent >= -field.decimal_places and abs(value) < 10**whole
    return False


def clean(record: Record) -> None:
    """Every value of a record, before it is written."""
    for field in record.business_fields():
        setattr(record, field.attname, taken(field, getattr(record, field.attname), record))

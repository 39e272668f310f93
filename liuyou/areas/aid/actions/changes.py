"""What corrections have in common: only named fields may be put right, everything else has a step of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from liuyou.kernel.base.errors import Refused
from liuyou.kernel.journal.models import Record


def apply(record: Record, changes: Mapping[str, Any], allowed: Collection[str]) -> None:
    """Set the changed fields; Refused when there is nothing to change or a field is not for correction."""
    if not changes:
        raise Refused("没有写明要更正哪一项。")
    titles = {field.attname: str(field.verbose_name) for field in record.business_fields()}
    for name in changes:
        if name not in allowed:
            known = "、".join(titles[each] for each in allowed)
            raise Refused(f"“{titles.get(name, name)}”不能用更正修改：可以更正的是{known}。")
    for name, value in changes.items():
        setattr(record, name, value)

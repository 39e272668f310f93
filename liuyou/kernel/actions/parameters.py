"""A federation sets a number for itself and those below it, with reason and source; journaled."""

from __future__ import annotations

from datetime import date
from typing import Any

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import require
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.journal import lines
from liuyou.kernel.parameters.definitions import parameter
from liuyou.kernel.parameters.models import ParameterOverride
from liuyou.kernel.writing.permit import permit

ACTION = "parameters.override.set"


def override_parameter(
    name: str, value: Any, *, org: int, since: date, actor: Actor, reason: str, source: str = ""
) -> None:
    """Set `name` from `since` on; the value must be of the kind that the data files hold (a number stays a number)."""
    require(actor, "parameters.set", org, clock.today())
    if not reason:
        raise Refused("另定参数须写明依据或理由。")
    about = parameter(name)
    kinds = {_kind(each.value) for each in about.values}
    if _kind(value) not in kinds:
        raise Refused(f"“{about.title}”的值应是{'或'.join(sorted(kinds))}，现在是“{value}”。")
    with permit(ACTION) as stamp:
        made = ParameterOverride.objects.create(
            name=name,
            org_id=org,
            value=value,
            valid_from=since,
            reason=reason,
            source=source,
            recorded_at=stamp,
            recorded_by=str(actor),
        )
        after = {"name": name, "value": value, "valid_from": str(since)}
        changes = [("parameters.override", made.pk, org, None, after)]
        lines.append(changes, at=stamp, actor=actor, action=ACTION, reason=reason)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "是或否"
    if isinstance(value, list | tuple):
        return "列表"
    if isinstance(value, dict):
        return "表"
    return "文字" if isinstance(value, str) and not value.replace("/", "").replace(".", "").isdigit() else "数字"

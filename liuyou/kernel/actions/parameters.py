"""A federation sets a number for itself and those below it, with reason and source; journaled."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import require
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.journal import lines
from liuyou.kernel.parameters.definitions import parameter
from liuyou.kernel.parameters.models import ParameterOverride
from liuyou.kernel.writing.permit import permit

ACTION = "parameters.override.set"
END = "parameters.override.end"
REGISTER = "parameters.override"


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
        changes = [(REGISTER, made.pk, org, None, after)]
        lines.append(changes, at=stamp, actor=actor, action=ACTION, reason=reason)


def end_override(number: int, *, ends: date, actor: Actor, reason: str) -> None:
    """Let an own value hold up to and with `ends`; the day before it begins takes it back. The row stays.

    What was decided by it stays decided. NotFound out of reach; Refused when it is over already.
    """
    with permit(END) as stamp:
        found = ParameterOverride.objects.select_for_update().filter(pk=number).first()
        if found is None:
            raise NotFound("没有这条另定，或不在您的管理范围内。")
        require(actor, "parameters.set", found.org_id, clock.today())
        if not reason:
            raise Refused("停用另定的参数须写明依据或理由。")
        if ends < found.valid_from - timedelta(days=1):
            raise Refused(f"截止日期早于起始日期 {found.valid_from:%Y-%m-%d}：要全部收回，请填它的前一天。")
        if found.valid_to is not None and found.valid_to <= ends:
            raise Refused(f"这条另定到 {found.valid_to:%Y-%m-%d} 已经截止：截止日期只能提前。")
        before = {"name": found.name, "valid_to": found.valid_to and str(found.valid_to)}
        found.valid_to = ends
        found.save(update_fields=["valid_to"])
        after = {"name": found.name, "valid_to": str(ends)}
        change = (REGISTER, number, found.org_id, before, after)
        lines.append([change], at=stamp, actor=actor, action=END, reason=reason)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "是或否"
    if isinstance(value, list | tuple):
        return "列表"
    if isinstance(value, dict):
        return "表"
    return "文字" if isinstance(value, str) and not value.replace("/", "").replace(".", "").isdigit() else "数字"

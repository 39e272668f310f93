"""record, act: one record with its history, and taking a step on it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import click

from liuyou.cli import main, start
from liuyou.kernel.base.errors import BadInput, NotFound

if TYPE_CHECKING:
    from liuyou.kernel.journal.models import Record
    from liuyou.kernel.workflow.declared import Workflow


@main.command()
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def record(number: int, as_json: bool) -> None:
    """看一条记录：内容（敏感项不显示）、状态、期限、可办理的步骤、办理日志。

    \b
    例：liuyou record 1024
    """
    start()
    from liuyou.kernel.access.setup import operator
    from liuyou.kernel.journal.models import Line

    found, workflow = _find(number, operator())
    lines = Line.objects.filter(register=found.register, record=number).select_related("actor").order_by("pk")
    steps = [(step.code, step.step.title) for step in workflow.next_steps(found.state)]
    if as_json:
        answer = {
            "record": number,
            "register": found.register,
            "org": found.org_id,
            "state": found.state,
            "due_on": found.due_on and str(found.due_on),
            "values": {name: _unsealed(value) for name, value in found.snapshot().items()},
            "steps": [code for code, _ in steps],
            "journal": [{"at": str(line.at), "actor": line.actor.name, "action": line.action} for line in lines],
        }
        return click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    click.echo(
        f"{workflow.title} {number}：{workflow.states[found.state]}"
        + (f"，期限 {found.due_on}" if found.due_on else "")
    )
    for field in found.business_fields():
        value = _unsealed(found.snapshot()[field.attname])
        if value not in (None, "", [], {}) and field.name not in ("state", "state_since", "due_on"):
            click.echo(f"  {field.verbose_name}：{value}")
    click.echo("可办理：" + ("、".join(f"{title}（{code}）" for code, title in steps) or "无"))
    for line in lines:
        changed = f"  {line.before} → {line.after}" if line.before else ""
        click.echo(f"  {line.at:%Y-%m-%d %H:%M} {line.actor.name} {line.action} {line.reason}{changed}")
    return None


def _unsealed(value: Any) -> Any:
    return "（加密）" if isinstance(value, str) and value.startswith("•") else value


def _find(number: int, actor: Any) -> tuple[Record, Workflow]:
    """The record of this number, whatever its register, and its workflow; ids are unique over all registers."""
    from django.apps import apps

    from liuyou.kernel.access.reach import visible_to
    from liuyou.kernel.base import clock
    from liuyou.kernel.catalogue import catalogue
    from liuyou.kernel.journal.models import Record

    workflows = {each.code: each for area in catalogue.AREAS.values() for each in area.workflows}
    for model in (model for model in apps.get_models() if issubclass(model, Record)):
        permission = f"{model.register.split('.')[0]}.read"
        found = visible_to(model._default_manager.filter(pk=number), actor, permission, clock.today()).first()
        if found is not None:
            return found, workflows[model.register]
    raise NotFound(f"没有编号为 {number} 的记录，或不在您的管理范围内。")


@main.command()
@click.argument("code")
@click.argument("number", type=int)
@click.option("--reason", default="", help="理由（更正、作废等必须写明）")
@click.option("--on", default="", help="发生日期，默认今天")
@click.option("--set", "changes", multiple=True, metavar="字段=值", help="更正哪个字段，可重复")
@click.option("--input", "inputs", multiple=True, metavar="名称=值", help="这一步要填写的内容，可重复")
def act(code: str, number: int, reason: str, on: str, changes: tuple[str, ...], inputs: tuple[str, ...]) -> None:
    """对一条记录办理一步：更正、退回、作废、批准等。可办理的步骤见 liuyou record。

    \b
    例：liuyou act aid.payment.correct 1024 --set amount=600 --reason "凭证为 600 元"
        liuyou act aid.payment.give_back 1024 --input returned_on=2016-03-02 --reason "账号有误退回"
    """
    start()
    from liuyou.kernel.access.setup import operator
    from liuyou.kernel.actions.action import ACTIONS

    actor = operator()
    found, workflow = _find(number, actor)
    if code not in {step.code for step in workflow.steps.values()} or code not in ACTIONS:
        known = "、".join(step.code for step in workflow.next_steps(found.state)) or "无"
        raise NotFound(f"{workflow.title}没有“{code}”这一步：现在可办理的是{known}。")
    given: dict[str, Any] = {name: _typed(text) for name, text in map(_pair, inputs)}
    if changes:
        given["changes"] = {name: _field_value(found, name, text) for name, text in map(_pair, changes)}
    done = ACTIONS[code](number, actor=actor, reason=reason, on=_day(on) if on else None, **given)
    title = workflow.steps[code.rsplit(".", 1)[1]].step.title
    click.echo(f"已办理“{title}”：{workflow.title} {number} 现为“{workflow.states[done.state]}”。")


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not (name and sign):
        raise BadInput(f"“{text}”写法不对：应为 名称=值，如 amount=600。")
    return name.strip(), value.strip()


def _field_value(found: Record, name: str, text: str) -> Any:
    """As the field takes it; BadInput names the fields there are."""
    from django.core.exceptions import ValidationError

    fields = {each.name: each for each in found.business_fields()}
    field = fields.get(name)
    if field is None:
        known = "、".join(f"{each.name}（{each.verbose_name}）" for each in fields.values())
        raise BadInput(f"没有字段“{name}”：可用的有 {known}。")
    try:
        return field.to_python(text)
    except ValidationError:
        raise BadInput(f"“{text}”不能作为“{field.verbose_name}”的值。") from None


def _typed(text: str) -> Any:
    """A day, a number, yes or no, or text."""
    if text in ("是", "否"):
        return text == "是"
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"日期“{text}”读不懂：写法如 2016-05-01。") from None

"""Forms: drafted, edited, published when nothing is wrong with them, followed by a version, retired."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.action import action
from liuyou.kernel.base.errors import BadInput, LiuyouError, NotFound, Problem, Refused
from liuyou.kernel.ledger import codes
from liuyou.kernel.orgs.models import Kind, Sector
from liuyou.reports.returns import workflows
from liuyou.reports.returns.models import Form, Sheet
from liuyou.reports.returns.rules import layout

Values = Mapping[str, Any]
EDITABLE = (
    *("title", "frequency", "purpose", "basis", "starts_on", "ends_on", "applies", "due_day", "due_unit"),
    *("layout", "sheet", "note"),
)
COPIED = tuple(name for name in EDITABLE if name not in ("starts_on", "ends_on"))


def known(code: str) -> str:
    """What is wrong with a figure code; the ledger's own words, with the nearest codes."""
    try:
        codes.figure(code)
    except LiuyouError as error:
        return str(error)
    return ""


def keep_sheet(name: str, content: bytes) -> str:
    """Keep a workbook by its fingerprint, once. Only inside an action."""
    fingerprint = hashlib.sha256(content).hexdigest()
    if not Sheet.objects.filter(pk=fingerprint).exists():
        Sheet.objects.create(fingerprint=fingerprint, name=name[:120], content=content)
    return fingerprint


@action(workflows.FORM.draft)
def draft_forms(forms: Sequence[Values], *, workbook: tuple[str, bytes] | None = None, **_: Any) -> list[Form]:
    """Begin forms, as ``{"org_id", "code", "title", "frequency", …, "layout"}``; `workbook`: the look."""
    made = []
    for values in forms:
        if Form.objects.filter(code=values["code"]).exclude(state="withdrawn").exists():
            raise Refused(f"报表代码“{values['code']}”已经用过：请换一个代码，或在那张报表上起草新版本。")
        form = Form(version=1, **values)
        _settle(form)
        made.append(form)
    if workbook and made:
        made[0].sheet = keep_sheet(*workbook)
    return made


@action(workflows.FORM.edit, Form)
def edit_form(form: Form, *, changes: Values, workbook: tuple[str, bytes] | None = None, **_: Any) -> None:
    """Change a draft; what is published stays as it is, and gets a new version instead."""
    unknown = sorted(changes.keys() - {*EDITABLE})
    if unknown:
        raise Refused(f"报表的“{'、'.join(unknown)}”不能修改：版本和代码在起草时就定了。")
    for name, value in changes.items():
        setattr(form, name, value)
    if workbook:
        form.sheet = keep_sheet(*workbook)
    _settle(form)


def _settle(form: Form) -> None:
    """The layout in its plain shape; what it lacks is told when it is published."""
    form.layout = layout.written(layout.read(form.layout))
    form.__dict__.pop("parsed", None)
    for name, choices, title in (("kinds", Kind, "组织类型"), ("sectors", Sector, "所属领域")):
        strange = sorted(set(form.applies.get(name, ())) - set(choices.values))
        if strange:
            raise BadInput(f"填报范围里的{title}“{'、'.join(strange)}”不认得：可用{'、'.join(choices.values)}。")


def faults(form: Form) -> list[Problem]:
    """Everything that stands against publishing."""
    empty = [("ends_on", "停用日期", "每项数据要求都要有终点，到期自动停用")]
    empty += [("purpose", "用途", "说明这些数派什么用场"), ("basis", "依据", "写明文件名称和文号")]
    found = [Problem(f"没有填写：{why}。", column=title) for name, title, why in empty if not getattr(form, name)]
    if form.ends_on and form.ends_on < form.starts_on:
        found.append(Problem(f"早于启用日期 {form.starts_on}。", column="停用日期"))
    return [*found, *layout.faults(form.parsed, known)]


@action(workflows.FORM.publish, Form)
def publish_form(form: Form, *, actor: Actor, on: date, **_: Any) -> None:
    """From now on periods that end within its days are asked for; the earlier version ends the day before."""
    problems = faults(form)
    if problems:
        more = f"（共 {len(problems)} 处）" if len(problems) > 1 else ""
        raise BadInput(f"“{form}”还不能发布{more}：{problems[0]}", problems)
    earlier = Form.objects.filter(code=form.code, state="published").exclude(pk=form.pk)
    for each in earlier:
        if each.starts_on >= form.starts_on:
            raise Refused(f"第 {each.version} 版从 {each.starts_on} 起启用：新版本要从更晚的日子起。")
    if numbers := list(earlier.values_list("pk", flat=True)):
        succeed_form(numbers, last=form.starts_on - timedelta(days=1), actor=actor, on=on)


@action(workflows.FORM.succeed, Form)
def succeed_form(form: Form, *, last: date, **_: Any) -> None:
    """Its periods end where the next version's begin."""
    form.ends_on = min(form.ends_on or last, last)


@action(workflows.FORM.new_version)
def new_versions(forms: Sequence[Values], *, on: date, **_: Any) -> list[Form]:
    """Begin the next version of published forms, as ``{"org_id", "form_id"}``: the same, until it is edited."""
    made = []
    for values in forms:
        old = Form.objects.filter(pk=values["form_id"], org_id=values["org_id"], state="published").first()
        if old is None:
            raise NotFound("没有这张在用的报表，或不是本级布置的。")
        later = Form.objects.filter(code=old.code).exclude(state="withdrawn")
        if later.filter(state="draft").exists():
            raise Refused(f"“{old.title}”已有一个没有发布的新版本：请继续修改那一个，或先撤回。")
        newest = max(later.values_list("version", flat=True))
        new = Form(
            org_id=old.org_id, code=old.code, version=newest + 1, **{name: getattr(old, name) for name in COPIED}
        )
        new.starts_on, new.ends_on = max(on, old.starts_on + timedelta(days=1)), old.ends_on
        made.append(new)
    return made


@action(workflows.FORM.retire, Form)
def retire_form(form: Form, *, ends_on: date, **_: Any) -> None:
    """Periods that end after the day are no longer asked for; what was opened can still be filled in."""
    if ends_on < form.starts_on:
        raise Refused(f"停用日期 {ends_on} 早于启用日期 {form.starts_on}：请核对。")
    if form.ends_on and ends_on > form.ends_on:
        raise Refused(f"这张报表到 {form.ends_on} 就停用：停用日期只能提前；要延长的，请起草新版本。")
    form.ends_on = ends_on


@action(workflows.FORM.withdraw, Form)
def withdraw_form(form: Form, **_: Any) -> None:
    """A draft that will not be."""

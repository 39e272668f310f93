"""Templates a union brings itself: uploaded, checked, put in use, retired. An org's serve all below it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, QuerySet

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import require
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import BadInput, LiuyouError, NotFound, Problem, Refused
from liuyou.kernel.documents import templates
from liuyou.kernel.documents.drafts import VALUES, WRITE
from liuyou.kernel.documents.models import Template, TemplateState
from liuyou.kernel.documents.store import digest, seal_bytes, unseal_bytes
from liuyou.kernel.journal import lines
from liuyou.kernel.ledger import codes
from liuyou.kernel.orgs import tree
from liuyou.kernel.writing.permit import permit

NAME, MOST = 40, 999
GONE = "没有这份模板，或不在您的管理范围内。"


@dataclass(frozen=True, slots=True)
class Fault:
    """One tag that cannot stay: what is wrong, the paragraph it stands in, the codes it may have meant."""

    message: str
    paragraph: str = ""
    tag: str = ""
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What a template was found to be."""

    figures: list[codes.Figure]
    faults: list[Fault]


def check(content: bytes) -> Checked:
    """Every figure it asks, and everything wrong with it. BadInput where the file is no sound Word document."""
    try:
        tags = templates.mentioned(content)
    except BadInput as error:
        if not str(error).startswith("模板有误"):
            raise
        return Checked([], [Fault(str(error))])
    figures, faults = dict[str, codes.Figure](), list[Fault]()
    for tag in tags:
        try:
            found = codes.figure(tag.expression)
            codes.written(found.formula)
            figures[tag.expression] = found
        except LiuyouError as error:
            near = codes.nearest(tag.expression.partition("[")[0])
            faults.append(Fault(_plain(error), tag.paragraph_text, tag.expression, tuple(near)))
    faults += [] if faults else _unprintable(content)
    return Checked(list(figures.values()), faults)


def _plain(error: LiuyouError) -> str:
    """The reason alone: the page lists figures itself and names no command."""
    return str(error).partition("，最接近的是")[0].partition("。运行")[0].rstrip("。")


def _unprintable(content: bytes) -> list[Fault]:
    """Names no paper has a value for come out when it is filled; both ways through its conditions are tried."""
    blank = dict.fromkeys(VALUES, "〇")
    try:
        templates.render(content, figure=_zero, exists=lambda _: True, values=blank)
        templates.render(content, figure=_zero, exists=lambda _: False, values=blank)
    except BadInput as error:
        return [Fault(f"{error}。除指标外可以用：{'、'.join(VALUES)}")]
    return []


def _zero(code: str, decimals: int | None) -> str:
    return "0"


def refuse_faults(checked: Checked) -> None:
    if checked.faults:
        problems = [Problem(each.message) for each in checked.faults]
        raise BadInput("模板里有认不出的标记，没有存入：请按下面的提示改好再上传。", problems)


def upload(org: int, name: str, content: bytes, *, actor: Actor) -> Template:
    """Keep a checked template as the next version of its name; it is used by nobody until `put_in_use`."""
    name = " ".join(name.split())
    if not name or len(name) > NAME:
        raise BadInput(f"请给模板起一个名称，不超过 {NAME} 个字。")
    checked = check(content)
    refuse_faults(checked)
    with permit("documents.template.upload") as stamp:
        require(actor, WRITE, org, clock.today())
        same = Template.objects.select_for_update().filter(org_id=org, name=name)
        list(same.values_list("pk"))
        version = (same.aggregate(last=Max("version"))["last"] or 0) + 1
        sha = digest(content)
        sealed = seal_bytes(content, f"template.{sha}")
        made = Template(org_id=org, name=name, version=version, content=sealed, sha256=sha, actor=actor)
        made.figures, made.uploaded_at = len(checked.figures), stamp
        made.save(force_insert=True)
        _journal(made, None, {"name": name, "version": version, "sha256": sha}, stamp, actor, "upload")
    return made


def put_in_use(template: Template, starts: date, *, actor: Actor) -> None:
    """From `starts` on, in place of the version before."""
    with permit("documents.template.use") as stamp:
        fresh = _locked(template, actor)
        if fresh.state == TemplateState.IN_USE:
            raise Refused("这一版模板已在使用。")
        before = _facts(fresh)
        fresh.state, fresh.starts = TemplateState.IN_USE, starts
        fresh.save(update_fields=["state", "starts"])
        _journal(fresh, before, _facts(fresh), stamp, actor, "use")


def retire(template: Template, *, actor: Actor, reason: str) -> None:
    if not reason.strip():
        raise Refused("请写明停用的理由。")
    with permit("documents.template.retire") as stamp:
        fresh = _locked(template, actor)
        if fresh.state == TemplateState.RETIRED:
            raise Refused("这一版模板已停用。")
        before = _facts(fresh)
        fresh.state = TemplateState.RETIRED
        fresh.save(update_fields=["state"])
        _journal(fresh, before, _facts(fresh), stamp, actor, "retire", reason.strip())


def content_of(template: Template) -> bytes:
    return unseal_bytes(bytes(template.content), f"template.{template.sha256}")


def serving(org: int, on: date) -> QuerySet[Template]:
    """All versions, of the org and of those above it, that its papers may be written from or are being prepared."""
    above = [each.org_id for each in tree.ancestors(org, on)]
    return Template.objects.filter(org_id__in=above).defer("content")


def usable(org: int, on: date) -> list[Template]:
    """The newest version of each that is in use on a day, by name; of one name, that of the nearest org."""
    line = [each.org_id for each in tree.ancestors(org, on)]
    rows = serving(org, on).filter(state=TemplateState.IN_USE, starts__lte=on)
    best: dict[str, Template] = {}
    for each in sorted(rows, key=lambda row: (line.index(row.org_id), -row.version)):
        best.setdefault(each.name, each)
    return sorted(best.values(), key=lambda each: each.name)


def find(number: int, org: int, on: date) -> Template:
    """A template that serves an org. NotFound otherwise."""
    found = serving(org, on).filter(pk=number).first()
    if found is None:
        raise NotFound(GONE)
    return found


def _locked(template: Template, actor: Actor) -> Template:
    require(actor, WRITE, template.org_id, clock.today())
    return Template.objects.select_for_update().get(pk=template.pk)


def _facts(template: Template) -> dict[str, str]:
    return {"state": template.state, "starts": str(template.starts or "")}


def _journal(
    template: Template,
    before: dict[str, str] | None,
    after: dict[str, object] | dict[str, str],
    stamp: datetime,
    actor: Actor,
    verb: str,
    reason: str = "",
) -> None:
    change = [("documents.template", template.pk, template.org_id, before, dict(after))]
    lines.append(change, at=stamp, actor=actor, action=f"documents.template.{verb}", reason=reason)

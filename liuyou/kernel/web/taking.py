"""Making a record and taking a step: forms, what was typed as the action takes it, refusals beside their fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from liuyou.kernel.access.knowing import people_visible_to
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.actions.action import ACTIONS
from liuyou.kernel.base.errors import BadInput, LiuyouError, NotFound, Refused
from liuyou.kernel.intake.columns import Kind
from liuyou.kernel.intake.driver import enter
from liuyou.kernel.journal.models import Record
from liuyou.kernel.orgs import tree
from liuyou.kernel.people import register as people
from liuyou.kernel.people.identity import parse_identity
from liuyou.kernel.web import drafts, fields, forms, history
from liuyou.kernel.web.pages import Here, page, show
from liuyou.kernel.web.records import bound_of, heading, state_of
from liuyou.kernel.web.screens import Entry, Screen, screen_of
from liuyou.kernel.workflow.declared import BoundStep, Level
from liuyou.kernel.writing.permit import permit


def takes(register: str, step: str, **_: Any) -> str:
    return bound_of(screen_of(register), step).step.needs


def opens(register: str, code: str, **_: Any) -> str:
    screen = screen_of(register)
    return bound_of(screen, screen.entry(code).step).step.needs


@page(opens)
def record_new(request: HttpRequest, here: Here, register: str, code: str) -> HttpResponse:
    """One row of the register's workbook, as a form: the same columns, checks and words."""
    screen = screen_of(register)
    entry = screen.entry(code)
    given = request.POST if request.method == "POST" else None
    form = entry_form(screen, entry, here, given, request.GET.dict())
    draft_key = f"new.{register}.{code}"
    recalled = _recalled(request, here, form, draft_key)
    if given is not None and form.is_valid():
        try:
            made = enter(entry.register, form.values(), actor=here.actor, org=here.org, on=here.today)
        except BadInput as error:
            form.tell(error.problems, str(error))
        except LiuyouError as error:
            form.add_error(None, str(error))
        else:
            drafts.drop(here.user, draft_key)
            return _entered(request, screen, entry, made[0])
    context = {"screen": screen, "entry": entry, "form": form, "draft_key": draft_key, "recalled": recalled}
    return show(request, "web/new.html", context)


def entry_form(screen: Screen, entry: Entry, here: Here, given: Any, asked: Mapping[str, str]) -> forms.CellForm:
    """The form of one way to make a record; what is known is filled: org, day, and what the address names."""
    prefilled = {each.name: asked[each.name] for each in entry.register.form.columns if asked.get(each.name)}
    prefilled.pop("org", None)
    columns = entry.register.form.columns
    initial: dict[str, Any] = dict(entry.register.form.constants)
    auto = []
    for column in columns:
        if column.kind is Kind.ORG and column.name == "org":
            initial["org"] = here.place.name
            auto.append("org")
        elif column.kind is Kind.DATE and not column.ahead and column.required:
            initial[column.name] = here.today
            auto.append(column.name)
    initial |= prefilled
    form = forms.form_of([*columns, *entry.register.inner], given, initial=initial, choices=screen.choices, auto=auto)
    for name, field in form.fields.items():
        if name == "org":
            below = tree.children(here.org, here.today)
            field.suggestions = [here.place.name, *(each.name for each in below[:200])]  # type: ignore[attr-defined]
            field.widget.attrs["list"] = "words-org"
    return form


def _recalled(request: HttpRequest, here: Here, form: forms.CellForm, key: str) -> bool:
    """Whether the form was filled with what its user typed before; `fresh` lets that go."""
    if request.method == "POST":
        return False
    if request.GET.get("fresh"):
        drafts.drop(here.user, key)
    return forms.recall(form, drafts.load(here.user, key))


def _entered(request: HttpRequest, screen: Screen, entry: Entry, made: Any) -> HttpResponse:
    messages.success(request, f"已登记：{screen.name} {made.pk} 号。")
    if request.POST.get("again"):
        return redirect(reverse("record-new", args=[screen.code, entry.code]))
    return redirect(reverse("record", args=[screen.code, made.pk]))


@page(opens, methods=("POST",))
def person_hint(request: HttpRequest, here: Here, register: str, code: str) -> HttpResponse:
    """What an identity number tells while it is typed: birth, sex, and whether the person is known within reach."""
    screen = screen_of(register)
    entry = screen.entry(code)
    column = entry.register.person[1] if entry.register.person else "identity"
    text = request.POST.get(column, "").strip()
    context: dict[str, Any] = {"text": text}
    if text:
        try:
            identity = parse_identity(text)
        except BadInput as error:
            context["problem"] = str(error)
        else:
            context["identity"] = identity
            found = people.known([people.identity_hash(identity)])
            ids = [number for number, _ in found.values()]
            known = people_visible_to(here.actor, here.today).filter(pk__in=ids).first() if ids else None
            context["known"] = known
            if known is not None and screen.of_people:
                about = screen.model._default_manager.filter(**{"person_id": known.pk})
                about = visible_to(about, here.actor, screen.reads, here.today)
                rows = about.exclude(state="void").order_by("-pk")[:3]
                context["records"] = [(row, state_of(screen, row)) for row in rows]
    return show(request, "web/person_hint.html", context)


@page(takes)
def record_step(request: HttpRequest, here: Here, register: str, number: int, step: str) -> HttpResponse:
    """A step of the workflow: what it asks, then the action; refusals come back in the form, nothing typed is lost."""
    screen = screen_of(register)
    bound = bound_of(screen, step)
    record = of_step(screen, here, bound, number)
    columns, current = forms.asked_of(screen, bound, record)
    given = request.POST if request.method == "POST" else None
    form = forms.form_of(columns, given, initial=current, choices=screen.choices)
    version = history.version_of(screen, number)
    draft_key = f"step.{bound.code}.{number}.{version}"
    recalled = _recalled(request, here, form, draft_key)
    if given is not None and form.is_valid():
        try:
            with permit(bound.code):
                _require_unchanged(screen, record, given.get("version", ""))
                inputs = inputs_of(screen, bound, record, form.values(), here.actor)
                ACTIONS[bound.code](record.pk, actor=here.actor, **inputs)
        except BadInput as error:
            form.tell(error.problems, str(error))
        except LiuyouError as error:
            form.add_error(None, str(error))
        else:
            drafts.drop(here.user, draft_key)
            messages.success(request, f"已办理“{bound.step.title}”。")
            return redirect(reverse("record", args=[register, number]))
    context = {
        "screen": screen,
        "record": record,
        "bound": bound,
        "form": form,
        "heading": heading(screen, record),
        "target": screen.workflow.states.get(bound.step.target, ""),
        "draft_key": draft_key,
        "version": version,
        "recalled": recalled,
    }
    return show(request, "web/step.html", context)


def _require_unchanged(screen: Screen, record: Record, version: str) -> None:
    """Refused when somebody has done something to the record since the form was opened: it says who and what."""
    screen.model._default_manager.select_for_update().get(pk=record.pk)
    if version.isdecimal() and int(version) != history.version_of(screen, record.pk):
        latest = history.timeline(screen, record)[0]
        told = "；".join(f"{title}：{old} → {new}" for title, old, new in latest.changes)
        what = f"{latest.what}（{told}）" if told else latest.what
        raise Refused(f"这条记录刚由{latest.who}办理过：{what}。请核对下面填写的内容后再提交。")


def of_step(screen: Screen, here: Here, bound: BoundStep, number: int) -> Record:
    """The record, where this actor may take the step; whoever may act on it sees it."""
    found: Record | None = screen.model._default_manager.filter(pk=number).first()
    place = tree.places(here.today).filter(org_id=found.org_id).first() if found else None
    above = bound.step.at is Level.PARENT
    if found is None or place is None or not here.rights.allow(bound.step.needs, place.path, from_above=above):
        raise NotFound("没有这条记录，或不在您的管理范围内。")
    return found


def inputs_of(
    screen: Screen, bound: BoundStep, record: Record | None, values: dict[str, Any], actor: Actor
) -> dict[str, Any]:
    """What was typed, as the action takes it: `changes` holds the fields that differ from the record."""
    changing = screen.changes.get(bound.name, ())
    inputs = {name: value for name, value in values.items() if name not in changing and value is not None}
    if record is not None and changing:
        typed = {name: values[name] for name in changing if name in values}
        person = typed.pop("person_id", None)
        unsaid = {name for name, value in typed.items() if value is None and fields.is_sealed(screen, name)}
        inputs["changes"] = {
            name: value
            for name, value in typed.items()
            if name not in unsaid and _differs(value, getattr(record, name))
        }
        if person:
            inputs["changes"]["person_id"] = _person(person)
    return screen.prepare(bound.name, record, inputs, actor=actor) if screen.prepare else inputs


def _differs(value: Any, before: Any) -> bool:
    """Whether something else was typed; an empty text and nothing are the same."""
    return (forms.typed(value) or "") != (forms.typed(before) or "")


def _person(identity: str) -> int:
    """The person of an identity number; nobody is added by a correction."""
    found = people.find_by_identity(identity)
    if found is None:
        raise Refused("没有登记过这个身份证号的人：请先在人员中登记。")
    return found.pk

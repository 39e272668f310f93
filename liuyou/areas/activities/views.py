"""Pages of activity types: which there are, what each is, a new one or a new version without code, the end of one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from liuyou.areas.activities import actions, definitions, drafts, forms, queries
from liuyou.areas.activities.definitions import Definition
from liuyou.areas.activities.drafts import KINDS, Draft
from liuyou.areas.activities.models import ActivityType
from liuyou.kernel.base.errors import BadInput, LiuyouError, NotFound, Refused
from liuyou.kernel.web.pages import SIGNED_IN, Here, page, show

MANAGE = "activities.manage"
ABSENT = "没有这个活动类型，或不在您的范围内。"


@page(SIGNED_IN)
def type_list(request: HttpRequest, here: Here) -> HttpResponse:
    """Shipped types, those of the orgs above, and one's own, with how often each was recorded."""
    words, group = request.GET.get("q", "").strip(), request.GET.get("group", "")
    found = queries.types_for(here.org, here.today)
    shown = [each for each in found if each.matches(words) and group in ("", each.definition.group)]
    context = {
        "types": sorted(shown, key=lambda each: (each.definition.group, each.definition.title)),
        "used": queries.used(here.org, here.today),
        "groups": sorted({each.definition.group for each in found}),
        "words": words,
        "group": group,
        "may_manage": here.may(MANAGE),
    }
    return show(request, "activities/types.html", context)


def _type(here: Here, code: str) -> queries.TypeInUse:
    """A type that may be used here. NotFound otherwise."""
    found = next((each for each in queries.types_for(here.org, here.today) if each.definition.code == code), None)
    if found is None:
        raise NotFound(ABSENT)
    return found


@page(SIGNED_IN)
def type_page(request: HttpRequest, here: Here, code: str) -> HttpResponse:
    """One type: its fields, what it counts, its sentence, its versions."""
    found = _type(here, code)
    context = _looked(found.definition) | {
        "type": found,
        "versions": queries.versions_for(code, here.org, here.today),
        "used": queries.used(here.org, here.today).get(code, 0),
        "may_manage": here.may(MANAGE),
        "retirable": bool(_retirable(here, code)),
        "kinds": KINDS,
    }
    return show(request, "activities/type.html", context)


def _looked(definition: Definition) -> dict[str, Any]:
    """What the preview shows: the form with made-up values, the sentence, the measures."""
    given, typed = drafts.example(definition)
    columns = [(column, typed.get(column.name, "")) for column in definition.columns]
    return {"definition": definition, "columns": columns, "sentence": definitions.sentence(definition, given)}


@page(MANAGE)
def new_type(request: HttpRequest, here: Here) -> HttpResponse:
    """A type of one's own, for the org at hand and those below it."""
    draft = forms.read(request.POST) if request.method == "POST" else drafts.blank()
    return _edited(request, here, draft, "")


@page(MANAGE)
def renew_type(request: HttpRequest, here: Here, code: str) -> HttpResponse:
    """A later version; what was recorded keeps the version that it was recorded under."""
    found = _type(here, code)
    draft = forms.read(request.POST) if request.method == "POST" else drafts.of_definition(found.definition)
    return _edited(request, here, draft, code)


def _edited(request: HttpRequest, here: Here, draft: Draft, code: str) -> HttpResponse:
    errors: forms.Errors = {}
    looked: forms.Errors = {}
    definition: Definition | None = None
    posted = request.method == "POST"
    if posted and not forms.rearrange(draft, request.POST):
        definition, errors = forms.settle(draft, code=code)
        starts = forms.day(draft, here.today, errors)
        if definition is not None and not errors:
            try:
                return _entered(request, here, definition, starts, renewing=bool(code))
            except BadInput as error:
                errors = forms.placed(error.problems, draft) or {"code": [str(error)]}
            except LiuyouError as error:
                errors = {"": [str(error)]}
    elif posted or code:
        definition, looked = forms.settle(draft, code=code)
    context = {"draft": draft, "errors": errors, "code": code, "kinds": KINDS, "groups": _groups(), "today": here.today}
    context |= {"preview_errors": looked or errors} | (_looked(definition) if definition else {})
    return show(request, "activities/edit.html", context, status=409 if errors else 200)


def _groups() -> list[str]:
    return sorted({each.group for each in queries.in_use().values()})


def _entered(request: HttpRequest, here: Here, new: Definition, starts: date, *, renewing: bool) -> HttpResponse:
    act = actions.new_version if renewing else actions.add_type
    act(new.data, org_id=here.org, starts=starts, actor=here.actor)
    words = "新版本已启用" if renewing else "已启用"
    messages.success(request, f"“{new.title}”{words}：{starts} 起，{here.place.name}和下级都可以登记。")
    return redirect(reverse("activity-type", args=[new.code]))


@page(MANAGE, methods=("POST",))
def preview(request: HttpRequest, here: Here) -> HttpResponse:
    """The form, the sentence and the measures of what is being typed. Nothing is kept."""
    draft = forms.read(request.POST)
    definition, errors = forms.settle(draft, code=request.POST.get("fixed", ""))
    context = {"draft": draft, "errors": errors} | (_looked(definition) if definition else {})
    return show(request, "activities/preview.html", context)


def _retirable(here: Here, code: str) -> list[ActivityType]:
    """Versions in use that this person may end: those of orgs in reach of the right."""
    rows = ActivityType.objects.filter(code=code, state="in_use").order_by("version")
    return [row for row in rows if here.org in queries.lines([row.org_id], here.today).get(row.org_id, ())]


@page(MANAGE)
def retire(request: HttpRequest, here: Here, code: str) -> HttpResponse:
    """End a type: from that day nothing can be recorded under it; what was recorded stays."""
    found, rows = _type(here, code), _retirable(here, code)
    errors: list[str] = []
    if not rows:
        raise Refused("随程序提供的、上级启用的类型不能在这里停用：只能停用本级和下级启用的。")
    if request.method == "POST":
        try:
            ends = date.fromisoformat(request.POST.get("ends", ""))
            _retired(rows, here, ends, request.POST.get("reason", "").strip())
        except ValueError:
            errors.append("停用日期写法不对：请写成 2016-01-28。")
        except LiuyouError as error:
            errors.append(str(error))
        else:
            messages.success(request, f"“{found.definition.title}”从 {ends} 起停用，已登记的都保留。")
            return redirect(reverse("activity-types"))
    given = request.POST if request.method == "POST" else {"ends": str(here.today)}
    context = {"type": found, "errors": errors, "given": given}
    return show(request, "activities/retire.html", context, status=409 if errors else 200)


@transaction.atomic
def _retired(rows: list[ActivityType], here: Here, ends: date, reason: str) -> None:
    for row in rows:
        actions.retire_type(row, ends=max(ends, row.starts), actor=here.actor, reason=reason)

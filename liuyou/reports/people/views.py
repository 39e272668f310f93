"""Pages about people. Names and numbers travel in bodies and the session, never in an address."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from liuyou.kernel.access.knowing import Reach, knowing, people_visible_to, people_within, reach_of
from liuyou.kernel.actions.people import ABSENT, ENTER, REVEAL, SEALED, correct_person, journal_export, reveal_person
from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.base.masking import mask_identity, mask_phone
from liuyou.kernel.orgs import tree
from liuyou.kernel.people.identity import IdentityKind
from liuyou.kernel.people.models import Person
from liuyou.kernel.search.people import org_names
from liuyou.kernel.web.pages import Here, page, show
from liuyou.kernel.web.paging import SIZE, count_up_to, keyset
from liuyou.reports.people import about, exports
from liuyou.reports.people.choosing import DOCUMENTS, SORTS, Choice, chosen, kept, opened

READ = "people.read"
TEXT = "people_text"


@page(READ)
def people(request: HttpRequest, here: Here) -> HttpResponse:
    """The list for the present org and those below it. POST: look for a text, which the session then keeps."""
    if request.method == "POST":
        request.session[TEXT] = kept(request.POST.get("q", ""))
        return redirect(request.get_full_path())
    choice, reach = _asked(request, here), _here(here)
    rows = choice.of(people_within(reach))
    found = keyset(rows.defer("phone"), choice.order, request.GET.get("cursor", ""), SIZE)
    orgs = org_names([each.pk for each in found.rows], reach)
    count, whole = count_up_to(rows)
    context = {
        "choice": choice,
        "page": found,
        "people": [_row(each, orgs.get(each.pk, "")) for each in found.rows],
        "count": count,
        "whole": whole,
        "sorts": [(code, title) for code, (title, _) in SORTS.items()],
        "documents": DOCUMENTS.items(),
    }
    return show(request, "people_pages/list.html", context)


def _asked(request: HttpRequest, here: Here) -> Choice:
    return chosen(request.GET.dict(), opened(request.session.get(TEXT, "")), here.today)


def _here(here: Here) -> Reach:
    """The present org's subtree, which lies within reach."""
    if here.place.parent_id is None:
        return reach_of(here.actor, READ, here.today)
    return Reach(here.today, (here.place.path,), whole=False)


def _row(person: Person, org: str) -> dict[str, object]:
    return {"person": person, "identity": mask_identity(person.identity) if person.identity else "", "org": org}


@page(READ)
def export(request: HttpRequest, here: Here) -> HttpResponse:
    """The list as it is filtered, as a workbook; asked for by POST, because it leaves a line in the journal."""
    if request.method != "POST":
        return redirect("people")
    choice = _asked(request, here)
    rows = choice.of(people_within(_here(here))).order_by(*choice.order)
    count = exports.count(rows)
    journal_export(count, org=here.org, actor=here.actor, about=choice.narrowed)
    at = timezone.localtime()
    file = exports.write(rows, heading=here.place.name, by=here.actor.name, at=at, filters=choice.words())
    answer = FileResponse(file, as_attachment=True, filename=f"人员名单 {at:%Y-%m-%d}.xlsx")
    return cast(HttpResponse, answer)


def _person(here: Here, number: int) -> Person:
    found = people_visible_to(here.actor, here.today).filter(pk=number).first()
    if found is None:
        raise NotFound(ABSENT)
    return found


@page(READ)
def person(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """Facts with what is sensitive masked, records within reach, what they amounted to."""
    found = _person(here, number)
    return show(request, "people_pages/person.html", _facts(here, found))


def _facts(here: Here, found: Person) -> dict[str, object]:
    records = about.records_of(found.pk, here.actor, here.today)
    orgs = knowing(found.pk, here.actor, READ, here.today).values_list("org_id", flat=True)
    return {
        "person": found,
        "kind": IdentityKind(found.identity_kind).label if found.identity_kind else "",
        "identity": mask_identity(found.identity) if found.identity else "",
        "phone": mask_phone(found.phone) if found.phone else "",
        "orgs": sorted(tree.names(orgs).values()),
        "timeline": about.timeline(records, about.events_of(found.pk, records)),
        "may_reveal": here.anywhere(REVEAL),
        "may_correct": here.anywhere(ENTER),
    }


@page(REVEAL)
def reveal(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """Ask for a reason, then show the one value once; it is not kept and not cached."""
    found, value, wrong = _person(here, number), "", ""
    field = request.POST.get("field") or request.GET.get("field", "")
    if field not in SEALED:
        raise BadInput("可以查看的是证件号码和联系电话。")
    if request.method == "POST":
        try:
            value = reveal_person(number, field, actor=here.actor, reason=request.POST.get("reason", "")) or "没有登记"
        except Refused as error:
            wrong = str(error)
    context = {"person": found, "field": field, "title": SEALED[field], "value": value, "wrong": wrong}
    response = show(request, "people_pages/reveal.html", context, status=409 if wrong else 200)
    response["Cache-Control"] = "no-store"
    return response


@page(ENTER)
def correct(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """Name, identity number and phone with a reason; an empty number or phone stays as it is."""
    found, wrong = _person(here, number), ""
    typed = {name: request.POST.get(name, "").strip() for name in ("name", "identity", "phone", "reason")}
    if request.method == "POST":
        changes = {name: typed[name] for name in ("name", "identity", "phone") if typed[name] or name == "name"}
        if request.POST.get("no_phone"):
            changes["phone"] = ""
        try:
            correct_person(number, changes, actor=here.actor, reason=typed["reason"])
        except (BadInput, Refused) as error:
            wrong = str(error)
        else:
            messages.success(request, "已更正，原来的内容留在办理日志里。")
            return redirect("person", number=number)
    context = {"person": found, "typed": typed if wrong else {"name": found.name}, "wrong": wrong}
    response = show(request, "people_pages/correct.html", context, status=409 if wrong else 200)
    response["Cache-Control"] = "no-store"
    return response

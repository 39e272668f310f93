"""The pages of a register: its list, one record, what is printed of it, looking at what is sealed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from liuyou.kernel.access.reach import visible_to
from liuyou.kernel.actions.action import ACTIONS
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.catalogue.catalogue import registers
from liuyou.kernel.documents import layout
from liuyou.kernel.journal import lines
from liuyou.kernel.journal.models import Line, Record
from liuyou.kernel.ledger.measures import REGISTRY
from liuyou.kernel.ledger.models import Account, LedgerEntry, Posting
from liuyou.kernel.orgs import tree
from liuyou.kernel.web import fields, history
from liuyou.kernel.web.attaching import attachments_of
from liuyou.kernel.web.filetypes import ALLOWED
from liuyou.kernel.web.lists import Asked, Listing, sortable
from liuyou.kernel.web.models import Columns, SavedFilter
from liuyou.kernel.web.pages import SIGNED_IN, Here, page, show
from liuyou.kernel.web.screens import SCREENS, Paper, Screen, links, pointing, screen_of
from liuyou.kernel.web.totals import totals_of
from liuyou.kernel.workflow.declared import BoundStep, Level
from liuyou.kernel.writing.permit import permit

RELATED = 20
REVEAL = "people.reveal"


def reads(register: str, **_: Any) -> str:
    return screen_of(register).reads


def bound_of(screen: Screen, step: str) -> BoundStep:
    found = screen.workflow.steps.get(step)
    if found is None or found.step.internal or found.code not in ACTIONS:
        raise NotFound("没有这一步，或现在不能办理。")
    return found


# Lists


@page(reads, methods=("GET", "HEAD"))
def record_list(request: HttpRequest, here: Here, register: str) -> HttpResponse:
    """Search, filter, sort, page; the bulk bar with the steps that this actor may take on many."""
    screen = screen_of(register)
    listing = Listing(screen, here, Asked.of(screen, request.GET))
    cut = listing.page
    orgs = tree.names((row.org_id for row in cut.rows), here.today)
    names = columns_chosen(request, here, screen)
    context = {
        "screen": screen,
        "listing": listing,
        "asked": listing.asked,
        "page": cut,
        "columns": [(name, screen.title_of(name), _arrow(listing, name)) for name in names],
        "rows": [(row, [fields.shown(screen, row, name, orgs) for name in names]) for row in cut.rows],
        "entries": [each for each in screen.entries() if here.may(bound_of(screen, each.step).step.needs)],
        "bulk": [bound for bound in _offered(screen, here) if bound.step.sources],
        "can_import": here.may("intake.load") and _has_workbook(screen),
        "saved": SavedFilter.objects.filter(user=here.user, register=screen.code).order_by("title"),
        "periods": periods(here.today),
        "all_columns": [(name, screen.title_of(name), name in names) for name in all_columns(screen)],
    }
    return show(request, "web/list.html", context)


def _has_workbook(screen: Screen) -> bool:
    """Whether the register takes a file, and not only what is typed into its forms."""
    known = registers()
    return screen.code in known or any(each.register.code in known for each in screen.entries())


@page(reads, methods=("GET", "HEAD"))
def record_totals(request: HttpRequest, here: Here, register: str) -> HttpResponse:
    """The foot of the list: figures over the same org, period and filters, beside what its records add up to."""
    screen = screen_of(register)
    listing = Listing(screen, here, Asked.of(screen, request.GET))
    return show(request, "web/totals.html", {"totals": totals_of(listing), "listing": listing, "screen": screen})


def periods(today: date) -> list[Period]:
    """Periods that are asked for most, for a list of suggestions."""
    half = 1 if today.month <= 6 else 2
    codes = [f"{today:%Y-%m}", f"{today.year}Q{(today.month + 2) // 3}", f"{today.year}H{half}", f"{today.year}"]
    return [Period.parse(code) for code in (*codes, f"{today.year - 1}")]


def reads_to_open(register: str, **_: Any) -> str:
    """The permission of the first way to make a record."""
    screen = screen_of(register)
    entries = screen.entries()
    return bound_of(screen, entries[0].step).step.needs if entries else screen.reads


@page(reads_to_open, methods=("GET", "HEAD"))
def record_choose(request: HttpRequest, here: Here, register: str) -> HttpResponse:
    """Where a register has many kinds of record: which one is to be entered."""
    screen = screen_of(register)
    words = request.GET.get("words", "").strip()
    entries = [each for each in screen.entries() if words in (each.title or each.register.form.title)]
    return show(request, "web/choose.html", {"screen": screen, "entries": entries, "words": words})


def all_columns(screen: Screen) -> list[str]:
    """What may stand in the list: the declared columns first, then every other field that is not sealed or a list."""
    own = [name for _, names in fields.visible_groups(screen) for name in names]
    plain = [name for name in own if not fields.is_sealed(screen, name)]
    return list(dict.fromkeys([*screen.columns, *plain, "due_on"]))


def columns_chosen(request: HttpRequest, here: Here, screen: Screen) -> list[str]:
    """The columns this user wants: asked in the address and remembered, else the declared ones."""
    wanted = request.GET.getlist("column")
    own = Columns.objects.filter(user=here.user, register=screen.code)
    if wanted:
        Columns.objects.update_or_create(user=here.user, register=screen.code, defaults={"names": wanted})
    kept = wanted or next(iter(own.values_list("names", flat=True)), [])
    return [name for name in all_columns(screen) if name in kept] or list(screen.columns)


def _arrow(listing: Listing, name: str) -> str:
    """What to sort by on a click on this title: the other direction where it is sorted by already."""
    if name not in sortable(listing.screen):
        return ""
    return f"-{name}" if listing.order[0].split("__")[0] == name else name


def _offered(screen: Screen, here: Here) -> Iterator[BoundStep]:
    """Steps that this actor may take somewhere at or below the org chosen."""
    for bound in screen.workflow.steps.values():
        if bound.step.internal or bound.code not in ACTIONS:
            continue
        if here.rights.anywhere(bound.step.needs):
            yield bound


# One record


@dataclass(frozen=True, slots=True)
class Next:
    """A step that this actor may take now. `main`: it leads along the register's usual way."""

    bound: BoundStep
    main: bool


def find(screen: Screen, here: Here, number: int) -> Record:
    """The record, if it is in the reach of the permission to read its register."""
    found: Record | None = screen.model._default_manager.filter(pk=number).first()
    place = tree.places(here.today).filter(org_id=found.org_id).first() if found else None
    if found is None or place is None or not here.rights.allow(screen.reads, place.path):
        raise NotFound("没有这条记录，或不在您的管理范围内。")
    return found


def next_steps(screen: Screen, here: Here, record: Record) -> list[Next]:
    """What this actor may do with the record now: the way forward, then the rest, then what asks for a reason."""
    path = tree.place(record.org_id, here.today).path
    found = []
    for bound in screen.workflow.next_steps(record.state):
        above = bound.step.at is Level.PARENT
        if bound.code in ACTIONS and here.rights.allow(bound.step.needs, path, from_above=above):
            found.append(Next(bound, _leads_on(screen, record.state, bound.step.target)))
    return sorted(found, key=lambda each: (not each.main, "reason" in each.bound.step.ask, _corrects(each.bound)))


def _leads_on(screen: Screen, state: str, target: str) -> bool:
    way = screen.path
    return target in way and (state not in way or way.index(state) < way.index(target))


def _corrects(bound: BoundStep) -> bool:
    return bound.step.needs.endswith(".correct")


@page(reads, methods=("GET", "HEAD"))
def record_page(request: HttpRequest, here: Here, register: str, number: int) -> HttpResponse:
    """Facts, what can be done now, what was done, what it counts for."""
    screen = screen_of(register)
    record = find(screen, here, number)
    orgs = tree.names([record.org_id], here.today)
    groups = [
        (title, [fields.shown(screen, record, name, orgs) for name in names])
        for title, names in fields.visible_groups(screen)
    ]
    done = history.reached(screen, record)
    context = {
        "screen": screen,
        "record": record,
        "groups": groups,
        "state": screen.workflow.states[record.state],
        "tone": fields.tone(screen, record.state),
        "heading": heading(screen, record),
        "path_states": [(screen.workflow.states[each], each == record.state, each in done) for each in screen.path],
        "next": next_steps(screen, here, record),
        "waits": waits_for(screen, here, record),
        "parts": list(screen.parts(record)) if screen.parts else [],
        "timeline": history.timeline(screen, record),
        "entries": entries_of(record),
        "follows": [each for each in screen.follows if not each.states or record.state in each.states],
        "papers": papers_of(screen, record),
        "related": related(screen, here, record),
        "may_reveal": here.rights.allow(REVEAL, tree.place(record.org_id, here.today).path),
        "org_name": orgs.get(record.org_id, ""),
    }
    return show(request, "web/record.html", context | attachments_of(record, here.actor))


@page(SIGNED_IN, methods=("GET", "HEAD"))
def record_any(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """The page of a record of which only the number is known."""
    register = Line.objects.filter(record=number, register__in=SCREENS).values_list("register", flat=True).first()
    if register is None:
        raise NotFound("没有这条记录，或不在您的管理范围内。")
    find(screen_of(register), here, number)  # out of reach, not even its register is told
    return redirect(reverse("record", args=[register, number]))


@page(reads, methods=("GET", "HEAD"))
def record_paper(request: HttpRequest, here: Here, register: str, number: int, code: str) -> HttpResponse:
    """One paper of the record, laid out for printing on A4. What is sealed is in it only where the area says so."""
    screen = screen_of(register)
    record = find(screen, here, number)
    paper = next((each for each in papers_of(screen, record) if each.code == code), None)
    if paper is None:
        raise NotFound("没有这份文书，或按现在的状态还不能打印。")
    content = [(isinstance(each, str), each) for each in paper.content(record)]
    org_name = tree.names([record.org_id], here.today).get(record.org_id, "")
    if request.GET.get("form") == "docx":
        return _in_word(paper, content, org_name, here.today)
    context = {"screen": screen, "record": record, "paper": paper, "content": content, "org_name": org_name}
    context["today"] = here.today
    return show(request, "web/paper.html", context)


def _in_word(paper: Paper, content: list[tuple[bool, Any]], org_name: str, on: date) -> HttpResponse:
    """The same paper as a Word file, for whoever has to add a line before it is sealed."""
    made = layout.Paper()
    made.title(paper.title)
    for plain, part in content:
        if plain:
            made.body(part)
        else:
            if part.title:
                made.heading1(part.title)
            made.table(part.columns, part.rows)
    if paper.signs:
        made.signs(paper.signs)
    made.signature(org_name, on)
    file = BytesIO(made.to_bytes())
    kind = ALLOWED["docx"]
    return FileResponse(file, as_attachment=True, filename=f"{paper.title}.docx", content_type=kind)  # type: ignore[return-value]


def papers_of(screen: Screen, record: Record) -> list[Paper]:
    known = (each for each in screen.papers if not each.states or record.state in each.states)
    return [each for each in known if each.when is None or each.when(record)]


def heading(screen: Screen, record: Record) -> str:
    """What a record is called: the first column that says something, else its number."""
    name = screen.columns[0]
    text = fields.shown(screen, record, name, {}).text
    return f"{text} · {screen.name}" if text not in ("", "—") else f"{screen.name} {record.pk} 号"


def waits_for(screen: Screen, here: Here, record: Record) -> list[str]:
    """Steps onward that somebody else must take: told, so that nobody wonders why there is no button."""
    mine = {each.bound.name for each in next_steps(screen, here, record)}
    found = []
    for bound in screen.workflow.next_steps(record.state):
        if fields.onward(bound) and bound.name not in mine:
            found.append(f"{bound.step.title}（{'上级工会' if bound.step.at is Level.PARENT else '有权的同事'}）")
    return found


def entries_of(record: Record) -> list[dict[str, Any]]:
    """What the record posted to the ledger, reversals included, in order."""
    rows = list(LedgerEntry.objects.filter(record=record.pk).order_by("pk"))
    accounts = {each.pk: each for each in Account.objects.filter(pk__in={row.account_id for row in rows})}
    found = []
    for row in rows:
        account = accounts[row.account_id]
        measure = REGISTRY.get(account.measure)
        found.append(
            {
                "measure": measure,
                "value": row.value,
                "day": row.day,
                "dims": "、".join(account.dims.values()),
                "nature": Posting(row.nature).label,
                "posted_at": row.posted_at,
            }
        )
    return found


def related(screen: Screen, here: Here, record: Record) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Records this one points to and those that point to it: title, register, (address, words)."""
    found = []
    for name, code in links(screen):
        target = getattr(record, name)
        other = screen_of(code)
        if target is not None and here.rights.allow(other.reads, tree.place(target.org_id, here.today).path):
            line = (reverse("record", args=[code, target.pk]), f"{heading(other, target)}：{state_of(other, target)}")
            found.append((other.name, code, [line]))
    for other, name in pointing(screen):
        if not here.rights.anywhere(other.reads):
            continue
        own = other.model._default_manager.filter(**{name: record.pk})
        first = next((each for each in other.model._meta.fields if each.name == other.columns[0]), None)
        own = own.select_related(first.name) if first is not None and first.is_relation else own
        rows = list(visible_to(own, here.actor, other.reads, here.today).order_by("-pk")[:RELATED])
        if rows:
            lines_ = [
                (reverse("record", args=[other.code, row.pk]), f"{heading(other, row)}：{state_of(other, row)}")
                for row in rows
            ]
            found.append((other.name, other.code, lines_))
    return found


def state_of(screen: Screen, record: Record) -> str:
    """What its state is called."""
    return screen.workflow.states[record.state]


@page(reads, methods=("POST",))
def reveal(request: HttpRequest, here: Here, register: str, number: int, field: str) -> HttpResponse:
    """One sealed value, looked at with a reason that goes into the journal. Shown in this answer only."""
    screen = screen_of(register)
    record = find(screen, here, number)
    place = tree.place(record.org_id, here.today)
    if not here.rights.allow(REVEAL, place.path) or field not in {each.name for each in record.business_fields()}:
        raise NotFound("没有这一项，或您没有查看敏感信息的权限。")
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise Refused("查看敏感信息须写明理由。")
    with permit(f"{register}.reveal") as stamp:
        change = [(register, record.pk, record.org_id, None, {"field": field})]
        lines.append(change, at=stamp, actor=here.actor, action=f"{register}.reveal", reason=reason)
    context = {"title": screen.title_of(field), "value": getattr(record, field), "record": record, "screen": screen}
    return show(request, "web/revealed.html", context)

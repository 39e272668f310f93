"""The registers over HTTP: one address each, made from the areas' screens. Steps are POSTs that call the action."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django.db import transaction
from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.response import Response

from liuyou.kernel.actions.action import ACTIONS
from liuyou.kernel.api import shapes
from liuyou.kernel.api.arriving import arrive
from liuyou.kernel.api.base import Endpoint
from liuyou.kernel.api.describing import (
    COMPONENTS,
    CURSOR,
    KEY,
    MATCH,
    ORG,
    SIZE,
    Operation,
    Schema,
    array,
    number,
    obj,
    query,
    ref,
    text,
)
from liuyou.kernel.api.refusing import Overtaken, Wrong
from liuyou.kernel.base.errors import BadInput, NotFound
from liuyou.kernel.intake.columns import Column
from liuyou.kernel.intake.driver import enter
from liuyou.kernel.intake.registers import Rows
from liuyou.kernel.journal.models import Record
from liuyou.kernel.orgs import tree
from liuyou.kernel.web import forms, history
from liuyou.kernel.web.lists import Asked, Listing, sortable
from liuyou.kernel.web.pages import SIGNED_IN, Here
from liuyou.kernel.web.paging import Page, keyset
from liuyou.kernel.web.records import bound_of, find, next_steps
from liuyou.kernel.web.screens import SCREENS, Entry, Screen
from liuyou.kernel.web.taking import inputs_of, of_step
from liuyou.kernel.workflow.declared import BoundStep

DUE = {"over": "已超期", "soon": "五天内到期"}
MOST = 200


def size_of(request: Request) -> int:
    asked = request.query_params.get("size", "50")
    if not (asked.isascii() and asked.isdecimal() and 1 <= int(asked[:6]) <= MOST):
        raise Wrong({"size": [f"每页条数应为 1 至 {MOST} 的整数。"]})
    return int(asked)


def paged(cut: Page, items: list[Any]) -> dict[str, Any]:
    return {"items": items, "next": cut.next, "previous": cut.previous}


def page_schema(name: str, item: Schema, words: str) -> Schema:
    shape = {
        "items": array(item),
        "next": text("下一页的 cursor，没有就是空", nullable=True),
        "previous": text("上一页的 cursor；第一页之前没有，就是空", nullable=True),
    }
    return ref(name, obj(shape, description=words))


class RegisterList(Endpoint):
    """GET: the list; POST: a new record by one of the register's forms."""

    screen: ClassVar[Screen]

    def permission(self, method: str | None) -> str:
        return SIGNED_IN if method == "POST" else self.needs

    def get(self, request: Request) -> Response:
        asked = self._asked(request)
        listing = Listing(self.screen, self.here, asked)
        cut = keyset(shapes.rows_of(self.screen, listing.rows), listing.order, asked.cursor, size_of(request))
        names = tree.names((row.org_id for row in cut.rows), self.here.today)
        return Response(paged(cut, [shapes.told(self.screen, row, names) for row in cut.rows]))

    def _asked(self, request: Request) -> Asked:
        """As the list in the browser asks; what cannot be read there is passed over, here it is refused."""
        given, screen = request.query_params, self.screen
        asked = Asked.of(screen, given)
        wrong = {"period": [asked.wrong]} if asked.wrong else {}
        wrong |= {name: ["没有这个值。"] for name in screen.filters if given.get(name) and name not in asked.where}
        if given.get("sort") and not asked.sort:
            wrong["sort"] = [f"可以按 {'、'.join(sorted(sortable(screen)))} 排序，前面加 - 是倒序。"]
        if given.get("due") not in (None, "", *DUE):
            wrong["due"] = ["应为 over（已超期）或 soon（五天内到期）。"]
        if wrong:
            raise Wrong(wrong)
        return asked

    def post(self, request: Request) -> Response:
        sent = self.content(request)
        entry = self._entry(sent.pop("form", ""))
        org, values = sent.pop("org", None), sent.pop("values", None)
        if sent or not isinstance(values, dict) or not (org is None or _is_number(org)):
            raise BadInput("请求体应有 form（用哪种登记表）和 values（各栏内容），可以有 org（组织编号），没有别的。")
        needs = bound_of(self.screen, entry.step).step.needs
        here = arrive(request.user, needs, str(org or request.query_params.get("org", "")))  # type: ignore[arg-type]
        columns: list[Column | Rows] = [*entry.register.form.columns, *entry.register.inner]

        def make() -> str:
            typed = cleaned(columns, values)
            return str(enter(entry.register, typed, actor=here.actor, org=here.org, on=here.today)[0].pk)

        made, again = self.once(request, make)
        return written(self.screen, here, int(made), 200 if again else 201)

    def _entry(self, code: Any) -> Entry:
        entries = self.screen.entries()
        if not code and len(entries) == 1:
            return entries[0]
        found = next((each for each in entries if each.code == code), None)
        if found is None:
            raise Wrong({"form": [f"应为其中之一：{'、'.join(each.code for each in entries[:60])}。"]})
        return found

    def operation(self, method: str) -> Operation | None:
        screen, name = self.screen, shapes.named(self.screen.code)
        if method == "GET":
            items = page_schema(f"{name}Page", shapes.record_schema(screen), f"{screen.name}，一页")
            return Operation(f"list{name}", screen.name, f"查{screen.name}", items, parameters=list(self._parameters()))
        entries = screen.entries()
        if not entries:
            return None
        bodies = [_entry_schema(each, len(entries) > 1) for each in entries]
        body = bodies[0] if len(bodies) == 1 else ref(f"{name}New", {"oneOf": bodies})
        also = {200: "重发的请求：先前已经登记"}
        detail = detail_schema(screen)
        return Operation(
            f"create{name}", screen.name, f"登记{screen.name}", detail, "", [KEY], body, status=201, also=also
        )

    def _parameters(self) -> Iterator[Schema]:
        screen = self.screen
        yield from (ORG, CURSOR, SIZE)
        yield query("words", "按编号、姓名（汉字或拼音）等查找", {"type": "string", "maxLength": 60})
        yield query("period", f"统计期，按{screen.day_title}：2016、2016H1、2016-05、2016-01-01..2016-03-15")
        yield query("sort", "排序，前面加 - 是倒序", text(enum=_sorts(screen)))
        yield query("own", "1 只看本级，不含下级", text(enum=["1"]))
        if screen.has_limits:
            yield query("due", "over 已超期，soon 五天内到期", text(enum=list(DUE)))
        for name in screen.filters:
            yield query(name, f"{screen.title_of(name)}是", _filter(screen, name))


def _sorts(screen: Screen) -> list[str]:
    names = sorted(sortable(screen))
    return [*names, *(f"-{name}" for name in names)]


def _filter(screen: Screen, name: str) -> Schema:
    if name == "state":
        return text(enum=list(screen.workflow.states))
    field: Any = screen.model._meta.get_field(name)
    return text(enum=[str(value) for value, _ in field.flatchoices]) if field.choices else text(maxLength=100)


def _entry_schema(entry: Entry, several: bool) -> Schema:
    columns: list[Column | Rows] = [*entry.register.form.columns, *entry.register.inner]
    title = entry.title or entry.register.form.title
    shape = {
        "form": text("登记表", enum=[entry.code]),
        "org": number("组织编号，不填就是令牌所在的组织", minimum=1),
        "values": shapes.columns_schema(columns, title),
    }
    required = ["form", "values"] if several else ["values"]
    return ref(f"{shapes.named(entry.code)}Form", obj(shape, required, description=title))


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def cleaned(columns: Sequence[Column | Rows], values: dict[str, Any]) -> dict[str, Any]:
    """What was sent, read as a form's fields are. Wrong names each field."""
    if faults := shapes.faults(columns, values):
        raise Wrong(faults)
    form = forms.form_of(columns, shapes.typed(columns, values))
    if not form.is_valid():
        raise Wrong({name: [str(each) for each in errors] for name, errors in form.errors.items()})
    return form.values()


class RegisterRecord(Endpoint):
    """One record: what it says, what may be done with it now, what was done."""

    screen: ClassVar[Screen]

    def get(self, request: Request, number: int) -> Response:
        return read(self.screen, self.here, number)

    def operation(self, method: str) -> Operation | None:
        name, title = shapes.named(self.screen.code), self.screen.name
        return Operation(f"get{name}", title, f"看一条{title}", detail_schema(self.screen), parameters=[ORG])


def read(screen: Screen, here: Here, number: int) -> Response:
    """A record with its version."""
    response = Response(detail(screen, here, find(screen, here, number)))
    response.version = history.version_of(screen, number)  # type: ignore[attr-defined]
    return response


def written(screen: Screen, here: Here, number: int, status: int) -> Response:
    """A record after writing. Whoever may act on it but not read the register is told its number and state only."""
    try:
        found = detail(screen, here, find(screen, here, number))
    except NotFound:
        state = screen.model._default_manager.filter(pk=number).values_list("state", flat=True).first()
        found = {"id": number, "state": state}
    return Response(found, status=status)


def detail(screen: Screen, here: Here, record: Record) -> dict[str, Any]:
    orgs = tree.names([record.org_id], here.today)
    parts = screen.parts(record) if screen.parts else ()
    return shapes.told(screen, record, orgs) | {
        "next": [
            {"step": each.bound.name, "title": each.bound.step.title, "asks": list(each.bound.step.ask)}
            for each in next_steps(screen, here, record)
        ],
        "parts": [
            {
                "title": part.title,
                "columns": list(part.columns),
                "rows": [[str(cell) for cell in row] for row in part.rows],
            }
            for part in parts
        ],
        "history": [
            {
                "at": event.at.isoformat(),
                "who": event.who,
                "what": event.what,
                "reason": event.reason,
                "changes": [{"field": name, "before": old, "after": new} for name, old, new in event.changes],
            }
            for event in history.timeline(screen, record)
        ],
    }


def detail_schema(screen: Screen) -> Schema:
    record = shapes.record_schema(screen)
    whole = COMPONENTS[record["$ref"].rpartition("/")[2]]["properties"]
    named = {"next": ("NextSteps", NEXT), "parts": ("Parts", PARTS), "history": ("History", HISTORY)}
    more = {name: ref(*each) for name, each in named.items()}
    words = f"{screen.name}，连同可以办理的步骤和办理经过；没有查看权限的人办理后，只有编号和状态"
    return ref(f"{shapes.named(screen.code)}Detail", obj(whole | more, ["id", "state"], description=words))


NEXT = array(
    obj(
        {
            "step": text("步骤，写在地址里"),
            "title": text("名称"),
            "asks": array(text(), "必须填写的项"),
        }
    ),
    "现在可以办理的步骤",
)
PARTS = array(obj({"title": text(), "columns": array(text()), "rows": array(array(text()))}), "记录里的表")
HISTORY = array(
    obj(
        {
            "at": text(format="date-time"),
            "who": text("经办"),
            "what": text("办理"),
            "reason": text("理由"),
            "changes": array(obj({"field": text(), "before": text(nullable=True), "after": text(nullable=True)})),
        }
    ),
    "办理经过，新的在前",
)


class RegisterStep(Endpoint):
    """One step of the workflow, taken on one record."""

    screen: ClassVar[Screen]
    bound: ClassVar[BoundStep]

    def post(self, request: Request, number: int) -> Response:
        sent, screen, bound = self.content(request), self.screen, self.bound
        record = of_step(screen, self.here, bound, number)
        columns, current = forms.asked_of(screen, bound, record)
        if screen.asks is not None:  # the whole form is read: what was not sent stays as it is
            sent = {name: forms.typed(value) for name, value in current.items()} | sent

        def take() -> str:
            with transaction.atomic():
                self._unchanged(request, number)
                values = cleaned(columns, sent)
                fresh = of_step(screen, self.here, bound, number)
                unsent = {name for name in screen.changes.get(bound.name, ()) if name not in sent}
                kept = {name: value for name, value in values.items() if name not in unsent}
                inputs = inputs_of(screen, bound, fresh, kept, self.here.actor)
                ACTIONS[bound.code](number, actor=self.here.actor, **inputs)
            return str(number)

        self.once(request, take)
        return written(screen, self.here, number, 200)

    def _unchanged(self, request: Request, number: int) -> None:
        """If-Match: the version that the caller has seen must be the present one; the row is locked from here on."""
        wanted = request.headers.get("If-Match", "").strip()
        if not wanted or wanted == "*":
            return
        self.screen.model._default_manager.select_for_update(of=("self",)).filter(pk=number).only("pk").first()
        present = str(history.version_of(self.screen, number))
        if present not in {each.strip().strip('"').partition("-")[0] for each in wanted.split(",")}:
            raise Overtaken("这条记录已被别人改动：请重新读取，核对后再办理。")

    def operation(self, method: str) -> Operation | None:
        screen, bound = self.screen, self.bound
        columns = forms.columns_for(screen, bound)
        if screen.asks is not None and screen.changes.get(bound.name) is None and bound.name == "correct":
            body: Schema = {"type": "object", "description": "各栏随记录的类型而定：见登记时的栏目，只写要改的"}
        else:
            body = shapes.columns_schema(columns, bound.step.title)
        name = f"{shapes.named(screen.code)}{shapes.named(bound.name)}"
        return Operation(
            f"step{name}",
            screen.name,
            f"{bound.step.title}（{screen.name}）",
            detail_schema(screen),
            self._words(),
            [ORG, KEY, MATCH],
            ref(f"{name}Inputs", body),
        )

    def _words(self) -> str:
        states, step = self.screen.workflow.states, self.bound.step
        sources = "、".join(title for state, title in states.items() if state in step.sources)
        target = f"办理后为“{states[step.target]}”" if step.target else "状态不变"
        above = "，由上级工会办理" if step.at.value == "parent" else ""
        return f"可在“{sources}”时办理，{target}{above}。"


def addresses() -> list[URLPattern]:
    """Of every register: its list, a record, and each step."""
    found = []
    for code, screen in sorted(SCREENS.items()):
        start, common = f"api/v1/records/{code}/", {"screen": screen}
        listed = _made(RegisterList, code, {**common, "needs": screen.reads, "takes": _takes(screen)})
        one = _made(RegisterRecord, code, {**common, "needs": screen.reads})
        name = code.replace(".", "-")
        found.append(path(start, listed.as_view(), name=f"api-{name}"))
        found.append(path(f"{start}<int:number>/", one.as_view(), name=f"api-{name}-record"))
        for bound in screen.workflow.steps.values():
            if bound.step.sources and not bound.step.internal and bound.code in ACTIONS:
                view = _made(RegisterStep, bound.code, {**common, "bound": bound, "needs": bound.step.needs})
                found.append(
                    path(f"{start}<int:number>/{bound.name}/", view.as_view(), name=f"api-{name}-{bound.name}")
                )
    return found


def _takes(screen: Screen) -> tuple[str, ...]:
    return ("cursor", "size", "words", "period", "sort", "own", "due", *screen.filters)


def _made(kind: type[Endpoint], code: str, more: dict[str, Any]) -> type[Endpoint]:
    return type(f"{kind.__name__}{shapes.named(code)}", (kind,), more)

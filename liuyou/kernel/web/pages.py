"""`@page`: who may open a page, where he or she is, and how refusals are told. No page is without it.

@page("figures.read")
def catalogue(request: HttpRequest, here: Here) -> HttpResponse:
    return show(request, "figures/catalogue.html", {…})
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import Rights, rights
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import BadInput, LiuyouError, NotFound, Refused
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Place

if TYPE_CHECKING:
    from datetime import date

    from liuyou.kernel.accounts.models import User

SIGNED_IN = "signed-in"
"""Whoever has an account: no right over any org is needed."""
PUBLIC = "public"
"""Anybody, without an account."""
NOT_HERE = "没有这个页面，或不在您的权限内。"
NOWHERE = "您现在没有任何在任的职务，所以看不到业务：请上级工会任命后再来。"
STATUS = {NotFound: 404, Refused: 409, BadInput: 400}

Needed = str | Callable[..., str]
View = Callable[..., HttpResponse]


@dataclass(slots=True)
class _Held:
    """What one request has found out about its user, kept on the request."""

    rights: Rights


class Here:
    """Who is here, and where: the org chosen in the switcher, always inside the reach of the page's permission."""

    def __init__(self, user: User, today: date, held: Rights, place: Place | None, permission: str) -> None:
        self.user, self.today, self.rights, self.permission = user, today, held, permission
        self._place = place

    @property
    def actor(self) -> Actor:
        return self.user.actor

    @property
    def place(self) -> Place:
        if self._place is None:
            raise NotFound(NOWHERE)
        return self._place

    @property
    def org(self) -> int:
        return self.place.org_id

    @cached_property
    def line(self) -> list[Place]:
        """From the highest org in reach down to the present one."""
        if self._place is None:
            return []
        above = reversed(tree.ancestors(self.place.org_id, self.today))
        reached = self.rights.tops(self.permission) if self.permission not in (SIGNED_IN, PUBLIC) else None
        line = list(above)
        tops = set(reached if reached is not None else [org for org, _ in self.rights.held])
        first = next((number for number, each in enumerate(line) if each.org_id in tops), len(line) - 1)
        return line[first:]

    def may(self, permission: str, place: Place | None = None) -> bool:
        """Whether the permission may be used here (or in another place)."""
        where = place or self._place
        return where is not None and self.rights.allow(permission, where.path)

    def anywhere(self, permission: str) -> bool:
        return self.rights.anywhere(permission)


def page(needs: Needed, *, methods: Sequence[str] = ("GET", "HEAD", "POST")) -> Callable[[View], View]:
    """Guard a view. `needs`: a permission, a function of the URL's parts that gives one, `SIGNED_IN` or `PUBLIC`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **given: Any) -> HttpResponse:
            try:
                if request.method not in methods:
                    return wrong(request, "这个页面不能这样打开：请从菜单或按钮进入。", 405)
                _legible(request, given)
                if needs == PUBLIC:
                    return view(request, **given)
                here = arrive(request, needs(**given) if callable(needs) else needs)
                return view(request, here, **given)
            except LiuyouError as error:
                return told(request, error)

        guarded.needs = needs  # type: ignore[attr-defined]
        return login_not_required(guarded) if needs == PUBLIC else guarded

    return decorate


def _legible(request: HttpRequest, given: dict[str, Any]) -> None:
    """No NUL in the address, its parameters or a form: PostgreSQL takes none, and nobody types one."""
    sent = (request.GET, request.POST) if request.content_type != "multipart/form-data" else (request.GET,)
    texts = [*given.values(), *(value for query in sent for _, values in query.lists() for value in values)]
    if any("\0" in each for each in texts if isinstance(each, str)):
        raise BadInput("地址或填写的内容里有不能识别的字符：请删去后再试。")


def arrive(request: HttpRequest, permission: str) -> Here:
    """The user at the org asked for. NotFound unless the permission may be used there."""
    here: Here | None = getattr(request, "here", None)
    held = here.rights if here else rights(request.user.actor, clock.today())  # type: ignore[union-attr]
    today = clock.today()
    if permission == SIGNED_IN:
        tops = list(dict.fromkeys(org for org, _ in held.held))
    else:
        tops = held.tops(permission)
        if not tops:
            raise NotFound(NOT_HERE)
    found = Here(request.user, today, held, _place(request, held, tops, permission, today), permission)  # type: ignore[arg-type]
    request.here = found  # type: ignore[attr-defined]
    return found


def _place(request: HttpRequest, held: Rights, tops: Sequence[int], permission: str, today: date) -> Place | None:
    """The org named in the address; else the one chosen before, where the permission holds there; else the first."""

    def reached(place: Place) -> bool:
        line = {int(label) for label in str(place.path).split(".")}
        return bool(line & set(tops))

    asked = request.GET.get("org", "").strip()
    if asked:
        number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 0
        place = tree.places(today).filter(org_id=number).first()
        if place is None or not reached(place):
            raise NotFound("没有这个组织，或不在您的管理范围内。")
        request.session["org"] = place.org_id
        return place
    wanted = [request.session.get("org"), *tops]
    found = {place.org_id: place for place in tree.places(today).filter(org_id__in=[org for org in wanted if org])}
    return next((found[org] for org in wanted if org in found and reached(found[org])), None)


def show(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A whole page, or its part where htmx asks for one; templates say ``{% extends base %}``."""
    part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
    base = "web/part.html" if part else "web/base.html"
    return render(request, template, {**(context or {}), "base": base}, status=status)


def told(request: HttpRequest, error: LiuyouError) -> HttpResponse:
    """An error in its own words."""
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    problems = error.problems if isinstance(error, BadInput) else []
    return wrong(request, str(error), status, problems)


def wrong(request: HttpRequest, message: str, status: int, problems: Sequence[Any] = ()) -> HttpResponse:
    signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
    if signed_in and not hasattr(request, "here"):
        try:
            arrive(request, SIGNED_IN)
        except LiuyouError:  # the words below must be told in any case
            signed_in = False
    context = {"message": message, "status": status, "problems": problems[:50], "shell": signed_in}
    try:
        return show(request, "web/wrong.html", context, status=status)
    except TemplateDoesNotExist:
        return HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")

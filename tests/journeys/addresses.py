"""Every page of the URL resolver that GET opens, with an address and somebody who may open it.

    LIUYOU_HOME=… python -m tests.journeys.addresses

Parts of an address are filled from what is in the database; a page that nobody gets to see is not in the list.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

from tests.journeys.cast import CAST

Kwargs = dict[str, Any]
TRIES = 3


def found() -> list[tuple[str, str, str]]:
    """(name, address, username); the username is empty for pages that anybody may open."""
    from django.test import Client

    from liuyou.kernel.accounts.models import User
    from tests.routes import routes

    clients: dict[str, Client] = {"": Client(SERVER_NAME="127.0.0.1")}
    for username in _players():
        clients[username] = Client(SERVER_NAME="127.0.0.1")
        user = User.objects.get(username=username)
        clients[username].force_login(user, backend="liuyou.kernel.accounts.adapters.ByPassword")
    pages: dict[str, tuple[str, str, str]] = {}
    for route in routes():
        if route.name and not route.path.startswith(("api/v1/", "static/")) and route.name not in FILES:
            for name, address, needs in _addresses(route):
                if name not in pages and (who := _who_opens(clients, address, needs)) is not None:
                    pages[name] = (name, address, who)
    return list(pages.values())


def _players() -> list[str]:
    """The widest role first; those of the county or those of the demonstration."""
    from liuyou.kernel.accounts.models import User

    wanted = ("quzong", "dongzhen", "zhenzong", "jiceng", "anquan", "shenji", "xitong", "lingdao")
    there = set(User.objects.filter(username__in=wanted).values_list("username", flat=True))
    return [each for each in wanted if each in there]


def _may(username: str, needs: str) -> bool:
    """By the role's permissions, so that few pages are asked for in vain."""
    from liuyou.kernel.catalogue.roles import permissions_of

    if not username:
        return needs == "public"
    role = "township" if username == "zhenzong" else CAST[username].role
    return needs in ("public", "signed-in", *permissions_of(role))


def _who_opens(clients: dict[str, Any], address: str, needs: str) -> str | None:
    for username, client in clients.items():
        if _may(username, needs):
            response = client.get(address)
            kind = response.headers.get("Content-Type", "")
            if response.status_code == 200 and kind.startswith("text/html") and b"<html" in response.content:
                return username
    return None


def _addresses(route: Any) -> Iterator[tuple[str, str, str]]:
    """The page's name, where it is, what it needs; for one name several addresses may be tried."""
    from django.urls import NoReverseMatch, reverse

    for suffix, kwargs in _samples(route):
        try:
            parts = {part: kwargs[part] for part in route.parts}
            address = reverse(route.name, kwargs=parts)
        except (KeyError, NoReverseMatch):
            continue
        yield route.name + suffix, address + kwargs.get("?", ""), route.permission(parts)


def _samples(route: Any) -> Iterator[tuple[str, Kwargs]]:
    if "register" in route.parts:
        yield from _of_registers(route)
        return
    keys = [key for key in OBJECTS if route.name.startswith(key)]
    filled = list(OBJECTS[max(keys, key=len)]()) if keys else [{}]
    from tests.routes import WORDS

    for kwargs in filled or [{}]:
        yield "", {**WORDS.get(route.name, {}), **kwargs}
        yield from ((f"-{name}", {**kwargs, "?": query}) for name, query in QUERIES.get(route.name, {}).items())


def _of_registers(route: Any) -> Iterator[tuple[str, Kwargs]]:
    from liuyou.kernel.web.screens import SCREENS

    for screen in SCREENS.values():
        if route.name in ONCE and screen.code != ONCE[route.name]:
            continue
        numbers = screen.model._default_manager.order_by("-pk").values_list("pk", flat=True)[:TRIES]
        for number in numbers or [0]:
            base: Kwargs = {"register": screen.code, "number": number, "record": number, "field": screen.columns[0]}
            if "code" in route.parts:
                for entry in list(screen.entries())[:1]:
                    yield f"-{entry.code}", {**base, "code": entry.code}
            elif "step" in route.parts:
                yield from _steps(screen, base)
            else:
                yield f"-{screen.code}", base


def _steps(screen: Any, base: Kwargs) -> Iterator[tuple[str, Kwargs]]:
    """The first step onward and the correction, for a record that is in the state for it."""
    steps = screen.workflow.steps
    onward = next((name for name, bound in steps.items() if bound.step.sources and bound.step.target), "")
    for name in {onward, "correct", "approve", "household"} & set(steps):
        bound = steps[name]
        rows = screen.model._default_manager.filter(state__in=bound.step.sources).order_by("-pk")
        if not bound.step.internal and (number := rows.values_list("pk", flat=True).first()):
            yield f"-{screen.code}.{name}", {**base, "number": number, "step": name}


def _numbers(model: str, key: str = "number", order: str = "-pk") -> Callable[[], Iterator[Kwargs]]:
    def numbers() -> Iterator[Kwargs]:
        from django.apps import apps

        rows = apps.get_model(model)._default_manager.order_by(order).values_list("pk", flat=True)
        yield from ({key: each} for each in rows[:TRIES])

    return numbers


def _posts() -> Iterator[Kwargs]:
    from liuyou.kernel.access.models import Post
    from liuyou.kernel.accounts.models import User

    for user in User.objects.order_by("-pk"):
        post = Post.objects.filter(actor=user.actor).first()
        yield {"number": user.pk, "post": post.pk if post else 0}


def _orgs() -> Iterator[Kwargs]:
    from liuyou.kernel.base import clock
    from liuyou.kernel.orgs import tree
    from liuyou.kernel.orgs.models import Place

    root = Place.objects.filter(parent=None, superseded_at=None).first()
    if root is not None:
        yield from ({"org": each.org_id, "change": "rename"} for each in tree.children(root.org_id, clock.today())[:1])


def _doors() -> Iterator[Kwargs]:
    from liuyou.areas.members.actions.doors import token_of
    from liuyou.areas.members.models import Door

    yield from ({"token": token_of(door)} for door in Door.objects.filter(state="open")[:TRIES])


FILES = {"paper-pdf", "paper-docx", "record-export", "import-template", "import-marked", "job-result", "attachment"}
"""What GET hands out as a file."""
ONCE = {"record-totals": "aid.payment", "record-choose": "activities.activity", "attach": "aid.payment"}
"""Pages that look alike for every register → the one that stands for all."""
OBJECTS: dict[str, Callable[[], Iterator[Kwargs]]] = {
    "accounts.": _posts,
    "api-webhook": _numbers("api.Webhook"),
    "posts.": _posts,
    "import-file": _numbers("web.Upload"),
    "import-load": _numbers("intake.Load"),
    "job": _numbers("jobs.Run"),
    "join": _doors,
    "member-door": _numbers("members.Door"),
    "org": _orgs,
    "organising-call": _numbers("organising.Call", order="pk"),
    "organising-calls": _numbers("organising.Campaign"),
    "organising-census-one": _numbers("organising.Campaign"),
    "parameter-end": _numbers("parameters.ParameterOverride"),
    "paper-template": _numbers("documents.Template"),
    "paper": _numbers("documents.Document", "paper", "-as_of"),
    "person": _numbers("people.Person", order="pk"),
}
"""The longest key that a route's name begins with says what fills it."""
FIGURE = "?code=aid.money&period=2016H1"
QUERIES: dict[str, dict[str, str]] = {
    "figure": {"children": f"{FIGURE}&rows=children&columns=months&compare=last"},
    "figure-records": {"money": FIGURE},
    "figure-changes": {"money": FIGURE},
    "figure-panel": {"money": FIGURE},
    "paper-new": {"preview": "?template=summary&year=2016&part=H1&on=2016-07-05&numbered=0"},
    "manual": {"found": "?words=导入"},
}
"""Pages that say more with a query: the route's name → what the page is called besides → the query."""


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liuyou.config.settings")
    import django

    django.setup()
    json.dump(found(), sys.stdout, ensure_ascii=False, indent=1)

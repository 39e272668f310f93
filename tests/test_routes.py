"""Every route of the URL resolver is declared, and opens for whom its declaration says and for nobody else.

The routes are walked as the resolver has them; nothing here lists them. `SELF_WILLED` says where a page asks for more
than its permission and the place, and why.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from liuyou.kernel.base.errors import NotFound

from liuyou.kernel.catalogue.permissions import permissions
from liuyou.kernel.catalogue.roles import ROLES, permissions_of
from liuyou.kernel.web.pages import PUBLIC, SIGNED_IN
from tests.neighbours import MARKS, WITHIN, Neighbours, marks_in, words_of
from tests.routes import Kwargs, Route, addresses, is_above, routes

UNDECLARED = {"healthz": "asked by the supervisor of processes, says only whether the database answers"}
"""Routes that may go without `needs`, and why."""
SELF_WILLED = {
    "job": "a run is seen by whoever began it, and by the administrator of the whole system",
    "import-file": "an upload is seen by whoever sent it, until it is taken in",
    "import-marked": "as import-file",
    "drafts": "",
}
"""Routes (the longest beginning of a name counts) that ask for more than the permission: own things only."""
STRANGERS = ("nobody", "no post", "post ended")


def test_every_route_is_declared() -> None:
    missing = [str(route) for route in routes() if route.needs is None and route.name not in UNDECLARED]
    assert not missing, f"no @page and no `needs`: {missing}"


def test_every_declared_permission_exists(world: Neighbours, db: None) -> None:
    known = {*permissions(), PUBLIC, SIGNED_IN}
    for route in routes():
        for kwargs in addresses(route, world, "own"):
            assert route.permission(kwargs) in known, f"{route} needs {route.permission(kwargs)}, which nobody can grant"


@pytest.mark.parametrize("subject", [*ROLES, *STRANGERS])
def test_a_route_opens_for_whom_it_says(world: Neighbours, db: None, subject: str) -> None:
    held = set(permissions_of(subject)) if subject in ROLES else set()
    wrong = []
    for route in routes():
        for where in MARKS if subject in ROLES else ("own",):
            for kwargs in addresses(route, world, where):
                wrong += _judged(world, route, kwargs, subject, held, where)
    assert not wrong, "\n".join(sorted(set(wrong)))


def _judged(
    world: Neighbours, route: Route, kwargs: Kwargs, subject: str, held: set[str], where: str
) -> list[str]:
    named = _named(route)
    path = reverse(route.name, kwargs=kwargs) if route.name else "/" + route.path
    response = _opened(world.clients[subject], path if named else f"{path}?org={world.orgs[where]}")
    outcome, expected = _outcome(response), _expected(route, kwargs, subject, held, where)
    said = f"{subject} at {where}: {response.request['REQUEST_METHOD']} {path}"
    found = [] if outcome in expected else [f"{said}: {outcome} ({response.status_code}), not {expected}"]
    leaks = marks_in(words_of(response), *(WITHIN if subject in ROLES else ()))
    return found + ([f"{said} shows what belongs to {leaks}"] if leaks else [])


def _named(route: Route) -> bool:
    """Whether the address names something that belongs to an org."""
    return bool(route.parts & {"number", "org", "paper", "record", "post"})


def _expected(route: Route, kwargs: Kwargs, subject: str, held: set[str], where: str) -> tuple[str, ...]:
    """By the declaration: the permission, and the place of what is opened."""
    needs = route.permission(kwargs)
    if needs == PUBLIC:
        return ("open", "absent", "sign in") if subject in ROLES else ("open", "absent", "sign in")
    if subject == "nobody":
        return ("sign in",)
    if subject not in ROLES:
        return ("open", "absent") if needs == SIGNED_IN and not _named(route) else ("absent",)
    if any(route.name.startswith(each) for each in SELF_WILLED):
        return ("absent",) if _named(route) else ("open",) if needs == SIGNED_IN or needs in held else ("absent",)
    within = ("child",) if "step" in kwargs and is_above(kwargs["register"], kwargs["step"]) else WITHIN
    return ("open",) if where in within and (needs == SIGNED_IN or needs in held) else ("absent",)


def _opened(client: Any, path: str) -> Any:
    """The answer to GET, or to an empty POST where nothing is to be got; what it wrote is taken back."""
    before = client.cookies.copy()
    for method in (client.get, client.post):
        try:
            with transaction.atomic():
                response = method(path)
                transaction.set_rollback(True)
        finally:
            client.cookies = before.copy()
        if response.status_code != 405:
            break
    return response


def _outcome(response: Any) -> str:
    if response.status_code in (301, 302) and response["Location"].startswith(reverse("account_login")):
        return "sign in"
    if response.status_code >= 500 or response.status_code in (403, 405):
        return "error"
    return {404: "absent", 401: "sign in"}.get(response.status_code, "open")

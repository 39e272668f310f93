"""Every route of the URL resolver is declared, and opens for whom its declaration says and for nobody else.

The routes are walked as the resolver has them; nothing here lists them. `SELF_WILLED` says where a page asks for more
than its permission and the place, and why.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from liuyou.kernel.catalogue.permissions import permissions
from liuyou.kernel.catalogue.roles import ROLES, permissions_of
from liuyou.kernel.web.pages import PUBLIC, SIGNED_IN
from liuyou.kernel.web.screens import SCREENS
from tests.neighbours import WITHIN, Neighbours, marks_in, words_of
from tests.routes import Kwargs, Route, addresses, routes, sample

UNDECLARED = {"healthz": "asked by the supervisor of processes, says only whether the database answers"}
"""Routes that may go without `needs`, and why."""
SELF_WILLED = {
    "job": "a run is seen by whoever began it, and by the administrator of the whole system",
    "import-file": "an upload is seen by whoever sent it, until it is taken in",
    "import-marked": "as import-file",
}
"""Routes (a name's beginning counts) that open for the owner of what they name, wherever the owner is."""
ALSO = {"record-reveal": "people.reveal", "record-any": "aid.read"}
"""A second permission, asked for when the record is known."""
MAYBE = {
    "backup": "a backup holds everything, so it is for whoever keeps the whole installation",
    "mfa_": "spare codes are there once they were made",
    "manual-image": "pictures of the manual are made at the end",
    "record-paper": "a paper is there in some states of a record",
}
"""Routes that may answer 404 where there is nothing to show."""
FROM_ABOVE = {
    "paper-template": "a template of an org serves those below it",
    "parameter": "a value set by an org above holds below it, and is shown with its source",
    "organising-census": "a census of an org above is carried out by those below it",
    "organising-calls": "as organising-census",
    "targets-supervision": "difficulties that an org above follows are dealt with by those below it",
    "targets-visit": "a visit of an org above is answered by the unit visited",
    "standard": "a standard of an org above holds for those below it",
    "returns-form": "a form of an org above is filled in by those below it",
    "returns-consolidated": "as returns-form, with what those below have reported",
    "returns-completeness": "as returns-consolidated",
}
"""Routes that show what belongs to the orgs above, because it holds below."""
TO_ALL = {"join": "whoever has the union's address may read its name and ask to join"}
"""Routes that tell everybody what belongs to the org they name."""
THROUGHOUT = "township"
"""The role that goes to every place; the others go home and next door."""
STRANGERS = ("nobody", "no post", "post ended")


def test_every_route_is_declared() -> None:
    missing = [str(route) for route in routes() if route.needs is None and route.name not in UNDECLARED]
    assert not missing, f"no @page and no `needs`: {missing}"


def test_every_declared_permission_exists(world: Neighbours, db: None) -> None:
    known = {*permissions(), PUBLIC, SIGNED_IN}
    for route in routes():
        for kwargs in addresses(route, world, "own"):
            assert route.permission(kwargs) in known, (
                f"{route} needs {route.permission(kwargs)}, which nobody can grant"
            )


@pytest.mark.parametrize("subject", [*ROLES, *STRANGERS])
def test_a_route_opens_for_whom_it_says(world: Neighbours, db: None, subject: str) -> None:
    held = set(permissions_of(subject)) if subject in ROLES else set()
    places = ("own", "sister", "child", "parent") if subject == THROUGHOUT else ("own", "sister")
    wrong = []
    for route in sample():
        for where in places:
            for kwargs in addresses(route, world, where):
                if where != "own" and route.permission(kwargs) not in {SIGNED_IN, *held}:
                    continue  # refused at home for want of the permission: nothing is nearer
                wrong += _judged(world, route, kwargs, subject, held, where)
    assert not wrong, "\n".join(sorted(set(wrong)))


@pytest.mark.parametrize("subject", ["officer", "supervisor", "no post"])
def test_a_record_is_sent_in_only_where_its_first_step_may_be_taken(world: Neighbours, db: None, subject: str) -> None:
    """POST to a register of the API, whose list alone is what `needs` speaks of."""
    held = set(permissions_of(subject)) if subject in ROLES else set()
    wrong = []
    for screen in SCREENS.values():
        for entry in list(screen.entries())[:1]:
            needs = screen.workflow.steps[entry.step].step.needs
            for where in ("own", "sister"):
                path = f"{reverse('api-' + screen.code.replace('.', '-'))}?org={world.orgs[where]}"
                sent = {"form": entry.code, "values": {}}
                outcome = _outcome(_posted(world.clients[subject], path, sent))
                expected = "open" if where == "own" and needs in held else "absent"
                wrong += [f"{subject} at {where}: {path}: {outcome}"] if outcome != expected else []
    assert not wrong, "\n".join(wrong)


def _judged(world: Neighbours, route: Route, kwargs: Kwargs, subject: str, held: set[str], where: str) -> list[str]:
    path = reverse(route.name, kwargs=kwargs) if route.name else "/" + route.path
    address = path if _names(route) else f"{path}?org={world.orgs[where]}"
    response = _opened(world.clients[subject], address, _body(route, kwargs))
    outcome, expected = _outcome(response), _expected(route, kwargs, subject, held, where)
    said = f"{subject} at {where}: {response.request['REQUEST_METHOD']} {path}"
    found = [] if outcome in expected else [f"{said}: {outcome} ({response.status_code}), not {expected}"]
    within = WITHIN if subject in ROLES else (where,) if _is(route, TO_ALL) else ()
    leaks = marks_in(words_of(response), *within, *(["parent"] if _is(route, FROM_ABOVE) else []))
    return found + ([f"{said} shows what belongs to {leaks}"] if leaks else [])


def _body(route: Route, kwargs: Kwargs) -> Any:
    """Nothing, unless nothing would not even be understood."""
    if route.name != "record-bulk":
        return {}
    workflow = SCREENS[kwargs["register"]].workflow
    return {
        "step": next(name for name, bound in workflow.steps.items() if bound.step.sources and not bound.step.internal)
    }


def _is(route: Route, names: Iterable[str]) -> bool:
    return any(route.name.startswith(each) for each in names)


def _names(route: Route) -> bool:
    """Whether the address names something that belongs to an org."""
    return bool(route.parts & {"number", "org", "paper", "record", "post"})


def _expected(route: Route, kwargs: Kwargs, subject: str, held: set[str], where: str) -> tuple[str, ...]:
    """By the declaration: the permission, and the place of what is opened."""
    needs = route.permission(kwargs)
    if needs == PUBLIC:
        return ("open", "absent", "sign in")
    if subject == "nobody":
        return ("sign in",)
    if subject not in ROLES:
        return ("open", "absent") if needs == SIGNED_IN and not _names(route) else ("absent",)
    own = _is(route, SELF_WILLED) and _names(route)
    within = ("child",) if route.is_above(kwargs) else WITHIN
    may = needs == SIGNED_IN or needs in held
    if route.name == "record-bulk":
        may = may and SCREENS[kwargs["register"]].workflow.steps[_body(route, kwargs)["step"]].step.needs in held
    if own or not may or ALSO.get(route.name, needs) not in {*held, SIGNED_IN}:
        return ("absent",)
    if _is(route, FROM_ABOVE) and _names(route) and where == "parent":
        return ("open", "absent")
    if where not in within:
        return ("absent",)
    return ("open", "absent") if _is(route, MAYBE) else ("open",)


def _opened(client: Any, path: str, sent: Any) -> Any:
    """The answer to GET, or to a POST where nothing is to be got; what it wrote is taken back."""
    before = client.cookies.copy()
    with transaction.atomic():
        response = client.get(path)
        transaction.set_rollback(True)
    client.cookies = before
    return _posted(client, path, sent) if response.status_code == 405 else response


def _posted(client: Any, path: str, sent: Any) -> Any:
    before = client.cookies.copy()
    with transaction.atomic():
        if path.startswith("/api/v1/"):
            response = client.post(path, json.dumps(sent), content_type="application/json")
        else:
            response = client.post(path, sent)
        transaction.set_rollback(True)
    client.cookies = before
    return response


def _outcome(response: Any) -> str:
    if response.status_code in (301, 302) and response["Location"].startswith(reverse("account_login")):
        return "sign in"
    if response.status_code >= 500 or response.status_code in (403, 405, 415, 429):
        return "error"
    return {404: "absent", 401: "sign in"}.get(response.status_code, "open")

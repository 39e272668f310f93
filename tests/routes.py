"""Every route of the URL resolver with its declaration, and addresses for each: what fills the parts of its pattern."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from liuyou.kernel.base.errors import NotFound
from liuyou.kernel.catalogue.catalogue import registers
from liuyou.kernel.web.records import bound_of
from liuyou.kernel.web.screens import SCREENS, Screen
from liuyou.kernel.workflow.declared import BoundStep, Level
from tests.asked import FROM_ABOVE
from tests.neighbours import Neighbours

Kwargs = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Route:
    """`path`: the whole pattern; `parts`: names of what it takes."""

    path: str
    name: str
    view: Callable[..., Any]
    parts: frozenset[str]

    @property
    def needs(self) -> Any:
        """What its declaration says; None without one."""
        for holder in (self.view, getattr(self.view, "cls", None), getattr(self.view, "view_class", None)):
            if getattr(holder, "needs", None) is not None:
                return holder.needs
        return None

    @property
    def screen(self) -> Screen | None:
        """Of the API's addresses of a register."""
        return getattr(getattr(self.view, "cls", None), "screen", None)

    @property
    def step(self) -> BoundStep | None:
        """Of the API's address of a step."""
        return getattr(getattr(self.view, "cls", None), "bound", None)

    def is_above(self, kwargs: Kwargs) -> bool:
        """Whether it takes a step that an org above takes."""
        if "step" in kwargs:
            return is_above(kwargs["register"], kwargs["step"])
        return self.step is not None and self.step.step.at is Level.PARENT

    def permission(self, kwargs: Kwargs) -> str:
        return self.needs(**kwargs) if callable(self.needs) else self.needs

    def __str__(self) -> str:
        return f"{self.name or '（没有名称）'} /{self.path}"


def routes() -> list[Route]:
    return list({route.path: route for route in reversed(list(_walk(get_resolver().url_patterns)))}.values())[::-1]


def sample() -> list[Route]:
    """Every route, but of the API's steps, all of one making, only one taken here and one from above an area."""
    found: dict[tuple[str, ...], Route] = {}
    for route in routes():
        key = (route.screen.area, str(route.step.step.at)) if route.screen and route.step else (route.path,)
        found.setdefault(key, route)
    return list(found.values())


def _walk(patterns: Any, before: str = "", taken: frozenset[str] = frozenset()) -> Iterator[Route]:
    for each in patterns:
        path, parts = before + str(each.pattern), taken | set(each.pattern.converters)
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, path, parts)
        elif isinstance(each, URLPattern):
            yield Route(path, each.name or "", each.callback, parts)


# What fills the parts. A new kind of object: one line in `OBJECTS`, and one in `Neighbours._fill`.


def _door(number: int) -> str:
    """What a worker's phone is sent to."""
    from liuyou.areas.members.actions.doors import token_of
    from liuyou.areas.members.models import Door

    return token_of(Door.objects.get(pk=number))


OBJECTS: dict[str, Callable[[Neighbours, str], Kwargs]] = {
    "accounts.": lambda world, where: {"number": world.made[where]["account"].pk, "post": world.made[where]["post"]},
    "accounts.end": lambda world, where: {
        "number": world.made[where]["auditor"].pk,
        "post": world.made[where]["auditor post"],
    },
    "posts.": lambda world, where: {"number": world.made[where]["account"].pk, "post": world.made[where]["post"]},
    "import-file": lambda world, where: {"number": world.made[where]["upload"]},
    "import-marked": lambda world, where: {"number": world.made[where]["upload"]},
    "import-load": lambda world, where: {"number": world.made[where]["load"]},
    "api-token-": lambda world, where: {"number": world.made[where]["token"]},
    "api-webhook": lambda world, where: {"number": world.made[where]["webhook"]},
    "api-paper": lambda world, where: {"number": world.made[where]["paper"]},
    "api-person": lambda world, where: {"number": world.made[where]["person"]},
    "attachment": lambda world, where: {"number": world.made[where]["attachment"]},
    "record-any": lambda world, where: {"number": world.records["aid.payment", where]},
    "join": lambda world, where: {"token": _door(world.records["members.door", where])},
    "member-door": lambda world, where: {"number": world.records["members.door", where]},
    "organising-ca": lambda world, where: {"number": world.records["organising.call", where]},
    "organising-calls": lambda world, where: {"number": world.records["organising.campaign", where]},
    "organising-census-": lambda world, where: {"number": world.records["organising.campaign", where]},
    "targets-split": lambda world, where: {"number": world.records["targets.target", where]},
    "targets-visit": lambda world, where: {"number": world.records["targets.visit", where]},
    "targets-circular": lambda world, where: {"number": world.records["targets.circular", where]},
    "standards-sheet": lambda world, where: {"number": world.records["standards.appraisal", where]},
    "standards-r": lambda world, where: {"number": world.records["standards.standard", where]},
    "standard": lambda world, where: {"number": world.records["standards.standard", where]},
    "returns-form": lambda world, where: {"number": world.records["returns.form", where]},
    "returns-consolidated": lambda world, where: {"number": world.records["returns.form", where]},
    "returns-completeness": lambda world, where: {"number": world.records["returns.form", where]},
    "returns-sheet": lambda world, where: {"number": world.records["returns.form", where]},
    "returns-": lambda world, where: {"number": world.records["returns.return", where]},
    "job": lambda world, where: {"number": world.made[where]["run"]},
    "org": lambda world, where: {"org": world.orgs[where]},
    "parameter-end": lambda world, where: {"number": world.made[where]["override"]},
    "paper-template": lambda world, where: {"number": world.made[where]["template"]},
    "paper": lambda world, where: {"paper": world.made[where]["paper"]},
    "person-": lambda world, where: {"number": world.made[where]["person"]},
    "person": lambda world, where: {"number": world.made[where]["person"]},
}
"""The longest key that a route's name begins with says what its number is."""
WORDS: dict[str, Kwargs] = {
    "accounts.act": {"what": "disable"},
    "backup-download": {"name": "liuyou-20160128-010203.backup"},
    "org-change": {"change": "rename"},
    "parameter": {"name": "aid.low_income_baseline"},
    "parameter-override": {"name": "aid.low_income_baseline"},
    "paper-template-shipped": {"kind": "summary"},
    "manual-image": {"name": "list.png"},
    "manual-page": {"slug": "start"},
    "returns-export": {"shape": "xlsx"},
    "returns-shipped": {"code": "rpt01"},
    "activity-type": {"code": "sports_meet"},
    "activity-type-renew": {"code": "sports_meet"},
    "activity-type-retire": {"code": "sports_meet"},
}
"""Parts that belong to no org, by the route's name."""


def addresses(route: Route, world: Neighbours, where: str) -> list[Kwargs]:
    """What to open it with so that everything named belongs to the org there. LookupError: extend the table."""
    try:
        found = (
            _of_registers(route, world, where)
            if {"register", "record"} & route.parts
            else [_of_object(route, world, where)]
        )
    except KeyError as missing:
        if where == "parent" and missing.args[0][0] in FROM_ABOVE:
            return []  # begun by an org above: the top has none
        raise
    for kwargs in found:
        if missing := route.parts - set(kwargs):
            raise LookupError(
                f"{route} takes {sorted(missing)}: say in OBJECTS or WORDS of tests/routes.py what fills it,"
                " and make one for every org in Neighbours._fill"
            )
    return [{name: value for name, value in kwargs.items() if name in route.parts} for kwargs in found]


def _of_object(route: Route, world: Neighbours, where: str) -> Kwargs:
    if not route.parts:
        return {}
    if route.screen:
        return {"number": world.records[route.screen.code, where]}
    keys = [key for key in OBJECTS if route.name.startswith(key)]
    own = OBJECTS[max(keys, key=len)](world, where) if keys else {}
    return own | WORDS.get(route.name, {})


def _of_registers(route: Route, world: Neighbours, where: str) -> list[Kwargs]:
    """Lists and pages of every register; of the others one register an area."""
    found: dict[str, list[Kwargs]] = {}
    for screen in SCREENS.values():
        area = screen.code if route.name == "record" else screen.area
        entries = list(screen.entries())
        if area in found or not entries or (where == "parent" and screen.code in FROM_ABOVE):
            continue
        number = world.records[screen.code, where]
        register = screen.code
        if route.name == "import-template":
            register = next((each.code for each in entries if each.code in registers()), "")
            if not register:
                continue
        kwargs = {"register": register, "number": number, "record": number, "code": entries[0].code}
        found[area] = [kwargs | {"field": screen.columns[0], "step": each} for each in _steps(route, screen)]
    return [kwargs for each in found.values() for kwargs in each]


def _steps(route: Route, screen: Screen) -> list[str]:
    """A step taken here and one taken from above."""
    if "step" not in route.parts:
        return [""]
    takable = [name for name in screen.workflow.steps if _is_takable(screen, name)]
    by_level = {is_above(screen.code, name): name for name in takable}
    return list(by_level.values())


def _is_takable(screen: Screen, step: str) -> bool:
    try:
        bound: BoundStep = bound_of(screen, step)
    except NotFound:
        return False
    return bool(bound.step.sources)


def is_above(register: str, step: str) -> bool:
    return SCREENS[register].workflow.steps[step].step.at is Level.PARENT

"""The value of a parameter for an org: what its nearest federation has set, else what law and locality say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from liuyou.kernel.base.errors import Refused
from liuyou.kernel.base.regions import NATION
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Place
from liuyou.kernel.parameters.definitions import Resolution, definitions, resolve
from liuyou.kernel.parameters.definitions import parameter as definition
from liuyou.kernel.parameters.models import ParameterOverride


def parameter(name: str, *, org: int, on: date) -> Resolution:
    """Which value of `name` holds for an org on a day, and why; NotFound for an unknown name."""
    definition(name)
    line = tree.ancestors(org, on)
    found = list(ParameterOverride.objects.filter(name=name, org_id__in=[place.org_id for place in line]))
    return _resolved(name, line, found, on)


def parameters(
    name: str, *, orgs: Collection[int], on: date, lines: Mapping[int, Sequence[Place]] | None = None
) -> dict[int, Resolution]:
    """`parameter` for many orgs by one look at the tree; orgs that stand alike are resolved once.

    `lines`: what `tree.lines` says of them, where several names are asked one after the other.
    """
    if len(orgs) == 1:
        return {org: parameter(name, org=org, on=on) for org in orgs}
    definition(name)
    overrides = list(ParameterOverride.objects.filter(name=name))
    overriding = {each.org_id for each in overrides}
    alike: dict[tuple[int, ...], Resolution] = {}
    found = {}
    for org, line in (lines or tree.lines(orgs, on)).items():
        first = next((place.org_id for place in line if place.org.region != NATION), 0)
        key = (first, *(place.org_id for place in line if place.org_id in overriding))
        if key not in alike:
            here = [each for each in overrides if each.org_id in key[1:]]
            alike[key] = _resolved(name, line, here, on)
        found[org] = alike[key]
    return found


def everything(org: int, on: date) -> dict[str, Resolution | None]:
    """Every parameter for an org on a day, in two statements; None where no value holds."""
    line = tree.ancestors(org, on)
    set_by_name: dict[str, list[ParameterOverride]] = {name: [] for name in definitions()}
    for each in ParameterOverride.objects.filter(org_id__in=[place.org_id for place in line]):
        set_by_name.setdefault(each.name, []).append(each)
    return {name: _held(name, line, set_by_name[name], on) for name in definitions()}


def _held(name: str, line: Sequence[Place], found: Sequence[ParameterOverride], on: date) -> Resolution | None:
    try:
        return _resolved(name, line, found, on)
    except Refused:
        return None


def _resolved(name: str, line: Sequence[Place], found: Sequence[ParameterOverride], on: date) -> Resolution:
    nearest = {place.org_id: position for position, place in enumerate(line)}
    names = {place.org_id: place.name for place in line}
    ranked = sorted(found, key=lambda each: (nearest[each.org_id], -each.valid_from.toordinal(), -each.pk))
    overrides = [each.as_override(names[each.org_id]) for each in ranked]
    return resolve(name, region=_region(line), on=on, overrides=overrides)


def _region(line: Sequence[Place]) -> str:
    """The region of the org, or of the nearest org above it that has one."""
    return next((place.org.region for place in line if place.org.region != NATION), NATION)

"""The value of a parameter for an org: what its nearest federation has set, else what law and locality say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from liuyou.kernel.base.regions import NATION
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Place
from liuyou.kernel.parameters.definitions import Resolution, resolve
from liuyou.kernel.parameters.definitions import parameter as definition
from liuyou.kernel.parameters.models import ParameterOverride


def parameter(name: str, *, org: int, on: date) -> Resolution:
    """Which value of `name` holds for an org on a day, and why; NotFound for an unknown name."""
    definition(name)
    line = tree.ancestors(org, on)
    nearest = {place.org_id: position for position, place in enumerate(line)}
    names = {place.org_id: place.name for place in line}
    found = ParameterOverride.objects.filter(name=name, org_id__in=nearest)
    ranked = sorted(found, key=lambda each: (nearest[each.org_id], -each.valid_from.toordinal(), -each.pk))
    overrides = [each.as_override(names[each.org_id]) for each in ranked]
    return resolve(name, region=_region(line), on=on, overrides=overrides)


def _region(line: Sequence[Place]) -> str:
    """The region of the org, or of the nearest org above it that has one."""
    return next((place.org.region for place in line if place.org.region != NATION), NATION)

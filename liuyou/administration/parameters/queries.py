"""What holds for an org on a day, of all parameters at once; own values of the line and of orgs below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from liuyou.administration.orgs import queries as orgs
from liuyou.administration.parameters import shapes
from liuyou.kernel.base.regions import prefix, region_name
from liuyou.kernel.catalogue.catalogue import AREAS
from liuyou.kernel.orgs import tree
from liuyou.kernel.parameters.definitions import Override, Resolution, definitions
from liuyou.kernel.parameters.loading import CONFIDENCE, Parameter
from liuyou.kernel.parameters.models import ParameterOverride
from liuyou.kernel.parameters.values import everything
from liuyou.kernel.web.pages import Here

TITLES = {
    "accounts": "登录和账号",
    "api": "接口",
    "attachments": "附件",
    "backups": "备份",
    "members": "会员",
    "organising": "组建和换届",
}
"""Areas of parameters that are no areas of the program (yet)."""
NATIONWIDE, REGIONAL, OWN, NONE = "全国", "地方", "本级或上级另定", "没有可用的值"


@dataclass(frozen=True, slots=True)
class Line:
    """A parameter and what holds of it. `resolution` is None where nothing does."""

    about: Parameter
    resolution: Resolution | None
    text: str
    level: str
    where: str
    source: str
    doubtful: bool

    @property
    def unit(self) -> str:
        return self.resolution.unit if self.resolution else self.about.unit


def area_of(name: str) -> str:
    return name.partition(".")[0]


def area_title(code: str) -> str:
    return AREAS[code].title if code in AREAS else TITLES.get(code, "其他")


def words_for(about: Parameter) -> dict[str, str]:
    """Chinese words for the codes in values, from the descriptions of the same area."""
    return shapes.words_of([each for each in definitions().values() if area_of(each.name) == area_of(about.name)])


def in_force(org: int, on: date) -> list[Line]:
    """Every parameter by area, with the value for an org on a day."""
    return [line_of(definitions()[name], found) for name, found in everything(org, on).items()]


def line_of(about: Parameter, found: Resolution | None) -> Line:
    if found is None:
        return Line(about, None, "—", NONE, "", "", False)
    chosen, text = found.chosen, shapes.told(found.value, found.unit, words_for(about))
    if isinstance(chosen, Override):
        return Line(about, found, text, OWN, chosen.org_name or "本级工会", chosen.source or chosen.reason, False)
    level = REGIONAL if prefix(chosen.region) else NATIONWIDE
    return Line(about, found, text, level, region_name(chosen.region), chosen.source, chosen.confidence != "high")


def confidence_of(found: Resolution) -> str:
    chosen = found.chosen
    return "" if isinstance(chosen, Override) else CONFIDENCE[chosen.confidence]


def matching(lines: Iterable[Line], words: str, area: str) -> list[Line]:
    return [
        line
        for line in lines
        if (not area or area_of(line.about.name) == area)
        and (not words or words in f"{line.about.title}{line.about.description}{line.source}")
    ]


def overrides(name: str, here: Here) -> list[ParameterOverride]:
    """Own values that matter to whoever is here: of the orgs above, and of those below in reach."""
    above = [place.org_id for place in tree.ancestors(here.org, here.today)]
    below = orgs.reached(here, here.today).values("org_id")
    found = ParameterOverride.objects.filter(name=name)
    return list((found.filter(org_id__in=above) | found.filter(org_id__in=below)).order_by("-valid_from", "-pk"))


def used_by(name: str) -> list[tuple[str, str, str]]:
    """Area, workflow and step whose time limit the parameter sets."""
    return [
        (area.title, workflow.title, bound.step.title)
        for area in AREAS.values()
        for workflow in area.workflows
        for bound in workflow.steps.values()
        if bound.step.limit == name
    ]

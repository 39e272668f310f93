"""The changes of the tree that the pages offer: each a form, an action, and the orgs whose figures it may move."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from liuyou.administration.orgs import forms
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions import tree as actions
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.orgs.changes import Founding
from liuyou.kernel.orgs.models import Place

Given = Mapping[str, Any]
Orgs = list[int | None]


@dataclass(frozen=True, slots=True)
class Change:
    """`perform` calls the action; `watched` names the orgs whose figures the preview compares."""

    title: str
    verb: str
    icon: str
    help: str
    form: type[forms.ChangeForm]
    perform: Callable[[Place, Given, Actor], Any]
    watched: Callable[[Place, Given], Orgs] | None = None

    @property
    def previewed(self) -> bool:
        return self.watched is not None


def _common(given: Given, actor: Actor) -> dict[str, Any]:
    return {"on": given["on"], "reason": given["reason"].strip(), "actor": actor}


def _found(place: Place, given: Given, actor: Actor) -> int:
    new = Founding(
        given["name"],
        given["kind"],
        place.org_id,
        given["on"],
        given["code"],
        given["region"],
        given["sector"],
        given["ownership"],
    )
    try:
        with transaction.atomic():
            return actions.establish_orgs([new], actor=actor, reason=given["reason"].strip())[0]
    except IntegrityError as error:
        raise Refused("这个统一社会信用代码刚刚被登记在另一个组织名下：请核对。") from error


def _rename(place: Place, given: Given, actor: Actor) -> None:
    actions.rename_org(place.org_id, given["name"], **_common(given, actor))


def _move(place: Place, given: Given, actor: Actor) -> None:
    actions.move_org(place.org_id, given["target"].org_id, **_common(given, actor))


def _merge(place: Place, given: Given, actor: Actor) -> None:
    actions.merge_org(place.org_id, given["target"].org_id, **_common(given, actor))


def _split(place: Place, given: Given, actor: Actor) -> list[int]:
    parts = [
        (Founding(name, place.kind, None, given["on"], None, place.org.region, place.sector, place.ownership), below)
        for name, below in given["split"]
    ]
    return actions.split_org(place.org_id, parts, **_common(given, actor))


def _dissolve(place: Place, given: Given, actor: Actor) -> None:
    actions.dissolve_org(place.org_id, **_common(given, actor))


def _reclassify(place: Place, given: Given, actor: Actor) -> None:
    actions.reclassify_org(place.org_id, **_common(given, actor), **given["facts"])


FOUND = Change("新建下级组织", "新建", "plus", "在它下面登记一个新的组织。成批的请用台账导入。", forms.Found, _found)
CHANGES = {
    "rename": Change("改名", "改名", "pencil", "只改名称，上下级和台账都不动。", forms.Rename, _rename),
    "move": Change(
        "移到别的上级",
        "移动",
        "corner-up-left",
        "连同下面的组织一起换一个上级；截止日在变动之后的统计期，数字都计入新的上级。",
        forms.Move,
        _move,
        lambda place, given: [place.parent_id, given["target"].org_id],
    ),
    "merge": Change(
        "并入",
        "并入",
        "git-merge",
        "它不再存续；截止日在变动之后的统计期，它和下面组织的数字都计入并入的组织。",
        forms.Merge,
        _merge,
        lambda place, given: [place.org_id, place.parent_id, given["target"].org_id],
    ),
    "split": Change(
        "分设",
        "分设",
        "arrows-split",
        "在同一个上级下新设组织，把下面的一部分组织划过去；它自己办过的事仍算它的。",
        forms.Split,
        _split,
        lambda place, given: [place.org_id, place.parent_id],
    ),
    "dissolve": Change(
        "撤销",
        "撤销",
        "ban",
        "它不再存续，历史留在原处；下面还有存续的组织时不能撤销。",
        forms.Dissolve,
        _dissolve,
        lambda place, given: [place.org_id, place.parent_id],
    ),
    "reclassify": Change(
        "改变类型或领域", "更改", "adjustments", "改组织类型、所属领域或经济类型。", forms.Reclassify, _reclassify
    ),
}

"""Who is meant by a name on a list of candidates: by document, else by the roll of members."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from liuyou.areas.officers import queries
from liuyou.areas.officers.rules.elections import plain
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.people import enter_named
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.catalogue.answers import answer
from liuyou.kernel.people.identity import parse_identity
from liuyou.kernel.people.models import Person
from liuyou.kernel.people.register import Named

FROM_ABOVE = "上级推荐"
RIGHTS = (
    "（依据：工会基层组织选举工作条例（总工发〔2016〕27号）第四条：会员享有选举权、被选举权和表决权，保留会籍的除外）"
)


def identified(
    rows: Sequence[Mapping[str, Any]], org: int, on: date, *, actor: Actor, known: Mapping[str, int]
) -> list[dict[str, Any]]:
    """The rows with `person_id` instead of `identity`. `known`: names already settled in this election."""
    roll = list(answer("members.roll", org, on, default=None) or [])
    by_name = _on_the_spot(rows, org, on, roll)
    settled = dict(known)
    found = []
    for number, row in enumerate(rows, 1):
        kept = {name: value for name, value in row.items() if name != "identity"}
        label = row["name"]
        if not kept.get("person_id"):
            if row.get("identity"):
                kept["person_id"] = enter_named([Named(plain(label), parse_identity(row["identity"]))], actor=actor)[0]
            elif label not in settled:
                kept["person_id"] = _by_name(number, label, by_name[plain(label)], bool(roll), actor)
            else:
                kept["person_id"] = settled[label]
        settled[label] = kept["person_id"]
        found.append(kept)
    _require_rights(found, org, on, bool(roll))
    return found


def _on_the_spot(rows: Sequence[Mapping[str, Any]], org: int, on: date, roll: Sequence[int]) -> dict[str, list[int]]:
    """People of these names among the members and the officers of the union."""
    officers = [each.person_id for each in queries.held([org])[org]]
    wanted = {plain(row["name"]) for row in rows}
    found: dict[str, list[int]] = defaultdict(list)
    people = Person.objects.filter(pk__in={*roll, *officers}, name__in=wanted).order_by("pk")
    for number, name in people.values_list("pk", "name"):
        found[name].append(number)
    return found


def _by_name(number: int, label: str, people: Sequence[int], on_roll: bool, actor: Actor) -> int:
    if len(people) == 1:
        return people[0]
    if people:
        raise Refused(f"第 {number} 行 “{label}”：会员中有 {len(people)} 名同名的人，请填写身份证号。")
    if on_roll:
        raise Refused(f"第 {number} 行 “{label}”不在会员名册中：请先登记入会；上级推荐的人选请填写身份证号{RIGHTS}。")
    return enter_named([Named(plain(label))], actor=actor)[0]


def _require_rights(rows: Sequence[Mapping[str, Any]], org: int, on: date, on_roll: bool) -> None:
    """Whoever stands has the right to; somebody proposed by the level above need not be a member yet."""
    if not on_roll:
        return
    ids = {row["person_id"] for row in rows if row.get("by") != FROM_ABOVE}
    rights = answer("members.standing", ids, org, on, default={}) or {}
    for row in rows:
        right = rights.get(row["person_id"])
        if right is not None and not right.stand:
            raise Refused(f"“{row['name']}”没有被选举权：{right.why}{RIGHTS}。")

"""Which union a row belongs to: names as officers write them, and the union that a title speaks of."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from liuyou.kernel.intake.wording import compact
from liuyou.kernel.orgs import tree

_ENDINGS = ("工会", "工会委员会", "总工会", "工会联合会", "机关工会")
_YEAR = re.compile(r"^\D?\d{4}年?度?")


@dataclass
class Owners:
    """Ids of the names that are one union; for the others what is wrong. `notes`: names not written in full."""

    ids: dict[str, int] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def owners(names: Iterable[str], org: int, on: date) -> Owners:
    """Looked up in the subtree of `org`; a name without its ending (柳河镇) is taken if it can mean one union only."""
    wanted = sorted(set(names))
    result = Owners()
    found = tree.by_name(wanted, org, on) if wanted else {}
    unknown = [name for name in wanted if name not in found]
    loose = tree.by_name([each for name in unknown for each in _spellings(name)], org, on) if unknown else {}
    known: list[str] | None = None
    for name in wanted:
        ids = found.get(name) or sorted({number for each in _spellings(name) for number in loose.get(each, [])})
        if len(ids) == 1:
            result.ids[name] = ids[0]
            if name not in found and (full := tree.place(ids[0], on).name) and compact(full) != name:
                result.notes.append(f"“{name}”按“{full}”读取")
        elif ids:
            result.wrong[name] = f"“{name}”有 {len(ids)} 个同名组织：请改写统一社会信用代码。"
        else:
            known = _names(org, on) if known is None else known
            hint = "、".join(f"“{each}”" for each in _near(name, known))
            meant = f"，是否应为{hint}" if hint else ""
            result.wrong[name] = f"本级及下级中没有“{name}”{meant}：请核对名称，或先登记这个工会组织。"
    return result


def titled(lines: Sequence[str], org: int, on: date) -> tuple[str, int] | None:
    """The union whose name a title begins with: 柳河镇总工会2016年送温暖发放表."""
    for line in lines:
        text = _YEAR.sub("", compact(line))
        heads = [text[: end.end()] for end in re.finditer("会", text)]
        found = tree.by_name(heads, org, on) if heads else {}
        named = [(head, found[head][0]) for head in heads if len(found.get(head, ())) == 1]
        if named:
            return named[-1]
    return None


def _spellings(name: str) -> list[str]:
    """Full names that may be meant, brackets of both widths among them."""
    stems = [name, re.sub(r"(?:总工会|工会委员会|工会联合会|工会)$", "", name)]
    near = [name, *(stem + ending for stem in stems if len(stem) > 1 for ending in _ENDINGS)]
    return [*near, *(each.replace("(", "（").replace(")", "）") for each in near if "(" in each)]


def _names(org: int, on: date) -> list[str]:
    return list(tree.places(on).filter(org_id__in=tree.subtree(org, on)).values_list("name", flat=True))


def _near(name: str, known: Sequence[str]) -> list[str]:
    inside = [each for each in known if name in each]
    return inside[:2] if 0 < len(inside) < 4 else difflib.get_close_matches(name, known, 1, 0.6)

"""Who acts in the journeys and where: names only, nothing that needs Django."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "Liuyou-journey-2026"  # noqa: S105 - invented people
COUNTY, EAST, WEST = "示例县总工会", "东镇总工会", "西镇总工会"
EAST1, EAST2, WEST1, WEST2 = (f"{town}{number}厂工会" for town in "东西" for number in "一二")
DAY = "2026-03-02"
"""Every journey begins on this day, a Monday."""


@dataclass(frozen=True, slots=True)
class Player:
    username: str
    name: str
    role: str
    org: str


CAST = {
    each.username: each
    for each in (
        Player("quzong", "赵敏", "supervisor", COUNTY),
        Player("dongzhen", "钱进", "township", EAST),
        Player("xizhen", "冯远", "township", WEST),
        Player("jiceng", "孙平", "officer", EAST1),
        Player("zhuxi", "何主席", "officer", EAST1),
        Player("shenji", "李正", "auditor", COUNTY),
        Player("xitong", "周安", "system", COUNTY),
        Player("anquan", "吴守", "security", COUNTY),
        Player("lingdao", "郑长", "leader", COUNTY),
    )
}
"""Username → who it is."""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity(number: int) -> str:
    """A valid identity number of an invented person (GB 11643: check digit of the weighted sum modulo 11)."""
    first = f"33010219800101{number:03}"
    total = sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True))
    return first + "10X98765432"[total % 11]

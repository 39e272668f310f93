"""Posts given out by the first plenaries: only to those elected, by a majority of the committee."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from liuyou.areas.officers.rules import posts, voting
from liuyou.areas.officers.rules.committees import AUDIT, UNION, WOMEN
from liuyou.areas.officers.rules.sources import Rule
from liuyou.kernel.base.errors import Refused

Row = dict[str, Any]
Members = Collection[tuple[str, str]]
"""Committee, name."""
VOTED = (posts.CHAIR, posts.VICE, "常委", "经审委主任", "经审委副主任")
"""Posts that a committee gives by vote, unless the meeting elected them directly."""
ONE_ONLY = (posts.CHAIR, "经审委主任", "女工委主任")


def allocated(
    won: Mapping[str, Sequence[str]], rows: Sequence[Mapping[str, Any]], *, direct: bool, members: Members
) -> list[Row]:
    """Every post of everybody elected. `members`: who sits already, in a by-election, and may be chosen too."""
    found: list[Row] = []
    for row in rows:
        title = row.get("title")
        if not title:
            continue
        _require_elected(row["name"], title, won, members)
        found.append(dict(row))
    for race, title in ((posts.CHAIR, posts.CHAIR), (posts.VICE, posts.VICE)):
        for name in won.get(race, ()):
            if not any(row["name"] == name and row["title"] == title for row in found):
                extra = next((dict(row) for row in rows if row["name"] == name and not row.get("title")), {})
                found.append(extra | {"name": name, "title": title})
    _require_order(found, won, direct=direct, by_election=bool(members))
    for race in (UNION, AUDIT, WOMEN):
        for name in won.get(race, ()):
            if not any(row["name"] == name and posts.seat(row["title"]) == race for row in found):
                extra = next((dict(row) for row in rows if row["name"] == name and not row.get("title")), {})
                found.append(extra | {"name": name, "title": posts.MEMBER_TITLE[race]})
    return found


def _require_elected(name: str, title: str, won: Mapping[str, Sequence[str]], members: Members) -> None:
    """A chair or vice-chair may head the women's committee without having been elected to it."""
    races = {posts.seat(title), *((title,) if title in (posts.CHAIR, posts.VICE) else ())}
    if title == "女工委主任":
        races |= {UNION, posts.CHAIR, posts.VICE}
    if not posts.COMMITTEE_OF[title]:
        raise Refused(f"“{title}”不是选举产生的职务：请另行登记任职。")
    if not any(name in won.get(race, ()) or (race, name) in members for race in races):
        raise Refused(f"“{name}”没有当选{posts.seat(title)}委员，不能任{title}：请核对姓名。")


def _require_order(rows: Sequence[Row], won: Mapping[str, Sequence[str]], *, direct: bool, by_election: bool) -> None:
    if direct:
        for row in rows:
            if row["title"] == posts.CHAIR and row["name"] not in won.get(posts.CHAIR, ()):
                raise Refused(f"主席由大会直接选举，当选的不是“{row['name']}”：请核对。")
    count = Counter(row["title"] for row in rows)
    for title in ONE_ONLY:
        if count[title] > 1:
            raise Refused(f"{title}填了 {count[title]} 人，只能有 1 人：请核对。")
    for (name, title), number in Counter((row["name"], row["title"]) for row in rows).items():
        if number > 1:
            raise Refused(f"“{name}”的{title}填了两行：请合并。")
    if not by_election and won.get(UNION) and not (count[posts.CHAIR] or count[posts.ORGANISER]):
        raise Refused("没有填写主席：请在分工中填写主席（会员不足二十五人的可以是组织员）。")


def check_votes(
    rows: Sequence[Row], won: Mapping[str, Sequence[str]], voters: Mapping[str, int], majority: Rule
) -> None:
    """More than half of the committee, for posts that the meeting did not fill. `voters`: committee → its members."""
    for row in rows:
        name, title, votes = row["name"], row["title"], row.get("votes")
        if title not in VOTED or name in won.get(title, ()):
            continue
        entitled = voters[posts.seat(title)]
        needed = voting.needed(entitled, majority)
        if votes is None:
            raise Refused(f"没有填写“{name}”任{title}的得票：由委员会选举的职务须填写赞成票数。")
        if votes > entitled:
            raise Refused(f"“{name}”得 {votes} 票，多于委员会的 {entitled} 人：请核对。")
        if votes < needed:
            raise Refused(
                f"“{name}”得 {votes} 票，委员会 {entitled} 人，至少 {needed} 票才能当选{title}{majority.basis}。"
            )

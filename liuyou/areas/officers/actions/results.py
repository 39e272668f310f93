"""After the count: posts given out, report, approval by the union above, the file. Committees and posts come of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from liuyou.areas.officers import queries, workflows
from liuyou.areas.officers.actions.committees import form_committees, replace_committees
from liuyou.areas.officers.actions.numbers import Values, given, limit, rule
from liuyou.areas.officers.actions.officers import elect_officers, refusals, succeed_officers
from liuyou.areas.officers.models import Committee, Election, Officer
from liuyou.areas.officers.rules import allocation, committees, elections, posts, rounds
from liuyou.areas.officers.rules.posts import check_compatible, seat
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.action import action
from liuyou.kernel.base.days import check_order
from liuyou.kernel.base.errors import Refused

COMMITTEE_RACES = (committees.UNION, committees.AUDIT, committees.WOMEN)


@action(workflows.ELECTION.allocate, Election)
def allocate_posts(election: Election, *, first_meeting_on: date, posts: Sequence[Values], **_: Any) -> None:
    """What the first plenaries of the new committees decided; who is given nothing sits as a member."""
    check_order(("大会日期", election.held_on), ("第一次全体会议", first_meeting_on))
    org, on = election.org_id, first_meeting_on
    won = rounds.elected(election.rounds)
    serving = queries.serving(org) if election.kind == elections.BY_ELECTION else []
    members = {(seat(each.title), each.person.name): each.person_id for each in serving}
    elected = {row["name"]: row["person_id"] for row in election.candidates if row["name"] in won.get(row["race"], ())}
    rows = allocation.allocated(won, [given(row) for row in posts], direct=election.direct, members=members)
    allocation.check_votes(rows, won, _voters(serving, won, elected), rule("majority", org, on))
    incompatible = rule("incompatible", org, on)
    for name in dict.fromkeys(row["name"] for row in rows):
        held = [(row["title"], bool(row.get("finance"))) for row in rows if row["name"] == name]
        check_compatible(name, held, incompatible)
    people = {name: person for (_committee, name), person in members.items()} | elected
    election.posts = [row | {"person_id": people[row["name"]]} for row in rows]
    election.first_meeting_on = first_meeting_on


def _voters(
    serving: Iterable[Officer], won: Mapping[str, Sequence[str]], people: Mapping[str, int]
) -> Mapping[str, int]:
    """Committee → how many sit on it, elected to it now or before; somebody with two posts on it counts once."""
    new = {(seat(posts.MEMBER_TITLE[race]), people[name]) for race, names in won.items() for name in names}
    there = {(seat(each.title), each.person_id) for each in serving}
    return Counter(committee for committee, _person in new | there)


@action(workflows.ELECTION.report, Election)
def report_result(election: Election, *, reported_on: date, **_: Any) -> None:
    """The result goes to the union above, whose time for the reply begins."""
    check_order(("第一次全体会议", election.first_meeting_on), ("报告日期", reported_on))
    election.reported_on = reported_on


@action(workflows.ELECTION.approve, Election)
def approve_result(election: Election, *, approval: str, actor: Actor, on: date, reason: str = "", **_: Any) -> None:
    """The union above confirms: committees and posts are made from the day of the election, the old ones end there."""
    held_on = election.held_on
    if held_on is None:
        raise Refused("没有大会日期：请退回重新登记。")
    check_order(("报告日期", election.reported_on), ("批复日期", on))
    before = _chair(election.org_id, held_on)
    common = {"actor": actor, "on": on, "reason": f"选举 {election.pk} 号，{approval}"}
    if election.kind == elections.BY_ELECTION:
        standing = queries.standing_committees([election.org_id])
        places = {kind: committee for (_org, kind), committee in standing.items()}
        _end_left(election, held_on, common)
    else:
        _end_old(election, held_on, common)
        places = _committees(election, approval, held_on, common)
    rows = [_post(election, row, places, held_on) for row in election.posts]
    for message in refusals(rows).values():
        raise Refused(message[1])
    elect_officers(rows, **common)
    election.approval, election.approved_on = approval, on
    after = _chair(election.org_id, held_on)
    if after is not None and after != before:
        election.legal_change_by = limit("legal_change_days", election.org_id, on)[1]


def _chair(org: int, on: date) -> int | None:
    """Who is chair in their own right and so the legal representative: an acting chair is not."""
    chairs = Officer.objects.filter(queries.at(on), org_id=org, title=posts.CHAIR, acting=False)
    return chairs.values_list("person_id", flat=True).first()


def _end_old(election: Election, held_on: date, common: Values) -> None:
    """Committees of the kinds elected now, and the posts on them or of their titles."""
    kinds = [row["race"] for row in election.races if row["race"] in COMMITTEE_RACES]
    kinds += [committees.STANDING] if committees.UNION in kinds else []
    old = Committee.objects.filter(org_id=election.org_id, state__in=queries.STANDING, kind__in=kinds)
    titles = [title for title, kind in posts.COMMITTEE_OF.items() if kind in kinds]
    serving = Officer.objects.filter(org_id=election.org_id, state="serving", title__in=titles)
    later = serving.filter(since__gt=held_on).select_related("person").first()
    if later is not None:
        raise Refused(f"“{later.person.name}”的任职日期 {later.since} 晚于大会日期 {held_on}：请先核对那条任职。")
    _succeed(serving, held_on, common)
    numbers = list(old.values_list("pk", flat=True))
    if numbers:
        replace_committees(numbers, ended_on=held_on, ending="换届", **common)


def _end_left(election: Election, held_on: date, common: Values) -> None:
    """In a by-election: whoever is raised leaves the lower post on that committee; an acting chair gives way."""
    left = Q(pk__in=[])
    for row in election.posts:
        title = row["title"]
        lower = [posts.MEMBER_TITLE[posts.seat(title)]]
        if title == posts.CHAIR:
            lower.append(posts.VICE)
            left |= Q(title=posts.CHAIR, acting=True)
        left |= Q(person_id=row["person_id"], title__in=lower)
    _succeed(Officer.objects.filter(left, org_id=election.org_id, state="serving"), held_on, common)


def _succeed(rows: Any, until: date, common: Values) -> None:
    numbers = list(rows.values_list("pk", flat=True))
    if numbers:
        succeed_officers(numbers, until=until, **common)


def _committees(election: Election, approval: str, held_on: date, common: Values) -> dict[str, Committee]:
    """The committees of this election, a standing committee where one was chosen."""
    won = rounds.elected(election.rounds)
    sizes = {row["race"]: row["seats"] for row in election.races if row["race"] in COMMITTEE_RACES}
    if committees.WOMEN in sizes and len(won.get(committees.WOMEN, [])) < 2:
        del sizes[committees.WOMEN]  # one delegate for women workers is no committee
    chosen = sum(row["title"] == "常委" for row in election.posts)
    if chosen:
        sizes[committees.STANDING] = chosen
    rows = [
        {
            "org_id": election.org_id,
            "kind": kind,
            "term_no": election.term_no,
            "term_years": election.term_years,
            "elected_on": held_on,
            "seats": seats,
            "members_then": election.members,
            "approval": approval,
            "election_id": election.pk,
        }
        for kind, seats in sizes.items()
    ]
    made: list[Committee] = form_committees(rows, **common) if rows else []
    return {each.kind: each for each in made}


def _post(election: Election, row: Values, places: dict[str, Committee], held_on: date) -> Values:
    title = row["title"]
    return {
        "org_id": election.org_id,
        "person_id": row["person_id"],
        "committee": places.get(posts.COMMITTEE_OF[title]),
        "title": title,
        "full_time": bool(row.get("full_time")),
        "finance": bool(row.get("finance")),
        "division": row.get("division", ""),
        "direct": election.direct and title == posts.CHAIR,
        "by_election": election.kind == elections.BY_ELECTION,
        "since": held_on,
    }


@action(workflows.ELECTION.refuse, Election)
def refuse_result(election: Election, *, reason: str, **_: Any) -> None:
    """Not by the rules: every round so far is kept but counts no longer, and the vote is to be held again."""
    election.races = rounds.restored(election.races, rounds.counting(election.rounds))
    election.rounds = [{**each, "rejected": each.get("rejected") or reason} for each in election.rounds]
    election.posts = []
    election.announced_on = election.first_meeting_on = None


@action(workflows.ELECTION.register_legal, Election)
def register_legal_change(election: Election, *, legal_changed_on: date, **_: Any) -> None:
    """The new chair is registered as the legal representative."""
    if election.legal_change_by is None:
        raise Refused("这次选举没有更换主席，不需要变更法定代表人。")
    check_order(("批复日期", election.approved_on), ("法人变更日期", legal_changed_on))
    election.legal_changed_on = legal_changed_on


@action(workflows.ELECTION.file, Election)
def file_election(election: Election, *, filed_on: date, archive_no: str, **_: Any) -> None:
    """All papers are in the archive."""
    check_order(("批复日期", election.approved_on), ("归档日期", filed_on))
    election.filed_on, election.archive_no = filed_on, archive_no

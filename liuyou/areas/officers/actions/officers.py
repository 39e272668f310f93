"""Posts: entered from a ledger, won in an election, sent down, trained, left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from liuyou.areas.officers import queries, workflows
from liuyou.areas.officers.actions.numbers import Numbers, Values, limit, open_fields, rule
from liuyou.areas.officers.models import Officer
from liuyou.areas.officers.rules import posts
from liuyou.kernel.actions.action import action
from liuyou.kernel.actions.correcting import correct
from liuyou.kernel.base.days import check_order
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.people.models import Person

CORRECTABLE = open_fields(Officer, "full_time")
ELECTION_END, LEFT = "换届", ("任期届满", "辞职", "调离", "罢免", "退休", "去世", "其他")


@action(workflows.OFFICER.enter)
def enter_officers(rows: Sequence[Values], **_: Any) -> list[Officer]:
    """Posts held, from a ledger; each goes with the committee in being that it belongs to."""
    for message in refusals(rows).values():
        raise Refused(message[1])
    standing = queries.standing_committees(row["org_id"] for row in rows)
    made = _officers(rows)
    for officer in made:
        committee = standing.get((officer.org_id, posts.COMMITTEE_OF[officer.title]))
        if committee is not None and committee.elected_on <= officer.since:
            officer.committee = committee
    return made


@action(workflows.OFFICER.elect)
def elect_officers(rows: Sequence[Values], **_: Any) -> list[Officer]:
    """Posts won in an approved election."""
    return _officers(rows)


@action(workflows.OFFICER.send)
def send_first_chairs(rows: Sequence[Values], **_: Any) -> list[Officer]:
    """First chairs (第一主席) whom a federation sends down to a union below it."""
    for message in refusals(rows).values():
        raise Refused(message[1])
    return _officers([row | {"title": posts.FIRST_CHAIR} for row in rows])


def _officers(rows: Sequence[Values]) -> list[Officer]:
    sexes = dict(Person.objects.filter(pk__in={row["person_id"] for row in rows}).values_list("pk", "sex"))
    numbers = Numbers((row["org_id"], row["since"]) for row in rows)
    made = []
    for row in rows:
        officer = Officer(state_since=row["since"], sex=_sex(sexes[row["person_id"]]), **row)
        officer.spells = [{"since": f"{officer.since}", "full_time": bool(officer.full_time)}]
        _set_limits(officer, numbers)
        made.append(officer)
    return made


def _set_limits(officer: Officer, numbers: Any = rule) -> None:
    """A chair is trained in time; an acting chair or vice-chair gives way in time."""
    officer.train_by = officer.due_on = None
    if officer.acting and officer.title in (posts.CHAIR, posts.VICE):
        officer.due_on = limit("vacancy_months", officer.org_id, officer.since, numbers)[1]
    elif officer.title == posts.CHAIR:
        officer.train_by = limit("training_months", officer.org_id, officer.since, numbers)[1]


def _sex(stored: str) -> str:
    return {"male": "男", "female": "女"}.get(stored, stored)


def refusals(rows: Sequence[Values]) -> dict[int, tuple[str, str]]:
    """What is wrong with rows: index → column, words; against the register and the rows before."""
    placed = [(index, row) for index, row in enumerate(rows) if row.get("org_id") and row.get("person_id")]
    known = queries.held({row["org_id"] for _, row in placed})
    people = Person.objects.filter(pk__in={row["person_id"] for _, row in placed})
    names = {number: (name, _sex(sex)) for number, name, sex in people.values_list("pk", "name", "sex")}
    numbers = Numbers((row["org_id"], row["since"]) for _, row in placed)
    before: dict[int, list[Officer]] = {org: list(found) for org, found in known.items()}
    found: dict[int, tuple[str, str]] = {}
    for index, given in placed:
        row = dict(given)
        typed = row.pop("name", "")
        name, sex = names.get(row["person_id"], (typed, ""))
        post = Officer(**{"title": posts.FIRST_CHAIR} | row)
        if post.person_id < 0:  # not known yet: compared by name
            post.person = Person(pk=post.person_id, name=name)
        others = before.setdefault(post.org_id, [])
        try:
            posts.check_woman(name, post.title, sex)
            require_free(post, name, [each for each in others if not _same(each, post)], numbers)
        except Refused as error:
            found[index] = ("title", str(error))
            continue
        others.append(post)
    return found


def _same(one: Officer, other: Officer) -> bool:
    """The same post once more, which a load passes over; somebody without a document goes by name."""
    if (one.title, one.since) != (other.title, other.since):
        return False
    return one.person_id == other.person_id or (other.person_id < 0 and one.person.name == other.person.name)


def require_free(post: Officer, name: str, others: Iterable[Officer], numbers: Any = rule) -> None:
    """One chair at a time, no post twice, nothing that may not go together, over the days of this post."""
    posts.check_terms(post.since, post.until)
    same_days = [each for each in others if _overlap(each, post)]
    for each in same_days:
        if each.title == post.title and each.person_id == post.person_id:
            raise Refused(f"“{name}”自 {each.since} 起已任{each.title}，不能再登记一次：请核对任职日期。")
        if each.title == post.title == posts.CHAIR and not each.acting and not post.acting:
            raise Refused(
                f"自 {each.since} 起“{each.person.name}”任主席，同一时间只能有一名主席："
                "请先为前任登记离任，或登记为代理（依据：工会法关于主席的规定）。"
            )
    own = [(each.title, each.finance) for each in same_days if each.person_id == post.person_id]
    own.append((post.title, bool(post.finance)))
    if any(title in posts.AUDITORS for title, _ in own):
        posts.check_compatible(name, own, numbers("incompatible", post.org_id, post.since))


def _overlap(one: Officer, other: Officer) -> bool:
    return (other.until is None or one.since < other.until) and (one.until is None or other.since < one.until)


@action(workflows.OFFICER.train, Officer)
def train_officer(officer: Officer, *, trained_on: date, **_: Any) -> None:
    """The training that a chair takes after taking office."""
    if officer.title != posts.CHAIR:
        raise Refused("上岗培训登记的是主席：其他干部的培训请登记为活动。")
    check_order(("任职日期", officer.since), ("上岗培训日期", trained_on))
    officer.trained_on = trained_on


@action(workflows.OFFICER.shift, Officer)
def shift_officer(officer: Officer, *, from_on: date, full_time: bool, **_: Any) -> None:
    """Full-time or part-time from a day on; what was before keeps its days."""
    last = date.fromisoformat(officer.spells[-1]["since"])
    if full_time == officer.full_time:
        raise Refused(f"现在就是{'专职' if full_time else '兼职'}：没有改动。")
    if from_on <= last:
        raise Refused(f"起始日期 {from_on} 不晚于上一段的起始日期 {last}：请核对；登记错的请作废后重新登记。")
    officer.spells = [*officer.spells, {"since": f"{from_on}", "full_time": full_time}]
    officer.full_time = full_time


@action(workflows.OFFICER.leave, Officer)
def leave_office(officer: Officer, *, until: date, ending: str, **_: Any) -> None:
    """`until` is the first day without the post."""
    posts.check_terms(officer.since, until)
    last = date.fromisoformat(officer.spells[-1]["since"])
    if until <= last:
        raise Refused(f"离任日期 {until} 不晚于专兼职变动的日期 {last}：请核对。")
    officer.until, officer.ending = until, ending


@action(workflows.OFFICER.succeed, Officer)
def succeed_officers(officer: Officer, *, until: date, ending: str = ELECTION_END, **_: Any) -> None:
    """Out of office by an election, or with the union."""
    officer.until, officer.ending = max(until, officer.since), ending
    officer.spells = [each for each in officer.spells if each["since"] < f"{officer.until}"] or officer.spells[:1]


@action(workflows.OFFICER.correct, Officer)
def correct_officer(officer: Officer, *, changes: Values, **_: Any) -> None:
    """Put right what was mistyped; what may not go together is asked again."""
    correct(officer, changes, CORRECTABLE)
    if "since" in changes:
        if len(officer.spells) > 1 and f"{officer.since}" >= officer.spells[1]["since"]:
            raise Refused("任职日期晚于专兼职变动的日期：请作废后重新登记。")
        officer.spells = [officer.spells[0] | {"since": f"{officer.since}"}, *officer.spells[1:]]
    _set_limits(officer)
    if officer.state == "ended":
        officer.due_on = None
    check_order(("任职日期", officer.since), ("上岗培训日期", officer.trained_on))
    posts.check_woman(officer.person.name, officer.title, officer.sex)
    others = [each for each in queries.held([officer.org_id])[officer.org_id] if each.pk != officer.pk]
    require_free(officer, officer.person.name, others)


@action(workflows.OFFICER.void, Officer)
def void_officer(officer: Officer, **_: Any) -> None:
    """It was never held."""

"""Two years of a county's monthly return from 22 towns: late, sent back, corrected, nil, and one month unfinished."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from liuyou.kernel.base.errors import Refused
from liuyou.kernel.base.periods import Period

if TYPE_CHECKING:
    from liuyou.kernel.access.models import Actor
    from liuyou.reports.returns.models import Form, Return

CODE = "rpt01"
FIRST, LAST = Period.parse("2014-09"), Period.parse("2016-08")
COUNTED_ON = date(2016, 9, 25)
LATECOMER, LATE_MONTH = "永安镇总工会", "2016-06"
"""The town and the month in which a drive was entered before, and another after its return had been accepted."""
NOT_YET = (4, 11, 17)
"""Towns (by their place in the list) that had not reported August at all; the next reported after `COUNTED_ON`."""
AFTERWARDS, AFTERWARDS_ON = 20, date(2016, 9, 27)
REOPENED = {
    ("2015-03", 5): "上级协调的单位漏报 2 家",
    ("2015-12", 13): "多报 1 家，经核实已解决",
    ("2016-05", 8): "漏报 1 家",
}
REPORTED_NIL = 12
BUSY = 2
"""From this month on there is something unusual every time."""
TYPED = "difficult.now"
SOURCES = ("members.joined", "members.out", "organising.covered", "organising.unions_founded", "organising.formations")
"""What happens in a county's month: a town without any of it may declare nil."""
CAMPAIGN = date(2016, 1, 1)
WHY = ("本月集中办理入会，已与会员花名册核对", "专项行动集中建会、集中入会，已与台账核对")
"""Why a number is unusual: before the campaign, and in it."""


@dataclass(slots=True)
class Month:
    """One period of the form: returns in the order of the towns."""

    period: Period
    number: int
    deadline: date
    returns: list[Return]

    def late(self, town: int) -> bool:
        return self.number % 3 == 2 and (town * 7 + self.number * 5) % 8 == 0

    def sent_back(self, town: int) -> bool:
        return self.number % 4 == 3 and (town + self.number * 7) % 9 == 0


def run(county: int, actor: Actor) -> str:
    """Everything in order of time, by the ordinary actions. What was made, in words; empty where it was there."""
    from liuyou.reports.returns.models import Form

    if Form.objects.filter(org_id=county, code=CODE).exists():
        return ""
    form = _form(county, actor)
    quiet = set(list(_quiet(county))[:REPORTED_NIL])
    for number, period in enumerate(_months()):
        _month(form, number, period, actor, quiet)
    _late_record(county, actor, date(2016, 6, 28), 14)
    return _told(form)


def _months() -> Iterator[Period]:
    from liuyou.reports.returns.rules import periods

    return periods.ended("月", FIRST.end, LAST.end)


def _form(county: int, actor: Actor) -> Form:
    """The shipped form, asked of the federations of the towns."""
    from liuyou.reports.returns import actions, shipped

    on = date(2014, 8, 25)
    form = shipped.draft(CODE, county, actor=actor, on=on)
    changes = {
        "starts_on": FIRST.start,
        "ends_on": date(2016, 12, 31),
        "applies": {"kinds": ["federation"]},
        "basis": "宽河县总工会 2014 年组织工作安排（虚构）",
    }
    actions.edit_form(form, changes=changes, actor=actor, on=on)
    published: Form = actions.publish_form(form, actor=actor, on=on + timedelta(3))
    return published


def _quiet(county: int) -> Iterator[tuple[int, str]]:
    """A town for every month in which nothing happened there; one question."""
    from liuyou.kernel.ledger import codes
    from liuyou.kernel.ledger.figures import Cell, ask
    from liuyou.kernel.orgs import tree

    towns = [each.org_id for each in tree.children(county, FIRST.end)]
    sources = [codes.figure(code) for code in SOURCES]
    asked = {
        (town, period.code, code.code): Cell(code, town, period)
        for period in _months()
        for town in towns
        for code in sources
    }
    answers = ask(asked.values())
    for number, period in enumerate(_months()):
        start = number * 5 % len(towns)
        for town in (*towns[start:], *towns[:start]):
            if not any(answers[asked[town, period.code, code.code]].value for code in sources):
                yield town, period.code
                break


def _month(form: Form, number: int, period: Period, actor: Actor, quiet: set[tuple[int, str]]) -> None:
    from liuyou.reports.returns import actions

    opened = actions.open_period(form, period, actor=actor, on=period.end + timedelta(1))
    opened.sort(key=lambda each: each.org_id)
    month = Month(period, number, opened[0].deadline, opened)
    nil = [each for each in opened if (each.org_id, period.code) in quiet]
    _fill(month, nil, actor)
    if nil:
        actions.declare_nil(nil, actor=actor, on=month.deadline - timedelta(1))
    towns = [town for town in range(len(opened)) if opened[town] not in nil]
    if period == LAST:
        towns = [town for town in towns if town not in (*NOT_YET, AFTERWARDS)]
    _submit([opened[town] for town in towns if not month.late(town)], actor, month.deadline - timedelta(number % 3))
    _submit([opened[town] for town in towns if month.late(town)], actor, month.deadline + timedelta(1 + number % 5))
    _check(month, [opened[town] for town in towns] + nil, actor)
    _reopen(month, actor)
    if period == LAST:
        _submit([opened[AFTERWARDS]], actor, AFTERWARDS_ON)


def _fill(month: Month, nil: Sequence[Return], actor: Actor) -> None:
    """What no record can give, how many employers need the county to help; later also why something is unusual."""
    from liuyou.reports.returns import actions

    on = month.deadline - timedelta(4)
    said = {each.pk: str((town * 5 + month.number) % 7 % 3) for town, each in enumerate(month.returns)}
    said |= {each.pk: "0" for each in nil}
    if month.number >= BUSY:
        _explain(month.returns, said, actor, on)
        return
    for text in sorted(set(said.values())):
        those = [each for each in month.returns if said[each.pk] == text]
        actions.fill_return(those, typed={TYPED: text}, actor=actor, on=on)


def _submit(returns: Sequence[Return], actor: Actor, on: date) -> None:
    """In one set; what is unusual beside those that are in by then is explained first."""
    from liuyou.reports.returns import actions

    if not returns:
        return
    try:
        actions.submit_returns(returns, actor=actor, on=on)
    except Refused:
        _explain(returns, {}, actor, on)
        actions.submit_returns(returns, actor=actor, on=on)


def _explain(returns: Sequence[Return], said: Mapping[int, str], actor: Actor, on: date) -> None:
    """Type what is `said` and explain what is unusual then; those with the same to type and to explain at once."""
    from liuyou.reports.returns import actions
    from liuyou.reports.returns.models import Return
    from liuyou.reports.returns.queries import asking, judging

    now = list(Return.objects.filter(pk__in=[each.pk for each in returns]).select_related("form").order_by("pk"))
    form = now[0].form
    typed = {each.org_id: each.typed | ({TYPED: said[each.pk]} if said else {}) for each in now}
    judged = judging.judge(form, now, asking.fill(form, now[0].span, typed))
    alike: dict[tuple[str, tuple[str, ...]], list[Return]] = defaultdict(list)
    for each in now:
        alike[said.get(each.pk, ""), tuple(sorted(judged[each.org_id].asks))].append(each)
    for (text, keys), those in alike.items():
        given = {TYPED: text} if text else {}
        why = dict.fromkeys(keys, WHY[now[0].starts_on >= CAMPAIGN])
        if text or keys:
            actions.fill_return(those, typed=given, explanations=why, actor=actor, on=on)


def _check(month: Month, submitted: Sequence[Return], actor: Actor) -> None:
    """What the county does: accepts most, sends some back, accepts those when they come again; opens a few anew."""
    from liuyou.reports.returns import actions
    from liuyou.reports.returns.models import Return

    on = month.deadline + timedelta(7)
    states = Return.objects.in_bulk([each.pk for each in submitted])
    back = [each for town, each in enumerate(month.returns) if month.sent_back(town) and each.pk in states]
    back = [each for each in back if not states[each.pk].nil]
    for each in back:
        remarks = {TYPED: "请写明是哪些单位、难在哪里，并与上月口径一致"}
        why = "存在困难的单位与上月不衔接，请核对"
        actions.send_back_return(each, reason=why, remarks=remarks, actor=actor, on=on)
    if month.period.code == LATE_MONTH:
        _late_record(month.returns[0].form.org_id, actor, date(2016, 6, 21), 36)
    waiting = [each for each in submitted if each not in back]
    actions.accept_returns(waiting, actor=actor, on=on)
    if not back:
        return
    if month.period == LAST:  # the county still waits for it
        back = back[1:]
    for each in back:
        actions.fill_return(each, typed={TYPED: "1"}, note="1 家企业经营者不支持，已约谈", actor=actor, on=on)
    _submit(back, actor, on + timedelta(2))
    if back:
        actions.accept_returns(back, actor=actor, on=on + timedelta(3))


def _reopen(month: Month, actor: Actor) -> None:
    """What turned out to be wrong after it was accepted is put right by the town, and accepted anew."""
    from liuyou.reports.returns import actions

    for (code, town), why in REOPENED.items():
        if code != month.period.code:
            continue
        on = month.deadline + timedelta(20)
        each = month.returns[town]
        actions.reopen_return(each, reason=why, actor=actor, on=on)
        actions.fill_return(each, typed={TYPED: "3"}, note=why, actor=actor, on=on + timedelta(1))
        _submit([each], actor, on + timedelta(1))
        actions.accept_returns(each, actor=actor, on=on + timedelta(2))


def _late_record(county: int, actor: Actor, held_on: date, surveyed: int) -> None:
    """A drive entered when its month had been reported already."""
    from liuyou.areas.activities.actions import record_activities
    from liuyou.kernel.orgs import tree

    town = next(each.org_id for each in tree.children(county, held_on) if each.name == LATECOMER)
    row = {"org_id": town, "type_code": "organising_drive", "held_on": held_on, "subject": "小微企业摸底行动"}
    row |= {"values": {"surveyed": surveyed}}
    record_activities([row], actor=actor, reason="活动结束后补登")


def _told(form: Form) -> str:
    from liuyou.reports.returns.models import Return

    rows = list(Return.objects.filter(form=form))
    late = sum(each.outcome == "迟报" for each in rows)
    back = sum(bool(each.sent_back) for each in rows)
    again = sum(bool(each.acceptances) for each in rows)
    nil = sum(each.nil for each in rows)
    known = [each for each in rows if each.period == LAST.code]
    there = sum(bool(each.submitted_on and each.submitted_on <= COUNTED_ON) for each in known)
    return (
        f"宽河县月报 {len(rows)} 份：迟报 {late}，退回 {back}，接收后更正 {again}，零报告 {nil}；"
        f"8 月份到 9 月 25 日 {there}/{len(known)} 家已报"
    )

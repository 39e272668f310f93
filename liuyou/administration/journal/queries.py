"""Which lines an auditor asks for: filters as typed, within reach, and how many lines each day has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db import connection
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.http import QueryDict
from django.utils import timezone

from liuyou.administration import inputs
from liuyou.administration.journal import telling
from liuyou.administration.orgs import queries as orgs
from liuyou.kernel.access.models import Actor
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.journal.models import Line
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Place
from liuyou.kernel.web.pages import Here

READ = "journal.read"
ORDER = ("-at", "-pk")
MONTH = timedelta(days=31)
LONGEST_FOR_WORDS = timedelta(days=366)


class Search(inputs.Form):
    """What is asked for. Without dates: the last 31 days."""

    since = forms.DateField(label="起", widget=inputs.Day, required=False)
    until = forms.DateField(label="止", widget=inputs.Day, required=False)
    register = forms.ChoiceField(label="台账", required=False)
    action = forms.ChoiceField(label="办理事项", required=False)
    actor = forms.CharField(label="办理人", max_length=60, required=False)
    org_name = forms.CharField(label="组织（含下级）", max_length=120, required=False)
    record = forms.IntegerField(label="记录编号", min_value=0, max_value=2**63 - 1, required=False)
    words = forms.CharField(label="理由中的字", max_length=60, required=False)

    def __init__(self, here: Here, given: QueryDict) -> None:
        asked = given.copy()
        if not asked.get("until"):
            asked["until"] = str(here.today)
        if not asked.get("since"):
            asked["since"] = str(_day(asked.get("until", ""), here.today) - MONTH)
        super().__init__(asked)
        self.here = here
        registers = sorted(telling.register_titles().items(), key=lambda each: each[1])
        self.fields["register"].choices = [("", "全部"), *registers]  # type: ignore[attr-defined]
        groups = [(title, list(own.items())) for title, own in telling.action_titles().items()]
        self.fields["action"].choices = [("", "全部"), *groups]  # type: ignore[attr-defined]
        self.fields["record"].error_messages["invalid"] = "记录编号是一个整数：请核对。"
        self.fields["org_name"].widget.attrs |= inputs.suggesting("org-choose", "orgs-found")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        since, until = found.get("since"), found.get("until")
        if since and until and since > until:
            self.add_error("since", "开始日期晚于结束日期：请对调。")
        if found.get("words") and since and until and until - since > LONGEST_FOR_WORDS:
            self.add_error("words", "按理由中的字查找，最多一年：请缩短时间。")
        try:
            named = found.get("org_name", "").strip()
            found["place"] = orgs.named(self.here, named, self.here.today, READ) if named else self.here.place
        except BadInput as error:
            self.add_error("org_name", str(error))
        return found

    def described(self) -> dict[str, str]:
        """The filters in words."""
        found = self.cleaned_data
        chosen = {"组织": found["place"].name, "起": str(found["since"]), "止": str(found["until"])}
        for name in ("register", "action"):
            words = (
                telling.register_titles().get(found[name]) if name == "register" else telling.action_title(found[name])
            )
            if found[name]:
                chosen[str(self.fields[name].label)] = words or found[name]
        for name in ("actor", "record", "words"):
            if found.get(name) not in (None, ""):
                chosen[str(self.fields[name].label)] = str(found[name])
        return chosen


def _day(text: Any, today: date) -> date:
    try:
        return max(date.fromisoformat(str(text)), date(1950, 1, 1))
    except ValueError:
        return today


def lines(asked: Mapping[str, Any], today: date) -> QuerySet[Line]:
    """The lines asked for; of orgs below the place alone, of everything where the place is the top of the tree."""
    rows = Line.objects.filter(at__gte=_begin(asked["since"]), at__lt=_begin(asked["until"] + timedelta(days=1)))
    place: Place = asked["place"]
    if place.parent_id is not None:
        below = tree.places(today).filter(path__contained_by_path=place.path)
        rows = rows.filter(org_id__in=below.values("org_id"))
    for name in ("register", "action"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    if asked.get("record") is not None:
        rows = rows.filter(record=asked["record"])
    if asked.get("actor"):
        actors = Actor.objects.filter(name__contains=asked["actor"].strip()).values_list("pk", flat=True)[:200]
        rows = rows.filter(actor_id__in=list(actors))
    if asked.get("words"):
        rows = rows.filter(reason__contains=asked["words"].strip())
    return rows.select_related("actor")


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True, slots=True)
class DayCount:
    day: date
    number: int
    share: int
    """Of the busiest day, in percent."""


def by_day(rows: QuerySet[Line]) -> list[DayCount]:
    """Lines a day, latest first."""
    found = (
        rows.order_by().annotate(day=TruncDate("at")).values_list("day").annotate(number=Count("pk")).order_by("-day")
    )
    counted = list(found)
    most = max((number for _, number in counted), default=1)
    return [DayCount(day, number, max(1, 100 * number // most)) for day, number in counted]


def guarded() -> bool:
    """Whether the database itself refuses to change or delete a line: the triggers are there and switched on."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM pg_trigger WHERE tgrelid = 'journal_line'::regclass AND tgenabled IN ('O', 'A')
               AND (tgname LIKE 'pgtrigger_append_only%%' OR tgname LIKE 'pgtrigger_guard%%')""",
        )
        return bool(cursor.fetchone()[0] == 2)

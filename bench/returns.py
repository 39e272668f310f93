"""Returns: a month of all unions closed, the county's own sheet opened, and nine hundred workbooks read and summed."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from bench import bulk, web
from bench.baselines import SUBTREE, Connection, accounts
from bench.generate import FLOWS, FUNDS, KINDS, STOCKS, Size, measure, server
from bench.timing import Result, against, in_turns, timed

EARLIER = ("2023-09", "2023-10", "2023-11", "2023-12")
CLOSED = ("2024-01", "2024-02", "2024-03")
PEOPLE, TYPED = range(4), range(3)
SPANS = ("period", "ytd", "last")
Numbers = dict[str, Decimal | None]


def figures() -> dict[str, str]:
    """Row → figure: flows whole and in part, balances, people, ratios."""
    found = {f"m{n}": measure(n) for n in (*FLOWS, *STOCKS)}
    found |= {f"k{n}": f"{measure(n)}[kind={KINDS[0]}]" for n in (*FLOWS, *STOCKS)}
    found |= {f"f{n}": f"{measure(n)}[fund={FUNDS[0]}]" for n in FLOWS[:3]}
    found |= {f"d{n}": f"distinct({measure(n)})" for n in PEOPLE}
    return found | {f"r{n}": f"{measure(n)}[kind={KINDS[0]}] / {measure(n)}" for n in (0, 1, 3, 7)}


def layout() -> dict[str, Any]:
    """34 rows of three columns, 102 cells, nine of them typed or carried; 30 checks between cells."""
    columns = [("period", "本月", "period"), ("ytd", "本年累计", "ytd"), ("last", "上年同月", "last_year")]
    rows: list[dict[str, Any]] = [{"code": row, "title": code, "figure": code} for row, code in figures().items()]
    rows += [{"code": f"t{n}", "title": f"手填{n}", "unit": "次", "typed": {"why": "没有记录"}} for n in TYPED]
    parts = [(f"{whole}.{span}", f"k{whole[1:]}.{span}") for whole in ("m0", "m1", "m2") for span in SPANS]
    parts += [(f"m{n}.{span}", f"d{n}.{span}") for n in PEOPLE for span in SPANS]
    parts += [(f"m{n}.ytd", f"m{n}.period") for n in FLOWS]
    checks = [{"formula": f"{more} - {less}", "must": ">= 0", "why": "部分不多于全部"} for more, less in parts]
    checks += [{"formula": f"t0.{each} / t1.{each}", "must": ">= 0", "why": "比不为负"} for each in SPANS[:2]]
    return {
        "columns": [{"code": code, "title": title, "kind": kind} for code, title, kind in columns],
        "rows": rows,
        "checks": checks,
    }


def form(root: int, actor: Any) -> Any:
    from liuyou.reports.returns import actions

    values = {
        "org_id": root,
        "code": "bench",
        "title": "测速月报",
        "frequency": "月",
        "purpose": "测速",
        "basis": "测速",
        "starts_on": date(2023, 1, 1),
        "ends_on": date(2025, 12, 31),
        "applies": {"kinds": ["primary_union"]},
        "due_day": 5,
        "layout": layout(),
    }
    [draft] = actions.draft_forms([values], actor=actor, on=date(2023, 1, 4))
    return actions.publish_form(draft, actor=actor, on=date(2023, 1, 4))


def filled(made: Any, code: str, actor: Any) -> list[Any]:
    """The month's returns, opened and filled; what will be found odd is explained. Not timed."""
    from liuyou.kernel.base.periods import Period
    from liuyou.kernel.writing.permit import permit
    from liuyou.reports.returns import actions
    from liuyou.reports.returns.models import Return
    from liuyou.reports.returns.queries import asking, judging

    period = Period.parse(code)
    opened = actions.open_period(made, period, actor=actor, on=period.end + timedelta(days=1))
    typed = {f"t{n}.period": str(n + 3) for n in TYPED}
    done: list[Any] = actions.fill_return(opened, typed=typed, actor=actor)
    found = judging.judge(made, done, asking.fill(made, period, {each.org_id: each.typed for each in done}))
    for each in done:
        each.explanations = dict.fromkeys(found[each.org_id].asks, "已核实，确为如此")
    with permit("bench.returns"):
        Return.objects.bulk_update(done, ["explanations"])
    return done


def close(returns: Sequence[Any], actor: Any) -> tuple[float, float]:
    """Seconds of submitting (with checks and comparisons) and of accepting; records come late for one union in ten."""
    from liuyou.reports.returns import actions

    due = returns[0].deadline
    submitting, submitted = timed(lambda: actions.submit_returns(returns, actor=actor, on=due))
    _late([each.org_id for each in returns[::10]], returns[0].ends_on)
    accepting, accepted = timed(lambda: actions.accept_returns(submitted, actor=actor, on=due))
    assert all(each.state == "accepted" and len(each.accepted["values"]) == 102 for each in accepted)
    changed = [each.org_id for each in accepted if each.accepted["values"] != each.submitted["values"]]
    assert set(changed) <= {each.org_id for each in returns[::10]}
    assert len(changed) > len(returns) / 11, len(changed)
    return submitting, accepting


def _late(orgs: Sequence[int], day: date) -> None:
    from django.db import connection

    from liuyou.kernel.writing.permit import permit

    with permit("bench.returns") as stamp, connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO ledger_entry (account_id, org_id, day, person_id, value, record, posted_at, nature, seal)
               SELECT a.id, org, %s, NULL, 1, 0, %s, 0, 7 FROM unnest(%s::int[]) org, ledger_account a
               WHERE a.measure = %s ORDER BY 1, 2""",
            [day, stamp, list(orgs), measure(FLOWS[-1])],
        )


@contextmanager
def scratch(size: Size) -> Iterator[tuple[str, Any, Any, int]]:
    """A copy of the database with a form: its name, the form, who acts, the county."""
    from liuyou.kernel.access.setup import operator
    from liuyou.kernel.orgs.models import Place

    with bulk.scratch(size) as database:
        actor, root = operator(), Place.objects.get(parent=None).org_id
        yield database, form(root, actor), actor, root


def closings(made: Any, actor: Any) -> Iterator[tuple[float, float, int]]:
    """Months closed one after the other; those after half a year of history are timed."""
    for code in (*EARLIER, *CLOSED):
        returns = filled(made, code, actor)
        times = close(returns, actor)
        if code in CLOSED:
            yield *times, len(returns)


def visit(made: Any) -> Callable[[], bytes]:
    """The county's consolidated page, opened by a signed-in account, middleware, template and all."""
    from django.test import Client

    from liuyou.kernel.accounts.models import User
    from liuyou.reports.returns.queries import remembered

    web.prepare()
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(User.objects.get(username=web.USERNAME), backend="liuyou.kernel.accounts.adapters.ByPassword")

    def open_page() -> bytes:
        remembered.forget()
        answer = client.get(f"/returns/forms/{made.pk}/whole/?period={CLOSED[-1]}")
        assert answer.status_code == 200, answer.content[:2000]
        return bytes(answer.content)

    return open_page


def sheet(made: Any, root: int, *, again: bool = False) -> tuple[bytes, Numbers]:
    """From records to the county's sheet as a workbook; `again`: somebody had opened it before."""
    from liuyou.kernel.base.periods import Period
    from liuyou.reports.returns import exporting
    from liuyou.reports.returns.queries import remembered

    if not again:
        remembered.forget()
    found = remembered.fill(made, Period.parse(CLOSED[-1]), root, {})
    return exporting.workbook(made, found.numbers, found.texts, [made.title]), found.numbers


def measured(size: Size) -> Iterator[Result]:
    with scratch(size) as (database, made, actor, root):
        times = list(closings(made, actor))
        submitting, accepting = (statistics.median(each) for each in list(zip(*times, strict=True))[:2])
        seconds, unions = submitting + accepting, times[0][2]
        what = f"close a month of {unions} unions × 102 cells: submitted, 30 checks each, {submitting:.1f} s; accepted"
        yield Result(what, seconds, "", None, "≤ 10 s", seconds <= 10)
        with server(database) as db:
            db.execute("VACUUM ANALYZE")
            first, _ = in_turns(lambda: sheet(made, root)[1], lambda: bare(db, root), 5, lambda a, b: a == b)
            again, _ = in_turns(lambda: sheet(made, root, again=True)[1], lambda: None, 5, lambda page, _: bool(page))
            opened = in_turns(visit(made), lambda: bare(db, root), 5, lambda page, _: bool(page))
        yield against("consolidated return of the county, 102 cells, its page opened first", opened, "bare SQL", 1.5)
    with tempfile.TemporaryDirectory() as folder:
        yield from _by_mail({"first": first, "again, nothing posted since": again}, workbooks(Path(folder), unions))


def _by_mail(ours: dict[str, float], paths: Sequence[Path]) -> Iterator[Result]:
    for name, read, least in (("openpyxl read-only", by_openpyxl, 50), ("calamine", by_calamine, 4)):
        base = statistics.median(timed(lambda: read(paths))[0] for _ in range(3))  # noqa: B023 - called here
        done = f"{len(paths)} workbooks of one sheet read and summed, {name}"
        for when, seconds in ours.items():
            what = f"from records to the county's sheet, {when} ({base / seconds:.1f} × faster)"
            yield Result(what, seconds, done, base, f"≥ {least} × faster", base >= least * seconds)


# Baselines

FLOWING = f"""SELECT e.account_id, sum(e.value) FILTER (WHERE e.day >= %(month)s),
    sum(e.value) FILTER (WHERE e.day >= %(year)s), sum(e.value) FILTER (WHERE e.day <= %(last_end)s)
FROM ledger_entry e JOIN (SELECT p.org_id {SUBTREE} = %(org)s) s ON s.org_id = e.org_id
WHERE e.account_id = ANY(%(accounts)s)
  AND (e.day BETWEEN %(year)s AND %(until)s OR e.day BETWEEN %(last)s AND %(last_end)s) GROUP BY 1"""
STANDING = f"""SELECT e.account_id, sum(e.value), sum(e.value), sum(e.value) FILTER (WHERE e.day <= %(last_end)s)
FROM ledger_entry e JOIN (SELECT p.org_id {SUBTREE} = %(org)s) s ON s.org_id = e.org_id
WHERE e.account_id = ANY(%(accounts)s) AND e.day <= %(until)s GROUP BY 1"""
HELPED = f"""SELECT measure, count(DISTINCT person_id) FROM (
    SELECT a.measure, e.person_id
    FROM ledger_entry e JOIN (SELECT p.org_id {SUBTREE} = %(org)s) s ON s.org_id = e.org_id
    JOIN ledger_account a ON a.id = e.account_id
    WHERE e.account_id = ANY(%(accounts)s) AND e.day BETWEEN %(from)s AND %(to)s AND e.person_id IS NOT NULL
    GROUP BY 1, 2, e.record HAVING sum(e.value) > 0) helped GROUP BY 1"""
ACCEPTED = """SELECT key, sum(value::numeric) FILTER (WHERE period = %(period)s),
    sum(value::numeric) FILTER (WHERE ends_on >= %(year)s), sum(value::numeric) FILTER (WHERE ends_on = %(last_end)s)
FROM returns_return, unnest(%(keys)s::text[]) key, LATERAL (SELECT accepted->'values'->>key AS value) kept
WHERE form_code = 'bench' AND state <> 'void' AND (ends_on BETWEEN %(year)s AND %(until)s OR ends_on = %(last_end)s)
GROUP BY 1"""
REPORTED = """SELECT count(*), count(submitted_on), count(accepted_on), count(*) FILTER (WHERE submitted_on > deadline)
FROM returns_return WHERE form_code = 'bench' AND period = %(period)s AND state <> 'void'"""


def bare(db: Connection, root: int) -> Numbers:
    """All numbers of the county's sheet by the fewest statements found for them."""
    from liuyou.kernel.base.numbers import ratio
    from liuyou.kernel.base.periods import Period

    period = Period.parse(CLOSED[-1])
    last, year = period.last_year(), date(period.end.year, 1, 1)
    given: dict[str, Any] = {"org": root, "until": period.end, "month": period.start, "year": year}
    given |= {"last": last.start, "last_end": last.end, "period": period.code}
    found: Numbers = {}
    of = {row[0]: row[1:] for row in db.execute("SELECT id, measure, dims FROM ledger_account")}
    for statement, numbers in ((FLOWING, FLOWS), (STANDING, STOCKS)):
        wanted = accounts(db, [measure(n) for n in numbers])
        sums = {row[0]: row[1:] for row in db.execute(statement, given | {"accounts": wanted})}
        for n in numbers:
            own = [(of[each][1], sums.get(each, (0, 0, 0))) for each in wanted if of[each][0] == measure(n)]
            _spread(found, n, own)
    for span, first, to in (("period", *_days(period)), ("ytd", year, period.end), ("last", *_days(last))):
        wanted = accounts(db, [measure(n) for n in PEOPLE])
        helped = dict(db.execute(HELPED, given | {"accounts": wanted, "from": first, "to": to}).fetchall())
        found |= {f"d{n}.{span}": Decimal(helped.get(measure(n), 0)) for n in PEOPLE}
    for key, *numbers in db.execute(ACCEPTED, given | {"keys": [f"t{n}.period" for n in TYPED]}):
        found |= {f"{key.split('.')[0]}.{span}": number for span, number in zip(SPANS, numbers, strict=True)}
    db.execute(REPORTED, given).fetchone()
    for n in (0, 1, 3, 7):
        found |= {f"r{n}.{span}": ratio(found[f"k{n}.{span}"], found[f"m{n}.{span}"]) for span in SPANS}  # type: ignore[arg-type]
    return found


def _days(period: Any) -> tuple[date, date]:
    return period.start, period.end


def _spread(found: Numbers, n: int, own: Sequence[tuple[dict[str, str], Sequence[Any]]]) -> None:
    """One measure's sums by account into its rows."""
    for row, name, text in (("m", "", ""), ("k", "kind", KINDS[0]), ("f", "fund", FUNDS[0])):
        kept = [sums for dims, sums in own if not name or dims[name] == text]
        for place, span in enumerate(SPANS):
            if row != "f" or n in FLOWS[:3]:
                found[f"{row}{n}.{span}"] = sum((sums[place] or Decimal(0) for sums in kept), Decimal(0))


def workbooks(folder: Path, count: int) -> list[Path]:
    """One sheet a union, as they come by mail: title, head, 34 lines of title, unit and three numbers."""
    paths = []
    names = [*figures(), *(f"t{n}" for n in TYPED)]
    for number in range(count):
        paths.append(folder / f"{number}.xlsx")
        with Workbook(str(paths[-1])) as book:
            page = book.add_worksheet("月报")
            page.write_row(0, 0, ["测速月报"])
            page.write_row(1, 0, ["项目", "单位", "本月", "本年累计", "上年同月"])
            for y, name in enumerate(names, 2):
                page.write_row(y, 0, [name, "人", number + y, 3 * number + y, number])
    return paths


def by_openpyxl(paths: Sequence[Path]) -> dict[str, list[float]]:
    from openpyxl import load_workbook

    totals: dict[str, list[float]] = {}
    for path in paths:
        book = load_workbook(path, read_only=True, data_only=True)
        for name, _, *numbers in book.worksheets[0].iter_rows(min_row=3, values_only=True):
            _add(totals, str(name), numbers)
        book.close()
    return totals


def by_calamine(paths: Sequence[Path]) -> dict[str, list[float]]:
    from python_calamine import CalamineWorkbook

    totals: dict[str, list[float]] = {}
    for path in paths:
        for name, _, *numbers in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[2:]:
            _add(totals, str(name), numbers)
    return totals


def _add(totals: dict[str, list[float]], name: str, numbers: Sequence[Any]) -> None:
    line = totals.setdefault(name, [0.0, 0.0, 0.0])
    for place, number in enumerate(numbers):
        line[place] += number

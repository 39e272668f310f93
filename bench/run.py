"""Every benchmark once: ours and a baseline in turns, in one process on the same data, as a Markdown table of ratios.

python -m bench.run                # all, at full size; generates the data first when it is not there
python -m bench.run table figure   # only these
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench import generate
from bench.generate import FLOWS, STOCKS, Size, measure, server, use
from bench.timing import Result, against, in_turns, timed

generate.start()

from bench import annual, baselines, bulk, loads, organising, papers, people, returns, standards, web  # noqa: E402
from liuyou.kernel.access.setup import operator  # noqa: E402
from liuyou.kernel.base.periods import Period  # noqa: E402
from liuyou.kernel.catalogue import catalogue  # noqa: E402
from liuyou.kernel.documents import papers as documents  # noqa: E402
from liuyou.kernel.intake import driver  # noqa: E402
from liuyou.kernel.ledger import codes  # noqa: E402
from liuyou.kernel.ledger.codes import figure  # noqa: E402
from liuyou.kernel.ledger.figures import Cell, ask, value  # noqa: E402
from liuyou.kernel.ledger.rows import behind  # noqa: E402
from liuyou.kernel.orgs.models import Place  # noqa: E402

YEAR, HALF = Period.parse("2024"), Period.parse("2024H1")
SAMPLES = 300


def _orgs(kind: str) -> list[int]:
    return list(
        Place.objects.filter(kind=kind).exclude(parent=None).order_by("org_id").values_list("org_id", flat=True)
    )


def _root() -> int:
    return Place.objects.get(parent=None).org_id


def bench_table(size: Size) -> Iterator[Result]:
    federations, months = _orgs("federation"), YEAR.months()
    cells = {
        (measure(n), org, number): Cell(figure(measure(n)), org, month)
        for n in range(10)
        for org in federations
        for number, month in enumerate(months)
    }
    starts = [month.start for month in months]
    flows, stocks = ([measure(n) for n in numbers] for numbers in (FLOWS, STOCKS))
    with server(size.database) as db:
        times = in_turns(
            lambda: ask(cells.values()),
            lambda: baselines.table(db, flows, stocks, federations, starts, YEAR.end),
            5,
            lambda mine, theirs: all(mine[cell].value == theirs.get(key, 0) for key, cell in cells.items()),
        )
    what = f"table of 10 measures × 12 months × {len(federations)} federations"
    yield against(what, times, "bare SQL, two statements", 1.5)


def _samples(orgs: list[int]) -> list[tuple[str, int, Period]]:
    dice, months = (
        random.Random(7),
        [Period.parse(f"{year}-{month:02}") for year in (2022, 2024) for month in range(1, 13)],
    )
    return [(measure(dice.randrange(10)), dice.choice(orgs), dice.choice(months)) for _ in range(SAMPLES)]


def _parameters(code: str, org: int, period: Period) -> dict[str, Any]:
    since = baselines.BEGINNING if code in papers.STOCK_CODES else period.start
    return {"measure": code, "org": org, "since": since, "until": period.end}


def _each(
    samples: list[tuple[str, int, Period]], ours: Callable[..., Any], base: Callable[..., Any]
) -> tuple[float, float]:
    """Medians over samples, each asked of both in turn; the first third warms up."""
    times = []
    for sample in samples:
        (a, mine), (b, theirs) = timed(lambda: ours(*sample)), timed(lambda: base(*sample))  # noqa: B023 - called here
        assert mine == theirs, sample
        times.append((a, b))
    mine, theirs = zip(*times[len(times) // 3 :], strict=True)
    return statistics.median(mine), statistics.median(theirs)


def _one_figure(size: Size) -> tuple[float, float]:
    with server(size.database) as db:

        def bare(*sample: Any) -> Any:
            return db.execute(baselines.FIGURE, _parameters(*sample)).fetchone()[0]

        return _each(_samples(_orgs("primary_union")), value, bare)


def bench_figure(size: Size) -> Iterator[Result]:
    yield against("one figure of one union and month", _one_figure(size), "bare SQL, one statement, prepared", 2)


def bench_rows(size: Size) -> Iterator[Result]:
    def listed(code: str, org: int, period: Period) -> list[tuple[Any, ...]]:
        [leaf] = behind(figure(code), org, period)
        names = ("id", "record", "account", "org", "day", "person", "value", "posted_at", "nature")
        return [tuple(getattr(row, each) for each in names) for row in leaf.rows]

    with server(size.database) as db:

        def bare(*sample: Any) -> list[tuple[Any, ...]]:
            return db.execute(baselines.ROWS, _parameters(*sample)).fetchall()

        samples = [each for each in _samples(_orgs("federation")) if each[0] not in papers.STOCK_CODES]
        yield against("rows behind one cell of the table", _each(samples, listed, bare), "bare SQL, prepared", 2)


def bench_summary(size: Size) -> Iterator[Result]:
    chosen, root, actor = papers.summary_codes(), _root(), operator()
    mine, theirs = papers.ours(chosen), papers.theirs(len(chosen))

    def write() -> list[str]:
        kept = documents.write(mine, kind="summary", org=root, period=HALF, on=papers.TODAY, actor=actor)
        return kept.document

    def printed(document: str) -> list[str]:
        kept = documents.Citation.objects.filter(document=document).order_by("number")
        return list(kept.values_list("printed", flat=True))

    with server(size.database) as db:
        times = in_turns(
            write,
            lambda: papers.by_hand(db, chosen, root, HALF, theirs),
            3,
            lambda document, texts: printed(document) == texts,
        )
    base = "its figures as bare SQL, one by one, and docxtpl without anchors"
    yield against(f"half-year summary of {len(chosen)} figures, cited and signed", times, base, 1.5)


def bench_verify(size: Size) -> Iterator[Result]:
    chosen, actor = papers.many_codes(10_000, 1_000), operator()
    for whose, org in (("the county", _root()), ("a federation", _orgs("federation")[0])):
        template = papers.ours(chosen)
        paper = documents.write(template, kind="summary", org=org, period=HALF, on=papers.TODAY, actor=actor)

        def verify(content: bytes = paper.content) -> Any:
            codes.figure.cache_clear()  # as in a process that has just started
            return documents.verify(content, actor=actor)

        times = [timed(verify) for _ in range(4)][1:]
        assert all(report.agrees and len(report.findings) == 10_000 for _, report in times)
        middle = statistics.median(seconds for seconds, _ in times)
        what = f"verify a paper of 10,000 figures of {whose} (1,000 different codes)"
        yield Result(what, middle, "", None, "≤ 3 s", middle <= 3)


def bench_load(size: Size) -> Iterator[Result]:
    rows, known = 100_000, size.of(100_000)
    orgs = list(Place.objects.exclude(parent=None).values_list("name", flat=True))
    scratch = f"{size.database}_load"
    use(size.database)
    generate.make_database(scratch, size.database)
    use(scratch)
    actor, root, times = operator(), _root(), []
    with tempfile.TemporaryDirectory() as folder, server(scratch) as db:
        loads.make_bare(db)
        for seed in range(3):
            path = loads.workbook(Path(folder) / f"{seed}.xlsx", rows, orgs, known, seed)
            before = loads.tops(db)
            ours, made = timed(
                lambda: driver.load(path, catalogue.registers(), actor=actor, org=root, on=papers.TODAY)  # noqa: B023
            )
            assert sum(made.made.values()) == rows, made
            content = loads.new_rows(db, before)
            base, _ = timed(lambda: loads.copy_bare(db, content))  # noqa: B023
            times.append((ours, base))
        for table, first in zip(loads.TABLES, (known, 0, None, None), strict=True):
            if first is not None:
                assert loads.count(db, table) - first == loads.count(db, f"bare_{table}"), table
    use(size.database)
    generate.drop_database(scratch)
    ours, base = (statistics.median(each) for each in zip(*times, strict=True))
    what = f"load {rows:,} rows of a workbook ({rows / ours:,.0f} records/s)"
    result = against(what, (ours, base), "COPY of the same rows into four bare tables with their indexes", 8)
    yield Result(result.what, ours, result.against, base, "≤ 8 × and ≥ 2,000/s", result.met and rows / ours >= 2000)


def bench_growth(size: Size) -> Iterator[Result]:
    small = Size(size.scale / 10)
    generate.ready(small)
    little, _ = _one_figure(small)
    generate.ready(size)
    much, _ = _one_figure(size)
    what = "one figure of one union and month, ten times the data"
    yield against(what, (much, little), "itself at a tenth", 1.3)


def bench_bulk(size: Size) -> Iterator[Result]:
    for count, ours, base in bulk.measure(size):
        what = f"approve {count:,} applications in one bulk run ({count / ours:,.0f}/s; {base / ours:.0f} × faster)"
        yield Result(what, ours, "the action one record at a time, scaled", base, "≥ 20 × faster", base >= 20 * ours)


def bench_web(size: Size) -> Iterator[Result]:
    federations, months = _orgs("federation"), YEAR.months()
    starts = [month.start for month in months]
    flows, stocks = ([measure(n) for n in numbers] for numbers in (FLOWS, STOCKS))
    with server(size.database) as db:
        times = [timed(lambda: baselines.table(db, flows, stocks, federations, starts, YEAR.end))[0] for _ in range(5)]
    base = statistics.median(times[1:])
    for clients, found in web.measured(size):
        if clients == "one":
            met = found <= 1.5 * base + 0.03
            yield Result(
                "page of 3,600 cells through HTTP, one client", found, "its bare SQL", base, "≤ 1.5 × + 30 ms", met
            )
        else:
            what = f"the same page, eight clients: {found:.1f} requests/s"
            yield Result(what, 1 / found, "", None, "≥ 15 requests/s", found >= 15)


def bench_memory(size: Size) -> Iterator[Result]:
    for state, rss, pss in bulk.memory(size):
        what = f"memory of all server processes, {state}: {rss:.0f} MB resident, {pss:.0f} MB with what they share once"
        yield Result(what, 0.0, "", None, "≤ 300 MB", rss <= bulk.MOST)


def bench_people(size: Size) -> Iterator[Result]:
    for what, ours, small in people.lists(size):
        yield against(what, (ours, small), f"itself among {people.SMALL:,} people", 2)
    for what, ours, _ in people.searches(size):
        yield Result(what, ours, "", None, "≤ 10 ms", ours <= 0.01)
    use(size.database)


def bench_members(size: Size) -> Iterator[Result]:
    with organising.scratch(size) as database:
        actor, root = operator(), _root()

        def load(path: Path) -> Any:
            return driver.load(path, catalogue.registers(), actor=actor, org=root, on=organising.TODAY)

        load.database = database  # type: ignore[attr-defined]
        ours, base = (statistics.median(each) for each in zip(*organising.imports(size, load), strict=True))
        rows = size.of(organising.MEMBERS)
        what = (
            f"import of {rows:,} members, checked against {size.of(organising.KNOWN):,} people ({rows / ours:,.0f}/s)"
        )
        yield against(what, (ours, base), "reading the workbook, and COPY of the same rows", 10)
        organising.employers(size, actor)
        yield _organising_table(database)


def _organising_table(database: str) -> Result:
    from liuyou.areas.organising.queries.table import table

    orgs = [_root(), *_orgs("federation")]
    with server(database) as db:
        db.execute("VACUUM ANALYZE")
        times = in_turns(
            lambda: table(orgs[0], organising.THEN),
            lambda: organising.bare_table(db, orgs, organising.THEN),
            9,
            lambda mine, theirs: len(mine.lines) >= len(orgs) - 1 and bool(theirs),
        )
    return against(f"organising table, {len(orgs) - 1} towns × 41 columns, a past date", times, "bare SQL", 2)


def bench_match(size: Size) -> Iterator[Result]:
    from liuyou.areas.organising.rules.matching import pairs

    ours, theirs = organising.firms(size.of(organising.FIRMS), 1), organising.firms(size.of(organising.AUTHORITIES), 2)
    times = in_turns(lambda: pairs(theirs, ours), lambda: organising.bare_match(ours, theirs), 3, lambda *_: True)
    what = f"match {len(ours):,} employers with {len(theirs):,} rows of a register"
    yield against(what, times, "rapidfuzz cdist, town by town", 1.5)


def bench_move(size: Size) -> Iterator[Result]:
    from liuyou.kernel.actions.tree import move_org
    from liuyou.kernel.orgs import tree

    with bulk.scratch(size):
        [first, second, *_] = _orgs("federation")
        below = len(tree.subtree(first, organising.TODAY))
        actor, reason = operator(), "区划调整"
        seconds, _ = timed(lambda: move_org(first, second, on=organising.TODAY, actor=actor, reason=reason))
    yield Result(f"moving a township with {below:,} orgs below it", seconds, "", None, "< 1 s", seconds < 1)


def bench_returns(size: Size) -> Iterator[Result]:
    yield from returns.measured(size)


def bench_annual(size: Size) -> Iterator[Result]:
    yield from annual.measured(size)


def bench_standards(size: Size) -> Iterator[Result]:
    orgs = _orgs("primary_union")
    ours, base = (statistics.median(each) for each in zip(*standards.rounds(orgs, YEAR), strict=True))
    what = f"score {len(orgs)} unions on a standard of {standards.ITEMS} items"
    result = against(what, (ours, base), "their figures in one bare question", 2)
    yield Result(what, ours, result.against, base, "≤ 10 s and ≤ 2 ×", result.met and ours <= 10)


BENCHES = {name.removeprefix("bench_"): call for name, call in list(globals().items()) if name.startswith("bench_")}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("names", nargs="*", metavar="name", help=f"which: {', '.join(BENCHES)}")
    arguments.add_argument("--scale", type=float, default=1.0)
    arguments.add_argument("--fresh", action="store_true", help="generate the data anew")
    given = arguments.parse_args()
    size = Size(given.scale)
    generate.ready(size, fresh=given.fresh)
    print("| what | ours, ms | measured against | baseline, ms | ratio | aim | met |")
    print("|---|---|---|---|---|---|---|")
    for name in given.names or BENCHES:
        for result in BENCHES[name](size):
            print(result, flush=True)


if __name__ == "__main__":
    main()

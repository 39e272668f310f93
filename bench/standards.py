"""Scoring 900 unions on a standard of 60 items, against the bare question of the same figures."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from bench.generate import FUNDS, KINDS, measure

ITEMS = 60


def codes() -> list[str]:
    """Sixty different questions: each measure whole, by kind and by fund; every sixth a ratio."""
    found = []
    for number in range(10):
        whole = measure(number)
        parts = [whole, *(f"{whole}[kind={kind}]" for kind in KINDS), f"{whole}[fund={FUNDS[0]}]"]
        found += [*parts, f"{whole}[fund={FUNDS[1]}] / {whole}"]
    return found


def tree() -> list[dict[str, Any]]:
    """One item a question, in all modes that figures answer."""
    items: list[dict[str, Any]] = []
    for number, code in enumerate(codes()):
        item: dict[str, Any] = {"code": f"{number}", "title": f"项目{number}", "points": "2", "figure": code}
        if "/" in code:
            tiers = [{"at": "60%", "points": 2}, {"at": "40%", "points": 1}]
            item |= {"mode": "tiers", "boundary": "≥", "tiers": tiers}
        else:
            item |= (
                {"mode": "ratio", "target": "500"},
                {"mode": "all_or_nothing", "must": "≥ 100"},
                {"mode": "deduction", "each": "0.01"},
                {"mode": "must_have", "must": "> 0", "effect": "grade"},
                {"mode": "tiers", "boundary": ">", "tiers": [{"at": 900, "points": 2}, {"at": 90, "points": 1}]},
            )[number % 5]
        items.append(item)
    return items


def sheet() -> Any:
    from liuyou.reports.standards import asking
    from liuyou.reports.standards.rules.reading import read

    grades = [{"name": "达标", "threshold": 90, "boundary": "≥"}]
    return read({"total": "120", "tree": tree(), "grades": grades}, asking.look)


def scored(made: Any, orgs: Sequence[int], period: str) -> dict[int, Any]:
    """Ours: every item of every union asked, scored, explained, with its gaps and total."""
    from liuyou.reports.standards import asking
    from liuyou.reports.standards.rules import marking, results

    unions: list[Any] = [SimpleNamespace(org_id=org, kind="primary_union", sector="", period=period) for org in orgs]
    auto = asking.automatic(made, unions)
    return {org: results.result(made, "primary_union", "", marking.automatic(auto[org][2])) for org in orgs}


def asked(orgs: Sequence[int], period: Any) -> dict[tuple[int, str], Any]:
    """The baseline: the figures of all items of all unions in one bare question, nothing made of the answers."""
    from liuyou.kernel.ledger.codes import figure
    from liuyou.kernel.ledger.figures import Cell, ask

    cells = {(org, code): Cell(figure(code), org, period) for org in orgs for code in codes()}
    answers = ask(cells.values())
    return {key: answers[cell].value for key, cell in cells.items()}


def rounds(orgs: Sequence[int], period: Any, number: int = 3) -> Iterator[tuple[float, float]]:
    """Seconds of both, in turns, after one round that warms up."""
    made = sheet()
    assert len(made.leaves) == ITEMS
    for turn in range(number + 1):
        began = time.perf_counter()
        ours = scored(made, orgs, period.code)
        middle = time.perf_counter()
        bare = asked(orgs, period)
        ended = time.perf_counter()
        assert len(ours) == len(orgs)
        assert len(bare) == len(orgs) * ITEMS
        if turn:
            yield middle - began, ended - middle

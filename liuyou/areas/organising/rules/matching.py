"""Bringing two lists of employers together: by code, by name, then by likeness of names within the same town."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from liuyou.areas.organising.rules.employers import core, told_apart

ALIKE = 92
"""From this likeness (0–100) two names in one town are taken for the same firm until somebody says otherwise."""
CLOSE = 80
"""From this likeness a row of the authorities' file is shown beside an employer, to be judged by a person."""
BLOCK = 2_000


@dataclass(frozen=True, slots=True)
class Firm:
    """One side's row: `town` is any key that both sides share; 0 is unknown."""

    name: str
    code: str = ""
    town: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Indexes into the two lists; None: only on the other side. `score` only where names are merely alike."""

    theirs: int | None
    ours: int | None
    how: str
    score: float | None = None


def pairs(theirs: Sequence[Firm], ours: Sequence[Firm]) -> list[Pair]:
    """Each row of either side exactly once: in pairs where there is a match, alone where there is none."""
    found: list[Pair] = []
    left, right = set(range(len(theirs))), set(range(len(ours)))
    for how, key in (("代码相同", _code), ("名称相同", _name)):
        found += [Pair(i, j, how) for i, j in _equal(theirs, ours, left, right, key)]
    found += [Pair(i, j, "名称近似", score) for i, j, score in _alike(theirs, ours, left, right)]
    found += [Pair(i, None, "仅名册有") for i in sorted(left)]
    return found + [Pair(None, j, "仅台账有") for j in sorted(right)]


def _code(firm: Firm) -> str:
    return firm.code


def _name(firm: Firm) -> tuple[int, str]:
    return firm.town, core(firm.name)


def _equal(
    theirs: Sequence[Firm], ours: Sequence[Firm], left: set[int], right: set[int], key: Callable[[Firm], object]
) -> Iterator[tuple[int, int]]:
    """Pairs with the same key, one to one; taken out of both sets. Two codes that differ are never one firm."""
    waiting: dict[object, list[int]] = defaultdict(list)
    for j in sorted(right):
        waiting[key(ours[j])].append(j)
    for i in sorted(left):
        if not (wanted := key(theirs[i])):
            continue
        found = next((each for each in waiting.get(wanted, ()) if not apart(theirs[i].code, ours[each].code)), None)
        if found is not None:
            waiting[wanted].remove(found)
            left.discard(i)
            right.discard(found)
            yield i, found


def apart(one: str, other: str) -> bool:
    """Whether two credit codes tell two firms apart; a firm without one may be any."""
    return bool(one and other and one != other)


def _alike(
    theirs: Sequence[Firm], ours: Sequence[Firm], left: set[int], right: set[int]
) -> Iterator[tuple[int, int, float]]:
    """Best likeness first, one to one, within a town; taken out of both sets."""
    found = []
    blocks = _towns(ours, right)
    for town, rows in _towns(theirs, left).items():
        for i, j, score in likeness([theirs[i] for i in rows], [ours[j] for j in blocks.get(town, ())], CLOSE):
            found.append((score, rows[i], blocks[town][j]))
    for score, i, j in sorted(found, key=lambda each: (-each[0], each[1], each[2])):
        if i in left and j in right and not apart(theirs[i].code, ours[j].code):
            left.discard(i)
            right.discard(j)
            yield i, j, score


def _towns(firms: Sequence[Firm], which: Iterable[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for number in sorted(which):
        found[firms[number].town].append(number)
    return found


def likeness(one: Sequence[Firm], other: Sequence[Firm], least: float) -> Iterator[tuple[int, int, float]]:
    """Pairs of indexes whose names are at least so alike; those told apart by a number are left out."""
    import numpy  # here, because every server process would pay 30 MB for what is needed now and then
    from rapidfuzz import fuzz, process

    left, right = [core(each.name) for each in one], [core(each.name) for each in other]
    for start in range(0, len(left) if right else 0, BLOCK):
        part = left[start : start + BLOCK]
        scores = process.cdist(part, right, scorer=fuzz.ratio, score_cutoff=least, dtype=numpy.float32, workers=-1)
        for i, j in zip(*numpy.nonzero(scores), strict=True):
            if not told_apart(part[i], right[j]):
                yield start + int(i), int(j), float(scores[i, j])

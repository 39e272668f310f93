"""Lists cut into pages by key, not by number: page 20,000 costs what page 1 costs.

A cursor names the row at the edge of the page by its id, and the side; what it sorts by is read again. So no personal
data stands in an address, and a cursor holds for any order and filter. It is signed: nobody asks where a row would
stand that he or she was not shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, cast

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from liuyou.kernel.base.errors import BadInput

SIZE = 50
COUNTED = 10_000
AFTER, BEFORE, LAST = "a", "b", "z"
WRONG = "这个翻页地址不完整或被改动过：请从第一页重新打开列表。"


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page, and cursors to its neighbours; None where there is none. The first page has cursor ``""``."""

    rows: list[Any]
    next: str | None
    previous: str | None
    first: str | None
    last: str | None


class Key(NamedTuple):
    """One name that a list is sorted by. Empty values stand last, whichever the direction."""

    name: str
    descending: bool
    nullable: bool


def keyset(rows: QuerySet, order: Sequence[str] = (), cursor: str = "", size: int = SIZE) -> Page:
    """The page of `rows` at `cursor`, sorted by `order` (``-name``: descending; paths such as ``person__pinyin`` too).

    The primary key is added to the order. One statement more than the rows need where a cursor is given. BadInput for
    a cursor that was not given out for this model. A row that is gone since: the first page.
    """
    model = rows.model
    keys = _keys(model, order)
    side, number = _opened(cursor, model)
    edge = _edge(model, keys, number) if number else None
    if number and edge is None:
        side = ""
    forward = side in ("", AFTER)
    found = _take(rows, keys, edge, forward, size + 1)
    if side == BEFORE and len(found) <= size:  # fewer than a page stand before: that is the first page
        side, forward, found = "", True, _take(rows, keys, None, True, size + 1)
    more, found = len(found) > size, found[:size]
    if not forward:
        found.reverse()
    has_previous = more if not forward else side == AFTER
    has_next = more if forward else side == BEFORE
    return Page(
        found,
        next=_sealed(AFTER, found[-1], model) if has_next and found else None,
        previous=_sealed(BEFORE, found[0], model) if has_previous and found else "" if has_previous else None,
        first="" if has_previous else None,
        last=_signer(model).sign(LAST) if has_next else None,
    )


def count_up_to(rows: QuerySet, most: int = COUNTED) -> tuple[int, bool]:
    """How many rows there are, and whether that is all of them: counting stops at `most`."""
    found = rows.order_by().values("pk")[: most + 1].count()
    return min(found, most), found <= most


def _keys(model: type[models.Model], order: Sequence[str]) -> list[Key]:
    names = [name for name in order if name.lstrip("-") not in ("pk", "id")]
    tail = next((name for name in order if name.lstrip("-") in ("pk", "id")), "pk")
    names.append("-pk" if tail.startswith("-") else "pk")
    return [Key(name.lstrip("-"), name.startswith("-"), _nullable(model, name.lstrip("-"))) for name in names]


def _nullable(model: type[models.Model], path: str) -> bool:
    if path == "pk":
        return False
    here: Any = model
    for name in path.split("__"):
        try:
            field = here._meta.get_field(name)
        except FieldDoesNotExist:  # something annotated
            return True
        if getattr(field, "null", True):
            return True
        here = field.related_model
    return False


def _signer(model: type[models.Model]) -> Signer:
    return Signer(salt=f"paging.{model._meta.label_lower}")


def _sealed(side: str, row: Any, model: type[models.Model]) -> str:
    number = row["pk"] if isinstance(row, dict) else row.pk
    return _signer(model).sign(f"{side}{number}")


def _opened(cursor: str, model: type[models.Model]) -> tuple[str, Any]:
    """Side and primary key of a cursor."""
    if not cursor:
        return "", None
    try:
        text = _signer(model).unsign(cursor)
        return text[0], model._meta.pk.to_python(text[1:]) if text[1:] else None
    except (BadSignature, ValidationError) as error:
        raise BadInput(WRONG) from error


def _edge(model: type[models.Model], keys: Sequence[Key], number: Any) -> tuple[Any, ...] | None:
    """What the row at the edge sorts by; read past every filter, because the row may have left the list since."""
    found = model._default_manager.filter(pk=number).values_list(*(key.name for key in keys))
    return cast("tuple[Any, ...] | None", found.first())


def _take(rows: QuerySet, keys: Sequence[Key], edge: tuple[Any, ...] | None, forward: bool, wanted: int) -> list[Any]:
    """Up to `wanted` rows, walking away from the edge, one stretch of the index after another."""
    ordered, found = rows.order_by(*_ordering(keys, forward)), list[Any]()
    for stretch in _beyond(keys, edge, forward) if edge else _whole(keys, forward):
        found += ordered.filter(stretch)[: wanted - len(found)]
        if len(found) == wanted:
            break
    return found


def _ordering(keys: Sequence[Key], forward: bool) -> Iterator[Any]:
    """The first key needs no word about empty values: a stretch holds either none or nothing else."""
    for number, key in enumerate(keys):
        rising, loose = key.descending != forward, key.nullable and number > 0
        last, first = (True, None) if forward else (None, True)
        column = F(key.name)
        if rising:
            yield column.asc(nulls_last=last, nulls_first=first) if loose else column.asc()
        else:
            yield column.desc(nulls_last=last, nulls_first=first) if loose else column.desc()


def _whole(keys: Sequence[Key], forward: bool) -> list[Q]:
    if not keys[0].nullable:
        return [Q()]
    filled, empty = Q(**{f"{keys[0].name}__isnull": False}), Q(**{f"{keys[0].name}__isnull": True})
    return [filled, empty] if forward else [empty, filled]


def _beyond(keys: Sequence[Key], edge: Sequence[Any], forward: bool) -> Iterator[Any]:
    """Conditions of the stretches beyond the edge, nearest first."""
    key, value = keys[0], edge[0]
    if len(keys) > 1 and value is not None and _alike(keys):
        yield _row(keys, edge, forward)
    else:
        here = Q(**{f"{key.name}__isnull": True}) if value is None else Q(**{key.name: value})
        if len(keys) > 1:
            yield from (here & further for further in _beyond(keys[1:], edge[1:], forward))
        if value is not None:
            yield Q(**{f"{key.name}__{'gt' if key.descending != forward else 'lt'}": value})
    if value is not None and key.nullable and forward:
        yield Q(**{f"{key.name}__isnull": True})
    if value is None and not forward:
        yield Q(**{f"{key.name}__isnull": False})


def _alike(keys: Sequence[Key]) -> bool:
    """Whether one comparison of rows says it all: one direction, and nothing empty but perhaps the first."""
    return all(a.descending == b.descending for a, b in pairwise(keys)) and not any(key.nullable for key in keys[1:])


def _row(keys: Sequence[Key], edge: Sequence[Any], forward: bool) -> Any:
    compare = TupleGreaterThan if keys[0].descending != forward else TupleLessThan
    return compare(Tuple(*(F(key.name) for key in keys)), tuple(edge))

"""Refusals of some of many records: gathered, so that a bulk run learns of all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from liuyou.kernel.base.errors import LiuyouError, NotFound, Refused
from liuyou.kernel.journal.models import Record
from liuyou.kernel.writing import permit


class Refusals:
    """``with refusals.of(record.pk): rule(…)`` for each, then `tell()`. Of one record it goes straight through."""

    def __init__(self, count: int) -> None:
        self.alone = count == 1
        self.words: dict[int, str] = {}
        self.first: LiuyouError | None = None

    @contextmanager
    def of(self, record: int) -> Iterator[None]:
        try:
            yield
        except (Refused, NotFound) as error:
            if self.alone or not record:
                raise
            for number, words in (error.of or {record: str(error)}).items():
                self.words.setdefault(number, words)
            self.first = self.first or error

    def tell(self) -> None:
        """The first refusal, with `of` naming all."""
        if self.first is not None:
            self.first.of = self.words
            raise self.first


def one_by_one(function: Callable[..., Any]) -> Callable[..., None]:
    """A function of one record as one of many."""

    def each(records: Sequence[Record], **common: Any) -> None:
        refusals = Refusals(len(records))
        for record in records:
            written = permit.nested()
            with refusals.of(record.pk):
                function(record, **common)
            if refusals.words and permit.nested() > written:
                break  # others must not be judged by what was written and will be taken back
        refusals.tell()

    return each

"""An action on many records where the refused ones are left out: each gets its own words, all others go through."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import DataError, IntegrityError

from liuyou.kernel.actions.action import ACTIONS
from liuyou.kernel.base.errors import LiuyouError

DATABASE_REFUSED = "数据库没有接受这条记录的改动：请打开记录核对后单独办理。"


def take(code: str, records: Sequence[int], **common: Any) -> dict[int, str]:
    """Do the action to all of the records that it can be done to; ids of the others with the reason. Inside a permit.

    Sets are asked for as a whole. A refusal that says which records it is about costs one more call; one that does not
    is found by halving.
    """
    return _taken(lambda those: ACTIONS[code](those, **common), list(records))


def _taken(act: Callable[[list[int]], Any], records: list[int]) -> dict[int, str]:
    if not records:
        return {}
    try:
        act(records)  # its own savepoint: a refusal leaves nothing behind
    except LiuyouError as error:
        return _without(act, records, error.of, str(error))
    except (IntegrityError, DataError):
        return _without(act, records, {}, DATABASE_REFUSED)
    return {}


def _without(
    act: Callable[[list[int]], Any], records: list[int], refused: Mapping[int, str], words: str
) -> dict[int, str]:
    if len(records) == 1:
        return {records[0]: words}
    known = {number: refused[number] for number in records if number in refused}
    if known:
        return known | _taken(act, [number for number in records if number not in known])
    middle = len(records) // 2
    return _taken(act, records[:middle]) | _taken(act, records[middle:])

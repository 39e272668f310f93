"""What the demonstration makes out of its ledgers: targets, returns and standards, by the ordinary actions."""

from __future__ import annotations

from collections.abc import Iterator


def work(county: int, district: int) -> Iterator[str]:
    """Each part in one transaction, so that one that fails leaves nothing; in words, what was made.

    Targets come first: the returns of their year show them beside what was reached.
    """
    from django.db import transaction

    from liuyou.cli.demonstrating import returns, standards, targets
    from liuyou.kernel.access.setup import operator

    for part, org in ((targets, county), (returns, county), (standards, district)):
        with transaction.atomic():
            told = part.run(org, operator())
        yield told or "以前做过，没有改动"

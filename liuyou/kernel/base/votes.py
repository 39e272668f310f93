"""How many must come and how many must agree.

“过半数” is more than half, “半数以上” and “三分之二以上” include the share itself (民法典 §1259).
"""

from __future__ import annotations

import math
from fractions import Fraction


def quorum(entitled: int, share: Fraction) -> int:
    """Fewest present: at least `share` of those who are entitled."""
    return math.ceil(entitled * share)


def votes_needed(entitled: int, share: Fraction, *, strict: bool) -> int:
    """Fewest in favour, of all who are entitled: more than `share` when `strict` (过半数), else at least it."""
    return math.floor(entitled * share) + 1 if strict else math.ceil(entitled * share)

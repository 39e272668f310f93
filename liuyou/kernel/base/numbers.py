"""How values are written in papers and tables, read back, and divided. Nothing is rounded before it is written."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal

NONE = "—"  # "does not apply", as in the tables of the union's forms
TEN_THOUSAND = 10_000
_EXACT = Context(prec=28)
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)
_SCALES = {"%": -2, "万": 4, "万元": 4, "亿": 8, "亿元": 8}  # powers of ten
_WRITTEN = re.compile(r"¥?([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(%|[万亿]?元?)", re.ASCII)


def ratio(numerator: Decimal | int, denominator: Decimal | int) -> Decimal | None:
    """Numerator by denominator with 28 digits, as a fraction; never rounded to a percentage, never clamped at 1.

    None when the denominator is 0: there is nothing to compare with.
    """
    return _EXACT.divide(Decimal(numerator), Decimal(denominator)) if denominator else None


def printed(value: Decimal | int | None, unit: str, decimals: int | None = None) -> str:
    """A value as papers write it: 24万元, 8000元, 95.1%, 100.32%, 145; None is a dash.

    Money carries its unit, 万 from 10,000, at most two decimals. A `%` value is a fraction: one decimal below 100 %,
    two from there on. Other units are bare numbers, the word stands in the sentence. `decimals` overrides the
    number of places; trailing zeros are never written.
    """
    if value is None:
        return NONE
    value = Decimal(value)
    if unit == "元":
        return _money(value, 2 if decimals is None else decimals)
    if unit == "%":
        percent = value.scaleb(2, _WIDE)
        return _trimmed(_round(percent, _percent_places(percent) if decimals is None else decimals)) + "%"
    return _trimmed(_round(value, 2 if decimals is None else decimals))


def tabular(value: Decimal | int | None, unit: str) -> str:
    """A value as tables write it, without its unit: 240,000.00 for 元, 95.1% with one decimal, 1,092 for the rest."""
    if value is None:
        return NONE
    value = Decimal(value)
    if unit == "元":
        return f"{_round(value, 2):,}"
    if unit == "%":
        return f"{_round(value.scaleb(2, _WIDE), 1):,}%"
    return _trimmed(_round(value, 2), ",")


def parse_printed(text: str) -> Decimal | None:
    """Read a printed or tabular number back: 24万元 is 240000, 95.1% is 0.951; None if it is not a number."""
    compact = "".join(unicodedata.normalize("NFKC", text).replace("\u2212", "-").split())
    found = _WRITTEN.fullmatch(compact)
    if found is None:
        return None
    sign, whole, fraction, unit = found.groups()
    return Decimal(sign + whole.replace(",", "") + (fraction or "")).scaleb(_SCALES.get(unit, 0))


def _money(value: Decimal, places: int) -> str:
    if abs(_round(value, 2)) < TEN_THOUSAND:
        return _trimmed(_round(value, places)) + "元"
    return _trimmed(_round(value.scaleb(-4, _WIDE), places)) + "万元"


def _percent_places(percent: Decimal) -> int:
    """As many as needed: what falls short of 100 % must not be rounded up to read 100 %."""
    if abs(percent) >= 100:
        return 2
    return next(places for places in range(1, 60) if abs(_round(percent, places)) < 100)


def _round(value: Decimal, places: int) -> Decimal:
    rounded = value.quantize(Decimal(1).scaleb(-places), context=_WIDE)
    return rounded if rounded else abs(rounded)  # no "-0"


def _trimmed(value: Decimal, grouping: str = "") -> str:
    text = f"{value:{grouping}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

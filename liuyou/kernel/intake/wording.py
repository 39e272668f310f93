"""Text as it stands in cells, made comparable: widths, blanks of every kind, invisible characters."""

from __future__ import annotations

import unicodedata

# Invisible marks and control characters go; the blanks of other alphabets and no-break spaces become a plain one.
_TIDY = dict.fromkeys([*range(9), *range(14, 32), 127, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x202A, 0x202C, 0x200E])
_TIDY |= {0xA0: " ", 0x3000: " ", 0x2002: " ", 0x2003: " ", 0x2009: " ", 0x202F: " "}
NOTHING = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "空", "暂无", "N/A", "n/a"})


def tidy(text: str) -> str:
    """Without invisible characters and outer blanks; punctuation and inner blanks stay as typed."""
    return text.translate(_TIDY).strip()


def compact(text: str) -> str:
    """Half width and without any blanks: for comparing, and for everything that is not prose."""
    if text.isascii():
        return "".join(tidy(text).split())
    return "".join(unicodedata.normalize("NFKC", text.translate(_TIDY)).split())


def shown(value: object) -> str:
    """A cell's value quoted in a message, cut to 20 characters."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = " ".join(tidy(str(value)).split())
    return f"“{text[:20]}…”" if len(text) > 20 else f"“{text}”"

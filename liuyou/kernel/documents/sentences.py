"""Sentences for work that a template does not name: whatever is declared as data brings its own.

A paragraph ``{{ 其他活动 }}`` becomes one paragraph a group, with a figure tag for every number, before the paper is
written; so these figures are cited, verified and refreshed as all others are. ``{{ 核对提示 }}`` becomes one paragraph
for each rule between figures that does not hold, and nothing where all do. Further words come from reports
(`templates.WORDS`). ``{%p if 存在问题 %}`` … ``{%p endif %}`` around a heading leaves it out where nothing is said.
"""

from __future__ import annotations

import copy
import re
import string
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from lxml import etree

from liuyou.kernel.base.errors import BadInput, NotFound
from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents import templates
from liuyou.kernel.documents.package import XML_SPACE, Package, W
from liuyou.kernel.ledger import checks, codes
from liuyou.kernel.ledger.figures import Cell, ask

PLACE = re.compile(r"\s*\{\{\s*(\w+)\s*\}\}\s*")
ASKED = re.compile(r"\s*\{%p?\s*if\s+(not\s+)?(\w+(?:\s+or\s+\w+)*)\s*%\}\s*")
"""A paragraph that asks whether something is said under one of some words."""
NOTHING = "本期没有登记其他方面的工作。"


@dataclass(frozen=True, slots=True)
class Sentence:
    """`wording` has codes of figures in braces; a clause with a figure of nothing is left out.

    Where that is the first clause, the title stands in for it.
    """

    group: str
    title: str
    wording: str

    @property
    def figures(self) -> list[str]:
        return places(self.wording)


PROVIDERS: list[Callable[[], Iterable[Sentence]]] = []
"""Areas add theirs when they are loaded."""


def places(wording: str) -> list[str]:
    return [name for _, name in _parts(wording) if name]


def _parts(wording: str) -> list[tuple[str, str]]:
    """Text and the code that follows it. Codes have dots, so the formatter's own splitting is used."""
    return [(text, name or "") for text, name, _, _ in string.Formatter().parse(wording)]


def expand(template: bytes, *, org: int, period: Period, as_of: datetime | None = None) -> bytes:
    """The template with its sentences for an org and period; the same bytes when it has no place for them."""
    package = Package(template)
    said = _Said(template, org, period, as_of)
    found = False
    for name in package.stories():
        root = package.tree(name)
        spots = [each for each in list(root.iter(W + "p")) if _fill(each, said)]
        if spots:
            package.put(name, root)
            found = True
    return package.save() if found else template


class _Said:
    """What stands under each word, worked out once, when it is first met."""

    def __init__(self, template: bytes, org: int, period: Period, as_of: datetime | None) -> None:
        self._template, self._about, self._known = template, (org, period, as_of), dict[str, Sequence[str]]()

    def __contains__(self, word: str) -> bool:
        return word in (templates.OTHERS, templates.CHECKS) or word in templates.WORDS

    def under(self, word: str) -> Sequence[str]:
        if word not in self._known:
            self._known[word] = self._worked_out(word)
        return self._known[word]

    def _worked_out(self, word: str) -> Sequence[str]:
        org, period, as_of = self._about
        if word == templates.CHECKS:
            return warnings(org, period, as_of)
        if word == templates.OTHERS:
            return paragraphs(_mentioned(self._template), org, period, as_of)
        return [_joined(each) for each in templates.WORDS[word](org, period)]


def _joined(saying: str | Sequence[str | templates.Told]) -> str:
    """Text and figures of one paragraph; braces that somebody typed make no tag."""
    pieces = [saying] if isinstance(saying, str) else saying
    texts = (_tag(each.code, each.decimals) if isinstance(each, templates.Told) else _no_tags(each) for each in pieces)
    return "".join(texts)


def _no_tags(text: str) -> str:
    return text.replace("{", "｛").replace("}", "｝")


def _fill(paragraph: etree._Element, said: _Said) -> bool:
    """Put in what is said, or whether anything is; False where the paragraph asks neither."""
    text = _text(paragraph)
    if (place := PLACE.fullmatch(text)) and place[1] in said:
        _replace(paragraph, said.under(place[1]))
        return True
    asked = ASKED.fullmatch(text)
    words = re.split(r"\s+or\s+", asked[2]) if asked else []
    if asked is None or not all(word in said for word in words):
        return False
    holds = any(said.under(word) for word in words) is not bool(asked[1])
    _write(paragraph, '{%p if "是" %}' if holds else '{%p if "" %}')
    return True


def _text(paragraph: etree._Element) -> str:
    return "".join(node.text or "" for node in paragraph.iter(W + "t"))


@lru_cache(maxsize=16)
def _expressions(template: bytes) -> tuple[str, ...]:
    """What a template prints and asks about; read once for the papers of many unions."""
    return tuple(tag.expression for tag in templates.mentioned(template))


def _mentioned(template: bytes) -> set[str]:
    """Measures that the template tells of itself."""
    found: set[str] = set()
    for expression in _expressions(template):
        try:
            found |= {leaf.measure for leaf in codes.figure(expression).leaves}
        except (BadInput, NotFound):
            continue  # told by whoever writes the paper, with the nearest code
    return found


def paragraphs(mentioned: set[str], org: int, period: Period, as_of: datetime | None) -> list[str]:
    """One text a group, figure tags inside, of everything that happened and is not mentioned elsewhere."""
    sentences = [each for provider in PROVIDERS for each in provider() if not mentioned & set(each.figures)]
    wanted = {code for each in sentences for code in each.figures if "." in code}
    cells = {code: Cell(codes.figure(code), org, period) for code in sorted(wanted)}
    answers = ask(cells.values(), as_of=as_of)
    values = {code: answers[cell].value for code, cell in cells.items()}
    groups: dict[str, list[str]] = defaultdict(list)
    for sentence in sentences:
        if text := told(sentence, values):
            groups[sentence.group].append(text)
    return [f"{group}方面，{'；'.join(texts)}。" for group, texts in groups.items()] or [NOTHING]


def warnings(org: int, period: Period, as_of: datetime | None) -> list[str]:
    """One text for each rule between figures that does not hold: nothing is forced to agree, the reader is told."""
    return [
        f"数据核对提示：{each.check.title}的差额为{_tag(each.check.code)}，{each.check.should}。{each.check.why}。"
        for each in checks.broken(org, period, as_of=as_of)
    ]


def told(sentence: Sentence, values: Mapping[str, Decimal | None]) -> str:
    """The clauses whose figures are something, with their tags; empty where none is."""
    kept: list[str] = []
    counted = False
    for number, clause in enumerate(re.split("[，；]", sentence.wording)):
        parts = _parts(clause)
        if all(values.get(name) for _, name in parts if name):
            counted = counted or any(name for _, name in parts)
            kept.append("".join(text + (_tag(name) if name else "") for text, name in parts))
        elif number == 0:
            kept.append(sentence.title)
    return "，".join(kept) if counted else ""


def _tag(code: str, decimals: int | None = None) -> str:
    places = "" if decimals is None else f", 小数={decimals}"
    return f'{{{{ {templates.FIGURE}("{code}"{places}) }}}}'


def _replace(spot: etree._Element, texts: Sequence[str]) -> None:
    """Paragraphs like this one, one a text, in its place."""
    parent = spot.getparent()
    if parent is None:
        return
    for text in texts:
        fresh = copy.deepcopy(spot)
        _write(fresh, text)
        parent.insert(parent.index(spot), fresh)
    parent.remove(spot)


def _write(paragraph: etree._Element, text: str) -> None:
    """Another text in the paragraph's own form."""
    first, *others = list(paragraph.iter(W + "t"))
    first.text = text
    first.set(XML_SPACE, "preserve")
    for other in others:
        other.text = ""

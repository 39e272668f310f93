"""From the XML of a Word part to a Jinja script: tags gathered from split runs, everything else inert.

Word breaks a tag over runs wherever it likes and turns its quotes curly; WPS adds full-width brackets. Here a tag is
put together again inside its paragraph, its punctuation made plain, and whole-paragraph and whole-row tags lifted out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn

from lxml import etree

from liuyou.kernel.base.errors import BadInput, Problem

from .package import XML_SPACE, W

MAX_TAGS = 20_000
MAX_TAG = 500
MAX_DEPTH = 8
MAX_BRACKETS = 40

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TAG = re.compile(r"\{\{(?P<print>[^{}]*)\}\}|\{%(?P<level>p|tr)?(?P<block>[^{}%]*)%\}|\{#[^{}#]*#\}")
_STRAY = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_OPENERS = {"if": "endif", "for": "endfor"}
_WORDS = {*_OPENERS, *_OPENERS.values(), "elif", "else"}
_MARK = re.compile("\ufdd3([0-9]+)\ufdd4|<\\?ly ([0-9]+)\\?>")
_RESERVED = re.compile("[\ufdd0-\ufdef]")
_INERT = re.compile("\ufdd5([0-9]+)\ufdd6")
_QUOTES = {**dict.fromkeys('"“”„＂', '"'), **dict.fromkeys("'‘’＇", "'")}
_PLAIN = str.maketrans("（）［］【】，＝：｜．　\xa0\n\t", "()[][],=:|.    ")
_PLAIN_QUOTED = str.maketrans("［］【】，＝｜\xa0\n\t", "[][],=|   ")


@dataclass(frozen=True, slots=True)
class Script:
    """Jinja source of one part; its tags, one to a line, and the paragraph each stands in.

    The XML between the tags stands in `inert`, and in the source only its number: so papers of one template that say
    different things have one source.
    """

    source: str
    tags: list[str]
    paragraphs: list[str]
    inert: list[str]

    def whole(self, text: str) -> str:
        """What the source has been made into, with the XML back in its places."""
        return _INERT.sub(lambda match: self.inert[int(match[1])], text)

    def paragraph(self, line: int) -> str:
        """Paragraph of the tag on a line of the source (the first tag is on line 2)."""
        index = min(max(line - 2, 0), len(self.paragraphs) - 1)
        return self.paragraphs[index] if self.paragraphs else ""


@dataclass(frozen=True, slots=True)
class _Block:
    """An open {% if %} or {% for %}: the word that closes it, and the element its branches must lie in."""

    closer: str
    container: etree._Element
    paragraph: str


def bad(reason: str, paragraph: str, cause: Exception | None = None) -> NoReturn:
    """Refuse a template, with the words of the paragraph so that its writer finds the place."""
    place = paragraph.strip()
    place = place if len(place) <= 60 else place[:60] + "…"
    message = f"模板有误：{reason}。所在段落：“{place}”" if place else f"模板有误：{reason}"
    raise BadInput(message, [Problem(message)]) from cause


@lru_cache(maxsize=4096)
def plain(tag: str) -> str:
    """Inside of a tag with ASCII punctuation; inside quotes only the punctuation of figure codes is touched."""
    result, quote = [], ""
    for sign in tag:
        straight = _QUOTES.get(sign, "")
        if straight and quote in ("", straight):
            quote = "" if quote else straight
            result.append(straight)
        else:
            result.append(sign.translate(_PLAIN_QUOTED if quote else _PLAIN))
    return "".join(result)


def script(root: etree._Element) -> Script:
    """Jinja source of a part. Changes `root`. Raises BadInput for tags that do not fit together."""
    _drop_fallbacks(root)
    part = _Part()
    for paragraph in list(root.iter(W + "p")):
        part.take(paragraph)
    part.finish()
    if not part.sources:
        return Script("", [], [], [])
    text = etree.tostring(root, encoding="unicode").replace("{", "&#123;").replace("\n", "&#10;")
    inert, order, end = list[str](), list[str](), 0
    for match in _MARK.finditer(text):
        order += [f"\ufdd5{len(inert)}\ufdd6", part.sources[int(match[1] or match[2])]]
        inert.append(text[end : match.start()])
        end = match.end()
    source = "".join([*order, f"\ufdd5{len(inert)}\ufdd6"])
    return Script(source, part.sources, part.places, [*inert, text[end:]])


def _drop_fallbacks(root: etree._Element) -> None:
    """A text box is stored twice for old readers; the second copy would count its figures again."""
    for fallback in list(root.iter(_MC + "Fallback")):
        parent = fallback.getparent()
        if parent is not None and "{" in "".join(str(text) for text in fallback.itertext()):
            parent.remove(fallback)


class _Part:
    """Tags of one part as they are gathered, with the blocks still open."""

    def __init__(self) -> None:
        self.sources: list[str] = []
        self.places: list[str] = []
        self._open: list[_Block] = []

    def take(self, paragraph: etree._Element) -> None:
        texts = [node for node in paragraph.iter(W + "t") if next(node.iterancestors(W + "p")) is paragraph]
        for node in texts:
            if node.text and _RESERVED.search(node.text):
                node.text = _RESERVED.sub("", node.text)
        text = "".join(node.text or "" for node in texts)
        if not _STRAY.search(text):
            return
        matches = list(_TAG.finditer(text))
        if _STRAY.search(_TAG.sub("", text)):
            bad("标记没有写完整，{{ 与 }}、{% 与 %} 要成对", text)
        alone = len(matches) == 1 and matches[0].group() == text.strip()
        offset = 0
        for match in matches:
            comment = match.group().startswith("{#")
            mark = "" if comment else f"\ufdd3{len(self.sources)}\ufdd4"
            node = _cut(texts, match.start() - offset, match.end() - offset, mark)
            offset += len(match.group()) - len(mark)
            if not comment:
                self._add(match, paragraph, node, text, alone)

    def finish(self) -> None:
        if self._open:
            bad("条件或循环没有结束，请补上 {% " + self._open[-1].closer + " %}", self._open[-1].paragraph)

    def _add(
        self, match: re.Match[str], paragraph: etree._Element, node: etree._Element, text: str, alone: bool
    ) -> None:
        inside = plain((match["print"] if match["print"] is not None else match["block"]).strip().strip("-+"))
        if len(inside) > MAX_TAG or len(self.sources) >= MAX_TAGS:
            bad(f"标记过长或过多（每处最多 {MAX_TAG} 字，共 {MAX_TAGS} 处）", text)
        if inside.count("(") + inside.count("[") > MAX_BRACKETS:
            bad("括号过多，请改写得简单些", text)
        index = len(self.sources)
        self.places.append(text)
        if match["print"] is not None:
            self.sources.append("{{\n" + inside + "}}")
            return
        self.sources.append("{%\n" + inside + "%}")
        lifted = _lift(paragraph, match["level"] or ("p" if alone else ""), index, text)
        container = lifted if lifted is not None else _container(node)
        self._match(inside.split(maxsplit=1)[0] if inside.split() else "", container, text)

    def _match(self, word: str, container: etree._Element, text: str) -> None:
        if word not in _WORDS:
            bad(f"不认识“{word}”，可用 if、elif、else、endif、for、endfor", text)
        if word in _OPENERS:
            if len(self._open) >= MAX_DEPTH:
                bad(f"条件和循环最多套 {MAX_DEPTH} 层", text)
            self._open.append(_Block(_OPENERS[word], container, text))
            return
        if not self._open or (word in _OPENERS.values() and word != self._open[-1].closer):
            bad(f"“{word}”前面没有相应的开头", text)
        if self._open[-1].container is not container:
            bad("条件或循环的开头与结尾不在同一处：跨段时请各自单独成段", text)
        if word in _OPENERS.values():
            self._open.pop()


def _cut(texts: list[etree._Element], start: int, end: int, mark: str) -> etree._Element:
    """Put `mark` in place of characters start to end of the joined texts; the node that now holds it."""
    holder = None
    position = 0
    for node in texts:
        text = node.text or ""
        low, high = max(start - position, 0), min(end - position, len(text))
        if low < high:
            node.text = text[:low] + ("" if holder is not None else mark) + text[high:]
            node.set(XML_SPACE, "preserve")
            holder = node if holder is None else holder
        position += len(text)
    return texts[0] if holder is None else holder


def _container(node: etree._Element) -> etree._Element:
    """What holds the run of a text node; both ends of a block in a line must share it."""
    ancestors = list(node.iterancestors())
    return ancestors[min(1, len(ancestors) - 1)]


def _lift(paragraph: etree._Element, level: str, index: int, text: str) -> etree._Element | None:
    """Put the tag in place of its whole paragraph or table row; the element that held it, None for a tag in a line."""
    if not level:
        return None
    target = paragraph if level == "p" else next(paragraph.iterancestors(W + "tr"), None)
    if target is None:
        bad("{%tr … %} 只能写在表格里", text)
    if _MARK.sub("", "".join(node.text or "" for node in target.iter(W + "t"))).strip():
        bad("{%p … %} 要单独成段，{%tr … %} 要单独占一行表格", text)
    parent = target.getparent()
    if parent is None or paragraph.find(f"{W}pPr/{W}sectPr") is not None:
        bad("这一段已另作他用，请把条件标记另起一段", text)
    parent.replace(target, etree.ProcessingInstruction("ly", str(index)))
    return parent

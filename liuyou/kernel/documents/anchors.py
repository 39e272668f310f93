"""Figures in a Word file that can be found again after anybody has edited it.

Each figure is anchored twice, because no editor keeps everything: LibreOffice drops the tag of a content control,
a careless deletion drops a bookmark. The bookmark lies outside, so that text typed at the edge of the control is seen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Literal

from lxml import etree

from .package import XML_SPACE, Package, W

# Noncharacters of Unicode: legal in XML, never in anybody's text (private-use characters hold rare names).
OPEN, MIDDLE, CLOSE = "\ufdd0", "\ufdd1", "\ufdd2"

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MARKED = re.compile(f"{OPEN}([1-9][0-9]*){MIDDLE}([^{OPEN}{MIDDLE}{CLOSE}]*){CLOSE}")
_TOKEN = re.compile(r"[a-z][a-z0-9]{3,15}")
_BOOKMARK = re.compile(r"ly_([a-z][a-z0-9]{3,15})_([1-9][0-9]{0,6})")
_TAG = re.compile(r"ly:([a-z][a-z0-9]{3,15}):([1-9][0-9]{0,6})")
_DIGITS = "0-9０-９"
_GROWN_LEFT = re.compile(f"[{_DIGITS}]+(?:[.．,][{_DIGITS}]+)*$")
_GROWN_RIGHT = re.compile(f"^(?:[.．,]?[{_DIGITS}]+)+")

Kind = Literal["bookmark", "control"]
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """One figure as it now stands in the paper, and which anchor gave it away."""

    text: str
    via: Kind


@dataclass(frozen=True, slots=True)
class Reading:
    """What a paper says now. `copies` holds every text of a figure that stands in more than one place;
    `foreign` the ids of other papers whose figures were pasted in."""

    document: str | None
    found: dict[int, Found]
    copies: dict[int, list[str]]
    foreign: frozenset[str]


@dataclass(slots=True, eq=False)
class _Span:
    """One anchor in the XML: its element, the text nodes inside, and the nearest text on either side."""

    key: Key
    kind: Kind
    element: etree._Element
    nodes: list[etree._Element] = field(default_factory=list)
    before: etree._Element | None = None
    after: etree._Element | None = None

    def inner(self) -> str:
        return "".join(node.text or "" for node in self.nodes)

    def grown(self) -> tuple[str, str]:
        """Digits typed against the anchor from outside: a reader sees one number, 60 + 0 is 600."""
        inner = self.inner()
        left = _GROWN_LEFT.search(_text(self.before)) if inner[:1].isdecimal() else None
        right = _GROWN_RIGHT.search(_text(self.after)) if inner[-1:].isdecimal() else None
        return left.group() if left else "", right.group() if right else ""

    def text(self) -> str:
        left, right = self.grown()
        return left + self.inner() + right


def anchor(docx: bytes, document: str) -> bytes:
    """Turn each `OPEN n MIDDLE text CLOSE` of a rendered paper into bookmark `ly_<document>_<n>` and content control.

    `document` is 4 to 16 lower-case letters and digits, a letter first. Run properties are kept.
    """
    if not _TOKEN.fullmatch(document):
        raise ValueError(f"not a document id: {document!r}")
    package = Package(docx)
    trees = {name: package.tree(name) for name in package.stories()}
    number = max((_number(mark) for root in trees.values() for mark in root.iter(W + "bookmarkStart")), default=0)
    for name, root in trees.items():
        marked = [node for node in root.iter(W + "t") if OPEN in (node.text or "")]
        for node in marked:
            number = _anchor_node(node, document, number)
        if marked:
            package.put(name, root)
    package.document = document
    return package.save()


def read(docx: bytes) -> Reading:
    """Find the figures of a paper again. A figure whose anchors are both gone is absent from `found`;
    one whose text was deleted inside its anchors has the text ""."""
    package = Package(docx)
    spans = [span for name in package.stories() for span in _spans(package.tree(name))]
    tally = Counter(span.key[0] for span in spans)
    document = package.document
    if document not in tally and tally:
        document = tally.most_common(1)[0][0]
    anchors: dict[int, dict[Kind, list[_Span]]] = {}
    for span in spans:
        if span.key[0] == document:
            anchors.setdefault(span.key[1], {"bookmark": [], "control": []})[span.kind].append(span)
    return Reading(
        document,
        {number: _settle(kinds["bookmark"], kinds["control"]) for number, kinds in sorted(anchors.items())},
        {
            number: [span.text() for span in longest]
            for number, kinds in sorted(anchors.items())
            if len(longest := max(kinds.values(), key=len)) > 1
        },
        frozenset({span.key[0] for span in spans if span.inner()} - {document}),
    )


def replace(docx: bytes, texts: Mapping[int, str], document: str) -> bytes:
    """Put new figures into the anchors of an edited paper and name the anchors after `document`.

    Everything else stays as the officer left it. An emptied anchor without a new figure keeps its old name: whatever is
    typed into it later is none of this paper's figures.
    """
    if not _TOKEN.fullmatch(document):
        raise ValueError(f"not a document id: {document!r}")
    old = read(docx).document
    package = Package(docx)
    for name in package.stories():
        root = package.tree(name)
        spans = [span for span in _spans(root) if span.key[0] == old]
        written: set[etree._Element] = set()
        for span in sorted(spans, key=lambda span: (not span.inner(), span.kind == "bookmark")):
            if span.key[1] in texts and not written.intersection(span.nodes):
                _write(span, texts[span.key[1]])
                written.update(span.nodes)
        named = texts.keys() | {span.key[1] for span in spans if span.inner()}
        for span in spans:
            if span.key[1] in named:
                _rename(span, document)
        if spans:
            package.put(name, root)
    package.document = document
    return package.save()


def _settle(bookmarks: list[_Span], controls: list[_Span]) -> Found:
    """The bookmark counts; the control where the bookmark is gone or empty, or took in prose that is no number."""
    mark, control = (spans[0].text() if spans else "" for spans in (bookmarks, controls))
    prose = mark.replace(control, "", 1) if control and control in mark else mark
    if control and not any(letter.isdecimal() for letter in prose):
        via: Kind = "bookmark" if mark == control else "control"
        return Found(control, via)
    return Found(mark, "bookmark" if bookmarks else "control")


def _spans(root: etree._Element) -> list[_Span]:
    """All anchors of one part in document order, in one pass over the few tags that matter."""
    walk = _Walk()
    events = etree.iterwalk(root, events=("start", "end"), tag=_Walk.TAGS)
    for event, element in events:
        if element.tag == _MC + "Fallback":
            if event == "start":
                events.skip_subtree()
        elif event == "start":
            walk.start(element)
        else:
            walk.end(element)
    return walk.spans


class _Walk:
    """State of the pass: which anchors are open, and which text stands next to them in the same paragraph."""

    BREAKS = frozenset(W + name for name in ("p", "tab", "br", "cr"))
    DELETED = frozenset(W + name for name in ("del", "moveFrom"))
    TAGS = (*BREAKS, *DELETED, *(W + name for name in ("t", "sdt", "bookmarkStart", "bookmarkEnd")), _MC + "Fallback")

    def __init__(self) -> None:
        self.spans: list[_Span] = []
        self._open: dict[object, _Span] = {}
        self._closed: list[_Span] = []
        self._last: etree._Element | None = None
        self._hidden = 0

    def start(self, element: etree._Element) -> None:
        tag = element.tag
        if tag == W + "t":
            self._take(element)
        elif tag in self.DELETED or (tag == W + "sdt" and _shows_placeholder(element)):
            self._hidden += 1
        if tag == W + "sdt":
            mark = element.find(f"{W}sdtPr/{W}tag")
            self._begin(element, "control", element, "" if mark is None else mark.get(W + "val", ""))
        elif tag == W + "bookmarkStart":
            self._begin(element.get(W + "id"), "bookmark", element, element.get(W + "name", ""))
        elif tag == W + "bookmarkEnd":
            self._finish(element.get(W + "id"))
        elif tag in self.BREAKS:
            self._last = None
            self._closed.clear()

    def end(self, element: etree._Element) -> None:
        if element.tag == W + "sdt":
            self._finish(element)
        if element.tag in self.DELETED or (element.tag == W + "sdt" and _shows_placeholder(element)):
            self._hidden -= 1

    def _begin(self, handle: object, kind: Kind, element: etree._Element, name: str) -> None:
        match = (_BOOKMARK if kind == "bookmark" else _TAG).fullmatch(name)
        if match is None:
            return
        span = _Span((match[1], int(match[2])), kind, element, before=self._last)
        self._closed = [closed for closed in self._closed if closed.key == span.key]
        self._open[handle] = span
        self.spans.append(span)

    def _finish(self, handle: object) -> None:
        span = self._open.pop(handle, None)
        if span is not None:
            self._closed.append(span)
            self._last = None

    def _take(self, node: etree._Element) -> None:
        if self._hidden:
            return
        for span in self._open.values():
            span.nodes.append(node)
        if not node.text:
            return
        for span in self._closed:
            span.after = node
        self._closed.clear()
        self._last = node


def _shows_placeholder(control: etree._Element) -> bool:
    return control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


def _write(span: _Span, text: str) -> None:
    if not span.nodes:
        return
    left, right = span.grown()
    if left and span.before is not None:
        _set_text(span.before, _text(span.before).removesuffix(left))
    if right and span.after is not None:
        _set_text(span.after, _text(span.after).removeprefix(right))
    for node in span.nodes:
        _set_text(node, "")
    _set_text(span.nodes[0], text)


def _rename(span: _Span, document: str) -> None:
    number = span.key[1]
    if span.kind == "control":
        _tag(span.element, document, number)
        return
    span.element.set(W + "name", f"ly_{document}_{number}")
    control = _control_at(span.element)
    if control is not None and control.find(f"{W}sdtPr/{W}tag") is None:
        _tag(control, document, number)


def _control_at(bookmark: etree._Element) -> etree._Element | None:
    """The content control a bookmark belongs to: LibreOffice takes its tag and moves the bookmark's start inside."""
    following, around = bookmark.getnext(), next(bookmark.iterancestors(W + "sdtContent"), None)
    if following is not None and following.tag == W + "sdt":
        return following
    return None if around is None or around is not bookmark.getparent() else around.getparent()


def _tag(control: etree._Element, document: str, number: int) -> None:
    properties = control.find(W + "sdtPr")
    if properties is None:
        return
    tag = properties.find(W + "tag")
    if tag is None:
        alias = properties.find(W + "alias")
        tag = etree.Element(W + "tag")
        properties.insert(0 if alias is None else properties.index(alias) + 1, tag)
    tag.set(W + "val", f"ly:{document}:{number}")


def _anchor_node(node: etree._Element, document: str, number: int) -> int:
    """Split the run of one text node at its marks; `number` is the last bookmark id used, the new one is returned."""
    run = node.getparent()
    parent = None if run is None else run.getparent()
    if run is None or parent is None:
        return number
    properties = run.find(W + "rPr")
    pieces = list(_pieces(node, properties, document, number))
    position, inside = parent.index(run), run.index(node)
    trailing = _run(properties)
    trailing.extend(list(run)[inside + 1 :])
    run.remove(node)
    pieces = [*([run] if _says_something(run) else []), *pieces, *([trailing] if _says_something(trailing) else [])]
    parent[position : position + 1] = pieces
    return number + sum(piece.tag == W + "bookmarkStart" for piece in pieces)


def _pieces(
    node: etree._Element, properties: etree._Element | None, document: str, number: int
) -> Iterator[etree._Element]:
    parts = _MARKED.split(_text(node))
    for index in range(0, len(parts), 3):
        if parts[index]:
            yield _run(properties, parts[index])
        if index + 1 < len(parts):
            number += 1
            start = etree.Element(W + "bookmarkStart")
            start.set(W + "id", str(number))
            start.set(W + "name", f"ly_{document}_{parts[index + 1]}")
            yield start
            yield _control(_run(properties, parts[index + 2]), properties, document, parts[index + 1])
            end = etree.Element(W + "bookmarkEnd")
            end.set(W + "id", str(number))
            yield end


def _control(run: etree._Element, properties: etree._Element | None, document: str, number: str) -> etree._Element:
    control = etree.Element(W + "sdt")
    about = etree.SubElement(control, W + "sdtPr")
    if properties is not None:
        about.append(deepcopy(properties))
    etree.SubElement(about, W + "alias").set(W + "val", f"指标 {number}")
    etree.SubElement(about, W + "tag").set(W + "val", f"ly:{document}:{number}")
    etree.SubElement(control, W + "sdtContent").append(run)
    return control


def _run(properties: etree._Element | None, text: str | None = None) -> etree._Element:
    run = etree.Element(W + "r")
    if properties is not None:
        run.append(deepcopy(properties))
    if text is not None:
        _set_text(etree.SubElement(run, W + "t"), text)
    return run


def _says_something(run: etree._Element) -> bool:
    return any(child.tag != W + "rPr" for child in run)


def _set_text(node: etree._Element, text: str) -> None:
    node.text = text
    if text != text.strip():
        node.set(XML_SPACE, "preserve")


def _text(node: etree._Element | None) -> str:
    return "" if node is None else node.text or ""


def _number(mark: etree._Element) -> int:
    value = mark.get(W + "id", "")
    return int(value) if value.isdecimal() else 0

"""Word templates a union edits itself: `{{ 指标("…") }}`, `{{ 单位 }}`, `{% if 有("…") %}`, lists.

Templates are strangers' code. A tag is cut out of the paragraph, checked against a short list of what may be written,
and only then run; everything between the tags is passed through as XML that Jinja never interprets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

from liuyou.kernel.base.errors import BadInput, LiuyouError
from liuyou.kernel.base.periods import Period

from .anchors import CLOSE, MIDDLE, OPEN
from .package import Package, W, parse
from .tagging import Script, bad, script

FIGURE, EXISTS = "指标", "有"
OTHERS, CHECKS = "其他活动", "核对提示"
"""Where sentences are put in before rendering (`sentences.expand`); nothing where that was not done."""


@dataclass(frozen=True, slots=True)
class Told:
    """A figure within a sentence: it is cited, verified and refreshed as any other of the paper."""

    code: str
    decimals: int | None = None


Sayings = Iterable[str | Sequence[str | Told]]
"""Paragraphs, each a text or pieces of text and figures. What people typed stands in them as text, never as a tag."""
WORDS: dict[str, Callable[[int, Period], Sayings]] = {}
"""Further places for sentences: the word a template writes, and who says for an org and period what is put there."""
MAX_FIGURES = 20_000
MAX_LOOPS = 50_000
MAX_OUTPUT = 60 * 1024 * 1024
MAX_DECIMALS = 6

_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Call, nodes.Keyword, nodes.If,
    nodes.For, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr, nodes.Getattr,
    nodes.Getitem, nodes.Filter,
)  # fmt: skip
_FILTERS = frozenset({"join", "length", "default"})
_ROWS = "rows"  # put around every list a loop walks; templates cannot write it
_LOOP = frozenset({"index", "first", "last", "length"})
# What XML cannot hold, and the marks this package uses itself.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Tag:
    """One figure a template asks for, and the paragraph it stands in."""

    expression: str
    paragraph_text: str


def tags(template: Path | str | bytes) -> list[Tag]:
    """Figures a template prints, in order, without rendering. Raises BadInput as `render` would for its form."""
    return [tag for function, tag in _calls(template) if function == FIGURE]


def conditions(template: Path | str | bytes) -> list[Tag]:
    """Figures a template asks about with 有("…"), in order."""
    return [tag for function, tag in _calls(template) if function == EXISTS]


def mentioned(template: Path | str | bytes) -> list[Tag]:
    """Both of these, with one reading of the template."""
    return [tag for _, tag in _calls(template)]


def render(
    template: Path | str | bytes,
    *,
    figure: Callable[[str, int | None], str],
    values: Mapping[str, object],
    exists: Callable[[str], bool],
) -> bytes:
    """The paper as docx, each figure marked `OPEN n MIDDLE text CLOSE` for `anchors.anchor`, n from 1 as they appear.

    `figure` gets the expression and the wanted decimals (None: as the measure says) and returns the text to print.
    `values` are texts, numbers, or lists of mappings. Raises BadInput with the paragraph where the template is wrong.
    """
    run = _Run(figure, exists)
    context = {name: run.value(value) for name, value in values.items()}
    context = dict.fromkeys((OTHERS, CHECKS, *WORDS), "") | context | {FIGURE: run.figure, EXISTS: run.exists}
    package = Package(_content(template))
    for name in package.stories():
        part = script(package.tree(name))
        if part.tags:
            root = parse(_rendered(part, context).encode())
            _mend(root)
            package.put(name, root)
    return package.save()


def _mend(root: etree._Element) -> None:
    """Word refuses a table without rows, and a cell, box, header or footer that does not end in a paragraph."""
    for table in list(root.iter(W + "tbl")):
        if table.find(W + "tr") is None and (parent := table.getparent()) is not None:
            parent.remove(table)
    for holder in root.iter(*(W + name for name in ("tc", "txbxContent", "hdr", "ftr"))):
        if len(holder) == 0 or holder[-1].tag != W + "p":
            etree.SubElement(holder, W + "p")


class _Run:
    """One rendering: numbers the figures and keeps count of what an unbounded template could waste."""

    def __init__(self, figure: Callable[[str, int | None], str], exists: Callable[[str], bool]) -> None:
        self._figure, self._exists = figure, exists
        self._figures = self._loops = 0

    def figure(self, code: str, 小数: int | None = None) -> str:  # noqa: N803 - the word the template writes
        if 小数 is not None and (not isinstance(小数, int) or not 0 <= 小数 <= MAX_DECIMALS):
            raise BadInput(f"小数位数应为 0 到 {MAX_DECIMALS}")
        self._figures += 1
        if self._figures > MAX_FIGURES:
            raise BadInput(f"一份公文最多 {MAX_FIGURES} 个指标")
        return f"{OPEN}{self._figures}{MIDDLE}{_clean(self._figure(code, 小数)).replace(chr(10), ' ')}{CLOSE}"

    def exists(self, code: str) -> bool:
        return bool(self._exists(code))

    def count(self) -> None:
        self._loops += 1
        if self._loops > MAX_LOOPS:
            raise BadInput(f"循环超过 {MAX_LOOPS} 行，请缩小名单")

    def value(self, value: object) -> object:
        """What a template may hold: plain text, numbers, and lists and mappings of them."""
        if isinstance(value, Mapping):
            return {str(key): self.value(inner) for key, inner in value.items()}
        if isinstance(value, (list, tuple)):
            return _Rows([self.value(inner) for inner in value], self)
        if value is None or isinstance(value, (bool, int, float, Decimal)):
            return value
        return _clean(str(value))


class _Rows:
    """A list whose every step is counted."""

    def __init__(self, rows: list[object], run: _Run) -> None:
        self._rows, self._run = rows, run

    def __iter__(self) -> Iterator[object]:
        for row in self._rows:
            self._run.count()
            yield row

    def __len__(self) -> int:
        return len(self._rows)


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja with nothing in it: no globals, no attributes of Python objects, only keys of mappings."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=_printed)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _FILTERS} | {_ROWS: _rows}
        self.tests.clear()

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, dict) and isinstance(argument, str):
            return obj[argument] if argument in obj else self.undefined(name=argument)
        if isinstance(obj, LoopContext) and argument in _LOOP:
            return getattr(obj, argument)
        raise SecurityError(f"不能取“{argument}”")


def _rows(value: object) -> _Rows:
    if not isinstance(value, _Rows):
        raise BadInput("循环只能用在名单上")
    return value


def _printed(value: object) -> Markup:
    if value is None:
        return Markup("")
    if isinstance(value, bool):
        value = "是" if value else "否"
    if not isinstance(value, (str, int, float, Decimal, Undefined)):
        raise BadInput("这里是一份名单，请用 {% for … %} 逐行写出")
    lines = [escape(line) for line in (value if isinstance(value, str) else str(value)).split("\n")]
    return Markup('</w:t><w:br/><w:t xml:space="preserve">').join(lines)


_ENVIRONMENT = _Environment()


def _content(template: Path | str | bytes) -> bytes:
    return template if isinstance(template, bytes) else Path(template).read_bytes()


def _clean(text: str) -> str:
    return _UNFIT.sub("", text)


def _calls(template: Path | str | bytes) -> Iterator[tuple[str, Tag]]:
    """Name of the function and what it is asked."""
    package = Package(_content(template))
    for name in package.stories():
        part = script(package.tree(name))
        if part.tags:
            for function, expression, line in _checked(part).calls:
                yield function, Tag(expression, part.paragraph(line))


class _Wrong(Exception):
    """A script that may not run: why, and on which line."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


class _Checked:
    """A script in which only what is listed here occurs; made ready to run when it is first run."""

    def __init__(self, tree: nodes.Template) -> None:
        self._tree = tree
        found = (call for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name))
        self.calls = [
            (call.node.name, call.args[0].value, call.lineno)
            for call in found
            if isinstance(call.args[0], nodes.Const) and isinstance(call.node, nodes.Name)
        ]

    @cached_property
    def template(self) -> Template:
        return _ENVIRONMENT.template_class.from_code(_ENVIRONMENT, _ENVIRONMENT.compile(self._tree), {})


def _checked(part: Script) -> _Checked:
    try:
        return _check(part.source)
    except _Wrong as error:
        bad(error.reason, part.paragraph(error.line), error)
    except TemplateSyntaxError as error:
        bad("标记写法有误，请检查引号、括号是否成对", part.paragraph(error.lineno), error)
    except RecursionError as error:
        bad("标记嵌套过深，请改写得简单些", "", error)


@lru_cache(maxsize=16)
def _check(source: str) -> _Checked:
    """The same script is met once for each unit that a paper is written for."""
    tree = _ENVIRONMENT.parse(source)
    printed = {id(child) for output in tree.find_all(nodes.Output) for child in output.nodes}
    for node in tree.find_all(nodes.Node):
        reason = _refusal(node, id(node) in printed)
        if reason:
            raise _Wrong(reason, node.lineno)
    for loop in list(tree.find_all(nodes.For)):
        loop.iter = nodes.Filter(loop.iter, _ROWS, [], [], None, None, lineno=loop.lineno)
    return _Checked(tree)


def _refusal(node: nodes.Node, printed: bool) -> str:
    """Why this node may not stand in a template; empty if it may."""
    if not isinstance(node, _ALLOWED):
        return "这种写法不能用在模板里"
    if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
        return f"不能用“{node.name}”"
    if isinstance(node, nodes.For) and (node.recursive or not isinstance(node.target, nodes.Name)):
        return "循环请写成 {% for 行 in 名单 %}"
    return _call_refusal(node, printed) if isinstance(node, nodes.Call) else ""


def _call_refusal(call: nodes.Call, printed: bool) -> str:
    name = call.node.name if isinstance(call.node, nodes.Name) else ""
    if name not in (FIGURE, EXISTS) or call.dyn_args or call.dyn_kwargs:
        return f"模板里只能用 {FIGURE}(…) 和 {EXISTS}(…)"
    if len(call.args) != 1 or not isinstance(call.args[0], nodes.Const) or not isinstance(call.args[0].value, str):
        return f"{name}(…) 里请写一个加引号的指标代码"
    if name == FIGURE and not printed:
        return f"{FIGURE}(…) 只能单独写在 {{{{ }}}} 里；作条件请用 {EXISTS}(…)"
    allowed = {"小数"} if name == FIGURE else set()
    unknown = [keyword.key for keyword in call.kwargs if keyword.key not in allowed]
    return f"{name}(…) 没有“{unknown[0]}”这一项" if unknown else ""


def _rendered(part: Script, context: Mapping[str, object]) -> str:
    checked = _checked(part)
    try:
        pieces, size = [], 0
        for generated in checked.template.generate(context):
            piece = part.whole(generated)
            size += len(piece)
            if size > MAX_OUTPUT:
                raise BadInput("生成的公文过大，请缩小名单")
            pieces.append(piece)
        return "".join(pieces)
    except (LiuyouError, SecurityError, UndefinedError, TypeError, RecursionError) as error:
        _explain(error, part)


def _explain(error: Exception, part: Script) -> NoReturn:
    where = part.paragraph(_line(error.__traceback__))
    if isinstance(error, (LiuyouError, SecurityError)):
        bad(str(error), where, error)
    if isinstance(error, UndefinedError):
        name = re.search("'([^']*)'", str(error))
        bad(f"没有“{name[1] if name else ''}”这一项，请核对名称", where, error)
    bad("这一处无法计算，请核对写法", where, error)


def _line(trace: TracebackType | None) -> int:
    line = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line

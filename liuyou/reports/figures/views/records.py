"""The records behind a number: of each of its terms, with a sum at the foot that is the figure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse

from liuyou.kernel.base.errors import BadInput, NotFound
from liuyou.kernel.base.numbers import tabular
from liuyou.kernel.catalogue import catalogue
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.figures import Cell, ask
from liuyou.kernel.orgs import tree
from liuyou.kernel.web.pages import Here, page, show
from liuyou.reports.figures import exports, moments, shares, words
from liuyou.reports.figures.asking import Question, question

SIZES = (50, 200)
MOST_EXPORTED = 100_000


@page("figures.read", methods=("GET", "HEAD"))
def records_page(request: HttpRequest, here: Here) -> HttpResponse:
    """One term at a time, in pages; a ratio has two, each with its own sum."""
    asked = question(request, here)
    terms = shares.terms(asked.figure.leaves, asked.within, asked.period, asked.as_of, own=asked.own)
    if not terms:
        raise BadInput("这个写法只有常数，没有记录。")
    chosen = terms[_number(request, "term", len(terms) - 1, 0)]
    size = SIZES[1] if request.GET.get("size") == str(SIZES[1]) else SIZES[0]
    sums = {term: shares.total(term) for term in terms}
    pages = max(1, -(-sums[chosen].lines // size))
    number = min(_number(request, "page", 10**6, 1), pages)
    allowed = shares.reach(chosen, here, str(asked.place.path))
    lines = shares.page(chosen, here, start=(number - 1) * size, size=size) if allowed else []
    parts = [codes.Figure(codes.written(term.leaf), term.title, term.unit, term.leaf) for term in terms]
    values, whole = _answers(asked, terms, parts)
    context = _context(asked, terms, chosen, sums, values, whole) | {
        "allowed": allowed,
        "area_title": _area(chosen.area),
        "lines": [(line, tabular(line.value, chosen.unit if not chosen.leaf.distinct else "")) for line in lines],
        "unseen": sum(not line.seen for line in lines),
        "number": number,
        "pages": pages,
        "size": size,
        "previous": _at(asked, terms, chosen, size, number - 1) if number > 1 else "",
        "next": _at(asked, terms, chosen, size, number + 1) if number < pages else "",
        "sizes": [(each, _at(asked, terms, chosen, each, 1)) for each in SIZES],
        "people": chosen.leaf.distinct,
        "export": asked.about("figure-records-export", term=terms.index(chosen)),
        "most": MOST_EXPORTED,
        "too_many": sums[chosen].lines > MOST_EXPORTED,
    }
    return show(request, "figures/records.html", context)


def _answers(
    asked: Question, terms: list[shares.Term], parts: list[codes.Figure]
) -> tuple[list[Decimal | None], Decimal | None]:
    """The ledger's answer for each term and for the figure; for the org's own share, less what is below it."""
    below = tree.children(asked.within, asked.period.end, asked.as_of) if asked.own else []
    if asked.own and not words.adds_up(asked.figure):
        raise BadInput("这个指标不能相加减，分不出本级的数：请看合计或某个下级。")
    orgs = [asked.within, *(each.org_id for each in below)]
    wanted = [[Cell(part, org, term.period) for org in orgs] for part, term in zip(parts, terms, strict=True)]
    wanted.append([Cell(asked.figure, org, asked.period) for org in orgs])
    answers = ask([cell for each in wanted for cell in each], as_of=asked.as_of)
    found: list[Decimal | None] = []
    for cells in wanted:
        first, *rest = (answers[cell].value for cell in cells)
        found.append(first if first is None else first - sum((value or Decimal(0) for value in rest), Decimal(0)))
    return found[:-1], found[-1]


@page("figures.read", methods=("POST",))
def export(request: HttpRequest, here: Here) -> HttpResponse:
    """The list as a workbook; whoever may not see the records gets none."""
    asked = question(request, here)
    terms = shares.terms(asked.figure.leaves, asked.within, asked.period, asked.as_of, own=asked.own)
    chosen = terms[_number(request, "term", len(terms) - 1, 0)]
    if not shares.reach(chosen, here, str(asked.place.path)):
        raise NotFound("没有这份名单，或不在您的权限内。")
    lines = list(shares.every(chosen, here, most=MOST_EXPORTED))
    total = shares.total(chosen)
    if len(lines) < total.lines:
        raise BadInput(f"这份名单有 {total.lines} 行，一次最多导出 {MOST_EXPORTED} 行：请缩短统计期或选一个下级。")
    rows: list[list[tuple[exports.Value, str]]] = [
        [
            (Decimal(line.record), ""),
            (line.day, ""),
            (line.org, ""),
            (line.person, ""),
            (line.dims, ""),
            (line.value, "" if chosen.leaf.distinct else chosen.unit),
        ]
        for line in lines
    ]
    rows.append([("合计", ""), (None, ""), (None, ""), (None, ""), (None, ""), (total.value, chosen.unit)])
    head = [*exports.heading(asked, here.actor), ("名单", chosen.title), ("名单统计期", chosen.period.label)]
    columns = [
        "记录编号",
        "日期",
        "所属工会",
        "姓名或名称",
        "分项",
        "记录条数" if chosen.leaf.distinct else f"数量（{chosen.unit}）",
    ]
    exports.noted(asked, here.actor, form="xlsx", what=f"records:{codes.written(chosen.leaf)}"[:400])
    return exports.xlsx(
        exports.Sheet("名单", head, columns, rows), f"{asked.figure.title}-名单-{asked.place.name}-{asked.period.code}"
    )


def _context(
    asked: Question,
    terms: list[shares.Term],
    chosen: shares.Term,
    sums: dict[shares.Term, shares.Sum],
    values: list[Decimal | None],
    whole: Decimal | None,
) -> dict[str, Any]:
    """Each term's own sum beside the figure's answer for it: they are two questions, and must agree."""
    tabs = [
        {
            "term": term,
            "text": tabular(value, term.unit),
            "count": sums[term].lines,
            "agrees": sums[term].value == value,
            "address": asked.about("figure-records", term=number),
            "chosen": term is chosen,
        }
        for number, (term, value) in enumerate(zip(terms, values, strict=True))
    ]
    return {
        "asked": asked,
        "figure": asked.figure,
        "value": tabular(whole, asked.figure.unit),
        "definition": words.definition(asked.figure),
        "formula": lettered(asked.figure),
        "as_of_shown": moments.shown(asked.as_of),
        "tabs": tabs,
        "term": chosen,
        "sum": tabular(sums[chosen].value, chosen.unit),
        "count": sums[chosen].lines,
        "agrees": sums[chosen].value == values[terms.index(chosen)],
        "explorer": asked.about("figure", own=None),
        "changes": asked.about("figure-changes", own=None),
    }


def lettered(figure: codes.Figure) -> str:
    """甲 ÷（乙 + 丙）; terms of last year are terms of their own."""
    order = list(dict.fromkeys(figure.leaves))
    names = {leaf: "甲乙丙丁戊己庚辛壬癸"[number % 10] for number, leaf in enumerate(order)}

    def say(part: codes.Formula, inner: bool) -> str:
        if isinstance(part, codes.Leaf):
            return names[part]
        if isinstance(part, codes.Number):
            return f"{part.value:f}"
        sign = {"/": "÷", "*": "×", "-": "−"}.get(part.sign, part.sign)
        text = f"{say(part.left, True)} {sign} {say(part.right, True)}"
        return f"（{text}）" if inner else text

    return say(figure.formula, False) if isinstance(figure.formula, codes.Operation) else ""


def _at(asked: Question, terms: list[shares.Term], chosen: shares.Term, size: int, number: int) -> str:
    return asked.about("figure-records", term=terms.index(chosen) or None, size=size, page=number)


def _number(request: HttpRequest, name: str, most: int, usual: int) -> int:
    text = request.GET.get(name, "")
    return max(0, min(int(text), most)) if text.isascii() and text.isdecimal() and len(text) < 9 else usual


def _area(code: str) -> str:
    return catalogue.AREAS[code].title if code in catalogue.AREAS else code

"""The figures of the first page and of the leader's screen: which, from `cockpit.yaml` or the user's own choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from liuyou.kernel.access.models import Actor
from liuyou.kernel.accounts.models import User
from liuyou.kernel.base.errors import BadInput, LiuyouError
from liuyou.kernel.base.numbers import printed
from liuyou.kernel.base.periods import Period
from liuyou.kernel.journal import lines
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.codes import Figure
from liuyou.kernel.ledger.figures import Cell, ask
from liuyou.kernel.web.pages import Here
from liuyou.kernel.writing.permit import permit
from liuyou.reports.figures.views.panel import compared
from liuyou.reports.workbench.models import FigureChoice

DATA = Path(__file__).with_name("cockpit.yaml")
FEWEST, MOST = 1, 8
CHOOSE = "workbench.figures.choose"
REGISTER = "workbench.figures"


@dataclass(frozen=True, slots=True)
class Card:
    """One figure as a card: in words and numbers."""

    code: str
    title: str
    number: str
    unit: str
    last: str
    change: str
    period: str


@cache
def settings() -> dict[str, Any]:
    """`sections`, `trend`, `tree` of the screen and `home`, the first page's usual figures."""
    found: dict[str, Any] = yaml.safe_load(DATA.read_text("utf-8"))
    return found


def figure_or_none(code: str) -> Figure | None:
    """None where an area is not installed, or a figure has been given up."""
    try:
        return codes.figure(code)
    except LiuyouError:
        return None


def cards(wanted: Sequence[tuple[str, str]], org: int, period: Period) -> dict[str, Card]:
    """Code → card, for pairs of code and words (empty: the figure's own title); one question to the ledger."""
    figures = {code: figure for code, _ in wanted if (figure := figure_or_none(code))}
    last = period.last_year()
    cells = [Cell(figure, org, each) for figure in figures.values() for each in (period, last)]
    answers = ask(cells)
    words, found = dict(wanted), {}
    for code, figure in figures.items():
        now, before = (answers[Cell(figure, org, each)].value for each in (period, last))
        number, unit = split(printed(now, figure.unit), figure.unit)
        found[code] = Card(
            code,
            words[code] or figure.title,
            number,
            unit,
            printed(before, figure.unit),
            compared(now, before, figure.unit),
            period.code,
        )
    return found


def split(text: str, unit: str) -> tuple[str, str]:
    """24万元 → 24, 万元: the number large, its unit small."""
    for end in ("万元", "亿元", "元"):
        if unit == "元" and text.endswith(end):
            return text.removesuffix(end), end
    return text, "" if unit == "%" else unit


def chosen(here: Here) -> list[str]:
    """The user's own choice; else the usual figures of the areas that he or she works in, else of all."""
    own = FigureChoice.objects.filter(user=here.user).values_list("codes", flat=True).first()
    if own:
        return [code for code in own if figure_or_none(code)]
    usual: list[str] = [code for code in settings()["home"] if figure_or_none(code)]
    mine = [code for code in usual if here.may(f"{code.split('.')[0]}.read")]
    return (mine or usual)[:MOST]


def choose_figures(wanted: Sequence[str], *, user: User, actor: Actor) -> None:
    """Keep which figures stand on the first page, in this order. Everybody chooses for himself or herself only."""
    kept = list(dict.fromkeys(wanted))
    if user.actor_id != actor.pk:
        raise BadInput("首页指标只能自己选。")
    if not FEWEST <= len(kept) <= MOST:
        raise BadInput(f"请选 {FEWEST} 至 {MOST} 个指标，现在选了 {len(kept)} 个。")
    for code in kept:
        codes.figure(code)
    with permit(CHOOSE) as stamp:
        before = FigureChoice.objects.filter(user=user).values_list("codes", flat=True).first()
        FigureChoice.objects.update_or_create(user=user, defaults={"codes": kept})
        change = (REGISTER, user.pk, user.org_id, {"codes": before}, {"codes": kept})
        lines.append([change], at=stamp, actor=actor, action=CHOOSE)

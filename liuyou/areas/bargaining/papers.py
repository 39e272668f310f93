"""Papers of one bargaining record: the written offer (集体合同规定 §32: in writing), and the filing of an agreement."""

from __future__ import annotations

from collections.abc import Iterator

from liuyou.areas.bargaining.models import Agreement, Offer
from liuyou.kernel.web.screens import Paper, Part


def _offer(record: Offer) -> Iterator[str | Part]:
    sent = f"{record.sent_on:%Y年%-m月%-d日}"
    yield f"{record.employer}："
    yield f"根据工会法、劳动合同法和集体合同规定，现就{record.get_kind_display()}有关事项，向贵方提出集体协商要约。"
    if record.due_on:
        yield f"请于 {record.due_on:%Y年%-m月%-d日} 前书面答复；无正当理由不得拒绝协商。"
    yield f"要约日期：{sent}。协商范围：{record.get_scope_display()}。"


def _day(value: object) -> str:
    return f"{value:%Y年%-m月%-d日}" if value else "—"


def _filing(record: Agreement) -> Iterator[str | Part]:
    facts = (
        ("用人单位", record.employer),
        ("统一社会信用代码", record.credit_code or "—"),
        ("合同类型", record.get_kind_display()),
        ("协商范围", record.get_scope_display()),
        ("覆盖企业、职工", f"{record.employers} 家，{record.workers} 人，其中女职工 {record.women} 人"),
        ("协商代表", f"职工方 {record.worker_reps or '—'} 人，用人单位方 {record.employer_reps or '—'} 人"),
        ("审议", f"应到 {record.entitled or '—'}，实到 {record.present or '—'}，同意 {record.in_favour or '—'}"),
        ("首席代表", f"职工方 {record.worker_chief or '—'}，用人单位方 {record.employer_chief or '—'}"),
        ("签订日期", _day(record.signed_on)),
        ("期限", f"{_day(record.starts_on)}至{_day(record.ends_on)}"),
    )
    yield Part("", (), facts)


OFFER = (Paper("offer", "集体协商要约书", _offer, ("sent", "accepted", "refused"), ("工会（盖章）",)),)
AGREEMENT = (
    Paper("filing", "集体合同送审表", _filing, ("signed", "filed", "in_force", "renewed"), ("报送人", "单位（盖章）")),
)

"""What a return is counted by: whether it came, in time or late, and how often it went back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from liuyou.kernel.ledger.measures import Entry, Measure, posting
from liuyou.reports.returns.models import Return

DIMS = {"form": "报表"}
DUE = Measure("returns.due", "应报报表", "份", dims=DIMS | {"outcome": "上报情况"})
NIL = Measure("returns.nil", "零报告", "份", dims=DIMS)
SENT_BACK = Measure("returns.sent_back", "退回修改", "次", dims=DIMS)


@posting("returns.return", DUE, NIL, SENT_BACK)
def return_entries(record: Return) -> Iterator[Entry]:
    """Due on its deadline, whatever has become of it; what has become of it is a dimension."""
    if record.state == "void":
        return
    yield DUE.entry(1, on=record.deadline, form=record.form_title, outcome=record.outcome)
    if record.nil:
        yield NIL.entry(1, on=record.deadline, form=record.form_title)
    for day in record.sent_back:
        yield SENT_BACK.entry(1, on=date.fromisoformat(day), form=record.form_title)

"""A paper from the ledger and back: written, altered, outdated, refreshed."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from liuyou.areas.aid.actions import correct_payment
from liuyou.kernel.access.models import Actor
from liuyou.kernel.base.errors import BadInput, NotFound
from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents.layout import Paper
from liuyou.kernel.documents.models import Citation
from liuyou.kernel.documents.papers import State, refresh, verify, write
from liuyou.kernel.writing.permit import permit

H1, TODAY = Period.parse("2016H1"), date(2016, 7, 5)


def template(*lines: str) -> bytes:
    paper = Paper()
    for line in lines:
        paper.body(line)
    return paper.to_bytes()


TEMPLATE = template(
    "{{ 单位 }}{{ 时期 }}共救助{{ 指标(“aid.people”) }}人，"
    "发放{{ 指标(“aid.money”) }}，人均{{ 指标(“aid.money_per_person”) }}。",
    "{%p if 有(“aid.money[programme=金秋助学]”) %}",
    "金秋助学{{ 指标(“aid.money[programme=金秋助学]”) }}。",
    "{%p endif %}",
)


@pytest.fixture
def paid(county):
    one, two = county.people("王一", "李二")
    county.payment = county.pay(county.east1, one, "20000", date(2016, 1, 28))
    county.pay(county.west1, two, "4000", date(2016, 2, 1))
    return county


def written(county, content: bytes = TEMPLATE):
    return write(content, kind="summary", org=county.root, period=H1, on=TODAY, actor=county.actor).content


def text_of(docx: bytes) -> str:
    xml = zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml").decode()
    return "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", xml))


def edited(docx: bytes, old: str, new: str) -> bytes:
    """The same file with its document.xml changed, as an editor would."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as source, zipfile.ZipFile(out, "w") as target:
        for item in source.infolist():
            body = source.read(item)
            if item.filename == "word/document.xml":
                assert old.encode() in body
                body = body.replace(old.encode(), new.encode(), 1)
            target.writestr(item, body)
    return out.getvalue()


def states(county, docx: bytes) -> list[State]:
    return [each.state for each in verify(docx, actor=county.actor, on=TODAY).findings]


def test_a_fresh_paper_agrees(paid):
    paper = written(paid)
    assert "示例县总工会2016年上半年共救助2人，发放2.4万元，人均1.2万元。" in text_of(paper)
    assert "金秋助学" not in text_of(paper)
    report = verify(paper, actor=paid.actor, on=TODAY)
    assert (report.agrees, len(report.findings)) == (True, 3)


def test_an_altered_digit_is_named(paid):
    assert states(paid, edited(written(paid), "2.4万元", "2.5万元")) == [State.AGREES, State.ALTERED, State.AGREES]


def test_a_corrected_payment_is_named_with_its_effect(paid):
    paper = written(paid)
    changes = {"amount": Decimal("21000")}
    correct_payment(paid.payment, changes=changes, actor=paid.actor, reason="凭证为 21000 元")
    report = verify(paper, actor=paid.actor, on=TODAY)
    assert [each.state for each in report.findings] == [State.AGREES, State.CHANGED, State.CHANGED]
    [(_, differences)] = report.findings[1].changes
    assert {each.row.record for each in differences} == {paid.payment.pk}
    assert sum(each.value for each in differences) == 1000
    assert report.reproduced


def test_refresh_brings_figures_up_to_date_and_keeps_an_added_paragraph(paid):
    paper = edited(written(paid), "<w:sectPr", "<w:p><w:r><w:t>新增一段</w:t></w:r></w:p><w:sectPr")
    changes = {"amount": Decimal("21000")}
    correct_payment(paid.payment, changes=changes, actor=paid.actor, reason="凭证为 21000 元")
    result = refresh(paper, actor=paid.actor, on=TODAY)
    assert result.changed == {2: ("2.4万元", "2.5万元"), 3: ("1.2万元", "1.25万元")}
    assert "发放2.5万元，人均1.25万元" in text_of(result.content)
    assert "新增一段" in text_of(result.content)
    assert verify(result.content, actor=paid.actor, on=TODAY).agrees


def test_a_lost_figure_is_missing(paid):
    paper = written(paid)
    xml = zipfile.ZipFile(io.BytesIO(paper)).read("word/document.xml").decode()
    start = xml.index("<w:bookmarkStart", xml.index("发放") - 10)
    end = xml.index("<w:bookmarkEnd", start)
    end = xml.index("/>", end) + 2
    assert states(paid, edited(paper, xml[start:end], "")) == [State.AGREES, State.MISSING, State.AGREES]


def test_tampering_with_the_citations_breaks_the_signature(paid):
    paper = written(paid)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE documents_citation SET printed = '9万元', value = 90000 WHERE number = 2")
        cursor.execute("SET LOCAL session_replication_role = origin")
    report = verify(paper, actor=paid.actor, on=TODAY)
    assert not report.signed
    assert not report.reproduced
    assert not report.agrees


def test_tampering_with_the_ledgers_past_is_found(paid):
    paper = written(paid)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE ledger_entry SET seal = seal + 1 WHERE record = %s", [paid.payment.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert not verify(paper, actor=paid.actor, on=TODAY).reproduced


def test_unknown_tags_are_named_with_the_nearest_and_nothing_is_kept(paid):
    with pytest.raises(BadInput) as caught:
        written(paid, template("共{{ 指标(“aid.mony”) }}和{{ 指标(“aid.peple”) }}"))
    assert ["aid.money" in str(caught.value.problems[0]), "aid.people" in str(caught.value.problems[1])] == [True, True]
    assert not Citation.objects.exists()


def test_a_paper_out_of_reach_or_of_another_house_is_not_found(paid):
    with permit("access.actor.start"):
        stranger = Actor.objects.create(name="外人")
    with pytest.raises(NotFound):
        verify(written(paid), actor=stranger, on=TODAY)
    with pytest.raises(NotFound, match="不是从本系统写出的"):
        verify(template("没有引用"), actor=paid.actor, on=TODAY)

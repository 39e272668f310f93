"""A paper from the ledger and back: written, altered, outdated, refreshed."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from click.testing import CliRunner
from django.db import connection

from liuyou.areas.aid.actions import correct_payment
from liuyou.cli import main
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents.layout import Paper
from liuyou.kernel.documents.models import Citation, Document
from liuyou.kernel.documents.papers import State, refresh, signed, verify, write
from liuyou.kernel.ledger import codes
from liuyou.kernel.writing.permit import moment, permit

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
    return [each.state for each in verify(docx, actor=county.actor).findings]


def test_a_fresh_paper_agrees(paid):
    paper = written(paid)
    assert "示例县总工会2016年上半年共救助2人，发放2.4万元，人均1.2万元。" in text_of(paper)
    assert "金秋助学" not in text_of(paper)
    report = verify(paper, actor=paid.actor)
    assert (report.agrees, len(report.findings)) == (True, 3)


def test_an_altered_digit_is_named(paid):
    assert states(paid, edited(written(paid), "2.4万元", "2.5万元")) == [State.AGREES, State.ALTERED, State.AGREES]


def test_a_corrected_payment_is_named_with_its_effect(paid):
    paper = written(paid)
    changes = {"amount": Decimal("21000")}
    correct_payment(paid.payment, changes=changes, actor=paid.actor, reason="凭证为 21000 元")
    report = verify(paper, actor=paid.actor)
    assert [each.state for each in report.findings] == [State.AGREES, State.CHANGED, State.CHANGED]
    [(_, differences)] = report.findings[1].changes
    assert {each.row.record for each in differences} == {paid.payment.pk}
    assert sum(each.value for each in differences) == 1000
    assert report.reproduced


def test_refresh_brings_figures_up_to_date_and_keeps_an_added_paragraph(paid):
    paper = edited(written(paid), "<w:sectPr", "<w:p><w:r><w:t>新增一段</w:t></w:r></w:p><w:sectPr")
    changes = {"amount": Decimal("21000")}
    correct_payment(paid.payment, changes=changes, actor=paid.actor, reason="凭证为 21000 元")
    result = refresh(paper, actor=paid.actor)
    assert result.changed == {2: ("2.4万元", "2.5万元"), 3: ("1.2万元", "1.25万元")}
    assert "发放2.5万元，人均1.25万元" in text_of(result.content)
    assert "新增一段" in text_of(result.content)
    assert verify(result.content, actor=paid.actor).agrees


def test_a_lost_figure_is_missing(paid):
    paper = written(paid)
    xml = zipfile.ZipFile(io.BytesIO(paper)).read("word/document.xml").decode()
    start = xml.index("<w:bookmarkStart", xml.index("发放") - 10)
    end = xml.index("<w:bookmarkEnd", start)
    end = xml.index("/>", end) + 2
    assert states(paid, edited(paper, xml[start:end], "")) == [State.AGREES, State.MISSING, State.AGREES]


def tampered(statement: str, *parameters: object) -> None:
    """As somebody does who has the database in hand."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, parameters)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize(
    "change",
    [
        "citation SET unit = '人'",
        "citation SET decimals = 0",
        "citation SET formula = 'aid.money' WHERE number = 1",
        "document SET kind = 'other'",
        "document SET org_id = org_id + 1",
        "document SET period = '2015H1'",
        "document SET as_of = as_of - interval '1 hour'",
        "document SET refreshes_id = id",
        "document SET actor_id = {other}",
    ],
)
def test_the_signature_covers_all_that_is_kept_of_a_paper(paid, change):
    paper = written(paid)
    with permit("access.actor.start"):
        other = Actor.objects.create(name="外人").pk
    tampered(f"UPDATE documents_{change.format(other=other)}")
    document = Document.objects.get()
    assert not signed(document, list(document.citations.order_by("number")))
    if not change.startswith("document SET org"):  # another org may be out of reach
        with pytest.raises(Refused, match="签名不符"):
            refresh(paper, actor=paid.actor)
    assert Document.objects.count() == 1


def test_tampering_with_the_citations_breaks_the_signature(paid):
    paper = written(paid)
    tampered("UPDATE documents_citation SET printed = '9万元', value = 90000 WHERE number = 2")
    report = verify(paper, actor=paid.actor)
    assert not report.signed
    assert not report.reproduced
    assert not report.agrees


def test_tampering_with_the_ledgers_past_is_found(paid):
    paper = written(paid)
    tampered("UPDATE ledger_entry SET seal = seal + 1 WHERE record = %s", paid.payment.pk)
    assert not verify(paper, actor=paid.actor).reproduced


def test_unknown_tags_are_named_with_the_nearest_and_nothing_is_kept(paid):
    with pytest.raises(BadInput) as caught:
        written(paid, template("共{{ 指标(“aid.mony”) }}和{{ 指标(“aid.peple”) }}"))
    assert ["aid.money" in str(caught.value.problems[0]), "aid.people" in str(caught.value.problems[1])] == [True, True]
    assert not Citation.objects.exists()


def test_a_paper_out_of_reach_or_of_another_house_is_not_found(paid):
    with permit("access.actor.start"):
        stranger = Actor.objects.create(name="外人")
    with pytest.raises(NotFound):
        verify(written(paid), actor=stranger)
    with pytest.raises(NotFound, match="不是从本系统写出的"):
        verify(template("没有引用"), actor=paid.actor)


def test_a_paper_as_of_the_future_is_one_of_now(paid):
    later = moment() + timedelta(days=30)
    paper = write(TEMPLATE, kind="summary", org=paid.root, period=H1, on=TODAY, actor=paid.actor, as_of=later)
    paid.pay(paid.east1, paid.people("丙三")[0], "500", date(2016, 3, 1))
    assert paper.as_of < later
    assert verify(paper.content, actor=paid.actor).reproduced


def test_a_paper_as_of_the_past_is_as_of_that_moment(paid):
    before = moment()
    paid.pay(paid.east1, paid.people("丙三")[0], "500", date(2016, 3, 1))
    paper = write(TEMPLATE, kind="summary", org=paid.root, period=H1, on=TODAY, actor=paid.actor, as_of=before)
    assert paper.as_of == before
    assert "发放2.4万元" in text_of(paper.content)


def test_the_right_is_that_of_today_whatever_date_is_printed(paid):
    today = clock.today()
    with permit("access.actor.start"):
        former, new = (Actor.objects.create(name=name) for name in ("前任", "新任"))
    appoint(former, paid.root, "全权", ["*"], since=date(2010, 1, 1))
    tampered("UPDATE access_post SET ends = %s WHERE actor_id = %s", today, former.pk)
    appoint(new, paid.root, "全权", ["*"], since=today)
    long_ago = {"kind": "summary", "org": paid.root, "period": H1, "on": date(2012, 1, 1)}
    with pytest.raises(NotFound):
        write(TEMPLATE, actor=former, **long_ago)
    assert write(TEMPLATE, actor=new, **long_ago).figures == 3


def test_a_paper_survives_its_named_figure_changed_and_removed(paid, monkeypatch):
    paper, code = written(paid), "aid.money_per_person"
    monkeypatch.setitem(codes.NAMED, code, replace(codes.NAMED[code], formula="aid.money + 1"))
    codes.figure.cache_clear()
    assert verify(paper, actor=paid.actor).agrees
    monkeypatch.delitem(codes.NAMED, code)
    codes.figure.cache_clear()
    assert verify(paper, actor=paid.actor).agrees
    assert "人均1.2万元" in text_of(refresh(paper, actor=paid.actor).content)
    monkeypatch.undo()
    codes.figure.cache_clear()


def test_filters_that_leave_nothing_are_refused_in_a_template(paid):
    with pytest.raises(BadInput) as caught:
        written(paid, template("共{{ 指标(“aid.warmth_money[programme=金秋助学]”) }}"))
    assert "互相矛盾" in str(caught.value.problems[0])


def test_a_figure_pasted_from_another_paper_does_not_pass(paid):
    mine, other = written(paid), written(paid)
    xml = zipfile.ZipFile(io.BytesIO(other)).read("word/document.xml").decode()
    paragraph = next(each for each in re.findall(r"<w:p[ >].*?</w:p>", xml, re.S) if "2.4万元" in each)
    mixed = edited(mine, "<w:sectPr", paragraph.replace("2.4万元", "9万元") + "<w:sectPr")
    report = verify(mixed, actor=paid.actor)
    assert {each.state for each in report.findings} == {State.AGREES}
    assert (len(report.foreign), report.agrees) == (1, False)


def test_a_deleted_figure_does_not_come_back(paid):
    emptied = edited(written(paid), ">2.4万元<", "><")
    result = refresh(emptied, actor=paid.actor)
    assert [each.number for each in result.missing] == [2]
    assert "发放，人均" in text_of(result.content)
    assert verify(result.content, actor=paid.actor).agrees


def test_what_is_typed_into_an_emptied_anchor_after_a_refresh_does_not_pass(paid):
    result = refresh(edited(written(paid), ">2.4万元<", "><"), actor=paid.actor).content
    assert verify(result, actor=paid.actor).agrees
    report = verify(edited(result, "<w:t/>", "<w:t>9万元</w:t>"), actor=paid.actor)
    assert (len(report.foreign), report.agrees) == (1, False)


def test_a_paper_that_cannot_be_saved_is_not_kept(paid):
    def full(content: bytes) -> None:
        raise OSError

    given = {"kind": "summary", "org": paid.root, "period": H1, "on": TODAY, "actor": paid.actor}
    with pytest.raises(OSError):  # noqa: PT011
        write(TEMPLATE, save=full, **given)
    assert not Document.objects.exists()
    paper = written(paid)
    with pytest.raises(OSError):  # noqa: PT011
        refresh(paper, actor=paid.actor, save=full)
    assert Document.objects.count() == 1


@pytest.mark.parametrize("target", ["/dev/full", "/proc/总结.docx", "{here}/文件/总结.docx"])
def test_an_output_that_cannot_be_written_is_told_and_nothing_is_kept(paid, tmp_path, target):
    (tmp_path / "文件").write_text("不是文件夹")
    command = ["write", "summary", "--org", "示例县总工会", "--period", "2016H1", "-o", target.format(here=tmp_path)]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 1
    assert re.search("写不了文件|请换一个|请检查路径", result.output)
    assert not Document.objects.exists()


def test_a_refused_refresh_leaves_the_original_as_it_was(paid, tmp_path):
    paper = tmp_path / "总结.docx"
    paper.write_bytes(written(paid))
    before = paper.read_bytes()
    tampered("UPDATE documents_citation SET code = 'aid.payments' WHERE number = 2")
    result = CliRunner().invoke(main, ["refresh", str(paper)])
    assert (result.exit_code, "签名不符" in result.output) == (1, True)
    assert paper.read_bytes() == before
    assert list(tmp_path.iterdir()) == [paper]


def test_a_foreign_figure_makes_the_command_leave_with_3(paid, tmp_path):
    mine, other = written(paid), written(paid)
    xml = zipfile.ZipFile(io.BytesIO(other)).read("word/document.xml").decode()
    paragraph = next(each for each in re.findall(r"<w:p[ >].*?</w:p>", xml, re.S) if "2.4万元" in each)
    (tmp_path / "a.docx").write_bytes(edited(mine, "<w:sectPr", paragraph + "<w:sectPr"))
    result = CliRunner().invoke(main, ["verify", str(tmp_path / "a.docx")])
    assert (result.exit_code, "混有其他公文" in result.output) == (3, True)

import io
import re

import pytest
from docx import Document

from liuyou.kernel.documents import anchors, pdf

from .small_papers import FIGURES, PAPER, anchored, docx, edit, edit_pattern, half_year, part, render, text

BOOKMARKS = r'<w:bookmark(?:Start|End) w:id="\d+"(?: w:name="ly_[^"]*")?/>'
ONE = '{{ 指标("aid.money") }}'


def found(paper: bytes) -> dict[int, tuple[str, str]]:
    return {number: (item.text, item.via) for number, item in anchors.read(paper).found.items()}


def test_a_figure_is_anchored_by_bookmark_and_control_and_the_paper_knows_its_id():
    paper = anchored(f"发放{ONE}元")
    body = part(paper)
    assert f'w:name="ly_{PAPER}_1"' in body
    assert f'<w:tag w:val="ly:{PAPER}:1"/>' in body
    assert '<w:alias w:val="指标 1"/>' in body
    assert PAPER in part(paper, "docProps/custom.xml")
    assert text(paper) == ["发放7元"]
    assert anchors.read(paper) == anchors.Reading(PAPER, {1: anchors.Found("7", "bookmark")}, {}, frozenset())


def test_text_around_a_figure_keeps_its_run_properties():
    def build(document):
        run = document.add_paragraph().add_run(f"发放{ONE}元")
        run.bold = True

    body = part(anchors.anchor(render(docx(build)), PAPER))
    assert re.findall(r"<w:r><w:rPr><w:b/></w:rPr><w:t[^>]*>([^<]*)</w:t></w:r>", body) == ["发放", "7", "元"]


def test_breaks_and_tabs_beside_a_figure_stay_where_they_were():
    def build(document):
        run = document.add_paragraph().add_run(f"甲{ONE}乙")
        run.add_tab()
        run.add_text(f"丙{ONE}")

    paper = anchors.anchor(render(docx(build)), PAPER)
    order = re.findall(r"<w:tab/>|(?<=>)[^<>]+(?=</w:t>)", part(paper))
    assert order == ["甲", "7", "乙", "<w:tab/>", "丙", "7"]
    assert list(anchors.read(paper).found) == [1, 2]


def test_bookmark_ids_are_unique_beside_those_already_there():
    plain = render(docx(lambda document: [document.add_paragraph(ONE), document.sections[0].header.add_paragraph(ONE)]))
    marked = edit(plain, "<w:body>", '<w:body><w:bookmarkStart w:id="7" w:name="old"/><w:bookmarkEnd w:id="7"/>')
    paper = anchors.anchor(marked, PAPER)
    starts = [
        re.findall(r'bookmarkStart w:id="(\d+)"', part(paper, name))
        for name in ("word/document.xml", "word/header1.xml")
    ]
    assert starts == [["7", "8"], ["9"]]


def test_figures_in_cells_headers_and_footers_are_anchored():
    def build(document):
        document.add_table(rows=1, cols=1).cell(0, 0).text = ONE
        document.sections[0].header.paragraphs[0].text = ONE
        document.sections[0].footer.paragraphs[0].text = ONE

    assert list(anchors.read(anchors.anchor(render(docx(build)), PAPER)).found) == [1, 2, 3]


def test_a_changed_digit_is_seen():
    paper = anchors.anchor(render(docx(lambda document: document.add_paragraph(ONE)), {"aid.money": "24万元"}), PAPER)
    assert found(edit(paper, ">24万元<", ">25万元<")) == {1: ("25万元", "bookmark")}


@pytest.mark.parametrize(
    ("pattern", "new", "expected"),
    [
        (BOOKMARKS, "", {1: ("7", "control")}),
        (r"<w:tag [^>]*/>", "", {1: ("7", "bookmark")}),
        (r"</?w:sdt>|</?w:sdtContent>|<w:sdtPr>.*?</w:sdtPr>", "", {1: ("7", "bookmark")}),
        (BOOKMARKS + r"|<w:tag [^>]*/>", "", {}),
        (r"(<w:bookmarkStart[^>]*/>)(.*?)(<w:bookmarkEnd[^>]*/>)", r"\1\3\2", {1: ("7", "control")}),
        (r"<w:t>7</w:t>", "", {1: ("", "bookmark")}),
    ],
    ids=["bookmark gone", "tag gone", "control gone", "both gone", "bookmark empty", "text deleted"],
)
def test_one_anchor_is_enough(pattern, new, expected):
    assert found(edit_pattern(anchored(f"发放{ONE}元"), pattern, new)) == expected


def test_deleted_text_under_tracking_is_not_text_and_inserted_text_is():
    tracked = (
        '<w:del w:id="90"><w:r><w:delText>7</w:delText></w:r></w:del><w:ins w:id="91"><w:r><w:t>9</w:t></w:r></w:ins>'
    )
    paper = edit(anchored(f"发放{ONE}元"), "<w:r><w:t>7</w:t></w:r>", tracked)
    assert found(paper) == {1: ("9", "bookmark")}


def test_a_placeholder_shown_in_an_emptied_control_is_not_text():
    paper = edit(anchored(ONE), "<w:sdtPr>", "<w:sdtPr><w:showingPlcHdr/>")
    assert found(edit(paper, ">7<", ">单击此处输入文字<")) == {1: ("", "bookmark")}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('<w:bookmarkEnd w:id="1"/>', '<w:bookmarkEnd w:id="1"/><w:r><w:t>0家</w:t></w:r>', "70"),
        ('<w:bookmarkEnd w:id="1"/>', '<w:bookmarkEnd w:id="1"/><w:r><w:t>.5</w:t></w:r>', "7.5"),
        ('<w:bookmarkEnd w:id="1"/>', '<w:r><w:t>5</w:t></w:r><w:bookmarkEnd w:id="1"/>', "75"),
        ("<w:bookmarkStart", "<w:r><w:t>第2</w:t></w:r><w:bookmarkStart", "27"),
        ("<w:bookmarkStart", "<w:r><w:t>2.</w:t></w:r><w:bookmarkStart", "7"),
        ("<w:bookmarkStart", "<w:r><w:t>2</w:t><w:tab/></w:r><w:bookmarkStart", "7"),
        ("<w:sdt>", "<w:r><w:t>共</w:t></w:r><w:sdt>", "7"),
    ],
)
def test_digits_typed_against_an_anchor_belong_to_the_number_and_prose_does_not(old, new, expected):
    paper = edit(anchored(f"{ONE}家"), old, new)
    assert anchors.read(paper).found[1].text == expected
    replaced = anchors.replace(paper, {1: "88"}, "next0001")
    assert anchors.read(replaced).found[1].text == "88"
    assert "".join(text(replaced)).count("88") == 1
    assert not set("".join(text(replaced))) & {"5", "7"}


def test_two_figures_side_by_side_stay_two():
    assert found(anchored(ONE + ONE)) == {1: ("7", "bookmark"), 2: ("7", "bookmark")}


def test_a_figure_pasted_twice_is_reported_with_both_texts():
    paper = anchored(ONE)
    control = re.search(r"<w:sdt>.*?</w:sdt>", part(paper))
    assert control is not None
    copied = edit(paper, "<w:sectPr", f"<w:p>{control[0].replace('>7<', '>8<')}</w:p><w:sectPr", count=1)
    reading = anchors.read(copied)
    assert reading.copies == {1: ["7", "8"]}
    assert reading.found[1].text == "7"


def test_figures_of_another_paper_are_named_and_not_mixed_in():
    paper = anchored(ONE, ONE)
    other = part(anchors.anchor(render(docx(lambda document: document.add_paragraph(ONE))), "other123"))
    pasted = re.search(r"<w:p>.*?</w:p>", other)
    assert pasted is not None
    reading = anchors.read(edit(paper, "<w:sectPr", pasted[0].replace(">7<", ">9<") + "<w:sectPr", count=1))
    assert (reading.document, reading.foreign) == (PAPER, {"other123"})
    assert [item.text for item in reading.found.values()] == ["7", "7"]


def test_the_paper_is_known_by_its_anchors_when_the_property_is_gone():
    paper = edit(anchored(ONE), PAPER, "", "docProps/custom.xml")
    assert anchors.read(paper).document == PAPER


def test_a_paper_without_figures_reads_as_empty():
    reading = anchors.read(docx(lambda document: document.add_paragraph("只有文字")))
    assert reading == anchors.Reading(None, {}, {}, frozenset())


def test_replace_gives_new_figures_and_leaves_what_the_officer_wrote():
    paper = edit(
        anchored(f"发放{ONE}元", f"慰问{ONE}人"),
        "<w:sectPr",
        "<w:p><w:r><w:t>新加的一段。</w:t></w:r></w:p><w:sectPr",
        count=1,
    )
    replaced = anchors.replace(edit(paper, "发放", "共发放"), {1: "25"}, "next0001")
    assert text(replaced) == ["共发放25元", "慰问7人", "新加的一段。"]
    assert (anchors.read(replaced).document, list(anchors.read(replaced).found)) == ("next0001", [1, 2])
    assert PAPER not in part(replaced)


def test_replace_keeps_the_formatting_of_a_figure_broken_over_runs():
    broken = "<w:r><w:rPr><w:b/></w:rPr><w:t>2</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>5</w:t></w:r>"
    replaced = anchors.replace(edit(anchored(ONE), "<w:r><w:t>7</w:t></w:r>", broken), {1: "30"}, "next0001")
    assert "<w:r><w:rPr><w:b/></w:rPr><w:t>30</w:t></w:r>" in part(replaced)
    assert text(replaced) == ["30"]


def test_replacing_nothing_changes_only_the_name_of_the_paper():
    paper = half_year()
    again = anchors.replace(anchors.replace(paper, {}, "next0001"), {}, PAPER)
    assert part(again) == part(paper)
    assert part(again, "word/styles.xml") == part(paper, "word/styles.xml")


@pytest.mark.parametrize("document", ["", "ab", "1abc", "Abcd", "a b c d", "a" * 17, 'abcd"/>'])
def test_a_document_id_is_a_short_token(document):
    with pytest.raises(ValueError, match="document id"):
        anchors.anchor(anchored(ONE), document)


def test_bookmark_names_stay_within_what_word_allows():
    assert len(f"ly_{'a' * 16}_{10**6}") <= 40


def test_the_half_year_summary_survives_libreoffice(tmp_path):
    if not pdf.available():
        pytest.skip("LibreOffice is not installed")
    source = tmp_path / "paper.docx"
    source.write_bytes(edit(half_year(), ">24万元<", ">25万元<"))
    paper = pdf.convert(source, tmp_path / "out", "docx").read_bytes()
    wanted = [value if value != "24万元" else "25万元" for value in FIGURES.values()]
    assert [item.text for item in anchors.read(paper).found.values()] == wanted
    replaced = anchors.replace(paper, {10: "26万元"}, "next0001")
    assert anchors.read(replaced).found[10].text == "26万元"
    assert len(re.findall('<w:tag w:val="ly:next0001:', part(replaced))) == len(FIGURES)
    assert Document(io.BytesIO(replaced)).paragraphs

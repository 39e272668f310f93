import io
import re

import pytest
from docx import Document

from liuyou.kernel.base.errors import BadInput, NotFound
from liuyou.kernel.documents import anchors, tagging, templates

from .small_papers import FIGURES, HALF_YEAR, PAPER, docx, edit, lines, render, text

ONE = '{{ 指标("aid.money") }}'


def shown(*paragraphs: str, values=None, figures=None) -> list[str]:
    return [re.sub("[\ufdd0-\ufdd2]", "|", line) for line in text(render(lines(*paragraphs), figures, values))]


def test_figures_are_numbered_as_they_appear_and_wrapped():
    assert shown(f"甲{ONE}乙", f"{ONE}") == ["甲|1|7|乙", "|2|7|"]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        (
            "指标（“aid.money［programme=送温暖，form=集中慰问］”，小数＝2）",
            '指标("aid.money[programme=送温暖,form=集中慰问]",小数=2)',
        ),
        ("指标(‘aid.money[programme=助学（大学）]’)", "指标('aid.money[programme=助学（大学）]')"),
        ("指标(“a”b)", '指标("a"b)'),
        ("单位\u3000", "单位 "),
    ],
)
def test_punctuation_of_word_and_wps_is_made_plain_inside_tags(written, plain):
    assert tagging.plain(written) == plain


def test_curly_quotes_outside_tags_stay():
    assert shown("对照“六有”（标准），{{ 指标（“x”，小数＝2） }}") == ["对照“六有”（标准），|1|7.00|"]


def test_a_tag_broken_over_runs_is_put_together_and_formatting_around_it_stays():
    def build(document):
        paragraph = document.add_paragraph()
        for piece, bold in (("甲{", True), ("{ 指", False), ("标(“aid.m", True), ("oney”) }", False), ("}乙", True)):
            paragraph.add_run(piece).bold = bold

    paper = anchors.anchor(render(docx(build)), PAPER)
    assert text(paper) == ["甲7乙"]
    assert [run.bold for run in Document(io.BytesIO(paper)).paragraphs[0].runs if run.text] == [True, True]


def test_tags_lists_the_figures_with_their_paragraphs_without_rendering():
    template = lines('发放{{ 指标("a.b[c=甲,d=乙|丙]", 小数=2) }}元', '{% if 有("e") %}有{{ 指标("f") }}{% endif %}')
    assert templates.tags(template) == [
        templates.Tag("a.b[c=甲,d=乙|丙]", '发放{{ 指标("a.b[c=甲,d=乙|丙]", 小数=2) }}元'),
        templates.Tag("f", '{% if 有("e") %}有{{ 指标("f") }}{% endif %}'),
    ]
    assert [tag.expression for tag in templates.conditions(template)] == ["e"]


def test_the_half_year_summary_asks_for_these_figures():
    assert sorted(tag.expression for tag in templates.tags(HALF_YEAR)) == sorted(FIGURES)
    assert {tag.expression for tag in templates.conditions(HALF_YEAR)} <= FIGURES.keys()


def test_the_half_year_summary_says_nothing_of_work_that_was_not_done():
    paper = "\n".join(text(render(HALF_YEAR, {})))
    assert paper.count("本期没有登记这方面的工作。") == 3
    assert anchors.OPEN not in paper
    assert "{" not in paper


def test_the_half_year_summary_reads_as_a_page():
    paper = "\n".join(text(anchors.anchor(render(HALF_YEAR), PAPER)))
    assert "云山区总工会2016年上半年工作总结" in paper
    assert "集中慰问145人，发放慰问金24万元；上门走访有特殊困难的职工8人，送去慰问金8000元；" in paper
    assert "没有登记" not in paper


def test_values_conditions_and_lists():
    values = {"单位": "甲<乙&丙", "名单": [{"姓名": "王一"}, {"姓名": "李二"}]}
    assert shown("{{ 单位 }}", values=values) == ["甲<乙&丙"]
    assert shown("{% for 行 in 名单 %}{{ 行.姓名 }}{% if not loop.last %}、{% endif %}{% endfor %}", values=values) == [
        "王一、李二"
    ]
    assert shown("甲{% if 有(“x”) %}有{% else %}无{% endif %}", figures={"x": "1"}) == ["甲有"]
    assert shown("甲{% if 有(“x”) %}有{% else %}无{% endif %}", figures={}) == ["甲无"]


def test_whole_paragraphs_come_and_go():
    template = ("{%p if 有(“x”) %}", "有", "{%p else %}", "无", "{%p endif %}", "尾")
    assert shown(*template, figures={"x": "1"}) == ["有", "尾"]
    assert shown(*template, figures={}) == ["无", "尾"]
    assert shown("{% if 有('x') %}", "有", "{% endif %}", figures={}) == []


def test_table_rows_repeat_and_an_empty_table_goes():
    def build(document):
        table = document.add_table(rows=3, cols=1)
        for row, content in zip(
            table.rows, ("{%tr for 行 in 名单 %}", "{{ 行.姓名 }}" + ONE, "{%tr endfor %}"), strict=True
        ):
            row.cells[0].text = content

    template = docx(build)
    paper = anchors.anchor(render(template, values={"名单": [{"姓名": "王一"}, {"姓名": "李二"}]}), PAPER)
    assert [row.cells[0]._tc.xpath("string()") for row in Document(io.BytesIO(paper)).tables[0].rows] == [
        "王一7",
        "李二7",
    ]
    assert not Document(io.BytesIO(render(template, values={"名单": []}))).tables


def test_a_value_with_lines_breaks_the_line_and_cannot_forge_marks_or_tags():
    assert "<w:br/>" in str(Document(io.BytesIO(render(lines("{{ x }}"), values={"x": "甲\n乙"}))).element.xml)
    assert shown("{{ x }}", values={"x": f"{anchors.OPEN}9\x00{{{{ y }}}}"}) == ["9{{ y }}"]


def test_braces_in_attributes_are_not_run():
    template = edit(lines(ONE), "<w:body>", '<w:body><w:bookmarkStart w:id="1" w:name="{{ 没有 }}{% 坏 %}"/>')
    assert '"{{ 没有 }}{% 坏 %}"' in str(Document(io.BytesIO(render(template))).element.xml)


def test_a_text_box_stored_twice_counts_its_figure_once():
    box = f"<w:pict><w:txbxContent><w:p><w:r><w:t>{ONE}</w:t></w:r></w:p></w:txbxContent></w:pict>"
    twice = f'<mc:AlternateContent><mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>'
    stored = f"</w:r><w:r>{twice}</mc:AlternateContent></w:r></w:p>"
    template = edit(lines("甲"), "</w:r></w:p>", stored, count=1)
    paper = anchors.anchor(render(template), PAPER)
    assert {number: item.text for number, item in anchors.read(paper).found.items()} == {1: "7"}


@pytest.mark.parametrize(
    "tag",
    [
        "{{ 单位.__class__ }}",
        "{{ 单位['__class__'] }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ 单位.format }}",
        "{{ 指标.__globals__ }}",
        "{{ self }}",
        "{{ self._TemplateReference__context }}",
        "{{ cycler.__init__ }}",
        "{{ lipsum() }}",
        "{{ range(9) }}",
        "{{ 单位 | attr('x') }}",
        "{{ 单位 | map(attribute='x') }}",
        "{{ 单位 * 9999999 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ 单位 ~ 单位 }}",
        "{{ [1, 2] }}",
        "{{ 指标(单位) }}",
        "{{ 指标('a', x=1) }}",
        "{{ 指标('a', 小数=99) }}",
        "{{ 指标(*名单) }}",
        "{{ 指标 }}",
        "{% if 指标('a') %}甲{% endif %}",
        "{% set x = 1 %}",
        "{% include 'x' %}",
        "{% import 'x' as x %}",
        "{% macro x() %}{% endmacro %}",
        "{% for 字 in 单位 %}甲{% endfor %}",
        "{% for 行 in 名单 recursive %}甲{% endfor %}",
        "{{ 没有这一项 }}",
        "{{ 单位",
        "{{ 指标('a' }}",
        "{% if 有('a') %}没有结束",
        "{% endif %}",
        "{{ " + "(" * 400 + " }}",
        "{{ " + "x" * 600 + " }}",
    ],
)
def test_what_a_template_may_not_do_is_refused_with_its_paragraph(tag):
    with pytest.raises(BadInput) as refusal:
        render(lines("别的段落", f"这一段{tag}"), values={"单位": "甲", "名单": [1]})
    assert "这一段" in str(refusal.value)
    assert "别的" not in str(refusal.value)
    assert not re.search("[A-Za-z]{4,} [a-z]+ [a-z]+", str(refusal.value))


def test_a_loop_is_bounded_over_all_its_levels():
    nested = "{% for a in x %}{% for b in x %}{% for c in x %}甲{% endfor %}{% endfor %}{% endfor %}"
    with pytest.raises(BadInput, match="循环超过"):
        render(lines(nested), values={"x": list(range(60))})


def test_blocks_must_open_and_close_in_one_place():
    for template in (("甲{% if 有('x') %}乙", "丙{% endif %}丁"), ("甲{%p if 有('x') %}", "乙", "{%p endif %}")):
        with pytest.raises(BadInput, match="单独成段"):
            render(lines(*template))


def test_a_refusal_of_the_ledger_carries_the_paragraph():
    def figure(code, decimals):
        raise NotFound(f"没有指标 {code}")

    with pytest.raises(BadInput, match=r"没有指标 aid\.money。所在段落：“第二段"):
        templates.render(lines("第一段", f"第二段{ONE}"), figure=figure, values={}, exists=bool)


def test_a_fault_of_the_program_is_not_blamed_on_the_template():
    def figure(code, decimals):
        raise KeyError(code)

    with pytest.raises(KeyError):
        templates.render(lines(ONE), figure=figure, values={}, exists=bool)

import io
import re
import shutil
import subprocess
from datetime import date

import pytest
from docx import Document
from docx.shared import Mm

from liuyou.kernel.documents import pdf
from liuyou.kernel.documents.fonts import FALLBACKS
from liuyou.kernel.documents.layout import CHARACTERS, LINES, Paper

from .small_papers import part


def paper() -> Paper:
    made = Paper()
    made.head("云山区总工会文件", "云工发〔2016〕4号", "李明")
    made.title("云山区总工会\n关于某项工作的请示")
    made.addressee("市总工会")
    made.heading1("一、情况")
    made.heading2("（一）登记")
    made.heading3("1. 走访")
    made.topic("做好登记。", "逐户走访。")
    made.attachments(["登记表", "汇总表"])
    made.signature("云山区总工会", date(2016, 7, 5))
    made.note("联系人：王明")
    made.imprint("市总工会", "云山区总工会办公室", date(2016, 7, 5))
    return made


def test_the_page_is_that_of_the_standard():
    section = Document(io.BytesIO(paper().to_bytes())).sections[0]
    measured = [
        section.page_width, section.page_height, section.top_margin, section.left_margin, section.right_margin,
        section.bottom_margin,
    ]  # fmt: skip
    assert [round(side / Mm(1)) for side in measured] == [210, 297, 37, 28, 26, 35]


def test_every_line_of_the_paper_is_there():
    texts = [line.text for line in Document(io.BytesIO(paper().to_bytes())).paragraphs if line.text]
    assert texts == [
        "云山区总工会文件", "云工发〔2016〕4号\t签发人：李明", "云山区总工会\n关于某项工作的请示", "市总工会：",
        "一、情况", "（一）登记", "1. 走访", "做好登记。逐户走访。", "附件：1. 登记表", "2. 汇总表", "云山区总工会",
        "2016年7月5日", "（联系人：王明）", "抄送：市总工会。", "云山区总工会办公室\t2016年7月5日印发",
    ]  # fmt: skip


def test_fonts_are_named_with_open_ones_to_fall_back_on():
    table = part(paper().to_bytes(), "word/fontTable.xml")
    for name, others in FALLBACKS.items():
        assert f'<w:font w:name="{name}"><w:altName w:val="{",".join(others)}"/>' in table


def test_page_numbers_stand_outside():
    section = Document(io.BytesIO(paper().to_bytes())).sections[0]
    assert section.footer.paragraphs[0].style.paragraph_format.alignment == 2
    assert section.even_page_footer.paragraphs[0].style.paragraph_format.alignment == 0


def test_a_page_holds_22_lines_of_28_characters_and_loses_none(tmp_path):
    if not (pdf.available() and shutil.which("pdftotext")):
        pytest.skip("LibreOffice or pdftotext is not installed")
    made = Paper()
    made.body("仿" * (CHARACTERS * LINES - 2))
    made.body("，".join("工会职工" * 3 for _ in range(60)))
    made.save(tmp_path / "paper.docx")
    result = pdf.to_pdf(tmp_path / "paper.docx", tmp_path / "out")
    text = subprocess.run(["pdftotext", str(result), "-"], capture_output=True, text=True, check=True).stdout
    pages = [re.sub(r"—\s*\d+\s*—|\s", "", page) for page in text.split("\f")]
    assert pages[0] == "仿" * (CHARACTERS * LINES - 2)
    assert "".join(pages[1:]) == "，".join("工会职工" * 3 for _ in range(60))

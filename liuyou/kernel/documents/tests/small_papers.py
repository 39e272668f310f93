"""Small papers for the tests of this package, and a way to edit their XML as an office program would."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from docx import Document

from liuyou.kernel.documents import anchors, templates
from liuyou.kernel.documents.package import Package, W

HALF_YEAR = Path(__file__).parents[3] / "reports" / "summaries" / "half_year.docx"
PAPER = "k3f9x2ab"
FIGURES = {
    "activities.cadre_training.sessions[level=省总]": "4",
    "activities.cadre_training.sessions[level=市总]": "2",
    "activities.cadre_training.participants": "15",
    "activities.innovation.items": "2",
    "activities.honours.people[honour=全国五一劳动奖章]": "1",
    "activities.honours.people[level=市级]": "6",
    "aid.people[programme=劳模慰问]": "16",
    "aid.money[programme=劳模慰问]": "1.6万元",
    "aid.people[programme=送温暖,form=集中慰问]": "145",
    "aid.money[programme=送温暖,form=集中慰问]": "24万元",
    "aid.people[programme=送温暖,form=走访慰问]": "8",
    "aid.money[programme=送温暖,form=走访慰问]": "8000元",
    "activities.job_fair.employers": "60",
    "activities.job_fair.posts": "3000",
    "activities.job_fair.intentions": "800",
    "aid.people[programme=困难女职工子女关爱]": "14",
    "aid.money[programme=困难女职工子女关爱]": "1.4万元",
    "aid.visits[programme=双联帮扶]": "3",
    "aid.people[programme=双联帮扶]": "3",
    "aid.money[programme=双联帮扶]": "4000元",
    "aid.goods[programme=双联帮扶]": "900元",
    "bargaining.offers[scope=单独]": "68",
    "bargaining.offers[scope=区域性|行业性]": "19",
    "bargaining.renewed_employers": "270",
    "bargaining.renewed_workers": "2195",
    "activities.safety_publicity.materials": "200",
    "activities.safety_publicity.souvenirs": "100",
    "organising.unions_founded": "943",
    "organising.founding_completion": "100.32%",
    "organising.unions_founded[form=行业联合会]": "21",
    "organising.unions_founded[form=联合]": "6",
    "organising.unions": "1009",
    "organising.unions[form=单独]": "982",
    "organising.unions[form=联合]": "12",
    "members.in[kind=新入会]": "1092",
    "organising.joining_completion": "232.34%",
    "members.in[kind=转入]": "31",
    "members.count": "4952",
    "organising.membership_rate": "96%",
    "organising.set_up": "133",
    "organising.set_up_rate": "80.5%",
    "organising.not_set_up": "48",
    "organising.checked": "66",
    "organising.check_rate": "100%",
    "organising.points": "61",
    "officers.staff": "9",
    "officers.staff[kind=专职]": "1",
    "officers.direct_rate": "10%",
    "activities.library.money": "6000元",
    "activities.library.sets": "2",
    "activities.class.sessions[subject=太极拳]": "5",
}
VALUES: dict[str, object] = {"单位": "云山区总工会", "时期": "2016年上半年", "日期": "2016年7月5日", "年份": 2016}
VALUES |= {"文号": "", "标题": ""}


def docx(build: Callable[[Document], object]) -> bytes:
    document = Document()
    build(document)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def lines(*texts: str) -> bytes:
    return docx(lambda document: [document.add_paragraph(text) for text in texts])


def render(template: bytes | Path, figures: dict[str, str] | None = None, values: dict[str, object] | None = None):
    known = FIGURES if figures is None else figures
    return templates.render(
        template,
        figure=lambda code, decimals: known.get(code, "7") if decimals is None else f"7.{'0' * decimals}",
        values=VALUES if values is None else values,
        exists=known.__contains__,
    )


def anchored(*texts: str) -> bytes:
    return anchors.anchor(render(lines(*texts)), PAPER)


def half_year() -> bytes:
    return anchors.anchor(render(HALF_YEAR), PAPER)


def text(paper: bytes, name: str = "word/document.xml") -> list[str]:
    """Text of each paragraph of a part, controls and boxes included."""
    root = Package(paper).tree(name)
    return ["".join(node.text or "" for node in paragraph.iter(W + "t")) for paragraph in root.iter(W + "p")]


def edit(paper: bytes, old: str, new: str, part: str = "word/document.xml", count: int = -1) -> bytes:
    return _edit(paper, part, lambda xml: xml.replace(old, new, count))


def edit_pattern(paper: bytes, pattern: str, new: str, part: str = "word/document.xml", count: int = 0) -> bytes:
    return _edit(paper, part, lambda xml: re.sub(pattern, new, xml, count=count))


def part(paper: bytes, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(paper)) as archive:
        return archive.read(name).decode()


def _edit(paper: bytes, name: str, change: Callable[[str], str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(paper)) as source, zipfile.ZipFile(target, "w") as archive:
        for item in source.namelist():
            content = source.read(item)
            archive.writestr(item, change(content.decode()) if item == name else content)
    return target.getvalue()

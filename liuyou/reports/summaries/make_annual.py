"""Makes annual.docx and plan.docx: the year's summary, with last year and the targets beside it, and the year's plan.

Run with `python -m liuyou.reports.summaries.make_annual`. What reports know beyond figures (points lost, difficulties,
key points) comes in by words (`words.py`); a section under which nobody has anything to say is left out.
"""

from __future__ import annotations

from pathlib import Path

from liuyou.kernel.documents.layout import Paper
from liuyou.reports.summaries import make_template as half
from liuyou.reports.summaries.make_template import figure, where

FOLDER = Path(__file__).parent
COMPARED = (
    ("工会组织（个）", "organising.unions"),
    ("新建工会（个）", "organising.unions_founded"),
    ("建会率", "organising.set_up_rate"),
    ("会员（人）", "members.count"),
    ("新发展会员（人）", "members.in[kind=新入会]"),
    ("职工入会率", "organising.membership_rate"),
    ("帮扶救助（人次）", "aid.payments"),
    ("帮扶救助金额", "aid.money"),
    ("生效的集体合同（份）", "bargaining.agreements"),
    ("集体合同覆盖职工（人）", "bargaining.workers"),
    ("专兼职工会工作人员（人）", "officers.staff"),
)
"""What is set beside last year: the title with its unit, the figure."""


def annual() -> Paper:
    paper = _begun("工作总结")
    paper.body(
        "{{ 时期 }}，{{ 单位 }}在同级党委和上级工会领导下，围绕中心、服务职工，对照年初确定的目标抓落实，"
        "各项工作取得了新的进展。现将全年情况总结如下。"
    )
    for section in (half.learning, half.development, half.welfare, half.organising, half.culture, half.others):
        section(paper)
    _comparison(paper)
    _problems(paper)
    paper.signature("{{ 单位 }}", "{{ 日期 }}")
    return paper


def plan() -> Paper:
    paper = _begun("工作计划")
    paper.body("为做好{{ 时期 }}工作，结合{{ 单位 }}实际，制定本计划。")
    _basis(paper)
    paper.heading1("二、总体要求")
    paper.body(
        "围绕建组织、强管理、维权益、送温暖、搞活动、抓亮点，把工作重心放在基层，目标量化到单位，责任落实到人，"
        "年初有布置、年中有检查、年终有考核。"
    )
    paper.heading1("三、目标和重点工作")
    for word, title in (
        ("年度目标", "年度目标"),
        ("工作要点", "工作要点"),
        ("上年未完成", "上年未完成、今年继续抓好的工作"),
    ):
        _optional(paper, word, title)
    for topic, text in (
        ("建好组织。", "摸清辖区用人单位底数，分类推进建会入会，做到应建尽建、按期换届。"),
        ("服务职工。", "用好困难职工档案，做实送温暖、就业帮扶和女职工关爱。"),
        ("维护权益。", "依法开展集体协商，扩大覆盖面，提高合同质量，督促履约。"),
        ("建强阵地。", "对照“六有”标准补短板，办好职工书屋和小型多样的文体活动。"),
    ):
        paper.topic(topic, text)
    paper.heading1("四、保障措施")
    paper.body(
        "目标分解到下级并签订责任书，按月看进度、按季作通报；督查发现的问题边查边改、逐项销号；"
        "好的做法及时总结推广，形成长效机制。"
    )
    paper.signature("{{ 单位 }}", "{{ 日期 }}")
    return paper


def _begun(ending: str) -> Paper:
    paper = Paper()
    paper.body("{%p if 文号 %}")
    paper.number("{{ 文号 }}")
    paper.body("{%p endif %}")
    paper.title("{% if 标题 %}{{ 标题 }}{% else %}{{ 单位 }}\n{{ 时期 }}" + ending + "{% endif %}")
    return paper


def _comparison(paper: Paper) -> None:
    """A table beside last year, a row only where one of the two years has something; then the targets, if there are."""
    paper.heading1("七、与上年和目标比较")
    paper.body("主要数据与上年同期比较如下表。")
    rows: list[tuple[str, ...]] = []
    for title, code in COMPARED:
        before = f"last_year({code})"
        rows.append((f'{{%tr if 有("{code}") or 有("{before}") %}}', "", "", ""))
        rows.append((title, figure(code), figure(before), figure(f"{code} - {before}")))
        rows.append(("{%tr endif %}", "", "", ""))
    paper.table(("指标", "本期", "上年同期", "增减"), rows)
    paper.body("{%p if 目标完成 %}")
    paper.body("对照年度目标，完成情况如下。")
    paper.body("{{ 目标完成 }}")
    paper.body("{%p endif %}")


def _problems(paper: Paper) -> None:
    """The heading names problems only where there are any; what comes next stands in any case."""
    found = "存在问题 or 核对提示"
    paper.body(f"{{%p if {found} %}}")
    paper.heading1("八、存在问题和下一步打算")
    paper.body("在总结成绩的同时，也要看到工作中还存在一些问题。")
    paper.body("{{ 存在问题 }}")
    paper.body("{{ 核对提示 }}")
    paper.body("{%p endif %}")
    paper.body(f"{{%p if not {found} %}}")
    paper.heading1("八、下一步打算")
    paper.body("{%p endif %}")
    paper.body("下一步，重点做好以下工作。")
    paper.body("{{ 下一步打算 }}")
    half.plans(paper, heading="")


def _basis(paper: Paper) -> None:
    paper.heading1("一、工作基础")
    now = ("organising.unions", "members.count", "officers.staff")
    before = ("organising.unions_founded", "members.in[kind=新入会]", "aid.money")
    paper.body(
        where(now[0], "现有工会组织*个，")
        + where(now[1], "会员*人，")
        + where("organising.membership_rate", "职工入会率*，")
        + where(now[2], "专兼职工会工作人员*名，")
        + "各项工作有了一定基础。"
        + where(f"last_year({before[0]})", "上年新建工会*个。")
        + where(f"last_year({before[1]})", "上年新发展会员*人。")
        + where(f"last_year({before[2]})", "上年发放帮扶救助资金*。")
    )


def _optional(paper: Paper, word: str, title: str) -> None:
    """A part that stands only if somebody has something to say under its word."""
    paper.body(f"{{%p if {word} %}}")
    paper.topic(f"{title}。", "")
    paper.body(f"{{{{ {word} }}}}")
    paper.body("{%p endif %}")


if __name__ == "__main__":
    annual().save(FOLDER / "annual.docx")
    plan().save(FOLDER / "plan.docx")

"""Makes half_year.docx, the half-year summary a district federation starts from.

Run with `python -m liuyou.reports.summaries.make_template`. The wording is a starting point that a union rewrites in
Word; what it keeps are the tags. A paragraph stands only if one of its figures does, so nothing is claimed for nothing.
"""

from __future__ import annotations

from pathlib import Path

from liuyou.kernel.documents.layout import Paper

TARGET = Path(__file__).with_name("half_year.docx")


def half_year() -> Paper:
    paper = Paper()
    paper.body("{%p if 文号 %}")
    paper.number("{{ 文号 }}")
    paper.body("{%p endif %}")
    paper.title("{% if 标题 %}{{ 标题 }}{% else %}{{ 单位 }}\n{{ 时期 }}工作总结{% endif %}")
    paper.body(
        "{{ 时期 }}，{{ 单位 }}在同级党委和上级工会领导下，对照年初安排，把工作重心放在基层，把服务送到职工身边，"
        "各项工作按计划推进。现将主要情况总结如下。"
    )
    for section in (learning, development, welfare, organisation, culture, others, plans):
        section(paper)
    paper.signature("{{ 单位 }}", "{{ 日期 }}")
    return paper


def figure(code: str) -> str:
    return f'{{{{ 指标("{code}") }}}}'


def where(code: str, text: str) -> str:
    """A clause that stands only if its figure does; `*` is the figure."""
    return f'{{% if 有("{code}") %}}{text.replace("*", figure(code))}{{% endif %}}'


def _any(codes: tuple[str, ...]) -> str:
    return " or ".join(f'有("{code}")' for code in codes)


def paragraph(paper: Paper, codes: tuple[str, ...], topic: str, text: str) -> None:
    paper.body(f"{{%p if {_any(codes)} %}}")
    paper.topic(topic, text)
    paper.body("{%p endif %}")


def silence(paper: Paper, codes: tuple[str, ...]) -> None:
    """Says so when a section would otherwise stand empty."""
    paper.body(f"{{%p if not ({_any(codes)}) %}}")
    paper.body("本期没有登记这方面的工作。")
    paper.body("{%p endif %}")


def learning(paper: Paper) -> None:
    province, city = (f"activities.cadre_training.sessions[level={level}]" for level in ("省总", "市总"))
    participants = "activities.cadre_training.participants"
    paper.heading1("一、队伍学习与干部培训")
    paper.body(
        "坚持集中学习与个人自学相结合，组织机关干部学习党的群团工作部署和工会法律法规，联系岗位实际查找不足，"
        "改进联系职工、服务基层的办法。"
    )
    paragraph(
        paper,
        (participants,),
        "抓好干部培训。",
        "按照缺什么、补什么的原则选派工会干部外出学习，"
        + where(province, "参加省总工会培训班*期，")
        + where(city, "参加市总工会培训班*期，")
        + f"共培训{figure(participants)}人次。",
    )


def development(paper: Paper) -> None:
    innovation = "activities.innovation.items"
    medal, city = (f"activities.honours.people[{by}]" for by in ("honour=全国五一劳动奖章", "level=市级"))
    people, money = (f"aid.{measure}[programme=劳模慰问]" for measure in ("people", "money"))
    paper.heading1("二、服务大局　建功立业")
    paragraph(
        paper,
        (innovation,),
        "鼓励技术创新。",
        "引导企业和职工围绕生产中的难题开展技术革新，向上级工会推荐优秀技术创新成果和先进操作法"
        f"{figure(innovation)}项。",
    )
    paragraph(
        paper,
        (medal, city),
        "选树先进典型。",
        "坚持面向一线推荐先进，"
        + where(medal, "*人荣获全国五一劳动奖章，")
        + where(city, "*人受到市级表彰，")
        + "在职工中树起学习的榜样。",
    )
    paragraph(
        paper,
        (people,),
        "关心劳模生活。",
        f"慰问劳动模范{figure(people)}人，" + where(money, "送上慰问金*，") + "把组织的关怀落到实处。",
    )
    silence(paper, (innovation, medal, city, people))


def welfare(paper: Paper) -> None:
    paper.heading1("三、服务职工　维护权益")
    shown = [part(paper) for part in (_warmth, _jobs, _children, _households, _bargaining, _safety)]
    silence(paper, tuple(code for codes in shown for code in codes))


def _warmth(paper: Paper) -> tuple[str, ...]:
    people, money, visited, visit_money = (
        f"aid.{measure}[programme=送温暖,form={form}]"
        for form in ("集中慰问", "走访慰问")
        for measure in ("people", "money")
    )
    paragraph(
        paper,
        (people, visited),
        "开展送温暖活动。",
        "针对困难职工和农民工的实际需要安排帮扶，"
        + where(people, "集中慰问*人，")
        + where(money, "发放慰问金*；")
        + where(visited, "上门走访有特殊困难的职工*人，")
        + where(visit_money, "送去慰问金*；")
        + "努力帮助他们渡过难关。",
    )
    return people, visited


def _jobs(paper: Paper) -> tuple[str, ...]:
    employers, posts, intentions = (f"activities.job_fair.{item}" for item in ("employers", "posts", "intentions"))
    paragraph(
        paper,
        (employers,),
        "搭建就业平台。",
        f"会同有关部门举办招聘活动，{figure(employers)}家用人单位到场，"
        + where(posts, "提供岗位*个，")
        + where(intentions, "达成用工意向协议*份，")
        + "为职工和农民工求职提供了方便。",
    )
    return (employers,)


def _children(paper: Paper) -> tuple[str, ...]:
    people, money = (f"aid.{measure}[programme=困难女职工子女关爱]" for measure in ("people", "money"))
    paragraph(
        paper,
        (people,),
        "关爱困难女职工子女。",
        f"看望困难女职工子女{figure(people)}人，" + where(money, "发放慰问金*，") + "鼓励孩子们安心求学。",
    )
    return (people,)


def _households(paper: Paper) -> tuple[str, ...]:
    visits, people, money, goods = (
        f"aid.{measure}[programme=双联帮扶]" for measure in ("visits", "people", "money", "goods")
    )
    paragraph(
        paper,
        (visits, people),
        "做好双联帮扶。",
        "根据联系户的情况逐户商定帮扶办法，"
        + where(visits, "入户走访*次，")
        + where(people, "帮扶联系户*户，")
        + where(money, "发放帮扶金*，")
        + where(goods, "送去价值*的农用物资，")
        + "帮助解决生产生活中的困难。",
    )
    return visits, people


def _bargaining(paper: Paper) -> tuple[str, ...]:
    single, regional = (f"bargaining.offers[scope={scope}]" for scope in ("单独", "区域性|行业性"))
    employers, workers = "bargaining.renewed_employers", "bargaining.renewed_workers"
    paragraph(
        paper,
        (single, regional, employers),
        "推进工资集体协商。",
        "指导企业工会和区域性、行业性工会联合会依法开展协商，"
        + where(single, "发出单独要约*个，")
        + where(regional, "发出区域性、行业性要约*个，")
        + where(employers, "续签集体合同的企业*家，")
        + where(workers, "覆盖职工*人，")
        + "推动劳动关系双方有事多商量。",
    )
    return single, regional, employers


def _safety(paper: Paper) -> tuple[str, ...]:
    materials, souvenirs = (f"activities.safety_publicity.{item}" for item in ("materials", "souvenirs"))
    paragraph(
        paper,
        (materials, souvenirs),
        "宣传安全生产。",
        "参与安全生产宣传咨询活动，向职工讲解安全知识，"
        + where(materials, "发放宣传资料和安全手册*份，")
        + where(souvenirs, "发放宣传纪念品*份，")
        + "提醒职工时时绷紧安全这根弦。",
    )
    return materials, souvenirs


def organisation(paper: Paper) -> None:
    organising(paper)
    paper.body("{{ 核对提示 }}")


def organising(paper: Paper) -> None:
    paper.heading1("四、组织建设")
    paper.body(
        "把基层组织建设作为打基础的工作，摸清辖区用人单位建会情况，做好建会入会和按期换届的指导。对照“六有”要求"
        "推进基层工会规范化建设，有短板的帮助补短板，有经验的及时总结推广，让职工之家更像家。"
    )
    for part in (_founding, _joining, _covering, _officers):
        part(paper)


def _founding(paper: Paper) -> None:
    founded, trade, joint = (f"organising.unions_founded{by}" for by in ("", "[form=行业联合会]", "[form=联合]"))
    paragraph(
        paper,
        (founded,),
        "扩大组织覆盖。",
        f"新建工会组织{figure(founded)}个，"
        + where("organising.founding_completion", "完成全年建会目标的*，")
        + where(trade, "其中行业工会联合会*个，")
        + where(joint, "联合工会*个，")
        + "期末共有工会组织"
        + figure("organising.unions")
        + "个"
        + where("organising.unions[form=单独]", "，其中单独组建的*个")
        + where("organising.unions[form=联合]", "、联合组建的*个")
        + "。",
    )


def _joining(paper: Paper) -> None:
    joined, members = "members.in[kind=新入会]", "members.count"
    paragraph(
        paper,
        (joined, members),
        "发展工会会员。",
        where(joined, "新发展会员*人，")
        + where("organising.joining_completion", "完成全年发展会员目标的*，")
        + where("members.in[kind=转入]", "转入会员*人，")
        + f"期末会员{figure(members)}人"
        + where("organising.membership_rate", "，占职工总数的*")
        + "。",
    )


def _covering(paper: Paper) -> None:
    covered, checked, points = "organising.set_up", "organising.checked", "organising.points"
    paragraph(
        paper,
        (covered, checked, points),
        "摸清建会底数。",
        where(covered, "工会组织已覆盖用人单位*家，")
        + where("organising.set_up_rate", "建会率*，")
        + where("organising.not_set_up", "尚未建会的*家，")
        + where(checked, "核对非公企业法人数据库*家，")
        + where("organising.check_rate", "审核率*，")
        + where(points, "建立服务站点和示范点*个，")
        + "逐户登记、心中有数。",
    )


def _officers(paper: Paper) -> None:
    staff, chairs = "officers.staff", "officers.direct_rate"
    paragraph(
        paper,
        (staff, chairs),
        "配强工会干部。",
        where(staff, "配备专兼职工会工作人员*名，")
        + where("officers.staff[kind=专职]", "其中专职*名，")
        + where(chairs, "工会主席直选率*，")
        + "基层工作有人管、有人干。",
    )


def culture(paper: Paper) -> None:
    money, sets = "activities.library.money", "activities.library.sets"
    sessions = "activities.class.sessions[subject=太极拳]"
    paper.heading1("五、文化阵地")
    paragraph(
        paper,
        (money, sets),
        "建好职工书屋。",
        "根据职工的阅读需求充实藏书，"
        + where(money, "投入*购置图书，")
        + where(sets, "配备成套图书*套，")
        + "方便职工就近借阅。",
    )
    paragraph(
        paper,
        (sessions,),
        "丰富文体生活。",
        f"举办职工太极拳培训班{figure(sessions)}期，让职工在工作之余学有所乐、强身健体。",
    )
    silence(paper, (money, sets, sessions))


def others(paper: Paper) -> None:
    """Every kind of activity that was held and is not told of above, those that a federation added included."""
    paper.heading1("六、其他工作")
    paper.body("{{ 其他活动 }}")


def plans(paper: Paper, heading: str = "七、下一步打算") -> None:
    if heading:
        paper.heading1(heading)
    for topic, text in (
        ("一是提高队伍本领。", "继续办好干部培训，引导工会干部多下基层、多听职工意见，把所学用到服务职工上。"),
        (
            "二是做实帮扶服务。",
            "及时更新困难职工档案，分类安排帮扶，做好就业服务和女职工关爱，使救助更及时、更准确。",
        ),
        (
            "三是维护职工权益。",
            "巩固工资集体协商成果，扩大协商覆盖面，加强安全生产宣传，推动企业与职工共同发展。",
        ),
        ("四是夯实基层基础。", "围绕“六有”标准抓好建会入会和规范化建设，用好职工书屋等阵地，组织小型多样的文体活动。"),
    ):
        paper.topic(topic, text)


if __name__ == "__main__":
    half_year().save(TARGET)

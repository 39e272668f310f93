"""Columns of a member (fields of the real-name form, domain §2.7), shared by the workbook and the forms."""

from __future__ import annotations

from collections.abc import Mapping

from liuyou.areas.members import rules
from liuyou.kernel.intake.columns import Column, Kind


def same(*words: str, **more: str) -> Mapping[str, str]:
    """Words that stand for themselves, and other spellings of them."""
    return {word: word for word in words} | more


ORG = Column(
    "org",
    "所属工会",
    Kind.ORG,
    (
        *("工会名称", "所在工会", "基层工会", "基层工会名称", "所属基层工会", "所属工会组织", "工会组织", "工会"),
        *("填报单位", "填报工会", "所在基层工会", "单位", "所属镇街工会"),
    ),
)
NAME = Column("name", "姓名", Kind.NAME, ("会员姓名", "职工姓名", "工会会员姓名"), required=True)
IDENTITY = Column(
    "identity",
    "身份证号",
    Kind.IDENTITY,
    ("证件号", "身份证件号"),
    sensitive=True,
    help="填写后自动带出出生日期和性别；港澳台居民和外国人填本人证件",
)
PHONE = Column("phone", "联系电话", Kind.PHONE, ("移动电话",), sensitive=True)
SEX = Column("sex", "性别", Kind.CHOICE, choices=same("男", "女"))
BORN = Column("born", "出生日期", Kind.DATE, ("出生年月", "出生年月日", "生日"))
EMPLOYMENT = Column(
    "employment",
    "用工形式",
    Kind.CHOICE,
    ("用工性质", "用工类型", "人员性质", "就业形态", "职工类别"),
    choices=same(
        *rules.EMPLOYMENTS,
        在职在编="在编",
        编内="在编",
        正式="合同制",
        劳动合同="合同制",
        合同工="合同制",
        合同="合同制",
        派遣="劳务派遣",
        派遣制="劳务派遣",
        劳务派遣工="劳务派遣",
        新就业形态劳动者="新就业形态",
        灵活就业人员="灵活就业",
    ),
)
MIGRANT = Column(
    "migrant",
    "农民工",
    Kind.CHOICE,
    ("是否农民工", "农民工会员", "进城务工人员", "是否进城务工"),
    choices=same("是", "否", 农民工="是", 非农民工="否", 不是="否"),
)
EDUCATION = Column(
    "education",
    "学历",
    Kind.CHOICE,
    ("文化程度", "学历层次", "最高学历", "教育程度"),
    choices=same(
        *rules.EDUCATIONS,
        博士="博士研究生",
        硕士="硕士研究生",
        研究生="硕士研究生",
        本科="大学本科",
        大学="大学本科",
        大专="大学专科",
        专科="大学专科",
        中等专科="中专",
        技校="技工学校",
        高中及以下="高中",
        初中及以下="初中",
    ),
)
ABOUT = (
    Column("ethnicity", "民族", Kind.TEXT),
    EDUCATION,
    Column("degree", "学位", Kind.TEXT),
    Column("political", "政治面貌", Kind.TEXT, ("党派",)),
    Column(
        "marital", "婚姻状况", Kind.CHOICE, ("婚否",), choices=same(*rules.MARITALS, 已="已婚", 未="未婚", 离婚="离异")
    ),
    Column("household", "户口所在地", Kind.TEXT, ("户籍所在地", "户籍地址", "户籍", "户口")),
    Column("address", "现居地址", Kind.TEXT, ("现住址", "家庭住址", "居住地址", "住址"), sensitive=True),
    Column("employer", "工作单位", Kind.TEXT, ("企业名称", "单位名称", "用人单位", "所在单位", "工作单位名称")),
    Column("position", "职务或工种", Kind.TEXT, ("职务", "岗位", "工种", "工作单位及职务", "职业")),
    EMPLOYMENT,
    MIGRANT,
    Column("specialty", "特长", Kind.TEXT, ("有何特长", "专长")),
    Column("job_from", "入职日期", Kind.DATE, ("入职时间", "参加工作时间", "进厂时间")),
)
FAMILY = Column("family", "家庭成员", Kind.TEXT, ("家庭成员及联系方式",), sensitive=True)
NOTE = Column("note", "备注", Kind.TEXT, ("备注说明",))
PERSON = ("name", "identity", "phone")

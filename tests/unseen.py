"""Ledgers as data: what officers of many unions wrote, right and wrong. People and firms are invented."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from liuyou.areas.activities.models import Activity
from liuyou.areas.aid.models import Commitment, HardshipFile, Maternity, Pairing, Payment, Survivor, Visit
from liuyou.areas.bargaining.models import Agreement, Offer
from liuyou.kernel.orgs.models import Place
from liuyou.kernel.people.models import Person
from tests.ledgers import identity

EAST, EAST1, COUNTY = "东镇总工会", "东一厂工会", "示例县总工会"
A, B = identity(1), identity(2)
Rows = list[list[Any]]


def day(text: str) -> date:
    return date.fromisoformat(text)


GOOD: dict[str, tuple[dict[str, Rows], type, list[dict[str, Any]]]] = {
    "a list of greetings whose title names union and programme": (
        {
            "2016春节": [
                ["2016年元旦春节送温暖慰问困难职工花名册"],
                ["填报单位：东镇总工会", "", "", "", "填报时间：2016年1月30日"],
                ["序号", "姓  名", "性别", "身份证号码", "所在企业", "慰问金（元）", "慰问日期", "签字"],
                [1, "王 芳", "女", "'" + A, "正阳", 500, "2016年1月25日", ""],
                [2, "欧阳建国", "男", B.lower(), "泰和", "500元", "2016.1.25", ""],
                ["合计", "", "", "", "", 1000, "", ""],
            ]
        },
        Payment,
        [
            {"org": EAST, "person": "王芳", "programme": "送温暖", "amount": 500, "paid_on": day("2016-01-25")},
            {"org": EAST, "person": "欧阳建国", "programme": "送温暖", "amount": 500},
        ],
    ),
    "money in 万元 and a bank day": (
        {
            "大病救助": [
                ["示例县总工会2016年职工大病救助资金发放明细"],
                ["单位：万元"],
                ["编号", "受助职工", "证件号", "救助类型", "救助额", "打卡日期", "备注"],
                [1, "李强", A, "大病救助", 0.5, date(2016, 3, 1), "尿毒症"],
            ]
        },
        Payment,
        [{"org": COUNTY, "person": "李强", "programme": "大病救助", "amount": 5000, "note": "尿毒症"}],
    ),
    "one sheet a union, and the empty sheet of a new workbook": (
        {
            EAST: [["送温暖发放表"], ["姓名", "身份证号", "金额", "发放日期"], ["王芳", A, 500, "2016/1/25"]],
            "Sheet2": [["西镇总工会送温暖发放表"], ["姓名", "身份证号", "金额", "日期"], ["王刚", B, 600, "20160125"]],
            "Sheet3": [],
            "说明": [["本表为2016年度数据"], ["请各单位核对"]],
        },
        Payment,
        [{"org": EAST, "amount": 500}, {"org": "西镇总工会", "amount": 600, "paid_on": day("2016-01-25")}],
    ),
    "names of unions without their endings, and ditto marks": (
        {
            "送温暖": [
                ["姓名", "身份证号", "项目", "慰问标准（元/人）", "时间", "工会"],
                ["王芳", A, "送温暖", 500, "2016-1-2", "东一厂"],
                ["王刚", B, "同上", "〃", "同上", "东镇"],
            ]
        },
        Payment,
        [{"org": EAST1, "amount": 500}, {"org": EAST, "programme": "送温暖", "amount": 500}],
    ),
    "goods handed out": (
        {
            "物资": [
                ["2016年送温暖物资发放签收表"],
                [],
                ["", "姓名", "身份证号", "发放物资", "数量", "价值", "领取时间", "签名"],
                ["", "王芳", A, "大米", "2袋", 120, "2016-01-20", ""],
            ]
        },
        Payment,
        [{"goods": "大米", "goods_value": 120, "amount": 0}],
    ),
    "a hardship file in the words of a town": (
        {
            "困难职工": [
                ["困难职工（农民工）档案"],
                ["户主姓名", "户主身份证号", "困难类型", "贫困原因", "家庭年收入（万元）", "入档时间", "家庭成员姓名"],
                ["王芳", A, "低保户", "疾病", 1.2, "2016.5.1", "王小"],
            ]
        },
        HardshipFile,
        [
            {
                "person": "王芳",
                "category": "低保户",
                "cause": "本人大病",
                "income": "12000.00",
                "filed_on": day("2016-05-01"),
            }
        ],
    ),
    "visits": (
        {
            "入户登记": [
                ["困难职工入户调查登记"],
                ["入户日期", "入户人员", "困难职工姓名", "家庭住址", "了解到的情况", "所属工会"],
                [date(2016, 5, 3), "李干事、赵干事", "王芳", "东镇1号", "患病", EAST1],
            ]
        },
        Visit,
        [{"org": EAST1, "visited": "王芳", "visitors": "李干事、赵干事", "findings": "患病"}],
    ),
    "pairings": (
        {
            "结对": [
                ["领导干部结对帮扶困难职工一览表"],
                ["帮扶领导姓名", "职务", "帮扶困难职工", "身份证号", "帮扶时间", "预计脱贫时间"],
                ["刘主席", "主席", "王芳", A, "2016-1-10", "2018-12-31"],
            ]
        },
        Pairing,
        [{"person": "王芳", "helper": "刘主席", "starts_on": day("2016-01-10"), "deadline": day("2018-12-31")}],
    ),
    "scholarships by school year": (
        {
            "金秋助学": [
                ["金秋助学连续资助承诺学生名册"],
                ["学生姓名", "身份证号", "家长姓名", "就读层次", "入学年份", "资助年限", "年资助金额"],
                ["王小明", A, "王建军", "本科", "2015-2016学年", 4, "3000元"],
            ]
        },
        Commitment,
        [{"person": "王小明", "parent_name": "王建军", "first_year": 2015, "years": 4, "yearly_amount": 3000}],
    ),
    "survivors": (
        {
            "遗属": [
                ["遗属生活困难补助发放花名册"],
                ["领款人姓名", "死亡职工姓名", "与亡故职工关系", "月补助标准（元）", "享受起始时间"],
                ["王奶奶", "王大山", "配偶", 420.5, "2014年1月1日"],
            ]
        },
        Survivor,
        [{"person": "王奶奶", "deceased": "王大山", "monthly_amount": Decimal("420.5")}],
    ),
    "maternity": (
        {
            "生育保险": [
                ["2016年女职工生育保险报销登记"],
                ["女职工姓名", "身份证号", "生育时间", "报销金额（元）", "报销时间"],
                ["王芳", A, "2016-1-3", "5320.50", "2016-3-3"],
            ]
        },
        Maternity,
        [{"person": "王芳", "handled_on": day("2016-03-03"), "amount": Decimal("5320.50")}],
    ),
    "offers and the firms' answers": (
        {
            "要约": [
                ["2016年工资集体协商集中要约情况统计表"],
                ["填报单位：东镇总工会"],
                ["序号", "企业名称", "企业性质", "发出要约时间", "企业应约时间", "是否应约", "协商内容"],
                [1, "正阳公司", "私营", "2016-3-1", "2016-3-10", "是", "工资"],
                [2, "泰和公司", "非公", "2016.3.2", "", "未应约", "工资"],
            ]
        },
        Offer,
        [
            {"org": EAST, "employer": "正阳公司", "kind": "工资", "ownership": "非公"},
            {"employer": "泰和公司", "replied_on": None},
        ],
    ),
    "agreements under a two-row header": (
        {
            "集体合同": [
                ["集体合同签订情况台账"],
                ["企业名称", "合同名称", "覆盖企业（个）", "覆盖职工（人）", "其中女职工", "合同期限", "", "续签/新签"],
                ["", "", "", "", "", "起", "止", ""],
                ["正阳公司", "工资专项集体合同", 1, 120, 40, "2016-1-1", "2016-12-31", "续签"],
            ]
        },
        Agreement,
        [{"employer": "正阳公司", "kind": "工资", "workers": 120, "women": 40, "renewal": True}],
    ),
    "sports": (
        {"运动会": [["职工运动会"], ["活动时间", "比赛名称", "参赛职工（人）"], ["2016年5月1日", "篮球赛", "120人"]]},
        Activity,
        [{"type_code": "sports_meet", "subject": "篮球赛", "people": 120, "held_on": day("2016-05-01")}],
    ),
    "a job fair": (
        {
            "招聘会": [
                ["春风行动招聘会登记"],
                ["举办时间", "举办地点", "参加企业（家）", "提供岗位（个）", "达成意向（人）", "承办单位"],
                ["2016-2-26", "人力市场", 56, "1,200", 320, "人社局"],
            ]
        },
        Activity,
        [{"type_code": "job_fair", "org": COUNTY, "employers": 56, "posts": 1200, "intentions": 320}],
    ),
    "legal publicity, not publicity at large": (
        {
            "普法": [
                ["法治宣传登记"],
                ["宣传时间", "宣传内容", "发放法律宣传资料（份）", "接受咨询（人次）"],
                ["2016-12-4", "劳动合同法", 3000, 200],
            ]
        },
        Activity,
        [{"type_code": "legal_publicity", "materials": 3000, "consultations": 200}],
    ),
    "a health check at a hospital that is no union": (
        {
            "体检": [
                ["女职工体检登记"],
                ["体检时间", "体检单位", "体检人员类别", "体检人数", "人均费用", "费用合计（元）"],
                ["2016-3-8", "县妇幼保健院", "女职工", 300, 100, 30000],
            ]
        },
        Activity,
        [{"type_code": "health_check", "org": COUNTY, "people": 300, "money": "30000.00"}],
    ),
    "suggestions worth 万元": (
        {
            "合理化建议": [
                ["合理化建议统计表"],
                ["统计时间", "单位", "征集建议（条）", "采纳（条）", "产生效益（万元）"],
                ["2016-6-30", EAST1, 120, 60, 35.5],
            ]
        },
        Activity,
        [{"type_code": "suggestions", "org": EAST1, "made": 120, "adopted": 60, "saved": "355000.00"}],
    ),
    "meetings": (
        {
            "会议": [
                ["会议登记簿"],
                ["会议时间", "会议名称", "会议类型", "参会人数"],
                ["2016-1-11", "推进会", "推进会", 90],
            ]
        },
        Activity,
        [{"type_code": "meeting", "kind": "推进会", "people": 90}],
    ),
    "several ledgers in one file": (
        {
            "送清凉": [["送清凉台账"], ["日期", "慰问单位数", "慰问人数", "慰问物资价值"], ["2016-7-1", 3, 60, 6000]],
            "女工": [["三八节女职工活动"], ["时间", "活动内容", "参加女职工人数"], ["2016-3-8", "健步走", 120]],
        },
        Activity,
        [{"type_code": "cooling", "money": "6000.00"}, {"type_code": "women", "subject": "健步走", "people": 120}],
    ),
    "a roster of members": (
        {
            "会员名册": [
                ["东镇会员花名册"],
                ["会员姓名", "性别", "居民身份证号码", "入会时间", "手机号码", "月工资（元）"],
                ["王芳", "女", A, "2010-1-1", 13800000000.0, 3000],
            ]
        },
        Person,
        [{"name": "王芳", "phone": "13800000000"}],
    ),
    "new unions, a branch below one of them": (
        {
            "新建": [
                ["2016年新建基层工会统计表"],
                ["工会全称", "所属上级工会", "建会时间", "工会性质", "会员人数"],
                ["大地公司工会", EAST, "2016-5-6", "单独基层工会", 30],
                ["大地公司车间分工会", "大地公司工会", "2016-5-6", "分工会", 10],
            ]
        },
        Place,
        [{"name": "大地公司工会", "kind": "primary_union"}, {"name": "大地公司车间分工会", "kind": "branch"}],
    ),
}


PAY = ["姓名", "身份证号", "项目", "金额", "发放日期", "所属工会"]
FINE = ["王芳", A, "送温暖", 500, "2016-1-1", EAST1]


def paying(**changes: Any) -> dict[str, Rows]:
    names = {"name": 0, "identity": 1, "amount": 3, "day": 4, "org": 5}
    row = list(FINE)
    for key, value in changes.items():
        row[names[key]] = value
    return {"送温暖": [PAY, ["李四", B, "送温暖", 500, "2016-1-1", EAST1], row]}


WRONG: dict[str, tuple[dict[str, Rows], int | None, str, str]] = {
    "a negative amount": (paying(amount=-500), 3, "金额", "是负数"),
    "an amount ten thousand times too large": (paying(amount=5_000_000), 3, "金额", "核对是否多写了零"),
    "a vague amount": (paying(amount="约500"), 3, "金额", "不是确切的金额"),
    "no such day": (paying(day="2016-2-30"), 3, "发放日期", "没有这一天"),
    "a day to come": (paying(day=date(2066, 1, 1)), 3, "发放日期", "还没有到"),
    "a day without its year": (paying(day="1月5日"), 3, "发放日期", "没有写年份"),
    "a span of days": (paying(day="2016.1.5-1.8"), 3, "发放日期", "请只填开始的那一天，如 2016.1.5"),
    "a failing check digit": (paying(identity=A[:-1] + "3"), 3, "身份证号", "校验位不对"),
    "a union that is not there, with the nearest": (paying(org="东一厂子工会"), 3, "所属工会", "是否应为“东一厂工会”"),
    "a union left out among others": (paying(org=""), 3, "所属工会", "与上一行相同的，也请照写"),
    "two people in a cell": (paying(name="王芳、李四"), 3, "姓名", "一行填写一人"),
    "one number, two names": (paying(identity=B, day="2016-2-1"), 3, "姓名", "证件号码相同而姓名不同"),
    "a row twice": ({"送温暖": [PAY, FINE, FINE]}, 3, "", "与第 2 行重复"),
    "names side by side": (
        {"送温暖": [["姓名", "金额", "日期"] * 2, ["王芳", 5, "2016-1-1", "王刚", 5, "2016-1-1"]]},
        *(1, "姓名", "左右并排"),
    ),
    "no programme anywhere": (
        {"名单": [["困难职工慰问花名册"], ["姓名", "身份证号", "慰问金额", "时间"], ["王芳", A, 500, "2016-1-3"]]},
        *(2, "", "“项目：……”"),
    ),
    "money under a word nobody knows": (
        {
            "送温暖": [
                ["姓名", "身份证号", "项目", "救济款项额", "日期", "实物"],
                ["王芳", A, "送温暖", 50, "2016-1-2", "米"],
            ]
        },
        *(1, "救济款项额", "像是金额，但没有认出来"),
    ),
    "a student's number that may be another's": (
        {"金秋助学": [["职工姓名", "学生身份证号", "助学金", "时间"], ["王芳", A, 500, "2016-8-2"]]},
        *(1, "学生身份证号", "像是证件号码"),
    ),
    "a term in one cell": (
        {
            "工资专项": [
                ["工资专项合同台账"],
                ["签订单位", "有效期限", "职工总数"],
                ["正阳", "2016.1.1-2016.12.31", 120],
            ]
        },
        *(2, "", "请分成两列填写"),
    ),
    "a firm where a union should be": (
        {"生育保险": [["姓名", "单位名称", "报销金额", "报销时间"], ["王芳", "正阳公司", 500, "2016-3-3"]]},
        *(1, "单位名称", "没有一个是登记过的工会"),
    ),
    "a monthly allowance of millions": (
        {"遗属": [["遗属姓名", "亡故职工", "每月金额", "起领日期"], ["王奶", "王大", 9_999_999, "2014-1-1"]]},
        *(2, "每月金额", "太大"),
    ),
    "a hundred million visited": (
        {"送清凉": [["日期", "慰问单位数", "慰问人数"], ["2016-7-1", 3, 100_000_000]]},
        *(2, "慰问人数", "太大"),
    ),
    "an answer not on the list": (
        {"要约": [["企业名称", "要约日期", "回应情况"], ["甲公司", "2016-3-1", "考虑中"]]},
        *(2, "回应情况", "可填 应约、拒绝、待回应"),
    ),
    "a term that ends before it begins": (
        {
            "集体合同": [
                ["企业名称", "合同类型", "职工人数", "生效日期", "到期日期"],
                ["甲", "工资", 9, "2016-1-1", "2015-1-1"],
            ]
        },
        *(2, "到期日期", "不晚于生效日期"),
    ),
    "unions below one another": (
        {"组织": [["工会名称", "上级工会", "组织类型", "成立日期"], ["甲工会", "甲工会", "基层工会", "2016-1-1"]]},
        *(2, "上级工会", "绕了一圈"),
    ),
    "a union known under another": (
        {"组织": [["工会名称", "上级工会", "组织类型", "成立日期"], [EAST1, "西镇总工会", "基层工会", "2016-1-1"]]},
        *(2, "工会名称", "已登记在别的上级之下"),
    ),
    "nothing in the sheet": ({"Sheet1": []}, None, "", "是空的"),
    "only words": ({"Sheet1": [["今天开会研究了送温暖工作。"]]}, None, "", "只有文字"),
    "no ledger at all": ({"食堂": [["早餐", "午餐"], ["粥", "面"]]}, None, "", "不是台账的，请删去或隐藏这张工作表"),
    "a ledger known by its name only": (
        {"安全检查": [["时间", "查了哪些地方"], ["2016-1-1", "厂房"]]},
        *(None, "", "像是“安全检查台账”，要有列“日期”、“检查单位数”"),
    ),
}

"""Code lists of employers: 单位类别 (工会组织信息登记表, 2015) and industries (GB/T 4754-2017, older codes mapped)."""

from __future__ import annotations

CATEGORIES = {
    "110": "国有企业",
    "120": "集体企业",
    "130": "股份合作企业",
    "140": "联营企业",
    "151": "国有独资公司",
    "159": "其他有限责任公司",
    "161": "国有控股股份公司",
    "169": "其他股份有限公司",
    "170": "私营企业",
    "190": "其他内资企业",
    "200": "港澳台商投资企业",
    "300": "外商投资企业",
    "400": "事业单位",
    "500": "机关",
    "600": "个体经济组织",
    "700": "民办非企业单位",
}
"""Code → word; the word is what is stored."""
OTHER_CATEGORY = "未分类"
CATEGORY_WORDS = {
    "国有": "国有企业",
    "国企": "国有企业",
    "集体": "集体企业",
    "股份合作": "股份合作企业",
    "联营": "联营企业",
    "国有独资": "国有独资公司",
    "有限责任公司": "其他有限责任公司",
    "有限公司": "其他有限责任公司",
    "国有控股": "国有控股股份公司",
    "股份有限公司": "其他股份有限公司",
    "股份公司": "其他股份有限公司",
    **dict.fromkeys(("私营", "私企", "民营", "民营企业", "非公", "非公企业", "非公有制企业"), "私营企业"),
    "其他内资": "其他内资企业",
    **dict.fromkeys(("港澳台", "港澳台企业", "港澳台商投资", "港澳台商独资"), "港澳台商投资企业"),
    **dict.fromkeys(("外资", "外资企业", "外商投资", "外商独资", "三资企业"), "外商投资企业"),
    "事业": "事业单位",
    **dict.fromkeys(("机关单位", "党政机关", "国家机关"), "机关"),
    **dict.fromkeys(("个体", "个体户", "个体工商户"), "个体经济组织"),
    **dict.fromkeys(("民办非企业", "民非", "社会组织", "社会团体"), "民办非企业单位"),
}
CATEGORY_CHOICES = {
    **{word: word for word in (*CATEGORIES.values(), OTHER_CATEGORY)},
    **CATEGORIES,
    **{f"{code}{word}": word for code, word in CATEGORIES.items()},
    **CATEGORY_WORDS,
}

INDUSTRIES = {
    "A": "农、林、牧、渔业",
    "B": "采矿业",
    "C": "制造业",
    "D": "电力、热力、燃气及水生产和供应业",
    "E": "建筑业",
    "F": "批发和零售业",
    "G": "交通运输、仓储和邮政业",
    "H": "住宿和餐饮业",
    "I": "信息传输、软件和信息技术服务业",
    "J": "金融业",
    "K": "房地产业",
    "L": "租赁和商务服务业",
    "M": "科学研究和技术服务业",
    "N": "水利、环境和公共设施管理业",
    "O": "居民服务、修理和其他服务业",
    "P": "教育",
    "Q": "卫生和社会工作",
    "R": "文化、体育和娱乐业",
    "S": "公共管理、社会保障和社会组织",
    "T": "国际组织",
}
"""Section letter of GB/T 4754-2017 → word; the word is what is stored."""
OTHER_INDUSTRY = "未分类"
OLDER_LETTERS = "ABCDEGIFHJKLMNOPQRST"
"""Codes 01–20 of the registration form of 2015 in their order, as letters of 2017."""
OLDER_INDUSTRIES = {f"{number:02}": INDUSTRIES[letter] for number, letter in enumerate(OLDER_LETTERS, 1)}
INDUSTRY_WORDS = {
    **dict.fromkeys(("农业", "农林牧渔", "农林牧渔业", "林业", "渔业"), "A"),
    **dict.fromkeys(("采矿", "采掘业"), "B"),
    **dict.fromkeys(("制造", "工业", "加工制造业", "加工业"), "C"),
    **dict.fromkeys(
        ("电力燃气水", "电力", "电力热力燃气及水生产和供应业", "电力、燃气及水的生产和供应业", "水电"), "D"
    ),
    **dict.fromkeys(("建筑", "建筑施工", "建筑安装"), "E"),
    **dict.fromkeys(("批发零售", "批发零售业", "批发与零售业", "商贸", "商业", "超市"), "F"),
    **dict.fromkeys(("交通运输", "交通运输仓储邮政", "交通运输仓储和邮政业", "交通", "物流", "快递", "货运"), "G"),
    **dict.fromkeys(("住宿餐饮", "住宿餐饮业", "餐饮", "餐饮业", "酒店", "宾馆"), "H"),
    **dict.fromkeys(("信息技术", "信息传输计算机软件", "信息传输、计算机服务和软件业", "软件", "互联网", "IT"), "I"),
    **dict.fromkeys(("金融", "银行", "保险"), "J"),
    **dict.fromkeys(("房地产", "物业", "物业管理"), "K"),
    **dict.fromkeys(("租赁商务", "租赁和商务", "商务服务业", "人力资源"), "L"),
    **dict.fromkeys(("科研", "科研技术服务地质", "科学研究", "科学研究、技术服务和地质勘查业", "技术服务"), "M"),
    **dict.fromkeys(("水利环境公共设施", "环卫", "水利", "水利环境和公共设施管理业"), "N"),
    **dict.fromkeys(("居民服务", "居民服务和其他服务业", "服务业", "家政"), "O"),
    **dict.fromkeys(("教育业", "学校", "幼儿园"), "P"),
    **dict.fromkeys(("卫生", "医疗", "医院", "卫生社保福利", "卫生、社会保障和社会福利业", "卫生院"), "Q"),
    **dict.fromkeys(("文化", "文体娱乐", "文化体育和娱乐业", "文化体育娱乐业"), "R"),
    **dict.fromkeys(("公共管理", "公共管理和社会组织", "机关", "党政机关"), "S"),
}
INDUSTRY_CHOICES = {
    **{word: word for word in (*INDUSTRIES.values(), OTHER_INDUSTRY)},
    **INDUSTRIES,
    **{f"{letter}{word}": word for letter, word in INDUSTRIES.items()},
    **{f"{letter} {word}": word for letter, word in INDUSTRIES.items()},
    **OLDER_INDUSTRIES,
    **{f"{number}": INDUSTRIES[letter] for number, letter in enumerate(OLDER_LETTERS, 1)},
    **{words: INDUSTRIES[letter] for words, letter in INDUSTRY_WORDS.items()},
}

SIZES = ("大型", "中型", "小型", "微型")
STATUSES = ("正常", "停业", "注销")
COVERAGES = ("未建会", "单独", "联合", "项目")
YES, NO = "是", "否"
WHY_NOT = (
    "职工人数少",
    "经营者不支持",
    "职工意愿不强",
    "新开办",
    "人员流动大",
    "停产半停产",
    "总部已建会",
    "正在筹建",
    "其他",
)
